"""What a review leaves in a ledger, under ``x_review`` keys, and how the ledger as it was extracted is had back from it.

Of an attribution: ``status``, ``reviews`` (who found what, when, checked with what), ``extracted`` where it was changed
(its record as it was, and its index), ``added`` where a person added it. Of the ledger: ``version``, the ``sha256`` of
the ledger as extracted, and the ``rejected`` entries. What a review adds to speakers, roles and ``not_speech`` is
marked ``added``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, get_args

from quotes.codec import encode
from quotes.ledger import Ledger, LedgerError
from quotes.model import Attribution, Kind, NotSpeech
from quotes.review.amend import Cast
from quotes.review.correction import VERSION, Correction
from quotes.reviewed import KEY

REJECTED: Final = "rejected in review"  # why words in quotation marks are no speech
ADDED: Final = {"added": True}
Record = dict[str, Any]


class ReviewedError(ValueError):
    """A ledger that was changed after it was reviewed: what was extracted cannot be had back from it."""


def unreviewed(ledger: Ledger) -> Ledger:
    """Return a ledger as it was extracted: itself, if nobody has reviewed it.

    Raises ``ReviewedError`` if it is not known any more what was extracted.
    """
    if not any(KEY in steps for steps in ledger.extensions):
        return ledger
    record = ledger.to_dict()
    try:
        review = record.pop(KEY)
        restored = Ledger.from_dict(_restored(record, review))
        whole = restored.sha256 == review["sha256"]
    except (LookupError, TypeError, AttributeError, LedgerError):
        whole = False
    if not whole:
        message = (
            f"{ledger.source.id}: the ledger was changed after it was reviewed; take the ledger as it was extracted"
        )
        raise ReviewedError(message)
    return restored


@dataclass(slots=True)
class Decisions:
    """What a review makes of the entries of a ledger, by their index as extracted.

    ``changed`` holds the entries that are others now, ``traces`` what stands beside an entry, ``rejected`` the reviews
    of entries that are taken out, ``added`` new entries with their trace.
    """

    changed: dict[int, Attribution] = field(default_factory=dict)
    traces: dict[int, Record] = field(default_factory=dict)
    rejected: dict[int, list[Correction]] = field(default_factory=dict)
    added: list[tuple[Attribution, Record]] = field(default_factory=list)


def reviewed(extracted: Ledger, cast: Cast, decisions: Decisions) -> Ledger:
    """Return the ledger that the decisions of a review make of the one that was extracted."""
    record = extracted.to_dict()
    entries: list[Record] = record["attributions"]
    rejected = [
        {"index": i, "attribution": entries[i], "reviews": [review(c) for c in decisions.rejected[i]]}
        for i in sorted(decisions.rejected)
    ]
    kept = [_entry(entry, i, decisions) for i, entry in enumerate(entries) if i not in decisions.rejected]
    kept += [{**encode(attribution), KEY: {**made, **ADDED}} for attribution, made in decisions.added]
    record["attributions"] = sorted(kept, key=lambda entry: int(entry["content"][0]["start"]))
    record["speakers"] = _speakers(record["speakers"], cast)
    strings = [
        NotSpeech(span=s, reason=REJECTED) for i in decisions.rejected for s in extracted.attributions[i].verbatim
    ]
    record["not_speech"] += [{**encode(string), KEY: dict(ADDED)} for string in strings]
    record[KEY] = {"version": VERSION, "sha256": record["integrity"]["sha256"], "rejected": rejected}
    return Ledger.from_dict(record)


def _entry(record: Record, index: int, decisions: Decisions) -> Record:
    """Return the record of an entry with its trace, changed if that was decided; the keys of others stay."""
    made = decisions.traces.get(index)
    if made is None:
        return record
    if index not in decisions.changed:
        return {**record, KEY: made}
    others = {key: value for key, value in record.items() if key.startswith("x_")}
    extracted = {"index": index, "attribution": record}
    return {**encode(decisions.changed[index]), **others, KEY: {**made, "extracted": extracted}}


def _speakers(records: list[Record], cast: Cast) -> list[Record]:
    """Return the records of the speakers, with the roles and the speakers that corrections added."""
    result = []
    for record, speaker in zip(records, cast.speakers, strict=False):
        new = speaker.roles[len(record["roles"]) :]
        result.append({**record, "roles": [*record["roles"], *({**encode(role), KEY: dict(ADDED)} for role in new)]})
    counts = dict.fromkeys(get_args(Kind), 0)  # of the right kind, until the ledger counts anew
    return result + [{**encode(s), "counts": counts, KEY: dict(ADDED)} for s in cast.speakers[len(records) :]]


def beside(status: str, corrections: Iterable[Correction]) -> Record:
    """Return the trace of a review in an attribution."""
    return {"status": status, "reviews": [review(correction) for correction in corrections]}


def review(correction: Correction) -> Record:
    """Return what one person found of an entry, on one level."""
    asked = correction.asked
    stated = {
        "speaker": asked.speaker,
        "speaker_kind": asked.speaker_kind,
        "role": asked.role,
        "kind": asked.kind,
        "words": None if asked.content is None else [part.exact for part in asked.content],
    }
    record: Record = {
        name: getattr(correction, name) for name in ("status", "checker", "date", "checked_with", "evidence")
    }
    return record | {name: value for name, value in stated.items() if value is not None}


def _restored(record: Record, review: Record) -> Record:
    """Return the record of a ledger without what a review added, and with what it changed or took out as it was."""
    record["speakers"] = _not_added(record["speakers"])
    for speaker in record["speakers"]:
        speaker["roles"] = _not_added(speaker["roles"])
    record["not_speech"] = _not_added(record["not_speech"])
    changed, kept = {r["index"]: r["attribution"] for r in review["rejected"]}, []
    for entry in _not_added(record["attributions"]):
        trace = entry.pop(KEY, {})
        if "extracted" in trace:
            changed[trace["extracted"]["index"]] = trace["extracted"]["attribution"]
        else:
            kept.append(entry)
    for index in sorted(changed):
        kept.insert(index, changed[index])
    record["attributions"] = kept
    return record


def _not_added(records: list[Record]) -> list[Record]:
    return [each for each in records if not each.get(KEY, {}).get("added")]
