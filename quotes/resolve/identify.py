"""Decide whom a source means: a name by the cast, a pronoun or description by its antecedent, a nameless one as such."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from quotes import lexicon
from quotes.grammar import PLURAL_NOUNS, RELATIVES
from quotes.model import Evidence, Sentence, Source, Word
from quotes.phrase import noun_phrase
from quotes.resolve.antecedents import FEMALE, MALE, NEUTER, PLURAL, Choice, agrees, of_description, of_pronoun
from quotes.resolve.cast import Referent
from quotes.resolve.institutions import by_institution
from quotes.resolve.names import Name
from quotes.resolve.roles import told
from quotes.resolve.scene import INDEFINITE, MAIN, Scene, Who, chosen, name_in, nameless

NEAR = 4  # sentences back in which somebody who speaks on was mentioned
REACH = 2  # sentences back in which a document was made
BODIES = frozenset({"organization", "group"})
# Verbs of which the subject, or the agent, is who speaks in a document; a study is only published.
MAKING = frozenset({"author", "commission", "compile", "conduct", "draft", "file", "issue", "make", "post", "prepare", "produce",
                    "publish", "release", "send", "sign", "write"})  # fmt: skip
# What a paper prints; one spoken of again is not the letter or broadcast in which somebody was last quoted.
PRINTED = frozenset({"article", "column", "editorial", "piece", "report", "story"})
STUDIES = frozenset({"paper", "poll", "research", "study", "survey"})


def identify(scene: Scene, source: Source) -> Who:
    """Return whom a source means."""
    sentence = scene.parsed.sentences[source.sentence]
    head = sentence.words[source.head]
    if head.text.lower() in RELATIVES and head.upos in ("PRON", "DET", "SCONJ"):
        return by_relative(scene, source, sentence, head)
    words = [w for w in sentence.words if source.span.start <= w.span.start and w.span.end <= source.span.end]
    if head.upos in ("PRON", "DET") and head.text.lower() in MALE | FEMALE | PLURAL | NEUTER:
        return by_pronoun(scene, source, head)
    name = name_in(scene, source.sentence, sentence, words, head)
    if name is not None and all(referent.kind == "group" for referent in scene.cast.at(name)):
        return nameless(scene, words, "group", True)  # "Democrats" names no speaker
    if name is not None:
        return by_name(scene, name)
    if head.upos in ("PRON", "DET", "NUM", "ADJ") and lexicon.noun_class(head.lemma.lower()) is None:
        return by_quantity(scene, words, head)
    return by_noun(scene, source, sentence, words, head)


def by_relative(scene: Scene, source: Source, sentence: Sentence, pronoun: Word) -> Who:
    """Resolve "who" in "Voss, who said ..." to the noun that its clause modifies."""
    verb = sentence.head(pronoun)
    while verb is not None and verb.deprel not in ("acl:relcl", "acl"):
        verb = sentence.head(verb)
    noun = sentence.head(verb) if verb is not None else None
    if noun is not None and pronoun.text.lower() in ("who", "whom"):
        noun = bearer(sentence, noun)
    misled = noun is not None and follows_body(scene, source.sentence, sentence, pronoun, noun)
    if verb is None or noun is None or misled or follows_according_to(scene, source.sentence, pronoun):
        name = nearest_name(scene, source.sentence, pronoun)
        return replace(by_name(scene, name), form="pronoun") if name else Who(status="unresolved", form="pronoun")
    apposed = next((n for n in scene.names.get(source.sentence, []) if is_apposition(sentence, noun, n)), None)
    if apposed is not None:
        return by_name_behind(scene, apposed)
    inside = {w.index for w in sentence.subtree(verb)}
    words = [w for w in sentence.subtree(noun) if w.index not in inside and w.upos != "PUNCT"]
    if not can_speak(scene, source.sentence, noun):
        name = nearest_name(scene, source.sentence, pronoun)
        if name is not None:
            return by_name_behind(scene, name)
    antecedent = Source(span=scene.parsed.span(words), sentence=source.sentence, head=noun.index)
    who = identify(scene, antecedent)
    shown = (Evidence(shows="antecedent", span=antecedent.span), *who.evidence)
    return Who(status=who.status, form="pronoun", referents=who.referents, evidence=shown)


def by_name_behind(scene: Scene, name: Name) -> Who:
    """Return whom a name means that a pronoun stands for."""
    who = by_name(scene, name)
    return replace(who, form="pronoun", evidence=(Evidence(shows="antecedent", span=name.span), *who.evidence))


def bearer(sentence: Sentence, noun: Word) -> Word:
    """Return the person on whom a place or body hangs that the parse gave a clause with "who": "a [clerk] at the port who said"."""
    above = sentence.head(noun) if noun.relation in ("nmod", "obl") else None
    person = above is not None and above.upos == "NOUN" and lexicon.noun_class(above.lemma.lower()) == "person"
    return above if above is not None and person and lexicon.noun_class(noun.lemma.lower()) != "person" else noun


def is_apposition(sentence: Sentence, noun: Word, name: Name) -> bool:
    """Return whether a noun stands in apposition behind a person's name: "Voss, a [clerk] at the port, who said"."""
    above = sentence.head(noun) if noun.relation == "appos" and noun.upos == "NOUN" else None
    return above is not None and name.kind == "person" and above.index < noun.index and name.holds(above)


