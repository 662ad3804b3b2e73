"""Shows findings: as text to read, as JSON values, and as the rows of a table, one for each place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quotes.check.finding import Finding, Place
from quotes.codec import encode
from quotes.credit import stated, supplied_by
from quotes.differences import clean, difference

COLUMNS = (
    "id",
    "claim",
    "speaker",
    "verdict",
    "why",
    "place",
    "wording",
    "credited",
    "credit",
    "similarity",
    "flags",
    "difference",
    "cut",
    "source",
    "published",
    "outlet",
    "url",
    "start",
    "end",
    "words",
    "sentence",
)


def lines(finding: Finding) -> Iterator[str]:
    """Yield a finding as lines of text: the verdict, why, and each place with the sentence that it stands in."""
    claim = finding.claim
    name = f" – {clean(claim.speaker)}" if claim.speaker else ""
    ident = f"[{clean(claim.id)}] " if claim.id else ""
    yield f"{finding.verdict.upper()}  {ident}“{clean(claim.text)}”{name}"
    yield f"  {clean(finding.why[:1].upper() + finding.why[1:])}."
    for heading, places in (("places", finding.places), ("nearest, to be read", finding.nearest)):
        if places:
            yield f"  {heading}:"
        for number, place in enumerate(places, 1):
            yield from _place(number, place)


def record(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON values; the offsets are code points into the source's text."""
    return {
        "claim": encode(finding.claim),
        "verdict": finding.verdict,
        "why": finding.why,
        "places": [_record(place) for place in finding.places],
        "nearest": [_record(place) for place in finding.nearest],
    }


def rows(finding: Finding) -> Iterator[dict[str, str]]:
    """Yield a row of ``COLUMNS`` for each place of a finding, numbered, and one without a place where there is none.

    The nearest of what was not found are places of the wording ``near``.
    """
    claim = finding.claim
    head = {
        "id": claim.id or "",
        "claim": claim.text,
        "speaker": claim.speaker or "",
        "verdict": finding.verdict,
        "why": finding.why,
    }
    places = (*finding.places, *finding.nearest)
    for number, place in enumerate(places, 1):
        yield dict.fromkeys(COLUMNS, "") | head | _row(place) | {"place": str(number)}
    if not places:
        yield dict.fromkeys(COLUMNS, "") | head


def _place(number: int, place: Place) -> Iterator[str]:
    source = place.entry.source
    at = ", ".join(f"{span.start}..{span.end}" for span in place.spans)
    about = ", ".join(clean(part) for part in (source.outlet, source.published, source.url) if part)
    same = f", {place.similarity:.0%} alike" if place.similarity < 1 else ""
    yield f"  {number:3}. {clean(source.id)} {at}{f' ({about})' if about else ''}"
    yield f"       {place.wording}{same}; {place.entry.attribution.kind}, credited to {clean(stated(place.entry))}"
    if place.wording == "part":
        yield f"       claim: {clean(place.claimed)}"
    if place.changes:
        yield f"       words: {clean(difference(place.changes))}"
    for cut in place.cuts:
        turns = f" ({', '.join(cut.turns)})" if cut.turns else ""
        yield f"       left away {cut.side}{', marked' if cut.marked else ''}: {clean(cut.text)}{turns}"
    if place.entry.context is not None:
        yield f"       sentence: {clean(place.entry.context.text)}"


def _record(place: Place) -> dict[str, Any]:
    entry = place.entry
    return {
        "wording": place.wording,
        "credit": place.credit,
        "credited": place.speaker,
        "supplied_by": supplied_by(entry),
        "status": entry.attribution.speaker.status,
        "similarity": place.similarity,
        "flags": list(place.flags),
        "notes": list(place.notes),
        "source": encode(entry.source),
        "attributions": [each.attribution.id for each in place.entries],
        "kind": entry.attribution.kind,
        "spans": encode(place.spans),
        "claimed": place.claimed,
        "changes": encode(place.changes),
        "cuts": encode(place.cuts),
        "sentence": encode(entry.context),
    }


def _row(place: Place) -> dict[str, str]:
    source = place.entry.source
    return {
        "wording": place.wording,
        "credited": place.speaker or "",
        "credit": place.credit,
        "similarity": f"{place.similarity:g}",
        "flags": ", ".join(place.flags),
        "difference": difference(place.changes),
        "cut": " | ".join(cut.text for cut in place.cuts),
        "source": source.id,
        "published": source.published or "",
        "outlet": source.outlet or "",
        "url": source.url or "",
        "start": str(place.spans[0].start),
        "end": str(place.spans[-1].end),
        "words": " ".join(span.text for span in place.spans),
        "sentence": place.entry.context.text if place.entry.context else "",
    }
