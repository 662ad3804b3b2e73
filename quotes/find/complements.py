"""How English hangs reported content on a cue: ``COMPLEMENTS``, an ordered tuple of small functions.

Each looks at one construction and returns the words of the content, or nothing. The relations are those of Universal
Dependencies 2. Whether a complement reports is not decided here, but by how often it does: see ``reports.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from quotes import lexicon
from quotes.find.extents import FAR, Complement, bare_stretch, clause_words, that_stretch
from quotes.grammar import FINITE, can_speak, is_passive
from quotes.model import Sentence, Word

PREPOSITIONS = frozenset({"about", "against", "for", "of", "on", "to", "with", "over", "at", "in", "from", "upon"})
CLAUSE_SUBJECT = frozenset({"NOUN", "PROPN", "PRON", "ADJ", "DET", "ADP", "NUM", "ADV", "AUX", "PART"})
NAMING_VERBS = frozenset({"call", "label", "brand", "dub", "term", "deem", "name", "declare", "pronounce", "consider"})
LIGHT = frozenset({"make", "give", "issue", "have", "hold", "take", "get", "hear", "bring", "raise", "offer", "share"})
QUOTES = frozenset('"“”‘’«»„')

Rule = Callable[[Sentence, Word], Complement | None]


def own_words(sentence: Sentence, cue: Word, content: Iterable[Word]) -> frozenset[int]:
    """Return the indices of the cue and of all that hangs on it apart from its content."""
    return frozenset(w.index for w in sentence.subtree(cue)) - {w.index for w in content}


def that_clause(sentence: Sentence, cue: Word) -> Complement | None:
    """Take the clausal complement: "Voss said [the bridge had held]", "it was reported [that it fell]"."""
    relations = ("ccomp", "csubj") if sentence.child(cue, "expl") else ("ccomp",)
    clause = sentence.child(cue, *relations) or noun_clause(sentence, cue)
    if clause is None or clause.upos == "PUNCT" or is_relative(sentence, cue, clause):
        return None
    words = clause_words(sentence, cue, clause)
    return Complement("clause", words, own_words(sentence, cue, words))


def is_relative(sentence: Sentence, cue: Word, clause: Word) -> bool:
    """Return whether a clause before its cue is a relative one misread: "Voss, who took office in May, said"."""
    words = sentence.subtree(clause)
    first = next((w for w in words if w.upos != "PUNCT"), words[0])
    aside = first.index > 0 and sentence.words[first.index - 1].text == ","
    return first.text.lower() in ("who", "which", "whose", "whom") and (clause.index < cue.index or aside)


def enclosed(sentence: Sentence, cue: Word) -> Complement | None:
    """Take the sentence around a clause that is only its speaker and cue between commas: "[It], he said, [had held]"."""
    inside = speaker_and_cue(sentence, cue)
    rest = [w for w in sentence.words if w.index not in inside]
    if not inside or not any(w.xpos in FINITE for w in rest) or not rest or rest[0].index > cue.index:
        return None
    return Complement("parenthetical", rest, frozenset(inside))


def speaker_and_cue(sentence: Sentence, cue: Word) -> set[int]:
    """Return the indices of a clause such as ", Mara Voss said on Friday," with its commas; nothing if it holds more."""
    words, start, end = sentence.words, cue.index - 1, cue.index + 1
    while start > 0 and words[start].upos in CLAUSE_SUBJECT:
        start -= 1
    while end < len(words) and end - cue.index < FAR and words[end].text not in (",", "."):
        if words[end].upos in ("VERB", "AUX", "SCONJ") or words[end].text in QUOTES:
            return set()
        end += 1
    quoted = end + 1 < len(words) and words[end + 1].text in QUOTES
    closed = not quoted and (end == len(words) or words[end].text in (",", "."))
    if start <= 0 or start == cue.index - 1 or words[start].text != "," or not closed or cue.xpos not in FINITE:
        return set()
    if words[start + 1].text.lower() in ("who", "which", "that"):
        return set()
    return set(range(start, min(end + 1, len(words))))


def after_that(sentence: Sentence, cue: Word) -> Complement | None:
    """Take what follows "that" where the parse saw no clause: "warned again that [bridge closed is bridge lost]"."""
    words = that_stretch(sentence, cue) if cue.upos != "NOUN" else []
    return Complement("clause", words, own_words(sentence, cue, words)) if words else None


def bare_clause(sentence: Sentence, cue: Word) -> Complement | None:
    """Take a clause without "that" whose subject the parse took for an object: "saying [the army would not attack]"."""
    participle = cue.xpos == "VBN" and sentence.child(cue, "aux") is None
    if cue.upos != "VERB" or participle or lexicon.addresses(cue.lemma) or is_passive(sentence, cue):
        return None
    words = bare_stretch(sentence, cue)
    return Complement("clause", words, own_words(sentence, cue, words)) if words else None


def noun_clause(sentence: Sentence, cue: Word) -> Word | None:
    """Return the clause that says what a reporting noun holds: "the claim [that it fell]"."""
    governor = sentence.head(cue)
    if cue.upos != "NOUN" or (cue.relation == "obl" and governor is not None and reports_itself(governor)):
        return None
    for child in sentence.children(cue):
        first = sentence.subtree(child)[0]
        if first.text.lower() != "that" or first.index < cue.index:
            continue
        if first.upos == "SCONJ" and child.relation in ("acl", "advcl", "ccomp", "csubj"):
            return child
        if child.relation == "acl" and is_whole(sentence, child, first):
            return child
    return None


def is_whole(sentence: Sentence, clause: Word, that: Word) -> bool:
    """Return whether a clause has no place that its "that" could fill: "the hope that [he lives]", not "that he voiced".

    Parsers take one for the other, a content clause being the rarer after most nouns, though not after these.
    """
    others = [child for child in sentence.children(clause) if child.index != that.index]
    if not any(child.relation in ("nsubj", "csubj", "expl") for child in others):
        return False
    full = is_passive(sentence, clause) or any(child.deprel in ("cop", "obj", "ccomp", "xcomp") for child in others)
    return full or not (clause.lemma in LIGHT or lexicon.cue(clause.lemma, "VERB"))


def parenthetical(sentence: Sentence, cue: Word) -> Complement | None:
    """Take the sentence that a parenthetical cue interrupts or closes: "[The bridge], he said, [had held]"."""
    governor = sentence.head(cue)
    if cue.relation != "parataxis" or governor is None:
        return None
    if not sentence.child(cue, "nsubj") or sentence.child(cue, "ccomp", "xcomp", "obj", "advcl"):
        return None
    inside = frozenset(w.index for w in sentence.subtree(cue))
    words = [w for w in sentence.subtree(governor) if w.index not in inside]
    return Complement("parenthetical", words, inside)


def paratactic(sentence: Sentence, cue: Word) -> Complement | None:
    """Take the clause set beside the cue after a colon or comma: "Voss said: [the bridge had held]"."""
    clause = sentence.child(cue, "parataxis")
    if clause is None or clause.index < cue.index:
        return None
    if (
        lexicon.cue(clause.lemma, clause.upos)
        and sentence.child(clause, "nsubj")
        and not sentence.child(clause, "ccomp")
    ):
        return None
    words = sentence.subtree(clause)
    return Complement("clause", words, own_words(sentence, cue, words))


def according_to(sentence: Sentence, cue: Word) -> Complement | None:
    """Take the clause that "according to" qualifies: "[It fell], according to Voss, [at noon]"."""
    source = sentence.head(cue)
    governor = sentence.head(source) if source else None
    if cue.relation != "case" or source is None or governor is None or not can_speak(source):
        return None
    while not heads_clause(sentence, governor) and (above := sentence.head(governor)) is not None:
        governor = above
    phrase = sentence.subtree(source)
    inside = frozenset(w.index for w in (*phrase, *who_clause(sentence, phrase[-1])))
    words = [w for w in sentence.subtree(governor) if w.index not in inside]
    return Complement("according", words, inside)


def who_clause(sentence: Sentence, last: Word) -> list[Word]:
    """Return the clause with "who" right behind a phrase's last word: "Lars Iwen[, who said so]", whatever it hangs on."""
    behind = sentence.words[last.index + 1 : last.index + 3]
    if [w.text.lower() for w in behind] not in ([",", "who"], [",", "whose"]):
        return []
    clause: Word | None = behind[1]
    while clause is not None and clause.relation != "acl":
        clause = sentence.head(clause)
    return sentence.subtree(clause) if clause is not None else []


