"""Says in a few words, for people, to whom an attribution is credited and how sure that is."""

from __future__ import annotations

from quotes.export.feed import Credit, Item


def who(item: Item) -> str:
    """Return whose words they are: "Mara Voss, the mayor of Oster"; what is not resolved says so."""
    credit, words = item.speaker, item.speaker.mention.span.text if item.speaker.mention else ""
    if credit.status == "resolved" and credit.name:
        return credit.name + (f", {item.role.text}" if item.role else "")
    if credit.status == "ambiguous":
        return f"{words or 'ambiguous'} ({_candidates(credit)})"
    if credit.status == "none":
        return "no source"
    described = item.role.text if item.role else words
    return f"{described} ({credit.status})" if described else credit.status


def statement(item: Item) -> str:
    """Return who said it, in which kind of speech, and how sure that is: "Mara Voss (direct speech, confidence 0.9)"."""
    return f"{who(item)} ({item.kind} {item.act}, confidence {item.confidence:g})"


def _candidates(credit: Credit) -> str:
    return " or ".join(candidate.name or candidate.id for candidate in credit.candidates)
