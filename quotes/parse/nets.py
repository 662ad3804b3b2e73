"""What Stanza's tagger and parser have in common: words as input rows, and the highway LSTM over sentences.

The nets, their weights and their vocabularies are Stanza's, and so is every number that decides; here they run without
what costs and is not read. What the first layer makes of a word depends on the word alone (its letters, its vector, its
tags), so it is computed when the word first comes and remembered. Both directions of a layer take their steps together.
`tagger` and `graph` hold the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import torch
from stanza.models.common.utils import simplify_punct
from stanza.models.common.vocab import PAD_ID, ROOT_ID
from torch import Tensor
from torch.nn.utils.rnn import pack_sequence

# A product of matrices with fewer rows sums in another order; with as many, a row does not depend on the others.
FEWEST = 4
REMEMBERED = 6144  # words that each net remembers: 60 to 75 MB for the embedded model
# A word's letters are filled up to a multiple of so many: a sum over more of them has another last digit.
LETTERS = 8
KINDS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
ROOT = "\x00"  # what the parser puts before a sentence; no word is this, for words have no control characters


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


class Memory:
    """The first layer's projections of words, each computed once; when it is full, words that came once are forgotten.

    `read` makes the layer's inputs [words, units] of words of about one length.
    """

    def __init__(self, layer: Layer, read: Callable[[Sequence[Word]], Tensor]) -> None:
        self._layer, self._read = layer, read
        self._table = torch.zeros(REMEMBERED, layer.width)
        self._places: dict[Word, int] = {}
        self._again: set[Word] = set()

    def rows(self, words: Sequence[Word]) -> Tensor:
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

    def _add(self, new: Iterable[Word]) -> None:
        start, inputs = len(self._places), []
        for block in _blocks(new):
            place = len(self._places)
            self._places.update((word, place + i) for i, word in enumerate(block))
            inputs.append(self._read(enough(block))[: len(block)])
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


def _blocks(words: Iterable[Word]) -> Iterator[list[Word]]:
    """Yield words in blocks whose letters are filled up to the same number."""
    for _, group in groupby(sorted(words, key=_filled), key=_filled):
        yield list(group)


def _filled(word: Word) -> int:
    return -(-len(word.form) // LETTERS)


class Steps:
    """The order in which the words of sentences go through a layer: step by step, the longest sentences first.

    `there` [2, words] lists the words in that order, forwards and backwards; `back` [2, words] undoes it; `sizes` are
    the numbers of sentences that still go on at each step.
    """

    def __init__(self, lengths: Sequence[int]) -> None:
        ends = torch.tensor(lengths).cumsum(0).tolist()
        order = sorted(range(len(lengths)), key=lambda i: -lengths[i])
        order = order[:1] * (FEWEST - 1) + order  # the copies come out equal
        words = [torch.arange(ends[i] - lengths[i], ends[i]) for i in order]
        forwards, backwards = pack_sequence(words), pack_sequence([word.flip(0) for word in words])
        self.there = torch.stack([forwards.data, backwards.data])
        self.back = torch.empty(2, ends[-1], dtype=torch.long)
        self.back.scatter_(1, self.there, torch.arange(self.there.shape[1]).expand(2, -1))
        self.sizes: list[int] = forwards.batch_sizes.tolist()


class Layer:
    """One layer of a highway LSTM in both directions (Srivastava, Greff and Schmidhuber 2015; Stanza's `HighwayLSTM`).

    `project` is the part that sees words one by one, `run` the recurrent one.
    """

    def __init__(self, lstm: Any, highway: Any, gate: Any, starts: tuple[Tensor, Tensor]) -> None:
        self._starts = starts
        self.units = lstm.hidden_size
        ways = [[getattr(lstm, f"{kind}_l0{way}") for kind in KINDS] for way in ("", "_reverse")]
        inputs, hidden, biases, more = zip(*[map(self._doubled, way) for way in ways], strict=True)
        self._recurrent = torch.stack([weight.T.contiguous() for weight in hidden])
        self._weight = torch.cat([*inputs, gate.weight, 2 * highway.weight]).T.contiguous()
        self._bias = torch.cat([*map(torch.add, biases, more), gate.bias, 2 * highway.bias])
        self.width = len(self._bias)

    def _doubled(self, parameter: Tensor) -> Tensor:
        """Return an LSTM's parameter (input, forget, cell and output gate) with the rows of the cell gate doubled.

        The hyperbolic tangent is 2 s(2x) - 1 for the sigmoid s, so one sigmoid serves all gates; it is the faster one.
        """
        factors = torch.ones(len(parameter), *[1] * (parameter.dim() - 1))
        factors[2 * self.units : 3 * self.units] = 2
        return parameter * factors

    def project(self, inputs: Tensor) -> Tensor:
        """Return the projections [words, width] of inputs [words, units]: both directions' gates, gate, highway."""
        return torch.addmm(self._bias, inputs, self._weight)

    def run(self, projected: Tensor, steps: Steps) -> Tensor:
        """Return the layer's output [words, 2 * units] for the projections of sentences' words."""
        units, count = self.units, steps.there.shape[1]
        gates, output = torch.empty(2, count, 4 * units), torch.empty(2, count, units)
        for way in (0, 1):
            columns = projected[:, 4 * units * way : 4 * units * (way + 1)]
            torch.index_select(columns, 0, steps.there[way], out=gates[way])
        hidden, cell = (start.expand(-1, steps.sizes[0], -1) for start in self._starts)
        done = 0
        for size in steps.sizes:
            now = torch.baddbmm(gates[:, done : done + size], hidden[:, :size], self._recurrent).sigmoid_()
            in_, forget, new, out = now.split(units, dim=2)
            cell = (cell[:, :size] * forget).addcmul_(in_, new, value=2).sub_(in_)
            hidden = output[:, done : done + size]
            torch.mul(out, (2 * cell).sigmoid_().mul_(2).sub_(1), out=hidden)
            done += size
        states = torch.cat([output[way, steps.back[way]] for way in (0, 1)], dim=1)
        gate, highway = projected[:, 8 * units :].sigmoid().split(2 * units, dim=1)
        return states.addcmul_(gate, highway, value=2).sub_(gate)


def layers(lstm: Any, starts: tuple[Tensor, Tensor]) -> list[Layer]:
    """Return the layers of Stanza's `HighwayLSTM`; `starts` are its first hidden and cell states."""
    return [
        Layer(
            lstm.lstm[i].lstm,
            lstm.highway[i],
            lstm.gate[i],
            (starts[0][2 * i : 2 * i + 2], starts[1][2 * i : 2 * i + 2]),
        )
        for i in range(lstm.num_layers)
    ]


def run(stack: Sequence[Layer], projected: Tensor, lengths: Sequence[int]) -> Tensor:
    """Return the states [words, units] above the last layer, from the first layer's projections of the words."""
    steps = Steps(lengths)
    states = stack[0].run(projected, steps)
    for layer in stack[1:]:
        states = layer.run(layer.project(states), steps)
    return states
