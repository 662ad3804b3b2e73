"""The command that puts ledgers into a store."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import typer

from quotes.cli.app import app
from quotes.cli.console import Articles, line, note, note_of, number
from quotes.cli.ledgers import Ledgers, records
from quotes.cli.store import DEFAULT, StoreAt, opened
from quotes.cli.texts import Texts

if TYPE_CHECKING:
    from quotes.model import Problem
    from quotes.store import Added, Refused

EVERY: Final = 2  # seconds between two lines of progress, where somebody looks
OUTCOMES: Final = {
    "added": "added",
    "changed": "added as a new version",
    "completed": "completed with the sentences around the quotations",
    "unchanged": "unchanged",
    "refused": "refused",
}


@app.command(short_help="Put ledgers into a store, where they are searched and checked.")
def add(
    ledgers: Ledgers,
    store: StoreAt = DEFAULT,
    text: Articles = None,
) -> None:
    """Put ledgers into a store, which is made if it is not there.

    A ledger that is there already is left as it is; another one of the same source becomes its new version, and the old
    one stays. A ledger that is not valid is refused. What was added stays added if the run is interrupted: the same
    command again completes it.
    """
    from quotes.memory import unswept

    failed: list[Problem] = []
    texts = Texts(text, failed)
    for problem in failed:
        note_of(problem)
    counted: Counter[str] = Counter()
    try:
        with opened(store, create=True) as desk, unswept():
            _told(desk.add(records(ledgers), texts.of_source), counted)
    except KeyboardInterrupt:
        note("interrupted: what was added is in the store; the same command again completes it")
        _summary(counted)
        raise typer.Exit(130) from None
    _summary(counted)
    if failed or counted["refused"]:
        raise typer.Exit(1)


def _told(results: Iterable[Added | Refused], counted: Counter[str]) -> None:
    """Count what became of each ledger, and say what is wrong with those that are refused."""
    from quotes.store import Refused

    told = time.monotonic()
    for result in results:
        if isinstance(result, Refused):
            counted["refused"] += 1
            for problem in result.problems:
                note(line(result.place, problem))
        else:
            counted[result.outcome] += 1
            counted["quotations"] += result.quotations if result.outcome in {"added", "changed"} else 0
        if sys.stderr.isatty() and time.monotonic() - told > EVERY:
            told = time.monotonic()
            note(
                f"{sum(counted[each] for each in OUTCOMES):,} ledgers read, {counted['quotations']:,} quotations added"
            )


def _summary(counted: Counter[str]) -> None:
    """Say how many ledgers were added, and what became of the others."""
    parts = [f"{number(counted[each], 'ledger')} {said}" for each, said in OUTCOMES.items() if counted[each]]
    quotations = f" ({number(counted['quotations'], 'quotation')})" if counted["quotations"] else ""
    note(f"{', '.join(parts) or 'no ledger read'}{quotations}")
