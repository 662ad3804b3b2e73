"""Read what somebody is: the title before a name, the apposition beside it, the predicate; `offices` parts each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quotes import lexicon
from quotes.grammar import DATES, PLURAL_NOUNS
from quotes.model import Parsed, Role, Sentence, SpeakerKind, Word
from quotes.phrase import follows_comma
from quotes.resolve.names import Name
from quotes.resolve.offices import DETERMINERS, PAST, is_title_noun, role_of
from quotes.resolve.titles import is_possessive

OFFICE_WORDS = frozenset({"NOUN", "PROPN", "ADJ", "DET", "ADP", "NUM", "PART"})
FIRST_PERSON = frozenset({"my", "our"})
# What dates a role, and is no part of it: "[then] the deputy mayor".
DATING = frozenset({"then", "now", "currently", "also", "formerly", "himself", "herself", "itself", "both"})
ADJECTIVES = frozenset({"acting", "retired", "outgoing", "incoming", "retiring", "ruling"})
DATED = frozenset({"since", "until", "till", "during", "after", "before", "last", "this", "when"})
OFFICE_VERBS = frozenset({"run", "head", "lead", "chair", "own", "manage", "direct", "represent", "oversee", "command", "edit",
                          "coach", "teach", "keep"})  # fmt: skip
SERVING = frozenset({"serve", "work", "act"})
APPOINTING = frozenset({"appoint", "elect", "name"})
DASHES = frozenset({"—", "–", "-", "--"})
STOPS = frozenset({",", ".", "?", "!", ";", ":", "(", ")", "—", "–", "--"})
QUOTES = frozenset({"”", '"', "“", "''", "``"})
CLAUSES = frozenset({"who", "that", "which", "whose"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD", "WP", "WDT"})
BODIES = frozenset({"organization", "group", "document"})
LONGEST = 20
LONGEST_APPOSITION = 25


@dataclass(frozen=True, slots=True)
class Stated:
    """A role and how the article states it.

    ``definite`` is false of "a baker", ``past`` is true of "the former mayor", ``quoted`` of what a speaker calls somebody,
    ``aside`` of a description that stands where a name might: "The former captain said".
    """

    role: Role
    definite: bool
    past: bool
    quoted: bool = False
    aside: bool = False

    @property
    def preference(self) -> tuple[bool, int, int, bool, int]:
        """A key that sorts first what tells most: an office held, with its organization, in more words, within reason."""
        words = [w.strip(".,").lower() for w in self.role.span.text.split()]
        length = next((i for i, w in enumerate(words) if w in CLAUSES), len(words))
        office = self.role.title is not None
        parts = int(office) + int(office and self.role.organization is not None)
        return (
            self.quoted,
            int(self.past) + int(self.aside) - parts,
            -min(length, 8),
            not self.definite,
            self.role.span.start,
        )


def roles_of(parsed: Parsed, name: Name) -> Iterator[Stated]:
    """Yield the roles that the article states at one mention of a name.

    In a quotation only a title or "the mayor" beside the name counts, not what its speaker thinks somebody is.
    """
    sentence = parsed.sentences[name.sentence]
    quoted = parsed.quoted_at(name.span.start) is not None
    title = title_of(sentence, name)
    if title and not (len(title) == 1 and lexicon.honorific(title[0].text)):
        yield from told(parsed, title, quoted=quoted)
    for words in appositions(sentence, name):
        yield from told(parsed, words, quoted=quoted)
    for word in () if quoted else name.words:
        for words in predicates(sentence, word, name.kind):
            yield from told(parsed, words, past=is_told_of_the_past(sentence, words))


def affiliation(parsed: Parsed, owner: Name, name: Name) -> Iterator[Stated]:
    """Yield the body that somebody is of where it owns the name: "[Channel Nine]'s Mara Voss"; a country is none."""
    words = parsed.sentences[name.sentence].words
    mark, first = owner.words[-1].index + 1, (*name.prefix, *name.words)[0].index
    owns = owner.sentence == name.sentence and first == mark + 1 and is_possessive(words[mark])
    body = owner.kind == "organization" and lexicon.nation(" ".join(w.text for w in owner.words)) is None
    if owns and body and name.kind == "person" and len(name.words) > 1:
        role = Role(span=owner.span, organization=owner.span)
        yield Stated(role, definite=True, past=False, quoted=parsed.quoted_at(name.span.start) is not None)


def told(
    parsed: Parsed, words: Sequence[Word], *, past: bool = False, quoted: bool = False, aside: bool = False
) -> Iterator[Stated]:
    """Yield a role from its words, unless they are a speaker's own view: "[my best friend], Mara Voss"."""
    kept = without_dating(words)
    past = past or any(w.text.lower() in PAST for w in words[: len(words) - len(kept) + 3])
    definite = kept[0].text.lower() not in ("a", "an", "one")
    opened = kept[0].upos == "DET" or kept[0].xpos in ("PRP$", "NNP", "JJ") or lexicon.title(kept[0].text)
    classes = {lexicon.noun_class(w.lemma.lower()) for w in kept if w.upos in ("NOUN", "PROPN")}
    if classes == {"document"}:
        return  # "the [letter] called Voss": a letter is nobody's office
    if not quoted or (definite and opened and not any(w.text.lower() in FIRST_PERSON for w in kept)):
        yield Stated(role_of(parsed, kept), definite=definite, past=past, quoted=quoted, aside=aside)


