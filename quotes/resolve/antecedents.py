"""Find whom a pronoun or a description means, among those whom the article has named before it, or abstain.

Pronouns go by number and gender, then by distance, grammatical function, topic and who has just been speaking, as Lappin
and Leass (1994) have it; how much each counts for "he" and "she" is fitted (``quotes/data/antecedents.json``).
Descriptions go by head noun, country and organization against what the article has said about each person. Two
candidates that fit equally well are not chosen between.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from math import exp, log2

from quotes import lexicon
from quotes.lexicon.words import read
from quotes.model import Parsed, Role, Sentence, Word
from quotes.resolve.cast import Cast, Referent
from quotes.resolve.names import Name

MALE = frozenset({"he", "him", "his", "himself"})
FEMALE = frozenset({"she", "her", "hers", "herself"})
PLURAL = frozenset({"they", "them", "their", "themselves"})
NEUTER = frozenset({"it", "its", "itself"})
FEATURES = ("back 0", "back 1", "back 2", "back 3", "subject", "subject of a clause", "topic", "pronoun", "often",
            "gender known", "nameless", "spoke last", "speaks on")  # fmt: skip
REACH = 6
MARGIN = 0.75
LIKELY = 0.5
POSSIBLE = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A mention of a referent as a candidate for what comes after it.

    ``telling`` counts the sentences up to its own in which the article itself has a word, not only who is quoted.
    """

    referent: Referent
    sentence: int
    telling: int
    word: int
    start: int
    subject: int
    quoted: bool
    pronoun: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pronoun:
    """A pronoun to resolve: where it stands, who spoke last before it, whether it is a source itself."""

    sentence: int
    telling: int
    word: Word
    last: Referent | None
    speaks: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom an expression can mean: one referent, several that fit equally, or none."""

    referents: tuple[Referent, ...]
    place: Place | None = None


def subjecthood(sentence: Sentence, word: Word) -> int:
    """Return 2 for a word in the subject of the main clause, 1 in another subject, 0 elsewhere."""
    while True:
        above = sentence.head(word)
        if word.relation == "nsubj":
            return 2 if above is None or above.relation in ("root", "conj", "parataxis") else 1
        # A name in front of a noun only modifies it: in "the Varland general said" Varland says nothing.
        beside = word.relation in ("appos", "flat", "conj") or (word.relation == "compound" and word.head < word.index)
        if above is None or not beside:
            return 0
        word = above


def tellings(parsed: Parsed) -> tuple[int, ...]:
    """Return for each sentence how many up to it have words outside quotations: a long quotation is no distance."""
    return tuple(accumulate(int(has_own_words(parsed, sentence)) for sentence in parsed.sentences))


def has_own_words(parsed: Parsed, sentence: Sentence) -> bool:
    """Return whether a sentence has a word that stands outside all quotations."""
    return any(w.upos != "PUNCT" and parsed.quoted_at(w.span.start) is None for w in sentence.words)


def places(parsed: Parsed, cast: Cast, found: list[Name], told: tuple[int, ...]) -> list[Place]:
    """Return a place for every name that means one referent, in text order."""
    result = []
    for name in found:
        referents = cast.at(name)
        if len(referents) == 1:
            word = name.words[-1]
            head = next((w for w in name.words if w.relation == "nsubj"), word)
            result.append(
                Place(
                    referent=referents[0],
                    sentence=name.sentence,
                    telling=told[name.sentence],
                    word=head.index,
                    start=name.span.start,
                    subject=subjecthood(parsed.sentences[name.sentence], head),
                    quoted=parsed.quoted_at(name.span.start) is not None,
                )
            )
    return result


def fits(referent: Referent, pronoun: str) -> bool:
    """Return whether a pronoun agrees with a referent in number, gender and animacy."""
    if pronoun in MALE | FEMALE:
        wanted = "m" if pronoun in MALE else "f"
        singular = referent.is_certain_person and not referent.plural
        return singular and gender_shown(referent) in (None, wanted)
    if pronoun in PLURAL:
        return referent.kind in ("group", "organization") or referent.plural
    return referent.kind in ("organization", "document") and not referent.plural


def gender_shown(referent: Referent) -> str | None:
    """Return a referent's gender, of one known by a single name as that given name has it."""
    if referent.gender is not None or len(referent.tokens) != 1:
        return referent.gender
    given = lexicon.given_name(referent.tokens[0])
    return given if given in ("m", "f") else None


