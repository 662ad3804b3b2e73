"""Cuts a text into runs at the borders of all that is marked in it, so that what overlaps, nests or crosses can be shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Mark:
    """A stretch of the text, in code points, and what it shows (``content``, ``cue``, ``role``) of which entry."""

    start: int
    end: int
    entry: int
    shows: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch over which nothing begins or ends, with the marks that cover it: the shortest, the innermost, first."""

    start: int
    end: int
    marks: tuple[Mark, ...] = ()


def split(start: int, end: int, marks: Iterable[Mark]) -> Iterator[Run]:
    """Yield the runs from ``start`` to ``end``, in order and without gaps; ``marks`` must lie within, none may be empty."""
    begins: defaultdict[int, list[Mark]] = defaultdict(list)
    ends: defaultdict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        begins[mark.start].append(mark)
        ends[mark.end].append(mark)
    borders = sorted({start, end, *begins, *ends})
    covering: set[Mark] = set()
    for left, right in pairwise(borders):
        covering.difference_update(ends[left])
        covering.update(begins[left])
        yield Run(start=left, end=right, marks=tuple(sorted(covering, key=_innermost)))


def _innermost(mark: Mark) -> tuple[int, int, int, str]:
    return mark.end - mark.start, -mark.start, -mark.entry, mark.shows
