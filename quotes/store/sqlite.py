"""A store in one file: SQLite with FTS5, in WAL mode, so that readers and a writer do not wait for each other."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from quotes.store import tables
from quotes.store.database import DAMAGED, PATIENCE, Database, Indexed, RecordError, Row, StoreError

MAGIC: Final = b"SQLite format 3\x00"
APPLICATION: Final = 0x51544C47  # "QTLG", in the header of the file: that it is a store of ours
SETTINGS: Final = (
    "PRAGMA synchronous = NORMAL",  # in WAL mode a power cut may lose the last transactions, never damage the file
    "PRAGMA cache_size = -262144",  # KiB: the upper pages of the indexes of a million entries
    "PRAGMA temp_store = MEMORY",
    "PRAGMA wal_autocheckpoint = 8000",  # pages: fewer, larger moves from the log into the file
    f"PRAGMA busy_timeout = {PATIENCE * 1000}",
)
# The words are folded and divided before they are indexed: what is left for the tokenizer is to cut at blanks. Neither
# index keeps the words themselves. Fingerprints need no positions, and no sizes to rank by.
INDEXES: Final = (
    "CREATE VIRTUAL TABLE said USING fts5 (words, content='', tokenize='ascii')",
    "CREATE VIRTUAL TABLE print USING fts5 (hashes, content='', tokenize='ascii', detail=none, columnsize=0)",
)


def is_file(path: str | Path) -> bool:
    """Return whether a file is an SQLite database, as its first bytes say."""
    try:
        with Path(path).open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except (OSError, ValueError):
        return False


class Sqlite(Database):
    """A store's file, open. It is opened for reading alone where it, or its folder, cannot be written."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.name = str(path)
        self._check(path, create=create)
        with self._saying():
            self._connection = sqlite3.connect(self._uri(path), uri=True, isolation_level=None, timeout=PATIENCE)
        try:
            with self._saying():
                self._prepare(create=create)
        except BaseException:
            self._connection.close()
            raise

    def _check(self, path: Path, *, create: bool) -> None:
        if "\0" in str(path):  # SQLite would end the name there
            raise StoreError(f"{path}: cannot be opened: no name holds a NUL")
        try:
            there, full = path.exists(), path.is_file() and path.stat().st_size > 0
        except OSError as error:
            raise StoreError(f"{path}: cannot be opened: {error.strerror}") from error
        if there and not path.is_file():
            raise StoreError(f"{path}: is no file; a store is one file, or a postgresql:// address")
        if full and not is_file(path):
            raise StoreError(f"{path}: is no store: it is not an SQLite database")
        if not full and not create:
            raise StoreError(f"{path}: there is no store; quotes add LEDGERS --store {path} makes one")

    def _uri(self, path: Path) -> str:
        """Return the address under which to open the file.

        A file in WAL mode needs a second file beside it even to be read, unless nothing can change it.
        """
        self._writable = not path.exists() or all(map(_may_write, (path, path.absolute().parent)))
        address = "file:" + quote(str(path.absolute()))
        if self._writable:
            return f"{address}?mode=rwc"
        log = Path(f"{path}-wal")
        return f"{address}?mode=ro" + ("" if log.exists() and log.stat().st_size else "&immutable=1")

    def _prepare(self, *, create: bool) -> None:
        """Make the tables that are missing; raise ``StoreError`` if the file is none of ours, or of a later version."""
        for setting in SETTINGS:
            self._connection.execute(setting)
        [[application]], [[version]] = (self.execute(f"PRAGMA {name}") for name in ("application_id", "user_version"))
        empty = not self.execute("SELECT 1 FROM sqlite_master LIMIT 1")
        if application != APPLICATION and not (empty and create):
            raise StoreError(f"{self.name}: is no store: it is an SQLite database of something else")
        if version > tables.VERSION:
            raise StoreError(tables.newer(self.name, version))
        if version < tables.VERSION:
            if empty:
                self._connection.execute("PRAGMA journal_mode = WAL")
            self._migrate()

    def _migrate(self) -> None:
        with self.writing():
            [[version]] = self.execute("PRAGMA user_version")  # another process may have been quicker
            if version == 0:
                for statement in INDEXES:
                    self._connection.execute(statement)
            for step in tables.MIGRATIONS[version:]:
                for statement in step:
                    self._connection.execute(statement.format(blob="BLOB", keyed="WITHOUT ROWID"))
            self._connection.execute(f"PRAGMA application_id = {APPLICATION}")
            self._connection.execute(f"PRAGMA user_version = {tables.VERSION}")

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Return all rows that a statement gives."""
        with self._saying():
            return self._connection.execute(sql, parameters).fetchall()

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Execute a statement for each of ``rows``."""
        with self._saying():
            self._connection.executemany(sql, rows)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold a transaction that nobody else writes beside; it is rolled back if anything is raised in it."""
        if not self._writable:
            raise StoreError(f"{self.name}: cannot be written: the file or its folder is read-only")
        with self._transaction("BEGIN IMMEDIATE"):
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Hold a transaction in which nothing changes that is read."""
        with self._transaction("BEGIN"):
            yield

    def index(self, rows: Sequence[Indexed]) -> None:
        """Put entries into the indexes of words."""
        self.many("INSERT INTO said (rowid, words) VALUES (?, ?)", _words(rows))
        self.many("INSERT INTO print (rowid, hashes) VALUES (?, ?)", _hashes(rows))

    def unindex(self, rows: Sequence[Indexed]) -> None:
        """Take entries out of the indexes of words; each has what it was indexed with."""
        self.many("INSERT INTO said (said, rowid, words) VALUES ('delete', ?, ?)", _words(rows))
        self.many("INSERT INTO print (print, rowid, hashes) VALUES ('delete', ?, ?)", _hashes(rows))

    def matching(
        self, phrases: Sequence[Sequence[str]], where: str, given: Sequence[Any], limit: int, *, by_rank: bool
    ) -> list[Row]:
        """Return id and rank (BM25) of the entries ``e`` with all ``phrases`` that fit ``where``."""
        rank, order = ("-bm25(said)", "rank DESC, e.id") if by_rank else ("0.0", "said.rowid DESC")
        return self.execute(
            f"SELECT e.id, {rank} AS rank FROM said JOIN entry e ON e.id = said.rowid "  # noqa: S608 - our own words
            f"WHERE said MATCH ? AND {where} ORDER BY {order} LIMIT ?",
            [_expression(phrases), *given, limit],
        )

    def with_words(self, words: Sequence[str], limit: int) -> list[int]:
        """Return the ids of up to ``limit`` entries that hold all of some folded words."""
        found = self.execute(
            "SELECT rowid FROM said WHERE said MATCH ? LIMIT ?", (_expression([[w] for w in words]), limit)
        )
        return [entry for (entry,) in found]

    def with_print(self, digest: int, limit: int) -> list[int]:
        """Return the ids of up to ``limit`` entries with a hash in their fingerprint."""
        return [
            e for (e,) in self.execute("SELECT rowid FROM print WHERE print MATCH ? LIMIT ?", (f'"{digest:x}"', limit))
        ]

    def close(self) -> None:
        """End the connection."""
        with suppress(sqlite3.Error):
            self._connection.close()

    @contextmanager
    def _saying(self) -> Iterator[None]:
        """Turn what SQLite complains of into a ``StoreError`` that says what it means here."""
        try:
            yield
        except sqlite3.Error as error:
            if isinstance(error, sqlite3.DataError):
                raise RecordError(str(error)) from error
            raise StoreError(f"{self.name}: {_meaning(error)}") from error
        except UnicodeDecodeError as error:  # what SQLite complains of has bytes that are no text
            raise StoreError(f"{self.name}: {DAMAGED} ({error})") from error


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


