"""Writes ledgers in pieces into the tables, within one transaction; rows are gathered, so that each index is filled in one go."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from quotes.fingerprint import fingerprint, words
from quotes.store import pieces as parts
from quotes.store.database import Database, Indexed, marks
from quotes.store.links import Links
from quotes.store.pieces import Pieces

INDEXED: Final = 5_000  # words: of a longer quotation the beginning is found by its words

Outcome = Literal["added", "changed", "completed", "unchanged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A valid ledger, ready to be written: its JSON, whole and in pieces, and the sentences around each quotation."""

    record: Mapping[str, Any]
    pieces: Pieces
    contexts: tuple[str | None, ...]


@dataclass(slots=True)
class _Rows:
    """What is to be written, by table, until as many rows are there as are written at once."""

    ledger: list[tuple[Any, ...]] = field(default_factory=list)
    speaker: list[tuple[Any, ...]] = field(default_factory=list)
    attribution: list[tuple[Any, ...]] = field(default_factory=list)
    entry: list[tuple[Any, ...]] = field(default_factory=list)
    indexed: list[Indexed] = field(default_factory=list)


class Writer:
    """Writes ledgers within one transaction; rows are gathered, so that each index is filled in one go."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._links = Links(database)
        self._rows = _Rows()
        self._outlets: dict[str, int] = {}
        self._gathered: set[str] = set()
        self._next = {name: _after(database, name) for name in NUMBERED}

    def _numbers(self, name: str, count: int = 1) -> int:
        """Return the first of so many numbers that are free."""
        first = self._next[name]
        self._next[name] += count
        return first

    def take(self, one: Prepared) -> tuple[Outcome, int]:
        """Gather the rows of a ledger, unless it is there already; return what became of it, and its number."""
        sha256 = one.record["integrity"]["sha256"]
        if sha256 in self._gathered:
            self.flush()
        there = self._database.execute("SELECT seq, first_attribution FROM ledger WHERE sha256 = ?", (sha256,))
        if there:
            [(seq, first)] = there
            return "completed" if self._complete(first, one.contexts) else "unchanged", seq
        source, version = self._source(one.record["source"])
        seq = self._numbers("ledger.seq")
        self._gather(seq, source, version, one)
        return "added" if version == 1 else "changed", seq

    def _complete(self, first: int, contexts: Sequence[str | None]) -> bool:
        """Fill in the sentences around a known ledger's quotations where they are missing; return whether any were."""
        if not contexts or contexts[0] is None:
            return False
        sql = "SELECT 1 FROM attribution WHERE id >= ? AND id < ? AND context IS NULL LIMIT 1"
        if not self._database.execute(sql, (first, first + len(contexts))):
            return False
        rows = [(context, first + i) for i, context in enumerate(contexts)]
        self._database.many("UPDATE attribution SET context = ? WHERE id = ?", rows)
        return True

    def _source(self, source: Mapping[str, Any]) -> tuple[int, int]:
        """Return the number of a ledger's source and of its version; the version before is no longer current."""
        keys = known_as(source)
        sql = f"SELECT key, source FROM known WHERE key IN ({marks(len(keys))})"  # noqa: S608 - only marks
        found: dict[str, int] = dict(self._database.execute(sql, keys))
        number = next((found[key] for key in keys if key in found), None)
        version = 1
        if number is None:
            number = self._numbers("ledger.source")
        else:
            version += self._supersede(number)
        self._database.many(
            "INSERT INTO known (key, source) VALUES (?, ?)", [(key, number) for key in keys if key not in found]
        )
        return number, version

    def _supersede(self, source: int) -> int:
        """Take the current version of a source out of the indexes; return its number."""
        self.flush()  # it may be one of this very batch
        [(seq, version, first, count)] = self._database.execute(
            "SELECT seq, version, first_attribution, attributions FROM ledger WHERE source = ? AND current = 1",
            (source,),
        )
        records = self._database.execute(
            "SELECT id, record FROM attribution WHERE id >= ? AND id < ? ORDER BY id", (first, first + count)
        )
        rows = [_indexed(number, parts.loaded(record)) for number, record in records]
        self._database.unindex(rows)
        self._count(rows, -1)
        self._database.execute("DELETE FROM entry WHERE id >= ? AND id < ?", (first, first + count))
        self._database.execute("UPDATE ledger SET current = 0 WHERE seq = ?", (seq,))
        self._links.forget(seq)
        return int(version)

    def _gather(self, seq: int, source: int, version: int, one: Prepared) -> None:
        about, given = one.record["source"], one.pieces
        self._gathered.add(one.record["integrity"]["sha256"])
        speakers = self._numbers("speaker.id", len(given.speakers))
        entries = self._numbers("attribution.id", len(given.attributions))
        whose = self._links.profiled(one.record["speakers"])
        rows = self._rows
        rows.ledger.append(
            (
                *(seq, source, version, 1, one.record["integrity"]["sha256"]),
                *(speakers, len(given.speakers), entries, len(given.attributions)),
                *(given.about, given.rest, given.text),
            )
        )
        numbered = enumerate(zip(whose, given.speakers, strict=True), speakers)
        rows.speaker += [(n, seq, who, record) for n, (who, record) in numbered]
        rows.attribution += [
            (n, *both) for n, both in enumerate(zip(given.attributions, one.contexts, strict=True), entries)
        ]
        index = {speaker["id"]: i for i, speaker in enumerate(one.record["speakers"])}
        where = (self._outlet(about["outlet"]), parts.day(about["published"]))
        for number, attribution in enumerate(one.record["attributions"], entries):
            i = index.get(attribution["speaker"]["id"])
            who = (None, None) if i is None else (speakers + i, whose[i])
            rows.entry.append((number, seq, attribution["kind"], *who, *where))
            rows.indexed.append(_indexed(number, attribution))

    def _outlet(self, name: str | None) -> int | None:
        if name is None:
            return None
        if name not in self._outlets:
            key = _digest("outlet", name)
            found = self._database.execute("SELECT id FROM outlet WHERE key = ?", (key,))
            number = found[0][0] if found else self._numbers("outlet.id")
            if not found:
                row = (number, parts.dumped(name), key)
                self._database.execute("INSERT INTO outlet (id, name, key) VALUES (?, ?, ?)", row)
            self._outlets[name] = number
        return self._outlets[name]

    def flush(self) -> None:
        """Write the rows that were gathered."""
        rows, self._rows = self._rows, _Rows()
        self._gathered.clear()
        for table, columns in COLUMNS.items():
            sql = f"INSERT INTO {table} ({columns}) VALUES ({marks(columns.count(',') + 1)})"  # noqa: S608 - names of ours
            if of_table := getattr(rows, table):
                self._database.many(sql, of_table)
        if rows.indexed:
            self._database.index(rows.indexed)
            self._count(rows.indexed, 1)

    def _count(self, rows: Sequence[Indexed], sign: int) -> None:
        """Count the entries that hold each word, up or down."""
        counted = Counter(word for row in rows for word in set(row.words))
        counted[""] = len(rows)
        self._database.many(
            "INSERT INTO word (word, entries) VALUES (?, ?) "
            "ON CONFLICT (word) DO UPDATE SET entries = word.entries + excluded.entries",
            [(word, sign * number) for word, number in sorted(counted.items())],
        )


