"""The texts that every system reads: news articles, a sample of raw text, and one article of many megabytes."""

from __future__ import annotations

import hashlib
import heapq
import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from pathlib import Path

from quotes.training.vectors import documents

ROOT = Path(__file__).parents[2]
POLNEAR = ROOT.parent / "shared" / "polnear" / "dev" / "text"
RAWTEXT = ROOT.parent / "shared" / "rawtext"
CORPUS = ROOT / "corpus"
SHORTEST = 20  # words: a block of fewer is a heading or a line of a table
FIRST = "“The pier will open in May,” said Mara Voss, the mayor of Oster. A port official denied that money was short."


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A document and its name."""

    id: str
    text: str

    @property
    def words(self) -> int:
        """The number of words, cut at white space: the count that is the same for every system."""
        return len(self.text.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSet:
    """Documents that are measured together; `title` says what they are."""

    name: str
    title: str
    texts: tuple[Text, ...]

    @property
    def words(self) -> int:
        """The number of words, cut at white space."""
        return sum(text.words for text in self.texts)

    def part(self, every: int) -> TextSet:
        """Return the set of each `every`-th document."""
        return TextSet(name=self.name, title=self.title, texts=self.texts[::every])

    def write(self, path: Path) -> Path:
        """Write the documents as JSON Lines and return the path."""
        lines = (json.dumps({"id": t.id, "text": t.text}, ensure_ascii=False) + "\n" for t in self.texts)
        path.write_text("".join(lines), encoding="utf-8")
        return path


def read(path: Path) -> list[str]:
    """Return the texts of a file that `TextSet.write` wrote."""
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]


def news(folder: Path = POLNEAR) -> TextSet:
    """Return the articles of PolNeAR dev, or where they are absent the project's own dispatches."""
    if folder.is_dir():
        title = "PolNeAR dev"
    else:
        folder, title = CORPUS, "corpus/ (PolNeAR dev is absent)"
    paths = sorted(folder.glob("*.txt"), key=lambda path: _digest(path.stem))  # shuffled, the same way each time
    texts = (Text(id=f"news-{i:02}", text=path.read_text(encoding="utf-8")) for i, path in enumerate(paths))
    return TextSet(name="news", title=title, texts=tuple(texts))


def raw(number: int, *, within: int | None = None, folder: Path = RAWTEXT) -> TextSet | None:
    """Return about `number` documents, as many of each file, or None where there are no files.

    Those with the smallest hashes are taken, so the sample is the same each time. With `within`, only so many
    documents at the beginning of each file are looked at.
    """
    paths = sorted(folder.glob("*.xz"))
    chosen = [t for path in paths for t in sample(islice(documents(path), within), number // len(paths))]
    texts = tuple(Text(id=f"raw-{i:04}", text=text) for i, text in enumerate(sorted(chosen, key=_digest)))
    return TextSet(name="raw", title=f"{len(texts):,} documents of open raw text", texts=texts) if texts else None


def sample(documents: Iterable[str], number: int) -> list[str]:
    """Return the `number` documents with the smallest hashes: the same ones in whatever order they come."""
    return heapq.nsmallest(number, (d for d in documents if len(d.split()) >= SHORTEST), key=_digest)


def long_article(megabytes: float, folder: Path = RAWTEXT) -> TextSet | None:
    """Return one article of so many megabytes, of blocks from each file in turn, or None where there are no files."""
    limit, size, parts = int(megabytes * 1e6), 0, []
    for block in chain.from_iterable(zip_longest(*map(documents, sorted(folder.glob("*.xz"))))):
        if size >= limit:
            break
        if block:
            parts.append(block)
            size += len(block.encode("utf-8")) + 2
    if not parts:
        return None
    text = Text(id=f"long-{megabytes:g}", text="\n\n".join(parts))
    return TextSet(name=f"long-{megabytes:g}", title=f"one article of {megabytes:g} MB", texts=(text,))


def first() -> TextSet:
    """Return the short article whose ledger ends the start-up."""
    return TextSet(name="first", title="a short article", texts=(Text(id="first", text=FIRST),))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
