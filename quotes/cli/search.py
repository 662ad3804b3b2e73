"""The command that searches a store."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Annotated, Literal

import typer

from quotes.cli.app import app
from quotes.cli.console import note, stop
from quotes.cli.store import DEFAULT, StoreAt, opened


def _day(text: str) -> date:
    """Return the day that an option names."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise typer.BadParameter(f"{text!r} is no day; write it as 2017-09-01")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text} is no day: {error}") from error


@app.command(short_help="Find quotations in a store by their words, speaker, outlet and day.")
def search(
    words: Annotated[
        str, typer.Argument(help="Words of the quotation, in any order; those joined by a hyphen side by side.")
    ] = "",
    speaker: Annotated[str, typer.Option(help="A name or a part of it, also one that another source supplies.")] = "",
    role: Annotated[str, typer.Option(help="Words of the speaker's role: spokesman.")] = "",
    kind: Annotated[Literal["direct", "mixed", "indirect"] | None, typer.Option(help="How it is reported.")] = None,
    outlet: Annotated[str, typer.Option(help="The outlet's name or words of it.")] = "",
    first: Annotated[
        date | None, typer.Option("--from", metavar="DAY", parser=_day, help="Published on this day or later.")
    ] = None,
    last: Annotated[
        date | None, typer.Option("--to", metavar="DAY", parser=_day, help="Published on this day or earlier.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="As many hits at most.")] = 20,
    form: Annotated[
        Literal["table", "json", "csv"],
        typer.Option("--format", help="In CSV a cell that a spreadsheet would compute begins with an apostrophe."),
    ] = "table",
    store: StoreAt = DEFAULT,
) -> None:
    """Find quotations in a store: those that fit best first, without words the newest first.

    Case, accents and punctuation make no difference. Without words, a filter must be given.
    """
    from quotes.store import Query, QueryError

    try:
        query = Query(
            words=words, speaker=speaker, role=role, kind=kind, outlet=outlet, first=first, last=last, limit=limit
        )
    except QueryError as error:
        stop(str(error))
    with opened(store) as desk:
        hits = desk.search(query)
    if form == "json":
        from quotes.store.hits import to_dict

        print(json.dumps([to_dict(hit) for hit in hits], ensure_ascii=False, indent=2))
    elif form == "csv":
        from quotes.store.hits import to_csv

        print(to_csv(hits), end="")
    elif hits:
        from rich.console import Console

        from quotes.show.found import render

        console = Console(highlight=False)
        console.print(render([(hit.entry, hit.marks) for hit in hits], width=console.width))
    if not hits:
        note("nothing found")
    elif len(hits) == limit:
        note(f"these are the first {limit}; there may be more: --limit")
