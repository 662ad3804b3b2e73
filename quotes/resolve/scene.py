"""The scene in which an article's sources are resolved: its cast, where each was mentioned, who is nameless in it."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass, field

from quotes import lexicon
from quotes.model import Evidence, Form, Mention, Parsed, Sentence, Source, SpeakerKind, Status, Word
from quotes.phrase import noun_phrase
from quotes.resolve.antecedents import (
    FEMALE,
    MALE,
    Choice,
    Place,
    Pronoun,
    of_description,
    of_pronoun,
    subjecthood,
    tellings,
)
from quotes.resolve.antecedents import places as places_of
from quotes.resolve.cast import Cast, Referent
from quotes.resolve.names import Name
from quotes.resolve.offices import role_of
from quotes.resolve.roles import is_told_of_the_past, predicates, told

INDEFINITE = frozenset(
    {"a", "an", "another", "one", "some", "any", "several", "many", "most", "few", "no", "every", "each"}
)
# How many mentions back an antecedent may stand: far more than any reader keeps, and a bound on the time.
MEMORY = 400
MAIN = 2
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
    """What is known while an article's sources are resolved one after the other.

    ``author`` spoke last in a document, or in a broadcast; ``document`` is what that was called.
    """

    parsed: Parsed
    cast: Cast
    names: dict[int, list[Name]]
    places: list[Place]
    last: Referent | None = None
    author: Referent | None = None
    document: str = ""
    tellings: tuple[int, ...] = ()
    read_to: tuple[int, int] = (0, 0)
    nameless: dict[str, Referent] = field(default_factory=dict)
    described: dict[int, Referent] = field(default_factory=dict)
    titled: dict[str, Referent] = field(default_factory=dict)

    @classmethod
    def set(cls, parsed: Parsed, cast: Cast, found: list[Name]) -> Scene:
        """Return the scene before the first source."""
        by_sentence: dict[int, list[Name]] = {}
        for name in found:
            by_sentence.setdefault(name.sentence, []).append(name)
        told = tellings(parsed)
        places = places_of(parsed, cast, found, told)
        scene = cls(parsed=parsed, cast=cast, names=by_sentence, places=places, tellings=told)
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

    def read_on(self, offset: int) -> None:
        """Resolve the pronouns of persons that stand before an offset, so that a chain of them leads back to a name."""
        index, at = self.read_to
        while index < len(self.parsed.sentences):
            sentence = self.parsed.sentences[index]
            while at < len(sentence.words):
                word = sentence.words[at]
                if word.span.start >= offset:
                    self.read_to = (index, at)
                    return
                if is_free(self.parsed, word):
                    self.follow(index, sentence, word)
                elif is_spoken_of(self.parsed, sentence, word):
                    self.meet(index, sentence, word)
                at += 1
            index, at = index + 1, 0
        self.read_to = (index, 0)

    def meet(self, index: int, sentence: Sentence, head: Word) -> None:
        """Remember whom a definite description means, or that it means somebody else: "The mayor left. He"."""
        words = noun_phrase(sentence, head)
        opened = words[0].upos == "DET" or words[0].xpos == "PRP$"
        if is_new(words) or not opened or name_in(self, index, sentence, words, head):
            return
        source = Source(span=self.parsed.span(words), sentence=index, head=head.index)
        if any(p.start == source.span.start for p in self.before(head.span.end)):
            return
        choice = of_description(self.before(source.span.start), words, head, self.last)
        if len(choice.referents) < 2:
            who = choice.referents or nameless(self, words, "anonymous", plural=False).referents
            self.place(who[0], source)

    def asked(self, index: int, word: Word, *, speaks: bool) -> Pronoun:
        """Return a pronoun as what is to be resolved."""
        return Pronoun(sentence=index, telling=self.tellings[index], word=word, last=self.last, speaks=speaks)

    def follow(self, index: int, sentence: Sentence, word: Word) -> None:
        """Remember whom a pronoun means, if that is sure, and what its clause says that this person is."""
        known = [p for p in self.before(word.span.end) if p.start == word.span.start]
        choice = of_pronoun(self.parsed, self.before(word.span.start), self.asked(index, word, speaks=False))
        referents = [p.referent for p in known] or choice.referents
        if len(referents) != 1:
            return
        if not known:
            self.place(referents[0], Source(span=word.span, sentence=index, head=word.index), pronoun=True)
        for words in predicates(sentence, word, "person"):
            referents[0].stated.extend(told(self.parsed, words, past=is_told_of_the_past(sentence, words)))

    def note(self, referent: Referent, source: Source) -> None:
        """Remember that a source meant a referent, for the pronouns and descriptions after it."""
        self.last = referent
        referent.speaks = True
        word = self.parsed.sentences[source.sentence].words[source.head]
        self.place(referent, source, pronoun=word.upos == "PRON")

    def place(self, referent: Referent, source: Source, *, pronoun: bool = False) -> None:
        """Add a mention of a referent to the places where an antecedent is looked for."""
        sentence = self.parsed.sentences[source.sentence]
        insort(
            self.places,
            Place(
                referent=referent,
                sentence=source.sentence,
                telling=self.tellings[source.sentence],
                word=source.head,
                start=source.span.start,
                subject=subjecthood(sentence, sentence.words[source.head]),
                quoted=False,
                pronoun=pronoun,
            ),
            key=lambda p: p.start,
        )


def is_free(parsed: Parsed, word: Word) -> bool:
    """Return whether a word is a pronoun of a person in the article's own words."""
    return word.upos == "PRON" and word.text.lower() in MALE | FEMALE and parsed.quoted_at(word.span.start) is None


