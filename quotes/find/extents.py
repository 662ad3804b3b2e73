"""Draw the bounds of reported content: from the clause that the parse gives to the words that the article reports."""

from __future__ import annotations

from dataclasses import dataclass

from quotes import lexicon
from quotes.grammar import DAYS, FINITE, NOMINAL
from quotes.model import Parsed, Sentence, Span, Word

EDGE_WORDS = frozenset({"that", ",", ":", ";", "-", "--", "–", "—", "."})
TIMES = {
    "today",
    "yesterday",
    "tomorrow",
    "week",
    "month",
    "year",
    "day",
    "morning",
    "afternoon",
    "evening",
    "night",
} | {day.lower() for day in DAYS}
CONDITIONS = frozenset({"while", "although", "though", "because", "since", "unless", "once", "when", "after", "before"})
FAR = 8
SUBJECT_REACH = 14
SUBJECT = frozenset({"NOUN", "PROPN", "PRON", "DET", "ADJ", "NUM", "ADP", "CCONJ", "PART", "ADV"})


@dataclass(frozen=True, slots=True)
class Complement:
    """The words of a reported content, and those inside its stretch that are not part of it."""

    frame: str
    words: list[Word]
    skip: frozenset[int]


def clause_words(sentence: Sentence, cue: Word, clause: Word) -> list[Word]:
    """Return the words of a reported clause.

    A clause after its cue is one stretch. Its beginning is moved back over a subject that the parse took for the
    cue's object, its end on over a second clause: "said [the plan was dead and that nobody mourned it]".
    """
    words = sentence.subtree(clause)
    if clause.index < cue.index:
        return words
    first = opening(sentence, cue, next(w.index for w in words if w.index > cue.index))
    last = closing(sentence, cue, clause, words[-1].index)
    return list(sentence.words[first : last + 1])


def opening(sentence: Sentence, cue: Word, first: int) -> int:
    """Return where a clause after its cue begins: after "that", or at a subject misread as an object of the cue."""
    gap = sentence.words[cue.index + 1 : first]
    that = next((w.index for w in gap if is_that(cue, w)), None)
    if that is not None:
        return that + 1
    if not gap or gap[0].upos not in NOMINAL or gap[0].lemma.lower() in TIMES or lexicon.addresses(cue.lemma):
        return first
    top = gap[0]
    while (above := sentence.head(top)) is not None and above.index != cue.index and above.index > cue.index:
        top = above
    theme = top.relation in ("obj", "dep", "nmod", "iobj") and top.lemma.lower() not in TIMES
    return gap[0].index if theme else first


def is_that(cue: Word, word: Word) -> bool:
    """Return whether a word is the "that" of a reported clause, not of a relative one: right at the cue, tags may err."""
    return word.text.lower() == "that" and (word.upos == "SCONJ" or word.index == cue.index + 1)


def closing(sentence: Sentence, cue: Word, clause: Word, last: int) -> int:
    """Return where a clause after its cue ends: a sibling clause that opens with "that", or follows at once, goes on."""
    for child in sentence.children(cue):
        if child.index <= clause.index or child.upos == "PUNCT" or starts_new_report(sentence, child):
            continue
        words = sentence.subtree(child)
        between = {w.text.lower() for w in sentence.words[last + 1 : child.index]}
        second = child.relation in ("ccomp", "conj") and "that" in between
        touching = words[0].index <= last + 1 and child.relation in ("obl", "advmod", "nmod", "ccomp", "advcl", "xcomp")
        if second or touching:
            last = max(last, words[-1].index)
    return behind_condition(sentence, cue, last)


def behind_condition(sentence: Sentence, cue: Word, last: int) -> int:
    """Return where a clause ends that cannot be all of the content: "saying while it was over, [others would follow]"."""
    rest = sentence.words[last + 1 :]
    if sentence.words[cue.index + 1].text.lower() not in CONDITIONS or not rest or rest[0].text != ",":
        return last
    main = next((w for w in rest if w.xpos in FINITE), None)
    while main is not None and main.head > last:
        main = sentence.words[main.head]
    return last if main is None else max(w.index for w in sentence.subtree(main))


