"""The command `quotes`: a thin shell over the library, and the only module that prints or exits.

It exits with 0 if all is well, 1 if something was found wrong or some sources failed, 2 if it could not do what was
asked, 130 if it was interrupted. Data goes to standard output, all else to standard error.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

if TYPE_CHECKING:
    from quotes.batch import Settings
    from quotes.explanation import Explanation
    from quotes.ledger import Ledger
    from quotes.model import Article, Attribution, Problem
    from quotes.progress import Tally
    from quotes.score import Document, Report

app = typer.Typer(
    name="quotes",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _number_only(value: float) -> float:
    """Return an option's value; the range that Typer checks lets "nan" through."""
    if math.isnan(value):
        raise typer.BadParameter("is not a number")
    return value


Sure = Annotated[
    float,
    typer.Option(
        "--min-confidence", min=0, max=1, callback=_number_only, help="Leave out attributions that are less sure."
    ),
]
Ledgers = Annotated[list[str], typer.Argument(help="Files of one ledger, JSON Lines of many, or folders of both.")]


def main() -> None:
    """Run the command; what is printed is UTF-8 wherever it goes."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]  # a TextIOWrapper
    app()


def _version(wanted: bool) -> None:
    if wanted:
        from quotes import __version__

        print(f"quotes {__version__}")
        raise typer.Exit


@app.callback()
def options(
    *,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Print the version and exit.")
    ] = False,
) -> None:
    """Extract quotations and their attribution from news: what was said, by whom, in what role, and how sure."""


@app.command()
def extract(
    sources: Annotated[
        list[str],
        typer.Argument(help="Text files, folders, patterns, JSON Lines with a `text`, or - for standard input."),
    ],
    out: Annotated[
        Path | None, typer.Option(help="Write a NAME.ledger.json for each source here, over what has that name.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue a run: keep what is finished in --out, make the rest.")
    ] = False,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes at work; as many as there are cores if not given.")
    ] = None,
    acts: Annotated[
        Literal["speech", "all"],
        typer.Option(help="What was said or written, or also what was thought or only spoken of."),
    ] = "speech",
    model: Annotated[str | None, typer.Option(help="A Stanza package, or a folder of models.")] = None,
    embed_text: Annotated[bool, typer.Option("--embed-text", help="Put the text into the ledger.")] = False,
    min_confidence: Sure = 0,
    progress: Annotated[bool, typer.Option(help="Show progress on standard error.")] = True,
) -> None:
    """Make a ledger of each source: JSON Lines on standard output, in their order, or files in a folder.

    A run into a folder that was interrupted is continued by the same command with --resume. Finished is a ledger that
    is unchanged since it was written, and of the same text, model and options; every other one is made anew.
    """
    from quotes import batch
    from quotes.progress import EVERY, Tally

    if resume and out is None:
        _stop("--resume needs --out, the folder of the run to continue")
    settings = batch.Settings(model=model, acts=acts, embed_text=embed_text, min_confidence=min_confidence)
    tally = Tally()
    batch.keep_freed_memory()
    try:
        with _stopping():
            _extract(sources, settings, tally, out=out, resume=resume, jobs=jobs, progress=progress)
    except KeyboardInterrupt:
        _interrupted(tally, out)
    if progress and tally.seconds > EVERY:
        _note(tally.summary())
    if resume:
        _note(f"{_number(tally.kept, 'ledger')} kept, {tally.made} made")
    failed = [tally.failed[index] for index in sorted(tally.failed)]
    _close(failed, f"{_number(len(failed), 'source')} failed, {_number(tally.read, 'article')} read" if failed else "")


def _extract(
    sources: list[str],
    settings: Settings,
    tally: Tally,
    *,
    out: Path | None,
    resume: bool,
    jobs: int | None,
    progress: bool,
) -> None:
    """Write the ledgers of the sources to standard output, or to files in ``out``, and count them in ``tally``."""
    from quotes import batch, source
    from quotes.interruption import uninterrupted
    from quotes.progress import shown

    articles = _noting(source.read(sources))
    if out is None:
        outcomes = batch.extract_all(articles, settings, jobs=jobs)
    else:
        outcomes = batch.extract_into(out, articles, settings, jobs=jobs, resume=resume)
    with closing(outcomes), shown(tally, sys.stderr, partial(source.count, sources), wanted=progress) as show:
        for outcome in outcomes:
            with uninterrupted():
                if out is None and outcome.ledger is not None:
                    print(outcome.ledger, flush=True)
                tally.add(outcome)
            show()


def _noting(sources: Iterable[Article | Problem]) -> Iterator[Article | Problem]:
    """Yield the sources; say what is wrong with those that can be read nevertheless."""
    for item in sources:
        for problem in getattr(item, "problems", ()):
            _note_of(problem)
        yield item


def _interrupted(tally: Tally, out: Path | None) -> NoReturn:
    """Say what is done and how to go on, and exit with 130."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever presses twice has been heard
    for index in sorted(tally.failed):
        _note_of(tally.failed[index])
    of = "" if tally.total is None else f" of {tally.total:,}"
    on = "with --out FOLDER a run can be continued" if out is None else "the same command with --resume continues"
    _note(f"interrupted: {tally.done:,}{of} sources done; {on}")
    raise typer.Exit(130)


