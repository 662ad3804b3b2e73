"""Ledgers in other formats: a feed for databases, and what spreadsheets, browsers, feed readers and annotators read.

``export`` makes one document of many ledgers; ``brat`` makes two files of each and is called by itself. ``Held`` is a
ledger with its text and its place, ``feed`` the items that all formats are made of, ``order`` their order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from quotes.export import csv, json_feed, jsonl, label_studio, schema_org, web_annotation
from quotes.export.feed import FEED_VERSION, Item, Withdrawn
from quotes.export.held import Held, items
from quotes.export.order import sorter

__all__ = ["FEED_VERSION", "FORMATS", "Format", "Held", "Item", "Withdrawn", "export", "items"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How a document is put together: what begins it, the pieces of each ledger, what stands between two, what ends it.

    ``foot`` is given the number of pieces and the SHA-256 of them. ``needs_text`` says that a ledger without its
    article's text has no pieces.
    """

    pieces: Callable[[Held], Iterator[str]]
    head: str = ""
    between: str = ",\n"
    foot: Callable[[int, str], str]
    needs_text: bool = False


def _always(text: str) -> Callable[[int, str], str]:
    return lambda _, __: text


def _if_any(text: str) -> Callable[[int, str], str]:
    return lambda count, _: text if count else ""


FORMATS: Final[dict[str, Format]] = {
    "jsonl": Format(pieces=jsonl.pieces, between="\n", foot=_if_any("\n")),
    "csv": Format(pieces=csv.pieces, head=csv.HEAD, between="\r\n", foot=_if_any("\r\n")),
    "web-annotation": Format(pieces=web_annotation.pieces, head=web_annotation.HEAD, foot=web_annotation.foot),
    "schema.org": Format(pieces=schema_org.pieces, head=schema_org.HEAD, foot=_always(schema_org.FOOT)),
    "json-feed": Format(pieces=json_feed.pieces, head=json_feed.HEAD, foot=_always(json_feed.FOOT)),
    "label-studio": Format(
        pieces=label_studio.pieces, head=label_studio.HEAD, foot=_always(label_studio.FOOT), needs_text=True
    ),
}


def export(ledgers: Iterable[Held], to: str, *, in_order: bool = False) -> Iterator[str]:
    """Yield the document that holds ``ledgers`` in the format ``to``, one of ``FORMATS``, piece by piece.

    The ledgers are put in the order of ``order.place``, which needs the disk but not the memory for all of them;
    ``in_order`` says that they come as they shall stand, as those of a store do, and are passed on at once.
    """
    form = FORMATS[to]
    yield form.head
    count, digest = 0, hashlib.sha256()
    for number, text in _parts(ledgers, form) if in_order else _sorted(ledgers, form):
        part = form.between + text if count else text
        count += number
        digest.update(part.encode("utf-8"))
        yield part
    yield form.foot(count, digest.hexdigest())


def _parts(ledgers: Iterable[Held], form: Format) -> Iterator[tuple[int, str]]:
    """Yield what stands for each ledger that has anything: the number of its pieces, and they in one."""
    for held in ledgers:
        pieces = list(form.pieces(held))
        if pieces:
            yield len(pieces), form.between.join(pieces)


def _sorted(ledgers: Iterable[Held], form: Format) -> Iterator[tuple[int, str]]:
    with sorter() as sort:
        for held in ledgers:
            for count, text in _parts([held], form):
                sort.add(held.ledger.source, count, text)
        yield from sort.parts()