def follows_body(scene: Scene, index: int, sentence: Sentence, pronoun: Word, noun: Word) -> bool:
    """Return whether "which" stands right behind a body's name, though the parse has it of a thing: "a bill by the EU, which"."""
    name = nearest_name(scene, index, pronoun)
    near = (
        name is not None and sentence.words[pronoun.index - 1].text == "," and name.words[-1].index == pronoun.index - 2
    )
    speaks = any(n.holds(noun) for n in scene.names.get(index, [])) or lexicon.noun_class(noun.lemma.lower()) in BODIES
    return near and pronoun.text.lower() == "which" and not speaks


def follows_according_to(scene: Scene, index: int, pronoun: Word) -> bool:
    """Return whether a relative pronoun stands right behind "according to" and a name, which is then what it means."""
    name = nearest_name(scene, index, pronoun)
    if name is None or name.words[-1].index < pronoun.index - 2 or name.words[0].index < 2:
        return False
    words = scene.parsed.sentences[index].words
    return [w.text.lower() for w in words[name.words[0].index - 2 : name.words[0].index]] == ["according", "to"]


def can_speak(scene: Scene, index: int, noun: Word) -> bool:
    """Return whether a noun can be a source: part of a name, or a person, group, body or document."""
    named = any(n.holds(noun) for n in scene.names.get(index, []))
    return named or lexicon.noun_class(noun.lemma.lower()) is not None


def nearest_name(scene: Scene, index: int, pronoun: Word) -> Name | None:
    """Return the last name before a relative pronoun that it can stand for: of a person for "who", of a body for "which"."""
    kinds = ("person", "group") if pronoun.text.lower() in ("who", "whom") else ("organization", "document")
    before = [n for n in scene.names.get(index, []) if n.words[-1].index < pronoun.index and n.kind in kinds]
    return before[-1] if before else None


def by_pronoun(scene: Scene, source: Source, head: Word) -> Who:
    """Resolve a personal pronoun to the best place before it."""
    pronoun = scene.asked(source.sentence, head, speaks=True)
    choice = of_pronoun(scene.parsed, scene.before(source.span.start), pronoun)
    return chosen(choice, "pronoun")


