"""A ledger to read: who said what, in what role, how it is reported and how sure that is. Nothing here prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from quotes.ledger import Ledger
from quotes.model import Attribution, Span, Speaker
from quotes.reviewed import findings

NARROW: Final = 72
COLOURS: Final = {"resolved": "bold cyan", "anonymous": "magenta", "collective": "magenta"}
UNKNOWN: Final = "yellow"
MARKS: Final = "\"“”„«»‹›‘’'`"
# What would move the cursor, ring, or turn the line around, in a text that anybody may have written.
UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


def render(ledger: Ledger, *, width: int = 80) -> RenderableType:
    """Return a ledger as a heading and a table, or as a list where ``width`` columns are too few for a table."""
    body = _list(ledger) if width < NARROW else _table(ledger)
    return Group(heading(ledger), *([body] if ledger.attributions else []), *_notes(ledger), Text())


def heading(ledger: Ledger) -> Text:
    """Return the source's name and title, and how much the ledger holds."""
    source = ledger.source
    about = " · ".join(clean(part) for part in (source.title, source.outlet, source.published) if part)
    line = Text(clean(source.path or source.id), style="bold")
    if about:
        line.append(f"\n{about}", style="not bold")
    counted = f"{_count(len(ledger.attributions), 'attribution')}, {_count(len(ledger.speakers), 'speaker')}"
    return line.append(f"\n{counted}", style="not bold dim")


def who(ledger: Ledger, attribution: Attribution) -> Text:
    """Return the speaker's name, or how the source describes it, or the status that says why there is none."""
    link, speaker = attribution.speaker, ledger.speaker_of(attribution)
    if speaker is not None and speaker.name:
        return Text(clean(speaker.name), style=COLOURS["resolved"])
    mention = clean(link.mention.span.text) if link.mention else ""
    if link.status in COLOURS:
        described = clean(attribution.role.text) if attribution.role else mention
        return Text(described or f"({link.status})", style=COLOURS[link.status])
    candidates = [ledger.speaker(ident) for ident in link.candidates]
    names = " or ".join(clean(called(c)) for c in candidates if c is not None)
    return Text(f"{mention} ".lstrip() + f"({link.status}{': ' + names if names else ''})", style=UNKNOWN)


def role(ledger: Ledger, attribution: Attribution) -> str:
    """Return the role of a named speaker; that of a nameless one already stands in its name's place."""
    speaker = ledger.speaker_of(attribution)
    return clean(attribution.role.text) if attribution.role and speaker is not None and speaker.name else ""


def called(speaker: Speaker) -> str:
    """Return what to call a speaker: the name, else the description, else the words that mention it."""
    described = speaker.roles[0].span.text if speaker.roles else None
    mentioned = speaker.mentions[0].span.text if speaker.mentions else speaker.id
    return speaker.name or described or mentioned


def what(attribution: Attribution) -> Text:
    """Return the words that are reported, those that stand inside quotation marks between marks."""
    words = Text()
    for i, content in enumerate(attribution.content):
        words.append(" … " if i else "")
        at = content.start
        for quoted in (v for v in attribution.verbatim if content.covers(v)):
            words.append(_between(content, at, quoted.start))
            words.append(f"“{clean(quoted.text)}”", style="green")
            at = quoted.end
        words.append(_between(content, at, content.end))
    return words


def how(attribution: Attribution) -> str:
    """Return how it is reported: the kind, the cue and its polarity, to whom and where."""
    cue = attribution.cue
    parts: list[str] = [attribution.kind]
    if cue is not None:
        parts.append(clean(cue.span.text) + ("" if cue.polarity == "positive" else f" ({cue.polarity})"))
    parts += [f"to {clean(attribution.addressee.text)}"] if attribution.addressee else []
    parts += [clean(attribution.medium.text)] if attribution.medium else []
    return ", ".join(parts)


def checked(ledger: Ledger, number: int) -> Text:
    """Return what people found who checked an entry, a line for each."""
    found = Text()
    for finding in findings(ledger, number):
        found.append(f"\n{clean(finding)}", style="not dim yellow")
    return found


def clean(text: str) -> str:
    """Return ``text`` on one line, without what a terminal would obey."""
    return UNPRINTABLE.sub(" ", text).strip()


def _table(ledger: Ledger) -> Table:
    table = Table(box=None, padding=(0, 2, 1, 0), header_style="dim", expand=True)
    table.add_column("who", ratio=3, min_width=14)
    table.add_column("what", ratio=6)
    table.add_column("how", ratio=2, min_width=12, style="dim")
    table.add_column("sure", justify="right", width=5)
    for number, attribution in enumerate(ledger.attributions):
        speaker, stated = who(ledger, attribution), role(ledger, attribution)
        if stated:
            speaker.append(f"\n{stated}", style="not bold dim default")
        told = Text(how(attribution)).append_text(checked(ledger, number))
        table.add_row(speaker, what(attribution), told, f"{attribution.confidence:.0%}")
    return table


def _list(ledger: Ledger) -> Group:
    return Group(*(item for number in range(len(ledger.attributions)) for item in _entry(ledger, number)))


def _entry(ledger: Ledger, number: int) -> Iterator[RenderableType]:
    attribution = ledger.attributions[number]
    speaker, stated = who(ledger, attribution), role(ledger, attribution)
    yield speaker.append(f", {stated}", style="not bold dim default") if stated else speaker
    yield Padding(what(attribution), (0, 0, 0, 2))
    told = Text(f"{how(attribution)}, {attribution.confidence:.0%} sure", style="dim")
    yield Padding(told.append_text(checked(ledger, number)), (0, 0, 1, 2))


def _notes(ledger: Ledger) -> Iterator[Text]:
    for entry in ledger.not_speech:
        yield Text(f"not speech: “{clean(entry.span.text)}” ({clean(entry.reason)})", style="dim")
    for problem in ledger.problems:
        yield Text(f"note: {clean(problem.check)}: {clean(problem.message)}", style=UNKNOWN)


def _between(content: Span, start: int, end: int) -> str:
    """Return what of ``content`` stands between two offsets, on one line, without the marks at its edges."""
    words = UNPRINTABLE.sub(" ", content.text[start - content.start : end - content.start])
    words = words.lstrip(MARKS) if start > content.start else words
    words = words.rstrip(MARKS) if end < content.end else words
    return words.strip('"“”„«»') if words.strip() else ""


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
