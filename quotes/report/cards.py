"""An entry of the ledger as the page shows it: its words, who said them, the evidence, and the rule and confidence in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from quotes.explanation.rules import in_words
from quotes.ledger import Ledger
from quotes.model import Attribution, NotSpeech, Span
from quotes.report.cast import Voice, doubt, key, who
from quotes.report.passages import Passages
from quotes.report.runs import Mark, split
from quotes.reviewed import findings

# What a place in the article shows of an entry, as the page calls it. Ledgers may name others; those are called as named.
LABELS: Final[Mapping[str, str]] = {
    "cue": "cue",
    "mention": "mention",
    "antecedent": "antecedent",
    "name": "name",
    "role": "role",
    "addressee": "said to",
    "medium": "said in",
}
OTHER: Final = "other"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a quotation, and whether they stand inside quotation marks."""

    text: str
    verbatim: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in the article that supports an entry. ``shows`` is one of ``LABELS`` or ``other``, ``at`` its anchor."""

    shows: str
    label: str
    span: Span
    at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An entry to show; ``placed`` is whether its words stand where it says, so that they can be marked."""

    number: int
    attribution: Attribution
    voice: Voice
    who: str
    doubt: str
    words: tuple[tuple[Piece, ...], ...]
    places: tuple[Place, ...]
    placed: bool
    found: str
    credited: str
    sure: str
    checked: tuple[str, ...]

    @property
    def role(self) -> str | None:
        """The role of a named speaker; that of a nameless one stands in the place of its name."""
        return (
            self.attribution.role.text
            if self.attribution.role and self.attribution.speaker.status == "resolved"
            else None
        )

    @property
    def percent(self) -> int:
        """The confidence in whole per cent."""
        return round(self.attribution.confidence * 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A string in quotation marks that is not speech; ``placed`` is whether it stands where it says."""

    number: int
    entry: NotSpeech
    placed: bool


def cards(ledger: Ledger, cast: Mapping[str, Voice], passages: Passages, article: str) -> Iterator[Card]:
    """Yield the entries of a ledger, numbered from 1; ``article`` is the anchor of its section."""
    for number, attribution in enumerate(ledger.attributions, 1):
        found, credited = in_words(attribution.rule)
        yield Card(
            number=number,
            attribution=attribution,
            voice=cast[key(ledger, attribution)],
            who=who(ledger, attribution),
            doubt=doubt(ledger, attribution),
            words=tuple(tuple(_pieces(content, attribution.verbatim)) for content in attribution.content),
            places=tuple(_places(attribution, passages, article)),
            placed=all(map(passages.hold, attribution.content)),
            found=found,
            credited=credited,
            sure=in_ten(attribution.confidence),
            checked=tuple(findings(ledger, number - 1)),
        )


def marks(card: Card, passages: Passages) -> Iterator[Mark]:
    """Yield what an entry marks in the text, as far as its words stand where it says."""
    spans = [("content", s) for s in card.attribution.content] + [("verbatim", s) for s in card.attribution.verbatim]
    for shows, span in [*spans, *((p.shows, p.span) for p in card.places)]:
        if passages.hold(span):
            yield Mark(start=span.start, end=span.end, entry=card.number, shows=shows)


def anchor(article: str, offset: int) -> str:
    """Return the anchor of a place in an article's text that is evidence of something."""
    return f"{article}-x{offset}"


def in_ten(confidence: float) -> str:
    """Return a confidence in words, as the share of such entries that are right.

    >>> in_ten(0.83)
    'about 8 in 10 such entries are right'
    """
    tenths = round(confidence * 10)
    if tenths in {0, 10}:
        return "nearly all such entries are right" if tenths else "hardly any such entry is right"
    return f"about {tenths} in 10 such entries are right"


def _pieces(content: Span, verbatim: Sequence[Span]) -> Iterator[Piece]:
    inside = [v for v in verbatim if content.covers(v) and len(v)]
    quoted = [Mark(start=v.start, end=v.end, entry=0, shows="verbatim") for v in inside]
    for run in split(content.start, content.start + len(content.text), quoted):
        yield Piece(content.text[run.start - content.start : run.end - content.start], bool(run.marks))


def _places(attribution: Attribution, passages: Passages, article: str) -> Iterator[Place]:
    """Yield the places that support an attribution, each once, in the order of ``LABELS``."""
    link = attribution.speaker
    spans = {
        "cue": attribution.cue.span if attribution.cue else None,
        "mention": link.mention.span if link.mention else None,
        "role": attribution.role,
        "addressee": attribution.addressee,
        "medium": attribution.medium,
    }
    found = [(shows, span) for shows, span in spans.items() if span is not None]
    found += [(e.shows, e.span) for e in attribution.evidence]
    order = [*LABELS]
    for shows, span in sorted(dict.fromkeys(found), key=lambda f: order.index(f[0]) if f[0] in LABELS else len(order)):
        yield Place(
            shows=shows if shows in LABELS else OTHER,
            label=LABELS.get(shows, shows),
            span=span,
            at=anchor(article, span.start) if passages.hold(span) else None,
        )