def by_name(scene: Scene, name: Name) -> Who:
    """Resolve a name by the cast: a surname that two people share stays ambiguous, unless one of them is speaking on."""
    referents = tuple(scene.cast.at(name))
    if len(referents) > 1 and speaks_on(scene, name, referents):
        referents = tuple(r for r in referents if r is scene.last)
    if len(referents) != 1:
        return Who(status="ambiguous" if referents else "unresolved", form="partial", referents=referents)
    referent = referents[0]
    full = " ".join(name.tokens) == referent.name
    fullest = next((n.span for n in referent.names if " ".join(n.tokens) == referent.name), name.span)
    shown = () if full else (Evidence(shows="name", span=fullest),)
    return Who(status="resolved", form="name" if full else "partial", referents=(referent,), evidence=shown)


def speaks_on(scene: Scene, name: Name, referents: Sequence[Referent]) -> bool:
    """Return whether of those whom a name can mean the one who spoke last was also the last to be mentioned, shortly before."""
    before = [p for p in scene.before(name.span.start) if p.referent in referents and not p.quoted]
    near = bool(before) and scene.tellings[name.sentence] - before[-1].telling <= NEAR
    return near and before[-1].referent is scene.last


def by_quantity(scene: Scene, words: list[Word], head: Word) -> Who:
    """Treat "some", "many", "others", "one" as nameless; other pronouns, such as "I" and "we", as unresolved."""
    if head.text.lower() in ("i", "we", "you", "me", "us", "my", "our"):
        return Who(status="unresolved", form="pronoun")
    plural = head.text.lower() not in ("one", "another", "someone", "somebody", "anyone", "everyone", "nobody")
    return nameless(scene, words, "group" if plural else "anonymous", plural)


def by_noun(scene: Scene, source: Source, sentence: Sentence, words: list[Word], head: Word) -> Who:
    """Resolve a description by the class of its head noun."""
    lemma = head.lemma.lower()
    kind = lexicon.noun_class(lemma)
    plural = head.xpos in PLURAL_NOUNS or "Number=Plur" in head.feats
    definite = is_definite(words)
    if kind == "document":
        maker = maker_of(scene, source, sentence, words, head) or last_maker(scene, source, words, head)
        if maker is None:
            return nameless(scene, words, "document", plural)
        scene.author, scene.document = maker.referent, lemma
        return maker
    if plural or kind == "group":
        return nameless(scene, words, "group", True)
    if kind == "organization":
        return by_institution(scene, source, words, head, definite)
    if definite:
        choice = of_description(scene.before(source.span.start), words, head, scene.last)
        choice = choice if choice.referents else by_epithet(scene, source, words, head)
        if choice.referents:
            return chosen(choice, "nominal")
    return nameless(scene, words, "anonymous", False)


def by_epithet(scene: Scene, source: Source, words: list[Word], head: Word) -> Choice:
    """Return who an informative description is of that no role explains: the person that the sentence before was about.

    "Voss spoke on Monday. [The former ferry captain] said that": it tells something, so it need not point out anybody.
    Somebody of whom a role is told already would be called by that.
    """
    here = scene.tellings[source.sentence]
    before = [
        p for p in scene.before(source.span.start) if p.subject == MAIN and here - p.telling == 1 and not p.quoted
    ]
    people = list(dict.fromkeys(p.referent for p in before))
    telling = any(w.upos in ("ADJ", "PROPN", "NOUN", "NUM") and w.index < head.index for w in words)
    owned = any(w.deprel == "nmod:poss" for w in words)
    office = lexicon.noun_class(head.lemma.lower()) == "person" and words[0].text.lower() == "the"
    if len(people) != 1 or not telling or owned or not office:
        return Choice(())
    who = people[0]
    fit = who.kind == "person" and who.is_certain_person and not who.plural and agrees(who, head)
    if not fit or who is not scene.last or who.stated:
        return Choice(())
    who.stated.extend(told(scene.parsed, words, aside=True))
    return Choice((who,), before[-1])


