"""What the commands share: their common options, how they read ledgers, what they say, and how they end."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from quotes.model import Problem


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
Articles = Annotated[
    list[str] | None,
    typer.Option(
        "--text", metavar="SOURCES", help="The articles, where ledgers have no text and their paths have moved."
    ),
]


@contextmanager
def stopping() -> Iterator[None]:
    """Turn what makes the whole command impossible into a message: a model or a folder that cannot be used."""
    from quotes.batch import WorkerError
    from quotes.weights import ModelError

    try:
        yield
    except (ModelError, WorkerError) as error:
        stop(str(error))
    except BrokenPipeError:
        raise  # nobody reads any more: Typer ends the command in silence
    except OSError as error:
        stop(f"{error.filename or 'standard output'}: cannot be written: {error.strerror or error}")


def number(count: int, noun: str) -> str:
    """Return a count with its noun."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def line(place: str, fault: Problem) -> str:
    """Return a fault on one line, after the file it is in and the place there."""
    where = "" if fault.path == place else f" {fault.path}:"
    return f"{place}:{where} {fault.check}: {fault.message}"


def note(message: str) -> None:
    """Say something on standard error."""
    print(f"quotes: {message}", file=sys.stderr)


def note_of(problem: Problem) -> None:
    """Say on standard error what is wrong, and where."""
    note(f"{problem.path}: {problem.check}: {problem.message}")


def close(failed: Iterable[Problem], summary: str = "", *, wrong: bool = False) -> None:
    """List what failed and exit with 1 if anything did, or if ``wrong``."""
    failed = list(failed)
    for problem in failed:
        note_of(problem)
    if summary:
        note(summary)
    if failed or wrong:
        raise typer.Exit(1)


def stop(message: str) -> NoReturn:
    """Say why what was asked cannot be done, and exit with 2."""
    note(message)
    raise typer.Exit(2)
