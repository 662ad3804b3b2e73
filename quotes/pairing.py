"""Pairs the quotation marks of one paragraph and repairs the side that is missing, so that a stray mark harms nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from quotes.marks import CLOSE, EITHER, OPEN, Facing, Mark, marks

_DEEPEST = 8  # levels reported: deeper nesting is noise, and each level repeats its text
_REACH = 120  # code points that a doubtful single mark may span: a nickname or a phrase, not a speech

_VERB = (
    r"(?:said|says|told|added|adds|asked|wrote|writes|noted|notes|explained|stated|replied|continued|insisted|argued"
    r"|warned|claimed|stressed|declared|announced|tweeted|recalled|concluded|observed|remarked|answered|admitted)"
)
_NAME = r"[A-Z][\w.'’-]{0,30}(?:\s[A-Z][\w.'’-]{0,30}){0,4}"
_CLAUSE = re.compile(
    rf"(?<=[,!?])\s+(?:(?:he|she|they|it|the\s\w{{1,30}}(?:\s\w{{1,30}})?|{_NAME})\s{_VERB}\b"
    rf"|{_VERB}\s(?:he|she|they|the|an?|{_NAME})\b)"
)
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


@dataclass(frozen=True, slots=True)
class Paired:
    """The pairs of a paragraph in order of start, and the family of the quotation that it leaves open, if any."""

    pairs: tuple[Pair, ...]
    left_open: str | None = None


@dataclass(slots=True)
class _Desk:
    """What is open, and what is settled, while the marks of a paragraph are read from left to right."""

    open: list[tuple[Mark, int]] = field(default_factory=list)
    held: Counter[str] = field(default_factory=Counter)
    pairs: list[Pair] = field(default_factory=list)
    orphans: list[Mark] = field(default_factory=list)

    def push(self, mark: Mark) -> None:
        self.open.append((mark, len(self.pairs)))
        self.held[mark.family] += 1
        self.pairs.append(Pair(mark.start, mark.end, -1, -1, mark.family, closed=False))

    def pop(self) -> tuple[Mark, Pair]:
        mark, index = self.open.pop()
        self.held[mark.family] -= 1
        return mark, self.pairs[index]

    def close(self, family: str, mark: Mark) -> None:
        while True:
            opener, pair = self.pop()
            if opener.family == family:
                pair.inner_end, pair.end, pair.closed = mark.start, mark.end, True
                return
            _forget(opener, pair)

    def drop_elision(self, mark: Mark) -> None:
        """Take back an opener that was only an apostrophe ('90s), where a true single mark follows or lies below."""
        if len(self.open) < (1 if mark.context is OPEN else 2) or not self.open[-1][0].weak:
            return
        below = self.open[-2][0] if len(self.open) > 1 else None
        if self.open[-1][0].family == "single" and (
            (mark.context is OPEN and not mark.weak) or (mark.firm and below is not None and below.family == "single")
        ):
            _forget(*self.pop())

    def top(self) -> Mark | None:
        return self.open[-1][0] if self.open else None


def pair(text: str, start: int, end: int, *, carried: str | None = None, upcoming: str | None = None) -> Paired:
    """Return the quotations of the paragraph ``text[start:end]``, with offsets into ``text``.

    ``carried`` is the family of marks that the paragraph before left open, ``upcoming`` the family that the next one
    begins with. The time is linear in the paragraph's length, whatever stands in it.
    """
    found = list(marks(text, start, end))
    if not found:
        return Paired(())
    desk = _settle(found)
    while desk.open:
        opener, unclosed = desk.pop()
        if not _worth_keeping(opener):
            unclosed.family = ""
    pairs = [entry for entry in desk.pairs if entry.family]
    pairs = _with_orphans(text, pairs, desk.orphans, start, carried)
    left_open = _repair_ends(text, pairs, end, upcoming)
    kept = _nested(text, pairs)
    if carried and kept and kept[0].family == carried and not text[start : kept[0].start].strip():
        kept[0].continues = True
    return Paired(tuple(kept), left_open)


def _settle(found: Sequence[Mark]) -> _Desk:
    desk = _Desk()
    ahead = _facing_ahead(found)
    for index, mark in enumerate(found):
        if mark.family == "single":
            _settle_single(desk, mark, ahead[index])
        elif mark.weak and (not desk.held["double"] or (desk.held["double"] == 1 and ahead[index] is CLOSE)):
            continue  # inches: nothing is open, or the mark that closes is still to come
        elif _reads_open(mark, desk.held[mark.family] > 0):
            desk.push(mark)
        else:
            _settle_closer(desk, mark)
    return desk


def _facing_ahead(found: Sequence[Mark]) -> list[Facing]:
    """Return for each mark which way the next one of its family faces that is not doubtful; OPEN where there is none."""
    seen: dict[str, Facing] = {}
    result = []
    for mark in reversed(found):
        result.append(seen.get(mark.family, OPEN))
        if not mark.weak:
            seen[mark.family] = mark.glyph if mark.context is EITHER and mark.glyph is not EITHER else mark.context
    result.reverse()
    return result


def _reads_open(mark: Mark, held: bool) -> bool:
    """Return whether a double mark or guillemet opens: its context decides, then its glyph, then whether one is open."""
    if mark.context is OPEN:
        return not (mark.glyph is CLOSE and held)
    if mark.context is CLOSE:
        return mark.glyph is OPEN and not held
    return mark.glyph is OPEN or (mark.glyph is EITHER and not held)


def _settle_closer(desk: _Desk, mark: Mark) -> None:
    top = desk.top()
    if desk.held[mark.family]:
        desk.close(mark.family, mark)
    elif top is not None and top.family == "single" and not top.weak and mark.family == "double":
        desk.close("single", mark)  # opened by a single mark, closed by a double one
    elif mark.family == "double":
        desk.orphans.append(mark)


def _settle_single(desk: _Desk, mark: Mark, ahead: Facing) -> None:
    """Place a single mark; one that fits nowhere is an apostrophe and leaves no trace."""
    desk.drop_elision(mark)
    top = desk.top()
    mate = top if top is not None and top.family == "single" else None
    if mark.context is OPEN or (mark.context is EITHER and mate is None and mark.glyph is not CLOSE):
        desk.push(mark)
    elif mate is None:
        if mark.firm and not desk.open:
            desk.orphans.append(mark)
    elif _closes(mate, mark, ahead):
        desk.close("single", mark)


def _closes(opener: Mark, mark: Mark, ahead: Facing) -> bool:
    """Return whether a single mark closes ``opener`` rather than being the apostrophe of "the states' rights"."""
    near = mark.start - opener.end <= _REACH
    if mark.weak:
        return near and ahead is not CLOSE and not opener.weak
    return near or not opener.weak


def _forget(opener: Mark, entry: Pair) -> None:
    if not _worth_keeping(opener):
        entry.family = ""


def _worth_keeping(opener: Mark) -> bool:
    """Return whether an opener without a closer still shows a quotation: an apostrophe and "« Back" do not."""
    if opener.family == "single":
        return opener.firm
    return opener.family == "double" or opener.context is not EITHER


def _with_orphans(text: str, pairs: list[Pair], orphans: Sequence[Mark], start: int, carried: str | None) -> list[Pair]:
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
        runs_on = carried == mark.family and not merged
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


def _repair_ends(text: str, pairs: Sequence[Pair], end: int, upcoming: str | None) -> str | None:
    """End each quotation that never closes before its next neighbour, its clause or its frame; return what stays open."""
    left_open: str | None = None
    frames: list[Pair] = []
    for index, entry in enumerate(pairs):
        while frames and frames[-1].end <= entry.start:
            frames.pop()
        if entry.closed:
            frames.append(entry)
            continue
        limit = frames[-1].inner_end if frames else end
        following = pairs[index + 1].start if index + 1 < len(pairs) else end
        bounded = min(limit, following)
        runs_on = bounded == end and upcoming == entry.family
        clause = _clause(text, entry.inner_start, bounded, at_end=runs_on)
        if runs_on and clause is None:
            left_open = entry.family
        entry.inner_end = entry.end = bounded if clause is None else clause
        if bounded == end and clause is None:
            left_open = entry.family
    return left_open


def _clause(text: str, start: int, end: int, *, at_end: bool) -> int | None:
    """Return where a reporting clause begins in an unclosed quotation, or None; ``at_end`` takes only the last words."""
    begin = max(start, end - 80) if at_end else start
    found = _CLAUSE.search(text, begin, end)
    return found.start() if found else None


def _nested(text: str, pairs: Sequence[Pair]) -> list[Pair]:
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