@app.command()
def show(
    ledgers: Ledgers,
    width: Annotated[int | None, typer.Option(min=20, help="Columns; those of the terminal if not given.")] = None,
    min_confidence: Sure = 0,
) -> None:
    """Print ledgers to read: who said what, in what role, and how sure that is."""
    from rich.console import Console

    from quotes.show import render

    console = Console(width=width, highlight=False)
    failed: list[Problem] = []
    for ledger in _read(ledgers, failed):
        console.print(render(ledger.at_least(min_confidence), width=console.width))
    _close(failed)


@app.command()
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
    found = list(_read([ledgers], failed))
    width = shutil.get_terminal_size().columns
    if ident is None:
        for each in found:
            print("\n".join(listed(each, width=width)))
        _close(failed)
        return
    try:
        ledger, attribution = entry(found, ident)
    except EntryError as error:
        for problem in failed:
            _note_of(problem)
        _stop(f"{ledgers}: {error}")
    explanation = _explained(ledger, attribution, article, model)
    if as_json:
        print(json.dumps(explanation.to_dict(), ensure_ascii=False, indent=2))
    else:
        print("\n".join(lines(explanation, width=width)))
    _close(failed)


def _explained(ledger: Ledger, attribution: Attribution, article: str | None, model: str | None) -> Explanation:
    """Return the explanation of an entry, with its text read again if that is at hand."""
    from quotes.explanation import Explanation

    text, missing = _text(ledger, article)
    if text is None:
        return Explanation(ledger=ledger, attribution=attribution, notes=(missing,))
    from quotes.pipeline import Extractor

    with _stopping():
        return Extractor(model).explain(ledger, attribution, text)


def _text(ledger: Ledger, article: str | None) -> tuple[str | None, str]:
    """Return the text of a ledger, or None and why it is not at hand; stop if ``article`` is another one."""
    from quotes import source
    from quotes.model import Article, Problem

    held = ledger.source.text
    if article is None and held is not None and Article(id="", text=held).sha256 == ledger.source.sha256:
        return held, ""
    # The path comes with the ledger: only a plain file is opened, no folder and no pattern.
    path = article or ledger.source.path
    if path is None or not (article or os.path.isfile(path)):  # noqa: PTH113 - Path.is_file raises on a name with a NUL
        where = "the ledger has no text of its own" + ("" if path is None else f", and there is no file {path}")
        return None, f"{where}; with --article FILE the clues and the alternatives are shown too"
    items = list(source.read([path]))
    for item in items:
        if not isinstance(item, Problem) and item.sha256 == ledger.source.sha256:
            return item.text, ""
    problem = next((f"{i.check}: {i.message}" for i in items if isinstance(i, Problem)), None)
    reason = f"{path}: {problem or 'is not the text that the ledger is of, its sha256 is another'}"
    if article is not None:
        _stop(reason)
    return None, f"{reason}; with --article FILE the clues and the alternatives are shown too"


