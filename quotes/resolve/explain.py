"""How the confidence of an attribution comes about: its clues with their weights, and the share of its link."""

from __future__ import annotations

from quotes.explanation import Clue, Sum
from quotes.model import Attribution, Sourced
from quotes.resolve.confidence import chance_of, clues, confidence, link_key, share, weights

__all__ = ["explain"]


def explain(item: Sourced, attribution: Attribution) -> Sum:
    """Return the sum that made the confidence of the attribution that an item has become."""
    held, weighed = dict(clues(item)), weights()
    link = link_key(attribution.speaker)
    parts = [
        Clue(
            name=name, size=round(size, 3), weight=weighed.get(name, 0.0), part=round(size * weighed.get(name, 0.0), 3)
        )
        for name, size in held.items()
    ]
    chance = chance_of(held, weighed)
    return Sum(
        clues=tuple(parts),
        log_odds=round(sum(size * weighed.get(name, 0.0) for name, size in held.items()), 3),
        words=round(chance, 4),
        link=link,
        share=round(share(link), 4),
        confidence=confidence(item, link),
    )
