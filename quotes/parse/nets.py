"""What Stanza's tagger and parser have in common: words as input rows for the highway LSTM of `quotes.recurrent`.

The nets, their weights and their vocabularies are Stanza's, and so is every number that decides; here they run without
what costs and is not read. What the first layer makes of a word depends on the word alone (its letters, its vector, its
tags), so it is computed when the word first comes and remembered. `tagger` and `graph` hold the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import torch
from stanza.models.common.utils import simplify_punct
from stanza.models.common.vocab import ROOT_ID
from torch import Tensor

from quotes.products import Affine, enough
from quotes.recurrent import WORKSPACE, Layer, Projected, Steps, doubled, walk

REMEMBERED = 4096  # words that each net remembers: 40 to 50 MB for the embedded model
SPELT = 1 << 14  # forms whose letters each net remembers: 7 MB
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


class Letters:
    """What the character LSTM with attention of a net makes of forms, each spelt once; when they are too many, anew."""

    def __init__(self, net: Any, vocab: Any) -> None:
        model = net.charmodel
        lstm = model.charlstm.lstm
        inputs, hidden, bias, more = map(
            doubled, (lstm.weight_ih_l0, lstm.weight_hh_l0, lstm.bias_ih_l0, lstm.bias_hh_l0)
        )
        self._vocab = vocab
        self._gates = torch.addmm(bias + more, model.char_emb.weight, inputs.T)  # of each letter
        self._recurrent = (2 * hidden.T).contiguous().unsqueeze(0)
        self._starts = (model.charlstm_h_init / 2, 2 * model.charlstm_c_init)
        self._attention = model.char_attn.weight
        self._known: dict[str, Tensor] = {}

    def read(self, forms: Sequence[str]) -> Tensor:
        """Return the readings [forms, units] of forms."""
        known = self._known
        new = sorted({form for form in forms if form not in known})
        if len(known) + len(new) > SPELT:
            known.clear()
            new = sorted(set(forms))
        if new:
            known.update(zip(new, self._spell(new), strict=True))
        return torch.stack([known[form] for form in forms])

    def _spell(self, forms: Sequence[str]) -> Tensor:
        spelt = [[ROOT_ID] if form == ROOT else self._vocab.map(form) for form in forms]
        lengths = [len(each) for each in spelt]
        steps = Steps(lengths)
        letters = torch.tensor([letter for each in spelt for letter in each])[steps.order]
        states = 2 * walk(self._gates[letters].unsqueeze(0), steps, self._recurrent, self._starts)[0][steps.undo]
        read = states * torch.sigmoid((states * self._attention).sum(1, keepdim=True))
        return torch.segment_reduce(read, "sum", lengths=torch.tensor(lengths))


class Forms:
    """What a net makes of forms: their vectors, the embeddings of frequent ones, and a reading of their letters."""

    def __init__(self, net: Any, vocab: Any, vectors: Any) -> None:
        self._net, self._vocab, self._vectors = net, vocab["word"], vectors
        self._letters = Letters(net, vocab["char"])
        of_vectors = net.trans_pretrained.weight
        self._of_vectors = Affine(of_vectors, of_vectors.new_zeros(len(of_vectors)))
        of_letters = net.trans_char.weight
        self._of_letters = Affine(of_letters, of_letters.new_zeros(len(of_letters)))

    def parts(self, forms: Sequence[str]) -> tuple[Tensor, Tensor, Tensor]:
        """Return vectors, embeddings and letters, each [forms, units], of forms."""
        words = torch.tensor([ROOT_ID if form == ROOT else self._vocab.unit2id(form) for form in forms])
        vectors = torch.tensor([ROOT_ID if form == ROOT else self._vectors.unit2id(form.lower()) for form in forms])
        return (
            self._of_vectors(self._net.pretrained_emb(vectors)),
            self._net.word_emb(words),
            self._of_letters(self._letters.read(forms)),
        )


class Memory(Generic[Key]):
    """The first layer's projections of words, each computed once; when it is full, words that came once are forgotten.

    A word is known by a key, whatever the caller has at hand of it; `word` says once what a net reads of it, and `read`
    makes the layer's inputs [words, units] of words.
    """

    def __init__(self, layer: Layer, word: Callable[[Key], Word], read: Callable[[Sequence[Word]], Tensor]) -> None:
        self._layer, self._word, self._read = layer, word, read
        self._tables = [torch.zeros(REMEMBERED, 4 * layer.units) for _ in range(3)]
        self._places: dict[Key, int] = {}
        self._again: set[Key] = set()

    def projected(self, words: Sequence[Key], steps: Steps) -> Projected:
        """Return the first layer's projections of the words."""
        forwards = self._at(words)[steps.order]
        shape = (len(forwards), self._tables[0].shape[1])
        gates, sides = WORKSPACE.take("gates", 2, *shape), WORKSPACE.take("sides", *shape)
        places = (forwards, forwards[steps.turn], forwards)
        for part, table, rows in zip((*gates, sides), self._tables, places, strict=True):
            torch.index_select(table, 0, rows, out=part)
        return Projected(gates, sides)

    def _at(self, words: Sequence[Key]) -> Tensor:
        """Return the places [words] of the words in the tables."""
        wanted = set(words)
        new = wanted - self._places.keys()
        self._again |= wanted - new
        if len(self._places) + len(new) > len(self._tables[0]):
            self._forget(len(wanted))
            new = wanted - self._places.keys()
        if new:
            self._add(new)
        return torch.tensor([self._places[word] for word in words])

    def _add(self, new: Collection[Key]) -> None:
        start = len(self._places)
        end = start + len(new)
        self._places.update(zip(new, range(start, end), strict=True))
        parts = self._layer.parts(enough(self._read([self._word(key) for key in new])))
        for table, rows in zip(self._tables, parts, strict=True):
            table[start:end] = rows[: len(new)]

    def _forget(self, wanted: int) -> None:
        """Keep the words that came again, if they leave half of the room, and room for as many as are wanted."""
        size = len(self._tables[0])
        kept = [word for word in self._places if word in self._again]
        if len(kept) > size // 2 or len(kept) + wanted > size:
            kept = []
        places = torch.tensor([self._places[word] for word in kept], dtype=torch.long)
        rows = [table[places] for table in self._tables]
        if len(kept) + wanted > size:
            self._tables = [torch.zeros(wanted, table.shape[1]) for table in self._tables]
        for table, some in zip(self._tables, rows, strict=True):
            table[: len(kept)] = some
        self._places = {word: place for place, word in enumerate(kept)}
        self._again.clear()
