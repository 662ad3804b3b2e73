"""Shows groups of variants: as text to read, and as JSON values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quotes.codec import encode
from quotes.credit import credited, stated, supplied_by
from quotes.differences import clean, difference
from quotes.variants import Group, Variant, quoted


def lines(group: Group) -> Iterator[str]:
    """Yield a group as lines of text: the first appearance, who is credited where, and how each other one differs."""
    sources = len({variant.entry.source.id for variant in group.variants})
    disputed = ", SPEAKER DISPUTED" if group.disputed else ""
    yield f"“{clean(quoted(group.first))}”  {sources} sources, {len(group.variants)} quotations{disputed}"
    for each in group.credits:
        yield f"  {clean(each.name) if each.name else 'speaker not stated'}: {', '.join(map(clean, each.sources))}"
    for number, variant in enumerate(group.variants, 1):
        yield f"  {number:3}. {_where(variant)}"
        yield f"       credited to {clean(stated(variant.entry))}; {_differs(variant, first=number == 1)}"


def record(group: Group) -> dict[str, Any]:
    """Return a group as JSON values; the offsets are code points into each source's text."""
    return {
        "words": group.first.verbatim,
        "disputed": group.disputed,
        "credits": [{"name": each.name, "sources": list(each.sources)} for each in group.credits],
        "variants": [_record(variant) for variant in group.variants],
    }


def _where(variant: Variant) -> str:
    source, spans = variant.entry.source, variant.entry.attribution.verbatim
    about = ", ".join(clean(part) for part in (source.outlet, source.published, source.url) if part)
    at = ", ".join(f"{span.start}..{span.end}" for span in spans)
    return f"{clean(source.id)} {at}{f' ({about})' if about else ''}"


def _differs(variant: Variant, *, first: bool) -> str:
    if first:
        return "first appearance"
    return clean(difference(variant.changes)) if variant.differs else "the same words"


def _record(variant: Variant) -> dict[str, Any]:
    entry = variant.entry
    return {
        "source": encode(entry.source),
        "attribution": entry.attribution.id,
        "kind": entry.attribution.kind,
        "credited": credited(entry),
        "supplied_by": supplied_by(entry),
        "status": entry.attribution.speaker.status,
        "spans": encode(entry.attribution.verbatim),
        "differs": variant.differs,
        "flags": list(dict.fromkeys(flag for change in variant.changes for flag in change.flags)),
        "changes": encode(variant.changes),
    }
