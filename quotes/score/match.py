"""Decides when two spans, two names or two roles are the same: the definitions under every figure of a score.

Two spans are the same words if they are equal once white space, quotation marks, edge punctuation and a leading
"that" are taken off both ("exact"), or if the letters they share are at least half of the letters they cover together
("overlap", paired one to one: the relaxed match of Newell et al. 2018, who made the PolNeAR corpus). Beside these stand
the two measures of CofeNet (Wang et al. 2022): ``begins`` and ``jaccard``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from quotes.model import Span

EDGE = frozenset(" \t\r\n\u00a0\"'`“”‘’«»„‟‹›.,;:!?…–—-()[]")
HALF = 0.5  # of the letters or words: from here on an overlap, a mention, a role or a trap is the same
_THAT = re.compile(r"that\b", re.IGNORECASE)
_ARTICLES = frozenset({"the", "a", "an"})


def trim(span: Span) -> Span:
    """Return ``span`` without white space, quotation marks, punctuation at its edges and "that" at its start."""
    start, end = 0, len(span.text)
    while True:
        while start < end and span.text[start] in EDGE:
            start += 1
        while end > start and span.text[end - 1] in EDGE:
            end -= 1
        that = _THAT.match(span.text, start, end)
        if that is None or that.end() == end:
            return Span(span.start + start, span.start + end, span.text[start:end])
        start = that.end()


def letters(spans: Iterable[Span]) -> frozenset[int]:
    """Return where in the article the letters and digits of ``spans`` stand: marks and spaces never count."""
    return frozenset(span.start + i for span in spans for i, character in enumerate(span.text) if character.isalnum())


def pairs(gold: Sequence[frozenset[int]], found: Sequence[frozenset[int]]) -> dict[int, int]:
    """Return which letters of ``gold`` go with which of ``found``, by index: one to one, the best overlap first.

    Of overlaps of the same size the last in the text comes first.
    """
    overlaps = [(_overlap(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found) if not g.isdisjoint(f)]
    paired: dict[int, int] = {}
    taken: set[int] = set()
    for overlap, i, j in sorted(overlaps, reverse=True):
        if overlap >= HALF and i not in paired and j not in taken:
            paired[i] = j
            taken.add(j)
    return paired


def begins(spans: Iterable[Span]) -> set[int]:
    """Return where ``spans`` begin: CofeNet's "begin" compares these and lets the ends go.

    A begin of gold's is a hit if some found span begins there; precision and recall count begins, not spans. CofeNet
    counts tokens and takes an article in pieces; offsets of whole articles give the same but for these two.
    """
    return {span.start for span in spans}


def jaccard(gold: Sequence[frozenset[int]], found: Sequence[frozenset[int]]) -> tuple[float, int]:
    """Return CofeNet's Jaccard measure of two lists of letters as a sum and the number to divide it by.

    Each gold span counts with the best share of common letters in all letters (intersection over union) that any found
    span has with it, from 0 to 1; each found span that shares no letter with gold counts with 0. The measure is the
    mean of these. Found spans may serve several gold spans, and a second found span in the same place costs nothing:
    that is CofeNet's definition, in letters where CofeNet has tokens.

    >>> jaccard([frozenset({1, 2}), frozenset({8})], [frozenset({2, 3}), frozenset({9})])
    (0.3333333333333333, 3)
    """
    best = [max((_overlap(g, f) for f in found), default=0.0) for g in gold]
    known = frozenset[int]().union(*gold)
    return sum(best), len(gold) + sum(known.isdisjoint(f) for f in found)


def same_name(one: str, other: str) -> bool:
    """Return whether two names are the same but for case, punctuation, a leading article and a possessive ending.

    One of several joint speakers counts as well: "Ann Lund" for "Ann Lund and Ib Holm". A surname alone does not.
    """
    one, other = _plain(one), _plain(other)
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return len(short) > 3 and " and " in long and f" {short} " in f" {long} "


def same_role(one: str, other: str) -> bool:
    """Return whether two phrases have at least half of their words in common (F1), articles left out."""
    first, second = (Counter(w for w in re.findall(r"\w+", t.lower()) if w not in _ARTICLES) for t in (one, other))
    return 2 * (first & second).total() >= HALF * (first.total() + second.total()) > 0


def _overlap(one: frozenset[int], other: frozenset[int]) -> float:
    return 0.0 if one.isdisjoint(other) else len(one & other) / len(one | other)


def _plain(name: str) -> str:
    name = re.sub(r"[^\w\s]", "", re.sub(r"[’']s$", "", name.strip()).lower())
    return re.sub(r"^(the|a|an)\s+", "", name).strip()
