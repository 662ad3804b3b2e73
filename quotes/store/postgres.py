"""A store in PostgreSQL, for several people at once: its tables are in a schema of their own, named ``quotes``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final

from quotes.store import tables
from quotes.store.database import PATIENCE, Database, Indexed, RecordError, Row, StoreError

SCHEMA: Final = "quotes"
LOCK: Final = 0x51544C47  # the number under which writers wait for each other
# The words are folded and divided before they come here, and are given with their places: no parser cuts them again.
INDEXES: Final = (
    "CREATE TABLE said (id INTEGER PRIMARY KEY, words tsvector NOT NULL, prints integer[] NOT NULL)",
    "CREATE INDEX said_words ON said USING gin (words)",
    "CREATE INDEX said_prints ON said USING gin (prints)",
)


class Postgres(Database):
    """A connection to a store's database; the name in messages has no password."""

    def __init__(self, url: str, *, create: bool = False) -> None:
        try:
            import psycopg
        except ImportError as error:
            raise StoreError(
                "a postgresql:// store needs psycopg, which is not installed: pip install 'quotes-ledger[postgres]'"
            ) from error
        self._psycopg = psycopg
        self.name = "postgresql://"
        with self._saying():
            self.name = _name(psycopg.conninfo.conninfo_to_dict(url))
            self._connection = psycopg.connect(url, autocommit=True, connect_timeout=10, application_name="quotes")
        try:
            self._prepare(create=create)
        except BaseException:
            self.close()
            raise

    def _prepare(self, *, create: bool) -> None:
        """Make the tables that are missing; raise ``StoreError`` if there is no store, or one of a later version."""
        [[encoding]] = self.execute("SHOW server_encoding")
        if encoding != "UTF8":
            raise StoreError(f"{self.name}: the database's encoding is {encoding}; a store needs UTF8")
        self.execute(f"SET search_path TO {SCHEMA}")
        self.execute("SET client_min_messages TO warning")
        version = self._version()
        if version == 0 and not create:
            raise StoreError(f"{self.name}: there is no store; quotes add LEDGERS --store URL makes one")
        if version > tables.VERSION:
            raise StoreError(tables.newer(self.name, version))
        if version < tables.VERSION:
            self._migrate()

    def _version(self) -> int:
        if self.execute("SELECT to_regclass(?) IS NULL", (f"{SCHEMA}.store",))[0][0]:
            return 0
        [[version]] = self.execute("SELECT version FROM store")
        return int(version)

    def _migrate(self) -> None:
        with self.writing():
            version = self._version()  # another process may have been quicker
            if version == 0:
                self.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
                for statement in ("CREATE TABLE store (version INTEGER NOT NULL)", *INDEXES):
                    self.execute(statement)
                self.execute("INSERT INTO store (version) VALUES (0)")
            for step in tables.MIGRATIONS[version:]:
                for statement in step:
                    self.execute(statement.format(blob="BYTEA", keyed=""))
            self.execute("UPDATE store SET version = ?", (tables.VERSION,))

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Return all rows that a statement gives."""
        with self._saying():
            cursor = self._connection.execute(_marked(sql), parameters or None)
            return cursor.fetchall() if cursor.description else []

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Execute a statement for each of ``rows``."""
        with self._saying(), self._connection.cursor() as cursor:
            cursor.executemany(_marked(sql), rows)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold a transaction that nobody else writes beside; it is rolled back if anything is raised in it."""
        patience = f"SET LOCAL lock_timeout = '{PATIENCE}s'"
        with self._transaction("BEGIN", patience, f"SELECT pg_advisory_xact_lock({LOCK})"):
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Hold a transaction in which nothing changes that is read."""
        with self._transaction("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"):
            yield

    def index(self, rows: Sequence[Indexed]) -> None:
        """Put entries into the indexes of words."""
        given = ((row.entry, _vector(row.words), [_signed(digest) for digest in row.prints]) for row in rows)
        self.many("INSERT INTO said (id, words, prints) VALUES (?, CAST(CAST(? AS text) AS tsvector), ?)", given)

    def unindex(self, rows: Sequence[Indexed]) -> None:
        """Take entries out of the indexes of words."""
        self.many("DELETE FROM said WHERE id = ?", [(row.entry,) for row in rows])

    def matching(
        self, phrases: Sequence[Sequence[str]], where: str, given: Sequence[Any], limit: int, *, by_rank: bool
    ) -> list[Row]:
        """Return id and rank of the entries ``e`` with all ``phrases`` that fit ``where``.

        The rank is PostgreSQL's own, divided by the logarithm of the number of words.
        """
        rank, order = ("ts_rank(t.words, asked.query, 1)", "rank DESC, e.id") if by_rank else ("0.0", "e.id DESC")
        return self.execute(
            "WITH asked AS (SELECT CAST(CAST(? AS text) AS tsquery) AS query) "  # noqa: S608 - our own words
            f"SELECT e.id, {rank} AS rank FROM asked, said t JOIN entry e ON e.id = t.id "
            f"WHERE t.words @@ asked.query AND {where} ORDER BY {order} LIMIT ?",
            [_query(phrases), *given, limit],
        )

    def with_words(self, words: Sequence[str], limit: int) -> list[int]:
        """Return the ids of up to ``limit`` entries that hold all of some folded words."""
        sql = "SELECT id FROM said WHERE words @@ CAST(CAST(? AS text) AS tsquery) LIMIT ?"
        return [entry for (entry,) in self.execute(sql, (_query([[word] for word in words]), limit))]

    def with_print(self, digest: int, limit: int) -> list[int]:
        """Return the ids of up to ``limit`` entries with a hash in their fingerprint."""
        sql = "SELECT id FROM said WHERE prints @> ARRAY[CAST(? AS integer)] LIMIT ?"
        return [entry for (entry,) in self.execute(sql, (_signed(digest), limit))]

    def close(self) -> None:
        """End the connection."""
        with suppress(self._psycopg.Error):
            self._connection.close()

    @contextmanager
    def _saying(self) -> Iterator[None]:
        """Turn what PostgreSQL complains of into a ``StoreError`` that says what it means here."""
        errors = self._psycopg.errors
        try:
            yield
        except (errors.DataError, errors.ProgramLimitExceeded) as error:
            raise RecordError(_line(error)) from error
        except errors.LockNotAvailable as error:
            message = f"is being written by another process; it was waited for {PATIENCE} seconds; try again later"
            raise StoreError(f"{self.name}: {message}") from error
        except errors.DiskFull as error:
            raise StoreError(
                f"{self.name}: its disk is full; what was not finished is undone ({_line(error)})"
            ) from error
        except (errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction) as error:
            raise StoreError(f"{self.name}: cannot be written: {_line(error)}") from error
        except self._psycopg.OperationalError as error:
            message = "cannot be reached, or is gone; what was not finished is undone"
            raise StoreError(f"{self.name}: {message} ({_line(error)})") from error
        except self._psycopg.Error as error:
            raise StoreError(f"{self.name}: {_line(error)}") from error


