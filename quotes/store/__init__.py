"""Keeps ledgers in a database, so that quotations are found again: by words, by speaker, by likeness.

The database is a file of SQLite, or PostgreSQL by its address. Everything that a command needs is ``connect`` and what
the ``Store`` that it returns can do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from quotes.entry import Entry
from quotes.model import Problem
from quotes.store import adding, entries, near, search, wordings
from quotes.store.adding import Added, Refused, TextOf
from quotes.store.database import Database, StoreError, undamaged
from quotes.store.links import Links
from quotes.store.pieces import Pieces, together
from quotes.store.search import Hit, Query, QueryError
from quotes.store.sqlite import Sqlite, is_file

__all__ = [
    "Added",
    "Compared",
    "Hit",
    "Query",
    "QueryError",
    "Refused",
    "Store",
    "StoreError",
    "Stored",
    "connect",
    "is_store",
    "is_url",
]

URLS: Final = ("postgresql://", "postgres://")
AT_ONCE: Final = 100  # ledgers read in one go


def no_text(_: Mapping[str, Any]) -> None:
    """Return that the article of a source is not at hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A ledger in the store: its JSON as it went in, and its number in the order of being added, from 1."""

    seq: int
    version: int
    record: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The entries of current ledgers that some other entry is like, and the pairs of keys of wordings that are alike."""

    entries: tuple[Entry, ...]
    pairs: tuple[tuple[str, str], ...]


class Store:
    """Ledgers in a database. A context manager: the connection ends with the block."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connection."""
        self._database.close()

    def add(
        self, found: Iterable[tuple[str, Mapping[str, Any] | Problem]], text_of: TextOf = no_text
    ) -> Iterator[Added | Refused]:
        """Add ledgers, as ``files.records`` yields them, and yield what became of each once that is certain.

        A ledger that is not valid is refused, and nothing of it stored. ``text_of`` returns the article of a
        ledger's ``source``, or None, where the ledger does not carry it: it proves the offsets and gives the sentences
        around quotations.
        The same ledger again changes nothing; another one of the same source becomes its new version, and the old one
        stays. Raises ``StoreError`` if the store cannot be written: what was yielded by then is in it, the rest is not.
        """
        return adding.add(self._database, found, text_of)

    def ledgers(self, since: int = 0, *, all_versions: bool = False) -> Iterator[Stored]:
        """Yield the current versions, or all, with a number above ``since``, in the order in which they were added."""
        which = "" if all_versions else "AND current = 1 "
        while True:
            with self._reading():
                batch = list(self._batch(since, which))
            yield from batch
            if len(batch) < AT_ONCE:
                return
            since = batch[-1].seq

    def replaced(self, seq: int, until: int) -> Stored | None:
        """Return the version of the same source that one has who took all ledgers up to ``until``, if there is any."""
        with self._reading():
            sql = "SELECT max(seq) FROM ledger WHERE source = (SELECT source FROM ledger WHERE seq = ?) AND seq <= ?"
            [[last]] = self._database.execute(sql, (seq, min(until, seq - 1)))
            return None if last is None else next(self._batch(last - 1, ""))

    def _batch(self, since: int, which: str) -> Iterator[Stored]:
        sql = f"SELECT seq, version, about, rest, text FROM ledger WHERE seq > ? {which}ORDER BY seq LIMIT ?"  # noqa: S608
        for seq, version, about, rest, text in self._database.execute(sql, (since, AT_ONCE)):
            speakers, attributions = self._parts(seq, "speaker"), self._parts(seq, "attribution")
            whole = Pieces(about=about, rest=rest, text=text, speakers=speakers, attributions=attributions)
            yield Stored(seq=seq, version=version, record=together(whole))

    def _parts(self, seq: int, what: str) -> tuple[str, ...]:
        [(first, count)] = self._database.execute(f"SELECT first_{what}, {what}s FROM ledger WHERE seq = ?", (seq,))  # noqa: S608
        sql = f"SELECT record FROM {what} WHERE id >= ? AND id < ? ORDER BY id"  # noqa: S608 - our own names
        return tuple(record for (record,) in self._database.execute(sql, (first, first + count)))

    def near(self, words: str, limit: int = 200) -> list[Entry]:
        """Return entries that may be the same quotation as ``words``, or hold a piece of them, the likeliest first.

        Found are the same words, in whatever case and punctuation, altered and shortened ones, and the sources of the
        pieces of spliced ones.
        """
        with self._reading():
            return entries.entries(self._database, near.near(self._database, words, limit))

    def search(self, query: Query) -> list[Hit]:
        """Return the entries that fit a query, the best first; without words, the newest first."""
        with self._reading():
            return search.search(self._database, query)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._database.reading(), undamaged(self._database):
            yield

    def compared(self) -> Compared:
        """Compare the quotations that are new since the last time with all others; return those that have a like.

        The result is the same as if all were compared at once. Raises ``StoreError`` if the store cannot be written.
        """
        wordings.compare(self._database)
        with self._reading():
            ids, pairs = wordings.alike_entries(self._database)
            return Compared(entries=tuple(entries.entries(self._database, ids)), pairs=pairs)

    def relink(self) -> None:
        """Drop all links between speakers of several sources, and make them anew; the ledgers are not touched."""
        with self._database.writing():
            links = Links(self._database)
            links.drop()
            links.renew()


def connect(where: str | Path, *, create: bool = False) -> Store:
    """Return the store in a file, or at a postgresql:// address; with ``create`` it is made if it is not there.

    Raises ``StoreError`` that says what is wrong, and how it can be mended.
    """
    if is_url(where):
        from quotes.store.postgres import Postgres

        return Store(Postgres(str(where), create=create))
    return Store(Sqlite(Path(where), create=create))


def is_url(where: str | Path) -> bool:
    """Return whether a store's name is the address of a PostgreSQL database."""
    return str(where).startswith(URLS)


def is_store(where: str | Path) -> bool:
    """Return whether a name is that of a store: an SQLite file, or the address of a PostgreSQL database."""
    return is_url(where) or is_file(where)
