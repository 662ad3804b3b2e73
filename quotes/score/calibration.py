"""Says whether confidence keeps its word: calibration (Guo et al. 2017), and accuracy against coverage (El-Yaniv 2010)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from quotes.score.figures import percent
from quotes.score.judge import Judgement

BINS = 10
STEP = 5  # per cent of the entries, from one point of the curve to the next
SHOWN = (50, 80, 95, 100)  # the points of it that are shown in a table

Point = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The entries whose confidence lies from ``low`` to below ``high``, the last bin's to 1."""

    low: float
    high: float
    entries: int
    confidence: float  # the mean
    right: int

    @property
    def share(self) -> float:
        """How many of the entries are right, 0..1."""
        return self.right / self.entries if self.entries else 0.0

    def to_dict(self) -> dict[str, float | None]:
        """Return the bin with its means in per cent, None where it is empty."""
        known = self.entries > 0
        return {
            "low": self.low,
            "high": self.high,
            "entries": self.entries,
            "confidence": percent(self.confidence) if known else None,
            "right": percent(self.share) if known else None,
        }


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """Every found entry that has a confidence, as that and whether it is right, the surest first."""

    outcomes: tuple[tuple[float, bool], ...]

    @classmethod
    def of(cls, judgements: Iterable[Judgement]) -> Calibration | None:
        """Return the calibration of what was found; None if nothing of it has a confidence."""
        found = ((j.found.confidence, j.right) for j in judgements if j.found)
        outcomes = tuple(sorted(((c, right) for c, right in found if c is not None), reverse=True))
        return cls(outcomes=outcomes) if outcomes else None

    @property
    def bins(self) -> tuple[Bin, ...]:
        """Ten bins of the same width, the lowest first."""
        held: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
        for confidence, right in self.outcomes:
            held[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
        return tuple(
            Bin(
                low=index / BINS,
                high=(index + 1) / BINS,
                entries=len(entries),
                confidence=sum(c for c, _ in entries) / max(1, len(entries)),
                right=sum(right for _, right in entries),
            )
            for index, entries in enumerate(held)
        )

    @property
    def expected_error(self) -> float:
        """The expected calibration error, 0..1: how far a bin's confidence is off on average, entries weighing the same."""
        off = sum(bin_.entries * abs(bin_.confidence - bin_.share) for bin_ in self.bins)
        return off / len(self.outcomes)

    def accuracy(self, coverage: float) -> float:
        """Return the share of right entries, 0..1, among the surest ``coverage`` (above 0, to 1) of them.

        Where the limit falls between entries of the same confidence, each of them counts in proportion: their order
        among each other decides nothing.

        >>> Calibration(outcomes=((0.9, True), (0.5, True), (0.5, False), (0.5, False))).accuracy(0.5)
        0.6666666666666666
        """
        wanted = coverage * len(self.outcomes)
        taken, right = 0.0, 0.0
        for entries, hits in self._ties:
            share = min(1.0, (wanted - taken) / entries)
            if share <= 0:
                break
            taken, right = taken + share * entries, right + share * hits
        return right / taken

    @cached_property
    def _ties(self) -> tuple[tuple[int, int], ...]:
        """How many entries have the same confidence, and how many of them are right, the surest first."""
        ties: dict[float, list[bool]] = {}
        for confidence, right in self.outcomes:
            ties.setdefault(confidence, []).append(right)
        return tuple((len(tie), sum(tie)) for tie in ties.values())

    def curve(self) -> list[Point]:
        """Return accuracy against coverage, both in per cent, at each 5 % of coverage."""
        steps = range(STEP, 101, STEP)
        return [{"coverage": step, "accuracy": percent(self.accuracy(step / 100))} for step in steps]

    def to_dict(self) -> dict[str, object]:
        """Return all figures as plain values, in per cent."""
        return {
            "entries": len(self.outcomes),
            "expected_calibration_error": percent(self.expected_error),
            "bins": [bin_.to_dict() for bin_ in self.bins],
            "coverage": self.curve(),
        }
