"""Parcels: short articles that follow each other, handed to a worker together, for the nets read many words at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from quotes.batch.outcome import Outcome, Task
from quotes.pipeline import GROUP

# The ledgers of a parcel come together and are lost together: so many articles, however short, are not much to wait for.
MOST = 64

Parcel = tuple[Task, ...]


def parcels(items: Iterable[Task | Outcome]) -> Iterator[Parcel | Outcome]:
    """Yield the tasks in parcels of at most MOST, whose texts have at most GROUP characters; one that is longer is alone.

    All stays in order: an outcome ends the parcel of the tasks before it.
    """
    parcel: Parcel = ()
    for item in items:
        if parcel and not (isinstance(item, Task) and _fits(item, parcel)):
            yield parcel
            parcel = ()
        if isinstance(item, Task):
            parcel = (*parcel, item)
        else:
            yield item
    if parcel:
        yield parcel


def tapered(tasks: Sequence[Task], jobs: int) -> Iterator[Parcel]:
    """Yield the last tasks in ever smaller parcels, so that all of so many workers end at about the same time.

    Each has about as many characters as leave as much again for every worker (guided self-scheduling, Polychronopoulos
    and Kuck 1987).
    """
    left = sum(len(task.article.text) for task in tasks)
    parcel: Parcel = ()
    size = 0
    for task in tasks:
        parcel, size = (*parcel, task), size + len(task.article.text)
        if 2 * jobs * size >= left:
            yield parcel
            parcel, size, left = (), 0, left - size
    if parcel:
        yield parcel


def _fits(task: Task, parcel: Parcel) -> bool:
    return len(parcel) < MOST and sum(len(t.article.text) for t in (*parcel, task)) <= GROUP
