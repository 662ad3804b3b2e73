"""How far a run is: a bar where somebody watches, elsewhere a line now and then."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

from quotes.batch import Outcome
from quotes.model import Problem

EVERY = 30.0  # seconds between two lines where there is no terminal
BLINK = 0.1  # seconds between two states of the bar
BURST = 0.5  # seconds within which the articles come that were read together with the first
Clock = Callable[[], float]


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of the sources of a run so far, and how many words were read for it.

    ``total`` is how many sources there are, if that is known; ``failed`` maps the index of a source to its problem.
    """

    clock: Clock = time.monotonic
    total: int | None = None
    unread: int = 0
    kept: int = 0
    made: int = 0
    broken: int = 0
    words: int = 0
    failed: dict[int, Problem] = field(default_factory=dict)
    _began: float = field(init=False)
    _steady: tuple[float, int, int] | None = None

    def __post_init__(self) -> None:
        self._began = self.clock()

    @property
    def read(self) -> int:
        """The articles that are over and done with: their ledgers kept, made, or not made although they were read."""
        return self.kept + self.made + self.broken

    @property
    def done(self) -> int:
        """The sources that are over and done with."""
        return self.read + self.unread

    @property
    def worked(self) -> int:
        """The articles that were worked on, well or not."""
        return self.made + self.broken

    @property
    def seconds(self) -> float:
        """How long the run has taken since there was work to do."""
        return self.clock() - self._began

    def add(self, outcome: Outcome) -> None:
        """Count what became of a source."""
        if outcome.problem is not None:
            self.failed[outcome.index] = outcome.problem
        if outcome.id is None:
            self.unread += 1
        elif outcome.ledger is not None:
            self.made += 1
        elif outcome.problem is not None:
            self.broken += 1
        else:
            self.kept += 1
        self.words += outcome.words
        if not self.worked:
            self._began = self.clock()
        elif self._steady is None or self.clock() - self._steady[0] < BURST:
            began = self._steady[0] if self._steady else self.clock()
            self._steady = began, self.worked, self.words

    def rate(self) -> str:
        """Return articles and words a second, and how long the rest will take if that is known.

        They are counted from the first articles on: before them the model was loaded, which is done once.
        """
        began, first, words = self._steady or (0.0, self.worked, 0)
        if self.worked == first:
            return ""
        seconds = max(self.clock() - began, 1e-6)
        pace = (self.worked - first) / seconds
        figures = f"{pace:.1f} articles/s, {(self.words - words) / seconds:,.0f} words/s"
        if self.total is None or self.total <= self.done:
            return figures
        return f"{figures}, {duration((self.total - self.done) / pace)} left"

    def line(self) -> str:
        """Return how far the run is, on one line."""
        of = "" if self.total is None else f" of {self.total:,}"
        return ", ".join(filter(None, (f"{self.done:,}{of} sources", self.rate())))

    def summary(self) -> str:
        """Return what the run did, on one line."""
        words = self.words / max(self.seconds, 1e-6)
        return f"{self.worked:,} articles in {duration(self.seconds)}, {words:,.0f} words/s"


def duration(seconds: float) -> str:
    """Return a duration in its two largest units: ``45 s``, ``3 min 10 s``, ``2 h 5 min``."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{rest} s"
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


@contextmanager
def shown(
    tally: Tally, stream: TextIO, count: Callable[[], int | None], *, wanted: bool = True
) -> Iterator[Callable[[], None]]:
    """Give a function to call after each source, that shows ``tally`` on ``stream`` if that is ``wanted``.

    ``count`` is asked for the number of sources when the tally is first shown: it may have to read them all.
    """
    if not wanted:
        yield lambda: None
    elif stream.isatty():
        with _bar(tally, count) as show:
            yield show
    else:
        yield _lines(tally, stream, count)


def _lines(tally: Tally, stream: TextIO, count: Callable[[], int | None]) -> Callable[[], None]:
    """Return a function that writes a line if the last one is long ago."""
    last = tally.clock()

    def show() -> None:
        nonlocal last
        if tally.clock() - last < EVERY:
            return
        last = tally.clock()
        tally.total = tally.total or count()
        stream.write(f"quotes: {tally.line()}\n")
        stream.flush()

    return show


@contextmanager
def _bar(tally: Tally, count: Callable[[], int | None]) -> Iterator[Callable[[], None]]:
    """Give a function that moves a bar on standard error, which is gone when the run is over."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    tally.total = count()
    last = tally.clock()
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
    # Ledgers go to standard output as they are: the bar must not take them for messages of its own. It is drawn when
    # there is news and by no thread of its own: a run that starts processes has none.
    bar = Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False, auto_refresh=False)

    def show() -> None:
        nonlocal last
        if tally.clock() - last >= BLINK or tally.done == tally.total:
            last = tally.clock()
            bar.update(task, completed=tally.done, rate=tally.rate(), refresh=True)

    with bar:
        task = bar.add_task("", total=tally.total, rate="")
        yield show
