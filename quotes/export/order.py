"""The order of a feed: by the date of publication, then by the source's id; and where in it a consumer goes on."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import IO, Final

from quotes.ledger import Source

IN_MEMORY: Final = 32 * 2**20  # bytes: what is sorted lies on disk beyond that
Since = int | date | datetime
_TIMED: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]")


def since(words: str) -> Since:
    """Return where to go on, as a consumer says it: a date, a date and time with its zone, or a position in a store.

    Raises ``ValueError`` if it is none of them.

    >>> since("2024-05-06"), since("17")
    (datetime.date(2024, 5, 6), 17)
    """
    if words.isascii() and words.isdigit():
        return int(words)
    try:
        given = datetime.fromisoformat(words.upper()) if _TIMED.match(words) else date.fromisoformat(words)
    except ValueError:
        given = None
    if given is None or (isinstance(given, datetime) and given.tzinfo is None):
        raise ValueError(f"{words!r} is no date such as 2024-05-06, no date and time with its zone, and no position")
    return given


def is_since(source: Source, start: date | datetime) -> bool:
    """Return whether a source was published on or after ``start``; one without a date is never left out for it.

    Where either side is a day without a time, the days are compared, as the source and the caller put them.
    """
    published = _published(source)
    if published is None:
        return True
    if isinstance(published, datetime) and isinstance(start, datetime):
        return published >= start
    return _day(published) >= _day(start)


def place(source: Source) -> tuple[bool, datetime, str, str]:
    """Return what a feed of files is sorted by: the moment of publication, those without one last, then id and text.

    A day without a time counts as its first moment in UTC.
    """
    published = _published(source)
    moment = (
        published
        if isinstance(published, datetime)
        else datetime.combine(published or date.max, datetime.min.time(), UTC)
    )
    return published is None, moment, source.id, source.sha256


class Sorter:
    """Takes what stands for sources in any order and gives it back in theirs; only where it lies stays in memory."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._index: list[tuple[tuple[bool, datetime, str, str], int, int, int]] = []

    def add(self, source: Source, count: int, text: str) -> None:
        """Take in the ``text`` of a source, of ``count`` pieces."""
        data = text.encode("utf-8")
        self._index.append((place(source), self._file.tell(), len(data), count))
        self._file.write(data)

    def parts(self) -> Iterator[tuple[int, str]]:
        """Yield the counts and texts, those of one place in the order in which they came; nothing can be added then."""
        for _, start, length, count in sorted(self._index):
            self._file.seek(start)
            yield count, self._file.read(length).decode("utf-8")


@contextmanager
def sorter() -> Iterator[Sorter]:
    """Open a sorter for as long as it is wanted."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        yield Sorter(file)


def _published(source: Source) -> date | datetime | None:
    """Return when a source was published; a time that is none is passed over for its day, what is no date is None."""
    words = source.published or ""
    try:
        moment = datetime.fromisoformat(words.upper()) if _TIMED.match(words) else None
    except ValueError:  # such as a leap second
        moment = None
    try:
        return moment if moment and moment.tzinfo else date.fromisoformat(words[:10])
    except ValueError:
        return None


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