def that_stretch(sentence: Sentence, cue: Word) -> list[Word]:
    """Return the words after a "that" close behind a cue, to the sentence's end, if they hold a finite verb.

    For clauses that the parse did not see as one.
    """
    for word in sentence.words[cue.index + 1 : cue.index + FAR]:
        if word.upos in ("VERB", "AUX") or word.text in (",", ";", ":"):
            return []
        if is_that(cue, word):
            rest = list(sentence.words[word.index + 1 :])
            return rest if len(rest) > 2 and any(w.xpos in FINITE for w in rest) else []
    return []


def bare_stretch(sentence: Sentence, cue: Word) -> list[Word]:
    """Return the words after a cue, to the sentence's end, if they begin with a subject and its finite verb.

    "saying [the army and the coalition would not attack]", where the parse took the subject for an object.
    """
    at = cue.index + 1
    aside = [w.upos for w in sentence.words[at : at + 3]]
    if aside == ["PUNCT", "ADV", "PUNCT"]:
        at += 3
    rest = list(sentence.words[at:])
    if len(rest) < 3 or rest[0].upos not in NOMINAL or rest[0].lemma.lower() in TIMES:
        return []
    for i, word in enumerate(rest[:SUBJECT_REACH]):
        if word.xpos in FINITE:
            return rest if i else []
        if word.upos not in SUBJECT and word.text not in ("-", "(", ")", "’", "'"):
            return []
    return []


def content_spans(parsed: Parsed, sentence: Sentence, cue: Word, complement: Complement) -> tuple[Span, ...]:
    """Return the content's stretches: cut where the cue's own clause interrupts, without "that" and edge punctuation."""
    first = parsed.own_words_start(sentence.segment)
    keep = [w for w in lifted(sentence, cue, complement.words) if w.span.start >= first]
    if not keep:
        return ()
    runs: list[list[Word]] = [[]]
    for i in range(keep[0].index, keep[-1].index + 1):
        if i in complement.skip:
            runs.append([])
        else:
            runs[-1].append(sentence.words[i])
    trimmed = (trim(run) for run in runs)
    return tuple(parsed.span(run) for run in trimmed if any(w.upos != "PUNCT" for w in run))


def lifted(sentence: Sentence, cue: Word, words: list[Word]) -> list[Word]:
    """Return the content without a trailing participle that reports on its own: "said it held[, adding that ...]".

    The parse often hangs such a participle on the reported clause, where it can only belong to the reporting one.
    """
    for word in words:
        if word.index > cue.index + 1 and (starts_new_report(sentence, word) or joins_new_report(sentence, word)):
            return [w for w in words if w.index < word.index and not is_and_before(w, word)] or words
    return words


def starts_new_report(sentence: Sentence, word: Word) -> bool:
    """Return whether a word is a participle after a comma that takes reported content of its own."""
    if word.xpos != "VBG" or word.index == 0:
        return False
    at = word.index - 1
    while at > 0 and sentence.words[at].upos == "ADV":
        at -= 1
    entry = lexicon.cue(word.lemma, "VERB")
    opened = (
        sentence.words[at].text in (",", "—", "–", "-") or lexicon.cue(sentence.words[at].lemma, "VERB") is not None
    )
    if entry is None or entry.act == "thought" or not opened:
        return False
    nouns = word.relation in ("nsubj", "obj", "obl", "nmod", "compound", "amod")
    return not nouns and bool({"clause", "quote"} & entry.frames)


def joins_new_report(sentence: Sentence, word: Word) -> bool:
    """Return whether a finite cue after "and" has no subject of its own: "said it held [and warned that ...]"."""
    if word.xpos not in FINITE or word.index < 2 or sentence.words[word.index - 1].upos != "CCONJ":
        return False
    entry = lexicon.cue(word.lemma, "VERB")
    spoken = entry is not None and entry.act != "thought" and "clause" in entry.frames
    return spoken and sentence.child(word, "nsubj", "nsubj:pass") is None and sentence.child(word, "ccomp") is not None


def is_and_before(word: Word, cue: Word) -> bool:
    """Return whether a word is the conjunction right before a cue."""
    return word.upos == "CCONJ" and word.index == cue.index - 1


def trim(words: list[Word]) -> list[Word]:
    """Return the words without "that" and punctuation at the edges; quotation marks and brackets stay."""
    start, end = 0, len(words)
    while start < end and words[start].text.lower() in EDGE_WORDS and words[start].upos not in ("DET", "PRON"):
        start += 1
    while end > start and words[end - 1].text in EDGE_WORDS:
        end -= 1
    return words[start:end]
