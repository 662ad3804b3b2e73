"""The command that shows how a quotation differs from source to source."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from quotes.cli.app import app
from quotes.cli.console import close, note
from quotes.cli.ledgers import LedgersIn, looked_into
from quotes.cli.store import DEFAULT, StoreAt

if TYPE_CHECKING:
    from quotes.model import Problem
    from quotes.variants import Group


@app.command(short_help="Show the same quotation across sources: first, changed, disputed.")
def variants(
    store: StoreAt = DEFAULT,
    ledgers: LedgersIn = None,
    speaker: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only quotations that some source credits to this speaker.")
    ] = None,
    disagreeing: Annotated[
        bool,
        typer.Option("--disagreeing", help="Only quotations whose sources credit speakers who cannot be the same."),
    ] = False,
    as_: Annotated[
        Literal["text", "json"], typer.Option("--format", help="Text to read, or JSON Lines with one quotation a line.")
    ] = "text",
) -> None:
    """Show the same quotation across sources: where it was first, what was changed, who is credited where.

    Two quotations are one if they share a row of words that makes up half of the shorter, or most of their words; all
    of a group are like its first appearance. Of a store only what is new since the last time is compared.
    """
    from quotes.variants import groups

    failed: list[Problem] = []
    with looked_into(store, ledgers, failed) as held:
        compared = held.compared()
    found = [g for g in groups(compared.entries, compared.pairs) if _wanted(g, speaker, disagreeing=disagreeing)]
    _print(found, as_)
    if not found:
        note("no such quotation stands in more than one source")
    close(failed)


def _wanted(group: Group, speaker: str | None, *, disagreeing: bool) -> bool:
    from quotes.credit import fits

    credited = speaker is None or any(fits(speaker, variant.entry) for variant in group.variants)
    return credited and (group.disputed or not disagreeing)


def _print(found: list[Group], as_: Literal["text", "json"]) -> None:
    from quotes.variants.show import lines, record

    for count, group in enumerate(found):
        if as_ == "json":
            print(json.dumps(record(group), ensure_ascii=False))
        else:
            print("\n".join((*([""] if count else []), *lines(group))))
