"""The outer form of words and characters, by which the tokenizer's models know what they have never seen."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import regex

# Of a longer piece or word only the part that is next to the place in question is looked at.
LONGEST = 20
DOUBLED = regex.compile(r"(.)\1+", regex.DOTALL)
COMBINING = regex.compile(r"\p{M}")
# Two characters that belong together whatever stands about them: of one word, of one number, or of a name ("MH17").
TOGETHER = frozenset(("aa", "aA", "Aa", "AA", "00", "a0", "A0"))


class _Kinds(dict[int, str]):
    """The kind of each character, by its code point, found at first sight."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _kind(chr(code))
        return found


def _kind(character: str) -> str:
    if character.isalpha():
        return "A" if character.isupper() else "a"
    if character.isdigit():
        return "0"
    return "a" if COMBINING.match(character) else character


KINDS = _Kinds()


def shape(text: str) -> str:
    """Return the kind of each character, one for one: A, a and 0 for letters and digits, a mark for itself."""
    return text.translate(KINDS)


@lru_cache(maxsize=1 << 12)
def outline(kinds: str) -> str:
    """Return a shape without repetitions: "AaA0.a" for "AaaA00.a"."""
    return DOUBLED.sub(r"\1", kinds)


class Form(NamedTuple):
    """A word in lower case, the outline of its shape and its last three letters."""

    low: str
    outline: str
    ending: str


@lru_cache(maxsize=1 << 16)
def form(word: str) -> Form:
    """Return how a word looks; of a word longer than 20 characters the first 20."""
    low = word[:LONGEST].lower()
    return Form(low, outline(shape(word[:LONGEST])), low[-3:])
