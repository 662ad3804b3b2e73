"""Trees from scores: the best head of each word where that is a tree, else Stanza's search and repairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root
from stanza.models.depparse.head_constraints import (
    find_head_constraint_violations,
    resolve_head_constraint_violations,
)
from torch import Tensor

try:  # the same search, compiled; there is none to install for every Python
    from ufal.chu_liu_edmonds import chu_liu_edmonds
except ImportError:
    chu_liu_edmonds = None


def heads(scores: Tensor) -> list[int]:
    """Return the head of each word of a sentence, the root's own (0) first, from scores [dependents, heads].

    They are the heads of the best tree with one root (Chu and Liu 1965, Edmonds 1967).
    """
    best: list[int] = scores.argmax(1).tolist()
    best[0] = 0
    if is_tree(best):
        return best
    return spanning_tree(scores.log_softmax(1).double().numpy())


def spanning_tree(scores: Any) -> list[int]:
    """Return the heads of the best tree with one word below the root, from an array of scores [dependents, heads].

    A root that costs more than all arcs together is taken once only (Stanojevic and Cohen 2021, "A root of a problem").
    """
    if chu_liu_edmonds is None:
        found: list[int] = chuliu_edmonds_one_root(scores).tolist()
        return found
    rooted = np.where(np.isfinite(scores), scores, np.nan)
    rooted[:, 0] += np.nanmin(rooted) * len(rooted)
    return [0, *chu_liu_edmonds(rooted)[0][1:]]


def is_tree(heads: Sequence[int]) -> bool:
    """Return whether heads (0 for the root, whose own place comes first) make a tree with one word below the root."""
    if heads.count(0) != 2:
        return False
    reaches = [True] + [False] * (len(heads) - 1)  # known to lead to the root
    for start in range(1, len(heads)):
        path: list[int] = []
        place = start
        while not reaches[place]:
            if len(path) > len(heads):
                return False
            path.append(place)
            place = heads[place]
        for step in path:
            reaches[step] = True
    return True


def doubled(tree: Sequence[int], relations: Sequence[str]) -> bool:
    """Return whether a word has two subjects or two objects."""
    return bool(find_head_constraint_violations(tree, relations))


def mended(scores: Tensor, labels: Tensor, tree: Sequence[int], vocab: Any) -> tuple[list[int], list[int]]:
    """Return a tree without doubled subjects and objects, and the number of each word's relation.

    `scores` are those of the arcs, `labels` the logarithms of the relations' chances [dependents, heads, relations].
    """
    found, chosen = resolve_head_constraint_violations(
        scores.log_softmax(1).numpy(), labels.numpy(), np.array(tree), vocab
    )
    return [int(head) for head in found], list(chosen)
