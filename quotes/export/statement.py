"""Says in a few words, for people, to whom an attribution is credited and how sure that is."""

from __future__ import annotations

from quotes.export.feed import Credit, Item


def affirmed(item: Item) -> bool:
    """Return whether the words are put into the speaker's mouth: not where they were denied, or only might be said."""
    return item.cue is None or item.cue.polarity == "positive"


def who(item: Item) -> str:
    """Return whose words they are: "Mara Voss, the mayor of Oster"; what is not resolved or not affirmed says so."""
    credit, words = item.speaker, item.speaker.mention.span.text if item.speaker.mention else ""
    notes = [] if affirmed(item) or item.cue is None else [f"{item.cue.polarity}: {item.cue.span.text}"]
    if credit.status == "resolved" and credit.name:
        return _noted(credit.name + (f", {item.role.text}" if item.role else ""), notes)
    if credit.status == "ambiguous":
        return _noted(words or "ambiguous", [_candidates(credit), *notes])
    described = item.role.text if item.role else words
    if credit.status == "none" or not described:
        return _noted("no source" if credit.status == "none" else credit.status, notes)
    return _noted(described, [credit.status, *notes])


def statement(item: Item) -> str:
    """Return who said it, in which kind of speech, and how sure that is: "Mara Voss (direct speech, confidence 0.9)"."""
    return f"{who(item)} ({item.kind} {item.act}, confidence {item.confidence:g})"


def _candidates(credit: Credit) -> str:
    return " or ".join(candidate.name or candidate.id for candidate in credit.candidates)


def _noted(words: str, notes: list[str]) -> str:
    return words + (f" ({', '.join(notes)})" if notes else "")
