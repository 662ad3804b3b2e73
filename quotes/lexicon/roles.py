"""The nouns that describe sources: what they refer to, the gender they state, which of them may be the same person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from quotes.lexicon.words import Gender, read

NounClass = Literal["person", "group", "organization", "document"]

_PERSON_ENDING = re.compile(
    r".+(?:ologist|ographer|ician|eneur|smith|wright|monger|keeper|maker|holder|goer|(?<!super)(?<!talis)man|person"
    r"|(?<![aeioul])ist)"
)


def noun_class(lemma: str) -> NounClass | None:
    """Return what a noun refers to, or None: the plural of a noun of persons is a group.

    Listed nouns go first; then the last part of a compound ("co-chairman", "vice-president"); then endings that only
    nouns of persons have ("-ologist", "-woman"). "-er" alone is no such ending: "computer", "number".
    """
    word = lemma.casefold()
    known = _nouns().classes.get(word)
    if known is not None:
        return known
    plural = _nouns().plurals.get(word)
    if plural is not None:
        return plural
    if "-" in word or " " in word:
        return noun_class(re.split(r"[- ]", word)[-1])
    return "person" if len(word) > 5 and _PERSON_ENDING.fullmatch(word) else None


def noun_gender(lemma: str) -> Gender | None:
    """Return the gender that a noun itself states ("spokeswoman", "king"), or None."""
    word = lemma.casefold()
    known = _nouns().genders.get(word)
    if known is not None or word in _nouns().classes:
        return known
    if word.endswith(("woman", "girl")):
        return "f"
    if word.endswith("man") and noun_class(word) == "person":
        return "m"
    return noun_gender(word.rpartition("-")[2]) if "-" in word else None


def role_family(lemma: str) -> frozenset[str]:
    """Return the families of roles that a noun belongs to; two nouns that share one may describe the same person."""
    return _nouns().families.get(_singular_role(lemma), frozenset())


def role_synonyms(lemma: str) -> frozenset[str]:
    """Return the other nouns that may describe the same person as this one: of "chief", "minister" and its like."""
    word = _singular_role(lemma)
    return _nouns().synonyms.get(word, frozenset())


@dataclass(frozen=True, slots=True)
class _Nouns:
    classes: Mapping[str, NounClass]
    plurals: Mapping[str, NounClass]
    genders: Mapping[str, Gender]
    families: Mapping[str, frozenset[str]]
    synonyms: Mapping[str, frozenset[str]]


@cache
def _nouns() -> _Nouns:
    data = read("people")
    persons = [word for gender in ("m", "f", "neutral") for word in data["person"][gender]]
    classes: dict[str, NounClass] = dict.fromkeys(persons, "person")
    kinds: tuple[NounClass, ...] = ("group", "organization", "document")
    for kind in kinds:
        classes.update(dict.fromkeys(data[kind], kind))
    plurals = {_plural(word): "group" if kind == "person" else kind for word, kind in classes.items()}
    genders: dict[str, Gender] = dict.fromkeys(data["person"]["m"], "m")
    genders.update(dict.fromkeys(data["person"]["f"], "f"))
    families: dict[str, set[str]] = {}
    synonyms: dict[str, set[str]] = {}
    for family, words in data["families"].items():
        for word in words:
            families.setdefault(word, set()).add(family)
            synonyms.setdefault(word, set()).update(w for w in words if w != word)
    return _Nouns(classes, plurals, genders, _frozen(families), _frozen(synonyms))


def _frozen(sets: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(values) for key, values in sets.items()}


def _singular_role(lemma: str) -> str:
    word = lemma.casefold()
    return word if word in _nouns().families else re.split(r"[- ]", word)[-1]


def _plural(word: str) -> str:
    if word.endswith("man"):
        return word[:-3] + "men"
    if word.endswith("y") and word[-2:-1] not in set("aeiou"):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")
