"""The command `quotes`: a thin shell over the library, and the only module that prints or exits.

It exits with 0 if all is well, 1 if something was found wrong or some sources failed, 2 if it could not do what was
asked, 130 if it was interrupted. Data goes to standard output, all else to standard error.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

if TYPE_CHECKING:
    from quotes.ledger import Ledger
    from quotes.model import Article, Problem
    from quotes.pipeline import Extractor

app = typer.Typer(
    name="quotes",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

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
        Path | None, typer.Option(help="Write one NAME.ledger.json per source here; those already right are kept.")
    ] = None,
    acts: Annotated[
        Literal["speech", "all"], typer.Option(help="What was said or written, or also thought.")
    ] = "speech",
    model: Annotated[str | None, typer.Option(help="A Stanza package, or a folder of models.")] = None,
    embed_text: Annotated[bool, typer.Option("--embed-text", help="Put the text into the ledger.")] = False,
    progress: Annotated[bool, typer.Option(help="Show progress, where standard error is a terminal.")] = True,
) -> None:
    """Make a ledger of each source: JSON Lines on standard output, or files in a folder."""
    from quotes import pipeline, source
    from quotes.model import Problem

    failed: list[Problem] = []
    done = 0
    with _stopping(), _progress(sources if progress else None) as advance:
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
        extractor: Extractor | None = None
        for item in source.read(sources):
            if isinstance(item, Problem):
                failed.append(item)
            else:
                extractor = extractor or pipeline.Extractor(model, acts=acts, embed_text=embed_text)
                failed += _extract(extractor, item, out)
                done += 1
            advance()
    _close(failed, f"{_number(len(failed), 'source')} failed, {_number(done, 'article')} read" if failed else "")


def _extract(extractor: Extractor, article: Article, out: Path | None) -> Iterator[Problem]:
    """Write the ledger of one article, unless ``out`` holds it; yield why there is none, if so."""
    from quotes import schema, store
    from quotes.model import Problem

    place = article.path or article.id
    for problem in article.problems:
        _note(f"{problem.path}: {problem.check}: {problem.message}")
    if out is not None and store.is_current(out, article, extractor.run):
        return
    try:
        ledger = extractor.extract(article)
    except Exception as error:  # noqa: BLE001 - one article must not end a run of ten thousand
        yield Problem(path=place, check="extract", message=f"failed, please report it: {type(error).__name__}: {error}")
        return
    faults = schema.validate(ledger, article.text)
    if faults:
        message = f"made a ledger that is not valid, please report it: {faults[0].path}: {faults[0].message}"
        yield Problem(path=place, check="validate", message=message)
    elif out is None:
        print(ledger.to_json(), flush=True)
    else:
        store.save(ledger, out)


@app.command()
def show(
    ledgers: Ledgers,
    width: Annotated[int | None, typer.Option(min=20, help="Columns; those of the terminal if not given.")] = None,
) -> None:
    """Print ledgers to read: who said what, in what role, and how sure that is."""
    from rich.console import Console

    from quotes.show import render

    console = Console(width=width, highlight=False)
    failed: list[Problem] = []
    for ledger in _read(ledgers, failed):
        console.print(render(ledger, width=console.width))
    _close(failed)


@app.command()
def validate(
    ledgers: Ledgers,
    text: Annotated[
        list[str] | None, typer.Option(help="Sources of the articles, to prove the offsets of ledgers without text.")
    ] = None,
) -> None:
    """Check ledgers; print the file, the place in it, the check and what is wrong, and exit with 1 if anything is."""
    from quotes import schema, source, store
    from quotes.model import Problem

    articles = list(source.read(text or []))
    texts = {item.sha256: item.text for item in articles if not isinstance(item, Problem)}
    failed = [item for item in articles if isinstance(item, Problem)]
    good, bad = 0, 0
    for place, record in store.records(ledgers):
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
    gold: Annotated[str, typer.Argument(help="The ledgers that are right: a file or folder.")],
    found: Annotated[str, typer.Argument(help="The ledgers to measure: a file or folder.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
    differences: Annotated[bool, typer.Option("--differences", help="Print each place where they differ too.")] = False,
) -> None:
    """Measure found ledgers against gold ones."""
    from quotes.score import score as measure

    failed: list[Problem] = []
    report = measure(list(_read([gold], failed)), list(_read([found], failed)))
    print(json.dumps(report.to_dict(), ensure_ascii=False, indent=2) if as_json else report.to_text())
    for difference in report.differences() if differences else ():
        print(f"{difference.path}: {difference.check}: {difference.message}")
    _close([*failed, *report.problems])


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
    from quotes import store
    from quotes.ledger import Ledger, LedgerError
    from quotes.model import Problem

    for place, record in store.records(paths):
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
    from quotes.weights import ModelError

    try:
        yield
    except ModelError as error:
        _stop(str(error))
    except BrokenPipeError:
        raise  # nobody reads any more: Typer ends the command in silence
    except OSError as error:
        _stop(f"{error.filename or 'standard output'}: cannot be written: {error.strerror or error}")


@contextmanager
def _progress(sources: list[str] | None) -> Iterator[Callable[[], None]]:
    """Give a function to call after each article; it moves a bar if standard error is a terminal."""
    if sources is None or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    from quotes.source import count

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # Ledgers go to standard output as they are: the bar must not take them for messages of its own.
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("", total=count(sources))
        yield lambda: bar.advance(task)


def _number(count: int, noun: str) -> str:
    """Return a count with its noun."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _line(place: str, fault: Problem) -> str:
    where = "" if fault.path == place else f" {fault.path}:"
    return f"{place}:{where} {fault.check}: {fault.message}"


def _note(message: str) -> None:
    print(f"quotes: {message}", file=sys.stderr)


def _close(failed: Iterable[Problem], summary: str = "", *, wrong: bool = False) -> None:
    """List what failed and exit with 1 if anything did, or if ``wrong``."""
    failed = list(failed)
    for problem in failed:
        _note(f"{problem.path}: {problem.check}: {problem.message}")
    if summary:
        _note(summary)
    if failed or wrong:
        raise typer.Exit(1)


def _stop(message: str) -> NoReturn:
    _note(message)
    raise typer.Exit(2)
