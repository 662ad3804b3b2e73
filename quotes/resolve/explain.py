"""How the confidence of an attribution comes about: its clues with their weights, and the share of its link."""

from __future__ import annotations

from quotes.explanation import Clue, Sum
from quotes.lexicon.words import read
from quotes.model import Attribution, Sourced
from quotes.resolve.confidence import chance_of, clues, confidence, link_key, share

__all__ = ["explain"]


def explain(item: Sourced, attribution: Attribution) -> Sum:
    """Return the sum that made the confidence of the attribution that an item has become."""
    held, weights = dict(clues(item)), read("confidence")["words"]
    mention = attribution.speaker.mention
    link = link_key(attribution.speaker.status, mention.form if mention else "name", mention is None)
    parts = [
        Clue(
            name=name, size=round(size, 3), weight=weights.get(name, 0.0), part=round(size * weights.get(name, 0.0), 3)
        )
        for name, size in held.items()
    ]
    chance = chance_of(held, weights)
    return Sum(
        clues=tuple(parts),
        log_odds=round(sum(size * weights.get(name, 0.0) for name, size in held.items()), 3),
        words=round(chance, 4),
        link=link,
        share=round(share(link), 4),
        confidence=confidence(item, link),
    )
