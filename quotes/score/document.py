"""What the scorer reads of an article: its attributions, whether a ledger or another format holds them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from quotes.ledger import Ledger
from quotes.model import Attribution, Form, Kind, Span, Speaker

Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One attribution. ``content``, ``cue`` and ``mention`` (of the source) each hold any number of stretches.

    ``speaker`` is None where no one is named, and ``resolved`` says whether the entry stands by that name. ``form`` is
    that of the mention, "none" if there is no mention. It, ``confidence`` and ``rule`` are None where the format does
    not have them.
    """

    kind: Kind
    content: Spans
    cue: Spans = ()
    mention: Spans = ()
    form: Form | Literal["none"] | None = None
    speaker: Speaker | None = None
    resolved: bool = False
    role: Span | None = None
    confidence: float | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article's attributions. ``sha256`` is of its text's UTF-8; ``traps`` are gold's strings that are not speech.

    ``name`` is the base name of its file. ``named`` says whether the format names speakers, their roles and the form
    of a mention, and whether ``kind`` was annotated: true of a ledger, not of brat standoff.
    """

    id: str
    name: str
    sha256: str
    entries: tuple[Entry, ...] = ()
    traps: Spans = ()
    named: bool = True

    @property
    def keys(self) -> tuple[str, str]:
        """The two names by which a document is found in another collection, the better one first."""
        return self.id, self.name


def documents(items: Iterable[Ledger | Document]) -> list[Document]:
    """Return ``items`` as documents."""
    return [item if isinstance(item, Document) else of_ledger(item) for item in items]


def of_ledger(ledger: Ledger) -> Document:
    """Return what the scorer reads of a ledger."""
    return Document(
        id=ledger.source.id,
        name=PurePath(ledger.source.path or ledger.source.id).name,
        sha256=ledger.source.sha256,
        entries=tuple(_entry(ledger, attribution) for attribution in ledger.attributions),
        traps=tuple(string.span for string in ledger.not_speech),
    )


def _entry(ledger: Ledger, attribution: Attribution) -> Entry:
    mention = attribution.speaker.mention
    return Entry(
        kind=attribution.kind,
        content=attribution.content,
        cue=(attribution.cue.span,) if attribution.cue else (),
        mention=(mention.span,) if mention else (),
        form=mention.form if mention else "none",
        speaker=ledger.speaker_of(attribution),
        resolved=attribution.speaker.status == "resolved",
        role=attribution.role,
        confidence=attribution.confidence,
        rule=attribution.rule,
    )
