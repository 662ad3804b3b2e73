"""A ledger's JSON taken apart, so that each piece can be read alone, and put together again exactly as it was."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from quotes.entry import around
from quotes.model import Span

_ENCODE: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """A ledger in pieces, each of them JSON but the text, which is compressed.

    ``about`` is the source without its text; ``rest`` is all else, with null in the place of each other piece.
    """

    about: str
    speakers: tuple[str, ...]
    attributions: tuple[str, ...]
    text: bytes | None
    rest: str


def apart(record: Mapping[str, Any]) -> Pieces:
    """Return the pieces of a valid ledger."""
    source = dict(record["source"])
    text = source.get("text")
    if text is not None:
        source["text"] = None
    return Pieces(
        about=dumped(source),
        speakers=tuple(map(dumped, record["speakers"])),
        attributions=tuple(map(dumped, record["attributions"])),
        text=None if text is None else zlib.compress(text.encode("utf-8"), level=1),
        rest=dumped({**record, "source": None, "speakers": None, "attributions": None}),
    )


def together(pieces: Pieces) -> dict[str, Any]:
    """Return the ledger that was taken apart: the same values, and the keys in the same order."""
    record: dict[str, Any] = json.loads(pieces.rest)
    record["source"] = json.loads(pieces.about)
    if pieces.text is not None:
        record["source"]["text"] = zlib.decompress(pieces.text).decode("utf-8")
    record["speakers"] = [json.loads(speaker) for speaker in pieces.speakers]
    record["attributions"] = [json.loads(attribution) for attribution in pieces.attributions]
    return record


def dumped(value: object) -> str:
    """Return JSON on one line; it holds no control characters, so that every database takes it as text."""
    return _ENCODE(value)


def loaded(text: str) -> Any:
    """Return the value that ``dumped`` wrote."""
    return json.loads(text)


def said(attribution: Mapping[str, Any]) -> str:
    """Return the words of an attribution, as ``Entry.words`` has them."""
    return " ".join(span["text"] for span in attribution["content"])


def context(text: str, content: Sequence[Mapping[str, Any]]) -> str:
    """Return the sentences that an attribution's content stands in, as JSON of their offset and their words."""
    found = around(text, tuple(Span(span["start"], span["end"], "") for span in content))
    return dumped([found.start, found.text])


def day(published: str | None) -> int | None:
    """Return the day of a publication, counted from 0001-01-01, as its source dates it; None where that is not known."""
    try:
        return None if published is None else date.fromisoformat(published[:10]).toordinal()
    except ValueError:  # a year of more or fewer than four digits
        return None
