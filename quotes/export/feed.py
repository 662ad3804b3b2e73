"""The feed's items: what a ledger says of one attribution, standing alone, as JSON values and back.

``schemas/feed.schema.json`` says the same to those who read a feed. The ``x_`` keys of a ledger are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote

from quotes.codec import decode
from quotes.entry import Entry
from quotes.ledger import Ledger, Source
from quotes.model import (
    Act,
    Attribution,
    Cue,
    Evidence,
    Kind,
    Mention,
    Role,
    Span,
    Speaker,
    SpeakerKind,
    SpeakerLink,
    Status,
)

FEED_VERSION: Final = "1.0.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The article that an item is of. ``sha256`` is of its text, ``ledger`` is the integrity hash of its ledger."""

    id: str
    sha256: str
    length: int
    ledger: str
    path: str | None
    url: str | None
    title: str | None
    published: str | None
    outlet: str | None
    media_type: str

    @classmethod
    def of(cls, source: Source, ledger: str) -> Origin:
        """Return what a feed says of ``source``; ``ledger`` is the hash of its ledger."""
        return cls(ledger=ledger, **{name: getattr(source, name) for name in _SOURCE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One of those who may have said it, where it is ambiguous who did."""

    id: str
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """To whom an attribution is credited: ``id``, ``name`` and ``kind`` are None where the article does not tell."""

    status: Status
    id: str | None
    name: str | None
    kind: SpeakerKind | None
    aliases: tuple[str, ...]
    roles: tuple[Role, ...]
    mention: Mention | None
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An attribution in a feed.

    ``id`` is of this attribution in this version of its source's text. ``replaces`` is the id of the same attribution in
    the version before, where that is known and another. ``position`` is the place in the store, None of files.
    """

    feed_version: Literal["1.0.0"] = FEED_VERSION
    type: Literal["entry"] = "entry"
    id: str
    replaces: str | None
    position: int | None
    source: Origin
    attribution: str
    kind: Kind
    act: Act
    words: str
    content: tuple[Span, ...]
    verbatim: tuple[Span, ...]
    cue: Cue | None
    speaker: Credit
    role: Span | None
    addressee: Span | None
    medium: Span | None
    context: Span | None
    confidence: float
    rule: str
    evidence: tuple[Evidence, ...]

    def entry(self) -> Entry:
        """Return the entry that the item was made of; of its speaker it has no mentions but the one that is credited."""
        named = ("id", "kind", "act", "content", "verbatim", "cue", "role", "addressee", "medium", "confidence", "rule")
        known = {name: getattr(self, name) for name in named} | {"id": self.attribution}
        return Entry(
            source=Source(**{name: getattr(self.source, name) for name in _SOURCE}),
            attribution=Attribution(**known, speaker=self._link(), evidence=self.evidence),
            speaker=self._speaker(),
            context=self.context,
        )

    def _link(self) -> SpeakerLink:
        credit = self.speaker
        candidates = tuple(candidate.id for candidate in credit.candidates)
        return SpeakerLink(id=credit.id, status=credit.status, mention=credit.mention, candidates=candidates)

    def _speaker(self) -> Speaker | None:
        credit = self.speaker
        if credit.id is None or credit.kind is None:
            return None
        return Speaker(id=credit.id, name=credit.name, kind=credit.kind, roles=credit.roles, aliases=credit.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """Says that an item of the version before is gone: ``id`` is that of the item, ``source`` is what there is now."""

    feed_version: Literal["1.0.0"] = FEED_VERSION
    type: Literal["withdrawn"] = "withdrawn"
    id: str
    position: int | None
    source: Origin
    attribution: str


_SOURCE: Final = ("id", "path", "url", "title", "published", "outlet", "media_type", "sha256", "length")


def item(entry: Entry, ledger: Ledger, source: Origin, *, replaces: str | None, position: int | None) -> Item:
    """Return the item of an entry of ``ledger``."""
    said = entry.attribution
    return Item(
        id=item_id(entry.source, said.id),
        replaces=replaces,
        position=position,
        source=source,
        attribution=said.id,
        kind=said.kind,
        act=said.act,
        words=entry.words,
        content=said.content,
        verbatim=said.verbatim,
        cue=said.cue,
        speaker=_credit(entry, ledger),
        role=said.role,
        addressee=said.addressee,
        medium=said.medium,
        context=entry.context,
        confidence=float(said.confidence),
        rule=said.rule,
        evidence=said.evidence,
    )


def item_id(source: Source, attribution: str) -> str:
    """Return the id of an attribution in this version of its source's text, a URN.

    >>> item_id(Source(id="a b", sha256="00", length=1), "a-1")
    'urn:quotes-ledger:entry:a%20b:00:a-1'
    """
    return f"urn:quotes-ledger:entry:{source_key(source)}:{quote(attribution, safe='')}"


def source_key(source: Source | Origin) -> str:
    """Return what the URNs of a version of a source, and of what is in it, have in common."""
    return f"{quote(source.id, safe='')}:{source.sha256}"


def read(record: object) -> Item | Withdrawn:
    """Return the item that ``record`` is of; raise ``LedgerError`` with the JSON path to what is wrong in it."""
    gone = isinstance(record, Mapping) and record.get("type") == "withdrawn"
    return decode(Withdrawn, record)[0] if gone else decode(Item, record)[0]


def _credit(entry: Entry, ledger: Ledger) -> Credit:
    link, speaker = entry.attribution.speaker, entry.speaker
    known = {candidate: ledger.speaker(candidate) for candidate in link.candidates}
    return Credit(
        status=link.status,
        id=link.id,
        name=speaker.name if speaker else None,
        kind=speaker.kind if speaker else None,
        aliases=speaker.aliases if speaker else (),
        roles=speaker.roles if speaker else (),
        mention=link.mention,
        candidates=tuple(Candidate(id=key, name=held.name if held else None) for key, held in known.items()),
    )
