"""Read the circumstances of a report: to whom the words were addressed, and in what they were said."""

from __future__ import annotations

from quotes import lexicon
from quotes.attribute.rules import covers, cue_of, has_case, source_at
from quotes.grammar import RELATIVES
from quotes.model import Parsed, Quotation, Source, Span, Word

MEDIA = frozenset({"interview", "twitter", "facebook", "instagram", "youtube", "television", "tv", "radio", "briefing",
                   "conference", "speech", "blog", "call", "phone", "telephone", "email", "e-mail", "podcast", "show",
                   "hearing", "debate", "rally", "address", "sermon", "lecture"})  # fmt: skip
MEDIUM_PREPOSITIONS = frozenset({"in", "on", "via", "through", "during", "at", "to", "by"})


def addressee(parsed: Parsed, quotation: Quotation, source: Source | None) -> Span | None:
    """Return whom the words were addressed to: "told [reporters]", "said to [the council]"."""
    found = cue_of(parsed, quotation)
    if found is None or found[1].upos not in ("VERB", "AUX"):
        return None
    sentence, cue = found
    entry = lexicon.cue(cue.lemma, "VERB")
    for child in sentence.children(cue):
        addressed = entry is not None and "addressee" in entry.frames
        hearer = addressed and (child.relation in ("obj", "iobj") or child.deprel == "nsubj:pass")
        if hearer or (child.relation == "obl" and child.index > cue.index and has_case(sentence, child, "to")):
            after = cue.index if child.index > cue.index else None
            before = cue.index if child.index < cue.index else None
            span = source_at(parsed, quotation, child, before=before, after=after).span
            taken = (*quotation.content, *((source.span,) if source else ()))
            if is_hearer(child) and not any(span.overlaps(t) for t in taken):
                return span
    return None


def is_hearer(word: Word) -> bool:
    """Return whether a noun can mean somebody who listens: a person, a group, an organization, a name, a pronoun."""
    if word.upos in ("PROPN", "PRON"):
        return word.text.lower() not in RELATIVES
    return lexicon.noun_class(word.lemma) in ("person", "group", "organization")


def is_medium(word: Word) -> bool:
    """Return whether a noun can be where something is said: a document, a broadcast, an occasion to speak."""
    return word.lemma.lower() in MEDIA or lexicon.noun_class(word.lemma.lower()) == "document"


def medium(parsed: Parsed, quotation: Quotation) -> Span | None:
    """Return where the words were said: "[in a news release]", "[on Twitter]"."""
    found = cue_of(parsed, quotation)
    if found is None or found[1].upos not in ("VERB", "AUX"):
        return None
    sentence, cue = found
    for child in sentence.children(cue):
        if child.relation != "obl" or not has_case(sentence, child, *MEDIUM_PREPOSITIONS):
            continue
        if is_medium(child) and not any(covers(s, child) for s in quotation.content):
            case = next(c for c in sentence.children(child) if c.relation == "case")
            phrase = source_at(parsed, quotation, child, after=case.index).span
            return parsed.article.span(case.span.start, phrase.end)
    return None
