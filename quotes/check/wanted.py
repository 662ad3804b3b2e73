"""A claim as words to look for: in pieces where it marks a cut, with what its writer put into brackets known as such."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from quotes.differences import Words, weight
from quotes.wording import tokens

INSERTED = 8  # words of the speaker that a bracket may stand for
_ELLIPSIS = regex.compile(r"\[\s*(?:…|\.\s?\.\s?\.)\s*\]|\(\s*(?:…|\.\s?\.\s?\.)\s*\)|…|\.\s?\.\s?\.(?:\s?\.)*")
_SIC = regex.compile(r"[\[(]\s*sic!?\s*[\])]", regex.IGNORECASE)
_BRACKET = regex.compile(r"\[(?:[^\[\]]{2,200}|[^\[\]])\](?!(?<=\[\p{L}\])\p{L})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """The words of a claim, by index, in the pieces between its marked cuts; ``reach[k]`` words may lie before piece k.

    A reach of None is any number: an ellipsis. ``leads`` and ``trails`` say that a cut is marked before and behind.
    """

    pieces: tuple[tuple[int, ...], ...]
    reach: tuple[int | None, ...]
    leads: bool = False
    trails: bool = False


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The words of a claim; ``views`` are the ways to look for them, at most two.

    What stands in brackets may be the speaker's as the source has it, brackets and all, or the claim's in the place of
    words that are left out.
    """

    words: Words
    views: tuple[Pieces, ...]

    @cached_property
    def weight(self) -> float:
        """How much the words weigh together."""
        return sum(map(weight, self.words.forms))

    def text(self, start: int, end: int) -> str:
        """Return the words from ``start`` to ``end`` as the claim writes them."""
        return " ".join(self.words.texts[start:end])


def wanted(claim: str) -> Wanted:
    """Return the words of ``claim``; there may be none."""
    erased = _SIC.sub(lambda found: " " * len(found[0]), claim)
    found = tokens(erased)
    ellipses = [m.start() for m in _ELLIPSIS.finditer(erased)]
    brackets = [] if "[" not in erased else [m.span() for m in _BRACKET.finditer(erased) if not _ELLIPSIS.match(m[0])]
    starts = [start for start, _ in brackets]
    inserted = [(n := bisect_right(starts, t.start)) > 0 and t.end <= brackets[n - 1][1] for t in found]
    group = [bisect_right(ellipses, t.start) for t in found]
    views = [_pieces(group, [False] * len(found), len(ellipses))]
    if any(inserted):
        views.append(_pieces(group, inserted, len(ellipses)))
    return Wanted(words=Words.of(erased), views=tuple(view for view in views if view.pieces))


def _pieces(group: Sequence[int], inserted: Sequence[bool], ellipses: int) -> Pieces:
    """Return the pieces of a claim whose words are each behind so many ellipses, without the inserted ones."""
    pieces: list[list[int]] = []
    reach: list[int | None] = []
    gap = False
    for i, (here, extra) in enumerate(zip(group, inserted, strict=True)):
        if extra:
            gap = True
            continue
        elided = bool(pieces) and group[pieces[-1][-1]] != here
        if not pieces or gap or elided:
            pieces.append([])
            reach.append(None if elided or not pieces[:-1] else INSERTED)
        pieces[-1].append(i)
        gap = False
    leads = bool(group) and (group[0] > 0 or inserted[0])
    trails = bool(group) and (group[-1] < ellipses or inserted[-1])
    return Pieces(pieces=tuple(map(tuple, pieces)), reach=tuple(reach), leads=leads, trails=trails)
