"""How sure an attribution is: what such findings and such links were worth on annotated news.

The chance that the words and the source are right is a logistic function of the reading's chances and of the rules, fitted
to articles of PolNeAR 1.0 train that the reader had not learned from. The chance that the link then leads to the right
speaker is another, of the kind of link and of the first chance, for plain reports name their speakers plainly; it is
fitted to the speakers annotated for part of PolNeAR 1.0 dev. ``python -m quotes.training reader`` makes both.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from quotes.lexicon.words import read
from quotes.model import Reading, Sourced, SpeakerLink

SURE = 0.999  # no chance is taken for more, or its odds would weigh without bound


def confidence(item: Sourced, link: SpeakerLink) -> float:
    """Return the estimated chance, 0 to 1, that an attribution has the right words, source and speaker."""
    words = chance_of_words(item)
    return round(words * chance_of_link(link, words), 2)


def chance_of_words(item: Sourced) -> float:
    """Return the chance that the words and the source are right."""
    return chance_of(dict(clues(item)), weights("words"))


def chance_of_link(link: SpeakerLink, words: float) -> float:
    """Return the chance that a link leads to the right speaker where words and source are right, of that chance."""
    return chance_of(dict(link_clues(link, words)), weights("links"))


def weights(of: str) -> Mapping[str, float]:
    """Return the fitted weight of each clue, by its name, of the "words" and source or of "links"."""
    fitted: dict[str, float] = _fitted()[of]
    return fitted


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
    """Return the name of a kind of link: "resolved/pronoun", "resolved/carried" without a mention."""
    if link.status == "none":
        return "none"
    return f"{link.status}/{link.mention.form if link.mention else 'carried'}"


def link_clues(link: SpeakerLink, words: float) -> Iterator[tuple[str, float]]:
    """Yield what the chance of a link rests on, by name, with its size; ``words`` is the chance of words and source."""
    yield "always", 1.0
    yield link_key(link), 1.0
    yield f"chance of words and source, {link.status}", log_odds(words)


@cache
def _fitted() -> dict[str, Any]:
    data: dict[str, Any] = read("confidence")
    return data


def forget() -> None:
    """Read the file anew when it is next needed: it has been written."""
    _fitted.cache_clear()
