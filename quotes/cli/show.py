"""The command that prints ledgers to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from quotes.cli.app import app
from quotes.cli.console import Articles, Sure, close
from quotes.cli.corrections import Overlay, corrected, loaded
from quotes.cli.ledgers import Ledgers, read
from quotes.cli.texts import Texts

if TYPE_CHECKING:
    from quotes.model import Problem


@app.command(short_help="Print ledgers to read.")
def show(
    ledgers: Ledgers,
    width: Annotated[int | None, typer.Option(min=20, help="Columns; those of the terminal if not given.")] = None,
    corrections: Overlay = None,
    text: Articles = None,
    min_confidence: Sure = 0,
) -> None:
    """Print ledgers to read: who said what, in what role, and how sure that is."""
    from rich.console import Console

    from quotes.show import render

    console = Console(width=width, highlight=False)
    failed: list[Problem] = []
    for ledger in corrected(read(ledgers, failed), loaded(corrections), Texts(text, failed), failed):
        console.print(render(ledger.at_least(min_confidence), width=console.width))
    close(failed)
