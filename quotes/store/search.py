"""Finds entries by their words and by what is known of them; what is asked for is data, whatever signs it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from quotes.entry import Entry
from quotes.fingerprint import located, words
from quotes.model import Kind
from quotes.store.database import Database, marks
from quotes.store.entries import entries
from quotes.store.pieces import loaded

MOST: Final = 50  # words that are looked for: no entry and no name that has the first so many is another one's
COMMON: Final = 15_000  # entries: if more hold each of the words, those that were added last come first
# Profiles with a trait, and those that are the same person as one of them. A role is looked for among others only for
# those of whom no role is stated.
LINKED: Final = {
    "name": "SELECT o.profile FROM own JOIN link k ON k.profile = own.profile JOIN link o ON o.person = k.person",
    "role": "SELECT o.profile FROM own JOIN link k ON k.profile = own.profile JOIN link o ON o.person = k.person "
    "WHERE NOT EXISTS (SELECT 1 FROM trait t WHERE t.profile = o.profile AND t.shows = 'role')",
}


class QueryError(ValueError):
    """A query that asks for nothing, or for what cannot be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is looked for: all of ``words``, in whatever order, and all that the other fields say.

    Words that are joined without a blank, as in "de-confliction", stand next to each other. ``speaker``, ``role`` and
    ``outlet`` are words of a name, a role, an outlet's name. ``first`` and ``last`` are days of publication; an entry
    of a source without a date is on none. ``limit`` is the number of hits at most.
    """

    words: str = ""
    speaker: str = ""
    role: str = ""
    kind: Kind | None = None
    outlet: str = ""
    first: date | None = None
    last: date | None = None
    limit: int = 20

    def __post_init__(self) -> None:
        given = (self.words, self.speaker, self.role, self.kind or "", self.outlet)
        if not any(text.strip() for text in given) and not (self.first or self.last):
            raise QueryError("there is nothing to look for: give words, or a filter")
        if self.first and self.last and self.first > self.last:
            raise QueryError(f"no day is from {self.first} to {self.last}")
        if self.limit < 1:
            raise QueryError(f"the limit is {self.limit}; it must be at least 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An entry that was found.

    ``rank`` is the higher the better it fits, 0 where no words were looked for, or none but the commonest; ``marks`` are the stretches of
    ``entry.words`` that hold the words, in code points.
    """

    entry: Entry
    rank: float
    marks: tuple[tuple[int, int], ...] = ()


def search(database: Database, query: Query) -> list[Hit]:
    """Return the entries that fit a query, the best first; without words, the newest first."""
    where, given = _filters(database, query)
    phrases = [folded for chunk in query.words.split() if (folded := words(chunk))][:MOST]
    if phrases:
        ranked = database.matching(phrases, where, given, query.limit, by_rank=not _all_common(database, phrases))
    elif query.words.strip():
        return []  # signs alone: no entry holds them as words
    else:
        sql = f"SELECT e.id, 0.0 FROM entry e WHERE {where} ORDER BY e.day DESC NULLS LAST, e.id LIMIT ?"  # noqa: S608
        ranked = database.execute(sql, [*given, query.limit])
    found = entries(database, [number for number, _ in ranked])
    return [
        Hit(entry=entry, rank=float(rank), marks=tuple(marked(entry.words, phrases)))
        for entry, (_, rank) in zip(found, ranked, strict=True)
    ]


def _all_common(database: Database, phrases: Sequence[Sequence[str]]) -> bool:
    """Return whether so many entries hold each of the words that ranking them would take long, and tell nothing."""
    asked = sorted({word for phrase in phrases for word in phrase})
    sql = f"SELECT count(*) FROM word WHERE entries > ? AND word IN ({marks(len(asked))})"  # noqa: S608 - only marks
    [[common]] = database.execute(sql, [COMMON, *asked])
    return bool(common == len(asked))


def marked(text: str, phrases: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Return the stretches of a text that hold one of some phrases of folded words, in order, none of them twice."""
    found = list(located(text))
    held: set[int] = set()
    for phrase in phrases:
        for i in range(len(found) - len(phrase) + 1):
            if all(found[i + k][0] == word for k, word in enumerate(phrase)):
                held.update(range(i, i + len(phrase)))
    stretches: list[tuple[int, int]] = []
    for i in sorted(held):
        _, start, end = found[i]
        if i - 1 in held and not text[stretches[-1][1] : start].strip(JOINING):
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((start, end))
    return stretches


JOINING: Final = " -‐‑'’"  # what may stand between two words that are marked as one


def _filters(database: Database, query: Query) -> tuple[str, list[Any]]:
    """Return the condition of a query's filters on the entries ``e``, and its parameters."""
    parts: list[str] = ["1 = 1"]
    given: list[Any] = []
    for shows, text in (("name", query.speaker), ("role", query.role)):
        if text.strip():
            sql, parameters = _profiles(shows, words(text)[:MOST])
            parts.append(sql)
            given += parameters
    if query.outlet.strip():
        ids = _outlets(database, set(words(query.outlet)))
        parts.append(f"e.outlet IN ({marks(len(ids))})" if ids else "1 = 0")
        given += ids
    for sql, value in (
        ("e.kind = ?", query.kind),
        ("e.day >= ?", query.first and query.first.toordinal()),
        ("e.day <= ?", query.last and query.last.toordinal()),
    ):
        if value is not None:
            parts.append(sql)
            given.append(value)
    return " AND ".join(parts), given


def _profiles(shows: str, folded: Sequence[str]) -> tuple[str, list[str]]:
    """Return the condition that the speaker, or somebody who is the same person, has all words in a name or a role."""
    if not folded:
        return "1 = 0", []
    own = " INTERSECT ".join(["SELECT profile FROM trait WHERE word = ? AND shows = ?"] * len(folded))
    sql = f"e.profile IN (WITH own AS ({own}) SELECT profile FROM own UNION {LINKED[shows]})"  # noqa: S608 - our own words
    return sql, [each for word in folded for each in (word, shows)]


def _outlets(database: Database, folded: set[str]) -> list[int]:
    """Return the numbers of the outlets whose names hold all of some words."""
    known = database.execute("SELECT id, name FROM outlet ORDER BY id")
    return [number for number, name in known if folded and folded <= set(words(loaded(name)))]
