"""Cuts what comes one after the other into blocks of bounded size, which the nets read at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from typing import TypeVar

T = TypeVar("T")


def blocks(items: Iterable[T], size: Callable[[T], int], limit: int) -> Iterator[list[T]]:
    """Yield the items in lists whose sizes add up to at most `limit`; an item that is larger is alone."""
    block: list[T] = []
    total = 0
    for item in items:
        if block and total + size(item) > limit:
            yield block
            block, total = [], 0
        block.append(item)
        total += size(item)
    if block:
        yield block


def by_length(items: Sequence[Sized], limit: int) -> Iterator[list[int]]:
    """Yield the places of items in blocks of at most `limit` together, the shortest first.

    A recurrent net takes as many steps as the longest item of a block is long, so those of about one length go together.
    """
    order = sorted(range(len(items)), key=lambda place: len(items[place]))
    yield from blocks(order, lambda place: len(items[place]), limit)
