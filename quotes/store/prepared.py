"""A valid ledger made ready to be written: everything that can be worked out before the database is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from quotes.fingerprint import fingerprint, words
from quotes.store import pieces as parts
from quotes.store.people import Profile, profiles
from quotes.store.pieces import Pieces

INDEXED: Final = 5_000  # words: of a longer quotation the beginning is found by its words


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """What a quotation is found by: kind, the place of its speaker in the ledger's list, folded words, fingerprint."""

    kind: str
    speaker: int | None
    words: tuple[str, ...]
    prints: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A ledger in pieces, with all that it is found by.

    ``known_as`` are the names of its source, the surest first; ``contexts`` the sentences around each quotation, as
    JSON, None where the text is not known; ``day`` counts from 0001-01-01.
    """

    sha256: str
    known_as: tuple[str, ...]
    outlet: str | None
    day: int | None
    pieces: Pieces
    contexts: tuple[str | None, ...]
    profiles: tuple[Profile, ...]
    quoted: tuple[Quoted, ...]


def prepared(record: Mapping[str, Any], text: str | None) -> Prepared:
    """Return a valid ledger, ready to be written; ``text`` is the article's where the ledger does not carry it."""
    source, attributions = record["source"], record["attributions"]
    text = source.get("text") if text is None else text
    index = {speaker["id"]: i for i, speaker in enumerate(record["speakers"])}
    return Prepared(
        sha256=record["integrity"]["sha256"],
        known_as=tuple(known_as(source)),
        outlet=source["outlet"],
        day=parts.day(source["published"]),
        pieces=parts.apart(record),
        contexts=tuple(None if text is None else parts.context(text, a["content"]) for a in attributions),
        profiles=tuple(profiles(record["speakers"])),
        quoted=tuple(quoted(a, index.get(a["speaker"]["id"])) for a in attributions),
    )


def quoted(attribution: Mapping[str, Any], speaker: int | None = None) -> Quoted:
    """Return what an attribution is found by."""
    folded = words(parts.said(attribution))[:INDEXED]
    prints = tuple(sorted(fingerprint(folded)))
    return Quoted(kind=attribution["kind"], speaker=speaker, words=tuple(folded), prints=prints)


def known_as(source: Mapping[str, Any]) -> list[str]:
    """Return the names under which a source is known again, the surest first.

    A url is one; else its place, which is its id, path and outlet together; in any case its id with its text. What
    came by standard input has no place: its id is always the same.
    """
    keys = []
    if source["url"] is not None:
        keys.append(key("url", source["url"]))
    elif source["path"] is not None or source["id"] != "stdin":
        keys.append(key("place", source["id"], source["path"], source["outlet"]))
    return [*keys, key("text", source["id"], source["sha256"])]


def key(*values: str | None) -> str:
    """Return a key for values of any length."""
    return hashlib.sha256(parts.dumped(values).encode("utf-8")).hexdigest()
