"""Lays corrections over a ledger: a new ledger, and what became of each correction; the old one stays as it is.

A rejected entry leaves the attributions. It stays whole under the ledger's ``x_review``, and its words in quotation
marks become ``not_speech``. What a reviewer found of any other entry stands beside it, under ``x_review``: its
confidence stays the extractor's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from quotes.ledger import Ledger
from quotes.model import Article, Attribution
from quotes.review import anchors, trace
from quotes.review.agreement import disagreement, together, verdict
from quotes.review.amend import CannotBeMadeError, Cast, Scene, added, amended, places
from quotes.review.correction import Changes, Correction
from quotes.review.document import Corrections

State = Literal["applied", "changed", "ambiguous", "conflict", "lost"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a correction. ``attribution`` is the id of its entry, ``message`` why it was not applied.

    ``changed``: the entry is another than was reviewed. ``ambiguous``: it might be several. ``conflict``: checkers say
    different things of it. ``lost``: there is no such entry. A rejection whose entry is gone is applied.
    """

    correction: Correction
    state: State
    attribution: str | None = None
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A ledger with the corrections that apply to it, and the outcomes of all that are about its source."""

    ledger: Ledger
    outcomes: tuple[Outcome, ...] = ()

    @property
    def unapplied(self) -> tuple[Outcome, ...]:
        """The corrections that were not applied."""
        return tuple(outcome for outcome in self.outcomes if outcome.state != "applied")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A correction and where its entry is in a ledger."""

    correction: Correction
    match: anchors.Match

    @property
    def values(self) -> Changes:
        """What the correction changes of the entry as it is extracted now."""
        asked, restored = self.correction.asked, self.match.restored
        return replace(
            asked,
            kind=asked.kind or restored.kind,
            speaker=restored.speaker if asked.speaker is None else asked.speaker,
            role=restored.role if asked.role is None else asked.role,
        )


def apply(ledger: Ledger, corrections: Corrections | Iterable[Correction], text: str | None = None) -> Reviewed:
    """Return ``ledger`` with ``corrections`` laid over what was extracted; those of other sources are left out.

    ``text`` is the article's where the ledger does not carry it. A ledger that was reviewed already is taken as it was
    extracted: to apply the same again changes nothing, and to apply none gives it back. Raises ``ValueError`` if
    ``text`` is another, and ``ReviewedError``, which is one, if a reviewed ledger was changed since.
    """
    extracted = trace.unreviewed(ledger)
    if text is not None and Article(id="", text=text).sha256 != extracted.source.sha256:
        raise ValueError(f"{ledger.source.id}: the text is not the one that the ledger is of: its sha256 is another")
    known = extracted.source.text if text is None else text
    collection = corrections if isinstance(corrections, Corrections) else Corrections.of(corrections)
    about = collection.about(extracted.source)
    return _reviewed(extracted, known, about) if about else Reviewed(ledger=extracted)


Group = dict[int, Held]  # the corrections of one entry, by their index


@dataclass(slots=True, kw_only=True)
class _Review:
    """One ledger under review: what is decided of its entries, and what became of each correction, by its index."""

    scene: Scene
    decisions: trace.Decisions = field(default_factory=trace.Decisions)
    outcomes: dict[int, Outcome] = field(default_factory=dict)

    def close(self, group: Group, state: State, *, entry: str | None = None, message: str = "") -> None:
        """Keep what became of some corrections."""
        for index, held in group.items():
            self.outcomes[index] = Outcome(correction=held.correction, state=state, attribution=entry, message=message)


def _reviewed(ledger: Ledger, text: str | None, corrections: Sequence[Correction]) -> Reviewed:
    """Return a ledger with the corrections of its source, those of one entry taken together."""
    review = _Review(scene=Scene(ledger=ledger, text=text, cast=Cast(list(ledger.speakers))))
    of_entry: dict[int, Group] = defaultdict(dict)
    of_place: dict[tuple[int, ...], Group] = defaultdict(dict)
    for i, correction in enumerate(corrections):
        held = Held(correction=correction, match=anchors.entry(correction, ledger, text))
        if held.match.index is not None:
            of_entry[held.match.index][i] = held
        elif correction.status == "added":
            _place(review, i, held, of_place)
        else:
            _unplaced(review, i, held)
    for index in sorted(of_entry):
        _decide(review, index, of_entry[index])
    for place in sorted(of_place):
        _add(review, of_place[place])
    made = any((review.decisions.traces, review.decisions.rejected, review.decisions.added))
    return Reviewed(
        ledger=trace.reviewed(ledger, review.scene.cast, review.decisions) if made else ledger,
        outcomes=tuple(review.outcomes[i] for i in range(len(corrections))),
    )


def _unplaced(review: _Review, index: int, held: Held) -> None:
    """Say why a correction does not apply; a rejection whose entry is gone has nothing left to reject."""
    state, message = held.match.state, held.match.message
    assert state != "found"
    if state == "lost" and held.correction.status == "rejected":
        review.close({index: held}, "applied", message=message)
    else:
        review.close({index: held}, state, message=message)


def _place(review: _Review, index: int, held: Held, of_place: dict[tuple[int, ...], Group]) -> None:
    """Put a quotation that is to be added with those of the same words in the article."""
    correction = held.correction
    same_text = correction.source.sha256 == review.scene.ledger.source.sha256
    try:
        spans = places(review.scene, correction.entry.content, same_text=same_text)
    except CannotBeMadeError as error:
        review.close({index: held}, "lost", message=str(error))
    else:
        of_place[tuple(offset for span in spans for offset in (span.start, span.end))][index] = held


def _decide(review: _Review, index: int, group: Group) -> None:
    """Decide of an entry what its checkers say together."""
    entry = review.scene.ledger.attributions[index]
    corrections = [held.correction for held in group.values()]
    if against := disagreement(corrections):
        review.decisions.traces[index] = trace.beside("conflict", corrections)
        review.close(group, "conflict", entry=entry.id, message=against)
        return
    status = verdict(corrections)
    if status == "rejected":
        review.decisions.rejected[index] = corrections
        review.close(group, "applied", entry=entry.id)
        return
    try:
        made = _amended(review.scene, index, group)
    except CannotBeMadeError as error:
        review.close(group, "changed", entry=entry.id, message=str(error))
        return
    if made != entry:
        review.decisions.changed[index] = made
    review.decisions.traces[index] = trace.beside(status, corrections)
    review.close(group, "applied", entry=entry.id)


def _amended(scene: Scene, index: int, group: Group) -> Attribution:
    """Return an entry with all that its checkers put right, the latest last."""
    ordered = sorted(group.values(), key=lambda held: (held.correction.date, held.correction.checker))
    same_text = all(held.correction.source.sha256 == scene.ledger.source.sha256 for held in ordered)
    changes = together([held.values for held in ordered])
    return amended(scene, scene.ledger.attributions[index], changes, same_text=same_text)


def _add(review: _Review, group: Group) -> None:
    """Add a quotation that was missed, once, if those who found it agree whose it is."""
    corrections = [held.correction for held in group.values()]
    if against := disagreement(corrections):
        review.close(group, "conflict", message=against)
        return
    taken = {a.id for a in (*review.scene.ledger.attributions, *(new for new, _ in review.decisions.added))}
    changes = together([held.values for held in group.values()])
    try:
        entry = added(review.scene, corrections[-1], changes, taken)
    except CannotBeMadeError as error:
        review.close(group, "lost", message=str(error))
        return
    review.decisions.added.append((entry, trace.beside("added", corrections)))
    review.close(group, "applied", entry=entry.id)
