"""Why a ledger says what it says: the values that the stages explain themselves by, and the whole of an explanation.

A change of log-odds is that of the chance with a group of clues against the chance without: 0.69 doubles the odds.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from quotes.codec import encode
from quotes.explanation.rules import in_words
from quotes.ledger import Ledger
from quotes.model import Attribution, Span

__all__ = ["Alternative", "Clue", "EntryError", "Explanation", "Influence", "OtherCue", "Sum", "Weighed", "entry"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """How far a group of clues raised (above 0) or lowered the log-odds that a word is a cue."""

    clues: str
    change: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Words that a cue may credit and report, with the chance that it is these; ``taken`` is what was read."""

    chance: float
    taken: bool
    source: tuple[Span, ...]
    content: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherCue:
    """Another word near by, with the chance that it is a cue."""

    chance: float
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A word as the reader weighs it: its chance to be a cue, what made that, what it may report, what else may."""

    span: Span
    chance: float
    influences: tuple[Influence, ...]
    alternatives: tuple[Alternative, ...]
    others: tuple[OtherCue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clue:
    """A clue of confidence: its size, its weight, and the product of both, which is a part of the log-odds."""

    name: str
    size: float
    weight: float
    part: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """How confidence comes about: the chance of words and source, which the clues make, times that of the link.

    ``log_odds`` is the sum of the clues' parts, ``words`` the chance that it makes; ``share`` is how often a ``link`` of
    this kind is right where words and source are as sure as here.
    """

    clues: tuple[Clue, ...]
    log_odds: float
    words: float
    link: str
    share: float
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """An attribution of a ledger and what there is to say of it.

    ``again`` is whether the text was read again and gave this entry; without that ``weighed`` and ``sum`` are None, and
    ``notes`` say why. ``weighed`` is None as well where no word was weighed: the layout alone found the words. ``read``
    is whether the reader's reading made the entry, or a rule alone.
    """

    ledger: Ledger
    attribution: Attribution
    again: bool = False
    read: bool = False
    weighed: Weighed | None = None
    sum: Sum | None = None
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the explanation as JSON values; spans are ``start``, ``end``, ``text`` as in the ledger."""
        source, link = self.ledger.source, self.attribution.speaker
        found, credited = in_words(self.attribution.rule)
        cue: Mapping[str, Any] = encode(self.weighed) if self.weighed else {}
        return {
            "source": {"id": source.id, "path": source.path, "sha256": source.sha256},
            "attribution": encode(self.attribution),
            "speaker": self._called(link.id),
            "candidates": [self._called(ident) for ident in link.candidates],
            "rule": {"name": self.attribution.rule, "found": found, "credited": credited},
            "again": self.again,
            "read": self.read,
            "notes": list(self.notes),
            "cue": {key: cue[key] for key in ("start", "end", "text", "chance", "influences")} if cue else None,
            "alternatives": cue.get("alternatives", []),
            "others": cue.get("others", []),
            "confidence": encode(self.sum),
        }

    def _called(self, ident: str | None) -> dict[str, Any] | None:
        speaker = self.ledger.speaker(ident) if ident is not None else None
        return None if speaker is None else {"id": speaker.id, "name": speaker.name, "kind": speaker.kind}


class EntryError(LookupError):
    """No attribution, or more than one, has the id that was asked for; the message says which are near."""


def entry(ledgers: Iterable[Ledger], ident: str) -> tuple[Ledger, Attribution]:
    """Return the attribution whose id is ``ident``, or else the only one whose id begins so, with its ledger.

    Raises ``EntryError`` if there is none or are several.
    """
    every = [(ledger, attribution) for ledger in ledgers for attribution in ledger.attributions]
    whole = [pair for pair in every if pair[1].id == ident]
    found = whole or [pair for pair in every if pair[1].id.startswith(ident)]
    if len(found) == 1:
        return found[0]
    if found:
        raise EntryError(f"{ident!r} is {'the id' if whole else 'the beginning'} of several: {_listed(found)}")
    near = sorted((a.id for _, a in every), key=lambda other: _unlike(ident, other))[:3]
    raise EntryError(
        f"no attribution has the id {ident!r}; {'near it: ' + ', '.join(near) if near else 'there is none'}"
    )


def _unlike(ident: str, other: str) -> float:
    """Return how far the beginning of an id is from what was asked for, 0 to 1."""
    return 1 - difflib.SequenceMatcher(None, ident, other[: len(ident)], autojunk=False).ratio()


def _listed(found: list[tuple[Ledger, Attribution]]) -> str:
    shown = [f"{attribution.id} in {ledger.source.path or ledger.source.id}" for ledger, attribution in found[:5]]
    return ", ".join(shown) + (", ..." if len(found) > len(shown) else "")
