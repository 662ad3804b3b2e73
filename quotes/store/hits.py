"""What a search found, as JSON values and as CSV (RFC 4180) for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any, Final

from quotes.cells import defused
from quotes.codec import encode
from quotes.entry import Entry
from quotes.store.search import Hit

COLUMNS: Final = (
    "quotation",
    "speaker",
    "role",
    "supplied",
    "kind",
    "outlet",
    "published",
    "title",
    "url",
    "path",
    "source",
    "attribution",
    "start",
    "end",
    "context",
    "confidence",
)


def to_dict(hit: Hit) -> dict[str, Any]:
    """Return a hit as JSON values: the words with the places of those that were looked for, and the entry's parts."""
    entry = hit.entry
    found: dict[str, Any] = {
        "rank": round(hit.rank, 6),
        "words": entry.words,
        "marks": [{"start": start, "end": end} for start, end in hit.marks],
    }
    for part in ("source", "attribution", "speaker", "context", "supplied"):
        found[part] = encode(getattr(entry, part))
    return found


def to_csv(hits: Iterable[Hit]) -> str:
    """Return hits as CSV with a header; a cell that a spreadsheet would compute begins with an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([defused(cell) for cell in _cells(hit.entry)] for hit in hits)
    return out.getvalue()


def _cells(entry: Entry) -> list[str]:
    source, attribution, content = entry.source, entry.attribution, entry.attribution.content
    supplied = "; ".join(f"{each.what}: {each.text} ({each.source.id})" for each in entry.supplied)
    values = (
        *(entry.words, entry.speaker and entry.speaker.name, attribution.role and attribution.role.text, supplied),
        *(attribution.kind, source.outlet, source.published, source.title, source.url, source.path, source.id),
        *(attribution.id, content[0].start, content[-1].end, entry.context and entry.context.text),
        attribution.confidence,
    )
    return ["" if value is None else str(value) for value in values]
