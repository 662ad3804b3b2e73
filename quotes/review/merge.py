"""Takes what was read of checklists into the corrections that there are: nothing is overwritten without a word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from quotes.model import Problem
from quotes.review import anchors
from quotes.review.agreement import disagreement
from quotes.review.checklist import Texts
from quotes.review.correction import Correction
from quotes.review.document import Corrections
from quotes.review.trace import unreviewed
from quotes.review.typography import fold

Key = tuple[str, int | str]  # the source, and the entry in it: its index, or the words of one that was added
Slot = tuple[Key | Correction, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The corrections after a checklist was taken in.

    ``new`` were not there before, ``replaced`` took the place of what the same checker had said of the entry on the
    same day or before, ``older`` were left out because the checker has said something since. ``conflicts`` are between
    checkers: all that they say is kept.
    """

    corrections: Corrections
    new: tuple[Correction, ...] = ()
    replaced: tuple[Correction, ...] = ()
    older: tuple[Correction, ...] = ()
    conflicts: tuple[Problem, ...] = ()


def merge(held: Corrections, read: Sequence[Correction], ledgers: Texts) -> Merged:
    """Return ``held`` with ``read``, of which each checker's last word on an entry counts.

    Two corrections are of one entry if ``ledgers``, each with its text where that is known, have one entry for both.
    """
    keys = _keys(Corrections.of([*held.items, *read]), ledgers)
    slots: dict[Slot, list[Correction]] = defaultdict(list)
    for correction in held.items:
        slots[_slot(correction, keys)].append(correction)
    new, replaced, older = list[Correction](), list[Correction](), list[Correction]()
    for correction in read:
        before = slots[_slot(correction, keys)]
        if any(_said(correction) == _said(other) for other in before):
            continue
        if any(correction.date < other.date for other in before):
            older.append(correction)
            continue
        (replaced if before else new).append(correction)
        before[:] = [correction]
    merged = Corrections.of((c for slot in slots.values() for c in slot), held.extensions)
    return Merged(
        corrections=merged,
        new=tuple(new),
        replaced=tuple(replaced),
        older=tuple(older),
        conflicts=tuple(_conflicts(merged, keys)),
    )


def _keys(corrections: Corrections, ledgers: Texts) -> Mapping[Correction, Key]:
    """Return which entry each correction is of, as far as the ledgers have it."""
    keys: dict[Correction, Key] = {}
    for reviewed, text in ledgers:
        ledger = unreviewed(reviewed)
        for correction in corrections.about(ledger.source):
            match = anchors.entry(correction, ledger, ledger.source.text if text is None else text)
            if match.index is not None:
                keys.setdefault(correction, (ledger.source.id, match.index))
            elif correction.status == "added":
                keys.setdefault(correction, (ledger.source.id, fold(correction.words)))
    return keys


def _slot(correction: Correction, keys: Mapping[Correction, Key]) -> Slot:
    """Return whose word on which entry a correction is; of an entry that is not known here it is one of its own."""
    return keys.get(correction, correction), correction.checker.casefold()


def _said(correction: Correction) -> tuple[object, ...]:
    """Return all that a person wrote, whatever the anchors are."""
    asked = correction.asked
    words = None if asked.content is None else tuple(part.exact for part in asked.content)
    found = (correction.status, correction.checked_with, correction.evidence, correction.checker, correction.date)
    return (*found, words, asked.kind, asked.speaker, asked.speaker_kind, asked.role)


def _conflicts(corrections: Corrections, keys: Mapping[Correction, Key]) -> Iterator[Problem]:
    """Yield each entry of which checkers say different things."""
    by_entry: dict[Key, list[Correction]] = defaultdict(list)
    for correction in corrections.items:
        if correction in keys:
            by_entry[keys[correction]].append(correction)
    for each in by_entry.values():
        if against := disagreement(each):
            path = each[0].source.path or each[0].source.id
            yield Problem(path=path, check="conflict", message=f"“{each[0].words:.60}”: {against}")
