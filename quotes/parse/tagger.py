"""Runs Stanza's tagger on bare word lists: forms -> tags and features."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

import torch
from stanza.models.common.vocab import CompositeVocab
from torch.nn.functional import relu

from quotes import recurrent
from quotes.parse import nets
from quotes.products import Affine


class Tags(NamedTuple):
    """The universal tag, the Penn tag and the features of a word."""

    upos: str
    xpos: str
    feats: str


def fits(net: Any, vocab: Any) -> bool:
    """Return whether Stanza's tagger is of the kind that is run here: one hidden layer for all tags."""
    plain = net.tag_names == ["upos", "xpos", "feats"] and not net.tag_hid
    return nets.fits(net) and plain and not isinstance(vocab["xpos"], CompositeVocab)


class Tagger:
    """Stanza's tagger."""

    def __init__(self, net: Any, vocab: Any, vectors: Any) -> None:
        self._vocab = vocab
        self._forms = nets.Forms(net, vocab, vectors)
        self._layers = recurrent.layers(net.taggerlstm, (net.taggerlstm_h_init, net.taggerlstm_c_init))
        self._memory = nets.Memory(self._layers[0], _word, self._read)
        self._hidden = Affine(net.upos_hid.weight, net.upos_hid.bias)
        # The scores of all tags are one product: those of the universal tags, the Penn tags and each feature in turn.
        heads = (net.upos_clf, net.tag_clf["xpos"], *net.tag_clf["feats"])
        self._scores = Affine(torch.cat([head.weight for head in heads]), torch.cat([head.bias for head in heads]))
        self._widths = [len(head.bias) for head in heads]
        self._names: dict[tuple[int, ...], Tags] = {}

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[Tags]]:
        """Return the tags of each word of each sentence."""
        lengths = [len(sentence) for sentence in sentences]
        steps = recurrent.Steps(lengths)
        projected = self._memory.projected(list(chain.from_iterable(sentences)), steps)
        states = recurrent.run(self._layers, projected, steps)
        scores = self._scores(relu(self._hidden(states))).split(self._widths, dim=1)
        ids = torch.stack([part.argmax(1) for part in scores], dim=1).tolist()
        words = (self._named(tuple(each)) for each in ids)
        return [[next(words) for _ in range(length)] for length in lengths]

    def _read(self, words: Sequence[nets.Word]) -> torch.Tensor:
        vectors, embeddings, letters = self._forms.parts([word.form for word in words])
        return torch.cat([embeddings, vectors, letters], dim=1)

    def _named(self, ids: tuple[int, ...]) -> Tags:
        """Return the tags of so many numbers; there are some thousands of such rows in all."""
        if ids not in self._names:
            (upos, xpos, *feats), vocab = ids, self._vocab
            names = vocab["upos"].id2unit(upos), vocab["xpos"].id2unit(xpos), vocab["feats"].id2unit(feats)
            self._names[ids] = Tags(*names)
        return self._names[ids]


def _word(form: str) -> nets.Word:
    return nets.Word(nets.simple(form))
