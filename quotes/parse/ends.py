"""Behind which tokens a sentence may end, and the clues by which a linear model decides, from left to right.

Use and training share these functions. A clue is a short string; its name is that of the table its weight stands in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from quotes.parse.shapes import Form, form

Pair = tuple[int, int]

EDGE = Form("", "^", "")
OPENING_QUOTES = frozenset(("“", "``", "«"))
QUOTES = OPENING_QUOTES | {"”", '"', "''", "»"}
OPENING_BRACKETS, CLOSING_BRACKETS = frozenset("([{"), frozenset(")]}")
STOPS = frozenset(".?!")
# Without a space behind it, none of these ends a sentence; nor does a letter or a digit.
GLUED = frozenset(",'’‘“-/([{$#")


class End(NamedTuple):
    """The clues to whether a sentence ends behind a token.

    `word` is that token, `mark` is it too, or its outline where it is no mark; `next` is the token behind it,
    `capital` the outline of that, which says whether it has a capital.
    """

    word: str
    word_capital: str
    word_next: str
    before: str
    before_mark_capital: str
    before_word: str
    before_word_capital: str
    two_before_mark: str
    next: str
    mark_next: str
    outline_mark_next: str
    mark_next2: str
    mark_next_next2: str
    mark_capitals: str
    outlines: str
    five_outlines: str
    ending_mark: str
    mark_ending: str
    length: str  # tokens since the sentence's start
    rest: str  # tokens until the segment's end
    quoted: str
    bracketed: str
    bracket: str
    first: str
    first_outline: str
    small: str  # words in lower case since the sentence's start
    small_outlines: str
    spaces: str
    style: str


def may_end(tokens: Sequence[Pair], forms: Sequence[str]) -> Iterator[int]:
    """Yield the indices of the tokens that may end a sentence: marks, and words that no small letter follows."""
    for index in range(len(tokens) - 1):
        last, first = forms[index][-1], forms[index + 1][0]
        if tokens[index][1] == tokens[index + 1][0]:
            if not last.isalnum() and last not in GLUED:
                yield index
        elif not first.islower() or not (last.isalnum() or last == ","):
            yield index


class Course:
    """Where the search for sentence ends has come to: the sentence's start, and the marks that stand open in it."""

    def __init__(self, tokens: Sequence[Pair], forms: Sequence[str]) -> None:
        self.tokens, self.forms = tokens, forms
        self.start = self._read = self.small = 0
        self.quoted = False
        self.open: list[int] = []
        self.bracket = ""
        self.style = _style(forms)

    def end(self, index: int) -> None:
        """Begin a new sentence behind a token."""
        self.read(index)
        self.start, self.small, self.bracket = index + 1, 0, ""
        self.open.clear()

    def read(self, index: int) -> None:
        """Take note of the tokens up to an index."""
        for place in range(self._read, index + 1):
            word = self.forms[place]
            if word.islower():
                self.small += 1
            elif word in QUOTES:
                self.quoted = not self.quoted if word == '"' else word in OPENING_QUOTES
            elif word in OPENING_BRACKETS:
                self.open.append(place)
            elif word in CLOSING_BRACKETS:
                self.bracket = self._closed(place)
        self._read = index + 1

    def _closed(self, place: int) -> str:
        """Return what the brackets that a token closes hold, and whether they stand inside a sentence."""
        if not self.open:
            return "unopened"
        opened = self.open.pop()
        inside = opened > self.start and self.forms[opened - 1][-1] not in STOPS
        return f"{'inside' if inside else 'alone'} {bucket(place - opened)} {self.forms[place - 1][-1] in STOPS:d}"

    def form(self, index: int) -> Form:
        """Return how a token looks, or the edge where it is not of this sentence or not of this segment."""
        return form(self.forms[index]) if self.start <= index < len(self.forms) else EDGE

    def space(self, index: int) -> bool:
        """Return whether a space stands behind a token."""
        return index < 0 or self.tokens[index][1] < self.tokens[index + 1][0]


def _style(forms: Sequence[str]) -> str:
    """Return how a segment is written: its last mark, how many stops it has, how long it is."""
    last = forms[-1][-1] if forms else ""
    stops = sum(word in STOPS for word in forms)
    return f"{last if not last.isalnum() else ''} {min(3, stops)} {bucket(len(forms))}"


def bucket(number: int) -> int:
    """Return a number on a coarse scale: 0 to 4 as they are, then two steps for each doubling."""
    bits = number.bit_length()
    return number if number < 4 else 2 * bits - 2 + (number >> (bits - 2) & 1)


def clues_of_end(course: Course, index: int) -> End:
    """Return the clues to a sentence end behind a token that is not the last."""
    course.read(index)
    two_before, before, word, following, next2, next3 = map(course.form, range(index - 2, index + 4))
    mark = word.outline if word.low[0].isalnum() else word.low
    capital = following.outline
    length, small = bucket(index - course.start + 1), bucket(course.small)
    spaces = f"{course.space(index - 1):d}{course.space(index):d}"
    first = course.form(course.start)
    return End(
        word=word.low,
        word_capital=f"{word.low} {capital} {spaces}",
        word_next=f"{word.low} {following.low}",
        before=before.low,
        before_mark_capital=f"{before.low} {mark} {capital}",
        before_word=f"{before.low} {word.low}",
        before_word_capital=f"{before.low} {word.low} {capital}",
        two_before_mark=f"{two_before.low} {before.low} {mark}",
        next=following.low,
        mark_next=f"{mark} {following.low} {spaces}",
        outline_mark_next=f"{before.outline} {mark} {following.low}",
        mark_next2=f"{mark} {next2.low}",
        mark_next_next2=f"{mark} {following.low} {next2.low}",
        mark_capitals=f"{mark} {capital} {next2.outline}",
        outlines=f"{before.outline} {mark} {capital}",
        five_outlines=f"{two_before.outline} {before.outline} {mark} {capital} {next2.outline} {spaces}",
        ending_mark=f"{before.ending} {mark}",
        mark_ending=f"{mark} {following.ending}",
        length=f"{mark} {capital} {length}",
        rest=f"{mark} {capital} {bucket(len(course.forms) - index - 1)}",
        quoted=f"{mark} {capital} {spaces} {course.quoted:d}",
        bracketed=f"{mark} {capital} {len(course.open)}",
        bracket=f"{mark} {capital} {course.bracket}" if mark in CLOSING_BRACKETS else "",
        first=f"{first.low} {mark}",
        first_outline=f"{first.outline} {mark} {capital}",
        small=f"{mark} {small} {length}",
        small_outlines=f"{small} {before.outline} {mark} {capital} {next2.outline} {next3.outline}",
        spaces=f"{mark} {spaces}",
        style=f"{course.style} {mark}",
    )
