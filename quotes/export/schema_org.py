"""schema.org (JSON-LD): the articles, their quotations and their claims, as one graph.

A direct attribution is a ``Quotation``, an indirect one a ``Claim``, a mixed one a ``Claim`` whose quoted words are
``Quotation``s in it: what the article puts in its own words is nobody's quotation. The speaker is the ``creator``, as in
schema.org's examples of real people; ``spokenByCharacter`` is for characters of fiction. Where the article does not tell
who that is, ``creditText`` has its words. Who denied the words, or only might say them, is not credited with them:
``description`` tells of it. ``appearance`` is the article; which appearance was the first is not known
here, so that is not said, and no claim is rated or reviewed. What schema.org has no term for is under ``quotes:``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from quotes.export.feed import Credit, Item, Origin, source_key
from quotes.export.held import Held, items
from quotes.export.json_text import line
from quotes.export.statement import affirmed, who
from quotes.ledger import Source
from quotes.model import Span

HEAD: Final = '{"@context":["https://schema.org",{"quotes":"urn:quotes-ledger:term:"}],"@graph":[\n'
FOOT: Final = "\n]}\n"
Node = dict[str, Any]


def pieces(held: Held) -> Iterator[str]:
    """Yield the nodes of a ledger: the article, then what is attributed in it."""
    yield line(article(held.ledger.source))
    for item in items(held):
        if isinstance(item, Item):
            yield line(node(item))


def article(source: Source) -> Node:
    """Return the article that a ledger is of."""
    publisher = {"@type": "Organization", "name": source.outlet} if source.outlet else None
    known = {"url": source.url, "headline": source.title, "datePublished": source.published, "publisher": publisher}
    return {
        "@type": "NewsArticle",
        "@id": _article_id(source),
        **_stated(known),
        "encodingFormat": source.media_type,
        "quotes:source": source.id,
        "quotes:sha256": source.sha256,
    }


def node(item: Item) -> Node:
    """Return the quotation or the claim that an item is."""
    place = {"@id": _article_id(item.source)}
    said = {"@id": item.id, "text": item.words, **_credited(item)}
    found = {f"quotes:{name}": getattr(item, name) for name in ("attribution", "kind", "act", "confidence", "rule")}
    found |= {"quotes:status": item.speaker.status, "quotes:offsets": _offsets(item.content)}
    if item.cue:
        found |= {"quotes:stance": item.cue.stance, "quotes:polarity": item.cue.polarity}
    if item.kind == "direct":
        return {"@type": "Quotation", **said, "isPartOf": place, **found}
    quoted = [
        {
            "@type": "Quotation",
            "text": span.text,
            **_credited(item),
            "isPartOf": place,
            "quotes:offsets": _offsets((span,)),
        }
        for span in item.verbatim
    ]
    return {"@type": "Claim", **said, "appearance": place, **({"hasPart": quoted} if quoted else {}), **found}


def _credited(item: Item) -> Node:
    """Return to whom the words are credited: a person or an organization, a document, or only the article's words."""
    credit = item.speaker
    if not affirmed(item):
        return {"description": who(item)}
    described = (
        item.role.text if item.role else credit.mention.span.text if credit.mention and not credit.name else None
    )
    known = _stated({"name": credit.name, "description": described})
    if credit.kind == "document" and credit.name:
        return {"isBasedOn": {"@type": "CreativeWork", **known}}
    kind = _kind(credit)
    if kind and known:
        return {"creator": {"@type": kind, **known}}
    return {"creditText": credit.mention.span.text} if credit.mention else {}


def _kind(credit: Credit) -> str | None:
    """Return what the speaker is in schema.org, which knows no crowds: critics are no organization."""
    if credit.status == "anonymous":
        return "Person"
    if credit.status != "resolved":
        return None
    return "Person" if credit.kind in {"person", "anonymous"} else "Organization"


def _article_id(source: Source | Origin) -> str:
    return f"urn:quotes-ledger:source:{source_key(source)}"


def _offsets(spans: tuple[Span, ...]) -> str:
    return ";".join(f"{span.start}-{span.end}" for span in spans)


def _stated(known: Node) -> Node:
    return {key: value for key, value in known.items() if value}
