"""Noun phrases of a parsed sentence: what belongs to a head noun, by the parse where it holds and by adjacency beside it.

A parser of moderate accuracy often breaks a name with a long title into pieces that all hang on the verb. In English
the pieces still stand side by side, so a phrase takes in the nominal words that touch it.
"""

from __future__ import annotations

from quotes import lexicon
from quotes.grammar import DATES
from quotes.model import Sentence, Word

DETACHED = frozenset({"parataxis", "advcl", "discourse", "vocative", "dislocated", "ccomp", "dep", "mark"})
LONGEST_OFFICE = 25
LOOSE_ENDS = frozenset({"'s", "’s", "that", "and", "or", "but", "for", "to", "of", "as", "in", "on", "by"})
CLOSERS = frozenset({")", "”", '"', "’"})
BESIDE = frozenset(
    {"nsubj", "compound", "flat", "nmod", "amod", "appos", "nummod", "dep", "det", "obj", "root", "goeswith"}
)


def noun_phrase(sentence: Sentence, head: Word, *, low: int = 0, high: int | None = None) -> list[Word]:
    """Return the words of the phrase around ``head``, appositions included, of those with indices in low..high-1.

    Loose clauses and a preposition before the phrase are left out.
    """
    ceiling = len(sentence.words) if high is None else high
    inside = {w.index for w in sentence.subtree(head)} - loose(sentence, head)
    start = end = head.index
    while start - 1 >= low and start - 1 in inside:
        start -= 1
    while end + 1 < ceiling and end + 1 in inside:
        end += 1
    while end > head.index and is_edge(sentence.words[end]):
        end -= 1
    start, end = with_neighbours(sentence, start, end, low, ceiling)
    if head.upos == "NOUN" and lexicon.noun_class(head.lemma.lower()) in ("person", "group", "organization"):
        start = with_name_before(sentence, start, end, low, ceiling)
    end = max(end, end_of_apposition(sentence, end, ceiling), end_of_name_after(sentence, head, end, ceiling))
    words = list(sentence.words[start : end + 1])
    while len(words) > 1 and (words[-1].text.lower() in LOOSE_ENDS or is_edge(words[-1])):
        words.pop()
    while len(words) > 1 and words[0].upos == "PUNCT" and words[0].text in (",", ";", ":", "—", "–", "-"):
        words.pop(0)
    return words


def is_edge(word: Word) -> bool:
    """Return whether a word is punctuation that closes nothing inside a phrase."""
    return word.upos == "PUNCT" and word.text not in CLOSERS


def loose(sentence: Sentence, head: Word) -> set[int]:
    """Return the indices of what hangs on a head without being part of its phrase.

    A relative clause is part of it, as PolNeAR has it, unless it reports in its own right: "Voss, who said that".
    """
    dropped: set[int] = set()
    for child in sentence.children(head):
        case = child.relation == "case" and child.index < head.index
        aside = child.deprel == "acl:relcl" and follows_comma(sentence, child) and reports(sentence, child)
        if child.relation in DETACHED or case or aside:
            dropped |= {w.index for w in sentence.subtree(child)}
    return dropped


def reports(sentence: Sentence, clause: Word) -> bool:
    """Return whether the verb of a clause is a cue with content."""
    cue = lexicon.cue(clause.lemma, "VERB")
    return cue is not None and sentence.child(clause, "ccomp", "parataxis") is not None


def follows_comma(sentence: Sentence, clause: Word) -> bool:
    """Return whether a comma stands before the first word of a clause, which then only adds information."""
    first = sentence.subtree(clause)[0].index
    return any(sentence.words[i].text == "," for i in (first - 1, first) if i >= 0)


def with_neighbours(sentence: Sentence, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """Return the bounds widened over names and their titles that touch the phrase: "Admiral [Brad Cooper]"."""
    words = sentence.words
    while start - 1 >= low and words[start].upos in ("PROPN", "NOUN", "ADJ") and belongs(words[start - 1]):
        start -= 1
    while end + 1 < high and words[end].upos in ("PROPN", "NOUN") and is_name(words[end + 1]):
        end += 1
    return start, end


def belongs(word: Word) -> bool:
    """Return whether a word right before a noun modifies it."""
    nominal = word.upos in ("PROPN", "NOUN", "ADJ", "DET", "NUM") and word.relation in BESIDE
    return nominal and word.text not in DATES and word.xpos not in ("WDT", "WP")


def end_of_apposition(sentence: Sentence, end: int, high: int) -> int:
    """Return the end moved over an apposition that follows the phrase: "Mara Voss[, the mayor of Oster]"."""
    follows = apposition_after(sentence, end)
    return follows[-1].index if follows and follows[-1].index < high else end


def end_of_name_after(sentence: Sentence, head: Word, end: int, high: int) -> int:
    """Return the end moved over the name that an office introduces: "The mayor of Oster[, Mara Voss], said"."""
    words, at = sentence.words, end + 2
    if head.upos != "NOUN" or head.xpos != "NN" or lexicon.noun_class(head.lemma.lower()) != "person":
        return end
    if at >= high or words[end + 1].text != "," or not is_name(words[at]):
        return end
    while at < high and (is_name(words[at]) or words[at].text == "-" or lexicon.name_suffix(words[at].text)):
        at += 1
    return at - 1 if at == high or words[at].text in (",", "(") or words[at].upos == "VERB" else end


def apposition_after(sentence: Sentence, end: int) -> list[Word]:
    """Return the words of an office between a name's end at ``end`` plus a comma and the next comma or full stop.

    By its words alone, for the parse often takes it for a second subject: "said Voss, [the mayor of Oster]."
    """
    words = sentence.words
    if end + 2 >= len(words) or words[end + 1].text != "," or not is_name(words[end]):
        return []
    run: list[Word] = []
    for word in words[end + 2 : end + 2 + LONGEST_OFFICE]:
        if word.text in (",", ".", ";", "(", ")"):
            return run if is_office(run) else []
        if word.upos in ("AUX", "SCONJ") or word.xpos in ("VBD", "VBZ", "VBP", "WP", "WDT") or word.text in CLOSERS:
            return []
        run.append(word)
    return run if is_office(run) and end + 2 + len(run) == len(words) else []


def is_office(run: list[Word]) -> bool:
    """Return whether a few words say what somebody is: their first noun is for a person."""
    until = next((i for i, w in enumerate(run) if w.upos == "ADP"), len(run))
    nouns = [w for w in run[:until] if w.upos in ("NOUN", "PROPN")]
    determined = bool(run) and (run[0].upos in ("DET", "NOUN", "ADJ", "PROPN") or run[0].xpos == "PRP$")
    return determined and bool(nouns) and lexicon.noun_class(nouns[-1].lemma.lower()) == "person"


def is_name(word: Word) -> bool:
    """Return whether a word can go on with a name."""
    return word.upos == "PROPN" and word.text not in DATES


def with_name_before(sentence: Sentence, start: int, end: int, low: int, high: int) -> int:
    """Return the start moved before a name to which the phrase is an apposition: "[Mara Voss], the mayor, said"."""
    words = sentence.words
    closed = end + 1 >= high or words[end + 1].text == ","
    common = words[start].text[:1].islower() and any(w.upos == "NOUN" for w in words[start : end + 1])
    if start - 2 < low or words[start - 1].text != "," or not closed or not common:
        return start
    if not is_name(words[start - 2]) and not lexicon.name_suffix(words[start - 2].text):
        return start
    at = start - 2
    while at - 1 >= low and (belongs(words[at - 1]) or is_name(words[at - 1]) or words[at - 1].text == "-"):
        at -= 1
    return at
