"""Entries that were found, to read: who said it, the words with those looked for marked, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from quotes.entry import Entry
from quotes.show import COLOURS, NARROW, UNKNOWN, clean

AROUND: Final = 160  # characters: of a longer quotation as much is shown on either side of what was looked for
MARKED: Final = "bold reverse"

Marks = Sequence[tuple[int, int]]


def render(found: Sequence[tuple[Entry, Marks]], *, width: int = 80) -> RenderableType:
    """Return entries, each with the stretches of its words that are marked, as a table, or as a list if it is narrow."""
    if width < NARROW:
        return Group(*(part for entry, marks in found for part in _item(entry, marks)))
    table = Table(box=None, padding=(0, 2, 1, 0), header_style="dim", expand=True)
    table.add_column("who", ratio=3, min_width=14)
    table.add_column("what", ratio=6)
    table.add_column("where", ratio=3, min_width=12, style="dim", overflow="fold")
    for entry, marks in found:
        table.add_row(who(entry), what(entry, marks), where(entry))
    return table


def who(entry: Entry) -> Text:
    """Return the speaker and the role; what another source supplied stands in brackets, with that source."""
    link, role = entry.attribution.speaker, entry.attribution.role
    named = entry.speaker.name if entry.speaker else None
    mentioned = link.mention.span.text if link.mention else ""
    described = named or (role.text if role else mentioned)
    text = Text(clean(described) or f"({link.status})", style=COLOURS.get(link.status, UNKNOWN))
    if named and role:
        text.append(f"\n{clean(role.text)}", style="not bold default")
    for each in entry.supplied:
        text.append(f"\n[{clean(each.text)}: {clean(each.source.id)}]", style="not bold dim")
    return text


def what(entry: Entry, marks: Marks = ()) -> Text:
    """Return the words, cut where nothing looked for is near, with the marked stretches set off."""
    words = entry.words
    start = max(0, min((begin for begin, _ in marks), default=0) - AROUND)
    end = max((end for _, end in marks), default=0) + AROUND
    text = Text("… " if start else "")
    at = start
    for begin, stop in marks:
        text.append(_shown(words[at:begin]))
        text.append(_shown(words[begin:stop]), style=MARKED)
        at = stop
    text.append(_shown(words[at:end]))
    return text.append(" …") if end < len(words) else text


def where(entry: Entry) -> Text:
    """Return the outlet, the day and the name of the source, and how the words are reported."""
    source = entry.source
    day = source.published[:10] if source.published else None
    parts = (source.outlet, day, source.title or source.url or source.path or source.id, entry.attribution.kind)
    return Text("\n".join(clean(part) for part in parts if part))


def _shown(words: str) -> str:
    """Return a piece of a text without what a terminal would obey, and with the blanks at its ends."""
    inner = clean(words)
    before = " " if words[:1].isspace() else ""
    return before + inner + (" " if inner and words[-1:].isspace() else "")


def _item(entry: Entry, marks: Marks) -> Iterator[RenderableType]:
    yield who(entry)
    yield Padding(what(entry, marks), (0, 0, 0, 2))
    yield Padding(Text(", ".join(where(entry).plain.split("\n")), style="dim"), (0, 0, 1, 2))