def heads_clause(sentence: Sentence, word: Word) -> bool:
    """Return whether a word is the predicate of a clause that states something."""
    if word.head == -1 or word.relation in ("ccomp", "advcl", "parataxis"):
        return True
    return word.relation in ("conj", "acl") and sentence.child(word, "nsubj", "cop") is not None


def naming(sentence: Sentence, cue: Word) -> Complement | None:
    """Take who is called what: "called [the sale a surprise]", "calling [it unsafe]"."""
    objects = [c for c in sentence.children(cue) if c.relation == "obj" and c.index > cue.index]
    if not objects:
        return None
    theme, name = objects[0], sentence.child(cue, "xcomp") or objects[-1]
    words = with_marked(sentence, theme)
    if not words and name.upos in ("NOUN", "ADJ", "PROPN") and name.index > theme.index:
        words = sentence.subtree(theme) + sentence.subtree(name)
    if not words or cue.lemma not in NAMING_VERBS:
        return None
    return Complement("naming", words, own_words(sentence, cue, words))


def with_marked(sentence: Sentence, theme: Word) -> list[Word]:
    """Return a noun phrase with the words in marks right after it: 'called [the sale "a surprise"]'; else nothing."""
    phrase = sentence.subtree(theme)
    opening = next((w for w in sentence.words[theme.index + 1 : phrase[-1].index + 2] if w.text in QUOTES), None)
    if opening is None:
        return []
    closing = next((w for w in sentence.words[opening.index + 1 :] if w.text in QUOTES), None)
    return list(sentence.words[phrase[0].index : closing.index + 1]) if closing is not None else []


