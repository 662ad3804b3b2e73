"""Parsed articles -> Readings: which words report, and what words they report and credit, by a net fitted to news.

The rules of the later stages say what a construction means; this stage says whether it reports at all, and where the
reported words begin and end, which no parse decides. It reads the parse, the marks and the lexicon (``clues``) and
was fitted to PolNeAR 1.0 train (``quotes.training.reader``). torch is imported where it is needed only: ``quotes
--help`` must not wait for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import BadZipFile

from quotes.blocks import by_length
from quotes.model import Parsed, Reading, Span
from quotes.reading.clues import SHAPES, distance, distinct, flags, paths, values
from quotes.reading.windows import Window, windows
from quotes.vectors import PLACE as VECTORS
from quotes.vectors import vectors
from quotes.weights import EMBEDDED, REINSTALL, ModelError, check_parts

if TYPE_CHECKING:
    from quotes.explanation import Weighed
    from quotes.reading.net import Pairs, Words

__all__ = ["Reader", "load"]

PLACE = Path("en") / "reading"
UNKNOWN = 0
# Words that are less likely to be cues are not looked into.
LEAST_CHANCE = 0.3
WORDS_AT_ONCE = 4_000  # that go through the net together: enough to fill it, little enough to bound the memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The numbers of forms, lemmas, tags and relations, 0 for any that is not listed, and of the shapes of paths."""

    form: Mapping[str, int]
    lemma: Mapping[str, int]
    upos: Mapping[str, int]
    xpos: Mapping[str, int]
    relation: Mapping[str, int]

    def words(self, block: Sequence[Window]) -> Words:
        """Return the clues of the words of some windows, as the net reads them."""
        import torch

        from quotes.reading.net import Words

        words = list(chain.from_iterable(window.words for window in block))
        firsts, places = distinct(words)
        numbers = {
            kind: torch.tensor([getattr(self, kind).get(value, UNKNOWN) for value in found])[places]
            for kind, found in values(firsts).items()
        }
        numbers["relation"] = torch.tensor([self.relation.get(word.deprel, UNKNOWN) for word in words])
        heads: list[int] = []
        for window in block:
            first = len(heads)
            heads.extend(first + head for head in window.heads)
        rows = torch.from_numpy(flags(block, (firsts, places)))
        return Words(**numbers, head=torch.tensor(heads), flags=rows)

    def pairs(self, block: Sequence[Window], cues: Sequence[tuple[int, int]]) -> Pairs:
        """Return the clues of each word of a cue's window as that cue sees it; a cue is a window's index and a place in it."""
        import numpy as np
        import torch

        from quotes.reading.net import Pairs

        firsts = list(accumulate((len(window.words) for window in block), initial=0))
        columns: Sequence[list[int]] = [[] for _ in Pairs._fields]
        for index, cue in cues:
            shapes, below, above = zip(*paths(block[index], cue), strict=True)
            first, size = firsts[index], len(shapes)
            numbers = (
                repeat(first + cue, size),
                range(first, first + size),
                map(SHAPES_BY_NAME.__getitem__, shapes),
                map(self.relation.get, below, repeat(UNKNOWN)),
                map(self.relation.get, above, repeat(UNKNOWN)),
                map(distance, range(-cue, size - cue)),
            )
            for column, found in zip(columns, numbers, strict=True):
                column.extend(found)
        return Pairs(*torch.from_numpy(np.array(columns, dtype=np.int64)))


SHAPES_BY_NAME = {shape: number for number, shape in enumerate(SHAPES)}


class Read(NamedTuple):
    """A cue as the net reads it: its place in its window, its chance, the label of each word, the labelling's chance."""

    window: int
    place: int
    chance: float
    labels: list[int]
    sure: float


