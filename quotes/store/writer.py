"""Writes ledgers in pieces into the tables, within one transaction; rows are gathered, so that each index is filled in one go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final, Literal

from quotes.store.database import Database, Indexed, marks
from quotes.store.links import Links
from quotes.store.pieces import dumped, loaded
from quotes.store.prepared import Prepared, key, quoted

Outcome = Literal["added", "changed", "completed", "unchanged"]


@dataclass(slots=True)
class _Rows:
    """What is to be written, by table, and which versions are to be taken out of the indexes before.

    ``hashes`` and ``sources`` are those of the ledgers among the rows, which a query does not find yet.
    """

    ledger: list[tuple[Any, ...]] = field(default_factory=list)
    speaker: list[tuple[Any, ...]] = field(default_factory=list)
    attribution: list[tuple[Any, ...]] = field(default_factory=list)
    entry: list[tuple[Any, ...]] = field(default_factory=list)
    indexed: list[Indexed] = field(default_factory=list)
    superseded: list[int] = field(default_factory=list)
    hashes: set[str] = field(default_factory=set)
    sources: set[int] = field(default_factory=set)


class Writer:
    """Writes ledgers within one transaction, which ends with ``flush``."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._links = Links(database)
        self._rows = _Rows()
        self._outlets: dict[str, int] = {}
        self._next = {name: _after(database, name) for name in NUMBERED}

    def take(self, one: Prepared) -> tuple[Outcome, int]:
        """Gather the rows of a ledger, unless it is there already; return what became of it, and its number."""
        if one.sha256 in self._rows.hashes:
            self.flush()
        there = self._database.execute("SELECT seq, first_attribution FROM ledger WHERE sha256 = ?", (one.sha256,))
        if there:
            [(seq, first)] = there
            return "completed" if self._complete(first, one.contexts) else "unchanged", seq
        source, version = self._source(one.known_as)
        seq = self._numbers("ledger.seq")
        self._gather(seq, source, version, one)
        return "added" if version == 1 else "changed", seq

    def flush(self) -> None:
        """Write the rows that were gathered."""
        rows, self._rows = self._rows, _Rows()
        if rows.superseded:
            self._unindex(rows.superseded)
        for table, columns in COLUMNS.items():
            sql = f"INSERT INTO {table} ({columns}) VALUES ({marks(columns.count(',') + 1)})"  # noqa: S608 - names of ours
            if of_table := getattr(rows, table):
                self._database.many(sql, of_table)
        if rows.indexed:
            self._database.index(rows.indexed)
            self._count(rows.indexed, 1)
        for seq in rows.superseded:
            self._links.forget(seq)

    def _numbers(self, name: str, count: int = 1) -> int:
        """Return the first of so many numbers that are free."""
        first = self._next[name]
        self._next[name] += count
        return first

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

    def _source(self, keys: Sequence[str]) -> tuple[int, int]:
        """Return the number of a ledger's source and of its version; the version before is no longer current."""
        sql = f"SELECT key, source FROM known WHERE key IN ({marks(len(keys))})"  # noqa: S608 - only marks
        found: dict[str, int] = dict(self._database.execute(sql, keys))
        number = next((found[key] for key in keys if key in found), None)
        version = 1
        if number is None:
            number = self._numbers("ledger.source")
        else:
            version += self._supersede(number)
        rows = [(key, number) for key in keys if key not in found]
        self._database.many("INSERT INTO known (key, source) VALUES (?, ?)", rows)
        return number, version

    def _supersede(self, source: int) -> int:
        """Mark the current version of a source as no longer current; return its number."""
        if source in self._rows.sources:
            self.flush()
        sql = "SELECT seq, version FROM ledger WHERE source = ? AND current = 1"
        [(seq, version)] = self._database.execute(sql, (source,))
        self._database.execute("UPDATE ledger SET current = 0 WHERE seq = ?", (seq,))
        self._rows.superseded.append(seq)
        return int(version)

    def _unindex(self, superseded: Sequence[int]) -> None:
        """Take the entries of ledgers out of the indexes and of what is searched."""
        for seq in superseded:
            sql = "SELECT first_attribution, attributions FROM ledger WHERE seq = ?"
            [(first, count)] = self._database.execute(sql, (seq,))
            these = (first, first + count)
            sql = "SELECT id, record FROM attribution WHERE id >= ? AND id < ? ORDER BY id"
            found = [(number, quoted(loaded(record))) for number, record in self._database.execute(sql, these)]
            rows = [Indexed(entry=number, words=one.words, prints=one.prints) for number, one in found]
            self._database.unindex(rows)
            self._count(rows, -1)
            self._database.execute("DELETE FROM entry WHERE id >= ? AND id < ?", these)

    def _gather(self, seq: int, source: int, version: int, one: Prepared) -> None:
        rows, given = self._rows, one.pieces
        speakers = self._numbers("speaker.id", len(given.speakers))
        entries = self._numbers("attribution.id", len(given.attributions))
        whose = self._links.profiled(one.profiles)
        outlet = self._outlet(one.outlet)
        rows.hashes.add(one.sha256)
        rows.sources.add(source)
        counts = (speakers, len(given.speakers), entries, len(given.attributions))
        rows.ledger.append((seq, source, version, 1, one.sha256, *counts, given.about, given.rest, given.text))
        rows.speaker += [(speakers + i, seq, whose[i], record) for i, record in enumerate(given.speakers)]
        rows.attribution += [(entries + i, r, one.contexts[i]) for i, r in enumerate(given.attributions)]
        for number, each in enumerate(one.quoted, entries):
            who = (None, None) if each.speaker is None else (speakers + each.speaker, whose[each.speaker])
            rows.entry.append((number, seq, each.kind, *who, outlet, one.day))
            rows.indexed.append(Indexed(entry=number, words=each.words, prints=each.prints))

    def _outlet(self, name: str | None) -> int | None:
        """Return the number of an outlet, a new one if it is not known."""
        if name is None:
            return None
        if name not in self._outlets:
            digest = key("outlet", name)
            found = self._database.execute("SELECT id FROM outlet WHERE key = ?", (digest,))
            number = found[0][0] if found else self._numbers("outlet.id")
            if not found:
                row = (number, dumped(name), digest)
                self._database.execute("INSERT INTO outlet (id, name, key) VALUES (?, ?, ?)", row)
            self._outlets[name] = number
        return self._outlets[name]

    def _count(self, rows: Sequence[Indexed], sign: int) -> None:
        """Count the entries that hold each word, up or down."""
        counted = Counter(chain.from_iterable(map(set, (row.words for row in rows))))
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


def _after(database: Database, name: str) -> int:
    """Return the number after the last of a column, named with its table."""
    table, _, column = name.partition(".")
    [[last]] = database.execute(f"SELECT max({column}) FROM {table}")  # noqa: S608 - names of ours
    return 1 + (last or 0)
