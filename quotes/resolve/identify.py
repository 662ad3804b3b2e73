"""Decide whom a source means: a name by the cast, a pronoun or description by its antecedent, a nameless one as such."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from quotes import lexicon
from quotes.grammar import RELATIVES
from quotes.model import Evidence, Form, Mention, Parsed, Sentence, Source, SpeakerKind, Status, Word
from quotes.phrase import noun_phrase
from quotes.resolve.antecedents import (
    FEMALE,
    MALE,
    NEUTER,
    PLURAL,
    Choice,
    Place,
    of_description,
    of_pronoun,
    subjecthood,
)
from quotes.resolve.antecedents import places as places_of
from quotes.resolve.cast import Cast, Referent
from quotes.resolve.names import Name
from quotes.resolve.roles import role_of

INDEFINITE = frozenset(
    {"a", "an", "another", "one", "some", "any", "several", "many", "most", "few", "no", "every", "each"}
)
NEAR = 4
# How many mentions back an antecedent may stand: far more than any reader keeps, and a bound on the time.
MEMORY = 400
# Institutions of which a place has one, so that "the army" names it; "the company" only repeats a name.
UNIQUE = frozenset({"government", "military", "army", "navy", "police", "coalition", "administration", "regime", "opposition",
                    "parliament", "court", "senate", "church", "ministry", "pentagon", "monarchy", "junta"})  # fmt: skip
NAMING = frozenset({"call", "name", "know", "dub"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Whom a source means, how that is expressed, and the places that show it."""

    status: Status
    form: Form
    referents: tuple[Referent, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def referent(self) -> Referent | None:
        """The one referent, or None where there is none or more than one."""
        return self.referents[0] if len(self.referents) == 1 else None


@dataclass(slots=True)
class Scene:
    """What is known while an article's sources are resolved one after the other."""

    parsed: Parsed
    cast: Cast
    names: dict[int, list[Name]]
    places: list[Place]
    last: Referent | None = None
    author: Referent | None = None
    nameless: dict[str, Referent] = field(default_factory=dict)
    titled: dict[str, Referent] = field(default_factory=dict)

    @classmethod
    def set(cls, parsed: Parsed, cast: Cast, found: list[Name]) -> Scene:
        """Return the scene before the first source."""
        by_sentence: dict[int, list[Name]] = {}
        for name in found:
            by_sentence.setdefault(name.sentence, []).append(name)
        scene = cls(parsed=parsed, cast=cast, names=by_sentence, places=places_of(parsed, cast, found))
        for index, sentence in enumerate(parsed.sentences):
            scene.bring_in(index, sentence)
        return scene

    def bring_in(self, index: int, sentence: Sentence) -> None:
        """Remember the nameless people who are the subject of a sentence: in "A fisherman came. He spoke" the first."""
        for head in sentence.words:
            kind = lexicon.noun_class(head.lemma.lower()) if head.upos == "NOUN" and head.relation == "nsubj" else None
            if kind not in ("person", "group") or self.parsed.quoted_at(head.span.start) is not None:
                continue
            words, several = noun_phrase(sentence, head), kind == "group" or head.xpos == "NNS"
            if not name_in(self, index, sentence, words, head) and (several or is_new(words)):
                who = nameless(self, words, "group" if several else "anonymous", several)
                source = Source(span=self.parsed.span(words), sentence=index, head=head.index)
                self.place(who.referents[0], source)

    def before(self, offset: int) -> list[Place]:
        """Return the last places that stand before an offset, in order."""
        at = bisect_left(self.places, offset, key=lambda p: p.start)
        return self.places[max(0, at - MEMORY) : at]

    def note(self, referent: Referent, source: Source) -> None:
        """Remember that a source meant a referent, for the pronouns and descriptions after it."""
        self.last = referent
        referent.speaks = True
        self.place(referent, source)

    def place(self, referent: Referent, source: Source) -> None:
        """Add a mention of a referent to the places where an antecedent is looked for."""
        sentence = self.parsed.sentences[source.sentence]
        insort(
            self.places,
            Place(
                referent=referent,
                sentence=source.sentence,
                word=source.head,
                start=source.span.start,
                subject=subjecthood(sentence, sentence.words[source.head]),
                quoted=False,
            ),
            key=lambda p: p.start,
        )


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
    if verb is None or noun is None:
        name = nearest_name(scene, source.sentence, pronoun)
        return replace(by_name(scene, name), form="pronoun") if name else Who(status="unresolved", form="pronoun")
    inside = {w.index for w in sentence.subtree(verb)}
    words = [w for w in sentence.subtree(noun) if w.index not in inside and w.upos != "PUNCT"]
    if not can_speak(scene, source.sentence, noun):
        name = nearest_name(scene, source.sentence, pronoun)
        if name is not None:
            who = by_name(scene, name)
            return replace(who, form="pronoun", evidence=(Evidence(shows="antecedent", span=name.span), *who.evidence))
    antecedent = Source(span=scene.parsed.span(words), sentence=source.sentence, head=noun.index)
    who = identify(scene, antecedent)
    shown = (Evidence(shows="antecedent", span=antecedent.span), *who.evidence)
    return Who(status=who.status, form="pronoun", referents=who.referents, evidence=shown)


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
    choice = of_pronoun(scene.parsed, scene.before(source.span.start), source.sentence, head, scene.last)
    return chosen(choice, "pronoun")


def chosen(choice: Choice, form: Form) -> Who:
    """Return the outcome of a choice among antecedents: resolved, nameless, ambiguous or unresolved."""
    if not choice.referents:
        return Who(status="unresolved", form=form)
    if len(choice.referents) > 1:
        return Who(status="ambiguous", form=form, referents=choice.referents)
    referent = choice.referents[0]
    shown: tuple[Evidence, ...] = ()
    if choice.place is not None:
        mention = next((m for m in referent.mentions if m.span.start == choice.place.start), None)
        if mention is not None:
            shown = (Evidence(shows="antecedent", span=mention.span),)
    return Who(status=status_of(referent), form=form, referents=(referent,), evidence=shown)


def status_of(referent: Referent) -> Status:
    """Return ``resolved`` for a named referent, else whether it is one nameless source or several."""
    if referent.name is not None:
        return "resolved"
    return "collective" if referent.plural else "anonymous"


def name_in(scene: Scene, index: int, sentence: Sentence, words: list[Word], head: Word) -> Name | None:
    """Return the name that a noun phrase is about, or None if its head is a common noun that no name stands for."""
    inside = {w.index for w in words}
    found = [n for n in scene.names.get(index, []) if n.words[0].index in inside]
    holding = next((n for n in found if any(w.index == head.index for w in n.words)), None)
    if holding is not None:
        return holding
    for name in found:
        if name.holds(head) or (name.kind == "person" and is_apposed(sentence, name, head)):
            return name
        if is_called(sentence, name, head):
            return name
    return None


def is_apposed(sentence: Sentence, name: Name, head: Word) -> bool:
    """Return whether a name stands beside a noun and names it: "the mayor, Mara Voss", "spokesman Ryan Dillon"."""
    for word in name.words:
        above = sentence.head(word)
        if above is not None and above.index == head.index and word.index > head.index:
            return word.relation in ("appos", "flat", "compound")
    first = name.words[0].index - len(name.prefix)
    office = lexicon.noun_class(head.lemma.lower()) == "person" and head.xpos == "NN" and first > head.index
    return office and sentence.words[first - 1].text == ","


def is_called(sentence: Sentence, name: Name, head: Word) -> bool:
    """Return whether a participle gives a noun its name: "a news service called [Oster24]"."""
    for word in name.words:
        verb = sentence.head(word)
        if verb is not None and verb.relation == "acl" and verb.lemma in NAMING and verb.head == head.index:
            return True
    return False


def by_name(scene: Scene, name: Name) -> Who:
    """Resolve a name by the cast: a surname that two people share stays ambiguous."""
    referents = tuple(scene.cast.at(name))
    if len(referents) != 1:
        return Who(status="ambiguous" if referents else "unresolved", form="partial", referents=referents)
    referent = referents[0]
    full = " ".join(name.tokens) == referent.name
    fullest = next((n.span for n in referent.names if " ".join(n.tokens) == referent.name), name.span)
    shown = () if full else (Evidence(shows="name", span=fullest),)
    return Who(status="resolved", form="name" if full else "partial", referents=(referent,), evidence=shown)


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
    plural = head.xpos in ("NNS", "NNPS") or "Number=Plur" in head.feats
    definite = is_definite(words)
    if kind == "document":
        maker = maker_of(scene, source, sentence, words, head) or last_maker(scene, words, plural)
        if maker is None:
            return nameless(scene, words, "document", plural)
        scene.author = maker.referent
        return maker
    if plural or kind == "group":
        return nameless(scene, words, "group", True)
    if kind == "organization":
        return by_institution(scene, source, words, head, definite)
    if definite:
        choice = of_description(scene.before(source.span.start), words, head, scene.last)
        if choice.referents:
            return chosen(choice, "nominal")
    return nameless(scene, words, "anonymous", False)


def is_new(words: list[Word]) -> bool:
    """Return whether a noun phrase brings somebody in: "a fisherman", "one poster"."""
    return bool(words) and words[0].text.lower() in INDEFINITE


def is_definite(words: list[Word]) -> bool:
    """Return whether a noun phrase speaks of somebody already known: "the", "this", "her", not "a"."""
    return bool(words) and words[0].text.lower() not in INDEFINITE and words[0].upos in ("DET", "PRON", "PROPN")


def maker_of(scene: Scene, source: Source, sentence: Sentence, words: list[Word], head: Word) -> Who | None:
    """Return who made a document that speaks: "[the ministry]'s report", "reports from [the agency]"."""
    for child in sentence.children(head):
        case = sentence.child(child, "case")
        by = case is not None and case.text.lower() in ("by", "from") and child.relation in ("nmod", "obl")
        if not (by or child.deprel == "nmod:poss" or child.relation == "compound"):
            continue
        inside = [w for w in sentence.subtree(child) if w in words and w is not case and w.text not in ("'s", "’s")]
        if not inside:
            continue
        maker = Source(span=scene.parsed.span(inside), sentence=source.sentence, head=child.index)
        who = identify(scene, maker)
        if who.status == "resolved":
            shown = (Evidence(shows="antecedent", span=maker.span), *who.evidence)
            return Who(status="resolved", form="nominal", referents=who.referents, evidence=shown)
    return None


def last_maker(scene: Scene, words: list[Word], plural: bool) -> Who | None:
    """Return the maker of the document spoken of before, for one spoken of again: "[the statement] added"."""
    again = words[0].text.lower() in ("the", "this", "that") and len(words) == 2 and not plural
    if scene.author is None or not again:
        return None
    return Who(status="resolved", form="nominal", referents=(scene.author,))


def by_institution(scene: Scene, source: Source, words: list[Word], head: Word, definite: bool) -> Who:
    """Resolve "the ministry" to the institution of that kind that was named, or take the description as its name."""
    if not definite:
        return nameless(scene, words, "organization", False)
    lemma = head.lemma.lower()
    before = [w for w in words if w.index < head.index and w.text.lower() not in ("the", "same", "this", "that")]
    if not before:
        named = [p for p in scene.before(source.span.start) if is_kind_of(p.referent, lemma)]
        referents = list(dict.fromkeys(p.referent for p in reversed(named)))
        if len(referents) == 1:
            return chosen(Choice((referents[0],), named[-1]), "nominal")
        if len(referents) > 1:
            return Who(status="ambiguous", form="nominal", referents=tuple(referents))
        if lemma not in UNIQUE:
            return by_last_institution(scene, source)
    elif before[0].deprel == "nmod:poss" and before[0].upos == "PRON":
        return Who(status="unresolved", form="nominal")
    end = next((i for i, w in enumerate(words) if i and w.text in (",", "(", "—", "–")), len(words))
    kept = [w for w in words[:end] if w.text.lower() != "the"] or words
    return titled(scene, kept)


def by_last_institution(scene: Scene, source: Source) -> Who:
    """Resolve "the company" to the only institution that was the subject of a sentence shortly before."""
    near = [
        p
        for p in scene.before(source.span.start)
        if p.subject == 2 and source.sentence - p.sentence <= NEAR and p.referent.kind == "organization"
    ]
    referents = list(dict.fromkeys(p.referent for p in near if not lexicon.nation(p.referent.name or "")))
    if len(referents) != 1:
        return Who(status="unresolved", form="nominal")
    return chosen(Choice((referents[0],), near[-1]), "nominal")


def is_kind_of(referent: Referent, lemma: str) -> bool:
    """Return whether a named institution is of the kind that a noun says: "the ministry" of "Ministry of Trade"."""
    if referent.kind != "organization" or referent.name is None:
        return False
    described = [referent.name, *(r.span.text for r in referent.roles)]
    return any(lemma in text.lower().split() for text in described)


def titled(scene: Scene, words: list[Word]) -> Who:
    """Return the institution that a description names by itself: "the coalition", "Russia's defense ministry"."""
    span = scene.parsed.span(words)
    name = " ".join(span.text.split())
    known = scene.titled.setdefault(name.lower(), Referent(kind="organization", name=name))
    known.mentions.append(Mention(span=span, form="nominal"))
    return Who(status="resolved", form="nominal", referents=(known,))


def nameless(scene: Scene, words: list[Word], kind: SpeakerKind, plural: bool) -> Who:
    """Return a source that is described but never named; the description is its role."""
    role = role_of(scene.parsed, words)
    text = role.span.text.lower()
    known = scene.nameless.get(text)
    if known is None or words[0].text.lower() in INDEFINITE:
        known = scene.nameless[text] = Referent(kind=kind, description=role, plural=plural, gender=gender_in(words))
    known.mentions.append(Mention(span=scene.parsed.span(words), form="nominal"))
    return Who(status=status_of(known), form="nominal", referents=(known,))


def gender_in(words: list[Word]) -> str | None:
    """Return the gender that a description's nouns show, if any."""
    shown: Iterator[str | None] = (lexicon.noun_gender(w.lemma.lower()) for w in words)
    return next((g for g in shown if g in ("m", "f")), None)
