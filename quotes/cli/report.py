"""The command that makes a page of ledgers, to read in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quotes.cli.app import app
from quotes.cli.console import Articles, Sure, close, note, note_of, number, stop, stopping
from quotes.cli.corrections import Overlay, corrected, loaded
from quotes.cli.ledgers import Ledgers, read
from quotes.cli.texts import Texts

if TYPE_CHECKING:
    from quotes.ledger import Ledger
    from quotes.model import Problem
    from quotes.report import Document


@app.command(short_help="Make a page of ledgers to read in a browser.")
def report(
    ledgers: Ledgers,
    out: Annotated[str, typer.Option(metavar="FILE.html", help="Where to write the page; - for standard output.")],
    text: Articles = None,
    corrections: Overlay = None,
    min_confidence: Sure = 0,
    title: Annotated[str | None, typer.Option(help="What to call the page.")] = None,
) -> None:
    """Make one page of ledgers: each article with its quotations marked, and the ledger beside it.

    The page needs no network and no other file. Of several ledgers it has an index: who is quoted how much, and when.
    """
    from quotes import files
    from quotes.report import render

    failed: list[Problem] = []
    texts = Texts(text, failed)
    documents = [
        _document(ledger, texts, min_confidence)
        for ledger in corrected(read(ledgers, failed), loaded(corrections), texts, failed)
    ]
    if not documents:
        for problem in failed:
            note_of(problem)
        stop("there is no ledger to report on")
    page = render(documents, title=title, failed=failed)
    if out == "-":
        print(page, end="")
    else:
        with stopping():
            files.put(page, Path(out))
    entries = sum(len(document.ledger.attributions) for document in documents)
    without = sum(document.text is None for document in documents)
    lacking = f"; {without} without the text, the page says how to get it in" if without else ""
    place = "standard output" if out == "-" else out
    note(f"{place}: {number(len(documents), 'article')}, {entries} {'entry' if entries == 1 else 'entries'}{lacking}")
    close(failed)


def _document(ledger: Ledger, texts: Texts, least: float) -> Document:
    """Return a ledger with its text, or why that is not at hand, and without what is less sure than ``least``."""
    from quotes.report import Document

    text, why = texts.of(ledger)
    kept = ledger.at_least(least)
    return Document(ledger=kept, text=text, why=why, left_out=len(ledger.attributions) - len(kept.attributions))