def is_told_of_the_past(sentence: Sentence, words: Sequence[Word]) -> bool:
    """Return whether the clause that a predicate belongs to is of the past: "was the mayor", "served as mayor"."""
    inside = {w.index for w in words}
    head = next(w for w in words if w.head not in inside)
    verb = sentence.child(head, "cop") or (head if head.upos == "VERB" else sentence.head(head))
    return verb is not None and verb.xpos == "VBD"


def without_dating(words: Sequence[Word]) -> list[Word]:
    """Return the words of a role without adverbs before it: "[then] the deputy mayor"."""
    kept = list(words)
    while len(kept) > 1 and kept[0].text.lower() in DATING:
        kept = kept[1:]
    return kept


def title_of(sentence: Sentence, name: Name) -> tuple[Word, ...]:
    """Return the words of the role right before a name, with an office joined to it: "the [host and former mayor] Mara Voss"."""
    title = tuple(name.prefix)
    start = title[0].index if title else 0
    if start < 2 or sentence.words[start - 1].text.lower() != "and" or title[-1].text[:1].isupper():
        return title
    low = start - 1
    while low > 0 and sentence.words[low - 1].upos in ("NOUN", "PROPN", "ADJ") and start - low < LONGEST:
        low -= 1
    joined = sentence.words[low : start - 1]
    opened = low > 0 and sentence.words[low - 1].text.lower() in DETERMINERS
    return sentence.words[low:start] + title if opened and joined and is_title_noun(joined[-1]) else title


def appositions(sentence: Sentence, name: Name) -> Iterator[tuple[Word, ...]]:
    """Yield the appositions to a name, after it or before it: "Voss, [the mayor]", "[The mayor], Mara Voss"."""
    own = {w.index for w in name.words} | {w.index for w in name.prefix}
    beside = apposition_after(sentence, name) or apposition_before(sentence, name)
    if beside:
        yield tuple(beside)
        return
    for word in (*name.words, *name.prefix):
        for child in sentence.children(word):
            after = child.index > max(w.index for w in name.words) and follows_comma(sentence, child)
            if child.relation == "appos" and child.index not in own and after and is_office_of(sentence, child, name):
                yield phrase(sentence, child, own)
        above = sentence.head(word)
        names_it = word.relation in ("appos", "flat") and above is not None and above.index not in own
        if above is not None and names_it and is_office_of(sentence, above, name):
            office = phrase(sentence, above, own | {w.index for w in sentence.subtree(word)})
            if office[-1].upos != "ADP" and not lexicon.honorific(office[-1].text):
                yield office
        if word.relation in ("xcomp", "obj") and above is not None and above.lemma in ("call", "name"):
            noun = sentence.head(above)
            if above.relation == "acl" and noun is not None and noun.upos == "NOUN":
                yield phrase(sentence, noun, {w.index for w in sentence.subtree(above)})


