"""Mends quotations whose mark is missing on one side, inside their paragraph, and nests what is then whole."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from quotes.marks import Mark, style

_TAIL = 80  # code points at a paragraph's end in which a reporting clause shows that its quotation is over
_DEEPEST = 8  # levels reported: deeper nesting is noise, and each level repeats its text

_VERB = (
    r"(?:said|says|told|added|adds|asked|wrote|writes|noted|notes|explained|stated|replied|continued|insisted|argued"
    r"|warned|claimed|stressed|declared|announced|tweeted|recalled|concluded|observed|remarked|answered|admitted)"
)
_NAME = r"[A-Z][\w.'’-]{0,30}(?:\s[A-Z][\w.'’-]{0,30}){0,4}"
_TAG = re.compile(rf"\s*(?:(?:he|she|they|it|{_NAME})\s{_VERB}|{_VERB}\s(?:he|she|they|{_NAME}))\.?")
_CLAUSE = re.compile(
    rf"(?<=[,!?])\s+(?:(?:he|she|they|it|the\s\w{{1,30}}(?:\s\w{{1,30}})?|{_NAME})\s{_VERB}\b"
    rf"|{_VERB}\s(?:he|she|they|the|an?|{_NAME})\b)"
)
_LEADS = re.compile(rf"\b{_VERB}[,:]\Z")
_LEAD = re.compile(rf"\b{_VERB}[,:]\s+")
_BOUNDARY = re.compile(
    r"(?<![A-Z]\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\b[A-Z][a-z]\.)(?<!\b(?:Gen|Sen|Rep|Col|Maj|Gov)\.)"
    r"(?<=[.!?])[)\]]?\s+(?=[^\sa-z])"
)


@dataclass(slots=True)
class Pair:
    """Two marks that belong together, or one with the place where the other should have been."""

    start: int
    inner_start: int
    inner_end: int
    end: int
    family: str
    opened: bool = True
    closed: bool = True
    continues: bool = False
    depth: int = 0


def reporting_verb_before(text: str, at: int) -> bool:
    """Return whether a reporting verb with its comma or colon ends at ``at``: what follows then begins a quotation."""
    return _LEADS.search(text, max(0, at - 20), at) is not None


def add_orphans(text: str, pairs: list[Pair], orphans: Sequence[Mark], start: int, carried: str | None) -> list[Pair]:
    """Return ``pairs`` and the quotations of closers without opener, which begin where their sentence does."""
    if not orphans:
        return pairs
    merged, rest, floor = list[Pair](), iter([*pairs, None]), start
    following = next(rest)
    for mark in orphans:
        while following is not None and following.start < mark.start:
            merged.append(following)
            floor = max(floor, following.inner_start, following.end if following.end <= mark.start else start)
            following = next(rest)
        if _TAG.fullmatch(text, floor, mark.start):
            continue
        runs_on = carried == style(text, mark.start) and not merged
        begin = start if runs_on else _sentence_start(text, floor, mark.start)
        merged.append(Pair(begin, begin, mark.start, mark.end, mark.family, opened=False, continues=runs_on))
        floor = mark.end
    while following is not None:
        merged.append(following)
        following = next(rest)
    return merged


def _sentence_start(text: str, floor: int, end: int) -> int:
    """Return where the sentence that ends at ``end`` begins, not before ``floor``, and after "He said," if that leads it."""
    begin = floor
    for boundary in _BOUNDARY.finditer(text, floor, end):
        begin = boundary.end()
    for lead in _LEAD.finditer(text, begin, end):
        begin = lead.end()
    while begin < end and (text[begin].isspace() or text[begin] in ",;"):
        begin += 1
    return begin


def mend_ends(text: str, pairs: Sequence[Pair], end: int, upcoming: str | None, strays: Sequence[Mark]) -> str | None:
    """End each quotation that never closes before its next neighbour, its clause or its frame; return what stays open.

    ``strays`` are the single marks that close nothing: the first one inside may be the missing closer.
    """
    left_open: str | None = None
    frames: list[Pair] = []
    starts = [stray.start for stray in strays]
    for index, entry in enumerate(pairs):
        while frames and frames[-1].end <= entry.start:
            frames.pop()
        if entry.closed:
            frames.append(entry)
            continue
        if index == 0 and (upcoming == style(text, entry.start) or entry.continues) and _frames_rest(text, pairs):
            entry.inner_end = entry.end = end
            frames.append(entry)
            left_open = style(text, entry.start)
            continue
        following = pairs[index + 1].start if index + 1 < len(pairs) else end
        bounded = min(frames[-1].inner_end if frames else end, following)
        nearest = bisect_right(starts, entry.inner_start)
        stray = strays[nearest] if nearest < len(strays) and strays[nearest].start < bounded else None
        if (
            _mend(text, entry, bounded, stray, at_end=bounded == end and upcoming == style(text, entry.start))
            and bounded == end
        ):
            left_open = style(text, entry.start)
    return left_open


def _frames_rest(text: str, pairs: Sequence[Pair]) -> bool:
    """Return whether an unclosed quotation holds the others of its paragraph, as the difference of their marks shows."""
    return len(pairs) > 1 and all(text[inner.start] != text[pairs[0].start] for inner in pairs[1:])


def _mend(text: str, entry: Pair, bounded: int, stray: Mark | None, *, at_end: bool) -> bool:
    """Set the end of an unclosed quotation; return whether nothing but ``bounded`` ended it.

    Where the next paragraph re-opens the quotation, only a reporting clause ``at_end`` of this one can have ended it.
    """
    if stray is not None and entry.family == "double":
        entry.inner_end, entry.end, entry.closed = stray.start, stray.end, True
        return False
    begin = max(entry.inner_start, bounded - _TAIL) if at_end else entry.inner_start
    clause = _CLAUSE.search(text, begin, bounded)
    entry.inner_end = entry.end = clause.start() if clause else bounded
    return clause is None


def nest(text: str, pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs that hold something, with their depth; a mark doubled by mistake (""so"") counts once."""
    kept: list[Pair] = []
    frames: list[Pair] = []
    for entry in pairs:
        _trim(text, entry)
        while frames and frames[-1].end <= entry.start:
            frames.pop()
        if entry.inner_start >= entry.inner_end:
            continue
        parent = frames[-1] if frames else None
        if parent and parent.family == entry.family and _same(parent, entry):
            parent.inner_start, parent.inner_end = entry.inner_start, entry.inner_end
            continue
        entry.depth = len(frames)
        frames.append(entry)
        if entry.depth < _DEEPEST:
            kept.append(entry)
    return kept


def _same(parent: Pair, entry: Pair) -> bool:
    return (parent.inner_start, parent.inner_end) == (entry.start, entry.end)


def _trim(text: str, entry: Pair) -> None:
    while entry.inner_start < entry.inner_end and text[entry.inner_start].isspace():
        entry.inner_start += 1
    while entry.inner_end > entry.inner_start and text[entry.inner_end - 1].isspace():
        entry.inner_end -= 1
    if not entry.closed:
        entry.end = entry.inner_end
    if not entry.opened:
        entry.start = entry.inner_start
