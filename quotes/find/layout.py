"""Find what layout alone attributes: in headlines ("Harbour to close - mayor", "Voss: bridge shut"), in transcripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from quotes import lexicon
from quotes.model import Cue, Parsed, Quotation, Word

# A speaker's label at the start of a turn: a name in capitals, with or without a title or a place.
TURN = re.compile(r"[\"“]?(?P<name>[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]*){0,3})(?: \([^)]{1,40}\))?:\s+(?=\S)")
SHORTEST_TRANSCRIPT = 3
CLOSERS = frozenset('"”')
DASHES = frozenset({"-", "--", "–", "—"})
LONGEST_SOURCE = 5
SHORTEST_CONTENT = 3


def headlines(parsed: Parsed) -> Iterator[Quotation]:
    """Yield the indirect quotations that headlines make with a dash or a colon, where no quoted words do."""
    for segment in parsed.segments:
        if segment.kind == "headline" and not segment.quoted:
            words = list(parsed.words_in(segment.span.start, segment.span.end))
            yield from dashed(parsed, words)
            yield from colonized(parsed, words)


def transcripts(parsed: Parsed) -> Iterator[Quotation]:
    """Yield the speech of each turn of a transcript: "VOSS: [We will rebuild.]"; one such line alone is none."""
    turns = [(s, match) for s in parsed.segments if s.kind == "body" and (match := TURN.match(s.span.text))]
    for segment, match in turns if len(turns) >= SHORTEST_TRANSCRIPT else ():
        words = list(parsed.words_in(segment.span.start + match.end(), segment.span.end))
        colon = next(parsed.words_in(segment.span.start + match.end("name"), segment.span.end), None)
        while words and words[-1][1].text in CLOSERS:
            words.pop()
        if words and colon is not None and colon[1].text == ":":
            found = layout_quotation(parsed, words, colon, "colon-label")
            yield replace(found, kind="direct", verbatim=found.content)


def dashed(parsed: Parsed, words: list[tuple[int, Word]]) -> Iterator[Quotation]:
    """Yield the content before a last dash after which somebody stands: "[Harbour to close for a year] - mayor"."""
    at = max((i for i, (_, w) in enumerate(words) if w.text in DASHES and stands_free(parsed, w)), default=0)
    if at >= SHORTEST_CONTENT and is_somebody([w for _, w in words[at + 1 :]]):
        yield layout_quotation(parsed, words[:at], words[at], "dash-signature")


def colonized(parsed: Parsed, words: list[tuple[int, Word]]) -> Iterator[Quotation]:
    """Yield the clause after a first colon before which a name stands: "Voss: [bridge will stay shut]"."""
    at = next((i for i, (_, w) in enumerate(words) if w.text == ":"), 0)
    content, before = words[at + 1 :], [w for _, w in words[:at]]
    clause = any(w.upos in ("VERB", "AUX") for _, w in content)
    if before and clause and is_somebody(before) and before[-1].upos == "PROPN":
        yield layout_quotation(parsed, content, words[at], "colon-label")


def stands_free(parsed: Parsed, word: Word) -> bool:
    """Return whether white space stands on both sides of a dash, which then is no hyphen."""
    text = parsed.article.text
    return text[word.span.start - 1 : word.span.start].isspace() and text[word.span.end : word.span.end + 1].isspace()


def is_somebody(words: list[Word]) -> bool:
    """Return whether a few words name who can speak, and no outlet: pages sign their titles with its name."""
    if not 1 <= len(words) <= LONGEST_SOURCE or any(w.upos in ("VERB", "AUX") for w in words):
        return False
    if any(lexicon.organization_word(w.text) and not lexicon.institution(w.text) for w in words):
        return False
    return any(
        lexicon.noun_class(w.lemma.lower()) in ("person", "group", "organization")
        or lexicon.institution(w.text)
        or lexicon.given_name(w.text)
        or w.upos == "PROPN"
        for w in words
    )


def layout_quotation(parsed: Parsed, content: list[tuple[int, Word]], mark: tuple[int, Word], rule: str) -> Quotation:
    """Return the quotation that layout makes; the mark is its cue."""
    index, word = mark
    return Quotation(
        kind="indirect",
        act="speech",
        content=(parsed.span(w for _, w in content),),
        cue=Cue(span=word.span, lemma=word.text),
        sentence=index,
        word=word.index,
        rule=rule,
    )
