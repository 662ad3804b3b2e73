"""Writes the checklist: one row for each entry of ledgers, with empty columns that a person fills."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from quotes.entry import Entry, entries
from quotes.ledger import Ledger
from quotes.model import Attribution
from quotes.review import anchors, table
from quotes.review.agreement import disagreement
from quotes.review.correction import Correction, Part, label
from quotes.review.document import Corrections
from quotes.review.trace import unreviewed

TO_FILL: Final = (
    "status", "new speaker", "new speaker kind", "new role", "new kind", "new words",
    "checked with", "evidence", "checker", "date",
)  # fmt: skip
# What one reads stands on the left, what one fills beside it, and what only finds the entry again on the right.
COLUMNS: Final = (
    "title", "published", "words", "speaker", "role", "context",
    *TO_FILL,
    "kind", "speaker status", "confidence", "rule", "url", "path", "source", "id",
)  # fmt: skip
INTERRUPTED: Final = " […] "  # between the parts of an interrupted quotation
NONE: Final = "none"  # in "new speaker" and "new role": there is none
Texts = Sequence[tuple[Ledger, str | None]]


def write(
    ledgers: Texts, corrections: Corrections | None = None, *, least_sure_first: bool = False, only_open: bool = False
) -> str:
    """Return the checklist of some ledgers, each with its text where that is known, as CSV.

    What ``corrections`` hold already is filled in, a row for each checker; with ``only_open`` the entries that
    somebody is sure of, and nobody contradicts, are left out.
    """
    held = corrections or Corrections()
    found = [row for ledger, text in ledgers for row in rows(unreviewed(ledger), text, held, only_open=only_open)]
    if least_sure_first:
        found.sort(key=lambda row: row[0])
    return table.write(COLUMNS, [row for _, row in found])


def rows(
    ledger: Ledger, text: str | None, corrections: Corrections, *, only_open: bool = False
) -> Iterator[tuple[float, table.Cells]]:
    """Yield the rows of a ledger with the confidence of their entries: its attributions, then what was added to them."""
    reviews: dict[int, list[Correction]] = {}
    added = []
    for correction in corrections.about(ledger.source):
        match = anchors.entry(correction, ledger, ledger.source.text if text is None else text)
        if match.index is not None:
            reviews.setdefault(match.index, []).append(correction)
        elif correction.status == "added":
            added.append(correction)
    for i, entry in enumerate(entries(ledger, text)):
        shown, known = _shown(ledger, entry), reviews.get(i, [])
        if only_open and _settled(known):
            continue
        for filled in map(_filled, known) if known else [{}]:
            yield entry.attribution.confidence, {**shown, **filled}
    for correction in [] if only_open else added:
        yield 1.0, {**_named(ledger), **_filled(correction), "new words": joined(correction.entry.content)}


def _settled(corrections: list[Correction]) -> bool:
    """Return whether somebody is sure of an entry, and nobody contradicts."""
    return any(correction.status != "unsure" for correction in corrections) and not disagreement(corrections)


def joined(parts: Iterable[Part]) -> str:
    """Return the words of an anchor in one cell."""
    return INTERRUPTED.join(part.exact for part in parts)


def shown_of_entry(ledger: Ledger, attribution: Attribution) -> table.Cells:
    """Return what a checklist shows of an entry that a correction of it is about."""
    return {
        "words": INTERRUPTED.join(span.text for span in attribution.content),
        "speaker": label(ledger, attribution) or "",
        "role": attribution.role.text if attribution.role else "",
        "kind": attribution.kind,
    }


def _shown(ledger: Ledger, entry: Entry) -> table.Cells:
    attribution = entry.attribution
    candidates = [ledger.speaker(ident) for ident in attribution.speaker.candidates]
    names = " or ".join(speaker.name for speaker in candidates if speaker is not None and speaker.name)
    return {
        **_named(ledger),
        **shown_of_entry(ledger, attribution),
        "context": entry.context.text if entry.context else "",
        "speaker status": attribution.speaker.status + (f": {names}" if names else ""),
        "confidence": f"{attribution.confidence:.2f}",
        "rule": attribution.rule,
        "id": attribution.id,
    }


def _named(ledger: Ledger) -> table.Cells:
    source = ledger.source
    known = {"title": source.title, "published": source.published, "url": source.url, "path": source.path}
    return {"source": source.id, **{column: value or "" for column, value in known.items()}}


def _filled(correction: Correction) -> table.Cells:
    """Return the cells that a person filled."""
    asked = correction.asked
    return {
        "status": correction.status,
        "new speaker": NONE if asked.speaker == "" else asked.speaker or "",
        "new speaker kind": asked.speaker_kind or "",
        "new role": NONE if asked.role == "" else asked.role or "",
        "new kind": asked.kind or "",
        "new words": joined(asked.content or ()),
        "checked with": correction.checked_with,
        "evidence": correction.evidence,
        "checker": correction.checker,
        "date": correction.date,
    }
