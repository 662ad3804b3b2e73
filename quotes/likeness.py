"""Decides whether two quotations are one in two wordings: by their words alone, whichever of them comes first."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from zlib import crc32

from rapidfuzz.distance import LCSseq

from quotes.differences import weight
from quotes.entry import Entry
from quotes.wording import forms

ROW = 4  # words in a row that two wordings share at the least
HEAVY = 2.0  # what such a row weighs at the least: two words that are no function words
HALF = 0.5  # the part of the shorter wording that one shared row makes up
MOSTLY = 0.7  # the part of both (Dice) that is shared, in order, where no one row makes up so much
SHORT = (
    40  # heavy rows of which each is a fingerprint; of more, the least of each three (Schleimer, Wilkerson, Aiken 2003)
)


@dataclass(frozen=True)
class Wording:
    """The quoted words of a quotation, levelled. Of two alike texts there is one wording: ``key`` is its hash."""

    forms: tuple[str, ...]

    @cached_property
    def key(self) -> str:
        """The SHA-256 of the words, in hexadecimal."""
        return hashlib.sha256(" ".join(self.forms).encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def prints(self) -> frozenset[int]:
        """Hashes of heavy rows of ``ROW`` words; wordings that have none in common are not alike. Empty if too short."""
        heavy = [row for i in range(len(self.forms) - ROW + 1) if _weight(row := self.forms[i : i + ROW]) >= HEAVY]
        hashes = [crc32(" ".join(row).encode("utf-8", "surrogatepass")) for row in heavy]
        if len(hashes) <= SHORT:
            return frozenset(hashes)
        return frozenset(map(min, hashes, hashes[1:], hashes[2:]))


def wording(entry: Entry) -> Wording:
    """Return the words that an entry quotes: what stands in quotation marks, and nothing of what does not."""
    return Wording(forms(entry.verbatim))


def alike(one: Wording, other: Wording) -> bool:
    """Return whether two wordings are one quotation; symmetric, and a function of the words alone.

    They share a fingerprint, so a row of ``ROW`` words that weigh ``HEAVY``: "yes" and "no comment" are like nothing.
    And either one row that they share is half of the shorter, which may be a piece of the longer, or ``MOSTLY`` all of
    both is shared in order.
    """
    if one.prints.isdisjoint(other.prints):
        return False
    if _row(one.forms, other.forms) >= HALF * min(_weight(one.forms), _weight(other.forms)):
        return True
    codes: dict[str, int] = {}
    coded = [[codes.setdefault(form, len(codes)) for form in words.forms] for words in (one, other)]
    return 2 * LCSseq.similarity(*coded) >= MOSTLY * (len(one.forms) + len(other.forms))


@dataclass
class Index:
    """The wordings seen so far, and which of them are alike. The order in which they are added makes no difference."""

    wordings: dict[str, Wording] = field(default_factory=dict)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    _holders: defaultdict[int, list[Wording]] = field(default_factory=lambda: defaultdict(list))

    def add(self, wordings: Iterable[Wording]) -> None:
        """Compare each wording that is new with those that share a fingerprint with it."""
        for new in wordings:
            if new.key in self.wordings:
                continue
            held = {each.key: each for digest in new.prints for each in self._holders[digest]}
            self.pairs.update((min(new.key, key), max(new.key, key)) for key, each in held.items() if alike(new, each))
            self.wordings[new.key] = new
            for digest in new.prints:
                self._holders[digest].append(new)


def _weight(words: Sequence[str]) -> float:
    return sum(map(weight, words))


def _row(one: Sequence[str], other: Sequence[str]) -> float:
    """Return what the heaviest row of words weighs that both have."""
    best = 0.0
    total = [0.0, *accumulate(map(weight, one))]
    before = [0] * (len(other) + 1)
    for i, word in enumerate(one, 1):
        lengths = [0] * (len(other) + 1)
        for j, each in enumerate(other, 1):
            if word == each:
                lengths[j] = before[j - 1] + 1
                best = max(best, total[i] - total[i - lengths[j]])
        before = lengths
    return best
