"""W3C Web Annotation (Recommendation of 2017): a collection with an annotation for each attribution, in JSON-LD.

Each stretch of the words is a target of its own, found by its position in code points and by its words with those
around them. The first body is the attribution for people, the second the feed's item as JSON. Where the article has an
address, that is the source, and its state is the text that the positions count in: of a page that is not its markup.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from quotes.codec import encode
from quotes.export.feed import Item, source_key
from quotes.export.held import Held, items
from quotes.export.json_text import line
from quotes.export.statement import statement
from quotes.model import Span

AROUND: Final = (
    32  # characters of prefix and suffix: enough to tell one place from another, as other annotators have them
)
_LABEL: Final = "Attributions of what was said, written or thought"
HEAD: Final = (
    '{"@context":"http://www.w3.org/ns/anno.jsonld","type":"AnnotationCollection",'
    f'"label":{line(_LABEL)},"first":{{"type":"AnnotationPage","startIndex":0,"items":[\n'
)


def foot(total: int, digest: str) -> str:
    """Return what ends the collection; ``digest`` is of all annotations, and makes the ids of collection and page."""
    ident = f"urn:quotes-ledger:annotations:{digest}"
    page, collection = line({"id": f"{ident}:page:0"})[1:], line({"total": total, "id": ident})[1:]
    return f"\n],{page},{collection}\n"


def pieces(held: Held) -> Iterator[str]:
    """Yield the annotations of a ledger."""
    generator = {"type": "Software", "name": f"{held.ledger.run.tool} {held.ledger.run.version}"}
    for item in items(held):
        if isinstance(item, Item):
            yield line(annotation(item, held.article, generator))


def annotation(item: Item, text: str | None, generator: dict[str, str]) -> dict[str, Any]:
    """Return the annotation of an item; ``text`` is the article's, for what stands around the words."""
    return {
        "id": item.id,
        "type": "Annotation",
        "motivation": "describing",
        "generator": generator,
        "body": [_body("text/plain", statement(item)), _body("application/json", line(encode(item)))],
        "target": [_source(item) | {"selector": _selectors(span, text)} for span in item.content],
    }


def _body(media_type: str, value: str) -> dict[str, str]:
    return {"type": "TextualBody", "purpose": "describing", "format": media_type, "value": value}


def _source(item: Item) -> dict[str, Any]:
    text = f"urn:quotes-ledger:text:{source_key(item.source)}"
    if item.source.url is None:
        return {"type": "SpecificResource", "source": text}
    state = {"type": "TimeState", "cached": text}
    return {"type": "SpecificResource", "source": item.source.url, "state": state}


def _selectors(span: Span, text: str | None) -> list[dict[str, Any]]:
    quoted = {"type": "TextQuoteSelector", "exact": span.text}
    if text is not None:
        quoted |= {"prefix": text[max(0, span.start - AROUND) : span.start], "suffix": text[span.end :][:AROUND]}
    return [{"type": "TextPositionSelector", "start": span.start, "end": span.end}, quoted]