COLUMNS: Final = {
    "ledger": "seq, source, version, current, sha256, first_speaker, speakers, first_attribution, attributions, about, rest, text",
    "speaker": "id, seq, profile, record",
    "attribution": "id, record, context",
    "entry": "id, seq, kind, speaker, profile, outlet, day",
}
NUMBERED: Final = ("ledger.seq", "ledger.source", "speaker.id", "attribution.id", "outlet.id")


def known_as(source: Mapping[str, Any]) -> list[str]:
    """Return the names under which a source is known again, the surest first.

    A url is one; else its place, which is its id, path and outlet together; in any case its id with its text. What
    came by standard input has no place: its id is always the same.
    """
    keys = []
    if source["url"] is not None:
        keys.append(_digest("url", source["url"]))
    elif source["path"] is not None or source["id"] != "stdin":
        keys.append(_digest("place", source["id"], source["path"], source["outlet"]))
    return [*keys, _digest("text", source["id"], source["sha256"])]


def _after(database: Database, name: str) -> int:
    """Return the number after the last of a column, named with its table."""
    table, _, column = name.partition(".")
    [[last]] = database.execute(f"SELECT max({column}) FROM {table}")  # noqa: S608 - names of ours
    return 1 + (last or 0)


def _digest(*values: str | None) -> str:
    """Return a key for values of any length."""
    return hashlib.sha256(parts.dumped(values).encode("utf-8")).hexdigest()


def _indexed(number: int, attribution: Mapping[str, Any]) -> Indexed:
    folded = words(parts.said(attribution))[:INDEXED]
    return Indexed(entry=number, words=tuple(folded), prints=tuple(sorted(fingerprint(folded))))
