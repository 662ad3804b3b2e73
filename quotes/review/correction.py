"""The vocabulary of a review: what a person said of an entry, and the words by which that entry is found again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from quotes.codec import Extensions
from quotes.ledger import Ledger, Source
from quotes.model import Attribution, Kind, Span, SpeakerKind
from quotes.model import Status as LinkStatus
from quotes.review.typography import fold

VERSION: Final = "1.0.0"
CONTEXT: Final = 32  # code points of prefix and of suffix, as the Hypothesis client takes

Verdict = Literal["confirmed", "corrected", "rejected", "disputed", "added", "unsure"]
VERDICTS: Final[Mapping[Verdict, str]] = MappingProxyType(
    {
        "confirmed": "the article has these words, and who said them in what role is right",
        "corrected": "something of it is put right: the speaker, the role, the kind or the words",
        "rejected": "no such quotation: these are nobody's reported words",
        "disputed": "the article has it so, but what it was checked with does not bear it out",
        "added": "a quotation that was missed: a row of its own, without an id",
        "unsure": "looked at, and left open",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Words of an article and where they stood: TextQuoteSelector and TextPositionSelector of W3C Web Annotation.

    ``prefix`` and ``suffix`` are empty where the text was not known. The offsets are a hint where the text has changed.
    """

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int
    end: int

    @property
    def span(self) -> Span:
        """The words where they stood."""
        return Span(self.start, self.end, self.exact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The source that was reviewed. ``sha256`` is of the text that the person read."""

    id: str
    path: str | None = None
    url: str | None = None
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An entry as it was when it was reviewed.

    ``speaker`` is the name, or the description of somebody nameless; None, as ``kind`` and ``link`` are, in a
    quotation that was added.
    """

    content: tuple[Part, ...]
    kind: Kind | None = None
    link: LinkStatus | None = None
    speaker: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a person put right; None is left as it was, an empty speaker or role is none."""

    content: tuple[Part, ...] | None = field(default=None, metadata={"omit_none": True})
    kind: Kind | None = field(default=None, metadata={"omit_none": True})
    speaker: str | None = field(default=None, metadata={"omit_none": True})
    speaker_kind: SpeakerKind | None = field(default=None, metadata={"omit_none": True})
    role: str | None = field(default=None, metadata={"omit_none": True})


NOTHING: Final = Changes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What one person found of one entry on one day (``date``, ISO 8601). ``extensions`` holds the ``x_`` keys."""

    source: Origin
    entry: Seen
    status: Verdict
    changes: Changes | None = field(default=None, metadata={"omit_none": True})
    checked_with: str = ""
    evidence: str = ""
    checker: str
    date: str
    extensions: Extensions = field(
        default_factory=lambda: MappingProxyType({}), compare=False, metadata={"unwritten": True}
    )

    @property
    def words(self) -> str:
        """The words that were reviewed."""
        return " ".join(part.exact for part in self.entry.content)

    @property
    def asked(self) -> Changes:
        """What is to be changed: nothing, if no change was stated."""
        return self.changes or NOTHING


def origin(source: Source) -> Origin:
    """Return what of a source is needed to know it again."""
    return Origin(id=source.id, path=source.path, url=source.url, sha256=source.sha256)


def seen(ledger: Ledger, attribution: Attribution, text: str | None) -> Seen:
    """Return an attribution as a reviewer sees it, with the words around it where the text is known."""
    return Seen(
        content=tuple(part(span, text) for span in attribution.content),
        kind=attribution.kind,
        link=attribution.speaker.status,
        speaker=label(ledger, attribution),
        role=attribution.role.text if attribution.role else None,
    )


def part(span: Span, text: str | None) -> Part:
    """Return the anchor of a stretch of ``text``."""
    before = "" if text is None else text[max(0, span.start - CONTEXT) : span.start]
    after = "" if text is None else text[span.end : span.end + CONTEXT]
    return Part(exact=span.text, prefix=before, suffix=after, start=span.start, end=span.end)


def label(ledger: Ledger, attribution: Attribution) -> str | None:
    """Return who an attribution is credited to: the name, or the words that describe or mention somebody nameless."""
    speaker = ledger.speaker_of(attribution)
    if speaker is not None and speaker.name:
        return speaker.name
    if attribution.role is not None:
        return attribution.role.text
    return attribution.speaker.mention.span.text if attribution.speaker.mention else None


def same_words(one: str | None, other: str | None) -> bool:
    """Return whether two strings, or two absences, are the same but for typography."""
    return one == other or (one is not None and other is not None and fold(one) == fold(other))
