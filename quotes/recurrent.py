"""The highway LSTM in both directions that the nets share, over sentences of any lengths together.

What a sentence comes out as does not depend, to the last bit, on what else is in the block: `Steps` orders the words so
that no row of a product of matrices depends on the others. Both directions of a layer take their steps together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import pack_sequence

# A product of matrices with fewer rows sums in another order; with as many, a row does not depend on the others.
FEWEST = 4
KINDS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


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

    def __init__(
        self,
        ways: Sequence[Sequence[Tensor]],
        highway: tuple[Tensor, Tensor],
        gate: tuple[Tensor, Tensor],
        *,
        starts: tuple[Tensor, Tensor],
    ) -> None:
        """Make a layer of weights and biases as torch names them.

        ``ways`` are those of KINDS, forwards and backwards, ``highway`` and ``gate`` a weight and a bias each;
        ``starts`` [2, 1, units] are the hidden and cell states that both directions begin with.
        """
        self._starts = starts
        self.units = ways[0][1].shape[1]
        inputs, hidden, biases, more = zip(*[map(self._doubled, way) for way in ways], strict=True)
        self._recurrent = torch.stack([weight.T.contiguous() for weight in hidden])
        self._weight = torch.cat([*inputs, gate[0], 2 * highway[0]]).T.contiguous()
        self._bias = torch.cat([*map(torch.add, biases, more), gate[1], 2 * highway[1]])
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
            [[getattr(lstm.lstm[i].lstm, f"{kind}_l0{way}") for kind in KINDS] for way in ("", "_reverse")],
            (lstm.highway[i].weight, lstm.highway[i].bias),
            (lstm.gate[i].weight, lstm.gate[i].bias),
            starts=(starts[0][2 * i : 2 * i + 2], starts[1][2 * i : 2 * i + 2]),
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
