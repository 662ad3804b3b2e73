"""Scores of labels -> the best labelling of a window as each cue sees it, and how sure it is (Lafferty et al. 2001)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from quotes.products import FEWEST
from quotes.reading.net import LABELS


def best(scores: Tensor, lengths: Tensor, moves: Tensor, starts: Tensor) -> tuple[Tensor, Tensor]:
    """Return the best labelling [cues, words] of each window, and its chance [cues] among all labellings.

    ``scores`` [cues, words, labels] are padded to the longest window; ``lengths`` [cues] are those of the windows;
    ``moves`` [labels, labels] score each step from a label to the next, ``starts`` [labels] the first label.
    """
    found = len(scores)
    scores = torch.cat([scores, scores[:1].expand(FEWEST, -1, -1)])  # so that no chance depends on the other cues
    lengths = torch.cat([lengths, lengths[:1].expand(FEWEST)])
    count, width, _ = scores.shape
    steps = moves.exp()
    highest = total = starts + scores[:, 0]
    back = torch.zeros(count, width, scores.shape[2], dtype=torch.long)
    for place in range(1, width):
        goes_on = (lengths > place).unsqueeze(1)
        step, back[:, place] = (highest.unsqueeze(2) + moves).max(dim=1)
        top = total.amax(dim=1, keepdim=True)
        summed = ((total - top).exp() @ steps).log() + top
        highest = torch.where(goes_on, step + scores[:, place], highest)
        total = torch.where(goes_on, summed + scores[:, place], total)
    values, label = highest.max(dim=1)
    labels = torch.zeros(count, width, dtype=torch.long)
    for place in range(width - 1, -1, -1):
        inside = lengths > place
        labels[:, place] = torch.where(inside, label, 0)
        before = back[torch.arange(count), place, label]
        label = torch.where(inside & (place > 0), before, label)
    return labels[:found], (values - total.logsumexp(dim=1)).exp()[:found]


def stretches(labels: Sequence[int], kind: str) -> list[tuple[int, int]]:
    """Return the stretches, first and last place, of a kind of label: "source", "content" or "cue"."""
    begins = LABELS.index(f"B-{kind}")
    found: list[tuple[int, int]] = []
    for place, label in enumerate(labels):
        if label == begins:
            found.append((place, place))
        elif label == begins + 1 and found:
            found[-1] = (found[-1][0], place)
    return found
