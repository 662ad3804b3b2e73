"""Finds what was reviewed again: an entry of a ledger, or words of a text, by what they say and what stands around them.

The logic is that of TextQuoteSelector (W3C Web Annotation): the exact words, then prefix and suffix to tell several
occurrences apart. Offsets decide only in the text that was reviewed; in any other they say nothing for sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from rapidfuzz import fuzz

from quotes.ledger import Ledger
from quotes.model import Attribution, Span
from quotes.review.correction import CONTEXT, NOTHING, Changes, Correction, Part, label, same_words
from quotes.review.typography import fold, found

# Similarities are rapidfuzz's (normalised Indel), 0 to 100.
# Other places of an article agree to 36 (median), at most 59: all 1,292 pairs of entries in the articles of corpus/.
AROUND: Final = 60  # from here on the words around are those that were reviewed: one side of two is nearly whole
APART: Final = (
    15  # by so much must the words around one occurrence agree better than around the next: else it is a guess
)
ALIKE: Final = 70  # from here on an entry with other words is the one that was reviewed, changed
TELLING: Final = 25  # characters: shorter words ("No comment") stand anywhere, so what stands around them must agree

Around = tuple[str, str]  # what stands before and behind, ``CONTEXT`` code points each


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Where the entry of a correction is: ``index`` of the ledger's attribution, None with the reason in ``message``.

    ``restored`` is what the extractor now says otherwise of the very text that was reviewed, as the review has it.
    """

    state: Literal["found", "changed", "ambiguous", "lost"]
    index: int | None = None
    restored: Changes = NOTHING
    message: str = ""


def entry(correction: Correction, ledger: Ledger, text: str | None) -> Match:
    """Return where the entry of a correction is in a ledger; ``text`` is the ledger's where it is known."""
    same = correction.source.sha256 == ledger.source.sha256
    wanted = {fold(correction.words)}
    if correction.asked.content:  # an extractor that has learnt better finds the words as they were put right
        wanted.add(fold(" ".join(part.exact for part in correction.asked.content)))
    equal = [i for i, a in enumerate(ledger.attributions) if fold(words(a)) in wanted]
    if same:
        equal = [i for i in equal if touches(correction, ledger.attributions[i])]
        equal = [i for i in equal if _stands(correction, ledger.attributions[i])] or equal
    if not equal:
        return _missing(correction, ledger, text, same=same)
    equal = _told_apart(correction, ledger, equal)
    if not same and text is not None and any(_reviewed_around(correction)):
        around = [_around(text, ledger.attributions[i].content) for i in equal]
        nearest = _chosen(correction.words, _reviewed_around(correction), around)
        if nearest is None:
            return _undecided(ledger, equal)
        return _compared(correction, ledger, equal[nearest], same=same)
    equal = [i for i in equal if _as_seen(correction, ledger, i)] or equal
    return _undecided(ledger, equal) if len(equal) > 1 else _compared(correction, ledger, equal[0], same=same)


def stretch(part: Part, text: str) -> Span | str:
    """Return where ``text`` now has the words of a part, or why that cannot be said."""
    places = list(found(part.exact, text))
    if not places:
        return "the article has these words no more"
    if not (part.prefix or part.suffix):
        chosen = 0 if len(places) == 1 else None
    else:
        around = [(text[max(0, s - CONTEXT) : s], text[e : e + CONTEXT]) for s, e in places]
        chosen = _chosen(part.exact, (part.prefix, part.suffix), around)
    if chosen is None:
        at = ", ".join(str(start) for start, _ in places[:3])
        return f"the article has these words at {at}, but not among those that were reviewed"
    start, end = places[chosen]
    return Span(start, end, text[start:end])


def words(attribution: Attribution) -> str:
    """Return the words of an attribution, the parts of an interrupted quotation joined by a space."""
    return " ".join(span.text for span in attribution.content)


def touches(correction: Correction, attribution: Attribution) -> bool:
    """Return whether an attribution stands where the correction's entry stood, in the same text."""
    parts = (*correction.entry.content, *(correction.asked.content or ()))
    return any(part.span.overlaps(span) for part in parts for span in attribution.content)


def _stands(correction: Correction, attribution: Attribution) -> bool:
    """Return whether an attribution has the very stretches that were reviewed, or those that they were changed to."""
    reviewed, put_right = correction.entry.content, correction.asked.content or ()
    return attribution.content in {tuple(part.span for part in parts) for parts in (reviewed, put_right)}


def _told_apart(correction: Correction, ledger: Ledger, equal: Sequence[int]) -> list[int]:
    """Return the entries, of those in one place ("Voss and Iwen said") only the one that was reviewed, if it is there."""
    known = {ledger.attributions[i].content for i in equal if _as_seen(correction, ledger, i)}
    return [i for i in equal if ledger.attributions[i].content not in known or _as_seen(correction, ledger, i)]


