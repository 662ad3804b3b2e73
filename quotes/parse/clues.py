"""What the tokenizer's linear models look at: the clues to a cut inside a chunk and to a sentence end behind a token.

Training and use share these functions. A clue is a short string; its name is the table that its weight stands in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import regex

Pair = tuple[int, int]

LONGEST = 20
DOUBLED = regex.compile(r"(.)\1+")
CONTRACTED = regex.compile(r"(?<=\p{L})n['’´`]?t$", regex.IGNORECASE)


class _Shapes(dict[int, str]):
    """The kind of each character, found at first sight: a, A and 0 for letters and digits, marks for themselves."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = found = _kind(character)
        return found


def _kind(character: str) -> str:
    if character.isalpha():
        return "A" if character.isupper() else "a"
    if character.isdigit():
        return "0"
    if character.isascii():
        return character
    return "a" if MARK.match(character) else {"“": "“"}.get(character, character)


MARK = regex.compile(r"\p{M}")
SHAPES = _Shapes()


def shape_of(text: str) -> str:
    """Return the kind of each character of a text, one for one."""
    return text.translate(SHAPES)


def kind(character: str) -> str:
    """Return the kind of a character, or nothing for none."""
    return character.translate(SHAPES)


@lru_cache(maxsize=1 << 16)
def form_of(word: str) -> tuple[str, str, str]:
    """Return a word in lower case, its shape without repetitions and its first three letters' ending."""
    low = word.lower()
    return low[:LONGEST], DOUBLED.sub(r"\1", shape_of(word[:LONGEST])), low[-3:]


CUT_CLUES = (
    "pair",
    "before",
    "after",
    "before2",
    "after2",
    "around",
    "shape2",
    "shape4",
    "left",
    "right",
    "leftrun",
    "rightrun",
    "runs",
    "chunk",
    "next",
    "nextright",
    "nextleft",
    "outline",
    "sort",
    "first",
    "last",
    "bracket",
)


def may_part(chunk: str, shape: str) -> Iterator[int]:
    """Yield the places where a chunk may be cut: wherever letters, digits and marks meet, and before n't."""
    for place in range(1, len(chunk)):
        pair = shape[place - 1 : place + 1]
        if pair in SAME:
            if chunk[place] in "nN" and CONTRACTED.match(chunk, place, place + 3):
                yield place
        else:
            yield place


SAME = frozenset(("aa", "aA", "Aa", "AA", "00"))
ADDRESS = regex.compile(
    r"(?P<url>://|www\.|\.(?:com|org|net|gov|edu|html?|co)\b)|(?P<mail>\w@\w)|(?P<path>/.*/)", regex.I
)


def cut_clues(chunk: str, shape: str, place: int, after: str) -> tuple[str, ...]:
    """Return the clues to whether a chunk is cut at a place; `after` is the kind of the character behind the chunk."""
    low, high = max(0, place - LONGEST), place + LONGEST
    left, right = chunk[low:place].lower(), chunk[place:high].lower()
    a, b = left[-1], right[0]
    outline = DOUBLED.sub(r"\1", shape[low:place]), DOUBLED.sub(r"\1", shape[place:high])
    lrun, rrun = _run_before(shape, place, low), _run_after(shape, place, high)
    lword, rword = chunk[place - lrun : place].lower(), chunk[place : place + rrun].lower()
    pair = a + b
    sort = _sort(chunk)
    spair = shape[place - 1 : place + 1]
    return (
        pair,
        a,
        b,
        left[-2:] + "|",
        "|" + right[:2],
        left[-2:] + "|" + right[:2],
        shape[max(0, place - 2) : place] + "|" + shape[place : place + 2],
        shape[max(0, place - 4) : place] + "|" + shape[place : place + 4],
        left + "|" + b,
        a + "|" + right,
        lword + "|" + spair[1],
        spair[0] + "|" + rword,
        lword + "|" + rword,
        left + "|" + right if len(chunk) <= LONGEST else "",
        pair + after if high >= len(chunk) else "",
        right + " " + after,
        left + "|" + b + " " + after if place == len(chunk) - 1 else "",
        "|".join(outline),
        spair + sort,
        shape[0] + spair + str(min(place, 3)),
        spair + shape[-1] + str(min(len(chunk) - place, 3)),
        spair + _brackets(chunk, place, low, high),
    )


def _run_before(shape: str, place: int, low: int) -> int:
    end = place - 1
    while end > low and (shape[end - 1 : end + 1] in SAME or shape[end - 1] == shape[end]):
        end -= 1
    return place - end


def _run_after(shape: str, place: int, high: int) -> int:
    end = place + 1
    while end < min(high, len(shape)) and (shape[end - 1 : end + 1] in SAME or shape[end - 1] == shape[end]):
        end += 1
    return end - place


@lru_cache(maxsize=1024)
def _sort(chunk: str) -> str:
    found = ADDRESS.search(chunk)
    return found.lastgroup or "" if found else ""


