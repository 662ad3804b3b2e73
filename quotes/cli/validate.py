"""The command that checks ledgers."""

from __future__ import annotations

from typing import Annotated

import typer

from quotes.cli.app import app
from quotes.cli.console import close, line, number
from quotes.cli.ledgers import Ledgers, records
from quotes.cli.texts import Texts


@app.command(short_help="Check ledgers against the schema and their texts.")
def validate(
    ledgers: Ledgers,
    text: Annotated[
        list[str] | None, typer.Option(help="Sources of the articles, to prove the offsets of ledgers without text.")
    ] = None,
) -> None:
    """Check ledgers; print the file, the place in it, the check and what is wrong, and exit with 1 if anything is."""
    from quotes import schema
    from quotes.model import Problem

    failed: list[Problem] = []
    texts = Texts(text, failed)
    good, bad = 0, 0
    for place, record in records(ledgers):
        if isinstance(record, Problem):
            faults: tuple[Problem, ...] = (record,)
        else:
            digest = record["source"].get("sha256") if isinstance(record.get("source"), dict) else None
            faults = schema.validate(record, texts.of_hash(digest))
        good, bad = good + (not faults), bad + bool(faults)
        for fault in faults:
            print(line(place, fault))
    close(failed, f"{number(good + bad, 'ledger')}, {bad} not valid", wrong=bad > 0)
