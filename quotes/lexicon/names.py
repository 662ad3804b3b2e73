"""The names that are known: nations, given names, and what marks a name as that of an organization."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from quotes.lexicon.words import Gender, read

NationKind = Literal["name", "adjective", "capital"]


def nation(text: str) -> str | None:
    """Return the key of the country or supranational body that ``text`` names, describes or stands for, or None.

    Case matters ("US" is a country, "us" is not), except that a headline in capitals is understood.
    """
    found = _nation(text)
    return found[0] if found else None


def nation_kind(text: str) -> NationKind | None:
    """Return how ``text`` names a nation: by its ``name``, an ``adjective`` or demonym, or its ``capital``; or None."""
    found = _nation(text)
    return found[1] if found else None


def given_name(text: str) -> Gender | Literal["either"] | None:
    """Return the gender of those who bear a given name, ``either`` if both do, None if it is not a known one."""
    return _given_names().get(text) or (_given_names().get(text.title()) if text.isupper() and len(text) > 2 else None)


def organization_word(text: str) -> bool:
    """Return whether ``text`` is a word that marks a proper name as an organization, or a known institution."""
    return text in _organizations().words or text in _organizations().institutions


def institution(text: str) -> frozenset[str]:
    """Return the words that an article may use for an institution ("Pentagon": "defence", "us", ...); empty if unknown."""
    return _organizations().institutions.get(text.removeprefix("the ").removeprefix("The "), frozenset())


def _nation(text: str) -> tuple[str, NationKind] | None:
    bare = text.removeprefix("the ").removeprefix("The ")
    nations = _nations()
    return nations.get(bare) or (nations.get(bare.title()) if bare.isupper() and len(bare) > 3 else None)


@cache
def _nations() -> Mapping[str, tuple[str, NationKind]]:
    found: dict[str, tuple[str, NationKind]] = {}
    kinds: tuple[tuple[str, NationKind], ...] = (
        ("capitals", "capital"),
        ("adjectives", "adjective"),
        ("names", "name"),
    )
    for entry in read("nations")["entries"]:
        for key, kind in kinds:
            found.update(dict.fromkeys(entry[key], (entry["key"], kind)))
    return found


@cache
def _given_names() -> Mapping[str, Literal["m", "f", "either"]]:
    data = read("given_names")
    genders: tuple[Literal["m", "f", "either"], ...] = ("m", "f", "either")
    return {name: gender for gender in genders for name in data[gender]}


@dataclass(frozen=True, slots=True)
class _Organizations:
    words: frozenset[str]
    institutions: Mapping[str, frozenset[str]]


@cache
def _organizations() -> _Organizations:
    data = read("organizations")
    return _Organizations(
        frozenset(data["words"]), {key: frozenset(words) for key, words in data["institutions"].items()}
    )