# The least eight bits of SQLite's code say what kind of error it is.
MEANINGS: Final = {
    sqlite3.SQLITE_BUSY: f"is being written by another process; it was waited for {PATIENCE} seconds; try again later",
    sqlite3.SQLITE_LOCKED: "is locked by another process; try again later",
    sqlite3.SQLITE_READONLY: "cannot be written: it is read-only",
    sqlite3.SQLITE_FULL: "the disk is full, or the file may not grow; what was not finished is undone",
    sqlite3.SQLITE_IOERR: "cannot be read or written: the disk is full or fails; what was not finished is undone",
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: "is no store: it is not an SQLite database",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened: is the folder there, and may it be written?",
}


def _meaning(error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", None)
    said = MEANINGS.get(code & 0xFF) if code is not None else None
    if "fts5" in str(error) and said is None:
        said = "this Python's SQLite has no FTS5, which a store needs"
    return f"{said} ({error})" if said else str(error)


def _words(rows: Sequence[Indexed]) -> Iterator[tuple[int, str]]:
    return ((row.entry, " ".join(row.words)) for row in rows)


def _hashes(rows: Sequence[Indexed]) -> Iterator[tuple[int, str]]:
    return ((row.entry, " ".join(f"{digest:x}" for digest in row.prints)) for row in rows)


def _expression(phrases: Sequence[Sequence[str]]) -> str:
    """Return the FTS5 expression for entries with all phrases; folded words hold no mark that could end the quoting."""
    return " AND ".join('"' + " ".join(phrase) + '"' for phrase in phrases)
