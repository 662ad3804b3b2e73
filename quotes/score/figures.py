"""The kinds of figure that a score is made of: counts that add up over articles, and the rates that follow from them."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many there are in gold, how many were found, and how many of these are the same."""

    hits: int = 0
    gold: int = 0
    found: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(hits=self.hits + other.hits, gold=self.gold + other.gold, found=self.found + other.found)

    @property
    def precision(self) -> float:
        """The share of the found that is right, 0..1; 0 if nothing was found."""
        return self.hits / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of gold that was found, 0..1; 0 if gold is empty."""
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, 0..1."""
        return 2 * self.hits / (self.gold + self.found) if self.hits else 0.0

    @property
    def main(self) -> float:
        """The rate to compare by: F1."""
        return self.f1

    @property
    def counts(self) -> tuple[float, ...]:
        """The numbers that add up, in the order of ``of``."""
        return astuple(self)

    @classmethod
    def of(cls, counts: tuple[float, ...]) -> Self:
        """Return the tally with these counts."""
        hits, gold, found = map(int, counts)
        return cls(hits=hits, gold=gold, found=found)

    def rates(self) -> dict[str, float]:
        """Return the three rates by name, 0..1; none at all where there is nothing on either side."""
        if not self.gold and not self.found:
            return {}
        return {"precision": self.precision, "recall": self.recall, "f1": self.f1}

    def to_dict(self) -> dict[str, float]:
        """Return the three rates in per cent, rounded to one decimal, and the three counts."""
        rates = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        counts = {"hits": self.hits, "gold": self.gold, "found": self.found}
        return {name: percent(rate) for name, rate in rates.items()} | counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How much is right of how many; ``right`` is no whole number where it sums shares, as the Jaccard measure does."""

    right: float = 0
    all: int = 0

    def __add__(self, other: Rate) -> Rate:
        return Rate(right=self.right + other.right, all=self.all + other.all)

    @property
    def main(self) -> float:
        """The rate to compare by, 0..1; 0 of nothing."""
        return self.right / self.all if self.all else 0.0

    @property
    def counts(self) -> tuple[float, ...]:
        """The numbers that add up, in the order of ``of``."""
        return astuple(self)

    @classmethod
    def of(cls, counts: tuple[float, ...]) -> Self:
        """Return the rate with these counts."""
        right, whole = counts
        return cls(right=right, all=int(whole))

    def rates(self) -> dict[str, float]:
        """Return the rate by its name, 0..1; none where there is nothing to divide by."""
        return {"rate": self.main} if self.all else {}

    def to_dict(self) -> dict[str, float | None]:
        """Return the rate in per cent, rounded to one decimal, None of nothing; what is right, to three; and of how many."""
        return {"rate": percent(self.main) if self.all else None, "right": round(self.right, 3), "all": self.all}


Figure = Tally | Rate


def percent(rate: float) -> float:
    """Return a rate in per cent, rounded to one decimal."""
    return round(100 * rate, 1)


def total(figures: list[Figure]) -> Figure:
    """Return the sum of figures of one kind; there must be at least one."""
    first = figures[0]
    return first.of(tuple(map(sum, zip(*(figure.counts for figure in figures), strict=True))))
