"""How often a cue with a certain complement reports: counts from annotated news, smoothed towards the complement's own.

The counts are of PolNeAR 1.0 train; ``python -m quotes.training counts`` makes them.
"""

from __future__ import annotations

from functools import cache

from quotes.lexicon.cues import Reporting
from quotes.lexicon.words import read

STRENGTH = 4.0


def rate(entry: Reporting, frame: str) -> float:
    """Return the estimated share, 0 to 1, of uses of a cue with this complement that report.

    A cue too rare to count takes the rate of all cues for which the lexicon lists the complement, or does not list it.
    """
    listed = is_listed(entry, frame)
    prior = _counts().get(pooled_key(frame, listed), (0, 0))
    expected = prior[0] / prior[1] if prior[1] else float(listed)
    hits, seen = _counts().get(key(entry, frame), (0, 0))
    return (hits + STRENGTH * expected) / (seen + STRENGTH)


def is_listed(entry: Reporting, frame: str) -> bool:
    """Return whether the lexicon gives a cue this complement."""
    if frame == "according":
        return True
    if frame == "clause":
        return bool({"clause", "question"} & entry.frames)
    if frame == "parenthetical":
        return bool({"clause", "quote"} & entry.frames)
    if frame == "naming":
        return True
    return frame in entry.frames or frame.removeprefix("prep:") in entry.frames


def key(entry: Reporting, frame: str) -> str:
    """Return the key of a cue with a complement in the file of counts."""
    return f"{entry.lemma}/{entry.pos}/{frame}"


def pooled_key(frame: str, listed: bool) -> str:
    """Return the key of all cues that have, or have not, this complement in the lexicon."""
    return f"*/{'listed' if listed else 'unlisted'}/{frame}"


@cache
def _counts() -> dict[str, tuple[int, int]]:
    return {k: (hits, seen) for k, (hits, seen) in read("rates")["counts"].items()}


def forget() -> None:
    """Read the counts anew when they are next needed: their file has been written."""
    _counts.cache_clear()
