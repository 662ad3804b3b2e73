"""The words of a text as they compare with others': what typography does to them is levelled, and each keeps its place.

Case, the kind of apostrophes, full stops in abbreviations, commas in numbers, composed or combining accents, soft
hyphens and marks of writing direction make no difference. All that stands between words, hyphens and dashes too, is no
word. So "U.S." is "us", "9,000" is "9000", "de-confliction" two words. To find texts, words are folded further: "café" and
"cafe" are two words here, and one in ``quotes.fingerprint``.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

import regex

_APOSTROPHES = "'’‘ʼ´`＇"
_INSIDE = r"[[\p{L}\p{M}\p{N}\p{Cf}]--[\u200b]]"  # a space of no width divides words, other invisible signs do not
_WORD = regex.compile(
    rf"""(?:\p{{L}}\.){{2,}}(?:\p{{L}}(?!{_INSIDE}))?  # U.S., U.S.A
       | \[\p{{L}}\](?=\p{{L}}){_INSIDE}+(?:[{_APOSTROPHES}]\p{{L}}{_INSIDE}*)*  # [H]e
       | [\p{{L}}\p{{N}}]{_INSIDE}*(?:(?:[{_APOSTROPHES}](?=\p{{L}})|(?<=\p{{Nd}})[.,](?=\p{{Nd}})){_INSIDE}+)*
       | [\p{{Sc}}%&]""",
    regex.VERBOSE | regex.VERSION1,
)
_SIGNS = {"%": "percent", "&": "and"}
_THOUSANDS = regex.compile(r"(?<=\p{Nd}),(?=\p{Nd}{3}(?!\p{Nd}))")
_LEVELLED = str.maketrans(dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys("[]"))
_WHOLE = {"can't": ("can", "not"), "cannot": ("can", "not"), "won't": ("will", "not"), "shan't": ("shall", "not"),
          "ain't": ("is", "not"), "let's": ("let", "us")}  # fmt: skip
_ENDINGS = {"n't": "not", "'re": "are", "'ll": "will", "'ve": "have", "'m": "am", "'s": "is", "'d": "would"}


class Token(NamedTuple):
    """A word in its levelled form, and where it stands: code points, the end excluded."""

    form: str
    start: int
    end: int


def tokens(text: str, offset: int = 0) -> list[Token]:
    """Return the words of ``text`` in order; ``offset`` is where it begins in the text that is counted in."""
    found = ((form(m[0]), m) for m in _WORD.finditer(text))
    return [Token(each, offset + m.start(), offset + m.end()) for each, m in found if each]


def forms(text: str) -> tuple[str, ...]:
    """Return the levelled forms of the words of ``text``."""
    return tuple(token.form for token in tokens(text))


@lru_cache(maxsize=65_536)
def form(word: str) -> str:
    """Return the form under which ``word`` compares; "" if nothing of it is left."""
    if word.isascii() and word.isalpha():
        return word.lower()
    text = unicodedata.normalize("NFKC", word.translate(_LEVELLED)).casefold()
    text = unicodedata.normalize("NFKC", "".join(c for c in text if unicodedata.category(c) != "Cf"))
    if not any(c.isdigit() for c in text):
        text = text.replace(".", "")
    return _SIGNS.get(text, _THOUSANDS.sub("", text.translate(_LEVELLED)).strip("'."))


@lru_cache(maxsize=65_536)
def apart(word: str) -> tuple[str, ...]:
    """Return a form with its contraction taken apart: "don't" gives "do", "not"; most forms are alone.

    An ending that has two readings has the more frequent one: "'s" is "is", "'d" is "would".
    """
    if word in _WHOLE:
        return _WHOLE[word]
    for ending, whole in _ENDINGS.items():
        if word.endswith(ending) and len(word) > len(ending):
            return (word.removesuffix(ending), whole)
    return (word,)
