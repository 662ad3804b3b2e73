"""What Stanza's tagger and parser have in common: the input rows of words, and the highway LSTM over sentences.

The nets, their weights and their vocabularies are Stanza's, and so is every number that decides; here they run without
what costs and is not read. A word's letters go through the character LSTM once for each form, not for each word, and
there are no objects, padding or copies between tagger, lemmatizer and parser. `tagger` and `graph` hold the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import torch
from stanza.models.common.utils import simplify_punct
from stanza.models.common.vocab import ROOT_ID
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence, pack_sequence

FORMS = 16_384  # forms that each net remembers: 21 MB for the embedded model
ROWS = 16  # words whose letters go through the net together: always as many, so that a form's row never changes
ROOT = "\x00"  # what the parser puts before a sentence; no word is this, for words have no control characters


def fits(net: Any) -> bool:
    """Return whether a net of Stanza reads just words, word vectors and letters: no language model, no transformer."""
    wanted = net.args.get("char") and net.args.get("pretrain") and net.args.get("word_emb_dim")
    return bool(wanted) and not net.args.get("charlm") and not net.args.get("bert_model")


class _Ids(NamedTuple):
    """A form with its numbers in a net's vocabularies."""

    form: str
    word: int
    vector: int
    letters: tuple[int, ...]


class Forms:
    """What a net reads of a form alone, remembered: a row of word embedding, word vector and letters."""

    def __init__(self, net: Any, vocab: Any, vectors: Any) -> None:
        self._net, self._vocab, self._vectors = net, vocab, vectors
        parts = (net.word_emb.weight.shape[1], net.trans_pretrained.weight.shape[0], net.trans_char.weight.shape[0])
        self.widths = parts
        self._table = torch.zeros(FORMS, sum(parts))
        self._places: dict[str, int] = {}

    def rows(self, forms: Sequence[str]) -> Tensor:
        """Return the rows [words, width] of the forms, in 32-bit floats."""
        new = {form for form in forms if form not in self._places}
        if len(self._places) + len(new) > len(self._table):
            self._places.clear()
            new = set(forms)
            self._table = torch.zeros(max(FORMS, len(new)), sum(self.widths))
        for block in _of_one_length(sorted(map(self._ids, new), key=lambda ids: (len(ids.letters), ids.form))):
            start = len(self._places)
            self._places.update((ids.form, start + i) for i, ids in enumerate(block))
            self._table[start : start + len(block)] = self._new_rows(block)
        return self._table[torch.tensor([self._places[form] for form in forms])]

    def _ids(self, form: str) -> _Ids:
        if form == ROOT:
            return _Ids(form, ROOT_ID, ROOT_ID, (ROOT_ID,))
        word = simplify_punct([[[form]]])[0][0][0]
        letters = tuple(self._vocab["char"].map(word))
        return _Ids(form, self._vocab["word"].unit2id(word), self._vectors.unit2id(word.lower()), letters)

    def _new_rows(self, block: Sequence[_Ids]) -> Tensor:
        net = self._net
        letters = [ids.letters for ids in block] + [block[0].letters] * (ROWS - len(block))
        return torch.cat(
            [
                net.word_emb(torch.tensor([ids.word for ids in block])),
                net.trans_pretrained(net.pretrained_emb(torch.tensor([ids.vector for ids in block]))),
                net.trans_char(self._letters(torch.tensor(letters)))[: len(block)],
            ],
            dim=1,
        )

    def _letters(self, ids: Tensor) -> Tensor:
        """Return the vectors [words, units] of words that have the same number of letters."""
        model = self._net.charmodel
        starts = (model.charlstm_h_init, model.charlstm_c_init)
        hidden = tuple(start.expand(-1, len(ids), -1).contiguous() for start in starts)
        states, _ = model.charlstm.lstm(model.char_emb(ids), hidden)
        return (states * torch.sigmoid(model.char_attn(states))).sum(1)


def _of_one_length(forms: Iterable[_Ids]) -> Iterator[list[_Ids]]:
    """Yield forms, sorted by their number of letters, in blocks of at most ROWS with one number of letters."""
    for _, group in groupby(forms, key=lambda ids: len(ids.letters)):
        alike = list(group)
        yield from (alike[i : i + ROWS] for i in range(0, len(alike), ROWS))


class Layout:
    """The order in which words go through a recurrent net: step by step across sentences, the longest first."""

    def __init__(self, lengths: Sequence[int]) -> None:
        starts = torch.tensor([0, *lengths[:-1]]).cumsum(0).tolist()
        order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
        packed = pack_sequence([torch.arange(starts[i], starts[i] + lengths[i]) for i in order])
        self.index, self.batch_sizes = packed.data, packed.batch_sizes
        self.lengths = [lengths[i] for i in order]
        self.back = torch.empty_like(self.index)
        self.back[self.index] = torch.arange(len(self.index))


def states_of(lstm: Any, starts: tuple[Tensor, Tensor], rows: Tensor, lengths: Sequence[int]) -> Tensor:
    """Return the states [words, units] of a highway LSTM over sentences of these lengths, for the rows of their words."""
    layout = Layout(lengths)
    hidden = tuple(start.expand(-1, len(lengths), -1).contiguous() for start in starts)
    output, _ = lstm(PackedSequence(rows[layout.index], layout.batch_sizes), layout.lengths, hx=hidden)
    return output.data[layout.back]
