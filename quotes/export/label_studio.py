"""Label Studio: a task for each article, with what was found in it as predictions to be corrected.

Offsets are code points, as Label Studio counts them since 1.5 (its front end turns them into JavaScript's own at the
edge). ``LABELLING`` is the interface that the names in a task are of. A stretch of the words is a region of its own; the
first one carries the kind and the status, and the others, the cue and the source are tied to it by relations.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, get_args

from quotes.export.feed import Item
from quotes.export.held import Held, items
from quotes.export.json_text import line
from quotes.export.statement import statement
from quotes.model import Kind, Span, Status

HEAD: Final = "[\n"
FOOT: Final = "\n]\n"
Region = dict[str, Any]


def _choices(name: str, words: tuple[str, ...]) -> str:
    options = "".join(f'<Choice value="{word}"/>' for word in words)
    return f'  <Choices name="{name}" toName="text" perRegion="true" whenTagName="label" whenLabelValue="Content">{options}</Choices>'


LABELLING: Final = "\n".join(
    (
        "<View>",
        '  <Labels name="label" toName="text">',
        '    <Label value="Content" background="#2f6fb0"/>',
        '    <Label value="Cue" background="#b06a2f"/>',
        '    <Label value="Source" background="#2f9e62"/>',
        "  </Labels>",
        _choices("kind", get_args(Kind)),
        _choices("status", get_args(Status)),
        '  <Relations><Relation value="cue"/><Relation value="source"/><Relation value="continued"/></Relations>',
        '  <Text name="text" value="$text" saveTextResult="yes"/>',
        "</View>",
        "",
    )
)


def pieces(held: Held) -> Iterator[str]:
    """Yield the task of a ledger; raise ``ValueError`` if its text is not known."""
    yield line(task(held))


def task(held: Held) -> dict[str, Any]:
    """Return the task of a ledger: its text, where that is from, and a prediction with all that was found in it."""
    if held.article is None:
        raise ValueError(f"{held.ledger.source.id}: its text is not known")
    source, run = held.ledger.source, held.ledger.run
    found = [item for item in items(held) if isinstance(item, Item)]
    prediction: dict[str, Any] = {
        "model_version": f"{run.tool} {run.version}",
        "result": [part for number, item in enumerate(found) for part in _result(f"e{number}", item)],
    }
    if found:  # the least sure entry is what a reviewer wants to see first
        prediction["score"] = min(item.confidence for item in found)
    known = {"source_id": source.id, "sha256": source.sha256, "ledger": held.origin.ledger}
    stated = {"url": source.url, "title": source.title, "published": source.published, "outlet": source.outlet}
    data = {"text": held.article} | known | {key: value for key, value in stated.items() if value is not None}
    return {"data": data, "predictions": [prediction]}


def _result(ident: str, item: Item) -> Iterator[Region]:
    """Yield the regions and relations of an item; ``ident`` begins their ids, of letters, digits and hyphens."""
    first, *others = (_region(f"{ident}-content-{i}", "Content", span) for i, span in enumerate(item.content))
    yield first | {"score": item.confidence, "meta": {"text": [f"{item.attribution}: {statement(item)}"]}}
    for name, choice in (("kind", item.kind), ("status", item.speaker.status)):
        value = {"start": first["value"]["start"], "end": first["value"]["end"], "choices": [choice]}
        yield {"id": first["id"], "from_name": name, "to_name": "text", "type": "choices", "value": value}
    tied = [("continued", region) for region in others]
    if item.cue:
        tied.append(("cue", _region(f"{ident}-cue", "Cue", item.cue.span)))
    if item.speaker.mention:
        tied.append(("source", _region(f"{ident}-source", "Source", item.speaker.mention.span)))
    for label, region in tied:
        yield region
        yield {
            "type": "relation",
            "from_id": first["id"],
            "to_id": region["id"],
            "direction": "right",
            "labels": [label],
        }


def _region(ident: str, label: str, span: Span) -> Region:
    value = {"start": span.start, "end": span.end, "text": span.text, "labels": [label]}
    return {"id": ident, "from_name": "label", "to_name": "text", "type": "labels", "value": value}
