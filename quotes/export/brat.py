"""brat standoff (Stenetorp et al. 2012), with the types that PolNeAR (Newell et al. 2018) has: a text and its marks.

Offsets are code points. A mark of several stretches, or over several lines, has its pieces parted by semicolons, as brat
itself writes such marks: the ends of lines are in none. ``CONFIGURATION`` is what brat has to know of the types.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, get_args

from quotes.export.feed import Item
from quotes.export.held import Held, items
from quotes.export.json_text import line
from quotes.model import Kind, Polarity, Span, Status

CONFIGURATION_FILE: Final = "annotation.conf"
CONFIGURATION: Final = f"""[entities]
Source
Cue
Content

[relations]

[events]
Attribution\tSource?:Source, Cue?:Cue, Content:Content
Attribution-no-source\tCue?:Cue, Content:Content

[attributes]
Kind\tArg:<EVENT>, Value:{"|".join(get_args(Kind))}
Status\tArg:<EVENT>, Value:{"|".join(get_args(Status))}
Polarity\tArg:<EVENT>, Value:{"|".join(get_args(Polarity))}
"""
_PIECE: Final = re.compile(
    r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+"
)  # what one reader of lines or another ends a line at


class UnmarkableError(ValueError):
    """An attribution whose words are nothing but the ends of lines, which brat cannot mark."""


@dataclass(slots=True)
class _Standoff:
    """The lines of a file while they are written, and the numbers that are given so far."""

    lines: list[str] = field(default_factory=list)
    marks: int = 0
    events: int = 0
    attributes: int = 0

    def mark(self, label: str, spans: Iterable[Span]) -> str | None:
        """Add a mark of the stretches, and return its id, or None if there is nothing in them to mark."""
        found = [piece for span in spans for piece in _pieces(span)]
        if not found:
            return None
        self.marks += 1
        offsets = ";".join(f"{piece.start} {piece.end}" for piece in found)
        self.lines.append(f"T{self.marks}\t{label} {offsets}\t{' '.join(piece.text for piece in found)}")
        return f"T{self.marks}"

    def event(self, item: Item) -> None:
        """Add an attribution with its marks, its attributes and a note; raise ``UnmarkableError`` if it has no words."""
        cue, mention = item.cue, item.speaker.mention
        marked = {
            "Source": self.mark("Source", [mention.span] if mention else []),
            "Cue": self.mark("Cue", [cue.span] if cue else []),
            "Content": self.mark("Content", item.content),
        }
        if marked["Content"] is None:
            raise UnmarkableError(f"{item.attribution}: its words are nothing but the ends of lines")
        label = "Attribution" if marked["Source"] else "Attribution-no-source"
        trigger = self.mark(label, [cue.span] if cue and marked["Cue"] else item.content)
        self.events += 1
        parts = " ".join(f"{part}:{key}" for part, key in marked.items() if key)
        self.lines.append(f"E{self.events}\t{label}:{trigger} {parts}")
        self._say("Kind", item.kind)
        self._say("Status", item.speaker.status)
        if cue:
            self._say("Polarity", cue.polarity)
        self.lines.append(f"#{self.events}\tAnnotatorNotes E{self.events}\t{_note(item)}")

    def _say(self, name: str, value: str) -> None:
        self.attributes += 1
        self.lines.append(f"A{self.attributes}\t{name} E{self.events} {value}")


def standoff(held: Held) -> str:
    """Return the ``.ann`` file of a ledger; its ``.txt`` file is the article's text as it is, in UTF-8."""
    written = _Standoff()
    for item in items(held):
        if isinstance(item, Item):
            written.event(item)
    return "".join(f"{each}\n" for each in written.lines)


def _pieces(span: Span) -> Iterable[Span]:
    for piece in _PIECE.finditer(span.text):
        yield Span(span.start + piece.start(), span.start + piece.end(), piece.group())


def _note(item: Item) -> str:
    """Return what brat has no place for, as JSON."""
    role = item.role.text if item.role else None
    note = {"attribution": item.attribution, "speaker": item.speaker.name, "role": role}
    return line(note | {"confidence": item.confidence, "rule": item.rule})