def _name(parts: dict[str, Any]) -> str:
    """Return a store's address without what is nobody's business."""
    user = f"{parts['user']}@" if parts.get("user") else ""
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"postgresql://{user}{parts.get('host', '')}{port}/{parts.get('dbname', '')}"


def _line(error: Exception) -> str:
    """Return the first line of a message."""
    return str(error).strip().partition("\n")[0] or type(error).__name__


def _marked(sql: str) -> str:
    """Return SQL with psycopg's marks for parameters."""
    return sql.replace("%", "%%").replace("?", "%s")


def _signed(digest: int) -> int:
    """Return a hash of 32 bits as the integer of PostgreSQL that has the same bits."""
    return digest - (1 << 32) if digest >> 31 else digest


def _vector(words: Sequence[str]) -> str:
    """Return folded words and their places as PostgreSQL writes them."""
    places: dict[str, list[str]] = {}
    for place, word in enumerate(words, 1):
        places.setdefault(word, []).append(str(place))
    return " ".join(f"'{word}':{','.join(at)}" for word, at in places.items())


def _query(phrases: Sequence[Sequence[str]]) -> str:
    """Return the query for all phrases; folded words hold no mark that could end the quoting."""
    return " & ".join("(" + " <-> ".join(f"'{word}'" for word in phrase) + ")" for phrase in phrases)
