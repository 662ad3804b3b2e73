"""Compares two collections found in the same articles by what gold says of each: what was won, what was lost, how surely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from quotes.model import Problem
from quotes.score import bootstrap, table
from quotes.score.figures import percent, total
from quotes.score.judge import Judgement
from quotes.score.report import Report, bounds, mention_of, place_of, words_of

Pair = tuple[Judgement, Judgement]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two reports on the same gold documents in the same order: ``found`` is asked what it has over ``other``.

    An attribution is won if ``found`` has it right, its content and its speaker (the mention, where names lack), and
    ``other`` does not; lost if it is the other way round.
    """

    found: Report
    other: Report

    @property
    def changed(self) -> Iterator[Pair]:
        """Yield the judgements on each attribution of gold that one side has right and the other has not."""
        for one, other in zip(self.found.articles, self.other.articles, strict=True):
            for pair in zip(_of_gold(one.judgements), _of_gold(other.judgements), strict=True):
                if pair[0].right != pair[1].right:
                    yield pair

    def differences(self) -> Iterator[Problem]:
        """Yield each attribution that was won or lost, with its rule, and what the side that misses it says."""
        for one, other in self.changed:
            winner, loser = (one, other) if one.right else (other, one)
            assert winner.gold is not None
            assert winner.found is not None
            rule = f" ({winner.found.rule})" if winner.found.rule else ""
            side = "the other" if one.right else "found"
            yield Problem(
                path=place_of(one.source, winner.gold),
                check="won" if one.right else "lost",
                message=f"{words_of(winner.gold)}{rule}: {side} {_fate(loser)}",
            )

    def to_dict(self, *, samples: int = 0) -> dict[str, Any]:
        """Return the comparison as plain values: every measure that both sides have, and the changes by article and rule.

        ``difference`` is found minus other in points of a per cent, ``interval`` its paired 95 % interval, or None.
        Changes are sorted by how much they tell: the net change, then all changes, then the name.
        """
        return {
            "measures": self._measures(samples),
            "articles": self._changes(lambda judgement: judgement.source),
            "rules": self._changes(lambda judgement: judgement.found.rule if judgement.found else None),
        }

    def to_text(self, *, samples: int = 0) -> str:
        """Return the comparison as tables to read, without a line break at the end."""
        return table.comparison(self.to_dict(samples=samples))

    def _measures(self, samples: int) -> dict[str, dict[str, Any]]:
        drawn = self.found.draws(samples)
        measures = {}
        for name, one in self.found.parts.items():
            other = self.other.parts.get(name)
            if other is None or not (total(one).rates() and total(other).rates()):
                continue
            main, base = total(one).main, total(other).main
            interval = bootstrap.difference(one, other, drawn)
            measures[name] = {
                "found": percent(main),
                "other": percent(base),
                "difference": percent(main - base),
                "interval": bounds(interval) if interval else None,
            }
        return measures

    def _changes(self, key: Callable[[Judgement], str | None]) -> list[dict[str, str | int]]:
        """Return for each article or rule what it won and lost, and how many more of its entries are not right."""
        won = Counter(key(one) for one, _ in self.changed if one.right)
        lost = Counter(key(other) for _, other in self.changed if other.right)
        more = _not_right(self.found.judgements, key)
        more.subtract(_not_right(self.other.judgements, key))
        changes: list[dict[str, str | int]] = [
            {"name": name, "won": won[name], "lost": lost[name], "net": won[name] - lost[name], "not_right": more[name]}
            for name in {*won, *lost, *more}
            if name is not None and (won[name] or lost[name] or more[name])
        ]
        return sorted(changes, key=_weight)


def _of_gold(judgements: Iterable[Judgement]) -> Iterator[Judgement]:
    return (judgement for judgement in judgements if judgement.gold is not None)


def _not_right(judgements: Iterable[Judgement], key: Callable[[Judgement], str | None]) -> Counter[str | None]:
    return Counter(key(judgement) for judgement in judgements if judgement.found and not judgement.right)


def _weight(change: dict[str, str | int]) -> tuple[int, int, str]:
    net, won, lost, more = (int(change[name]) for name in ("net", "won", "lost", "not_right"))
    return -abs(net), -(won + lost + abs(more)), str(change["name"])


def _fate(judgement: Judgement) -> str:
    if judgement.found is None:
        return "missed it"
    if judgement.speaker is None:
        return f"has {mention_of(judgement.found) or 'no source'}"
    return f"has {judgement.names.found or 'no name'}"