@app.command()
def validate(
    ledgers: Ledgers,
    text: Annotated[
        list[str] | None, typer.Option(help="Sources of the articles, to prove the offsets of ledgers without text.")
    ] = None,
) -> None:
    """Check ledgers; print the file, the place in it, the check and what is wrong, and exit with 1 if anything is."""
    from quotes import files, schema, source
    from quotes.model import Problem

    articles = list(source.read(text or []))
    texts = {item.sha256: item.text for item in articles if not isinstance(item, Problem)}
    failed = [item for item in articles if isinstance(item, Problem)]
    good, bad = 0, 0
    for place, record in files.records(ledgers):
        if isinstance(record, Problem):
            faults: tuple[Problem, ...] = (record,)
        else:
            digest = record["source"].get("sha256") if isinstance(record.get("source"), dict) else None
            faults = schema.validate(record, texts.get(digest) if isinstance(digest, str) else None)
        good, bad = good + (not faults), bad + bool(faults)
        for fault in faults:
            print(_line(place, fault))
    _close(failed, f"{_number(good + bad, 'ledger')}, {bad} not valid", wrong=bad > 0)


@app.command()
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
    _close(failed)


def _scored(path: str, failed: list[Problem]) -> list[Ledger | Document]:
    """Return the ledgers or the annotated articles that ``path`` names; what is neither is appended to ``failed``."""
    from quotes.model import Problem
    from quotes.score import brat

    if not brat.is_standoff(Path(path)):
        return [*_read([path], failed)]
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
            _note_of(problem)
        _stop(f"{path}: nothing to measure: of {_number(len(gold), 'gold article')} none is among {len(found)} found")
    failed += [replace(problem, path=f"{path}: {problem.path}") for problem in report.problems]
    return report


def _draw(file: Path, reports: Mapping[str, Report]) -> None:
    """Write the curves of coverage and accuracy of ``reports`` to ``file``."""
    from quotes.score import curve

    curves = {name: report.calibration.curve() for name, report in reports.items() if report.calibration}
    if not curves:
        _stop("--curve needs entries with a confidence, as those of ledgers")
    try:
        file.write_text(curve.svg(curves), encoding="utf-8")
    except OSError as error:
        _stop(f"{file}: cannot be written: {error.strerror}")


@app.command()
def schema(
    name: Annotated[str | None, typer.Argument(help="A schema; without it their names are printed.")] = None,
) -> None:
    """Print a JSON Schema, or the names of those there are."""
    from quotes import schema as schemas

    if name is None:
        print("\n".join(schemas.names()))
    elif name in schemas.names():
        print(schemas.text(name), end="")
    else:
        _stop(f"there is no schema {name!r}; there are {', '.join(schemas.names())}")


def _read(paths: Iterable[str], failed: list[Problem]) -> Iterator[Ledger]:
    """Yield the ledgers that ``paths`` name; what is none is appended to ``failed``."""
    from quotes import files
    from quotes.ledger import Ledger, LedgerError
    from quotes.model import Problem

    for place, record in files.records(paths):
        try:
            if isinstance(record, Problem):
                failed.append(record)
            else:
                yield Ledger.from_dict(record)
        except LedgerError as error:
            failed.append(Problem(path=place, check="ledger", message=str(error)))


@contextmanager
def _stopping() -> Iterator[None]:
    """Turn what makes the whole command impossible into a message: a model or a folder that cannot be used."""
    from quotes.batch import WorkerError
    from quotes.weights import ModelError

    try:
        yield
    except (ModelError, WorkerError) as error:
        _stop(str(error))
    except BrokenPipeError:
        raise  # nobody reads any more: Typer ends the command in silence
    except OSError as error:
        _stop(f"{error.filename or 'standard output'}: cannot be written: {error.strerror or error}")


def _number(count: int, noun: str) -> str:
    """Return a count with its noun."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _line(place: str, fault: Problem) -> str:
    where = "" if fault.path == place else f" {fault.path}:"
    return f"{place}:{where} {fault.check}: {fault.message}"


def _note(message: str) -> None:
    print(f"quotes: {message}", file=sys.stderr)


def _note_of(problem: Problem) -> None:
    _note(f"{problem.path}: {problem.check}: {problem.message}")


def _close(failed: Iterable[Problem], summary: str = "", *, wrong: bool = False) -> None:
    """List what failed and exit with 1 if anything did, or if ``wrong``."""
    failed = list(failed)
    for problem in failed:
        _note_of(problem)
    if summary:
        _note(summary)
    if failed or wrong:
        raise typer.Exit(1)


def _stop(message: str) -> NoReturn:
    _note(message)
    raise typer.Exit(2)
