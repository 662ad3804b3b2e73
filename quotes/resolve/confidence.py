"""How sure an attribution is: what such findings and such links were worth on annotated news.

The chance that the words and the source are right is a logistic function of the reading's chances and of the rules, fitted
to articles of PolNeAR 1.0 train that the reader had not learned from. The chance that such a link leads to the right
speaker was counted on speakers annotated for part of PolNeAR 1.0 dev, smoothed, so that what was hardly seen is neither
trusted nor damned. ``python -m quotes.training reader`` makes both.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from quotes.lexicon.words import read
from quotes.model import Reading, Sourced, SpeakerLink

STRENGTH = 5.0
SURE = 0.999  # no chance is taken for more, or its odds would weigh without bound


def confidence(item: Sourced, link: str) -> float:
    """Return the estimated chance, 0 to 1, that an attribution has the right words, source and speaker."""
    return round(chance_of(dict(clues(item)), weights()) * share(link), 2)


def weights() -> Mapping[str, float]:
    """Return the fitted weight of each clue, by its name."""
    words: dict[str, float] = _fitted()["words"]
    return words


def clues(item: Sourced) -> Iterator[tuple[str, float]]:
    """Yield what the chance of words and source rests on, by name, with its size."""
    yield "always", 1.0
    yield f"found by {item.quotation.rule}", 1.0
    yield f"credited by {item.rule}", 1.0
    yield f"{item.quotation.kind}", 1.0
    if item.quotation.reading is not None:
        yield from read_clues(item.quotation.reading)


def read_clues(reading: Reading) -> Iterator[tuple[str, float]]:
    """Yield the clues of a reading: the logarithms of the odds of its chances."""
    yield "read", 1.0
    yield "chance of the cue", log_odds(reading.chance)
    yield "chance of the words", log_odds(reading.sure)


def log_odds(chance: float) -> float:
    """Return the logarithm of the odds of a chance, kept within bounds."""
    kept = min(max(chance, 1 - SURE), SURE)
    return math.log(kept / (1 - kept))


def chance_of(found: Mapping[str, float], weighed: Mapping[str, float]) -> float:
    """Return the chance that clues and their weights make; a clue without a weight says nothing."""
    score = sum(size * weighed.get(name, 0.0) for name, size in found.items())
    return 1 / (1 + math.exp(-score))


def link_key(link: SpeakerLink) -> str:
    """Return the key of a kind of link in the file of counts: "resolved/pronoun", "resolved/carried" without a mention."""
    if link.status == "none":
        return "none"
    return f"{link.status}/{link.mention.form if link.mention else 'carried'}"


def share(link: str) -> float:
    """Return the smoothed share of right ones among all links of a kind."""
    counts = _fitted()["links"]
    total_hits, total = counts["*"]
    hits, seen = counts.get(link, (0, 0))
    return float((hits + STRENGTH * total_hits / total) / (seen + STRENGTH))


@cache
def _fitted() -> dict[str, Any]:
    data: dict[str, Any] = read("confidence")
    return data


def forget() -> None:
    """Read the file anew when it is next needed: it has been written."""
    _fitted.cache_clear()
