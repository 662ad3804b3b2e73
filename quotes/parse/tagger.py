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
        self._net, self._vocab = net, vocab
        self._forms = nets.Forms(net, vocab, vectors)
        self._layers = recurrent.layers(net.taggerlstm, (net.taggerlstm_h_init, net.taggerlstm_c_init))
        self._memory = nets.Memory(self._layers[0], _word, self._read)
        self._features: dict[tuple[int, ...], str] = {}

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[list[Tags]]:
        """Return the tags of each word of each sentence."""
        net, vocab = self._net, self._vocab
        projected = self._memory.rows(list(chain.from_iterable(sentences)))
        lengths = [len(sentence) for sentence in sentences]
        states = recurrent.run(self._layers, projected, lengths)
        hidden = relu(net.upos_hid(states))
        upos = vocab["upos"].unmap(net.upos_clf(hidden).argmax(1).tolist())
        xpos = vocab["xpos"].unmap(net.tag_clf["xpos"](hidden).argmax(1).tolist())
        feats = torch.stack([head(hidden).argmax(1) for head in net.tag_clf["feats"]], dim=1).tolist()
        words = map(Tags, upos, xpos, map(self._named, map(tuple, feats)))
        return [[next(words) for _ in range(length)] for length in lengths]

    def _read(self, words: Sequence[nets.Word]) -> torch.Tensor:
        vectors, embeddings, letters = self._forms.parts([word.form for word in words])
        return torch.cat([embeddings, vectors, letters], dim=1)

    def _named(self, ids: tuple[int, ...]) -> str:
        """Return the features of so many numbers as one string; there are a few hundred in all."""
        if ids not in self._features:
            self._features[ids] = self._vocab["feats"].id2unit(ids)
        return self._features[ids]


def _word(form: str) -> nets.Word:
    return nets.Word(nets.simple(form))