def _brackets(chunk: str, place: int, low: int, high: int) -> str:
    """Return which brackets stand open before the place in the chunk, and whether they are closed behind it."""
    before, behind = chunk[low:place], chunk[place:high]
    return f"{'(' in before:d}{')' in before:d}{'(' in behind:d}{')' in behind:d}"


END_CLUES = (
    "word",
    "word.shape",
    "word.next",
    "before",
    "before.shape",
    "before.word",
    "before.word.shape",
    "before2.word",
    "next",
    "next.before",
    "next.shape",
    "next2",
    "next.next2",
    "next2.shape",
    "shapes",
    "shapes5",
    "ending.before",
    "ending.next",
    "length",
    "rest",
    "quoted",
    "bracketed",
    "first",
    "small",
    "opening",
    "glued",
    "style",
    "small.shapes",
)


def may_end(tokens: Sequence[Pair], forms: Sequence[str]) -> Iterator[int]:
    """Yield the indices of tokens that may end a sentence: those with marks, and those before capitals and marks."""
    glued = -1
    for index in range(len(tokens) - 1):
        last, first = forms[index][-1], forms[index + 1][0]
        glued = tokens[index][1] == tokens[index + 1][0]
        if glued:
            if not last.isalnum() and last not in ",'’-/([{“‘$#":
                yield index
        elif not ((last.isalnum() or last in ",") and first.islower()):
            yield index


class Course:
    """Where the search for sentence ends has come to: the tokens, the start of the sentence, the marks open in it."""

    def __init__(self, text: str, tokens: Sequence[Pair], forms: Sequence[str]) -> None:
        self.text, self.tokens, self.forms = text, tokens, forms
        self.start = 0
        self.at = 0
        self.small = 0
        self.quotes = 0
        self.depth = 0
        self.style = _style(forms)

    def ended(self, index: int) -> None:
        """Begin a new sentence behind the token."""
        self.start = index + 1
        self.small = 0
        self.depth = 0
        self.at = index + 1

    def advance(self, index: int) -> None:
        """Count words in lower case and open marks up to the token."""
        for place in range(self.at, index + 1):
            form = self.forms[place]
            if form.islower():
                self.small += 1
            elif form in QUOTES:
                self.quotes = 1 - self.quotes if form == '"' else form in OPENING
            elif form in "([{":
                self.depth += 1
            elif form in ")]}" and self.depth:
                self.depth -= 1
        self.at = index + 1


QUOTES = frozenset(("“", "”", '"', "``", "''", "«", "»"))
OPENING = frozenset(("“", "``", "«"))


def _style(forms: Sequence[str]) -> str:
    last = forms[-1][-1] if forms else ""
    stops = sum(1 for f in forms if f in ".?!")
    return (
        ("stop" if last in ".?!" else "quote" if last in "\"”'’)" else "none")
        + str(min(3, stops))
        + str(bucket(len(forms)))
    )


def bucket(number: int) -> int:
    """Return the number on a coarse scale: exact up to 4, then by powers of the square root of two."""
    return number if number < 5 else int(2 * number.bit_length() + (number >> (number.bit_length() - 2) & 1)) - 1


def end_clues(course: Course, index: int) -> tuple[str, ...]:
    """Return the clues to whether a sentence ends behind a token."""
    course.advance(index)
    forms, tokens = course.forms, course.tokens
    word, wshape, _ = form_of(forms[index])
    before, bshape, bending = form_of(forms[index - 1]) if index > course.start else ("", "^", "")
    before2, b2shape, _ = form_of(forms[index - 2]) if index > course.start + 1 else ("", "^", "")
    after, ashape, aending = form_of(forms[index + 1])
    after2, a2shape, _ = form_of(forms[index + 2]) if index + 2 < len(forms) else ("", "$", "")
    after3 = form_of(forms[index + 3])[1] if index + 3 < len(forms) else "$"
    glue = " " if tokens[index][1] < tokens[index + 1][0] else "_"
    if index > course.start and tokens[index - 1][1] == tokens[index][0]:
        glue = "+" + glue
    mark = word if not word[0].isalnum() else wshape
    rest = len(forms) - index - 1
    first = form_of(forms[course.start])
    small = str(bucket(course.small))
    length = index - course.start + 1
    return (
        word,
        word + ashape + glue,
        word + " " + after,
        before,
        before + ashape + mark,
        before + " " + word,
        before + " " + word + ashape,
        before2 + " " + before + mark,
        after,
        after + bshape + mark,
        after + mark + glue,
        mark + after2,
        mark + after + " " + after2,
        mark + ashape + a2shape,
        bshape + " " + mark + " " + ashape,
        b2shape + bshape + " " + mark + " " + ashape + a2shape + glue,
        bending + mark,
        mark + aending,
        mark + ashape + str(bucket(length)),
        mark + ashape + str(bucket(rest)),
        mark + glue + ashape + str(course.quotes),
        mark + ashape + str(course.depth),
        first[0] + mark,
        mark + small + str(bucket(length)),
        first[1] + mark + ashape,
        mark + glue,
        course.style + mark,
        small + bshape + mark + ashape + a2shape + after3,
    )
