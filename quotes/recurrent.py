"""The highway LSTM in both directions that the nets share, over sentences of any lengths together.

What a sentence comes out as does not depend, to the last bit, on what else is in the block (`quotes.products`). Both
directions of a layer take their steps together. Powers of two, which cost no digit, save work: a hyperbolic tangent is
2 s(2x) - 1 for the sigmoid s, the faster one, so the weights of cell gate and highway are doubled and one sigmoid serves
all gates; the steps carry half of the hidden state and twice the cell.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import pad

from quotes.products import FEWEST

KINDS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


class Steps:
    """The order in which the words of sentences go through a layer: step by step, the longest sentences first.

    `order` [rows] lists the words in the order of the forward direction; `turn` [rows] leads from it to that of the
    backward direction, and back again; `undo` [words] finds the row of each word. `sizes` are the numbers of sentences
    that still go on at each step. There are FEWEST - 1 rows more than words, so that the products of the last steps have
    rows enough; what comes of those rows is not used.
    """

    def __init__(self, lengths: Sequence[int]) -> None:
        count = torch.tensor(lengths)
        starts = count.cumsum(0) - count
        longest = count.argsort(descending=True, stable=True)
        count, starts = count[longest], starts[longest]
        within = torch.arange(int(count[0])).unsqueeze(1) < count  # [steps, sentences]
        step, sentence = within.nonzero(as_tuple=True)
        rows = torch.zeros(within.shape, dtype=torch.long)
        rows[step, sentence] = torch.arange(len(step))
        order = starts[sentence] + step
        self.undo = torch.empty_like(order)
        self.undo[order] = torch.arange(len(order))
        self.order = pad(order, (0, FEWEST - 1))
        self.turn = pad(rows[count[sentence] - 1 - step, sentence], (0, FEWEST - 1))
        self.sizes: list[int] = within.sum(1).tolist()


class Workspace(threading.local):
    """Room for what a layer computes, kept from one block to the next: to ask the system for as much anew takes longer.

    Each thread has its own. What is taken under a name is good until the name is asked for again.
    """

    def __init__(self) -> None:
        self._room: dict[str, Tensor] = {}

    def take(self, name: str, *shape: int) -> Tensor:
        """Return a tensor of a shape with anything in it."""
        size = math.prod(shape)
        if name not in self._room or len(self._room[name]) < size:
            with torch.inference_mode(mode=False):  # a tensor made inside could not be written to outside
                self._room[name] = torch.empty(size)
        return self._room[name][:size].view(shape)


WORKSPACE = Workspace()


class Projected(NamedTuple):
    """What a layer makes of its inputs one by one: the gates of both directions, each in its own order, and the sides.

    `gates` are [2, rows, 4 * units], `sides`, the gate and the highway, [rows, 4 * units] in the forward order. They lie
    in the workspace, so they must be used before there are others.
    """

    gates: Tensor
    sides: Tensor


def doubled(parameter: Tensor) -> Tensor:
    """Return an LSTM's weight or bias (input, forget, cell and output gate) with the rows of the cell gate doubled."""
    in_, forget, cell, out = parameter.chunk(4)
    return torch.cat([in_, forget, 2 * cell, out])


def walk(gates: Tensor, steps: Steps, recurrent: Tensor, starts: tuple[Tensor, Tensor]) -> Tensor:
    """Return half of the hidden states [ways, rows, units] of an LSTM that goes some ways at once, each in its own order.

    They lie in the workspace.

    ``gates`` [ways, rows, 4 * units] are the inputs' part of the gates, ``recurrent`` [ways, units, 4 * units] twice the
    weights of the hidden state, ``starts`` [ways, 1, units] half of the first hidden state and twice the first cell.
    """
    ways, rows, width = gates.shape
    halves = WORKSPACE.take("halves", ways, rows, width // 4)
    hidden, cell = (start.expand(-1, max(FEWEST, steps.sizes[0]), -1).contiguous() for start in starts)
    done = 0
    for size, same in groupby(steps.sizes):
        # Sentences that have ended go on where fewer are left: what comes of them, the next step writes over.
        wide = max(FEWEST, size)
        hidden, cell = hidden[:, :wide], cell[:, :wide].contiguous()
        now, squashed = torch.empty(ways, wide, width), torch.empty_like(cell)
        in_, forget, new, out = now.split(width // 4, dim=2)
        for _ in same:
            torch.baddbmm(gates[:, done : done + wide], hidden, recurrent, out=now).sigmoid_()
            cell.mul_(forget).addcmul_(in_, new, value=4).sub_(in_, alpha=2)
            torch.sigmoid(cell, out=squashed).sub_(0.5)
            hidden = halves[:, done : done + wide]
            torch.mul(out, squashed, out=hidden)
            done += size
    return halves


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
        self._starts = (starts[0] / 2, 2 * starts[1])
        self.units = ways[0][1].shape[1]
        inputs, hidden, biases, more = zip(*[map(doubled, way) for way in ways], strict=True)
        self._recurrent = torch.stack([2 * weight.T for weight in hidden])
        # Of the forward direction, the backward one and the sides: a weight [inputs, 4 * units] and a bias each.
        self._weights = [weight.T.contiguous() for weight in (*inputs, torch.cat([gate[0], 2 * highway[0]]))]
        self._biases = [*map(torch.add, biases, more), torch.cat([gate[1], 2 * highway[1]])]

    def parts(self, inputs: Tensor) -> list[Tensor]:
        """Return the gates forwards and backwards and the sides, each [rows, 4 * units], of inputs [rows, units]."""
        return [torch.addmm(bias, inputs, weight) for bias, weight in zip(self._biases, self._weights, strict=True)]

    def project(self, inputs: Tensor, steps: Steps) -> Projected:
        """Return the projections of inputs [rows, units] in the forward order."""
        gates = WORKSPACE.take("gates", 2, len(inputs), 4 * self.units)
        sides = WORKSPACE.take("sides", len(inputs), 4 * self.units)
        turned = torch.index_select(inputs, 0, steps.turn, out=WORKSPACE.take("turned", *inputs.shape))
        for part, rows, bias, weight in zip(
            (*gates, sides), (inputs, turned, inputs), self._biases, self._weights, strict=True
        ):
            torch.addmm(bias, rows, weight, out=part)
        return Projected(gates, sides)

    def run(self, projected: Projected, steps: Steps) -> Tensor:
        """Return the layer's output [rows, 2 * units] in the forward order; the projections are used up."""
        forwards, backwards = walk(projected.gates, steps, self._recurrent, self._starts)
        states = torch.cat([forwards, backwards[steps.turn]], dim=1)
        gate, highway = projected.sides.sigmoid_().split(2 * self.units, dim=1)
        return states.addcmul_(gate, highway).mul_(2).sub_(gate)


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


def run(stack: Sequence[Layer], first: Projected, steps: Steps) -> Tensor:
    """Return the states [words, units] above the last layer, in the words' own order, from the first layer's projections."""
    states = stack[0].run(first, steps)
    for layer in stack[1:]:
        states = layer.run(layer.project(states, steps), steps)
    return states[steps.undo]
