"""Cut a parsed article into windows: whole sentences of one paragraph, what the reader sees at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quotes.model import Parsed, Sentence, Word

LONGEST = 160  # words of a window that holds more than one sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Sentences of one paragraph that follow each other; ``words`` are theirs, in order.

    ``heads`` gives the place among ``words`` of each word's head, its own for the root of a sentence; ``sentences``
    the index in the article of each word's sentence.
    """

    parsed: Parsed
    words: tuple[Word, ...]
    heads: tuple[int, ...]
    sentences: tuple[int, ...]


def windows(parsed: Parsed) -> Iterator[Window]:
    """Yield an article's windows: its paragraphs, long ones in pieces of at most LONGEST words, a sentence never cut."""
    block: list[int] = []
    size = 0
    for index, sentence in enumerate(parsed.sentences):
        other = block and parsed.sentences[block[0]].segment != sentence.segment
        if block and (other or size + len(sentence.words) > LONGEST):
            yield window(parsed, block)
            block, size = [], 0
        block.append(index)
        size += len(sentence.words)
    if block:
        yield window(parsed, block)


def window(parsed: Parsed, indices: list[int]) -> Window:
    """Return the window of some sentences."""
    words: list[Word] = []
    heads: list[int] = []
    of: list[int] = []
    for index in indices:
        sentence: Sentence = parsed.sentences[index]
        first = len(words)
        words.extend(sentence.words)
        heads.extend(first + (w.head if w.head >= 0 else w.index) for w in sentence.words)
        of.extend([index] * len(sentence.words))
    return Window(parsed=parsed, words=tuple(words), heads=tuple(heads), sentences=tuple(of))
