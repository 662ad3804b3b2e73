"""The command that checks whether words that go round as a quotation were said."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from quotes.cli.app import app
from quotes.cli.console import close, number, stop
from quotes.cli.ledgers import LedgersIn, looked_into
from quotes.cli.store import DEFAULT, StoreAt

if TYPE_CHECKING:
    from quotes.check import Claim, Finding
    from quotes.model import Problem
    from quotes.store import Store

Format = Literal["text", "json", "csv"]


# \b keeps the lines of the list as they are.
HELP = """Check whether words were said, by whom, and what was changed.

\b
verbatim         in quotation marks, in a row, credited to the speaker
truncated        so, but words of the sentence are cut that turn or limit it
altered          the same quotation with words changed, added or left out
spliced          joined of pieces that do not stand together
other speaker    said, but the source credits somebody else
paraphrase only  reported, but outside quotation marks
not found        none of it; the nearest quotations are listed

Case, punctuation and the kinds of marks make no difference; an ellipsis and brackets mark an honest cut. Where a source
names nobody, the speaker is "not stated", which is no other speaker.

Exits with 0 whatever the verdicts are; with 1 if a claim or a ledger could not be read, or as --strict says; with 2 if
nothing could be checked.
"""


@app.command(help=HELP, short_help="Check whether words were said, by whom, and what was changed.")
def check(
    claim: Annotated[
        str | None, typer.Argument(help="The words that are said to be a quotation; with --claims leave it out.")
    ] = None,
    speaker: Annotated[str | None, typer.Option(help="Who is said to have said them.")] = None,
    claims: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Many claims: CSV or JSON Lines with claim and, if known, speaker and id."),
    ] = None,
    store: StoreAt = DEFAULT,
    ledgers: LedgersIn = None,
    as_: Annotated[
        Format,
        typer.Option("--format", help="Text to read, JSON Lines with one claim a line, or CSV with one place a row."),
    ] = "text",
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 if any claim is not verbatim, by the speaker if one is given.")
    ] = False,
) -> None:
    """Check one claim or a file of them; see ``HELP``."""
    if (claim is None) == (claims is None):
        stop('give one claim, quotes check "the words", or a file of them with --claims FILE')
    if claims is not None and speaker is not None:
        stop("--speaker is for one claim; in a file of claims it is a column")
    failed: list[Problem] = []
    asked = _asked(claim, speaker, claims, failed)
    with looked_into(store, ledgers, failed) as held:
        doubtful = _print((_checked(each, held) for each in asked), as_)
    close(
        failed,
        f"{number(doubtful, 'claim')} not verbatim" if strict and doubtful else "",
        wrong=strict and doubtful > 0,
    )


def _asked(claim: str | None, speaker: str | None, file: str | None, failed: list[Problem]) -> list[Claim]:
    """Return the claims; what is none is appended to ``failed``. Stop if there is none at all."""
    from quotes.check import Claim
    from quotes.check.claims import read

    if claim is not None:
        return [Claim(text=claim, speaker=speaker)]
    assert file is not None
    found = list(read(file))
    claims = [each for each in found if isinstance(each, Claim)]
    problems = [each for each in found if not isinstance(each, Claim)]
    if not claims:
        first = problems[0] if problems else None
        stop(f"{first.path}: {first.check}: {first.message}" if first else f"{file}: holds no claim")
    failed += problems
    return claims


def _checked(claim: Claim, store: Store) -> Finding:
    from quotes.check import check as checked

    return checked(claim, store.near(claim.text))


def _print(findings: Iterable[Finding], as_: Format) -> int:
    """Print findings as they come, and return how many are not verbatim, or not by the speaker who was claimed."""
    doubtful = 0

    def counted() -> Iterator[Finding]:
        nonlocal doubtful
        for finding in findings:
            doubtful += not finding.confirmed
            yield finding

    {"text": _text, "json": _json, "csv": _csv}[as_](counted())
    return doubtful


def _text(findings: Iterable[Finding]) -> None:
    from quotes.check.show import lines

    for count, finding in enumerate(findings):
        if count:
            print()
        print("\n".join(lines(finding)))


def _json(findings: Iterable[Finding]) -> None:
    from quotes.check.show import record

    for finding in findings:
        print(json.dumps(record(finding), ensure_ascii=False))


def _csv(findings: Iterable[Finding]) -> None:
    from quotes.cells import defused
    from quotes.check.show import COLUMNS, rows

    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for finding in findings:
        writer.writerows({name: defused(cell) for name, cell in row.items()} for row in rows(finding))
