"""Finds the quotation marks of a paragraph and says which way each one faces, before any of them is paired.

A glyph is only half the evidence: real pages use a closing mark as an opener, a straight mark for either, and an
apostrophe for all of them. So every mark carries two readings, that of its glyph and that of the characters around it,
and ``quotes.pairing`` weighs them against what is open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple


class Facing(Enum):
    """Which side of a quotation a mark belongs to, by one kind of evidence."""

    OPEN = "open"
    CLOSE = "close"
    EITHER = "either"


class Mark(NamedTuple):
    """A quotation mark at ``start``..``end`` of the article's text.

    ``family`` is what it may pair with; ``glyph`` and ``context`` are its two readings. ``weak`` marks a single mark
    that is more likely an apostrophe, and a double one that may be a sign for inches. ``firm`` marks a single mark
    that is hardly an apostrophe, so that it counts even where its partner is missing.
    """

    start: int
    end: int
    family: str
    glyph: Facing
    context: Facing
    weak: bool = False
    firm: bool = False


OPEN, CLOSE, EITHER = Facing.OPEN, Facing.CLOSE, Facing.EITHER

_GLYPHS: dict[str, tuple[str, Facing]] = {
    **dict.fromkeys(('"', "＂", "''"), ("double", EITHER)),
    **dict.fromkeys(("“", "„", "‟", "``", "‘‘"), ("double", OPEN)),
    **dict.fromkeys(("”", "’’"), ("double", CLOSE)),
    **dict.fromkeys(("'", "`"), ("single", EITHER)),
    **dict.fromkeys(("‘", "‚", "‛"), ("single", OPEN)),
    **dict.fromkeys(("’", "´"), ("single", CLOSE)),
    "«": ("guillemet", OPEN),
    "»": ("guillemet", CLOSE),
    "‹": ("chevron", OPEN),
    "›": ("chevron", CLOSE),
}
_STYLES = {glyph: shape for shape in ('"＂', "“”„‟", "'", "‘’‚‛", "«»", "‹›") for glyph in shape} | {"`": "''"}
_GLYPH_CLASS = "".join(glyph for glyph in _GLYPHS if len(glyph) == 1)

# Markup that leaked into the text quotes its attributes, and 6'2" measures: neither quotes anybody. The inches sign
# itself stays in, because in "I was 6'2" it also closes.
_RUN = re.compile(
    rf"""<[A-Za-z/][^<>]{{0,1000}}>
       | (?<![\w.])\d{{1,3}}\s?['’′](?:\d{{1,2}}(?:\.\d{{1,2}})?(?!\w)|\s\d{{1,2}}(?=["”″]|''))
       | [{_GLYPH_CLASS}]+""",
    re.VERBOSE,
)
_PIECE = re.compile(rf"''|``|‘‘|’’|[{_GLYPH_CLASS}]")
_APOSTROPHE = re.compile(r"(?:em|n|tis|twas|twere|til|\d\ds)\b", re.IGNORECASE)  # 'em, rock 'n' roll, the '90s
_ELISION = re.compile(r"(?:till|cause|cos|bout|round|neath|\d\d)\b", re.IGNORECASE)  # 'round, but also 'Round the bend'

_INVISIBLE = frozenset(
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\xad"
)
_OPENS = frozenset("([{<—–―-‒/=>|@#¡¿")
_CLOSES = frozenset(".,;:!?)]}>—–―‒-…/|<")
_AWKWARD = frozenset(",;:!?)]}")
_INITIALS = re.compile(r"(?:\b\w\.|\b[A-Z][a-z]{1,2}\.)\Z")


def marks(text: str, start: int, end: int) -> Iterator[Mark]:
    """Yield the marks of ``text[start:end]`` in order; apostrophes inside a word and signs of measure are left out."""
    for run in _RUN.finditer(text, start, end):
        if run[0][0] in _GLYPH_CLASS:
            yield from _read(
                text, run.start(), run.end(), _before(text, run.start(), start), _after(text, run.end(), end)
            )


def _before(text: str, at: int, start: int) -> str:
    """Return the character before ``at``, "" at the edge; signs of writing direction and the like are not seen."""
    while at > start and text[at - 1] in _INVISIBLE:
        at -= 1
    return text[at - 1] if at > start else ""


def _after(text: str, at: int, end: int) -> str:
    while at < end and text[at] in _INVISIBLE:
        at += 1
    return text[at] if at < end else ""


def _read(text: str, start: int, end: int, left: str, right: str) -> Iterator[Mark]:
    """Yield the marks of one unbroken run of glyphs, each with the run's neighbours as its context."""
    facing = _context(left, right, text[end : end + 2])
    for at, glyph in _pieces(text[start:end], start, facing):
        family, reading = _GLYPHS[glyph]
        stop = at + len(glyph)
        if family != "single":
            inches = family == "double" and left.isdigit() and facing is CLOSE and reading is not OPEN
            around = _at_edge(family, glyph, left, right, text[end : end + 2]) or facing
            yield Mark(at, stop, family, reading, around, weak=inches)
        elif end - start > 1 or not _only_apostrophe(text, end, facing, left, right):
            yield _single(text, Mark(at, stop, family, reading, facing), left, right, alone=end - start == 1)


def _pieces(run: str, offset: int, facing: Facing) -> Iterator[tuple[int, str]]:
    """Cut a run of glyphs into marks: two single glyphs make one double mark, and of three the odd one is inside."""
    if run in ("'''", "’’’") and facing is CLOSE:
        yield from ((offset, run[0]), (offset + 1, run[1:]))
    elif run == "’’" and facing is not CLOSE:
        yield from ((offset, "’"), (offset + 1, "’"))
    else:
        yield from ((offset + piece.start(), piece[0]) for piece in _PIECE.finditer(run))


def _context(left: str, right: str, following: str) -> Facing:
    """Return what the characters around a run of marks say; "" stands for the edge of the paragraph."""
    blank_left, blank_right = not left or left.isspace(), not right or right.isspace()
    if blank_left and blank_right:
        return EITHER if left else OPEN if right else EITHER
    if blank_right:
        return CLOSE
    if blank_left:
        return EITHER if left and _trails(right, following) else OPEN
    if left in _OPENS and right not in _CLOSES:
        return OPEN
    return CLOSE if right in _CLOSES and left not in "([{" else EITHER


def _trails(right: str, following: str) -> bool:
    """Return whether punctuation after a mark shows it to be a closer set off by a stray space: ``go "., he said``."""
    return right in _AWKWARD or (right == "." and (len(following) < 2 or following[1].isspace()))


def _at_edge(family: str, glyph: str, left: str, right: str, following: str) -> Facing | None:
    """Return how a double mark faces that stands off at the edge of its paragraph, or None where that says nothing."""
    if not right:
        return CLOSE if left else None
    if left or not right.isspace():
        return None
    if family != "double":
        return EITHER  # "« text »" and "« Back to the list" look alike until the other mark is found
    lower = len(following) > 1 and following[1].islower()
    return CLOSE if glyph in "”’’" or (glyph in "\"'＂''" and lower) else OPEN


def style(text: str, at: int) -> str:
    """Return which kind of mark stands at ``at``, whichever way it faces; "" if none does."""
    return "''" if text.startswith("''", at) else _STYLES.get(text[at : at + 1], "")


def _only_apostrophe(text: str, end: int, facing: Facing, left: str, right: str) -> bool:
    """Return whether a lone single mark stands for letters left out: don't, D.C.'s, 'em, the '90s."""
    if facing is EITHER:
        return right.isalnum() and (left.isalnum() or not right.isupper())
    return facing is OPEN and _APOSTROPHE.match(text, end) is not None


def _single(text: str, mark: Mark, left: str, right: str, *, alone: bool) -> Mark:
    """Return a single mark with the judgement whether it is more, or hardly, an apostrophe."""
    if mark.context is OPEN and right:
        elided = alone and _ELISION.match(text, mark.end) is not None
        leads = not left or left in "([—–―" or _leads(text, mark.start)
        firm = not elided and right.isupper() and leads and mark.glyph is not CLOSE
        return mark._replace(weak=elided or mark.glyph is CLOSE, firm=firm)
    if mark.context is CLOSE:
        firm = left in ".,;:!?" and not _INITIALS.search(text, max(0, mark.start - 6), mark.start)
        return mark._replace(weak=_possessive(text, mark.start, left, right), firm=firm)
    return mark


def _leads(text: str, start: int) -> bool:
    """Return whether the word before a mark ends in punctuation that introduces speech or ends a sentence."""
    before = text[max(0, start - 3) : start].rstrip()
    return bool(before) and before[-1] in '.,:;!?"”»'


def _possessive(text: str, start: int, left: str, right: str) -> bool:
    """Return whether a closing single mark may be an apostrophe: "the states' rights", "Jones' ", "goin' home", 5'."""
    if not right.isspace():
        return False
    return left in "sSzZxX" or left.isdigit() or text[max(0, start - 2) : start] == "in"
