"""Decide which institution a description means: "the ministry" of those that were named, or one that it names by itself."""

from __future__ import annotations

from quotes import lexicon
from quotes.model import Mention, Source, Word
from quotes.resolve.antecedents import Choice
from quotes.resolve.cast import Referent
from quotes.resolve.scene import MAIN, Scene, Who, chosen, nameless
from quotes.resolve.titles import is_possessive

NEAR = 4  # sentences back
# What a general noun for an institution can stand for, by a word of its name; any where none is given.
GENERAL: dict[str, frozenset[str]] = {
    "agency": frozenset({"administration", "authority", "board", "bureau", "commission", "office", "service"}),
    "department": frozenset({"office", "police", "services"}),
    "group": frozenset(),
    "organization": frozenset(),
    "organisation": frozenset(),
}
# Institutions of which a place has one, so that "the army" names it; "the company" only repeats a name.
UNIQUE = frozenset({"government", "military", "army", "navy", "police", "coalition", "administration", "regime", "opposition",
                    "parliament", "court", "senate", "church", "ministry", "pentagon", "monarchy", "junta"})  # fmt: skip
# Words that point at an institution and are no part of what it is called.
POINTING = frozenset({"the", "same", "this", "that"})


def by_institution(scene: Scene, source: Source, words: list[Word], head: Word, definite: bool) -> Who:
    """Resolve "the ministry" to the institution of that kind that was named; a description may name one by itself, or none."""
    if not definite:
        return nameless(scene, words, "organization", False)
    lemma = head.lemma.lower()
    before = [w for w in words if w.index < head.index and w.text.lower() not in POINTING]
    if not before:
        named = [p for p in scene.before(source.span.start) if is_kind_of(p.referent, lemma)]
        referents = list(dict.fromkeys(p.referent for p in reversed(named)))
        if len(referents) == 1:
            return chosen(Choice((referents[0],), named[-1]), "nominal")
        if len(referents) > 1:
            return Who(status="ambiguous", form="nominal", referents=tuple(referents))
        if any(w.text.lower() == "same" for w in words):  # it was called so before, and no name was found for it
            return Who(status="unresolved", form="nominal")
        if lemma not in UNIQUE:
            return by_last_institution(scene, source, lemma)
    elif (before[0].deprel == "nmod:poss" and before[0].upos == "PRON") or any(w.deprel == "cop" for w in before):
        # "their ministry" is whose nobody says; "[This is the court] that ruled" is a clause.
        return Who(status="unresolved", form="nominal")
    if lemma not in UNIQUE and not any(w.text[:1].isupper() for w in before):
        return nameless(scene, words, "organization", False)  # "the parent company" tells of a body, but names none
    return titled(scene, words)


def by_last_institution(scene: Scene, source: Source, lemma: str) -> Who:
    """Resolve "the company" to the only institution that was the subject of a sentence shortly before, or that was named last and spoke."""
    near = [
        p
        for p in scene.before(source.span.start)
        if source.sentence - p.sentence <= NEAR and p.referent.kind == "organization" and p.referent.name is not None
    ]
    near = [p for p in near if not lexicon.nation(p.referent.name or "")]
    subjects = [p for p in near if p.subject == MAIN]
    spoke = [p for p in near[-1:] if p.referent is scene.last and can_be_called(p.referent, lemma)]
    for found in (spoke, subjects):
        referents = list(dict.fromkeys(p.referent for p in found))
        if len(referents) == 1:
            return chosen(Choice((referents[0],), found[-1]), "nominal")
    return Who(status="unresolved", form="nominal")


def can_be_called(referent: Referent, lemma: str) -> bool:
    """Return whether an institution that spoke can be spoken of again by a general noun: "the agency" of an "Office"."""
    words = {t.lower().strip(".,") for t in referent.tokens}
    return lemma in GENERAL and (not GENERAL[lemma] or bool(words & GENERAL[lemma]))


def is_kind_of(referent: Referent, lemma: str) -> bool:
    """Return whether a named institution is of the kind that a noun says: "the ministry" of "Ministry of Trade"."""
    if referent.kind != "organization" or referent.name is None:
        return False
    described = [referent.name, *(r.span.text for r in referent.roles)]
    return any(lemma in text.lower().split() for text in described)


def titled(scene: Scene, words: list[Word]) -> Who:
    """Return the institution that a description names by itself: "the coalition", "Russia's defense ministry"."""
    end = next((i for i, w in enumerate(words) if i and w.text in (",", "(", "—", "–")), len(words))
    end -= is_possessive(words[end - 1])
    span = scene.parsed.span([w for w in words[:end] if w.text.lower() not in POINTING] or words)
    name = " ".join(span.text.split())
    meant = [r for r in scene.cast.referents if r.kind == "organization" and is_within(r.tokens, name)]
    if len(meant) == 1:
        return chosen(Choice((meant[0],)), "nominal")
    known = scene.titled.setdefault(name.lower(), Referent(kind="organization", name=name))
    known.mentions.append(Mention(span=span, form="nominal"))
    return Who(status="resolved", form="nominal", referents=(known,))


def is_within(tokens: tuple[str, ...], description: str) -> bool:
    """Return whether a description has all words of a name of several: "the top Oster Medical Journal" in small letters."""
    words = description.lower().split()
    return len(tokens) > 1 and all(t.lower() in words for t in tokens)
