"""JSON Feed 1.1: an entry for each attribution, for feed readers; all that the feed says of it is under ``_quotes``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from quotes.codec import encode
from quotes.export.feed import Item
from quotes.export.held import Held, items
from quotes.export.json_text import line
from quotes.export.statement import who

HEAD: Final = (
    '{"version":"https://jsonfeed.org/version/1.1","title":"Quotations and attributions","language":"en",'
    '"_quotes":{"about":"Of each item: what quotes-ledger says of it. `quotes schema feed` prints what is in it."},'
    '"items":[\n'
)
FOOT: Final = "\n]}\n"


def pieces(held: Held) -> Iterator[str]:
    """Yield the entries of a ledger."""
    return (line(entry(item)) for item in items(held) if isinstance(item, Item))


def entry(item: Item) -> dict[str, Any]:
    """Return the feed's entry of an item.

    A feed knows moments only: an article that has a day alone is of its first moment in UTC there. What the article
    says of its date is in ``_quotes``.
    """
    published, url, outlet = item.source.published, item.source.url, item.source.outlet
    known = {
        "external_url": url,
        "summary": item.source.title,
        "date_published": f"{published}T00:00:00Z" if published and len(published) == len("2024-05-06") else published,
    }
    return {
        "id": item.id,
        "title": who(item),
        "content_text": f"“{item.words}”" if item.kind == "direct" else item.words,
        **{key: value for key, value in known.items() if value},
        "tags": [item.kind, item.act, item.speaker.status, *([outlet] if outlet else [])],
        "_quotes": encode(item),
    }
