"""Sentences as numbers of their forms, drawn in batches of one length, so that nothing is ever filled up or masked."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from torch import Tensor

LONGEST = 100  # words of a sentence


class Sentences:
    """Sentences one behind the other; ``words`` [words] may lie on any device, ``lengths`` [sentences] on the CPU."""

    def __init__(self, words: Tensor, lengths: Tensor, weights: Any = None) -> None:
        """``weights`` [sentences] say how often a sentence comes in one pass: once, where there are none."""
        self.words, self.lengths = words, lengths
        self._starts = (lengths.cumsum(0) - lengths).to(words.device)
        self._weights = weights

    def once(self, room: int) -> Iterator[Tensor]:
        """Yield the places [sentences, words] of all sentences, those of one length together, so many words at once."""
        order = np.argsort(self.lengths.numpy(), kind="stable")
        for part in self._parts(order, room):
            yield self._places(part)

    def drawn(self, room: int, seed: int) -> Iterator[Tensor]:
        """Yield the places [sentences, words] of sentences without an end, in an order drawn anew for each pass."""
        chance = np.random.default_rng(seed)
        while True:
            rows = np.arange(len(self.lengths))
            if self._weights is not None:
                rows = np.repeat(rows, np.floor(self._weights + chance.random(len(rows))).astype(int))
            rows = chance.permutation(rows)
            order = rows[np.argsort(self.lengths.numpy()[rows], kind="stable")]
            parts = list(self._parts(order, room))
            for place in chance.permutation(len(parts)):
                yield self._places(parts[place])

    def _parts(self, order: Any, room: int) -> Iterator[Any]:
        """Yield the rows of sentences in an order by length, cut where the length changes and where the room is full."""
        lengths = self.lengths.numpy()[order]
        cuts = np.searchsorted(lengths, np.arange(1, LONGEST + 2))
        for length, (low, high) in enumerate(pairwise(cuts), 1):
            size = max(1, room // length)
            for start in range(low, high, size):
                yield order[start : min(high, start + size)]

    def _places(self, rows: Any) -> Tensor:
        length = int(self.lengths[rows[0]])
        starts = self._starts[torch.from_numpy(rows).to(self._starts.device)]
        return starts.unsqueeze(1) + torch.arange(length, device=starts.device)
