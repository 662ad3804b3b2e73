"""Parcels: short articles that follow each other, handed to a worker together, for the nets read many words at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

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


def _fits(task: Task, parcel: Parcel) -> bool:
    return len(parcel) < MOST and sum(len(t.article.text) for t in (*parcel, task)) <= GROUP
