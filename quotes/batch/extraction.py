"""The run itself: sources in, an outcome of each out, by this process or by workers, with bounded memory."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from quotes import files
from quotes.batch.cores import physical_cores
from quotes.batch.outcome import Outcome, Settings, Task, make
from quotes.batch.parcels import Parcel, parcels
from quotes.batch.pool import Pool
from quotes.model import Article, Problem

# So many sources for each job may be begun, and their ledgers held back, while an earlier one is not done and order is
# asked for: a few parcels.
AHEAD = 250

Item = Parcel | Outcome


def nothing(_: Article) -> bool:
    """Return False: no ledger is kept."""
    return False


def extract_all(
    sources: Iterable[Article | Problem],
    settings: Settings | None = None,
    *,
    jobs: int | None = None,
    ordered: bool = True,
    keep: Callable[[Article], bool] = nothing,
) -> Generator[Outcome]:
    """Yield the outcome of each source: in their order, or as they come if not ``ordered``.

    ``jobs`` is the number of processes at work, by default one for each physical core; one job, or a few short
    articles, is done by this process. No more of ``sources`` is read than is about to be worked on. An article that
    ``keep`` is true of needs no ledger. Close the iterator to end its workers. Call it with several jobs in a script only under
    ``if __name__ == "__main__":``, since each worker imports that script.

    Raises ``ModelError`` if the model cannot be used, ``WorkerError`` if no worker can be started.
    """
    settings, jobs = settings or Settings(), jobs or physical_cores()
    items = parcels(_tasks(sources, keep))
    if jobs == 1:
        yield from _alone(items, settings)
    elif ordered:
        yield from _in_order(_together(items, settings, jobs, jobs * AHEAD))
    else:
        yield from _together(items, settings, jobs, math.inf)


def extract_into(
    folder: Path,
    sources: Iterable[Article | Problem],
    settings: Settings | None = None,
    *,
    jobs: int | None = None,
    resume: bool = False,
) -> Generator[Outcome]:
    """Write the ledger of each source to its file in ``folder``, and yield the outcomes as they come.

    With ``resume`` a ledger stays as it is if its hash proves it unchanged and it is of the same text and run; without
    it every ledger is made anew. Raises ``OSError`` if the folder cannot be written; for the rest see ``extract_all``.
    """
    settings = replace(settings or Settings(), indent=2)
    keep = partial(files.is_current, folder, run=settings.run()) if resume else nothing
    with files.opened(folder), closing(extract_all(sources, settings, jobs=jobs, ordered=False, keep=keep)) as outcomes:
        for outcome in outcomes:
            if outcome.ledger is not None:
                files.write(outcome.ledger, str(outcome.id), folder)
            yield outcome


def _tasks(sources: Iterable[Article | Problem], keep: Callable[[Article], bool]) -> Iterator[Task | Outcome]:
    """Yield the task that each source is, or its outcome if there is nothing to be done about it."""
    for index, source in enumerate(sources):
        if isinstance(source, Problem):
            yield Outcome(index=index, problem=source)
        elif keep(source):
            yield Outcome(index=index, id=source.id)
        else:
            yield Task(index=index, article=source)


def _alone(items: Iterable[Item], settings: Settings) -> Iterator[Outcome]:
    """Yield outcomes in order; the extractor is made when the first article comes."""
    extractor = None
    for item in items:
        if isinstance(item, Outcome):
            yield item
        else:
            extractor = extractor or settings.extractor()
            made = make(extractor, [task.article for task in item], settings.indent)
            yield from map(Outcome.of, item, made)


def _together(items: Iterator[Item], settings: Settings, jobs: int, ahead: float) -> Generator[Outcome]:
    """Yield outcomes as they come from workers, or from this process if there is one parcel only.

    More than twice as many parcels are read ahead as there are workers, so that the end is known when the last ones have
    to be cut up. None is begun that is ``ahead`` or more sources past the oldest that is not done.
    """
    ended, last = False, 0
    with Pool(settings, jobs) as pool:
        while not ended or pool.parcels:
            oldest = min((parcel[0].index for parcel in pool.parcels), default=last)
            more = not ended and len(pool.waiting) <= 2 * jobs and last - oldest < ahead
            item = next(items, None) if more else None
            if isinstance(item, Outcome):
                last = item.index
                yield item
            elif item is not None:
                last = item[-1].index
                pool.waiting.append(item)
            if more and item is None:
                ended = True
                if pool.started:
                    pool.taper()
            if ended and not pool.started and len(pool.waiting) < 2:
                yield from _alone(pool.waiting, settings)
                pool.waiting.clear()
            elif pool.started or len(pool.waiting) > 1 or not more:
                pool.hand_out()
                yield from pool.collect(wait=item is None and bool(pool.parcels))


def _in_order(outcomes: Generator[Outcome]) -> Iterator[Outcome]:
    """Yield outcomes by their index, each held back until those before it have come."""
    held: dict[int, Outcome] = {}
    expected = 0
    with closing(outcomes):
        for outcome in outcomes:
            held[outcome.index] = outcome
            while expected in held:
                yield held.pop(expected)
                expected += 1
