"""Says when words are the same but for typography, and finds them in a text whatever its marks and spaces are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

MARKS: Final = "\"'`´‘’‚‛“”„‟«»‹›＂＇"
DASHES: Final = "-‐‑‒–—―−"
INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
# What an edition sets differently at the ends of a quotation. "?" and "!" mean something there, as does "-" before a digit.
_EDGE: Final = re.compile(r"\A(?:[ ',;:]|[-.](?!\d))+|[ '.,;:-]+\Z")
_SAME: Final = str.maketrans(
    {**dict.fromkeys(MARKS, "'"), **dict.fromkeys(DASHES, "-"), **dict.fromkeys(INVISIBLE), "…": "..."}
)
_PIECE: Final = re.compile(
    rf"(?P<blank>\s+)|(?P<mark>[{MARKS}]+)|(?P<dash>[{DASHES}]+)|(?P<dots>…|\.\.\.)|(?P<other>.)", re.DOTALL
)
_PATTERNS: Final = {"blank": r"\s+", "mark": f"[{MARKS}]+", "dash": f"[{DASHES}]+", "dots": r"(?:…|\.\.\.)"}


@lru_cache(maxsize=20_000)
def fold(words: str) -> str:
    """Return ``words`` with one kind of mark, dash and space, and without what stands at their edges.

    Letters, case, digits and order stay: what differs after folding is another quotation. Words that are nothing but
    marks and spaces are returned as they are.

    >>> fold("“We  won’t —”, ") == fold("We won't")
    True
    """
    plain = unicodedata.normalize("NFC", words).translate(_SAME)
    plain = re.sub(r"'+", "'", re.sub(r"-+", "-", re.sub(r"\s+", " ", plain)))
    return _EDGE.sub("", plain) or words


def found(words: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where ``text`` has ``words``, to the letter if it has them so anywhere, else but for typography."""
    at = text.find(words)
    if at >= 0:
        while at >= 0:
            yield at, at + len(words)
            at = text.find(words, at + 1)
        return
    pattern = "".join(_PATTERNS.get(str(p.lastgroup)) or re.escape(p[0]) for p in _PIECE.finditer(words))
    yield from (match.span() for match in re.finditer(pattern, text) if match[0])


def whole(text: str, start: int, end: int) -> bool:
    """Return whether a stretch of a text, which is not empty, neither begins nor ends inside a word."""
    begins = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    return begins and (end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum()))
