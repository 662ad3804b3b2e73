"""Products of matrices whose rows come out the same, to the last bit, whatever other rows there are.

What a library sums in which order depends on the number of rows, on the layout of the weight and on the processor. With
FEWEST rows or more, and a weight laid out [inputs, outputs] with LEAST outputs or more, no row depends on the others.
"""

from __future__ import annotations

import torch
from torch import Tensor

FEWEST = 4
LEAST = 8


class Affine:
    """A linear layer: torch's `Linear` with rows that do not depend on each other."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        """Make a layer of a weight [outputs, inputs] and a bias [outputs]."""
        self._outputs = len(bias)
        more = max(0, LEAST - self._outputs)
        self._weight = torch.cat([weight, weight.new_zeros(more, weight.shape[1])]).T.contiguous()
        self._bias = torch.cat([bias, bias.new_zeros(more)])

    def __call__(self, inputs: Tensor) -> Tensor:
        """Return the outputs [rows, outputs] of inputs [rows, units]."""
        found = torch.addmm(self._bias, enough(inputs), self._weight)
        return found if found.shape == (len(inputs), self._outputs) else found[: len(inputs), : self._outputs]


def enough(rows: Tensor) -> Tensor:
    """Return the rows, with copies of the first where they are fewer than FEWEST."""
    missing = FEWEST - len(rows)
    return rows if missing <= 0 else torch.cat([rows, rows[:1].expand(missing, *rows.shape[1:])])