def _undecided(ledger: Ledger, equal: Sequence[int]) -> Match:
    """Return that it cannot be said whether one of some entries is the one that was reviewed."""
    at = ", ".join(f"{ledger.attributions[i].id} at {ledger.attributions[i].content[0].start}" for i in equal[:3])
    if len(equal) == 1:
        return Match(state="lost", message=f"{at} has these words, but stands among others")
    message = f"{len(equal)} entries have these words, and nothing tells which was reviewed: {at}"
    return Match(state="ambiguous", message=message)


def _chosen(exact: str, reviewed: Around, occurrences: Sequence[Around]) -> int | None:
    """Return the index of the occurrence that stands among the words that were reviewed, or None if that is a guess."""
    scores = [_agreement(reviewed, around) for around in occurrences]
    best = max(scores)
    if len(scores) == 1:
        return 0 if len(exact) >= TELLING or best >= AROUND else None
    next_best = sorted(scores)[-2]
    return scores.index(best) if best >= AROUND and best - next_best >= APART else None


def _agreement(reviewed: Around, now: Around) -> float:
    """Return how alike two surroundings are, 0 to 100: of both sides, by how much of each there was to compare.

    At the beginning or end of an article less than ``CONTEXT`` was reviewed; what stands beyond it now says nothing.
    """
    before, after = len(reviewed[0]), len(reviewed[1])
    ratios = fuzz.ratio(reviewed[0], now[0][-before:]) * before, fuzz.ratio(reviewed[1], now[1][:after]) * after
    return sum(ratios) / (before + after)


def _reviewed_around(correction: Correction) -> Around:
    return correction.entry.content[0].prefix, correction.entry.content[-1].suffix


def _around(text: str, spans: Sequence[Span]) -> Around:
    start, end = spans[0].start, spans[-1].end
    return text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]


def _as_seen(correction: Correction, ledger: Ledger, index: int) -> bool:
    """Return whether an attribution is of the kind and of the speaker that were reviewed."""
    attribution, entry = ledger.attributions[index], correction.entry
    return attribution.kind == entry.kind and same_words(label(ledger, attribution), entry.speaker)


def _compared(correction: Correction, ledger: Ledger, index: int, *, same: bool) -> Match:
    """Return the match with an entry that has the words: what else was reviewed of it must be so still.

    In the text that was reviewed a departure is the extractor's, and the review is restored. In another text it may be
    the article's own, and somebody has to look again.
    """
    departures = _departures(correction, ledger, ledger.attributions[index])
    entry, asked = correction.entry, correction.asked
    if not departures:
        return Match(state="found", index=index)
    if not same or ("speaker" in departures and entry.link != "resolved" and asked.speaker is None):
        return Match(state="changed", message="; ".join(departures.values()))
    restored = Changes(
        kind=entry.kind if "kind" in departures and asked.kind is None else None,
        speaker=entry.speaker if "speaker" in departures and asked.speaker is None else None,
        role=entry.role if {"role", "speaker"} & departures.keys() and asked.role is None else None,
    )
    return Match(state="found", index=index, restored=restored)


def _departures(correction: Correction, ledger: Ledger, now: Attribution) -> dict[str, str]:
    """Return what an entry says neither as it was reviewed nor as it was put right, with how to say so."""
    was, asked = correction.entry, correction.asked
    if was.kind is None:
        return {}  # a quotation that was added: nothing of it had been extracted
    speaker, role = label(ledger, now), now.role.text if now.role else None
    departed = {}
    if now.kind not in {was.kind, asked.kind}:
        departed["kind"] = f"the kind was {was.kind} and is {now.kind}"
    if not (same_words(speaker, was.speaker) or same_words(speaker or "", asked.speaker)):
        departed["speaker"] = f"the speaker was {_named(was.speaker)} and is {_named(speaker)}"
    if was.role is not None and not (same_words(role, was.role) or same_words(role or "", asked.role)):
        departed["role"] = f"the role was {_named(was.role)} and is {_named(role)}"
    return departed


def _missing(correction: Correction, ledger: Ledger, text: str | None, *, same: bool) -> Match:
    """Return why no entry has the words: they are others now, or there is no such entry any more."""
    scores = [
        100.0 if same and touches(correction, a) else _likeness(fold(correction.words), fold(words(a)))
        for a in ledger.attributions
    ]
    best = max(range(len(scores)), key=scores.__getitem__, default=None)
    if best is not None and scores[best] >= ALIKE:
        return Match(state="changed", message=f"the words are now “{words(ledger.attributions[best]):.80}”")
    where = stretch(correction.entry.content[0], text) if text is not None else ""
    if isinstance(where, Span):
        return Match(state="lost", message=f"the words stand at {where.start}, but no entry of the ledger has them")
    near = "" if best is None else f"; the nearest is “{words(ledger.attributions[best]):.60}”"
    return Match(state="lost", message=f"no entry of the ledger has these words{near}")


def _likeness(one: str, other: str) -> float:
    """Return how alike two quotations are, 0 to 100; one that lies whole in the other counts as it."""
    short, long = sorted((one, other), key=len)
    return 100.0 if len(short) >= TELLING and short in long else fuzz.ratio(one, other)


def _named(value: str | None) -> str:
    return f"“{value:.60}”" if value else "not known"