def infinitive(sentence: Sentence, cue: Word) -> Complement | None:
    """Take what somebody undertakes or is to do: "vowed [to rebuild]", "expected [it to fall]", "[he] is said [to have fled]"."""
    child = sentence.child(cue, "acl") if cue.upos == "NOUN" else sentence.child(cue, "xcomp", "advcl")
    if child is None or not has_to(sentence, child) or (cue.upos == "VERB" and reports_itself(child)):
        return None
    passive = sentence.child(cue, "nsubj:pass")
    theme = passive if passive is not None else sentence.child(cue, "obj")
    words = sentence.subtree(child)
    if theme is not None and theme.index < child.index and not lexicon.addresses(cue.lemma):
        words = sorted({w.index: w for w in sentence.subtree(theme) + words}.values(), key=lambda w: w.index)
    return Complement("infinitive", words, own_words(sentence, cue, words))


def reports_itself(word: Word) -> bool:
    """Return whether an infinitive is a cue with content of its own: "declined to [say]", "is expected to [announce]"."""
    entry = lexicon.cue(word.lemma, "VERB")
    return entry is not None and entry.act != "thought" and bool({"clause", "quote"} & entry.frames)


def has_to(sentence: Sentence, word: Word) -> bool:
    """Return whether the clause of ``word`` is a to-infinitive."""
    return any(c.relation == "mark" and c.text.lower() == "to" for c in sentence.children(word))


def as_phrase(sentence: Sentence, cue: Word) -> Complement | None:
    """Take who is called what: "described [the plan as a gift]", "declaring [the group as being finished]"."""
    theme = sentence.child(cue, "obj") or sentence.child(cue, "nsubj:pass")
    for child in sentence.children(cue):
        cased = any(c.relation in ("case", "mark") and c.text.lower() == "as" for c in sentence.children(child))
        if cased and child.index > cue.index and theme is not None:
            words = sentence.subtree(theme) + sentence.subtree(child)
            return Complement("as", words, own_words(sentence, cue, words))
    return None


def prepositional(sentence: Sentence, cue: Word) -> Complement | None:
    """Take the object of the preposition that the cue calls for: "called for [an inquiry]", "warned of [floods]"."""
    for child in sentence.children(cue):
        if child.relation not in ("obl", "nmod", "advcl", "xcomp") or child.index < cue.index:
            continue
        marks = [c for c in sentence.children(child) if c.relation in ("case", "mark") and c.index < child.index]
        if has_to(sentence, child) and child.xpos == "VB":
            continue
        if marks and marks[0].text.lower() in PREPOSITIONS:
            words = [w for w in sentence.subtree(child) if w.index > marks[0].index]
            return Complement(f"prep:{marks[0].text.lower()}", words, own_words(sentence, cue, words))
    return None


def gerund(sentence: Sentence, cue: Word) -> Complement | None:
    """Take the activity that the cue speaks of: "denies [knowing the owner]"."""
    child = sentence.child(cue, "xcomp", "ccomp")
    if child is None or child.xpos != "VBG" or child.index < cue.index:
        return None
    words = sentence.subtree(child)
    return Complement("gerund", words, own_words(sentence, cue, words))


def noun_phrase(sentence: Sentence, cue: Word) -> Complement | None:
    """Take the noun phrase that stands for a statement: "confirmed [the seizure of two boats]"."""
    if cue.upos != "VERB":
        return None
    theme = sentence.child(cue, "obj") or sentence.child(cue, "nsubj:pass")
    if theme is None or theme.upos == "PRON" or lexicon.addresses(cue.lemma):
        return None
    words = sentence.subtree(theme)
    if len(words) < 3 and words[0].text.lower() in ("this", "that", "these", "those"):
        return None
    return Complement("np", words, own_words(sentence, cue, words))


COMPLEMENTS: tuple[Rule, ...] = (
    enclosed,
    that_clause,
    after_that,
    bare_clause,
    parenthetical,
    paratactic,
    as_phrase,
    naming,
    infinitive,
    gerund,
    prepositional,
    noun_phrase,
)
