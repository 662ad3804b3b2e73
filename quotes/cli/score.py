"""The command that measures found ledgers against gold ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quotes.cli.app import app
from quotes.cli.console import close, note_of, number, stop
from quotes.cli.ledgers import read

if TYPE_CHECKING:
    from quotes.ledger import Ledger
    from quotes.model import Problem
    from quotes.score import Document, Report


@app.command(short_help="Measure ledgers against gold ones.")
def score(
    gold: Annotated[str, typer.Argument(help="What is right: ledgers or brat standoff, a file or a folder.")],
    found: Annotated[str, typer.Argument(help="What to measure: ledgers or brat standoff, a file or a folder.")],
    compare: Annotated[
        str | None, typer.Option(metavar="OTHER", help="Say what FOUND won and lost against these on the same gold.")
    ] = None,
    samples: Annotated[
        int, typer.Option(min=0, help="Resamples of the articles that the 95 % intervals are of; 0 for no intervals.")
    ] = 1000,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    differences: Annotated[
        bool,
        typer.Option("--differences", help="Print each place where FOUND is not GOLD, or each one won and lost."),
    ] = False,
    curve: Annotated[
        Path | None, typer.Option(metavar="FILE.svg", help="Draw how right the surest entries are, by their share.")
    ] = None,
) -> None:
    """Measure found ledgers against gold ones, both of them ledgers or brat standoff.

    A folder with .ann files is standoff: NAME.ann annotates NAME.txt beside it or in ../text, or STEM_ANNOTATOR.ann
    STEM.txt.
    """
    from quotes.score import Comparison

    failed: list[Problem] = []
    right = _scored(gold, failed)
    report = _measured(right, found, failed)
    comparison = Comparison(found=report, other=_measured(right, compare, failed)) if compare else None
    if as_json:
        figures = report.to_dict(samples=samples)
        if comparison:
            figures["compare"] = comparison.to_dict(samples=samples)
        print(json.dumps(figures, ensure_ascii=False, indent=2))
    else:
        print((comparison or report).to_text(samples=samples))
    for difference in (comparison or report).differences() if differences else ():
        print(f"{difference.path}: {difference.check}: {difference.message}")
    if curve is not None:
        _draw(curve, {found: report} | ({compare: comparison.other} if compare and comparison else {}))
    close(failed)


def _scored(path: str, failed: list[Problem]) -> list[Ledger | Document]:
    """Return the ledgers or the annotated articles that ``path`` names; what is neither is appended to ``failed``."""
    from quotes.model import Problem
    from quotes.score import brat

    if not brat.is_standoff(Path(path)):
        return [*read([path], failed)]
    items = list(brat.read(Path(path)))
    failed += [item for item in items if isinstance(item, Problem)]
    return [item for item in items if not isinstance(item, Problem)]


def _measured(gold: list[Ledger | Document], path: str, failed: list[Problem]) -> Report:
    """Return how what ``path`` names compares with ``gold``; stop if they have no article in common."""
    from quotes.score import score

    found = _scored(path, failed)
    report = score(gold, found)
    if not report.comparable:
        for problem in [*failed, *(problem for problem in report.problems if problem.check == "text")]:
            note_of(problem)
        stop(f"{path}: nothing to measure: of {number(len(gold), 'gold article')} none is among {len(found)} found")
    failed += [replace(problem, path=f"{path}: {problem.path}") for problem in report.problems]
    return report


def _draw(file: Path, reports: Mapping[str, Report]) -> None:
    """Write the curves of coverage and accuracy of ``reports`` to ``file``."""
    from quotes.score import curve

    curves = {name: report.calibration.curve() for name, report in reports.items() if report.calibration}
    if not curves:
        stop("--curve needs entries with a confidence, as those of ledgers")
    try:
        file.write_text(curve.svg(curves), encoding="utf-8")
    except OSError as error:
        stop(f"{file}: cannot be written: {error.strerror}")
