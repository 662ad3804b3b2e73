"""Puts ledgers into a store: each is judged first, then many are written in one transaction, each wholly or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from quotes import schema
from quotes.model import Problem
from quotes.store.database import Database, RecordError, undamaged
from quotes.store.links import Links
from quotes.store.prepared import Prepared, prepared
from quotes.store.writer import Outcome, Writer

TextOf = Callable[[Mapping[str, Any]], str | None]
BATCH: Final = 8_000  # quotations and ledgers: as many are written in one transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A ledger that is in the store, and what that took.

    ``added`` is one of a source that was not known, ``changed`` a new version of one that was; ``unchanged`` was there
    already, in this version or an earlier one; ``completed`` too, but now with the sentences around its quotations.
    """

    place: str
    outcome: Outcome
    seq: int
    quotations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A ledger that is not in the store, and all that is wrong with it."""

    place: str
    problems: tuple[Problem, ...]


def add(
    database: Database, found: Iterable[tuple[str, Mapping[str, Any] | Problem]], text_of: TextOf
) -> Iterator[Added | Refused]:
    """Add ledgers, and yield what became of each as soon as that is certain; see ``Store.add``."""
    batch: list[Refused | tuple[str, Prepared]] = []
    waiting = 0
    for place, record in found:
        one = _judged(record, text_of)
        batch.append((place, one) if isinstance(one, Prepared) else Refused(place=place, problems=one))
        waiting += 1 + (len(one.quoted) if isinstance(one, Prepared) else 0)
        if waiting >= BATCH:
            yield from _written(database, batch)
            batch, waiting = [], 0
    yield from _written(database, batch)
    with database.writing(), undamaged(database):
        Links(database).renew()


def _judged(record: Mapping[str, Any] | Problem, text_of: TextOf) -> Prepared | tuple[Problem, ...]:
    """Return a ledger in pieces, or what is wrong with it."""
    if isinstance(record, Problem):
        return (record,)
    source = record.get("source")
    text = text_of(source) if isinstance(source, Mapping) else None
    if problems := schema.validate(record, text):
        return problems
    return prepared(record, text)


def _written(database: Database, batch: Sequence[Refused | tuple[str, Prepared]]) -> list[Added | Refused]:
    """Write a batch in one transaction, or if the database does not take one of its ledgers, each in its own."""
    try:
        return _write(database, batch)
    except RecordError:
        return [_alone(database, one) for one in batch]


def _alone(database: Database, one: Refused | tuple[str, Prepared]) -> Added | Refused:
    try:
        [result] = _write(database, [one])
    except RecordError as error:
        assert not isinstance(one, Refused)
        problem = Problem(path="$", check="store", message=f"the database does not take it: {error}")
        return Refused(place=one[0], problems=(problem,))
    return result


def _write(database: Database, batch: Sequence[Refused | tuple[str, Prepared]]) -> list[Added | Refused]:
    results: list[Added | Refused] = []
    with database.writing(), undamaged(database):
        writer = Writer(database)
        for one in batch:
            if isinstance(one, Refused):
                results.append(one)
                continue
            place, ledger = one
            outcome, seq = writer.take(ledger)
            count = len(ledger.quoted)
            results.append(Added(place=place, outcome=outcome, seq=seq, quotations=count))
        writer.flush()
    return results
