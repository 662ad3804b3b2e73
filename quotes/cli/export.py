"""The command that hands ledgers on in other formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from quotes.cli.app import app
from quotes.cli.console import Articles, Ledgers, Sure, close, stop, stopping
from quotes.cli.texts import Texts

if TYPE_CHECKING:
    from datetime import date

    from quotes.export import Held
    from quotes.model import Problem

To = Literal["jsonl", "csv", "web-annotation", "schema.org", "json-feed", "label-studio", "brat"]
TEXTUAL = frozenset({"label-studio", "brat"})  # formats that hold the articles themselves


@app.command(short_help="Hand ledgers on: a feed, a table, annotations.")
def export(
    ledgers: Ledgers,
    to: Annotated[
        To,
        typer.Option(
            help="The format; label-studio and brat need the articles' texts, brat a folder.", show_default=False
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE_OR_FOLDER", help="Where to write it; standard output if not given. Of brat the folder."
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Leave out what was published before; what has no date is never left out."),
    ] = None,
    text: Articles = None,
    min_confidence: Sure = 0,
) -> None:
    """Hand ledgers on in a format that others read, in order of publication; every attribution is in it.

    jsonl is a feed for databases, csv the same as a table; web-annotation and schema.org are JSON-LD, json-feed is for
    feed readers; label-studio and brat are for annotators. `quotes schema` prints what each holds.
    """
    failed: list[Problem] = []
    start = _start(since)
    if to == "brat" and out is None:
        stop("--to brat needs --out, the folder for its files")
    if to != "brat" and out is not None and out.exists() and not out.is_file():
        stop(f"{out}: is no file; --to {to} writes one")
    found = _held(ledgers, Texts(text, failed), failed, start=start, least=min_confidence, textual=to in TEXTUAL)
    first = next(found, None)
    if first is None and failed:  # nothing takes the place of what an earlier run wrote
        close(failed, "nothing was exported")
    with stopping():
        _write(() if first is None else chain([first], found), to, out, failed)
    close(failed)


def _start(since: str | None) -> date | None:
    """Return the date or the moment to begin at; stop if it is none."""
    from quotes.export import order

    if since is None:
        return None
    try:
        start = order.since(since)
    except ValueError as error:
        stop(f"--since {error}")
    if isinstance(start, int):
        stop(f"--since {since} is a position, which ledgers in files do not have; give a date, such as 2024-05-06")
    return start


def _held(
    paths: Iterable[str], texts: Texts, failed: list[Problem], *, start: date | None, least: float, textual: bool
) -> Iterator[Held]:
    """Yield the ledgers to export, each source once; what cannot be exported is appended to ``failed``."""
    from quotes import files
    from quotes.export import order
    from quotes.model import Problem

    seen: dict[tuple[str, str], tuple[str, str | None]] = {}
    for place, record in files.records(paths):
        held = record if isinstance(record, Problem) else _valid(place, record, texts, textual=textual)
        if isinstance(held, Problem):
            failed.append(held)
            continue
        source, digest = held.ledger.source, held.digest
        earlier, known = seen.get((source.id, source.sha256), (None, digest))
        seen.setdefault((source.id, source.sha256), (place, digest))
        if known != digest:
            message = f"is another ledger of {source.id} than {earlier}, which is exported; give one of them"
            failed.append(Problem(path=place, check="source", message=message))
        elif earlier is None and (start is None or order.is_since(source, start)):
            yield replace(held, least=least)


def _valid(place: str, record: dict[str, Any], texts: Texts, *, textual: bool) -> Held | Problem:
    """Return the ledger that ``record`` is, with its text if that is at hand, or why it cannot be exported."""
    from quotes import schema
    from quotes.export import Held
    from quotes.ledger import Ledger, LedgerError
    from quotes.model import Problem

    try:
        ledger = Ledger.from_dict(record)
    except LedgerError as error:
        return Problem(path=place, check="ledger", message=str(error))
    text, missing = texts.of(ledger)
    faults = schema.validate(record, text)
    if faults:
        more = f" (and {len(faults) - 1} more: quotes validate lists them)" if len(faults) > 1 else ""
        return Problem(path=place, check=faults[0].check, message=f"{faults[0].path}: {faults[0].message}{more}")
    if text is None and textual:
        return Problem(path=place, check="text", message=f"{missing}; give the articles with --text SOURCES")
    return Held(ledger=ledger, text=text, digest=record["integrity"]["sha256"])


def _write(ledgers: Iterable[Held], to: To, out: Path | None, failed: list[Problem]) -> None:
    from quotes import export as exports
    from quotes import files

    if to == "brat":
        assert out is not None
        _write_standoff(ledgers, out, failed)
    elif out is None:
        for piece in exports.export(ledgers, to):
            print(piece, end="")
    else:
        with files.whole(out) as file:
            file.writelines(exports.export(ledgers, to))


def _write_standoff(ledgers: Iterable[Held], out: Path, failed: list[Problem]) -> None:
    """Write a text and its marks for each ledger, and what brat has to know of their types."""
    from quotes import files
    from quotes.export import brat
    from quotes.model import Problem

    written: set[str] = set()
    with files.opened(out):
        for held in ledgers:
            source = held.ledger.source
            name = files.safe_name(source.id)
            if name in written:  # another version of its text
                name = files.safe_name(f"{source.id}~{source.sha256[:8]}")
            written.add(name)
            try:
                parts = {".txt": held.article or "", ".ann": brat.standoff(held)}
            except brat.UnmarkableError as error:
                failed.append(Problem(path=source.id, check="brat", message=str(error)))
                continue
            for suffix, content in parts.items():
                with files.whole(out / f"{name}{suffix}") as file:
                    file.write(content)
        with files.whole(out / brat.CONFIGURATION_FILE) as file:
            file.write(brat.CONFIGURATION)
