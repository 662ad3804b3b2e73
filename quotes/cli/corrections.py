"""Lays the corrections of a review over ledgers, for every command that reads ledgers as they were reviewed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quotes.cli.console import note_of, stop
from quotes.cli.texts import Texts

if TYPE_CHECKING:
    from quotes.ledger import Ledger
    from quotes.model import Problem
    from quotes.review import Corrections, Outcome, Reviewed

Overlay = Annotated[
    Path | None,
    typer.Option(
        "--corrections", metavar="FILE", help="Take the ledgers as they were reviewed, with these corrections."
    ),
]


def corrected(
    ledgers: Iterable[Ledger], corrections: Corrections | None, texts: Texts, failed: list[Problem]
) -> Iterator[Ledger]:
    """Yield ledgers with corrections, or as they are if there are none; say which of them do not apply.

    A ledger for which it cannot be done is appended to ``failed``.
    """
    if corrections is None:
        yield from ledgers
        return
    for each in reviewed(ledgers, corrections, texts, failed):
        for outcome in each.unapplied:
            note_of(unapplied(each.ledger, outcome))
        yield each.ledger


def reviewed(ledgers: Iterable[Ledger], held: Corrections, texts: Texts, failed: list[Problem]) -> Iterator[Reviewed]:
    """Yield ledgers with corrections laid over them; one for which it cannot be done is appended to ``failed``."""
    from quotes.model import Problem
    from quotes.review import ReviewedError
    from quotes.review import apply as laid_over

    for ledger in once(ledgers, failed):
        try:
            yield laid_over(ledger, held, texts.of(ledger)[0])
        except ReviewedError as error:
            failed.append(Problem(path=ledger.source.path or ledger.source.id, check="review", message=str(error)))


def once(ledgers: Iterable[Ledger], failed: list[Problem]) -> Iterator[Ledger]:
    """Yield the ledgers, of each source the first: a row and a file are of one."""
    from quotes.model import Problem

    seen: set[str] = set()
    for ledger in ledgers:
        ident = ledger.source.id
        if ident in seen:
            message = f"there are several ledgers of the source {ident!r}; the first is taken"
            failed.append(Problem(path=ledger.source.path or ident, check="source", message=message))
        else:
            seen.add(ident)
            yield ledger


def loaded(file: Path | None) -> Corrections | None:
    """Return the corrections in a file, if one is given; stop with all that is wrong with it if it holds none."""
    return None if file is None else kept_in(file)


def kept_in(file: Path) -> Corrections:
    """Return the corrections in a file; stop with all that is wrong with it if it holds none."""
    from quotes.review import CorrectionsError, load

    try:
        return load(file)
    except CorrectionsError as error:
        for problem in error.problems[1:]:
            note_of(problem)
        stop(str(error))


def unapplied(ledger: Ledger, outcome: Outcome) -> Problem:
    """Return why a correction was not applied, with what it was."""
    from quotes.model import Problem

    correction = outcome.correction
    about = f"“{correction.words:.60}” ({correction.status} by {correction.checker}, {correction.date})"
    return Problem(
        path=ledger.source.path or ledger.source.id, check=outcome.state, message=f"{about}: {outcome.message}"
    )
