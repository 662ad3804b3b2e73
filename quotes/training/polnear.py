"""Reads PolNeAR 1.0 (Newell, Margolin and Ruths, 2018): articles with attributions in brat standoff."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Pairs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Gold:
    """One annotated attribution: its id in the file, and the offsets of its source, cue and content, each of any number of stretches."""

    id: str
    source: Pairs
    cue: Pairs
    content: Pairs


def articles(root: Path) -> Iterator[tuple[Path, list[Gold]]]:
    """Yield each article's text file with its attributions, by name; of two annotations of an article the first."""
    annotations: dict[str, Path] = {}
    for path in sorted((root / "attributions").iterdir()):
        annotations.setdefault(path.name.rpartition("_")[0], path)
    for stem, path in sorted(annotations.items()):
        yield root / "text" / f"{stem}.txt", list(attributions(path.read_text(encoding="utf-8")))


def attributions(standoff: str) -> Iterator[Gold]:
    """Yield the attributions of a standoff file; lines that a broken text runs over are passed over."""
    marks: dict[str, Pairs] = {}
    for line in re.findall(r"^T\d+\t.*$", standoff, re.MULTILINE):
        key, label = line.split("\t")[:2]
        where = label.partition(" ")[2]
        marks[key] = [(int(a), int(b)) for a, b in (pair.split() for pair in where.split(";"))]
    for line in re.findall(r"^E\d+\t.*$", standoff, re.MULTILINE):
        parts: dict[str, Pairs] = defaultdict(list)
        ident, arguments = line.split("\t")[:2]
        for argument in arguments.split()[1:]:
            name, _, value = argument.partition(":")
            parts[name.rstrip("0123456789")].extend(marks.get(value, []))
        yield Gold(id=ident, source=parts["Source"], cue=parts["Cue"], content=parts["Content"])


def letters(text: str, pairs: Pairs) -> frozenset[int]:
    """Return the offsets of the letters and digits inside some stretches."""
    return frozenset(i for start, end in pairs for i in range(start, end) if text[i].isalnum())


def likeness(one: frozenset[int], other: frozenset[int]) -> float:
    """Return the size of the intersection over that of the union; 0 if both are empty."""
    union = len(one | other)
    return len(one & other) / union if union else 0.0
