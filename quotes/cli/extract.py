"""The command that makes ledgers of sources."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

from quotes.cli.app import app
from quotes.cli.console import Sure, close, note, note_of, number, stop, stopping

if TYPE_CHECKING:
    from quotes.batch import Settings
    from quotes.model import Article, Problem
    from quotes.progress import Tally


@app.command(short_help="Make ledgers of articles.")
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
    from quotes import batch, memory
    from quotes.progress import EVERY, Tally

    if resume and out is None:
        stop("--resume needs --out, the folder of the run to continue")
    settings = batch.Settings(model=model, acts=acts, embed_text=embed_text, min_confidence=min_confidence)
    tally = Tally()
    memory.for_ledgers_only()
    try:
        with stopping():
            _extract(sources, settings, tally, out=out, resume=resume, jobs=jobs, progress=progress)
    except KeyboardInterrupt:
        _interrupted(tally, out)
    if progress and tally.seconds > EVERY:
        note(tally.summary())
    if resume:
        note(f"{number(tally.kept, 'ledger')} kept, {tally.made} made")
    failed = [tally.failed[index] for index in sorted(tally.failed)]
    close(failed, f"{number(len(failed), 'source')} failed, {number(tally.read, 'article')} read" if failed else "")


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
            note_of(problem)
        yield item


def _interrupted(tally: Tally, out: Path | None) -> NoReturn:
    """Say what is done and how to go on, and exit with 130."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever presses twice has been heard
    for index in sorted(tally.failed):
        note_of(tally.failed[index])
    of = "" if tally.total is None else f" of {tally.total:,}"
    on = "with --out FOLDER a run can be continued" if out is None else "the same command with --resume continues"
    note(f"interrupted: {tally.done:,}{of} sources done; {on}")
    raise typer.Exit(130)