def of_pronoun(parsed: Parsed, before: list[Place], pronoun: Pronoun) -> Choice:
    """Return whom a pronoun means: the fitting referent that is likeliest, unless none is likely enough."""
    found = candidates(parsed, before, pronoun)
    if pronoun.word.text.lower() in NEUTER | PLURAL:
        return of_thing(found, pronoun.telling, pronoun.last)
    return choose([(weigh(features(places, pronoun)), places) for places in found])


def candidates(parsed: Parsed, before: list[Place], pronoun: Pronoun) -> list[list[Place]]:
    """Return the places of each referent that a pronoun can mean, the last place first."""
    found: dict[int, list[Place]] = {}
    text, start = pronoun.word.text.lower(), pronoun.word.span.start
    for place in reversed(before):
        if pronoun.telling - place.telling > REACH:
            break
        if place.start < start and not place.quoted and fits(place.referent, text):
            found.setdefault(id(place.referent), []).append(place)
    sentence = parsed.sentences[pronoun.sentence]
    governed = governed_by(sentence, pronoun.word)
    # Where a quotation stands in between, that is what is said, not the clause that leads in: 'Voss asked: "Why?" she said'.
    marked = max((q.outer.start for q in parsed.quoted_in(parsed.article.span(sentence.span.start, start))), default=0)
    return [
        places
        for places in found.values()
        if not shares_clause(parsed, places[0], pronoun.sentence, pronoun.word)
        and not any(
            p.sentence == pronoun.sentence and p.start > marked and p.word in governed and not p.pronoun for p in places
        )
    ]


def governed_by(sentence: Sentence, word: Word) -> set[int]:
    """Return the indices of what the clause of a subject pronoun says: "Voss left, [he] said" is not said by Voss."""
    verb = sentence.head(word)
    if verb is None or word.relation != "nsubj":
        return set()
    above = sentence.head(verb)
    if verb.relation == "parataxis" and above is not None and not sentence.child(verb, "obj", "ccomp", "mark"):
        return {w.index for w in sentence.subtree(above)} - {w.index for w in sentence.subtree(verb)}
    said = [c for c in sentence.children(verb) if c.relation in ("ccomp", "parataxis", "obj", "xcomp")]
    return {w.index for c in said for w in sentence.subtree(c)}


def shares_clause(parsed: Parsed, place: Place, sentence: int, word: Word) -> bool:
    """Return whether a place is the subject of the verb that a pronoun is an object of: "Voss told [him]" is not of Voss."""
    if place.sentence != sentence or word.relation not in ("obj", "iobj", "obl"):
        return False
    other = parsed.sentences[sentence].words[place.word]
    return other.relation == "nsubj" and other.head == word.head and not word.text.lower().endswith("self")


def of_thing(found: list[list[Place]], here: int, last: Referent | None) -> Choice:
    """Return what "it" or "they" means: only the main subject of the same sentence or the one before, if nothing else fits."""
    scores = []
    for places in found:
        best = max(places, key=lambda p: 1.5 * p.subject - (here - p.telling))
        bonus = 1.5 if best.referent is last else 0.0
        scores.append((1.5 * best.subject - (here - best.telling) + bonus, best))
    scores.sort(key=lambda pair: (-pair[0], -pair[1].start))
    near = [place for score, place in scores if scores[0][0] - score < MARGIN]
    if len(near) != 1 or near[0].subject < 2 or here - near[0].telling > 1:
        return Choice(())
    return Choice((near[0].referent,), near[0])


def features(places: list[Place], pronoun: Pronoun) -> dict[str, float]:
    """Return what speaks for or against a referent as the antecedent, by its places before the pronoun, last first."""
    here, last = pronoun.telling, pronoun.last
    latest = places[0]
    back = here - latest.telling
    topic = any(p.subject == 2 and here - p.telling <= 1 for p in places)
    told = {
        f"back {min(back, 3)}": 1.0,
        "subject": float(latest.subject == 2),
        "subject of a clause": float(latest.subject == 1),
        "topic": float(topic),
        "pronoun": float(latest.pronoun),
        "often": log2(len(places)),
        "gender known": float(gender_shown(latest.referent) is not None),
        "nameless": float(latest.referent.name is None),
        "spoke last": float(latest.referent is last),
        "speaks on": float(latest.referent is last and pronoun.speaks),
    }
    return {name: value for name, value in told.items() if value}


def weigh(found: dict[str, float]) -> float:
    """Return the weighted sum of features."""
    return sum(weights()[name] * value for name, value in found.items())


