"""Finds entries that may be the same quotation as some words, altered or not, or hold a piece of them.

Two ways lead to them: hashes of words in a row, which a text that shares a run of words shares too, and the rarest
words, which stay when others are changed. What both bring is weighed by how rare the shared words are. What is too
frequent to tell is cut off, so that the time hardly grows with the store.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final

from quotes.fingerprint import sought, words
from quotes.store.database import Database, marks
from quotes.store.pieces import loaded, said

LONGEST: Final = 300  # words: of a longer claim the beginning is looked up
COPIES: Final = 1_000  # entries read for one hash of words in a row
READ: Final = 6_000  # entries read for the rarest words together
PAIRS: Final = 4  # frequent words, the rarest of them, that are looked up two and two
FREQUENT: Final = 100_000  # entries: words that more have are not looked up even so
PAIRED: Final = 500  # entries read for a pair
WEIGHED: Final = 2  # times as many as are asked for are weighed word by word
FEW: Final = 500  # parameters in one statement


def near(database: Database, claim: str, limit: int) -> list[int]:
    """Return the ids of up to ``limit`` entries, those that share most with ``claim`` first."""
    folded = words(claim)[:LONGEST]
    counted = _counted(database, folded)
    weights = {word: math.log(1 + counted[""] / (counted.get(word, 0) or 1)) for word in folded}
    scores: Counter[int] = Counter()
    _by_prints(database, folded, counted[""], scores)
    _by_words(database, sorted(set(folded) & counted.keys(), key=lambda w: (counted[w], w)), counted, weights, scores)
    best = sorted(scores, key=lambda entry: (-scores[entry], entry))[: WEIGHED * limit]
    return _weighed(database, best, folded, weights)[:limit]


def _counted(database: Database, folded: Sequence[str]) -> dict[str, int]:
    """Return how many entries hold each of some words, those that none holds left out; all entries under ""."""
    sought_for = list(dict.fromkeys(["", *folded]))
    sql = f"SELECT word, entries FROM word WHERE entries > 0 AND word IN ({marks(len(sought_for))})"  # noqa: S608
    return {"": 0, **dict(database.execute(sql, sought_for))}


def _by_prints(database: Database, folded: Sequence[str], total: int, scores: Counter[int]) -> None:
    """Score the entries that share a hash of words in a row."""
    for digest in sought(folded):
        found = database.with_print(digest, COPIES)
        weight = math.log(1 + total / (len(found) or 1))
        for entry in found:
            scores[entry] += weight  # type: ignore[assignment]  # a Counter counts in fractions too


def _by_words(
    database: Database,
    rarest: Sequence[str],
    counted: Mapping[str, int],
    weights: Mapping[str, float],
    scores: Counter[int],
) -> None:
    """Score the entries with the rarest words, and those with two of the words that follow these."""
    left = READ
    alone = []
    for word in rarest:
        if counted[word] > left:
            break
        left -= counted[word]
        alone.append([word])
    next_rarest = [word for word in rarest[len(alone) :][:PAIRS] if counted[word] <= FREQUENT]
    for together in (*alone, *combinations(next_rarest, 2)):
        weight = sum(weights[word] for word in together)
        for entry in database.with_words(together, READ if len(together) == 1 else PAIRED):
            scores[entry] += weight  # type: ignore[assignment]  # same


def _weighed(database: Database, ids: Sequence[int], folded: Sequence[str], weights: Mapping[str, float]) -> list[int]:
    """Return entries by what they share with the claim: rare words, and words in a row; of equal ones the shortest."""
    runs = _runs(folded)
    keys = {}
    for few in (ids[i : i + FEW] for i in range(0, len(ids), FEW)):
        sql = f"SELECT id, record FROM attribution WHERE id IN ({marks(len(few))})"  # noqa: S608 - only marks
        for entry, record in database.execute(sql, few):
            own = words(said(loaded(record)))
            shared = sum(weights[word] for word in set(own) if word in weights)
            in_a_row = len(runs & _runs(own)) / (len(runs) or 1)
            keys[entry] = (-round(shared * (1 + in_a_row), 6), len(own), entry)
    return sorted(keys, key=keys.__getitem__)


def _runs(folded: Sequence[str]) -> set[tuple[str, str, str]]:
    """Return each three words in a row."""
    return set(zip(folded, folded[1:], folded[2:], strict=False))
