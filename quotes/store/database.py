"""What a store asks of a database, whichever it is: SQL that both understand, transactions, and three indexes of words."""

from __future__ import annotations

import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

Row = tuple[Any, ...]
PATIENCE: Final = 5  # seconds that a writer waits for another one to finish
DAMAGED: Final = "is damaged; take it from a backup, or make it anew from the ledgers"


class StoreError(Exception):
    """The store cannot do what was asked: the message says which store, why, and what mends it."""


class RecordError(Exception):
    """The database takes everything but this: a value that is too large for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """What the indexes of words hold of an entry: its folded words in order, and their fingerprint."""

    entry: int
    words: tuple[str, ...]
    prints: tuple[int, ...]


class Database(ABC):
    """A connection to the database of a store. SQL has ``?`` for each parameter; what fails raises ``StoreError``."""

    name: str

    @abstractmethod
    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Return all rows that a statement gives."""

    @abstractmethod
    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Execute a statement for each of ``rows``."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[None]:
        """Return a transaction that nobody else writes beside; it is rolled back if anything is raised in it."""

    @abstractmethod
    def reading(self) -> AbstractContextManager[None]:
        """Return a transaction in which nothing changes that is read."""

    @contextmanager
    def _transaction(self, *begin: str) -> Iterator[None]:
        """Hold a transaction that begins with some statements."""
        try:
            for statement in begin:
                self.execute(statement)
            yield
            self.execute("COMMIT")
        except BaseException:
            with suppress(StoreError):  # where the disk is full or the server gone, it has ended already
                self.execute("ROLLBACK")
            raise

    @abstractmethod
    def index(self, rows: Sequence[Indexed]) -> None:
        """Put entries into the indexes of words."""

    @abstractmethod
    def unindex(self, rows: Sequence[Indexed]) -> None:
        """Take entries out of the indexes of words; each has what it was indexed with."""

    @abstractmethod
    def matching(
        self, phrases: Sequence[Sequence[str]], where: str, given: Sequence[Any], limit: int, *, by_rank: bool
    ) -> list[Row]:
        """Return id and rank, the higher the better, of the entries ``e`` with all ``phrases`` that fit ``where``.

        The best come first; without ``by_rank`` the last ones that were added, all of rank 0.
        """

    @abstractmethod
    def with_words(self, words: Sequence[str], limit: int) -> list[int]:
        """Return the ids of up to ``limit`` entries that hold all of some folded words."""

    @abstractmethod
    def with_print(self, digest: int, limit: int) -> list[int]:
        """Return the ids of up to ``limit`` entries with a hash in their fingerprint."""

    @abstractmethod
    def close(self) -> None:
        """End the connection."""


@contextmanager
def undamaged(database: Database) -> Iterator[None]:
    """Raise ``StoreError`` where what is read is not what was written: damage that the database did not notice."""
    try:
        yield
    except (ValueError, LookupError, TypeError, zlib.error) as error:
        raise StoreError(f"{database.name}: {DAMAGED} ({error})") from error


def marks(number: int) -> str:
    """Return so many parameters for SQL: ``?, ?, ?``; for none, what nothing is equal to."""
    return ", ".join("?" * number) or "NULL"
