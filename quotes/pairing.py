"""Pairs the quotation marks of one paragraph and repairs the side that is missing, so that a stray mark harms nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from quotes.marks import CLOSE, EITHER, OPEN, Facing, Mark, marks, style
from quotes.repair import Pair, add_orphans, mend_ends, nest, reporting_verb_before

_REACH = 120  # code points that a doubtful single mark may span: a nickname or a phrase, not a speech


@dataclass(frozen=True, slots=True)
class Paired:
    """The pairs of a paragraph in order of start, and the style of the marks that it leaves open, if any."""

    pairs: tuple[Pair, ...]
    left_open: str | None = None


@dataclass(slots=True)
class _Desk:
    """What is open, and what is settled, while the marks of a paragraph are read from left to right."""

    open: list[tuple[Mark, int]] = field(default_factory=list)
    held: Counter[str] = field(default_factory=Counter)
    pairs: list[Pair] = field(default_factory=list)
    orphans: list[Mark] = field(default_factory=list)
    strays: list[Mark] = field(default_factory=list)

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

    ``carried`` is the style of the marks that the paragraph before left open, ``upcoming`` the style that the next one
    begins with. The time is linear in the paragraph's length, whatever stands in it.
    """
    found = list(marks(text, start, end))
    if not found:
        return Paired(())
    desk = _settle(text, start, found)
    while desk.open:
        opener, unclosed = desk.pop()
        if not _worth_keeping(opener):
            unclosed.family = ""
    pairs = [entry for entry in desk.pairs if entry.family]
    pairs = add_orphans(text, pairs, desk.orphans, start, carried)
    if carried and pairs and pairs[0].start == start and style(text, start) == carried:
        pairs[0].continues = True
    left_open = mend_ends(text, pairs, end, upcoming, desk.strays)
    return Paired(tuple(nest(text, pairs)), left_open)


def _settle(text: str, start: int, found: Sequence[Mark]) -> _Desk:
    desk = _Desk()
    ahead = _facing_ahead(found)
    for index, mark in enumerate(found):
        if mark.family == "single":
            _settle_single(desk, mark, ahead[index])
        elif mark.weak and (not desk.held["double"] or (desk.held["double"] == 1 and ahead[index] is CLOSE)):
            continue  # inches: nothing is open, or the mark that closes is still to come
        elif _reads_open(text, start, mark, ahead[index], held=desk.held[mark.family] > 0):
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


def _reads_open(text: str, start: int, mark: Mark, ahead: Facing, *, held: bool) -> bool:
    """Return whether a double mark or guillemet opens: its context decides, then its glyph, then what is open."""
    if mark.context is OPEN:
        return not (mark.glyph is CLOSE and held)
    if mark.context is EITHER:
        return not held if mark.glyph is EITHER else mark.glyph is OPEN and not (held and ahead is not CLOSE)
    if held or ahead is not CLOSE:
        return mark.glyph is OPEN and not held
    return mark.glyph is OPEN or mark.start == start or reporting_verb_before(text, mark.start)


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
        if mark.firm:
            (desk.strays if desk.open else desk.orphans).append(mark)
    elif _closes(mate, mark, ahead):
        desk.close("single", mark)


def _closes(opener: Mark, mark: Mark, ahead: Facing) -> bool:
    """Return whether a single mark closes ``opener`` rather than being the apostrophe of "the states' rights"."""
    near = mark.start - opener.end <= _REACH
    if opener.weak:
        return near and mark.firm
    return not mark.weak or (near and ahead is not CLOSE)


def _forget(opener: Mark, entry: Pair) -> None:
    if not _worth_keeping(opener):
        entry.family = ""


def _worth_keeping(opener: Mark) -> bool:
    """Return whether an opener without a closer still shows a quotation: an apostrophe and "« Back" do not."""
    if opener.family == "single":
        return opener.firm
    return opener.family == "double" or opener.context is not EITHER
