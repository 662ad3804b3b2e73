"""The words that turn or limit what is said: to change, add or cut one of them may change the meaning of a quotation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal, get_args

from quotes.lexicon.words import read

Sense = Literal["negation", "modality", "condition", "contrast", "attribution", "function", "amounts"]


def senses(word: str) -> frozenset[Sense]:
    """Return what ``word``, in lower case and no contraction, does to a sentence; empty for most words."""
    return _senses().get(word, frozenset())


def number_words() -> Mapping[str, int]:
    """Return the numerals in words, each with its value: "forty", "thousand"."""
    return _numbers()


def negates(word: str, other: str) -> bool:
    """Return whether one of two words is the other with a negative prefix: "likely" and "unlikely"."""
    short, long = sorted((word, other), key=len)
    return len(short) > 2 and any(prefix + short == long for prefix in _prefixes())


@cache
def _senses() -> Mapping[str, frozenset[Sense]]:
    data = read("changes")
    found: dict[str, frozenset[Sense]] = {}
    for sense in get_args(Sense):
        for word in data[sense]:
            found[word] = found.get(word, frozenset()) | {sense}
    return MappingProxyType(found)


@cache
def _numbers() -> Mapping[str, int]:
    return MappingProxyType(read("changes")["numbers"])


@cache
def _prefixes() -> tuple[str, ...]:
    return tuple(read("changes")["prefixes"])
