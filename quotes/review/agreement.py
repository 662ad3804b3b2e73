"""Says whether the checkers of one entry agree, and what they say together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from quotes.review.correction import Changes, Correction, Verdict, same_words

STANDS = frozenset({"confirmed", "corrected", "added"})  # the quotation is one, and it is known whose it is
CREDITED = frozenset({"resolved", "anonymous", "collective"})


def decided(corrections: Sequence[Correction]) -> list[Correction]:
    """Return the corrections that say something, the earliest first; all of them if every checker is unsure."""
    ordered = sorted(corrections, key=lambda c: (c.date, c.checker))
    return [c for c in ordered if c.status != "unsure"] or ordered


def disagreement(corrections: Sequence[Correction]) -> str:
    """Return who says what of one entry if checkers contradict each other, nothing if they agree."""
    firm = decided(corrections)
    if all(_agree(one, other) for one, other in combinations(firm, 2)):
        return ""
    return ", ".join(f"{c.checker} ({c.date}): {said(c)}" for c in firm)


def verdict(corrections: Sequence[Correction]) -> Verdict:
    """Return what checkers who agree say together: the most that one of them did."""
    states = {c.status for c in decided(corrections)}
    order: tuple[Verdict, ...] = ("rejected", "disputed", "added", "corrected", "confirmed", "unsure")
    return next(state for state in order if state in states)


def together(changes: Sequence[Changes]) -> Changes:
    """Return all that is to be changed; of what several state, the last."""
    result = Changes()
    for each in changes:
        names = ("content", "kind", "speaker", "speaker_kind", "role")
        result = replace(result, **{n: getattr(each, n) for n in names if getattr(each, n) is not None})
    return result


def said(correction: Correction) -> str:
    """Return a correction in a few words: "corrected, speaker “Mara Voss”"."""
    asked = correction.asked
    words = " … ".join(part.exact for part in asked.content) if asked.content else None
    stated = {"speaker": asked.speaker, "role": asked.role, "kind": asked.kind, "words": words}
    changes = [
        f"{name} “{value:.60}”" if value else f"no {name}" for name, value in stated.items() if value is not None
    ]
    return ", ".join([correction.status, *changes])


def _agree(one: Correction, other: Correction) -> bool:
    """Return whether two checkers say the same; what one of them says nothing of is no contradiction."""
    if one.status not in STANDS or other.status not in STANDS:
        return one.status == other.status
    return all(a is None or b is None or same_words(a, b) for a, b in zip(_stated(one), _stated(other), strict=True))


def _stated(correction: Correction) -> tuple[str | None, ...]:
    """Return the words, kind, speaker, the speaker's kind and role that hold by a correction; None is not stated."""
    was, asked = correction.entry, correction.asked
    speaker = was.speaker if was.link in CREDITED else None
    return (
        " ".join(part.exact for part in asked.content or was.content),
        asked.kind or was.kind,
        speaker if asked.speaker is None else asked.speaker,
        asked.speaker_kind,
        was.role if asked.role is None else asked.role,
    )
