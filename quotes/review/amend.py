"""Makes the entry that a correction asks for: its words, kind, speaker and role, all still places of the article."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from quotes.ledger import Ledger
from quotes.model import Attribution, Kind, Mention, Role, Span, Speaker, SpeakerKind, SpeakerLink, Status
from quotes.pairing import pair
from quotes.review.anchors import stretch
from quotes.review.correction import Changes, Correction, Part, label, same_words
from quotes.review.typography import MARKS, fold, found, whole

RULE: Final = "review"  # of an entry that a person added
NAMELESS: Final[dict[SpeakerKind, Status]] = {"anonymous": "anonymous", "group": "collective"}


class CannotBeMadeError(ValueError):
    """What a correction asks for cannot be made of the article as it is now."""


@dataclass(slots=True)
class Cast:
    """The speakers of a ledger while corrections add to them: speakers and roles, always behind those there are."""

    speakers: list[Speaker]
    _described: dict[str, str] = field(default_factory=dict)  # id of a speaker who was added, by the description

    def named(self, name: str, kind: SpeakerKind | None) -> Speaker:
        """Return the speaker of that full name, and kind if it is given; a new one if the ledger has none.

        A surname alone is somebody else than the full name: two people may share it.
        """
        for speaker in self.speakers:
            if _same_name(speaker.name, name) and kind in {None, speaker.kind}:
                return speaker
        return self._new(Speaker(id=self._ident(kind or "person", name), name=name, kind=kind or "person"))

    def nameless(self, description: str, kind: SpeakerKind, role: Span | None) -> Speaker:
        """Return somebody whom the article describes and does not name."""
        known = self._described.get(f"{kind} {fold(description)}")
        for speaker in self.speakers:
            same = speaker.id == known or (speaker.kind == kind and any(r.span == role for r in speaker.roles))
            if speaker.name is None and same:
                return speaker
        new = self._new(Speaker(id=self._ident(kind, description), name=None, kind=kind))
        self._described[f"{kind} {fold(description)}"] = new.id
        return new

    def with_role(self, speaker_id: str, role: Span) -> None:
        """Let a speaker have a role; one that it has already stays one."""
        for i, speaker in enumerate(self.speakers):
            if speaker.id == speaker_id and all(r.span != role for r in speaker.roles):
                self.speakers[i] = replace(speaker, roles=(*speaker.roles, Role(span=role)))

    def _new(self, speaker: Speaker) -> Speaker:
        self.speakers.append(speaker)
        return speaker

    def _ident(self, kind: str, name: str) -> str:
        return unique(f"s-{digest(kind, name)}", {speaker.id for speaker in self.speakers})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What corrections of a ledger are made with: the ledger as extracted, its text if known, and its speakers."""

    ledger: Ledger
    text: str | None
    cast: Cast


def amended(scene: Scene, entry: Attribution, changes: Changes, *, same_text: bool) -> Attribution:
    """Return an entry with ``changes``; raise ``CannotBeMadeError`` if the article as it is does not allow them."""
    if changes.content is not None or changes.kind is not None:
        content = entry.content if changes.content is None else places(scene, changes.content, same_text=same_text)
        kind = changes.kind or entry.kind
        quoted = verbatim(kind, content, entry.verbatim)
        entry = replace(entry, kind=kind, content=content, verbatim=quoted)
    if changes.speaker is not None and not _is_credited(scene, entry, changes.speaker, changes.speaker_kind):
        entry = _credited(scene, entry, changes.speaker, changes.speaker_kind)
    if changes.role is not None and not (entry.role and same_words(entry.role.text, changes.role)):
        entry = _in_role(scene, entry, changes.role)
    return entry


def added(scene: Scene, correction: Correction, changes: Changes, taken: Collection[str]) -> Attribution:
    """Return the entry of a quotation that a person found: sure, by the rule ``review``, its id not among ``taken``."""
    same_text = correction.source.sha256 == scene.ledger.source.sha256
    content = places(scene, correction.entry.content, same_text=same_text)
    kind = changes.kind or "indirect"
    entry = Attribution(
        id=unique(f"a-{digest(kind, *(span.text for span in content))}", taken),
        kind=kind,
        act="speech",
        content=content,
        verbatim=verbatim(kind, content, ()),
        speaker=SpeakerLink(id=None, status="none"),
        confidence=1.0,
        rule=RULE,
    )
    return amended(scene, entry, replace(changes, content=None, kind=None), same_text=same_text)


def places(scene: Scene, parts: Sequence[Part], *, same_text: bool) -> tuple[Span, ...]:
    """Return where the article has some words now; raise ``CannotBeMadeError`` if that cannot be said."""
    if same_text:
        return tuple(_as_it_stood(scene, part) for part in parts)
    if scene.text is None:
        raise CannotBeMadeError("the article has changed, and its text is needed to find these words in it")
    spans = [stretch(part, scene.text) for part in parts]
    for span in spans:
        if isinstance(span, str):
            raise CannotBeMadeError(span)
    located = tuple(span for span in spans if isinstance(span, Span))
    if any(after.start < before.end for before, after in pairwise(located)):
        raise CannotBeMadeError("the parts of these words no longer follow each other in the article")
    return located


def _as_it_stood(scene: Scene, part: Part) -> Span:
    """Return the place of a part in the text that was reviewed; a file edited by hand may name one that is not there."""
    there = part.end <= scene.ledger.source.length and scene.text is None
    if there or (scene.text is not None and scene.text[part.start : part.end] == part.exact):
        return part.span
    raise CannotBeMadeError(f"the words are not those at {part.start}..{part.end} of the article")


