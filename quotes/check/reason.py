"""Says in words what a verdict rests on, for somebody who has not seen the source."""

from __future__ import annotations

from collections.abc import Sequence

from quotes.check.finding import Credit, Place, Verdict, Wording
from quotes.credit import names_of, stated

_STANDS: dict[Wording, str] = {
    "verbatim": "the words stand in a row inside quotation marks",
    "truncated": "the words stand in a row inside quotation marks, but of their sentence is left away what turns or limits them",
    "altered": "the quotation is the same but for some of its words",
    "paraphrase only": "the source reports it in its own words: nobody is quoted with these",
    "part": "a part of the words is quoted",
    "near": "the nearest there is",
}
_NO_WORDS = "the claim has no words to look for"
_TOO_LITTLE = "the claim is only words that every quotation has: too little to tell one from another"
_UNKNOWN = "no quotation in these sources has enough of these words"


def nothing(*, words: int, weighs: bool, near: Sequence[Place]) -> str:
    """Return why a claim was not found; ``weighs`` says that it has more than function words."""
    if not words:
        return _NO_WORDS
    if not weighs:
        return _TOO_LITTLE
    return _UNKNOWN + ("; the nearest are listed to be read, they are not the claim" if near else "")


def pieces(places: Sequence[Place]) -> str:
    """Return why pieces are a splice."""
    count, sources = len(places), len({place.entry.source.id for place in places})
    whose = sorted({place.speaker or "somebody whom the source does not state" for place in places})
    where = "one source" if sources == 1 else f"{sources} sources"
    same = len({(p.entry.source.id, p.entry.attribution.id) for p in places}) == 1
    what = "of one quotation, apart from each other or in another order" if same else "of several quotations"
    return f"joined of {count} pieces {what}, in {where}, of {_listed(whose)}"


def of(verdict: Verdict, best: Place, others: Sequence[Place], claimed: str | None) -> str:
    """Return why the best place gives its verdict, and what of the others is to be known with it."""
    parts = [_STANDS[best.wording] + _flagged(best) + _turned(best), _credit(best.credit, best, claimed)]
    parts += best.notes
    if verdict == "verbatim" and (
        fuller := next((p for p in others if p.wording == "truncated" and p.credit == best.credit), None)
    ):
        parts.append(f"but {fuller.entry.source.id} has more of the sentence{_turned(fuller)}")
    return "; ".join(part for part in parts if part)


def _credit(credit: Credit, place: Place, claimed: str | None) -> str:
    if credit == "other":
        return f"the source credits {stated(place.entry)}, not {claimed}"
    if credit == "not stated" or not names_of(place.entry):
        return f"speaker not stated by the source: {stated(place.entry)}"
    return f"credited to {stated(place.entry)}"


def _turned(place: Place) -> str:
    """Return what of the words that are left away turns what is left."""
    turns = [f"“{cut.text}” ({', '.join(cut.turns)})" for cut in place.cuts if cut.turns]
    if not turns:
        return ""
    return (": " if place.wording == "truncated" else "; left away is ") + "; ".join(turns)


def _flagged(place: Place) -> str:
    if place.wording not in {"altered", "paraphrase only"} or not place.changes:
        return ""
    if place.flags:
        return ", which changes its meaning: " + ", ".join(place.flags)
    changed = [change for change in place.changes if change.op not in {"equal", "cut"}]
    return ", in function words or spelling alone" if all(change.minor for change in changed) else ""


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