def is_spoken_of(parsed: Parsed, sentence: Sentence, word: Word) -> bool:
    """Return whether a word is a noun for one person that is the subject of the article's own sentence."""
    person = word.upos == "NOUN" and word.xpos == "NN" and lexicon.noun_class(word.lemma.lower()) == "person"
    return person and subjecthood(sentence, word) == MAIN and parsed.quoted_at(word.span.start) is None


def status_of(referent: Referent) -> Status:
    """Return ``resolved`` for a named referent, else whether it is one nameless source or several."""
    if referent.name is not None:
        return "resolved"
    return "collective" if referent.plural else "anonymous"


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
        if is_called(sentence, name, head) or (name is found[-1] and is_joined(sentence, name, head)):
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


def is_joined(sentence: Sentence, name: Name, head: Word) -> bool:
    """Return whether a name with its office is joined to a noun for the same person: "his wife and fellow baker [Mara Voss]"."""
    person = lexicon.noun_class(head.lemma.lower()) == "person" and head.xpos == "NN" and name.kind == "person"
    start = name.words[0].index - len(name.prefix)
    joined = any(w.text.lower() == "and" for w in sentence.words[head.index + 1 : start + 1])
    return person and bool(name.prefix) and joined and all(w.text != "," for w in sentence.words[head.index : start])


def is_called(sentence: Sentence, name: Name, head: Word) -> bool:
    """Return whether a participle gives a noun its name: "a news service called [Oster24]"."""
    for word in name.words:
        verb = sentence.head(word)
        if verb is not None and verb.relation == "acl" and verb.lemma in NAMING and verb.head == head.index:
            return True
    return False


def is_new(words: list[Word]) -> bool:
    """Return whether a noun phrase brings somebody in: "a fisherman", "one poster"."""
    return bool(words) and words[0].text.lower() in INDEFINITE


def nameless(scene: Scene, words: list[Word], kind: SpeakerKind, plural: bool) -> Who:
    """Return a source that is described but never named; the description is its role."""
    role = role_of(scene.parsed, words)
    text = role.span.text.lower()
    mention = Mention(span=scene.parsed.span(words), form="nominal")
    known = scene.described.get(mention.span.start) or scene.nameless.get(text)
    if known is None or (words[0].text.lower() in INDEFINITE and mention.span.start not in scene.described):
        known = scene.nameless[text] = Referent(kind=kind, description=role, plural=plural, gender=gender_in(words))
    scene.described[mention.span.start] = known
    known.mentions.append(mention)
    return Who(status=status_of(known), form="nominal", referents=(known,))


def gender_in(words: list[Word]) -> str | None:
    """Return the gender that a description's nouns show, if any."""
    shown: Iterator[str | None] = (lexicon.noun_gender(w.lemma.lower()) for w in words)
    return next((g for g in shown if g in ("m", "f")), None)
