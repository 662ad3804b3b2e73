"""What is checked and what comes of it: the claim, the verdicts, and each place in the sources that they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from quotes.credit import credited
from quotes.differences import Change, Flag
from quotes.entry import Entry
from quotes.model import Span

Verdict = Literal["verbatim", "truncated", "altered", "spliced", "other speaker", "paraphrase only", "not found"]
Wording = Literal["verbatim", "truncated", "altered", "part", "paraphrase only", "near"]
Side = Literal["before", "inside", "after", "around"]
Credit = Literal["not asked", "fits", "not stated", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Words that are said to be a quotation, of whom, and how the list that they come from calls them."""

    text: str
    speaker: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Words of a quotation that a claim leaves away, and what they do: negate, limit (condition, contrast) or attribute.

    ``marked`` says that the claim shows the cut, by an ellipsis or a bracket. ``turns`` is empty where the words that
    are left away change nothing that the word lists know.
    """

    text: str
    side: Side
    turns: tuple[str, ...] = ()
    marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in a source that holds the claim's words, or some like them.

    ``entries`` are the attributions, more than one where the quotation runs on from one paragraph to the next.
    ``spans`` are the words in the article, a span for each stretch that nothing interrupts. ``wording`` says how they
    stand to the claim: ``part`` is a piece of it in a splice, ``near`` the nearest there is. ``credit`` says whether the
    source credits the claimed speaker. ``similarity``, 0 to 1, weighs the words in common. ``claimed`` are the words of
    the claim that are compared; ``changes`` make them of the source's, equal stretches among them.
    """

    entries: tuple[Entry, ...]
    spans: tuple[Span, ...]
    wording: Wording
    credit: Credit
    similarity: float
    claimed: str
    changes: tuple[Change, ...] = ()
    cuts: tuple[Cut, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def entry(self) -> Entry:
        """The attribution that the words begin in."""
        return self.entries[0]

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What the changes do to the meaning, each once, in the order of the changes."""
        return tuple(dict.fromkeys(flag for change in self.changes for flag in change.flags))

    @property
    def speaker(self) -> str | None:
        """The name of whoever the source credits, or the description that stands for it; None if there is none."""
        return credited(self.entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The verdict on a claim, why in words, and the places: those that it rests on first, then by source and offset.

    ``nearest`` are quotations to read where nothing was found: they are not the claim.
    """

    claim: Claim
    verdict: Verdict
    why: str
    places: tuple[Place, ...] = ()
    nearest: tuple[Place, ...] = ()

    @property
    def confirmed(self) -> bool:
        """Whether the words are verbatim, and of the claimed speaker if there is one: what a strict checker asks for."""
        return self.verdict == "verbatim" and self.places[0].credit in {"fits", "not asked"}
