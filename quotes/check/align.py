"""Aligns a claim with the stretch of a quotation that is most like it, and says how alike they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from quotes.differences import Step

CELLS = 400  # of the table of an alignment with free ends: of longer texts a window is aligned whole
MOST = 40_000  # of a table that a claim with marked cuts needs
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
    cells = len(source) * len(claim)
    if cells <= CELLS or (gaps and cells <= MOST):
        first, paired = _free_ends(source, claim, gaps)
        nearest, shown = _aligned(first, weights), _aligned(paired, weights)
        # The word that the claim's last one stands for is shown with it, but the claim is no less like the rest for it.
        if nearest and shown and nearest.shared == shown.shared:
            return replace(shown, similarity=nearest.similarity)
        return nearest
    low, high = _window(source, claim)
    found = Levenshtein.opcodes(source[low:high], claim)
    steps = [(op.tag, op.src_start + low, op.src_end + low, op.dest_start, op.dest_end) for op in found]
    return _aligned(_tight(steps, source), weights)


def _window(source: str, claim: str) -> tuple[int, int]:
    """Return the part of a source that is nearest to the claim among those of its length, and a few words around it."""
    found = fuzz.partial_ratio_alignment(claim, source) if len(claim) < len(source) else None
    if found is None:
        return 0, len(source)
    return max(0, found.dest_start - _EDGE), min(len(source), found.dest_end + _EDGE)


def _tight(steps: Sequence[Step], source: str) -> list[Step]:
    """Return steps with the words at either end moved to where they stand next to the others, if they stand there too."""
    inner = _trimmed(steps)
    if len(inner) > 2 and inner[0][0] == "equal" and inner[1][0] == "delete":
        (_, i, end, k, m), (_, _, until, _, _) = inner[:2]
        if source[until - (end - i) : until] == source[i:end]:
            inner[:2] = [("equal", until - (end - i), until, k, m)]
    if len(inner) > 2 and inner[-1][0] == "equal" and inner[-2][0] == "delete":
        (_, start, _, _, _), (_, i, end, k, m) = inner[-2:]
        if source[start : start + end - i] == source[i:end]:
            inner[-2:] = [("equal", start, start + end - i, k, m)]
    return inner


def _free_ends(source: str, claim: str, gaps: frozenset[int]) -> tuple[list[Step], list[Step]]:
    """Return the fewest steps from some stretch of ``source`` to all of ``claim``; what is beside it costs nothing (Sellers 1980).

    Of equal ways the one that replaces rather than leaves out and adds, and of equal stretches the first; then of those
    whose last word stands for the claim's last, if there are such.
    """
    rows = [[0] * (len(source) + 1)]
    for j, word in enumerate(claim, 1):
        above, row = rows[-1], [j]
        left, skip = j, j not in gaps
        for i, other in enumerate(source):
            left = min(above[i] + (other != word), left + skip, above[i + 1] + 1)
            row.append(left)
        rows.append(row)
    least = min(rows[-1])
    ends = [i for i, cost in enumerate(rows[-1]) if cost == least]
    paired = (i for i in ends if i and rows[-2][i - 1] + (source[i - 1] != claim[-1]) == least)
    last = next(paired, ends[0])
    first = _traced(rows, source, claim, gaps, ends[0])
    return first, first if last == ends[0] else _traced(rows, source, claim, gaps, last)


def _traced(rows: Sequence[Sequence[int]], source: str, claim: str, gaps: frozenset[int], end: int) -> list[Step]:
    """Return the steps that lead to a place in the last row of the table of ``_free_ends``."""
    i, j = end, len(claim)
    steps: list[Step] = []
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
