"""Words as they are compared, and the fingerprints by which the same words are found again among millions.

Two texts have the same words if they differ only in case, marks above and below letters, typographic forms and
punctuation. That is to find: what is found is compared more strictly, by ``quotes.wording``. A fingerprint is a set of hashes of three words in a row, chosen so that whoever shares a run of
``SURE`` words shares a hash (winnowing: Schleimer, Wilkerson and Aiken, SIGMOD 2003). The hashes are CRC-32 of UTF-8:
the same on every machine and in every process.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final
from zlib import crc32

GRAM: Final = 3  # words that are hashed together
WINDOW: Final = 3  # hashes of which one is kept
SURE: Final = WINDOW + GRAM - 1  # so many words in a row that two texts share are never missed
LONGEST: Final = 40  # characters: of a longer word the beginning is kept, as no language has them

# Marks that are written behind their letter, and what divides or joins letters without being seen.
_INSIDE: Final = (
    "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u00ad\u200b-\u200d\u2060\ufeff"
)
_WORD: Final = re.compile(rf"[^\W_](?:[^\W_]|[{_INSIDE}])*")
_NO_LETTER: Final = re.compile(r"[\W_]+")
# Letters with a stroke or joined ones, which Unicode does not take apart.
_APART: Final = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
)


def words(text: str) -> list[str]:
    """Return the words of a text, folded, in order: ``["de", "confliction"]`` for "De-Confliction"."""
    if text.isascii():
        return [word[:LONGEST] for word in _WORD.findall(text.lower())]
    return [word for word in map(fold, _WORD.findall(text)) if word]


def located(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each of the ``words`` of a text with the offsets, in code points, at which it begins and ends."""
    for found in _WORD.finditer(text):
        if word := fold(found.group()):
            yield word, found.start(), found.end()


def fold(word: str) -> str:
    """Return a word without case, marks and typographic forms: "Müller" and "MULLER" are both "muller"."""
    if word.isascii():
        return word.lower()[:LONGEST]
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold()).translate(_APART)
    return _NO_LETTER.sub("", folded)[:LONGEST]


def grams(folded: Sequence[str]) -> list[int]:
    """Return the hash of each ``GRAM`` folded words in a row; of fewer words than that, the hash of them all."""
    if len(folded) <= GRAM:
        return [crc32(" ".join(folded).encode())] if folded else []
    return [crc32(f"{a} {b} {c}".encode()) for a, b, c in zip(folded, folded[1:], folded[2:], strict=False)]


def fingerprint(folded: Sequence[str]) -> set[int]:
    """Return the chosen hashes, of 32 bits, of folded words: of each ``WINDOW`` in a row the least."""
    hashes = grams(folded)
    if len(hashes) <= WINDOW:
        return {min(hashes)} if hashes else set()
    return set(map(min, hashes, hashes[1:], hashes[2:]))


def sought(folded: Sequence[str]) -> list[int]:
    """Return the hashes under which texts that share words with the folded ones may be found, each once, in order.

    They are those of all runs of ``GRAM`` words, and of the shorter ones, as a text of fewer words is hashed whole.
    """
    short = [crc32(" ".join(folded[i : i + n]).encode()) for n in range(2, GRAM) for i in range(len(folded) - n + 1)]
    return list(dict.fromkeys(grams(folded) + short))
