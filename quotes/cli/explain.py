"""The command that says why an entry of a ledger is there."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Annotated

import typer

from quotes.cli.app import app
from quotes.cli.console import close, note_of, stop, stopping
from quotes.cli.ledgers import read
from quotes.cli.texts import Texts

if TYPE_CHECKING:
    from quotes.explanation import Explanation
    from quotes.ledger import Ledger
    from quotes.model import Attribution, Problem


@app.command(short_help="Say why an entry is there.")
def explain(
    ledgers: Annotated[str, typer.Argument(metavar="LEDGER", help="A file of ledgers, or a folder of such.")],
    ident: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="An attribution's id, or its beginning; without it all are listed."),
    ] = None,
    article: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="The article, where the ledger has no text and its path has moved."),
    ] = None,
    model: Annotated[str | None, typer.Option(help="The model that the ledger was made with, as for extract.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the explanation as JSON.")] = False,
) -> None:
    """Say why an entry of a ledger is there: its evidence, rule and clues, and what it might have been instead.

    The text is read again for it if it is at hand: in the ledger, in --article, or where the ledger says it was.
    """
    from quotes.explanation import EntryError, entry
    from quotes.show.explained import lines, listed

    failed: list[Problem] = []
    found = list(read([ledgers], failed))
    width = shutil.get_terminal_size().columns
    if ident is None:
        for each in found:
            print("\n".join(listed(each, width=width)))
        close(failed)
        return
    try:
        ledger, attribution = entry(found, ident)
    except EntryError as error:
        for problem in failed:
            note_of(problem)
        stop(f"{ledgers}: {error}")
    explanation = _explained(ledger, attribution, article, model)
    if as_json:
        print(json.dumps(explanation.to_dict(), ensure_ascii=False, indent=2))
    else:
        print("\n".join(lines(explanation, width=width)))
    close(failed)


def _explained(ledger: Ledger, attribution: Attribution, article: str | None, model: str | None) -> Explanation:
    """Return the explanation of an entry, with its text read again if that is at hand."""
    from quotes.explanation import Explanation

    failed: list[Problem] = []
    texts = Texts([article] if article else (), failed)
    text, missing = texts.of(ledger)
    if article is not None and (failed or texts.of_hash(ledger.source.sha256) is None):
        known = f"{failed[0].check}: {failed[0].message}" if failed else ""
        stop(f"{article}: {known or 'is not the text that the ledger is of, its sha256 is another'}")
    if text is None:
        missing += "; with --article FILE the clues and the alternatives are shown too"
        return Explanation(ledger=ledger, attribution=attribution, notes=(missing,))
    from quotes.pipeline import Extractor

    with stopping():
        return Extractor(model).explain(ledger, attribution, text)
