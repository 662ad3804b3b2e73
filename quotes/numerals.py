"""Reads the numbers that words in a row name, in letters or digits, so that "nine thousand" is "9,000"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quotes import lexicon

_NUMERAL = re.compile(r"([0-9]+(?:[.,][0-9]+)*)(bn|m|k|tn)?(?:s|st|nd|rd|th)?")
_MULTIPLES = {"k": 10**3, "m": 10**6, "bn": 10**9, "tn": 10**12}


def numbers(words: Sequence[str]) -> list[str]:
    """Return the numbers that words name, sorted: "nine thousand" and "9000" are one; signs of currency count too.

    One is left out: it is an article as often.
    """
    found: list[str] = []
    run: list[str] = []
    for word in (*words, ""):
        if is_number(word) or (word == "and" and run):
            run.append(word)
            continue
        found += _values([each for each in run if each != "and"])
        run = []
        if is_currency(word):
            found.append(word)
    return sorted(value for value in found if value != "1")


def is_number(word: str) -> bool:
    """Return whether a levelled word is a numeral, in words or digits."""
    return word in lexicon.number_words() or (word[:1].isdigit() and _NUMERAL.fullmatch(word) is not None)


def is_currency(word: str) -> bool:
    """Return whether a levelled word is the sign of a currency."""
    return len(word) == 1 and not word.isalnum()


def _values(run: Sequence[str]) -> list[str]:
    """Return the values of numerals in a row: one number if they read as one ("40", "million"), else one each."""
    factors = [_factor(word) for word in run]
    if not all(value is not None for value in factors):
        return list(run)
    if any(word not in lexicon.number_words() for word in run[1:]):
        return [f"{value:g}" for value in factors]
    total = current = 0.0
    for value in factors:
        assert value is not None
        if value < 100:
            current += value
        elif value == 100:
            current = max(current, 1) * value
        else:
            total, current = total + max(current, 1) * value, 0.0
    return [f"{total + current:g}"] if run else []


def _factor(word: str) -> float | None:
    """Return the value of a numeral in words or digits; None for none that is plain, as "1,2"."""
    if word in lexicon.number_words():
        return lexicon.number_words()[word]
    numeral = _NUMERAL.fullmatch(word)
    try:
        return float(numeral[1]) * _MULTIPLES.get(numeral[2], 1) if numeral else None
    except ValueError:
        return None
