"""The reader's net, run on bare arrays: clues of words -> which words are cues; clues of pairs -> the cue's labels.

A highway LSTM in both directions (Srivastava, Greff and Schmidhuber 2015) reads the words of a window. From its state at
a word comes the chance that the word is a cue; from the states at a cue and at any word of the window, and the path and
distance between the two, comes the word's label as seen from that cue, as in semantic role labelling (He et al. 2017).
The weights are those that ``quotes.training.reader`` learns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import embedding, relu

from quotes import recurrent
from quotes.products import Affine

# The labels of words as a cue sees them: B begins a stretch, I goes on with it.
LABELS = ("O", "B-source", "I-source", "B-content", "I-content", "B-cue", "I-cue")
WORD_CLUES = ("lemma", "upos", "xpos", "relation")
HEAD_CLUES = ("lemma", "upos", "relation")
PAIR_CLUES = ("shape", "below", "above", "distance")
# The linear layers, from the clues of a word to the scores of its labels.
LINEAR = ("input", "cue_hidden", "cue_score", "as_word", "as_cue", "middle", "label")


class Words(NamedTuple):
    """The clues of the words of some windows, one after the other: numbers [words], flags [words, flags]."""

    form: Tensor
    lemma: Tensor
    upos: Tensor
    xpos: Tensor
    relation: Tensor
    head: Tensor
    flags: Tensor


class Pairs(NamedTuple):
    """Words as cues see them, all [pairs]: the places of the cue and of the word among all words, and their clues."""

    cue: Tensor
    word: Tensor
    shape: Tensor
    below: Tensor
    above: Tensor
    distance: Tensor


class Net:
    """The net; `weights` are named arrays, `vectors` [forms, units] the word vectors that the numbers of forms index."""

    def __init__(self, weights: Mapping[str, Tensor], vectors: Tensor) -> None:
        self._weights, self._vectors = weights, vectors
        self._layers = [self._layer(i) for i in range(sum(name.endswith("gate.weight") for name in weights))]
        self._linear = {name: Affine(weights[f"{name}.weight"], weights[f"{name}.bias"]) for name in LINEAR}
        self.moves, self.starts = legal(weights["moves"], weights["starts"])

    def _layer(self, index: int) -> recurrent.Layer:
        part = {
            name.removeprefix(f"layer{index}."): w
            for name, w in self._weights.items()
            if name.startswith(f"layer{index}.")
        }
        ways = [[part[f"{way}.{kind}_l0"] for kind in recurrent.KINDS] for way in ("forwards", "backwards")]
        units = len(part["forwards.weight_hh_l0"][0])
        nothing = torch.zeros(2, 1, units)
        sides = [(part[f"{name}.weight"], part[f"{name}.bias"]) for name in ("highway", "gate")]
        return recurrent.Layer(ways, *sides, starts=(nothing, nothing))

    def states(self, words: Words, lengths: Sequence[int]) -> Tensor:
        """Return the states [words, units] of words and their heads, of windows of these lengths."""
        weights, vectors = self._weights, self._vectors
        own = {name: embedding(getattr(words, name), weights[f"{name}.weight"]) for name in WORD_CLUES}
        form = embedding(words.form, vectors)
        head = [part[words.head] for part in (form, *(own[name] for name in HEAD_CLUES))]
        inputs = torch.cat([form, *own.values(), words.flags, *head], dim=1)
        states = relu(self._linear["input"](inputs))
        steps = recurrent.Steps(lengths)
        states = recurrent.run(self._layers, self._layers[0].project(states[steps.order], steps), steps)
        return torch.cat([states, states[words.head]], dim=1)

    def cues(self, states: Tensor) -> Tensor:
        """Return the chance [words] that each word is a cue."""
        return torch.sigmoid(self._linear["cue_score"](relu(self._linear["cue_hidden"](states)))[:, 0])

    def labels(self, states: Tensor, pairs: Pairs) -> Tensor:
        """Return the scores [pairs, labels] of words as cues see them."""
        weights = self._weights
        hidden = self._linear["as_word"](states)[pairs.word]
        cues, place = pairs.cue.unique(return_inverse=True)
        hidden += self._linear["as_cue"](states[cues])[place]
        for name in PAIR_CLUES:
            hidden += embedding(getattr(pairs, name), weights[f"{name}.weight"])
        hidden.relu_()
        hidden += relu(self._linear["middle"](hidden))
        return self._linear["label"](hidden)


def legal(moves: Any, starts: Any) -> tuple[Any, Any]:
    """Return the scores of going from label to label, and of beginning with one, with what no labelling may do ruled out."""
    moves, starts = moves.clone(), starts.clone()
    for to, label in enumerate(LABELS):
        if label.startswith("I-"):
            starts[to] = -torch.inf
            for origin, before in enumerate(LABELS):
                if before[2:] != label[2:]:
                    moves[origin, to] = -torch.inf
    return moves, starts