def apposition_after(sentence: Sentence, name: Name) -> list[Word]:
    """Return what stands between commas or dashes behind a name, past an age and a party: "Voss (D), 45, [the mayor]".

    By its words alone, for the parse often takes it for a second subject.
    """
    words, at = sentence.words, after_brackets(sentence, name.words[-1].index + 1)
    if at + 1 < len(words) and words[at].text == "," and words[at + 1].text.isdigit():
        at += 2
    if at >= len(words) or not (words[at].text == "," or words[at].text in DASHES):
        return []
    run: list[Word] = []
    for word in words[at + 1 : at + 1 + LONGEST_APPOSITION]:
        if word.text in STOPS or word.text == words[at].text:
            break
        if word.upos in ("AUX", "SCONJ") or word.xpos in FINITE or word.text in QUOTES:
            return []
        run.append(word)
    else:
        if at + 1 + len(run) < len(words):
            return []
    return run if says_what(run, name.kind) else []


def apposition_before(sentence: Sentence, name: Name) -> list[Word]:
    """Return the words of an office that a comma parts from a name: "[The mayor of Oster], Voss", "[her aide], old Voss"."""
    words, start = sentence.words, (*name.prefix, *name.words)[0].index
    if start > 2 and words[start - 1].upos == "ADJ" and words[start - 2].text == ",":
        start -= 1
    after = name.words[-1].index + 1
    if start < 2 or words[start - 1].text != "," or (after < len(words) and words[after].upos != "PUNCT"):
        return []
    at = start - 1
    while (
        at > 0 and start - at < LONGEST_APPOSITION and (words[at - 1].upos in OFFICE_WORDS or is_hyphen(words[at - 1]))
    ):
        at -= 1
    if at > 0 and words[at - 1].xpos == "PRP$" and (at == 1 or words[at - 2].upos in ("PUNCT", "CCONJ", "SCONJ")):
        at -= 1
    run = list(words[at : start - 1])
    opened = bool(run) and (run[0].upos == "DET" or run[0].xpos == "PRP$" or is_owned(run))
    return run if opened and says_what(run, name.kind) else []


def is_owned(run: Sequence[Word]) -> bool:
    """Return whether a phrase begins with a name that owns the rest: "[Rusk's] sexton"."""
    mark = next((i for i, w in enumerate(run) if w.text in ("'s", "’s")), 0)
    return 0 < mark < len(run) - 1 and all(w.upos in ("PROPN", "DET") for w in run[:mark])


def is_hyphen(word: Word) -> bool:
    """Return whether a word joins the parts of a compound: "brother[-]in-law"."""
    return word.text in ("-", "‑")


def after_brackets(sentence: Sentence, at: int) -> int:
    """Return the index behind a short pair of brackets that opens at ``at``, else ``at``: "Voss (D-Oster)"."""
    words = sentence.words
    if at < len(words) and words[at].text == "(":
        close = next((i for i in range(at, min(at + 8, len(words))) if words[i].text == ")"), None)
        return at if close is None else close + 1
    return at


def says_what(run: Sequence[Word], kind: SpeakerKind) -> bool:
    """Return whether a few words say what somebody is, or what a body is: "the mayor of Oster", "one of the mayors"."""
    kept = without_dating(run)
    if not kept or not (opens_phrase(kept[0]) or kept[0].text.lower() in ADJECTIVES):
        return False
    several = [w.text.lower() for w in kept[:2]] == ["one", "of"]
    body = kept[2:] if several else kept
    until = next((i for i, w in enumerate(body) if w.upos == "ADP" or (w.xpos in ("VBG", "VBN", "TO") and i
                  and w.text.lower() not in ADJECTIVES and not is_hyphen(body[i - 1]))), len(body))  # fmt: skip
    last = body[until - 1 : until]  # what closes the phrase is its noun, whatever its tag: "chief [executive]"
    nouns = [w for w in body[:until] if w.upos in ("NOUN", "PROPN") or (w in last and is_title_noun(w))]
    if not nouns or (nouns[-1].xpos == "NNS" and not several):
        return False
    found = lexicon.noun_class(nouns[-1].lemma.lower())
    if kind == "organization":
        return found in BODIES and kept[0].upos == "DET"
    return found == "person" or (several and found == "group")