class Reader:
    """Reads articles; its parts are loaded from a folder of models by ``load``."""

    def __init__(self, net: Any, vocabulary: Vocabulary, *, least: float = LEAST_CHANCE) -> None:
        self._net, self._vocabulary, self._least = net, vocabulary, least

    def read(self, article: Parsed) -> tuple[Reading, ...]:
        """Return what the words of an article report, in the order of the cues."""
        return self.read_all([article])[0]

    def read_all(self, articles: Sequence[Parsed]) -> list[tuple[Reading, ...]]:
        """Return the readings of each article, which do not depend on the other articles."""
        all_windows = [(place, window) for place, article in enumerate(articles) for window in windows(article)]
        found: dict[int, list[Reading]] = {}
        for part in by_length([window.words for _, window in all_windows], WORDS_AT_ONCE):
            for read in self._read([all_windows[number][1] for number in part]):
                number = part[read.window]
                found.setdefault(number, []).append(reading(all_windows[number][1], read))
        result: list[list[Reading]] = [[] for _ in articles]
        for number, (place, _) in enumerate(all_windows):
            result[place].extend(found.get(number, ()))
        return [tuple(each) for each in result]

    def explain(self, article: Parsed, sentence: int, word: int) -> Weighed:
        """Return how a word of an article is weighed as a cue, by the indices of its sentence and of the word there."""
        from quotes.reading.explain import explain

        return explain(self._net, self._vocabulary, article, sentence, word)

    def _read(self, block: Sequence[Window]) -> Iterator[Read]:
        import torch

        from quotes.reading.decode import best

        with torch.inference_mode():
            lengths = [len(window.words) for window in block]
            states = self._net.states(self._vocabulary.words(block), lengths)
            chances = self._net.cues(states).tolist()
            places = chain.from_iterable(((i, place) for place in range(n)) for i, n in enumerate(lengths))
            likely = [(where, chance) for where, chance in zip(places, chances, strict=True) if chance >= self._least]
            if not likely:
                return
            scores = self._net.labels(states, self._vocabulary.pairs(block, [where for where, _ in likely]))
            sizes = [lengths[index] for (index, _), _ in likely]
            padded = torch.nn.utils.rnn.pad_sequence(scores.split(sizes), batch_first=True)
            labels, sure = best(padded, torch.tensor(sizes), self._net.moves, self._net.starts)
        for ((index, place), chance), row, certainty in zip(likely, labels.tolist(), sure.tolist(), strict=True):
            yield Read(index, place, round(chance, 4), row[: lengths[index]], round(certainty, 4))


def reading(window: Window, read: Read) -> Reading:
    """Return what a cue reports and credits as places in the article."""
    from quotes.reading.decode import stretches

    def spans(kind: str) -> tuple[Span, ...]:
        return tuple(window.parsed.span(window.words[a : b + 1]) for a, b in stretches(read.labels, kind))

    return Reading(
        sentence=window.sentences[read.place],
        word=window.words[read.place].index,
        chance=read.chance,
        sure=read.sure,
        source=spans("source"),
        content=spans("content"),
        cue=spans("cue"),
    )


def load(folder: Path = EMBEDDED, place: Path | None = None) -> Reader:
    """Return the reader that is in a folder of models, or in ``place``, with the folder's word vectors.

    A folder's files are checked against its manifest; what lies in ``place`` is on trial and has none.
    Raises ModelError, naming the file, where it cannot be used.
    """
    import numpy as np
    import torch

    from quotes.reading.net import Net

    if place is None:
        check_parts(folder, PLACE, VECTORS)
    path = (place or folder / PLACE) / "news.npz"
    words = path.with_suffix(".json")
    try:
        with np.load(path, allow_pickle=False) as arrays:
            weights = {name: torch.from_numpy(arrays[name].astype(np.float32)) for name in arrays.files}
        lists = json.loads(words.read_text(encoding="utf-8"))
        forms = vectors(folder / VECTORS)
        kinds = {
            kind: {value: i for i, value in enumerate(lists[kind], 1)} for kind in ("lemma", "upos", "xpos", "relation")
        }
        return Reader(Net(weights, forms.rows), Vocabulary(form=forms.numbers, **kinds))
    except OSError as error:
        raise ModelError(
            f"{error.filename or path}: the model file cannot be read ({error.strerror}); {REINSTALL}"
        ) from error
    except (ValueError, KeyError, TypeError, BadZipFile) as error:
        raise ModelError(f"{path}: these are not the weights of a reader ({error!r}); {REINSTALL}") from error
