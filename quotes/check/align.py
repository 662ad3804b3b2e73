"""Aligns a claim with the stretch of a quotation that is most like it, and says how alike they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from quotes.differences import Step

CELLS = 40_000  # of the table of the alignment; of longer texts the ends may be a word or two off
_EDGE = 4  # words beside the likeliest window that may belong to it


_UNUSED = frozenset({"delete", "cut"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """The words ``start`` to ``end`` of a source as the nearest to all of a claim, and the steps from them to it.

    ``similarity``, 0 to 1, is the Dice coefficient of the words that both have in a row, each by its weight.
    """

    start: int
    end: int
    steps: tuple[Step, ...]
    similarity: float
    shared: int


def align(
    source: str, claim: str, weights: tuple[Sequence[float], Sequence[float]], gaps: frozenset[int] = frozenset()
) -> Alignment | None:
    """Return the stretch of ``source`` that is nearest to ``claim``, both with a character for a word; None if none is.

    ``weights`` are of the words of the source and of the claim. After so many words of the claim as ``gaps`` has, it
    marks a cut: what it leaves out there is a step ``cut`` and costs nothing.
    """
    low, high = (0, len(source)) if gaps else _window(source, claim)
    window = source[low:high]
    if len(window) * len(claim) <= CELLS:
        steps = _free_ends(window, claim, gaps)
    else:
        steps = [(o.tag, o.src_start, o.src_end, o.dest_start, o.dest_end) for o in Levenshtein.opcodes(window, claim)]
    return _aligned([(t, i + low, j + low, k, m) for t, i, j, k, m in steps], weights)


def _window(source: str, claim: str) -> tuple[int, int]:
    """Return the part of a long source that the claim can be in: the best window of its length, and half as much around."""
    if len(source) <= 2 * len(claim) + _EDGE:
        return 0, len(source)
    found = fuzz.partial_ratio_alignment(claim, source)
    if found is None:
        return 0, len(source)
    more = len(claim) // 2 + _EDGE
    return max(0, found.dest_start - more), min(len(source), found.dest_end + more)


def _free_ends(source: str, claim: str, gaps: frozenset[int]) -> list[Step]:
    """Return the fewest steps from some stretch of ``source`` to all of ``claim``; what is beside it costs nothing (Sellers 1980).

    Of equal ways the one that replaces rather than leaves out and adds, and of equal stretches the first.
    """
    rows = [[0] * (len(source) + 1)]
    for j, word in enumerate(claim, 1):
        above, row = rows[-1], [j]
        left, skip = j, j not in gaps
        for i, other in enumerate(source):
            left = min(above[i] + (other != word), left + skip, above[i + 1] + 1)
            row.append(left)
        rows.append(row)
    i = min(range(len(source) + 1), key=rows[-1].__getitem__)
    j, steps = len(claim), []
    while j:
        here = rows[j][i]
        if i and here == rows[j - 1][i - 1] + (source[i - 1] != claim[j - 1]):
            steps.append(("equal" if source[i - 1] == claim[j - 1] else "replace", i - 1, i, j - 1, j))
            i, j = i - 1, j - 1
        elif here == rows[j - 1][i] + 1:
            steps.append(("insert", i, i, j - 1, j))
            j -= 1
        else:
            steps.append(("cut" if j in gaps else "delete", i - 1, i, j, j))
            i -= 1
    return steps[::-1]


def _aligned(steps: Sequence[Step], weights: tuple[Sequence[float], Sequence[float]]) -> Alignment | None:
    equal = [step for step in steps if step[0] == "equal"]
    if not equal:
        return None
    of_source, of_claim = weights
    inner = _trimmed(steps)
    taken = [i for step in inner for i in range(step[1], step[2]) if step[0] != "cut"]
    common = sum(of_source[i] for step in equal for i in range(step[1], step[2]))
    both = sum(of_source[i] for i in taken) + sum(of_claim)
    return Alignment(
        start=min(taken),
        end=max(taken) + 1,
        steps=tuple(inner),
        similarity=2 * common / both,
        shared=sum(step[2] - step[1] for step in equal),
    )


def _trimmed(steps: Sequence[Step]) -> list[Step]:
    """Return steps without the source's words at either end that the claim has nothing of."""
    inner = list(steps)
    while inner and inner[0][0] in _UNUSED:
        inner.pop(0)
    while inner and inner[-1][0] in _UNUSED:
        inner.pop()
    return inner
