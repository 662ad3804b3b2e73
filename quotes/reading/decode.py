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
    order = lengths.argsort(descending=True, stable=True)  # the longest first, so those that go on are always the first
    order = torch.cat([order[:1].expand(FEWEST - 1), order])  # so that no chance depends on the other cues
    scores, lengths = scores[order].transpose(0, 1).contiguous(), lengths[order]
    inside = torch.arange(len(scores)).unsqueeze(1) < lengths
    sizes = inside.sum(1).tolist()
    likeliest, values = _backwards(*_forwards(scores, moves, starts, sizes), lengths, sizes)
    chances = (values - _total(scores, moves, starts, inside, sizes)).exp()
    labels, sure = torch.empty(found, len(scores), dtype=torch.long), moves.new_empty(found)
    labels[order], sure[order] = likeliest.T, chances.to(moves.dtype)
    return labels, sure


def _forwards(scores: Tensor, moves: Tensor, starts: Tensor, sizes: Sequence[int]) -> tuple[Tensor, Tensor]:
    """Return the best score of a way to each label at each place, and the label before it, both [words, cues, labels]."""
    highest, back = torch.empty_like(scores), torch.zeros(scores.shape, dtype=torch.long)
    torch.add(starts, scores[0], out=highest[0])
    for place, size in enumerate(sizes[1:], 1):
        step, back[place, :size] = (highest[place - 1, :size].unsqueeze(2) + moves).max(dim=1)
        torch.add(step, scores[place, :size], out=highest[place, :size])
    return highest, back


def _backwards(highest: Tensor, back: Tensor, lengths: Tensor, sizes: Sequence[int]) -> tuple[Tensor, Tensor]:
    """Return the best labelling [words, cues], 0 behind a window's end, and its score [cues]."""
    cues = torch.arange(len(lengths))
    values, label = highest[lengths - 1, cues].max(dim=1)
    labels = torch.zeros(back.shape[:2], dtype=torch.long)
    for place in range(len(sizes) - 1, -1, -1):
        size = sizes[place]
        labels[place, :size] = label[:size]
        label[:size] = back[place, cues[:size], label[:size]]
    return labels, values


def _total(scores: Tensor, moves: Tensor, starts: Tensor, inside: Tensor, sizes: Sequence[int]) -> Tensor:
    """Return the logarithm of the summed scores [cues] of all labellings, in double precision.

    The sums are kept within range by what each place has at most, and by making them add up to one again.
    """
    peaks = scores.amax(dim=2)
    factors = (scores - peaks.unsqueeze(2)).double().exp()
    sums = torch.ones(inside.shape, dtype=torch.float64)
    steps, now = moves.double().exp(), starts.double().exp() * factors[0]
    for place, size in enumerate(sizes):
        now = (now[:size] @ steps).mul_(factors[place, :size]) if place else now
        torch.sum(now, 1, out=sums[place, :size])
        now = now.div_(sums[place, :size].unsqueeze(1))
    return torch.where(inside, sums.log() + peaks, 0.0).sum(0)


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
