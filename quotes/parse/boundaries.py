"""Where text may be cut: clean text for the tokenizer, chunks of bounded length, and sentence ends that it got wrong.

Nothing here knows Stanza: these are functions from strings and offsets to offsets, and the parse stage's alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

import regex

from quotes.parse.joins import CLOSING, DOUBLE_MARK, joins

CHUNK = 1000
LONGEST_RUN = 400
LONGEST_SENTENCE = 120
MOST_MARKS = 8

# White space and controls part words; format characters (soft hyphen, zero-width joiner, byte order mark) do not.
RUN = regex.compile(r"[^\s\p{Cc}\p{Cf}\p{Zs}]+")
ONLY_FORMAT = regex.compile(r"\p{Cf}*")
# Rare marks are shown to the models as their common likeness, one character for one.
LIKENESS = str.maketrans("„‟❝❞＂″‚‛❛❜❟❠", '“““”""‘‘‘’‘“')

OPENING = frozenset("“‘«‹([{") | {"``"}
SAFE_CUT = regex.compile(r"[.?!…][\"”’»')\]]*(?=\s+[\"“‘«(]*\p{Lu})")

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Clean:
    """Text fit for a tokenizer and the way back: `text` has single spaces and no odd characters.

    `starts` are offsets in `text` where a piece begins, `origins` the offsets of those pieces in the article.
    """

    text: str
    starts: tuple[int, ...]
    origins: tuple[int, ...]

    def span(self, start: int, end: int) -> Pair:
        """Return the article's offsets of `text[start:end]`, which must not be empty."""
        return self._origin(start), self._origin(end - 1) + 1

    def _origin(self, offset: int) -> int:
        piece = bisect_right(self.starts, offset) - 1
        return self.origins[piece] + offset - self.starts[piece]


def clean(text: str, start: int, end: int) -> Clean:
    """Return `text[start:end]` as clean text.

    A run of more than 400 characters without a space is no word: its middle is left out.
    """
    parts: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    length = 0
    for low, high, spaced in _pieces(text, start, end):
        if spaced and parts:
            parts.append(" ")
            length += 1
        starts.append(length)
        origins.append(low)
        parts.append(text[low:high])
        length += high - low
    return Clean("".join(parts).translate(LIKENESS), tuple(starts), tuple(origins))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Yield the stretches to keep, each with whether white space or a control stands before it."""
    last = start
    for match in RUN.finditer(text, start, end):
        low, high = match.span()
        spaced = not ONLY_FORMAT.fullmatch(text, last, low)
        last = high
        if high - low > LONGEST_RUN:
            yield low, low + LONGEST_RUN // 2, spaced
            yield high - LONGEST_RUN // 2, high, False
        else:
            yield low, high, spaced


def chunks(text: str) -> Iterator[Pair]:
    """Yield offsets that cut clean text into chunks of at most 1000 characters, at sentence ends if there are any."""
    start = 0
    while len(text) - start > CHUNK:
        end = _cut(text, start)
        yield start, end
        start = end + (text[end : end + 1] == " ")
    if start < len(text):
        yield start, len(text)


def _cut(text: str, start: int) -> int:
    ends = [match.end() for match in SAFE_CUT.finditer(text, start, start + CHUNK)]
    if ends:
        return ends[-1]
    space = text.rfind(" ", start + 1, start + CHUNK)
    return space if space > 0 else start + CHUNK


def split_marks(text: str, tokens: Sequence[Pair]) -> list[Pair]:
    """Return the tokens with every double quotation mark a token of its own."""
    if not tokens or not DOUBLE_MARK.search(text, tokens[0][0], tokens[-1][1]):  # as in most sentences
        return list(tokens)
    result: list[Pair] = []
    for start, end in tokens:
        low = start
        for match in DOUBLE_MARK.finditer(text, start, end):
            result.extend(pair for pair in ((low, match.start()), match.span()) if pair[0] < pair[1])
            low = match.end()
        if low < end:
            result.append((low, end))
    return result


def mend(text: str, sentences: Sequence[Sequence[Pair]]) -> list[list[Pair]]:
    """Return one paragraph's sentences with the wrong ends among them removed and over-long sentences cut."""
    result: list[list[Pair]] = []
    for sentence in sentences:
        tokens = split_marks(text, sentence)
        if result:
            _move_marks(text, result[-1], tokens)
        if tokens and result and joins(text, result[-1], tokens):
            result[-1].extend(tokens)
        elif tokens:
            result.append(tokens)
    return [part for tokens in result for part in cut_long(text, tokens)]


def _move_marks(text: str, before: list[Pair], after: list[Pair]) -> None:
    """Move closing marks from the start of a sentence to the one before, opening ones from its end to the next.

    No more than a few at a time: a run of thousands would be carried from sentence to sentence.
    """
    closing = list(takewhile(lambda pair: _closes(text, pair), after[:MOST_MARKS]))
    if closing and not _opens(text, before[-1]):
        before.extend(closing)
        del after[: len(closing)]
    opening = list(takewhile(lambda pair: _opens(text, pair), reversed(before[max(1, len(before) - MOST_MARKS) :])))
    if opening:
        after[:0] = reversed(opening)
        del before[-len(opening) :]


def _closes(text: str, pair: Pair) -> bool:
    form = text[slice(*pair)]
    if form in CLOSING:
        return form not in ")]}" or text[pair[0] - 1 : pair[0]] != " "
    before, after = text[pair[0] - 1 : pair[0]], text[pair[1] : pair[1] + 1]
    return form in "\"'" and before.strip() != "" and after.strip() == ""


def _opens(text: str, pair: Pair) -> bool:
    form = text[slice(*pair)]
    before, after = text[pair[0] - 1 : pair[0]] if pair[0] else "", text[pair[1] : pair[1] + 1]
    return form in OPENING or (form in "\"'" and before.strip() == "" and after.strip() != "")


def cut_long(text: str, tokens: list[Pair]) -> Iterator[list[Pair]]:
    """Yield a sentence in parts of at most 120 tokens, cut behind the last mark of the window where there is one."""
    start = 0
    while len(tokens) - start > LONGEST_SENTENCE:
        window = range(start + LONGEST_SENTENCE - 1, start + LONGEST_SENTENCE // 2, -1)
        marks = (i for i in window if text[slice(*tokens[i])][-1] in ".?!;:,”»")
        end = next(marks, start + LONGEST_SENTENCE - 1) + 1
        yield tokens[start:end]
        start = end
    yield tokens[start:]
