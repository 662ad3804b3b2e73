"""Confidence intervals by bootstrap over articles (Efron 1979): how far a figure might be off on other such articles.

Articles are drawn with replacement, as many as there are, and the figure is taken anew from the sum of their counts; the
interval holds the middle 95 % of these values (percentile method). What is compared on the same articles is taken from
the same draws, which makes the interval of the difference a paired one (Koehn 2004). The draws are those of a fixed
seed: the same articles give the same interval.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from operator import itemgetter

from quotes.score.figures import Figure

LEVEL = 95  # per cent
SAMPLES = 1000
SEED = 0
FEWEST = 2  # articles: one alone says nothing about others

Interval = tuple[float, float]
Draw = Callable[[Sequence[float]], Sequence[float]]


def draws(articles: int, samples: int) -> list[Draw]:
    """Return ``samples`` functions that each pick a resample from a column of numbers, one an article.

    None at all if there are fewer than two articles.

    >>> [sorted(draw("ab")) for draw in draws(2, 3)]
    [['b', 'b'], ['a', 'a'], ['a', 'b']]
    """
    if articles < FEWEST:
        return []
    choose = random.Random(SEED)  # noqa: S311  # resampling is not cryptography
    return [itemgetter(*choose.choices(range(articles), k=articles)) for _ in range(samples)]


def resampled(figures: Sequence[Figure], drawn: Sequence[Draw]) -> list[Figure]:
    """Return the total of ``figures``, one an article, in each draw."""
    columns = list(zip(*(figure.counts for figure in figures), strict=True))
    kind = type(figures[0])
    return [kind.of(tuple(sum(draw(column)) for column in columns)) for draw in drawn]


def intervals(figures: Sequence[Figure], drawn: Sequence[Draw]) -> dict[str, Interval]:
    """Return the interval of each rate of the total of ``figures``, 0..1, by the rate's name.

    A draw in which a rate has nothing to divide by is left out of its interval.
    """
    values: dict[str, list[float]] = {}
    for figure in resampled(figures, drawn):
        for name, rate in figure.rates().items():
            values.setdefault(name, []).append(rate)
    return {name: interval(rates) for name, rates in values.items()}


def difference(one: Sequence[Figure], other: Sequence[Figure], drawn: Sequence[Draw]) -> Interval | None:
    """Return the paired interval of ``one`` minus ``other`` by their main rates, -1..1; None without draws."""
    both = zip(resampled(one, drawn), resampled(other, drawn), strict=True)
    values = [a.main - b.main for a, b in both if a.rates() and b.rates()]
    return interval(values) if values else None


def interval(values: Sequence[float]) -> Interval:
    """Return the bounds of the middle 95 % of ``values``, between two values in proportion.

    >>> interval(range(101))
    (2.5, 97.5)
    """
    ordered = sorted(values)
    tail = (100 - LEVEL) / 200
    low, high = (_quantile(ordered, q) for q in (tail, 1 - tail))
    return low, high


def _quantile(ordered: Sequence[float], q: float) -> float:
    place = q * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
