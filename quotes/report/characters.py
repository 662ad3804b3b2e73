"""Makes any text fit to stand in a page: what HTML cannot hold is replaced, what the eye cannot see is labelled."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Self

from markupsafe import Markup

# The stated replacements, one character for one: a control character becomes its picture (U+2400 and on), and half a
# surrogate pair, which no encoding can hold, the replacement character. Tab and line feed stay as they are.
PICTURES: Final[Mapping[int, int]] = {
    **{code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"},
    0x7F: 0x2421,
    **dict.fromkeys(range(0xD800, 0xE000), 0xFFFD),
}
# What has no shape of its own, turns the direction of the text, or hides words: format characters, blanks that count as
# letters, the controls of Latin-1, characters that Unicode promises never to assign. Where they have work to do (joiners
# inside a script or an emoji, tags in the flag of a country) they are left alone.
_WANTED: Final = r"(?<=[^\x00-\u02ff])[\u200c\u200d](?=[^\x00-\u02ff])|\U0001F3F4[\U000E0020-\U000E007F]{1,7}"
_UNSEEN: Final = (
    r"[\x80-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    r"\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(chr(p << 16 | 0xFFFE) + chr(p << 16 | 0xFFFF) for p in range(1, 17))
    + "]"
)
_ODD: Final = re.compile(rf"{_WANTED}|(?P<odd>{_UNSEEN})")
# The blocks of the scripts that are written from right to left, and the characters that order a direction.
_TURNING: Final = re.compile(
    r"[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_SHORT: Final = {
    "\xad": "SHY", "\u061c": "ALM", "\u200b": "ZWSP", "\u200c": "ZWNJ", "\u200d": "ZWJ", "\u200e": "LRM", "\u200f": "RLM",
    "\u2028": "LS", "\u2029": "PS", "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO",
    "\u2060": "WJ", "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI", "\ufeff": "BOM",
}  # fmt: skip


def replaced(text: str) -> str:
    """Return ``text`` with the replacements made: every line end is a line feed, every other control a picture."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(PICTURES)


def label(character: str) -> str:
    """Return the short name of a character that is not seen: ``RLO``, or ``U+0085`` where it has none."""
    return _SHORT.get(character, f"U+{ord(character):04X}")


def plain(text: str) -> str:
    """Return ``text`` on one line for an attribute or a title, with the labels of unseen characters in brackets."""
    labelled = _ODD.sub(lambda m: f"[{label(m['odd'])}]" if m["odd"] else m.group(), text)
    return " ".join(replaced(labelled).split())


def inline(text: str) -> Markup:
    """Return ``text`` as HTML that may stand in a line of ours: whatever its direction, the line keeps its own."""
    html = Legible.of(text).html(0, len(text))
    return Markup("<bdi>{}</bdi>").format(html) if _TURNING.search(text) else html


@dataclass(frozen=True, slots=True)
class Legible:
    """A text and the places of its unseen characters, which are told by what stands around them."""

    text: str
    odd: Sequence[int] = field(repr=False)

    @classmethod
    def of(cls, text: str) -> Self:
        """Return ``text`` with its unseen characters found."""
        return cls(text, tuple(found.start() for found in _ODD.finditer(text) if found["odd"]))

    def html(self, start: int, end: int) -> Markup:
        """Return a stretch as HTML whose text is ``replaced``; unseen characters are labelled and kept to themselves."""
        parts: list[Markup] = []
        for at in self.odd[bisect_left(self.odd, start) : bisect_left(self.odd, end)]:
            parts.append(self._seen(start, at))
            character = self.text[at]
            parts.append(Markup('<bdi class="odd" data-odd="{}">{}</bdi>').format(label(character), character))
            start = at + 1
        return Markup("").join([*parts, self._seen(start, end)])

    def _seen(self, start: int, end: int) -> Markup:
        words = self.text[start:end]
        if words.endswith("\r") and self.text[end : end + 1] == "\n":
            words = words[:-1]  # the line feed after it is the line's end
        return Markup.escape(replaced(words))