def opens_phrase(word: Word) -> bool:
    """Return whether a word can be the first of a noun phrase."""
    return word.upos in ("DET", "NOUN", "ADJ", "PROPN", "NUM") or word.xpos == "PRP$"


def is_office_of(sentence: Sentence, noun: Word, name: Name) -> bool:
    """Return whether a noun beside a name can be what it is: not "[returns], Voss", but "the [mayors], Voss and Brandt"."""
    several = any(c.relation == "conj" for word in name.words for c in sentence.children(word))
    return is_office(sentence, noun) and (several or name.kind != "person" or noun.xpos not in PLURAL_NOUNS)


def is_office(sentence: Sentence, word: Word) -> bool:
    """Return whether the head of an apposition can be what somebody is, not a place, an age or another name."""
    if word.upos == "PROPN":
        return lexicon.noun_class(word.lemma.lower()) == "person" or lexicon.rank(word.text) or lexicon.title(word.text)
    if word.upos != "NOUN":
        return False
    known = lexicon.noun_class(word.lemma.lower())
    determined = any(c.text.lower() in DETERMINERS for c in sentence.children(word))
    return known in ("person", "organization") or (known is None and determined)


def predicates(sentence: Sentence, word: Word, kind: SpeakerKind) -> Iterator[tuple[Word, ...]]:
    """Yield what the verbs that a word is the subject of, or that modify it, say it is."""
    if kind != "person":
        return
    above = sentence.head(word)
    if (
        above is not None
        and word.relation == "nsubj"
        and above.relation in ("root", "conj", "parataxis", "acl", "advcl")
    ):
        yield from of_clause(sentence, above)
        yield from as_phrase(sentence, above)
    for clause in sentence.children(word):
        if clause.deprel == "acl:relcl":
            yield from of_clause(sentence, clause)
            yield from occupation(sentence, clause)


def of_clause(sentence: Sentence, head: Word) -> Iterator[tuple[Word, ...]]:
    """Yield the office that a clause states: "is [the mayor]", "serves as [the mayor]", "became [the mayor]"."""
    if is_denied(sentence, head):
        return
    if sentence.child(head, "cop"):
        yield from copula(sentence, head)
    elif head.lemma in SERVING:
        yield from (office_run(sentence, noun) for noun in sentence.children(head) if is_as(sentence, noun))
    elif head.lemma == "become" or (head.lemma in APPOINTING and sentence.child(head, "aux:pass")):
        noun = sentence.child(head, "xcomp", "obj")
        if noun is not None and noun.upos == "NOUN" and is_title_noun(noun):
            yield office_run(sentence, noun)


def office_run(sentence: Sentence, noun: Word) -> tuple[Word, ...]:
    """Return an office and what follows it, wherever the parse hangs that, up to a date: "chief of [the board] since May"."""
    words = list(phrase(sentence, noun, set()))
    for word in sentence.words[words[-1].index + 1 :]:
        if word.upos not in OFFICE_WORDS or word.text in DATES or word.upos == "NUM" or word.text.lower() in DATED:
            break
        words.append(word)
    while words[-1].upos in ("ADP", "DET", "PART") and words[-1].index > noun.index:
        words.pop()
    return tuple(words)


def is_denied(sentence: Sentence, head: Word) -> bool:
    """Return whether a clause says what is not, or what only may be: "is not", "would be", "if he were"."""
    return any(
        c.text.lower() in ("not", "n't", "n’t", "never", "no") or c.xpos == "MD" or c.text.lower() in ("if", "were")
        for c in sentence.children(head)
    )


