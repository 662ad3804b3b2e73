"""How sure an attribution is: what its rule and its kind of link were worth on annotated news.

The chance that a rule finds the right words and source, counted on PolNeAR 1.0 train, times the chance that such a link
leads to the right speaker, counted on speakers annotated for part of PolNeAR 1.0 dev. Both are smoothed, so that
what was hardly seen is neither trusted nor damned. ``python -m quotes.training counts`` makes the counts.
"""

from __future__ import annotations

from functools import cache

from quotes.lexicon.words import read
from quotes.model import Form, Status

STRENGTH = 5.0


def confidence(rule: str, link: str) -> float:
    """Return the estimated chance, 0 to 1, that an attribution by a rule and a link has the right words and speaker."""
    return round(share("rules", rule) * share("links", link), 2)


def link_key(status: Status, form: Form, carried: bool) -> str:
    """Return the key of a kind of link in the file of counts: "resolved/pronoun"."""
    if status == "none":
        return "none"
    return f"{status}/{'carried' if carried else form}"


def share(part: str, key: str) -> float:
    """Return the smoothed share of right ones among all of a kind."""
    counts = _counts()[part]
    total_hits, total = counts["*"]
    hits, seen = counts.get(key, (0, 0))
    return (hits + STRENGTH * total_hits / total) / (seen + STRENGTH)


@cache
def _counts() -> dict[str, dict[str, tuple[int, int]]]:
    data = read("confidence")
    return {part: {k: (hits, seen) for k, (hits, seen) in data[part].items()} for part in ("rules", "links")}


def forget() -> None:
    """Read the counts anew when they are next needed: their file has been written."""
    _counts.cache_clear()
