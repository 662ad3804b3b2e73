"""Reads attributions in brat standoff (Stenetorp et al. 2012), as PolNeAR 1.0 (Newell et al. 2018) has them.

A mark is a line ``T3<tab>Content 12 20;25 30<tab>its words``, an attribution an event that joins marks:
``E1<tab>Attribution:T4 Source:T1 Cue:T2 Content:T3 Content2:T5``. Offsets count code points; several stretches of one
mark are parted by semicolons. Events of other types, relations, attributes and notes are passed over.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from quotes.model import Kind, Problem, Span
from quotes.score.document import Document, Entry, Spans
from quotes.score.match import letters

SUFFIX = ".ann"
PARTS = ("Source", "Cue", "Content")
DIRECT = 0.9  # of the letters: a direct quotation may leave a word such as "that" outside its marks
_LINE = re.compile(r"[AEMNRT#*]\d*\t|#")  # how a line of standoff begins; all else runs over from the line before
_MARK = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.*)")
_EVENT = re.compile(r"(E\d+)\t(\S+:\S+(?: \S+:\S+)*) *")
_QUOTED = re.compile(r'["“„«]([^"“”„«»\n]+)["”»]?')


def is_standoff(path: Path) -> bool:
    """Return whether ``path`` is an ``.ann`` file or a folder with such files in it, at any depth."""
    try:
        return next(path.rglob(f"*{SUFFIX}"), None) is not None if path.is_dir() else path.suffix == SUFFIX
    except OSError:  # a name too long, a folder that may not be read: whoever opens it says so
        return False


def read(path: Path) -> Iterator[Document | Problem]:
    """Yield the annotated articles of a folder or a file, and what is wrong with them, by the name of the ``.ann`` file.

    The text of ``NAME.ann`` is ``NAME.txt`` in the same folder or in the folder ``text`` next to it. Without such a
    text ``STEM_ANNOTATOR.ann`` annotates ``STEM.txt``; of several annotations of a text the first by name counts.
    """
    seen: set[Path] = set()
    for standoff in sorted(path.rglob(f"*{SUFFIX}")) if path.is_dir() else [path]:
        text = _text_of(standoff)
        if text is None:
            message = (
                f"no {standoff.stem}.txt is beside it or in ../text" if standoff.exists() else "there is no such file"
            )
            yield Problem(path=str(standoff), check="file", message=message)
        elif text not in seen:
            seen.add(text)
            yield from _read(standoff, text)


def parse(standoff: str, text: str, place: str) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    r"""Return the attributions in a standoff file in their order, and the problems with its lines.

    ``place`` names the file. A mark may stand after the event that names it. A line that cannot be read is left out;
    a mark whose words are not those at its offsets is kept.

    >>> entries, problems = parse('T1\tCue 4 8\tsaid\nT2\tContent 0 3\tYes\nE1\tAttribution:T1 Content:T2', "Yes, he said", "a")
    >>> entries[0].content, [f"{problem.path}: {problem.check}" for problem in problems]
    ((Span(start=0, end=3, text='Yes'),), ['a:1: text'])
    """
    reading = _Reading(text, place)
    lines = [(number, line) for number, line in enumerate(standoff.split("\n"), 1) if line.strip()]
    for number, line in lines:
        reading.mark(number, line.rstrip("\r"))
    for number, line in lines:
        reading.event(number, line.rstrip("\r"))
    return tuple(reading.entries), tuple(reading.problems[number] for number in sorted(reading.problems))


def _text_of(standoff: Path) -> Path | None:
    stems = (standoff.stem, standoff.stem.rpartition("_")[0])
    folders = (standoff.parent, standoff.parent.parent / "text")
    texts = (folder / f"{stem}.txt" for stem in stems if stem for folder in folders)
    return next((text for text in texts if text.is_file()), None)


def _read(standoff: Path, path: Path) -> Iterator[Document | Problem]:
    try:
        text, lines = (file.read_bytes().decode("utf-8") for file in (path, standoff))  # newlines count: no read_text
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"is not UTF-8: {error}"
        yield Problem(path=str(standoff), check="file", message=f"it or {path} cannot be read: {reason}")
        return
    entries, problems = parse(lines, text, str(standoff))
    yield from problems
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    yield Document(id=path.stem, name=path.name, sha256=digest, entries=entries, named=False)


@dataclass(slots=True)
class _Reading:
    """What is known of a standoff file while its lines are read, and the text that it marks."""

    text: str
    place: str
    marks: dict[str, Spans] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    problems: dict[int, Problem] = field(default_factory=dict)
    _quoted: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        self._quoted = frozenset(i for m in _QUOTED.finditer(self.text) for i in range(m.start(1), m.end(1)))

    def mark(self, number: int, line: str) -> None:
        """Take in the line if it is a mark, and say so if it is no line of standoff at all."""
        if not _LINE.match(line):
            self._report(
                number, "line", "does not begin as a line of standoff does; it may run over from the one above"
            )
            return
        if not line.startswith("T"):
            return
        found = _MARK.fullmatch(line)
        if found is None:
            self._report(number, "mark", "is not ID, tab, type, offsets, tab, words")
            return
        key, _, where, words = found.groups()
        offsets = [(int(start), int(end)) for start, end in (pair.split() for pair in where.split(";"))]
        if not all(start < end <= len(self.text) for start, end in offsets):
            self._report(number, "mark", f"{key} is at {where}, which is no stretch of a text of {len(self.text)}")
            self.marks[key] = ()
            return
        self.marks[key] = spans = tuple(Span(start, end, self.text[start:end]) for start, end in offsets)
        stands = " ".join(span.text for span in spans)
        if not _one_line(stands).startswith(_one_line(words)):  # the words of a mark over several lines break off
            self._report(number, "text", f"{key} is {words[:40]!r}, but at {where} of the text stands {stands[:40]!r}")

    def event(self, number: int, line: str) -> None:
        """Take in the line if it is an attribution; all marks must be known."""
        if not line.startswith("E"):
            return
        found = _EVENT.fullmatch(line)
        if found is None:
            self._report(number, "event", "is not ID, tab, TYPE:ID parted by spaces")
            return
        event, *arguments = (argument.partition(":")[::2] for argument in found[2].split())
        if not event[0].startswith("Attribution"):
            return
        parts: dict[str, list[Span]] = {part: [] for part in PARTS}
        for name, key in arguments:
            part = name.rstrip("0123456789")
            if part in parts and key not in self.marks:
                self._report(number, "event", f"{found[1]} names {key}, which the file does not have")
            elif part in parts:
                parts[part] += self.marks[key]
        source, cue, content = (tuple(parts[part]) for part in PARTS)
        self.entries.append(Entry(kind=self._kind(content), content=content, cue=cue, mention=source))

    def _kind(self, content: Spans) -> Kind:
        """Return the kind that the quotation marks of the text make of ``content``."""
        said = letters(content)
        inside = len(said & self._quoted)
        if not inside:
            return "indirect"
        return "direct" if inside >= DIRECT * len(said) else "mixed"

    def _report(self, number: int, check: str, message: str) -> None:
        self.problems[number] = Problem(path=f"{self.place}:{number}", check=check, message=message)


def _one_line(words: str) -> str:
    return " ".join(words.split())
