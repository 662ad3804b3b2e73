"""Tells headlines and page furniture from the paragraphs of the article itself, line by line and by position.

A body paragraph taken for furniture loses its quotations, so whatever reads as a complete sentence is body unless a
phrase of ``data/layout.json`` says otherwise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from quotes.model import SegmentKind

_LOOK = 600  # code points of a paragraph that are looked at: enough for any caption, and the work stays linear
_HEADLINE_WORDS = 25
_CROSSHEAD_WORDS = 10
_SHORT = 8  # words that a line after the body may have before it is taken for a sentence that was cut off
_STOPPED_TITLE_WORDS = 16
_STOPS = ".!?…。"
_TRAILERS = "\"'“”‘’«»‹›)]* \t\n\xa0"
_FUNCTION_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "with",
        "from",
        "as",
        "and",
        "or",
        "but",
        "that",
        "which",
        "who",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "has",
        "have",
        "had",
        "will",
        "would",
        "can",
        "could",
        "may",
        "it",
        "its",
        "he",
        "she",
        "they",
        "we",
        "i",
        "you",
        "his",
        "her",
        "their",
        "this",
        "these",
        "those",
        "not",
    ]
)
_CREDIT = re.compile(r"\s[\[(][^\])]{1,30}[\])]\Z")
_BULLET = re.compile(r"[-–—•*·▪●](?=\w)|(?:[-–—•*·▪●]|\d{1,2}[.)]|[a-z]\))\s")
_TRAIL = re.compile(r"\s[>›»|]\s")
_NARRATES = re.compile(
    r"^(?:The|A|An|He|She|It|They|There|This|We|I)\s|\b(?:said|told|was|were|had|been|that|which|did|\w{2,}ed)\b"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[\"“”]"
)
_PROSE = re.compile(r"\A[^{}]*[^\W\d_]{2}[^{}]*\Z")  # what holds no word, or holds a brace of a style sheet, is none
_IN_SINGLE_MARKS = re.compile(r"['‘][^\"“”]{2,80}['’]\Z")
_DATELINE = re.compile(r"[A-Z]{4,}[^a-z\n]{0,30}(?:[A-Z][a-z]+\W{1,3})?(?:\([^)]{2,20}\) ?)?[-–—] ?[A-Z]\w* [a-z]*")
_CAPITALS = re.compile(r"[^a-z]*[A-Z][^a-z]*\Z")


@dataclass(frozen=True, slots=True)
class _Line:
    """What the surface of a paragraph shows."""

    text: str
    words: tuple[str, ...]
    long: bool
    stopped: bool
    phrase: str | None

    @property
    def sentence(self) -> bool:
        """Whether the paragraph surely reads as prose: it is long, has a dateline, or ends as a sentence does."""
        return self.long or _DATELINE.match(self.text) is not None or (self.stopped and not self.capitals)

    @property
    def capitals(self) -> bool:
        return len(self.words) <= 12 and _CAPITALS.match(self.text) is not None

    @property
    def nominal(self) -> bool:
        """Whether capitals outnumber function words as they do in a title, whatever its last character is."""
        function = sum(word.lower() in _FUNCTION_WORDS for word in self.words)
        capital = sum(word[0].isupper() or word[0].isdigit() for word in self.words)
        return function <= 0.2 * len(self.words) or capital + function >= 0.85 * len(self.words) > 0


def kinds(texts: Sequence[str], title: str | None = None) -> list[SegmentKind]:
    """Return the kind of each paragraph of an article, in order; ``title`` is the article's own, where it is known."""
    lines = [_line(text) for text in texts]
    result: list[SegmentKind] = ["body" if line.phrase is None else "furniture" for line in lines]
    first = next((i for i, line in enumerate(lines) if _is_body(line)), len(lines))
    last = next((i for i in range(len(lines) - 1, -1, -1) if _is_body(lines[i])), -1)
    tail = next((i for i, line in enumerate(lines) if i > first and line.phrase == "end"), len(lines))
    head = _title_lines(lines, first)
    _mark_head(lines, result, first, head)
    for i in range(max(first, head), len(lines)):
        if result[i] == "body" and not lines[i].sentence:
            result[i] = _loose(lines, i, trailing=i > last, after_end=i >= tail)
    _mark_titles(lines, result, title)
    _mark_quoted_crossheads(lines, result)
    return result


def _line(text: str) -> _Line:
    shown = text[:_LOOK].strip()
    tail = _CREDIT.sub("", text[-40:])[-8:].rstrip(_TRAILERS)
    words = tuple(shown.split())
    long = len(text) > _LOOK or len(words) > 35 or (len(words) >= 15 and _several(shown))
    return _Line(shown, words, long, bool(tail) and tail[-1] in _STOPS + ",;:", _phrase(shown, len(text)))


def _is_body(line: _Line) -> bool:
    return line.phrase is None and line.sentence


