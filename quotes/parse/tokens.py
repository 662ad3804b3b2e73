"""Clean text -> tokens and sentences, by two small linear models instead of a neural net.

White space cuts the text into chunks. A chunk of letters is one token; any other is cut at those of its places that a
linear model chooses, which sees the chunk and the kind of character that follows it: equal chunks are cut once. A
second model of the same class decides behind which tokens a sentence ends, from left to right.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import regex

from quotes.parse.clues import CUT_CLUES, END_CLUES, Course, cut_clues, end_clues, kind, may_end, may_part, shape_of
from quotes.weights import REINSTALL, ModelError

Pair = tuple[int, int]

CHUNK = regex.compile(r"\S+")
# How many distinct chunks are remembered with their cuts.
REMEMBERED = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """A linear model: the score of an item is the bias and the weight of each of its clues, looked up by name."""

    bias: int
    tables: tuple[Mapping[str, int], ...]

    def score(self, clues: Sequence[str]) -> int:
        """Return the score of an item, one clue a table: positive means yes."""
        total = self.bias
        for table, clue in zip(self.tables, clues, strict=True):
            total += table.get(clue, 0)
        return total

    @classmethod
    def from_json(cls, value: Mapping[str, Any], names: Sequence[str]) -> Linear:
        """Return the model that a file states; raise KeyError where it lacks one of the named tables."""
        return cls(bias=int(value["bias"]), tables=tuple(value["weights"][name] for name in names))


class Tokenizer:
    """Cuts clean text into tokens and sentences. Equal text gives equal tokens, in time linear in its length."""

    def __init__(self, *, cut: Linear, end: Linear, words: Mapping[str, tuple[int, ...]]) -> None:
        self._cut, self._end, self._words = cut, end, words
        self._places = lru_cache(maxsize=REMEMBERED)(self._decide)

    @classmethod
    def load(cls, path: Path) -> Tokenizer:
        """Return the tokenizer whose weights are in the file; raise ModelError where it cannot be used."""
        try:
            value = json.loads(path.read_text(encoding="utf-8"))
            return cls.from_json(value)
        except OSError as error:
            raise ModelError(
                f"{path}: the tokenizer's weights cannot be read ({error.strerror}); {REINSTALL}"
            ) from error
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ModelError(f"{path}: these are not a tokenizer's weights ({error!r}); {REINSTALL}") from error

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Tokenizer:
        """Return the tokenizer that `quotes.training.tokens` wrote as JSON."""
        return cls(
            cut=Linear.from_json(value["cut"], CUT_CLUES),
            end=Linear.from_json(value["end"], END_CLUES),
            words={word: tuple(places) for word, places in value["words"].items()},
        )

    def sentences(self, text: str) -> list[list[Pair]]:
        """Return the tokens of clean text as offsets, sentence by sentence."""
        tokens = self.tokens(text)
        result, start = [], 0
        for end in self._ends(text, tokens):
            result.append(tokens[start:end])
            start = end
        return result

    def tokens(self, text: str) -> list[Pair]:
        """Return the tokens of clean text as offsets."""
        result: list[Pair] = []
        spans = [match.span() for match in CHUNK.finditer(text)]
        for index, (start, end) in enumerate(spans):
            chunk = text[start:end]
            if chunk.isalpha() and chunk.lower() not in self._words:
                result.append((start, end))
                continue
            after = text[spans[index + 1][0]] if index + 1 < len(spans) else ""
            low = start
            for place in self._places(chunk, kind(after)):
                result.append((low, start + place))
                low = start + place
            result.append((low, end))
        return result

    def _decide(self, chunk: str, after: str) -> tuple[int, ...]:
        """Return where a chunk is cut, which a character of the kind `after` follows."""
        shape = shape_of(chunk)
        places = [
            place for place in may_part(chunk, shape) if self._cut.score(cut_clues(chunk, shape, place, after)) > 0
        ]
        return tuple(sorted({*places, *self._within(chunk, places)}))

    def _within(self, chunk: str, places: Sequence[int]) -> Iterator[int]:
        """Yield where the pieces between the places are cut because they are two words written as one."""
        for low, high in zip((0, *places), (*places, len(chunk)), strict=True):
            yield from (low + place for place in self._words.get(chunk[low:high].lower(), ()))

    def _ends(self, text: str, tokens: Sequence[Pair]) -> Iterator[int]:
        """Yield the number of tokens before each sentence end; the last token always ends one."""
        forms = [text[start:end] for start, end in tokens]
        course = Course(text, tokens, forms)
        for index in may_end(tokens, forms):
            if self._end.score(end_clues(course, index)) > 0:
                yield index + 1
                course.ended(index)
        if tokens:
            yield len(tokens)
