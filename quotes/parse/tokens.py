"""Clean text -> tokens and sentences, by small linear models and no neural net.

White space cuts the text into chunks. A chunk of letters is one token; any other is cut where a linear model says so, but
never within an address. The model sees the chunk and the kind of character behind it: equal chunks are cut once. A second
one decides behind which tokens a sentence ends, from left to right. A third one knows where a few words, such as "its",
are two: "its not true".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from quotes.parse.cuts import Cut, clues_of_cut, kind_of_next, may_part, plain
from quotes.parse.ends import Course, End, clues_of_end, may_end
from quotes.parse.shapes import shape
from quotes.parse.slips import Known, Slip, about
from quotes.weights import REINSTALL, ModelError

Pair = tuple[int, int]

CHUNK = re.compile(r"\S+")
# How many distinct chunks are remembered with their cuts.
REMEMBERED = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """A linear model: an item's score is the bias and, from one table for each clue, the weight of that clue."""

    bias: int
    tables: tuple[Mapping[str, int], ...]

    def score(self, clues: Sequence[str]) -> int:
        """Return the score of an item, one clue a table: above zero means yes."""
        total = self.bias
        for table, clue in zip(self.tables, clues, strict=True):
            total += table.get(clue, 0)
        return total

    @classmethod
    def from_json(cls, value: Mapping[str, Any], names: Sequence[str]) -> Linear:
        """Return the model that a file states; raise KeyError where it lacks one of the named tables."""
        return cls(bias=int(value["bias"]), tables=tuple(dict(value["weights"][name]) for name in names))


class Tokenizer:
    """Cuts clean text into tokens and sentences. Equal text gives equal tokens, in time linear in its length."""

    def __init__(
        self,
        *,
        cut: Linear,
        end: Linear,
        slip: Linear,
        words: Mapping[str, Sequence[int]],
        slips: Mapping[str, Known],
    ) -> None:
        self._cut, self._end, self._slip = cut, end, slip
        self._words, self._slips = words, slips
        self._listed = words.keys() | slips.keys()
        self._places = lru_cache(maxsize=REMEMBERED)(self._decide)

    @classmethod
    def load(cls, path: Path) -> Tokenizer:
        """Return the tokenizer whose weights are in a file; raise ModelError, naming the file, where they cannot be used."""
        try:
            return cls.from_json(json.loads(path.read_text(encoding="utf-8")))
        except OSError as error:
            raise ModelError(f"{path}: the tokenizer cannot be read ({error.strerror}); {REINSTALL}") from error
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ModelError(f"{path}: these are not a tokenizer's weights ({error!r}); {REINSTALL}") from error

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Tokenizer:
        """Return the tokenizer from its weights as `quotes.training.tokens` makes them."""
        return cls(
            cut=Linear.from_json(value["cut"], Cut._fields),
            end=Linear.from_json(value["end"], End._fields),
            slip=Linear.from_json(value["slips"]["model"], Slip._fields),
            words=dict(value["words"]),
            slips={
                word: Known(int(known["place"]), frozenset(known["next"]))
                for word, known in value["slips"]["words"].items()
            },
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
        spans = [*(match.span() for match in CHUNK.finditer(text)), (len(text), len(text))]
        for (start, end), (following, _) in pairwise(spans):
            chunk = text[start:end]
            low = start
            if not chunk.isalpha() or chunk.lower() in self._listed:
                for place in self._places(chunk, kind_of_next(text, following)):
                    result.append((low, start + place))
                    low = start + place
                if place := self._slip_at(text, low, end):
                    result.append((low, low + place))
                    low += place
            result.append((low, end))
        return result

    def _slip_at(self, text: str, start: int, end: int) -> int:
        """Return where a word is cut because it is a contraction without its apostrophe here, and 0 where it is none."""
        word = text[start:end].lower()
        known = self._slips.get(word)
        if known is None:
            return 0
        around = about(text, start, end)
        return known.place if around.next in known.next and self._slip.score(around.clues(word)) > 0 else 0

    def _decide(self, chunk: str, following: str) -> tuple[int, ...]:
        """Return where a chunk is cut; `following` is the kind of the character behind it."""
        chunk = plain(chunk)
        kinds = shape(chunk)
        places: list[int] = []
        for place in may_part(chunk, kinds):
            last = places[-1] if places else 0
            if self._cut.score(clues_of_cut(chunk, kinds, place, following, last)) > 0:
                places.append(place)
        return tuple(sorted((*places, *self._within(chunk, places))))

    def _within(self, chunk: str, places: Sequence[int]) -> Iterator[int]:
        """Yield where the pieces between the places are cut because they are two words written as one."""
        for low, high in zip((0, *places), (*places, len(chunk)), strict=True):
            yield from (low + place for place in self._words.get(chunk[low:high].lower(), ()))

    def _ends(self, text: str, tokens: Sequence[Pair]) -> Iterator[int]:
        """Yield how many tokens stand before each sentence end; the last token always ends a sentence."""
        forms = [text[start:end] for start, end in tokens]
        course = Course(tokens, forms)
        for index in may_end(tokens, forms):
            if self._end.score(clues_of_end(course, index)) > 0:
                yield index + 1
                course.end(index)
        if tokens:
            yield len(tokens)
