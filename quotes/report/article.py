"""A ledger and its article as the page shows them: the text in runs, the entries, and all else that the ledger holds."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from quotes.ledger import Ledger
from quotes.model import Kind, Problem, Span
from quotes.report.cards import Card, Other, cards
from quotes.report.cast import Voice, voices
from quotes.report.passages import Passages
from quotes.report.stretches import Marked, Passage

KINDS: Final[tuple[Kind, ...]] = ("direct", "mixed", "indirect")
HEADLINE: Final = 120  # characters: a longer first line is a paragraph
_LINK: Final = re.compile(r"https?://[^\s\x00-\x20\x7f-\x9f]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A ledger to show and the text of its article where it is at hand, or else ``why`` it is not.

    ``left_out`` is how many entries were left out as too unsure.
    """

    ledger: Ledger
    text: str | None = None
    why: str = ""
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """All that the page shows of one document; ``passages`` is its text, or what is known of it."""

    number: int
    ledger: Ledger
    voices: tuple[Voice, ...]
    cards: tuple[Card, ...]
    asides: tuple[Other, ...]
    problems: tuple[Problem, ...]
    passages: tuple[Passage, ...]
    headline: str | None
    whole: bool
    why: str
    left_out: int

    @property
    def anchor(self) -> str:
        """The anchor of the section."""
        return f"a{self.number}"

    @property
    def title(self) -> str:
        """What to call the article: its title, else its first line if that is as short as one, else its file or id."""
        source = self.ledger.source
        return next((w for w in (source.title, self.headline, source.path, source.id) if w and w.strip()), "")

    @property
    def link(self) -> str | None:
        """The address of the article if a browser may be sent there, None if it is none of the web's."""
        url = self.ledger.source.url
        return url if url is not None and _LINK.fullmatch(url) else None

    @property
    def published(self) -> str | None:
        """When the article was published, as its ledger states it, date and time apart."""
        return re.sub(r"(?<=\d)T(?=\d)", " ", self.ledger.source.published or "") or None

    @property
    def kinds(self) -> dict[Kind, int]:
        """How many entries there are of each kind."""
        counted = Counter(card.attribution.kind for card in self.cards)
        return {kind: counted[kind] for kind in KINDS}


def section(number: int, document: Document, rank: Mapping[str, int]) -> Section:
    """Return a document as the page's section of that number; ``rank`` is of ``quotes.report.cast.ranks``.

    Raises ``ValueError`` if the document's text is not the one that the ledger is of.
    """
    ledger, article = document.ledger, f"a{number}"
    text, problems = _text(document)
    known = Passages.of_spans(_spans(ledger)) if text is None else Passages.of_text(text)
    cast = voices(ledger, rank)
    entries = tuple(cards(ledger, cast, known, article))
    asides = tuple(Other(number=n, entry=e, placed=known.hold(e.span)) for n, e in enumerate(ledger.not_speech, 1))
    return Section(
        number=number,
        ledger=ledger,
        voices=tuple(cast.values()),
        cards=entries,
        asides=asides,
        problems=(*ledger.problems, *problems),
        passages=tuple(Marked(article=article, cards=entries, asides=asides).shown(known)),
        headline=_first_line(text or ""),
        whole=text is not None,
        why=document.why,
        left_out=document.left_out,
    )


def _text(document: Document) -> tuple[str | None, tuple[Problem, ...]]:
    """Return the article's text if it is at hand, and what is wrong with the one that the ledger carries."""
    source = document.ledger.source
    if document.text is not None and _sha256(document.text) != source.sha256:
        raise ValueError(f"{source.id}: the text is not the one that the ledger is of: its sha256 is another")
    if document.text is not None or source.text is None or _sha256(source.text) == source.sha256:
        return (source.text if document.text is None else document.text), ()
    message = "the text in the ledger was changed: its sha256 is another; it is not shown"
    return None, (Problem(path="$.source.text", check="source", message=message),)


def _first_line(text: str) -> str | None:
    line = next((line.strip() for line in text[: 4 * HEADLINE].splitlines() if line.strip()), "")
    return line if 0 < len(line) <= HEADLINE else None


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _spans(ledger: Ledger) -> Iterator[Span]:
    """Yield the spans of a ledger that its page may mark: what is known of a text that is not at hand."""
    for attribution in ledger.attributions:
        yield from attribution.content
        others = (attribution.role, attribution.addressee, attribution.medium)
        yield from (span for span in others if span is not None)
        yield from (e.span for e in attribution.evidence)
        if attribution.cue is not None:
            yield attribution.cue.span
        if attribution.speaker.mention is not None:
            yield attribution.speaker.mention.span
    yield from (entry.span for entry in ledger.not_speech)
