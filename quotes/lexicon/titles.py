"""The words that stand before and after names of persons: courtesies, ranks, services, titles of office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from quotes.lexicon.words import Gender, read


@dataclass(frozen=True, slots=True, kw_only=True)
class Honorific:
    """A courtesy before a name; ``gender`` is None where the courtesy does not tell."""

    gender: Gender | None
    kind: str = "honorific"


def honorific(text: str) -> Honorific | None:
    """Return the courtesy that ``text`` is, with or without its full stop, or None. Case matters."""
    return _titles().honorifics.get(text) or _titles().honorifics.get(text + ".")


def rank(text: str) -> bool:
    """Return whether ``text`` is a rank of an armed force or a police: one word or all of it ("Lt. Col.")."""
    return text in _titles().ranks or text + "." in _titles().ranks or _all_in(text, _titles().rank_words)


def service(text: str) -> bool:
    """Return whether ``text`` names a service that stands before a rank: "Army", "Air Force"."""
    return text in _titles().services


def title(text: str) -> bool:
    """Return whether ``text`` is a title of office before a name, or one of the words of such a title. Case matters."""
    return text in _titles().titles or text in _titles().title_words or text + "." in _titles().titles


def spelled_out(text: str) -> frozenset[str]:
    """Return the nouns that an abbreviated title stands for ("Sen.": "senator", "lawmaker"); empty if it is none."""
    return _titles().spelled_out.get(text, frozenset())


def name_suffix(text: str) -> bool:
    """Return whether ``text`` may follow a name as part of it: "Jr.", "III", "PhD"."""
    return text in _titles().suffixes


@dataclass(frozen=True, slots=True)
class _Titles:
    honorifics: Mapping[str, Honorific]
    ranks: frozenset[str]
    rank_words: frozenset[str]
    services: frozenset[str]
    titles: frozenset[str]
    title_words: frozenset[str]
    suffixes: frozenset[str]
    spelled_out: Mapping[str, frozenset[str]]


@cache
def _titles() -> _Titles:
    data = read("titles")
    honorifics: dict[str, Honorific] = {}
    genders: tuple[tuple[str, Gender | None], ...] = (("m", "m"), ("f", "f"), ("neutral", None))
    for key, gender in genders:
        honorifics.update({text: Honorific(gender=gender) for text in data["honorifics"][key]})
    titles = data["titles"]
    words = frozenset(w for t in titles for w in t.split() if w[0].isupper())
    return _Titles(
        honorifics=honorifics,
        ranks=frozenset(data["ranks"]),
        rank_words=frozenset(data["rank_words"]),
        services=frozenset(data["services"]),
        titles=frozenset(titles),
        title_words=words,
        suffixes=frozenset(data["suffixes"]),
        spelled_out={text: frozenset(nouns) for text, nouns in data["spelled_out"].items()},
    )


def _all_in(text: str, words: frozenset[str]) -> bool:
    parts = text.split()
    return len(parts) > 1 and all(part in words for part in parts)
