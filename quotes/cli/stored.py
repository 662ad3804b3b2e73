"""Opens what check and variants look in: a store, or one made for the moment of ledgers that are given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from quotes.cli.console import stop

if TYPE_CHECKING:
    from quotes.cli.texts import Texts
    from quotes.model import Problem
    from quotes.store import Store

StoreAt = Annotated[
    str | None, typer.Option("--store", metavar="FILE_OR_URL", help="The store to look in, as quotes add makes it.")
]
LedgersIn = Annotated[
    list[str] | None,
    typer.Option("--in", metavar="LEDGERS", help="Ledgers to look in instead: files or folders; may be repeated."),
]


@contextmanager
def opened(where: str | None, ledgers: list[str] | None, failed: list[Problem]) -> Iterator[Store]:
    """Open a store, or make one of ``ledgers`` that is gone afterwards; stop with a message where that cannot be done.

    A ledger that is not valid is appended to ``failed``.
    """
    from quotes.store import StoreError, connect

    if (where is None) == (not ledgers):
        stop("say where to look: in a store with --store FILE_OR_URL, or in ledgers with --in LEDGERS")
    try:
        if where is not None:
            with connect(where) as store:
                yield store
            return
        with TemporaryDirectory(prefix="quotes-") as folder, connect(Path(folder) / "store", create=True) as store:
            _add(store, ledgers or [], failed)
            yield store
    except StoreError as error:
        stop(str(error))


def _add(store: Store, ledgers: list[str], failed: list[Problem]) -> None:
    """Put ledgers into a store, with the sentences around their quotations where their texts are at hand."""
    from quotes import files
    from quotes.cli.texts import Texts
    from quotes.model import Problem
    from quotes.store import Refused

    records = list(files.records(ledgers))
    finder = Texts(None, [])
    texts = {}
    for _, record in records:
        if not isinstance(record, Problem) and (text := _text(record, finder)):
            texts[record["source"]["sha256"]] = text
    added = 0
    for result in store.add(records, texts):
        if isinstance(result, Refused):
            failed += [Problem(path=result.place, check=p.check, message=_at(p, result.place)) for p in result.problems]
        else:
            added += 1
    if not added:
        stop(
            f"{failed[-1].path}: {failed[-1].check}: {failed[-1].message}"
            if failed
            else "there is no ledger to look in"
        )


def _at(problem: Problem, place: str) -> str:
    return problem.message if problem.path == place else f"{problem.path}: {problem.message}"


def _text(record: Mapping[str, Any], finder: Texts) -> str | None:
    """Return the text of a ledger if it is at hand, None also if the record is no ledger: the store says why."""
    from quotes.ledger import Ledger, LedgerError

    try:
        return finder.of(Ledger.from_dict(record))[0]
    except LedgerError:
        return None
