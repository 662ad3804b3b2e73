"""Cuts an article into paragraphs, says what kind each one is, and pairs its quotation marks; nothing is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from quotes.furniture import kinds
from quotes.marks import OPEN, marks, style
from quotes.model import Article, Quoted, Segment, SegmentKind
from quotes.pairing import pair
from quotes.repair import Pair

# Unlike str.splitlines this leaves the information separators U+001C..U+001E alone: they are blanks, not line ends.
_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_BREAKS = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_NARROW, _WIDE = 30, 110  # the columns at which plain text is wrapped by machines
_FIRST_WORD = re.compile(r"\s*(\S{1,40})")

Range = tuple[int, int]


def segment(article: Article) -> tuple[Segment, ...]:
    """Return the article's paragraphs in order, each with its kind and its quoted stretches.

    The spans are disjoint, have no white space at their ends, and together hold every character that is not white
    space. Marks are paired inside a paragraph; only a quotation that one paragraph leaves open and the next re-opens
    crosses the border. The time is linear in the article's length, and no text raises.
    """
    text = article.text
    ranges = _paragraphs(text)
    labels = kinds([text[start:end] for start, end in ranges], article.title)
    quoted = _quoted(article, ranges, labels)
    return tuple(
        Segment(span=article.span(start, end), kind=kind, quoted=inside)
        for (start, end), kind, inside in zip(ranges, labels, quoted, strict=True)
    )


def _paragraphs(text: str) -> list[Range]:
    """Return the paragraphs: a line each, but lines that a machine wrapped at a column are joined again."""
    blocks = list(_blocks(text))
    width = _wrap_width(text, blocks)
    result: list[Range] = []
    for block in blocks:
        start, end = block[0]
        for line, following in pairwise(block):
            if not _continues(text, line, following, width):
                result.append((start, end))
                start = following[0]
            end = following[1]
        result.append((start, end))
    return result


def _blocks(text: str) -> Iterator[list[Range]]:
    """Yield the runs of lines that no blank line divides, each line without the white space around it."""
    block: list[Range] = []
    previous = 0
    for line in _LINE.finditer(text):
        start, end = _trimmed(text, line.start(), line.end())
        if block and (start == end or len(_BREAKS.findall(text, previous, line.start())) > 1):
            yield block
            block = []
        if start < end:
            block.append((start, end))
        previous = line.end()
    if block:
        yield block


def _trimmed(text: str, start: int, end: int) -> Range:
    line = text[start:end]
    left = len(line) - len(line.lstrip())
    return (end, end) if left == len(line) else (start + left, start + len(line.rstrip()))


def _wrap_width(text: str, blocks: Sequence[Sequence[Range]]) -> int | None:
    """Return the column at which the article was wrapped by a machine, or None if each line is a paragraph.

    Wrapped prose gives itself away twice: a line could not have taken the first word of the next one, and about two
    in three of its lines begin with a small letter. Lists and paragraphs of one line each do neither.
    """
    breaks = [lines for block in blocks for lines in pairwise(block)]
    lengths = sorted(end - start for block in blocks if len(block) > 1 for start, end in block)
    if not breaks:
        return None
    width = lengths[min(len(lengths) - 1, len(lengths) * 98 // 100)]
    if not _NARROW <= width <= _WIDE:
        return None
    full = sum(_is_full(text, line, following, width) for line, following in breaks)
    lower = sum(text[following[0]].islower() for _, following in breaks)
    return width if full >= 0.6 * len(breaks) and lower >= 0.35 * len(breaks) else None


def _is_full(text: str, line: Range, following: Range, width: int) -> bool:
    word = _FIRST_WORD.match(text, *following)
    return (line[1] - line[0]) + 1 + (len(word[1]) if word else 0) > width - 4


def _continues(text: str, line: Range, following: Range, width: int | None) -> bool:
    """Return whether ``following`` belongs to the same paragraph as ``line``."""
    if width is not None:
        return _is_full(text, line, following, width)
    return (text[line[1] - 1].islower() or text[line[1] - 1] == ",") and text[following[0]].islower()


def _quoted(article: Article, ranges: Sequence[Range], labels: Sequence[SegmentKind]) -> list[tuple[Quoted, ...]]:
    """Return the quoted stretches of each paragraph; a re-opened quotation looks past the furniture in between."""
    opening = [_opening(article.text, paragraph) for paragraph in ranges]
    upcoming: list[str | None] = [None] * len(ranges)
    following: str | None = None
    for i in reversed(range(len(ranges))):
        if labels[i] == "body":
            upcoming[i], following = following, opening[i]
    result, carried = [], None
    for i, (start, end) in enumerate(ranges):
        body = labels[i] == "body"
        paired = pair(article.text, start, end, carried=carried if body else None, upcoming=upcoming[i])
        carried = paired.left_open if body else carried
        result.append(tuple(_as_quoted(article, entry) for entry in paired.pairs))
    return result


def _opening(text: str, paragraph: Range) -> str | None:
    """Return the style of the mark that the paragraph begins with, or None if it begins otherwise."""
    first = next(marks(text, paragraph[0], min(paragraph[1], paragraph[0] + 8)), None)
    return style(text, first.start) if first and first.start == paragraph[0] and first.context is OPEN else None


def _as_quoted(article: Article, entry: Pair) -> Quoted:
    return Quoted(
        outer=article.span(entry.start, entry.end),
        inner=article.span(entry.inner_start, entry.inner_end),
        depth=entry.depth,
        opened=entry.opened,
        closed=entry.closed,
        continues=entry.continues,
    )
