"""Scores of labels -> the best few labellings of a window, and the chances of what they credit and report.

The best few are found as the best one is, with a list of the best ways to each label at each word (the list Viterbi
algorithm, Seshadri and Sundberg 1994).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from quotes.reading.decode import stretches
from quotes.reading.net import LABELS

Stretches = tuple[tuple[int, int], ...]
SOURCE, CONTENT = LABELS.index("B-source"), LABELS.index("B-content")
# The labels that say whom a cue credits and what it reports; the others only say which words are the cue's own.
TELLING = (SOURCE, SOURCE + 1, CONTENT, CONTENT + 1)
TRIED = 64  # labellings: many differ only in the cue's own words


def pairs(scores: Tensor, moves: Tensor, starts: Tensor, count: int) -> Iterator[tuple[Stretches, Stretches, float]]:
    """Yield the likeliest sources and contents, ``count`` of them at most, with their chances, from the likeliest on.

    ``scores`` [words, labels], ``moves`` [labels, labels] and ``starts`` [labels] are those of ``decode.best``. A chance
    is that of all labellings with this source and content; the pairs are those of the TRIED best labellings.
    """
    distinct: dict[tuple[Stretches, Stretches], list[int]] = {}
    for labels in best_few(scores, moves, starts, TRIED):
        distinct.setdefault((tuple(stretches(labels, "source")), tuple(stretches(labels, "content"))), labels)
    allowed = torch.stack([alike(labels) for labels in distinct.values()])
    held = torch.where(allowed, scores, -torch.inf)
    chances = (total(held, moves, starts) - total(scores.unsqueeze(0), moves, starts)).exp().tolist()
    ranked = sorted(zip(distinct, chances, strict=True), key=lambda each: -each[1])
    yield from ((source, content, chance) for (source, content), chance in ranked[:count])


def best_few(scores: Tensor, moves: Tensor, starts: Tensor, count: int) -> list[list[int]]:
    """Return the ``count`` best labellings of a window, the best first; all there are where they are fewer."""
    size = scores.shape[1]
    values = (starts + scores[0]).unsqueeze(0)  # [ways, labels]: of each label the best ways to it
    back: list[list[list[int]]] = []
    for row in scores[1:]:
        steps = (values.unsqueeze(2) + moves).flatten(0, 1)
        values, origins = steps.topk(min(count, len(steps)), dim=0)
        values = values + row
        back.append(origins.tolist())
    ends = values.flatten()
    top, last = ends.topk(min(count, len(ends)))
    possible = last[top > -torch.inf].tolist()
    return [followed(divmod(end, size), back, size) for end in possible]


def followed(end: tuple[int, int], back: Sequence[Sequence[Sequence[int]]], size: int) -> list[int]:
    """Return the labels on the way that ends with a way's number and a label; ``back`` says where each came from."""
    way, label = end
    labels = [label]
    for origins in reversed(back):
        way, label = divmod(origins[way][label], size)
        labels.append(label)
    return labels[::-1]


def alike(labels: Sequence[int]) -> Tensor:
    """Return which labels [words, labels] leave source and content as they are."""
    rows = [
        [number == label if label in TELLING else number not in TELLING for number in range(len(LABELS))]
        for label in labels
    ]
    return torch.tensor(rows)


def total(scores: Tensor, moves: Tensor, starts: Tensor) -> Tensor:
    """Return the logarithm of the summed scores [windows] of all labellings of windows of one length."""
    sums = starts + scores[:, 0]
    for place in range(1, scores.shape[1]):
        sums = (sums.unsqueeze(2) + moves).logsumexp(dim=1) + scores[:, place]
    return sums.logsumexp(dim=1)