def _title_lines(lines: Sequence[_Line], first: int) -> int:
    """Return how many lines at the start are a title although they end in a full stop or are split by a semicolon."""
    if first or len(lines) < 2:
        return 0
    count = 0
    while count < 2 and count < len(lines) - 1 and lines[count].text.endswith(";"):
        count += 1
    if count + 1 == len(lines):
        return count
    opening = lines[count]
    if len(opening.words) > (_HEADLINE_WORDS if count else _STOPPED_TITLE_WORDS) or _several(opening.text):
        return count
    return (
        count + 1 if (count or _reads_as_title(opening)) and len(lines[count + 1].text) > len(opening.text) else count
    )


def _reads_as_title(line: _Line) -> bool:
    """Return whether a first line that ends in a full stop is a title still: titles are written in the present tense."""
    return line.nominal or line.text[-1] in "?!'’" or not _NARRATES.search(line.text)


def _several(text: str) -> bool:
    return re.search(r"(?<!\b[A-Z])[.!?][\"”’']?\s+[\"“‘']?[A-Z]", text) is not None


def _mark_head(lines: Sequence[_Line], result: list[SegmentKind], first: int, head: int) -> None:
    """Mark the lines before the first body paragraph: titles until a byline or a date, furniture after it."""
    for i in range(head):
        result[i] = "headline" if result[i] == "body" else result[i]
    plain = [i for i in range(first) if result[i] == "body"]
    titles = [i for i in plain if 4 <= len(lines[i].words) <= _HEADLINE_WORDS and not _TRAIL.search(lines[i].text)]
    if not titles and plain:
        titles = plain[:1] if len(lines[plain[0]].words) > 1 or len(plain) == 1 else []
    seen = False
    for i in range(first):
        if result[i] == "furniture":
            seen = seen or (lines[i].phrase == "byline" and any(t < i for t in titles))
        elif i in titles and not seen:
            result[i] = "headline"
        else:
            result[i] = "furniture"


def _loose(lines: Sequence[_Line], i: int, *, trailing: bool, after_end: bool) -> SegmentKind:
    """Return the kind of a line in or after the body that does not end as a sentence."""
    line = lines[i]
    if _BULLET.match(line.text) and not (trailing or after_end):
        return "body"
    fellows = [j for j in (i - 2, i - 1, i + 1, i + 2) if 0 <= j < len(lines) and not _is_body(lines[j])]
    if after_end:
        return "furniture"
    if trailing:
        cut_short = len(line.words) > _SHORT and i > 0 and _is_body(lines[i - 1])
        return "body" if cut_short else "furniture"
    if len(fellows) >= 3 and len(line.words) <= _HEADLINE_WORDS:
        return "furniture"
    quoted = line.text[-1] in _TRAILERS and not line.capitals
    return "headline" if len(line.words) <= _CROSSHEAD_WORDS and not quoted else "body"


def _mark_titles(lines: Sequence[_Line], result: list[SegmentKind], title: str | None) -> None:
    """Mark the article's own title wherever it is repeated, and a deck: a sentence of the head that the body repeats."""
    known = {line.text.casefold() for line, kind in zip(lines, result, strict=True) if kind == "headline"}
    if title:
        known.add(title.strip().casefold())
    started = False
    for i, line in enumerate(lines):
        if line.text.casefold() in known and len(line.words) > 2:
            result[i] = "headline"
        started = started or (result[i] == "body" and i > 0 and not _repeated(lines, i))
        if not started and result[i] == "body" and _repeated(lines, i):
            result[i] = "headline"


def _mark_quoted_crossheads(lines: Sequence[_Line], result: list[SegmentKind]) -> None:
    """Mark the lines wholly in single marks as crossheads, in an article that gives speech in double marks."""
    if any(mark in line.text for line in lines for mark in ('"', "“", "''")):
        for i, line in enumerate(lines):
            if len(line.words) <= _CROSSHEAD_WORDS and result[i] == "body" and _IN_SINGLE_MARKS.match(line.text):
                result[i] = "headline"


def _repeated(lines: Sequence[_Line], i: int) -> bool:
    """Return whether a paragraph of one sentence stands again further down: a deck is made so."""
    line = lines[i]
    if len(line.text) >= _LOOK or _several(line.text):
        return False
    return any(lines[j].text == line.text for j in range(i + 1, min(len(lines), i + 40)))


def _phrase(text: str, length: int) -> str | None:
    """Return the class of the first phrase of ``data/layout.json`` that the paragraph matches, or None."""
    if length < _LOOK and not _PROSE.search(text):
        return "chrome"
    return next((name for name, limit, pattern in _phrases() if length <= limit and pattern.search(text)), None)


@cache
def _phrases() -> tuple[tuple[str, int, re.Pattern[str]], ...]:
    raw = json.loads(resources.files("quotes").joinpath("data/layout.json").read_text(encoding="utf-8"))
    return tuple((p["class"], p["longest"], re.compile(p["pattern"])) for p in raw["phrases"])