def is_definite(words: list[Word]) -> bool:
    """Return whether a noun phrase speaks of somebody already known: "the", "this", "her", not "a"."""
    return bool(words) and words[0].text.lower() not in INDEFINITE and words[0].upos in ("DET", "PRON", "PROPN")


def maker_of(scene: Scene, source: Source, sentence: Sentence, words: list[Word], head: Word) -> Who | None:
    """Return who made a document that speaks: "[the ministry]'s report", "reports from [the agency]".

    So are "a report published by [the agency]" and "In a statement announcing the sale, [the ministry] called it".
    """
    for child, inside in (*owners(sentence, words, head), *speaking_in(sentence, head)):
        maker = Source(span=scene.parsed.span(inside), sentence=source.sentence, head=child.index)
        who = identify(scene, maker)
        if who.status == "resolved":
            shown = (Evidence(shows="antecedent", span=maker.span), *who.evidence)
            return Who(status="resolved", form="nominal", referents=who.referents, evidence=shown)
    return None


def owners(sentence: Sentence, words: list[Word], head: Word) -> Iterator[tuple[Word, list[Word]]]:
    """Yield the heads, with their words, of what says inside a phrase whose a document is, or by whom it was made."""
    made = [c for c in sentence.children(head) if c.deprel == "acl" and c.xpos == "VBN" and is_making(c, head)]
    for child in (c for above in (head, *made) for c in sentence.children(above)):
        case = sentence.child(child, "case")
        wanted = ("by",) if child.head != head.index else ("by", "from")
        by = case is not None and case.text.lower() in wanted and child.relation in ("nmod", "obl")
        if by or (child.head == head.index and (child.deprel == "nmod:poss" or child.relation == "compound")):
            inside = [w for w in sentence.subtree(child) if w in words and w is not case and w.text not in ("'s", "’s")]
            if inside:
                yield child, inside


def is_making(verb: Word, document: Word) -> bool:
    """Return whether who does a verb to a document speaks in it; who publishes a study need not have made it."""
    return verb.lemma in MAKING and not (verb.lemma == "publish" and document.lemma.lower() in STUDIES)


def speaking_in(sentence: Sentence, head: Word) -> Iterator[tuple[Word, list[Word]]]:
    """Yield the subject of a sentence that a document opens: "In a statement announcing the sale, [the ministry] called it"."""
    verb, case = sentence.head(head), sentence.child(head, "case")
    subject = sentence.child(verb, "nsubj") if verb is not None and head.relation == "obl" else None
    if (
        subject is not None
        and case is not None
        and case.index == 0
        and case.text == "In"
        and subject.index > head.index
    ):
        yield subject, noun_phrase(sentence, subject)


def last_maker(scene: Scene, source: Source, words: list[Word], head: Word) -> Who | None:
    """Return the maker of the document spoken of before, for one spoken of again: "[the statement] added".

    It spoke itself, or a sentence shortly before says who made it: "Voss issued a statement".
    """
    again = words[0].text.lower() in ("the", "this", "that") and len(words) == 2 and head.xpos != "NNS"
    if not again:
        return None
    if scene.author is not None and (head.lemma not in PRINTED or head.lemma in scene.document):
        return Who(status="resolved", form="nominal", referents=(scene.author,))
    for index in range(source.sentence - 1, max(-1, source.sentence - 1 - REACH), -1):
        sentence = scene.parsed.sentences[index]
        for word in sentence.words:
            verb = sentence.head(word) if word.lemma == head.lemma and word.relation == "obj" else None
            subject = sentence.child(verb, "nsubj") if verb is not None and verb.lemma in MAKING else None
            if subject is not None:
                maker = Source(
                    span=scene.parsed.span(noun_phrase(sentence, subject)), sentence=index, head=subject.index
                )
                who = identify(scene, maker)
                shown = (Evidence(shows="antecedent", span=maker.span), *who.evidence)
                return replace(who, form="nominal", evidence=shown) if who.status == "resolved" else None
    return None
