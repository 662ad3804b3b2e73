"""The command that hands ledgers on in other formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

import typer

from quotes.cli.app import app
from quotes.cli.console import Articles, Sure, close, stop, stopping
from quotes.cli.corrections import Overlay, corrected, kept_in
from quotes.cli.ledgers import Ledgers
from quotes.cli.store import opened
from quotes.cli.texts import Texts

if TYPE_CHECKING:
    from quotes.export import Held
    from quotes.export.order import Since
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
        typer.Option(
            metavar="DATE_OR_POSITION",
            help="Leave out what was published before, but nothing without a date; of a store also what was added up to a position.",
        ),
    ] = None,
    text: Articles = None,
    corrections: Overlay = None,
    min_confidence: Sure = 0,
) -> None:
    """Hand ledgers on in a format that others read; every attribution is in it.

    Ledgers in files come in order of publication, those of a store in the order in which they were added.

    jsonl is a feed for databases, csv the same as a table; web-annotation and schema.org are JSON-LD, json-feed is for
    feed readers; label-studio and brat are for annotators. `quotes schema` prints what each holds.
    """
    from quotes.store import is_store

    failed: list[Problem] = []
    store = next(filter(is_store, ledgers), None)
    if store is not None and len(ledgers) > 1:
        stop(f"{store}: a store is exported by itself, for its positions are its own")
    start = _start(since, store)
    if to == "brat" and out is None:
        stop("--to brat needs --out, the folder for its files")
    if to != "brat" and out is not None and out.exists() and not out.is_file():
        stop(f"{out}: is no file; --to {to} writes one")
    texts = Texts(text, failed)
    taken = _in_files(ledgers) if store is None else _in_store(store, start)
    found = _held(taken, texts, failed, start=start, textual=to in TEXTUAL)
    if corrections is not None:
        found = _reviewed(found, corrections, texts, failed)
    found = (replace(held, least=min_confidence) for held in found)
    first = next(found, None)
    if first is None and failed:  # nothing takes the place of what an earlier run wrote
        close(failed, "nothing was exported")
    with stopping():
        _write(() if first is None else chain([first], found), to, out, failed, in_order=store is not None)
    close(failed)


def _start(since: str | None, store: str | None) -> Since | None:
    """Return the date, the moment or the position to begin at; stop if it is none."""
    from quotes.export import order

    if since is None:
        return None
    try:
        start = order.since(since)
    except ValueError as error:
        stop(f"--since {error}")
    if isinstance(start, int) and store is None:
        stop(f"--since {since} is a position, which ledgers in files do not have; give a date, such as 2024-05-06")
    return start


class Taken(NamedTuple):
    """A ledger as it was found: its place, its JSON or what is wrong; of a store its position, and what it replaces."""

    place: str
    record: dict[str, Any] | Problem
    position: int | None = None
    before: dict[str, Any] | None = None


def _in_files(paths: Iterable[str]) -> Iterator[Taken]:
    from quotes import files

    return (Taken(place, record) for place, record in files.records(paths))


def _in_store(where: str, start: Since | None) -> Iterator[Taken]:
    """Yield the ledgers of a store that were added after a position, each with the one that was there at that position."""
    after = start if isinstance(start, int) else 0
    with opened(where) as store:
        for stored in store.ledgers(after):
            before = store.replaced(stored.seq, after)
            yield Taken(f"{where}:{stored.seq}", stored.record, stored.seq, None if before is None else before.record)


def _held(
    taken: Iterable[Taken], texts: Texts, failed: list[Problem], *, start: Since | None, textual: bool
) -> Iterator[Held]:
    """Yield the ledgers to export, each source once; what cannot be exported is appended to ``failed``."""
    from quotes.export import order
    from quotes.model import Problem

    seen: dict[tuple[str, str], tuple[str, str | None]] = {}
    for each in taken:
        held = each.record if isinstance(each.record, Problem) else _valid(each, each.record, texts, textual=textual)
        if isinstance(held, Problem):
            failed.append(held)
            continue
        source, digest = held.ledger.source, held.digest
        earlier, known = seen.get((source.id, source.sha256), (None, digest))
        seen.setdefault((source.id, source.sha256), (each.place, digest))
        if known != digest:
            message = f"is another ledger of {source.id} than {earlier}, which is exported; give one of them"
            failed.append(Problem(path=each.place, check="source", message=message))
        elif earlier is None and (start is None or isinstance(start, int) or order.is_since(source, start)):
            yield held


def _valid(taken: Taken, record: dict[str, Any], texts: Texts, *, textual: bool) -> Held | Problem:
    """Return the ledger that ``record`` is, with its text if that is at hand, or why it cannot be exported."""
    from quotes import schema
    from quotes.export import Held
    from quotes.ledger import Ledger, LedgerError
    from quotes.model import Problem

    try:
        ledger = Ledger.from_dict(record)
    except LedgerError as error:
        return Problem(path=taken.place, check="ledger", message=str(error))
    text, missing = texts.of(ledger)
    faults = schema.validate(record, text)
    if faults:
        more = f" (and {len(faults) - 1} more: quotes validate lists them)" if len(faults) > 1 else ""
        message = f"{faults[0].path}: {faults[0].message}{more}"
        return Problem(path=taken.place, check=faults[0].check, message=message)
    if text is None and textual:
        return Problem(path=taken.place, check="text", message=f"{missing}; give the articles with --text SOURCES")
    before = None if taken.before is None else Ledger.from_dict(taken.before)
    digest = record["integrity"]["sha256"]
    return Held(ledger=ledger, text=text, digest=digest, position=taken.position, before=before)


def _reviewed(found: Iterable[Held], file: Path, texts: Texts, failed: list[Problem]) -> Iterator[Held]:
    """Yield ledgers, and those that they replace, with the corrections in a file."""
    corrections = kept_in(file)
    for held in found:
        for reviewed in corrected([held.ledger], corrections, texts, failed):
            before = next(corrected([held.before], corrections, texts, []), None) if held.before else None
            yield replace(held, ledger=reviewed, digest=None, before=before)


def _write(ledgers: Iterable[Held], to: To, out: Path | None, failed: list[Problem], *, in_order: bool) -> None:
    from quotes import export as exports
    from quotes import files

    if to == "brat":
        assert out is not None
        _write_standoff(ledgers, out, failed)
    elif out is None:
        for piece in exports.export(ledgers, to, in_order=in_order):
            print(piece, end="")
    else:
        with files.whole(out) as file:
            file.writelines(exports.export(ledgers, to, in_order=in_order))


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
