"""Contractions written without their apostrophe that are words of their own: the words about them say what is meant.

Web writers put "its" for "it's", and the treebanks cut it as "it|s". Edited news means the possessive: a word is cut
only where the next word is one that follows the contraction, and a linear model is sure. Use and training share this.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# Longer words are no evidence, and an endless one is not to be read.
LONGEST = 15
BEFORE = re.compile(r"(\w+|[^\w\s])\s*$")
TWO_NEXT = re.compile(rf"\s*(\w{{1,{LONGEST}}}|[^\w\s]|$)\s*(\w{{1,{LONGEST}}}|[^\w\s]|$)")


class Slip(NamedTuple):
    """The clues to whether a word is a contraction without its apostrophe; each with that word."""

    word: str
    next: str
    second: str  # the word or mark behind the next
    before: str


class Known(NamedTuple):
    """Where a word is cut when it is a slip, and the words that may stand behind it then."""

    place: int
    next: frozenset[str]


class About(NamedTuple):
    """The word or mark before a word and the two behind it, in lower case; empty where the text ends."""

    before: str
    next: str
    second: str

    def clues(self, word: str) -> Slip:
        """Return the clues to whether `word`, in lower case, is a slip here."""
        return Slip(word, f"{word} {self.next}", f"{word} {self.second}", f"{word} {self.before}")


def about(text: str, start: int, end: int) -> About:
    """Return what stands about the word `text[start:end]`, as far as a line of prose can say it."""
    before, behind = BEFORE.search(text, max(0, start - LONGEST), start), TWO_NEXT.match(text, end)
    following = behind.groups() if behind else ("", "")
    return About(before[1].lower() if before else "", *(word.lower() for word in following))