def copula(sentence: Sentence, head: Word) -> Iterator[tuple[Word, ...]]:
    """Yield the noun of a predicate: "is [the mayor of Oster]"; of the past only an office that was somebody's own."""
    if head.upos != "NOUN" or lexicon.noun_class(head.lemma.lower()) != "person" or head.xpos == "NNS":
        return
    verb = sentence.child(head, "cop")
    settled = any(c.text.lower() == "the" or c.deprel == "nmod:poss" for c in sentence.children(head))
    if verb is not None and verb.xpos == "VBD" and not settled:
        return
    loose = {c.index for c in sentence.children(head) if c.relation in ("cop", "aux", "advmod", "mark", "punct", "nsubj", "cc")}  # fmt: skip
    subject = sentence.child(head, "nsubj")
    inside = {w.index for w in sentence.subtree(subject)} if subject is not None else set()
    yield phrase(sentence, head, loose | inside)


def is_as(sentence: Sentence, noun: Word) -> bool:
    """Return whether a noun is what somebody serves as: "[ambassador] to Varland" in "served as ambassador to Varland"."""
    case = sentence.child(noun, "case")
    named = noun.upos in ("NOUN", "PROPN") and is_title_noun(noun)
    return case is not None and case.text.lower() == "as" and noun.relation in ("obl", "nmod", "xcomp") and named


def as_phrase(sentence: Sentence, verb: Word) -> Iterator[tuple[Word, ...]]:
    """Yield the role in which somebody acts at the start of a sentence: "As [the senior member of the council], Voss"."""
    for noun in sentence.children(verb):
        first = sentence.subtree(noun)[0]
        determined = any(c.text.lower() in DETERMINERS for c in sentence.children(noun))
        if is_as(sentence, noun) and first.index < 2 and noun.index < verb.index and determined:
            yield phrase(sentence, noun, set())


def occupation(sentence: Sentence, verb: Word) -> Iterator[tuple[Word, ...]]:
    """Yield what a relative clause says that somebody does for a living: "Voss, who [runs the bakery]"."""
    theme = sentence.child(verb, "obj")
    if verb.lemma not in OFFICE_VERBS or verb.xpos not in ("VBZ", "VBP") or theme is None or theme.index < verb.index:
        return
    inside = sentence.words[verb.index : theme.index + 1]
    if all(w.text != "," for w in inside):
        yield tuple(inside)


def phrase(sentence: Sentence, head: Word, without: set[int]) -> tuple[Word, ...]:
    """Return the noun phrase around a head, up to its first loose clause, without the given words."""
    dropped = set(without)
    for child in sentence.children(head):
        loose = child.relation in ("parataxis", "ccomp", "advcl", "conj", "appos", "dep", "cc", "cop", "nsubj")
        first = sentence.subtree(child)[0]
        commaed = sentence.words[first.index - 1].text == "," and child.index > head.index
        if child.relation == "conj" and first.relation == "case" and first.head == child.index:
            continue  # "the member [on Health and Welfare]": what a preposition begins joins nothing, whatever the tree says
        if (
            loose
            or (child.relation in ("case", "mark") and child.index < head.index)
            or (commaed and child.relation in ("acl", "nmod"))
        ):
            dropped |= {w.index for w in sentence.subtree(child)}
    inside = {w.index for w in sentence.subtree(head)} - dropped
    low = high = head.index
    while low - 1 in inside and sentence.words[low - 1].text != ",":
        low -= 1
    while high + 1 in inside and high - low < LONGEST and sentence.words[high + 1].text != ",":
        high += 1
    words = sentence.words[low : high + 1]
    while len(words) > 1 and words[-1].upos == "PUNCT" and words[-1].text not in (")", "”", '"'):
        words = words[:-1]
    while len(words) > 1 and words[0].upos == "PUNCT":
        words = words[1:]
    return tuple(words)
