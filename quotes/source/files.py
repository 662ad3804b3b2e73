"""Reads articles from files, folders, glob patterns, JSON Lines and standard input; a bad one is a ``Problem``."""

from __future__ import annotations

import glob
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import BinaryIO

from quotes.model import Article, Problem
from quotes.source.encoding import decode
from quotes.source.records import is_record, read_records

STDIN = "-"
PLAIN = frozenset({".txt", ".text"})
RECORDS = frozenset({".jsonl", ".ndjson"})
UNREAD = {
    ".html": "HTML is not read yet; give the article's text",
    ".htm": "HTML is not read yet; give the article's text",
    ".pdf": "PDF is not read; give the article's text",
    ".docx": "Word files are not read; give the article's text",
    ".json": "is not an article; records are read from JSON Lines (.jsonl), one object a line",
}


def read(sources: Iterable[str | Path], *, stdin: BinaryIO | None = None) -> Iterator[Article | Problem]:
    """Yield an article, or the problem that there is instead, for all that ``sources`` name, in that order.

    A source is a plain text file, a JSON Lines file (``.jsonl``, ``.ndjson``), a folder of these (searched to the
    bottom, by name, hidden ones left out), a glob pattern, or ``-`` for standard input, which is plain text or JSON
    Lines as its first line tells. A file named twice is read once.

    The text is final: decoded once (see ``quotes.source.encoding``) with its line ends kept. ``Article.path`` is the file as
    the caller named it, None for a record and for standard input; ``Article.id`` is the file's name without its
    ``.txt``, or the record's own id, or the file's name and line; ids are unique within one call. What is wrong with
    an article that can still be read stands in ``Article.problems``.
    """
    ids = _Ids()
    for place in find(sources):
        if isinstance(place, Problem):
            yield place
            continue
        for where, item in _open(place, stdin):
            yield item if isinstance(item, Problem) else ids.unique(item, where)


def find(sources: Iterable[str | Path]) -> Iterator[str | Problem]:
    """Yield the files that ``sources`` name, each once, and a problem for each source that names none."""
    seen: set[Path] = set()
    for source in map(str, sources):
        for place in _expand(source):
            if isinstance(place, Problem) or place == STDIN:
                yield place
            elif (real := Path(place).resolve()) not in seen:
                seen.add(real)
                yield PurePath(place).as_posix()


def count(sources: Iterable[str | Path]) -> int | None:
    """Return about how many articles ``read`` will yield, None if standard input is among the sources."""
    total = 0
    for place in find(sources):
        if place == STDIN:
            return None
        if isinstance(place, Problem) or PurePath(place).suffix.lower() not in RECORDS:
            total += 1
            continue
        with suppress(OSError), Path(place).open("rb") as lines:
            total += sum(1 for line in lines if line.strip())
    return total


def _expand(source: str) -> Iterator[str | Problem]:
    if source == STDIN:
        yield source
    elif os.path.isdir(source):  # noqa: PTH112 - Path.is_dir raises on a name with a NUL in it
        yield from _folder(source)
    elif os.path.exists(source):  # noqa: PTH110 - same
        yield source
    elif re.search(r"[*?\[]", source):
        found = sorted(glob.glob(source, recursive=True))  # noqa: PTH207 - a pattern may be absolute
        for match in found:
            yield from _expand(match)
        if not found:
            yield Problem(path=source, check="source", message="the pattern matches no file")
    else:
        yield Problem(path=source, check="source", message="there is no such file or folder")


def _folder(folder: str) -> Iterator[str | Problem]:
    problems: list[OSError] = []
    found = []
    for parent, folders, files in os.walk(folder, onerror=problems.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        wanted = (f for f in files if not f.startswith(".") and PurePath(f).suffix.lower() in PLAIN | RECORDS)
        found += [PurePath(parent, name) for name in wanted]
    yield from map(str, sorted(found))
    for error in problems:
        yield _unreadable(str(error.filename), error)
    if not found and not problems:
        yield Problem(path=folder, check="source", message="the folder holds no .txt, .text, .jsonl or .ndjson file")


def _open(place: str, stdin: BinaryIO | None) -> Iterator[tuple[str, Article | Problem]]:
    """Yield what is in the file at ``place``, each with the place where it stands."""
    suffix = PurePath(place).suffix.lower()
    if suffix in UNREAD:
        yield place, Problem(path=place, check="source", message=UNREAD[suffix])
        return
    try:
        if place == STDIN:
            yield from _standard_input(stdin or sys.stdin.buffer)
        elif suffix in RECORDS:
            with Path(place).open("rb") as lines:
                yield from read_records(lines, place)
        else:
            name = PurePath(place)
            yield place, _plain(Path(place).read_bytes(), place, name.stem if suffix in PLAIN else name.name)
    except OSError as error:
        yield place, _unreadable(place, error)


def _standard_input(stdin: BinaryIO) -> Iterator[tuple[str, Article | Problem]]:
    data = stdin.read()
    lines = data.split(b"\n")
    if any(is_record(line) for line in lines[:1]):
        yield from read_records(lines, STDIN)
    else:
        yield STDIN, _plain(data, STDIN, "stdin")


def _plain(data: bytes, place: str, name: str) -> Article | Problem:
    decoded = decode(data, place)
    if isinstance(decoded, Problem):
        return decoded
    text, problems = decoded
    if not text.strip():
        return Problem(path=place, check="text", message="is empty; there is nothing to read")
    if re.match(r"\s*<(?:!doctype html|html)\b", text, re.IGNORECASE):
        return Problem(path=place, check="source", message=UNREAD[".html"])
    return Article(id=name, text=text, path=None if place == STDIN else place, problems=problems)


def _unreadable(place: str, error: OSError) -> Problem:
    return Problem(path=place, check="source", message=f"cannot be read: {error.strerror or error}")


@dataclass
class _Ids:
    """The ids given out so far, and of which text, so that no two articles of a run share one."""

    texts: dict[str, str] = field(default_factory=dict)

    def unique(self, article: Article, place: str) -> Article | Problem:
        """Return ``article``, under an id of its own; a problem if the same id and text came before."""
        digest = article.sha256
        if article.id not in self.texts:
            self.texts[article.id] = digest
            return article
        renamed = f"{article.id}~{digest[:8]}"
        if self.texts[article.id] == digest or renamed in self.texts:
            return Problem(
                path=place, check="id", message=f"the same text was read already under the id {article.id!r}"
            )
        self.texts[renamed] = digest
        problem = Problem(
            path=place, check="id", message=f"another article has the id {article.id!r}: named {renamed!r}"
        )
        return replace(article, id=renamed, problems=(*article.problems, problem))
