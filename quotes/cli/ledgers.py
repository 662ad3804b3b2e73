"""Finds ledgers where a command is told to look: in files, in folders, in stores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from quotes.cli.console import stop
from quotes.cli.store import opened
from quotes.cli.texts import Texts

if TYPE_CHECKING:
    from quotes.files import Found
    from quotes.ledger import Ledger
    from quotes.model import Problem
    from quotes.store import Store

Ledgers = Annotated[
    list[str], typer.Argument(help="Files of one ledger, JSON Lines of many, folders of both, or stores of quotes add.")
]

LedgersIn = Annotated[
    list[str] | None,
    typer.Option("--in", metavar="LEDGERS", help="Look in these ledgers instead; may be repeated."),
]


def records(paths: Iterable[str]) -> Iterator[Found]:
    """Yield the JSON object of each ledger that ``paths`` name, or the problem there is instead, after its place.

    Of a store they are the current versions, and the place is the store with their number in it. A store that cannot be
    used ends the command with a message.
    """
    from quotes import files
    from quotes.store import is_store

    for path in paths:
        if not is_store(path):
            yield from files.records([path])
            continue
        with opened(path) as held:
            for stored in held.ledgers():
                yield f"{path}:{stored.seq}", stored.record


def read(paths: Iterable[str], failed: list[Problem]) -> Iterator[Ledger]:
    """Yield the ledgers that ``paths`` name; what is none is appended to ``failed``."""
    from quotes.ledger import Ledger, LedgerError
    from quotes.model import Problem

    for place, record in records(paths):
        try:
            if isinstance(record, Problem):
                failed.append(record)
            else:
                yield Ledger.from_dict(record)
        except LedgerError as error:
            failed.append(Problem(path=place, check="ledger", message=str(error)))


@contextmanager
def looked_into(where: str, ledgers: list[str] | None, failed: list[Problem]) -> Iterator[Store]:
    """Open the store to look into: the one at ``where``, or one that is made of ``ledgers`` and gone afterwards.

    A ledger that is not valid is appended to ``failed``; if none is, the command ends with a message.
    """
    if not ledgers:
        with opened(where) as store:
            yield store
        return
    with TemporaryDirectory(prefix="quotes-") as folder, opened(str(Path(folder) / "store"), create=True) as store:
        if not _filled(store, ledgers, failed):
            last = failed[-1] if failed else None
            stop(f"{last.path}: {last.check}: {last.message}" if last else "there is no ledger to look in")
        yield store


def _filled(store: Store, ledgers: list[str], failed: list[Problem]) -> bool:
    """Add ledgers, with the sentences around their quotations where their texts are at hand; return whether any was."""
    from quotes.store import Refused

    added = False
    for result in store.add(records(ledgers), Texts(None, failed).of_source):
        if isinstance(result, Refused):
            failed += [replace(p, path=result.place, message=_at(p, result.place)) for p in result.problems]
        else:
            added = True
    return added


def _at(problem: Problem, place: str) -> str:
    return problem.message if problem.path == place else f"{problem.path}: {problem.message}"
