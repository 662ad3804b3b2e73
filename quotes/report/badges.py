"""Gives each speaker of an article a badge of one to four letters that no other speaker there has."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import count

SMALL = frozenset({"a", "an", "the", "of", "for", "in", "and", "de", "la", "el", "al", "von", "van"})


def badges(names: Iterable[str]) -> list[str]:
    """Return the badges of ``names`` in their order; who comes first has the plainest.

    >>> badges(["Mara Voss", "Mike Vale", "a port official"])
    ['MV', 'MVa', 'PO']
    """
    taken: set[str] = set()
    made: list[str] = []
    for name in names:
        badge = next(b for b in _proposals(name) if b not in taken)
        taken.add(badge)
        made.append(badge)
    return made


def _proposals(name: str) -> Iterator[str]:
    """Yield ever longer badges: the initials of the first and the last word, more of the last, of the first, numbers."""
    words = [w for w in map(_letters, name.split()) if w]
    words = [w for w in words if w.casefold() not in SMALL] or words or ["?"]
    first, last = words[0], words[-1] if len(words) > 1 else ""
    initials = _capital(first[:1]) + _capital(last[:1])
    yield initials
    yield initials + (last or first)[1:2]
    yield _capital(first[:1]) + first[1:2] + _capital(last[:1])
    yield from (f"{initials}{number}" for number in count(2))


def _letters(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFC", word) if c.isalnum())


def _capital(letter: str) -> str:
    upper = letter.upper()
    return upper if len(upper) == 1 else letter  # "ß" has no capital of one letter
