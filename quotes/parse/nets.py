"""What Stanza's tagger and parser have in common: words as input rows for the highway LSTM of `quotes.recurrent`.

The nets, their weights and their vocabularies are Stanza's, and so is every number that decides; here they run without
what costs and is not read. What the first layer makes of a word depends on the word alone (its letters, its vector, its
tags), so it is computed when the word first comes and remembered. `tagger` and `graph` hold the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Generic, NamedTuple, TypeVar

import torch
from stanza.models.common.utils import simplify_punct
from stanza.models.common.vocab import PAD_ID, ROOT_ID
from torch import Tensor

from quotes.recurrent import FEWEST, Layer

REMEMBERED = 4096  # words that each net remembers: 40 to 50 MB for the embedded model
# A word's letters are filled up to a multiple of so many: a sum over more of them has another last digit.
LETTERS = 8
ROOT = "\x00"  # what the parser puts before a sentence; no word is this, for words have no control characters


Key = TypeVar("Key", bound=Hashable)


class Word(NamedTuple):
    """What a net reads of a word: its form, and for the parser the numbers of its lemma and tags."""

    form: str
    lemma: int = ROOT_ID
    upos: int = ROOT_ID
    xpos: int = ROOT_ID


def fits(net: Any) -> bool:
    """Return whether a net of Stanza reads just words, word vectors and letters: no language model, no transformer."""
    wanted = net.args.get("char") and net.args.get("pretrain") and net.args.get("word_emb_dim")
    return bool(wanted) and not net.args.get("charlm") and not net.args.get("bert_model")


def simple(form: str) -> str:
    """Return a form as Stanza's nets see it: several question or exclamation marks are one."""
    return form if form[0].isalnum() else simplify_punct([[[form]]])[0][0][0]


class Forms:
    """What a net makes of forms: their vectors, the embeddings of frequent ones, and a reading of their letters."""

    def __init__(self, net: Any, vocab: Any, vectors: Any) -> None:
        self._net, self._vocab, self._vectors = net, vocab, vectors

    def parts(self, forms: Sequence[str]) -> tuple[Tensor, Tensor, Tensor]:
        """Return vectors, embeddings and letters, each [forms, units], of forms of about one length."""
        net = self._net
        words = torch.tensor([ROOT_ID if form == ROOT else self._vocab["word"].unit2id(form) for form in forms])
        vectors = torch.tensor([ROOT_ID if form == ROOT else self._vectors.unit2id(form.lower()) for form in forms])
        letters = [[ROOT_ID] if form == ROOT else self._vocab["char"].map(form) for form in forms]
        return (
            net.trans_pretrained(net.pretrained_emb(vectors)),
            net.word_emb(words),
            net.trans_char(self._letters(letters)),
        )

    def _letters(self, letters: Sequence[Sequence[int]]) -> Tensor:
        """Return what the character LSTM with attention makes of the letters [forms, units]."""
        model = self._net.charmodel
        lengths = torch.tensor([len(each) for each in letters])
        width = -(-int(lengths.max()) // LETTERS) * LETTERS
        ids = torch.tensor([[*each, *[PAD_ID] * (width - len(each))] for each in letters])
        starts = (model.charlstm_h_init, model.charlstm_c_init)
        hidden = tuple(start.expand(-1, len(ids), -1).contiguous() for start in starts)
        states, _ = model.charlstm.lstm(model.char_emb(ids), hidden)  # one direction: what fills up comes too late
        read = torch.sigmoid(model.char_attn(states)) * (torch.arange(width) < lengths.unsqueeze(1)).unsqueeze(2)
        return (states * read).sum(1)


class Memory(Generic[Key]):
    """The first layer's projections of words, each computed once; when it is full, words that came once are forgotten.

    A word is known by a key, whatever the caller has at hand of it; `word` says once what a net reads of it, and `read`
    makes the layer's inputs [words, units] of words of about one length.
    """

    def __init__(self, layer: Layer, word: Callable[[Key], Word], read: Callable[[Sequence[Word]], Tensor]) -> None:
        self._layer, self._word, self._read = layer, word, read
        self._table = torch.zeros(REMEMBERED, layer.width)
        self._places: dict[Key, int] = {}
        self._again: set[Key] = set()

    def rows(self, words: Sequence[Key]) -> Tensor:
        """Return the rows [words, width] of the words."""
        wanted = set(words)
        new = wanted - self._places.keys()
        self._again |= wanted - new
        if len(self._places) + len(new) > len(self._table):
            self._forget(len(wanted))
            new = wanted - self._places.keys()
        if new:
            self._add(new)
        return self._table[torch.tensor([self._places[word] for word in words])]

    def _add(self, new: Iterable[Key]) -> None:
        start, inputs = len(self._places), []
        for block in _blocks((self._word(key), key) for key in new):
            place = len(self._places)
            self._places.update((key, place + i) for i, (_, key) in enumerate(block))
            inputs.append(self._read(enough([word for word, _ in block]))[: len(block)])
        rows = self._layer.project(torch.cat([*inputs, *inputs[-1:] * FEWEST]))
        self._table[start : len(self._places)] = rows[: len(self._places) - start]

    def _forget(self, wanted: int) -> None:
        """Keep the words that came again, if they leave half of the room, and room for as many as are wanted."""
        kept = [word for word in self._places if word in self._again]
        if len(kept) > len(self._table) // 2 or len(kept) + wanted > len(self._table):
            kept = []
        rows = self._table[torch.tensor([self._places[word] for word in kept], dtype=torch.long)]
        if len(kept) + wanted > len(self._table):
            self._table = torch.zeros(wanted, self._table.shape[1])
        self._table[: len(kept)] = rows
        self._places = {word: place for place, word in enumerate(kept)}
        self._again.clear()


def enough(words: list[Word]) -> list[Word]:
    """Return the words, the first one repeated where they are fewer than FEWEST."""
    return words + words[:1] * (FEWEST - len(words))


def _blocks(words: Iterable[tuple[Word, Key]]) -> Iterator[list[tuple[Word, Key]]]:
    """Yield words with their keys in blocks whose letters are filled up to the same number."""
    for _, group in groupby(sorted(words, key=_filled), key=_filled):
        yield list(group)


def _filled(pair: tuple[Word, object]) -> int:
    return -(-len(pair[0].form) // LETTERS)