def verbatim(kind: Kind, content: tuple[Span, ...], known: Sequence[Span] = ()) -> tuple[Span, ...]:
    """Return the words of a content that stand inside quotation marks, as its kind wants them.

    ``known`` are stretches known to stand in marks. Raises ``CannotBeMadeError`` for a mixed content without any.
    """
    if kind == "direct":
        return content
    if kind == "indirect":
        return ()
    inside = tuple(_quoted(content)) or tuple(k for k in known if any(c.covers(k) for c in content))
    if not inside:
        raise CannotBeMadeError("a mixed quotation has words inside quotation marks, and these have none")
    return inside


def kind_of(content: Sequence[Span], text: str) -> Kind:
    """Return the kind that the quotation marks in and around some words show."""
    if all(_in_marks(bare(span), text) for span in content):
        return "direct"
    return "mixed" if _quoted(content) else "indirect"


def bare(span: Span) -> Span:
    """Return a stretch without the quotation marks at its edges, if it has one at both and words between them."""
    inner = span.text.strip(MARKS)
    if not inner or inner[0] == span.text[0] or inner[-1] == span.text[-1]:
        return span
    start = span.start + span.text.index(inner)
    return Span(start, start + len(inner), inner)


def digest(*parts: str) -> str:
    """Return the first 10 hexadecimal digits of the SHA-256 of some strings."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8")).hexdigest()[:10]


def unique(ident: str, taken: Collection[str]) -> str:
    """Return an id that is not among ``taken``: the id itself, or with a number behind it."""
    number, candidate = 1, ident
    while candidate in taken:
        number += 1
        candidate = f"{ident}-{number}"
    return candidate


def _is_credited(scene: Scene, entry: Attribution, name: str, kind: SpeakerKind | None) -> bool:
    speaker = scene.ledger.speaker_of(entry)
    return speaker is not None and same_words(label(scene.ledger, entry), name) and kind in {None, speaker.kind}


def _credited(scene: Scene, entry: Attribution, name: str, kind: SpeakerKind | None) -> Attribution:
    """Return an entry that is credited to ``name``, to nobody if it is empty.

    The evidence for the speaker that was wrong goes, and so does a mention that names somebody else; a pronoun or a
    description may well mean the right one. A known speaker brings the role that tells most.
    """
    evidence = tuple(e for e in entry.evidence if e.shows == "cue")
    mention = _fitting(entry.speaker.mention, name, kind)
    bare = replace(entry, role=None, evidence=evidence)
    if not name:
        status: Status = "unresolved" if mention else "none"
        return replace(bare, speaker=SpeakerLink(id=None, status=status, mention=mention))
    if kind in NAMELESS:
        role = _role(scene, name, entry.content[0].start)
        speaker = scene.cast.nameless(name, kind, role)
        bare = replace(bare, speaker=SpeakerLink(id=speaker.id, status=NAMELESS[kind], mention=mention))
        return bare if role is None else _with_role(scene, bare, role)
    speaker = scene.cast.named(name, kind)
    link = SpeakerLink(id=speaker.id, status="resolved", mention=mention)
    return replace(bare, speaker=link, role=speaker.roles[0].span if speaker.roles else None)


def _fitting(mention: Mention | None, name: str, kind: SpeakerKind | None) -> Mention | None:
    """Return a mention that may mean the speaker who is credited now, else None."""
    if mention is None or mention.form == "pronoun" or (mention.form == "nominal" and kind not in NAMELESS):
        return mention
    return mention if fold(mention.span.text).casefold() in fold(name).casefold() else None


def _in_role(scene: Scene, entry: Attribution, role: str) -> Attribution:
    """Return an entry with a role, if the article states it; else without one: the wrong one does not stay."""
    place = _role(scene, role, entry.content[0].start) if role and entry.speaker.id else None
    return replace(entry, role=None) if place is None else _with_role(scene, entry, place)


def _with_role(scene: Scene, entry: Attribution, role: Span) -> Attribution:
    assert entry.speaker.id is not None
    scene.cast.with_role(entry.speaker.id, role)
    return replace(entry, role=role)


def _role(scene: Scene, role: str, near: int) -> Span | None:
    """Return where the article states a role, nearest to ``near``; among the roles that are known if the text is not."""
    if scene.text is None:
        spans = [r.span for s in scene.ledger.speakers for r in s.roles if same_words(r.span.text, role)]
    else:
        spans = [Span(s, e, scene.text[s:e]) for s, e in found(role, scene.text) if whole(scene.text, s, e)]
    return min(spans, key=lambda span: (abs(span.start - near), span.start), default=None)


def _same_name(one: str | None, other: str) -> bool:
    return one is not None and fold(one).casefold() == fold(other).casefold()


def _quoted(content: Sequence[Span]) -> list[Span]:
    """Return what stands inside quotation marks within each stretch of a content."""
    inside = []
    for span in content:
        for each in pair(span.text, 0, len(span.text)).pairs:
            if each.depth == 0 and each.opened and each.closed and each.inner_start < each.inner_end:
                start, end = each.inner_start, each.inner_end
                inside.append(Span(span.start + start, span.start + end, span.text[start:end]))
    return inside


def _in_marks(span: Span, text: str) -> bool:
    return span.start > 0 and span.end < len(text) and text[span.start - 1] in MARKS and text[span.end] in MARKS