def choose(scored: list[tuple[float, list[Place]]]) -> Choice:
    """Return the referent that is likely enough, else those that come near it, else none.

    The chances are those of a log-linear model in which none of the candidates is one more outcome, of score 0.
    """
    total = 1.0 + sum(exp(score) for score, _ in scored)
    ranked = sorted(
        ((exp(score) / total, places[0]) for score, places in scored), key=lambda pair: (-pair[0], -pair[1].start)
    )
    if ranked and ranked[0][0] >= LIKELY:
        return Choice((ranked[0][1].referent,), ranked[0][1])
    near = [place for chance, place in ranked if chance >= POSSIBLE]
    return Choice(tuple(p.referent for p in near), near[0]) if len(near) > 1 else Choice(())


@cache
def weights() -> dict[str, float]:
    """Return the weight of each feature."""
    return dict(read("antecedents")["weights"])


def of_description(before: list[Place], phrase: list[Word], head: Word, last: Referent | None) -> Choice:
    """Return whom a definite description means: who has a role that fits its head noun and does not clash with the rest."""
    known: list[Referent] = []
    for place in before:
        if place.referent not in known and place.start < head.span.start:
            known.append(place.referent)
    people = [r for r in known if r.kind in ("person", "anonymous") and not r.plural and agrees(r, head)]
    scored = [(role_match(r, phrase, head), r) for r in people]
    best = max((s for s, _ in scored), default=0.0)
    if best <= 0.0:
        return Choice(())
    top = [r for s, r in scored if s == best]
    top = [r for r in top if r.name is not None] or top
    if len(top) > 1 and last in top:
        top = [last]
    where = next((p for p in reversed(before) if p.referent is top[0]), None)
    return Choice(tuple(top), where)


def agrees(referent: Referent, head: Word) -> bool:
    """Return whether the gender that a noun shows does not clash with a referent's."""
    gender = lexicon.noun_gender(head.lemma.lower())
    return gender is None or referent.gender in (None, gender)


def role_match(referent: Referent, phrase: list[Word], head: Word) -> float:
    """Return how well a description fits what is known of a referent: 0 for not at all.

    A role with the same head noun counts 2, one of the same family 1; a shared country, organization or other modifier
    adds 1 each; a clash of countries rules the role out.
    """
    modifiers = [w for w in phrase if w.index != head.index and w.upos in ("PROPN", "NOUN", "ADJ")]
    wanted = {t for w in modifiers for t in related(w.text)}
    countries = {c for w in modifiers if (c := lexicon.nation(w.text))} | phrase_nations(phrase)
    roles = [*referent.roles, *([referent.description] if referent.description else [])]
    return max((one_role(role, head, wanted, countries) for role in roles), default=0.0)


def phrase_nations(phrase: list[Word]) -> set[str]:
    """Return the countries that pairs of words in a phrase name: "United Kingdom"."""
    pairs = (f"{a.text} {b.text}" for a, b in pairwise(phrase))
    return {c for pair in pairs if (c := lexicon.nation(pair))}


def one_role(role: Role, head: Word, wanted: set[str], countries: set[str]) -> float:
    """Return how well one role's text fits a description's head, modifiers and countries."""
    text = role.span.text.split()
    words = [w.strip(".,()").lower() for w in text] + [noun for w in text for noun in lexicon.spelled_out(w)]
    lemma = head.lemma.lower()
    families = lexicon.role_family(lemma)
    if lemma in words:
        score = 2.0
    elif any(families & lexicon.role_family(w) for w in words):
        score = 1.0
    else:
        return 0.0
    # Only what stands before the office is its bearer's country: "deputy commander of the US-led operation" tells none.
    before = role.span.text[: role.title.start - role.span.start] if role.title is not None else ""
    theirs = {c for w in before.split() if (c := lexicon.nation(w.strip(",()")))}
    if countries and theirs and not countries & theirs:
        return 0.0
    own = {t for w in words for t in related(w)}
    matched = len(wanted & own)
    if wanted and not matched and not countries and (score < 2.0 or role.organization is not None):
        return 0.0
    return score + min(matched, 2)


def related(word: str) -> frozenset[str]:
    """Return a word with what its institution or country stands for: "Pentagon" with "defense" and "us"."""
    text = word.strip(".,()").lower()
    nation = lexicon.nation(word)
    return frozenset({text} | set(lexicon.institution(word)) | ({nation} if nation else set()))
