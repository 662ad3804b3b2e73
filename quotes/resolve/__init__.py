"""Resolve the sources of quotations to speakers and their roles, with evidence for each link, or abstain."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from quotes.model import (
    Attribution,
    Evidence,
    Mention,
    Parsed,
    Role,
    Sourced,
    Span,
    Speaker,
    SpeakerLink,
)
from quotes.resolve.cast import Cast, Referent, gather
from quotes.resolve.confidence import confidence
from quotes.resolve.identify import identify
from quotes.resolve.names import Name, names
from quotes.resolve.roles import affiliation, roles_of
from quotes.resolve.scene import Scene, Who

__all__ = ["Resolved", "resolve"]

# Who does these has spoken before.
SPEAKING_ON = frozenset({"add", "continue", "reiterate", "repeat"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """The finished attributions in order of their content, and the speakers that they credit."""

    attributions: tuple[Attribution, ...]
    speakers: tuple[Speaker, ...]


def resolve(parsed: Parsed, sourced: Iterable[Sourced]) -> Resolved:
    """Return attributions and speakers; a quotation whose speaker the text does not say keeps a status that says so."""
    cast, found = cast_of(parsed)
    scene = Scene.set(parsed, cast, found)
    items = list(sourced)
    who = {id(item): whom(scene, item) for item in sorted(items, key=reading_order)}
    scene.read_on(len(parsed.article.text))
    speakers = Naming(referents_of(who.values()))
    attributions = tuple(attribution(item, who[id(item)], speakers) for item in items)
    return Resolved(attributions=distinct(attributions), speakers=tuple(speakers.all()))


def cast_of(parsed: Parsed) -> tuple[Cast, list[Name]]:
    """Return everybody whom an article names, with their roles, and the names."""
    found = list(names(parsed))
    cast = gather(found)
    before = {id(name): last for last, name in pairwise(found)}
    for referent in cast.referents:
        for name in referent.names:
            referent.stated.extend(roles_of(parsed, name))
            if id(name) in before:
                referent.stated.extend(affiliation(parsed, before[id(name)], name))
    return cast, found


def reading_order(item: Sourced) -> tuple[int, int]:
    """Return the place of an item's source, so that antecedents are known before what refers to them."""
    start = item.quotation.content[0].start
    return (item.source.span.start if item.source and not item.carried else start, start)


def whom(scene: Scene, item: Sourced) -> Who:
    """Return whom one item is credited to, and remember it for what follows."""
    if item.source is None:
        return Who(status="none", form="name")
    scene.read_on(item.source.span.start)
    who = identify(scene, item.source)
    if adds_to_nothing(item, who):
        who = Who(status="unresolved", form=who.form)
    referent = who.referent
    if referent is not None:
        scene.note(referent, item.source)
        if item.medium is not None and referent.name is not None:
            scene.author, scene.document = referent, item.medium.text.lower()
        known = any(m.span == item.source.span for m in referent.mentions)
        if who.form in ("pronoun", "nominal") and not known:
            referent.mentions.append(Mention(span=item.source.span, form=who.form))
    return who


def adds_to_nothing(item: Sourced, who: Who) -> bool:
    """Return whether a pronoun speaks on that seems to mean a nameless person who has not spoken.

    "A man was arrested. He added that": whoever spoke before has been cut out of the article.
    """
    cue, referent = item.quotation.cue, who.referent
    on = cue is not None and cue.lemma in SPEAKING_ON
    return on and who.form == "pronoun" and who.status == "anonymous" and referent is not None and not referent.speaks


def referents_of(found: Iterable[Who]) -> list[Referent]:
    """Return every referent that is credited or a candidate, in the order of first mention."""
    unique = {id(r): r for who in found for r in who.referents}
    return sorted(unique.values(), key=lambda r: (r.sort_key, r.name or ""))


class Naming:
    """Ids for referents, derived from what the article calls them, so that the same text always gives the same ids."""

    def __init__(self, referents: list[Referent]) -> None:
        taken: Counter[str] = Counter()
        self._speakers: dict[int, Speaker] = {}
        for referent in referents:
            described = referent.description.span.text if referent.description else ""
            base = "s-" + digest(referent.kind, referent.name or described)
            taken[base] += 1
            ident = base if taken[base] == 1 else f"{base}-{taken[base]}"
            self._speakers[id(referent)] = speaker(ident, referent)

    def of(self, referent: Referent) -> Speaker:
        """Return the speaker that a referent has become."""
        return self._speakers[id(referent)]

    def all(self) -> Iterable[Speaker]:
        """Return all speakers in order of first mention."""
        return self._speakers.values()


def digest(*parts: str) -> str:
    """Return the first 10 hexadecimal digits of the SHA-256 of some strings."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8")).hexdigest()[:10]


def speaker(ident: str, referent: Referent) -> Speaker:
    """Return a referent as a speaker, the roles that tell most first."""
    mentions = sorted(set(referent.mentions), key=lambda m: (m.span.start, m.span.end))
    return Speaker(
        id=ident,
        name=referent.name,
        kind=referent.kind,
        roles=tuple(roles(referent)),
        aliases=tuple(referent.aliases),
        mentions=tuple(mentions),
    )


def roles(referent: Referent) -> list[Role]:
    """Return the distinct roles of a referent: of a nameless person or group its description, else what is stated."""
    if referent.kind == "document":
        return []
    stated = [referent.description] if referent.description else referent.roles
    unique: dict[str, Role] = {}
    for role in stated:
        unique.setdefault(role.span.text.lower(), role)
    return list(unique.values())


def attribution(item: Sourced, who: Who, speakers: Naming) -> Attribution:
    """Return the ledger's entry for one quotation."""
    quotation = item.quotation
    referent = who.referent
    credited = speakers.of(referent) if referent is not None else None
    mention = Mention(span=item.source.span, form=who.form) if item.source and not item.carried else None
    role = credited.roles[0].span if credited is not None and credited.roles else None
    link = SpeakerLink(
        id=credited.id if credited is not None else None,
        status=who.status,
        mention=mention,
        candidates=tuple(speakers.of(r).id for r in who.referents) if len(who.referents) > 1 else (),
    )
    return Attribution(
        id="a-" + digest(quotation.kind, *(s.text for s in quotation.content)),
        kind=quotation.kind,
        act=quotation.act,
        content=quotation.content,
        verbatim=quotation.verbatim,
        cue=quotation.cue,
        speaker=link,
        role=role,
        addressee=item.addressee,
        medium=item.medium,
        confidence=confidence(item, link),
        rule=f"{quotation.rule}/{item.rule}",
        evidence=evidence(item, who, role),
    )


def evidence(item: Sourced, who: Who, role: Span | None) -> tuple[Evidence, ...]:
    """Return the places that support an attribution, each once, in the order of the argument."""
    shown: list[Evidence] = []
    if item.quotation.cue is not None:
        shown.append(Evidence(shows="cue", span=item.quotation.cue.span))
    if item.source is not None:
        shown.append(Evidence(shows="antecedent" if item.carried else "mention", span=item.source.span))
    shown.extend(who.evidence)
    if role is not None:
        shown.append(Evidence(shows="role", span=role))
    return tuple(dict.fromkeys(shown))


def distinct(attributions: tuple[Attribution, ...]) -> tuple[Attribution, ...]:
    """Return the attributions with a number on ids that several share: the same words can be printed twice."""
    seen: Counter[str] = Counter()
    result = []
    for entry in attributions:
        seen[entry.id] += 1
        result.append(entry if seen[entry.id] == 1 else replace(entry, id=f"{entry.id}-{seen[entry.id]}"))
    return tuple(result)
