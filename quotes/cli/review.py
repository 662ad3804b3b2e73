"""The commands of a review: write a checklist, read it back, and lay the corrections over ledgers."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quotes.cli.app import app
from quotes.cli.console import Articles, close, note, note_of, number, stop, stopping
from quotes.cli.corrections import kept_in, once, reviewed, unapplied
from quotes.cli.ledgers import Ledgers, read
from quotes.cli.texts import Texts

if TYPE_CHECKING:
    from quotes.ledger import Ledger
    from quotes.model import Problem
    from quotes.review import Correction

review = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(review, name="review", short_help="Have people check ledgers, and apply what they found.")


@review.callback()
def about() -> None:
    """Have people check ledgers, and apply what they found. Ledgers are never edited.

    1. `quotes review checklist LEDGERS --out checklist.csv` writes a table with a row for each entry.

    2. People fill it in a spreadsheet and save it as CSV. A row counts once its status is filled: confirmed, corrected
    (with the new speaker, role, kind or words), rejected (no such quotation), disputed (the article has it so, what
    it was checked with does not), unsure; and added in a new row, for a quotation that was missed. Each needs a
    checker and a date.

    3. `quotes review read checklist.csv LEDGERS --corrections corrections.json` keeps what they found in a file.

    4. `quotes review apply corrections.json LEDGERS --out FOLDER` writes ledgers with the corrections. They may have
    been extracted anew since: entries are found again by their words, and what no longer applies is reported.
    """


@review.command(short_help="Write a table to fill, a row for each entry.")
def checklist(
    ledgers: Ledgers,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.csv", help="Write it here; to standard output if not given.")
    ] = None,
    corrections: Annotated[Path | None, typer.Option(metavar="FILE", help="Fill in what was found before.")] = None,
    only_open: Annotated[
        bool, typer.Option("--open", help="Leave out what is settled: somebody is sure, nobody contradicts.")
    ] = False,
    least_sure_first: Annotated[
        bool, typer.Option("--least-sure-first", help="Begin with what the extractor is least sure of.")
    ] = False,
    text: Articles = None,
) -> None:
    """Write a table (CSV, for any spreadsheet) with a row for each entry, to be filled by people."""
    from quotes import files
    from quotes.review import checklist as table

    if out is not None and out.exists():
        stop(f"{out} is there already, and somebody may have filled it; name another file, or remove it")
    held = kept_in(corrections) if corrections else None
    if only_open and held is None:
        stop("--open needs --corrections, the file of what was checked before")
    failed: list[Problem] = []
    found = _with_texts(ledgers, text, failed)
    written = table.write(found, held, least_sure_first=least_sure_first, only_open=only_open)
    if out is None:
        print(written, end="")
    else:
        with stopping():
            files.put(written, out)
    if bare := sum(known is None for _, known in found):
        note(
            f"the sentences around the words are left out for {number(bare, 'ledger')} without text; --text names articles"
        )
    close(failed)


@review.command("read", short_help="Read a filled table into the corrections file.")
def read_back(
    filled: Annotated[Path, typer.Argument(metavar="CHECKLIST", help="The table, saved as CSV.")],
    ledgers: Ledgers,
    corrections: Annotated[
        Path, typer.Option(metavar="FILE", help="Keep what was found here, with what is in it already.")
    ],
    text: Articles = None,
) -> None:
    """Read a filled table, and take what was found into the corrections file.

    A row with a mistake is named and left out, the others are taken. A checker's last word on an entry counts; where
    two checkers contradict each other both are kept, and neither is applied.
    """
    from quotes.review import Corrections, save
    from quotes.review import filled as table
    from quotes.review.merge import merge
    from quotes.review.table import TableError

    failed: list[Problem] = []
    held = kept_in(corrections) if corrections.exists() else Corrections()
    known = _with_texts(ledgers, text, failed)
    try:
        found = table.read(filled.read_bytes(), str(filled), known)
    except TableError as error:
        stop(f"{filled}: {error}")
    except OSError as error:
        stop(f"{filled}: cannot be read: {error.strerror}")
    for each in found.notes:
        note_of(each)
    merged = merge(held, found.corrections, known)
    if merged.corrections != held:
        with stopping():
            save(merged.corrections, corrections)
    for correction in merged.older:
        note(f"left out, since {correction.checker} has said something later: “{correction.words:.60}”")
    counted = f"{len(merged.new)} new, {len(merged.replaced)} replaced, {len(merged.older)} left out"
    total = number(len(merged.corrections.items), "correction")
    close([*failed, *found.problems, *merged.conflicts], f"{counted}; {corrections} holds {total}")


@review.command(short_help="Write ledgers with the corrections.")
def apply(
    corrections: Annotated[Path, typer.Argument(metavar="CORRECTIONS", help="The corrections file.")],
    ledgers: Ledgers,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Write files here; JSON Lines to standard output if not given."),
    ] = None,
    text: Articles = None,
) -> None:
    """Write ledgers with the corrections that apply; name those that no longer do, and exit with 1 if there are any."""
    from quotes import files

    inputs = {Path(path).resolve() for path in ledgers}
    if out is not None and out.resolve() in inputs:
        stop(f"{out}: the ledgers are there as they were extracted, and stay so; name another folder")
    held = kept_in(corrections)
    failed: list[Problem] = []
    left: list[Problem] = []
    met: set[Correction] = set()
    with stopping(), files.opened(out) if out else nullcontext():
        for each in reviewed(read(ledgers, failed), held, Texts(text, failed), failed):
            _write(each.ledger, out, inputs, failed)
            met.update(outcome.correction for outcome in each.outcomes)
            left += [unapplied(each.ledger, outcome) for outcome in each.unapplied]
    if other := len(held.items) - len(met):
        note(f"{number(other, 'correction')} of sources that are not among these ledgers")
    close([*failed, *left], f"{number(len(met) - len(left), 'correction')} applied, {len(left)} not")


def _with_texts(paths: Iterable[str], text: list[str] | None, failed: list[Problem]) -> list[tuple[Ledger, str | None]]:
    """Return ledgers as they were extracted, each with its text where that is at hand."""
    from quotes.model import Problem
    from quotes.review import ReviewedError, unreviewed

    texts, found = Texts(text, failed), []
    for ledger in once(read(paths, failed), failed):
        try:
            found.append((unreviewed(ledger), texts.of(ledger)[0]))
        except ReviewedError as error:
            failed.append(Problem(path=ledger.source.path or ledger.source.id, check="review", message=str(error)))
    return found


def _write(ledger: Ledger, out: Path | None, inputs: set[Path], failed: list[Problem]) -> None:
    """Write a ledger to standard output, or to its file in a folder, but never over one that was read."""
    from quotes import files
    from quotes.model import Problem

    if out is None:
        print(ledger.to_json(), flush=True)
    elif (target := out / files.file_name(ledger.source.id)).resolve() in inputs:
        message = "the ledger as it was extracted is there, and stays so; name another folder"
        failed.append(Problem(path=str(target), check="file", message=message))
    else:
        files.save(ledger, out)
