"""Who is heard in a page: how each speaker is called, and the badge and the colour that stand for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from quotes.ledger import Ledger
from quotes.model import Attribution, Speaker, Status
from quotes.report.badges import badges
from quotes.report.palette import SPEAKERS, assigned

# How an entry without a speaker is listed among the speakers, and its badge.
NOBODY: Final[Mapping[Status, tuple[str, str]]] = {
    "ambiguous": ("One of several", "?"),
    "unresolved": ("Not found out", "?"),
    "none": ("No source in the text", "–"),
    "anonymous": ("Unnamed", "?"),
    "collective": ("An unnamed group", "?"),
    "resolved": ("A speaker that is not listed", "?"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A speaker in a page, or the entries that have none: ``key`` is what entries are filtered by."""

    key: str
    name: str
    badge: str
    colour: int
    role: str | None = None
    named: bool = False
    count: int = 0


def called(speaker: Speaker) -> str:
    """Return what to call a speaker: the name, else the description, else the words that mention it."""
    described = speaker.roles[0].span.text if speaker.roles else None
    mentioned = speaker.mentions[0].span.text if speaker.mentions else None
    return next((w for w in (speaker.name, described, mentioned) if w and w.strip()), speaker.id)


def ranks(ledgers: Iterable[Ledger]) -> dict[str, int]:
    """Return the rank of each speaker, as called, by how often all ``ledgers`` quote them: 0 is the most quoted."""
    counted: Counter[str] = Counter()
    for ledger in ledgers:
        counted.update({called(speaker): 0 for speaker in ledger.speakers})
        counted.update(called(s) for s in map(ledger.speaker_of, ledger.attributions) if s is not None)
    return {name: rank for rank, (name, _) in enumerate(counted.most_common())}


def voices(ledger: Ledger, rank: Mapping[str, int]) -> dict[str, Voice]:
    """Return the voices of a ledger by their key, the most quoted first; who has the higher rank has the plainer badge.

    Keys are the numbers of the speakers in the ledger, ``s0``, and the statuses of entries that have no speaker.
    """
    counted = Counter(key(ledger, a) for a in ledger.attributions)
    keys = {f"s{index}": speaker for index, speaker in enumerate(ledger.speakers)}
    order = sorted(keys, key=lambda k: rank[called(keys[k])])
    colours = assigned(order, {k: rank[called(s)] for k, s in keys.items()})
    lettered = dict(zip(order, badges(called(keys[k]) for k in order), strict=True))
    found = [_voice(k, s, lettered[k], colours[k], counted[k]) for k, s in keys.items()]
    found += [
        Voice(key=status, name=name, badge=badge, colour=SPEAKERS, count=counted[status])
        for status, (name, badge) in NOBODY.items()
        if counted[status]
    ]
    return {voice.key: voice for voice in sorted(found, key=lambda v: (v.colour == SPEAKERS, -v.count))}


def key(ledger: Ledger, attribution: Attribution) -> str:
    """Return the key of the voice that an attribution is credited to."""
    speaker = ledger.speaker_of(attribution)
    return attribution.speaker.status if speaker is None else f"s{_index(ledger.speakers, speaker)}"


def who(ledger: Ledger, attribution: Attribution) -> str:
    """Return whom an attribution is credited to, in words: a name, a description, or what is known instead."""
    link, speaker = attribution.speaker, ledger.speaker_of(attribution)
    mention = link.mention.span.text if link.mention else None
    if speaker is not None and speaker.name:
        return speaker.name
    if speaker is not None:
        return attribution.role.text if attribution.role else mention or called(speaker)
    return mention or NOBODY[link.status][0]


def doubt(ledger: Ledger, attribution: Attribution) -> str:
    """Return what is not known of the speaker, in words; nothing where it has a name."""
    candidates = [called(s) for s in map(ledger.speaker, attribution.speaker.candidates) if s is not None]
    return {
        "resolved": "",
        "anonymous": "not named",
        "collective": "a group, not named",
        "ambiguous": "could be " + " or ".join(candidates) if candidates else "could be one of several",
        "unresolved": "not found out who that is",
        "none": "",  # the text gives no source, which the entry says in the place of a name
    }[attribution.speaker.status]


def _voice(ident: str, speaker: Speaker, badge: str, colour: int, count: int) -> Voice:
    role = speaker.roles[0].span.text if speaker.name and speaker.roles else None
    named = speaker.name is not None
    return Voice(key=ident, name=called(speaker), badge=badge, colour=colour, role=role, named=named, count=count)


def _index(speakers: Sequence[Speaker], speaker: Speaker) -> int:
    return next(i for i, s in enumerate(speakers) if s.id == speaker.id)
