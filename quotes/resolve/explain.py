"""How the confidence of an attribution comes about: its clues with their weights, and the chance of its link."""

from __future__ import annotations

from quotes.explanation import Clue, Sum
from quotes.model import Attribution, Sourced
from quotes.resolve.confidence import chance_of, chance_of_link, clues, confidence, link_key, weights

__all__ = ["explain"]


def explain(item: Sourced, attribution: Attribution) -> Sum:
    """Return the sum that made the confidence of the attribution that an item has become."""
    held, weighed = dict(clues(item)), weights("words")
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
        link=link_key(attribution.speaker),
        share=round(chance_of_link(attribution.speaker, chance), 4),
        confidence=confidence(item, attribution.speaker),
    )
