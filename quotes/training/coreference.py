"""Read the coreference of GUM: documents of a treebank as parsed articles, with the entity that each word belongs to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from quotes.model import Article, Parsed, Sentence, Word
from quotes.segment import segment

ENTITY = re.compile(r"(?:^|\|)Entity=([^|]*)")
BRACKET = re.compile(r"\([^()]*\)?|[^()]+\)")

Row = list[str]
# The entity of each word that is in a mention, by the index of the sentence and of the word: that of the shortest mention.
Entities = dict[tuple[int, int], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """A document as a parsed article, its genre, and its entities."""

    genre: str
    parsed: Parsed
    entities: Entities


def read_documents(paths: Iterable[Path]) -> Iterator[Annotated]:
    """Yield the documents of treebanks in CoNLL-U with GUM's ``Entity`` in the last column."""
    for path in paths:
        for document in re.split(r"(?m)^(?=# newdoc)", path.read_text(encoding="utf-8")):
            if document.startswith("# newdoc"):
                yield annotated(document)


def annotated(document: str) -> Annotated:
    """Return one document from its lines."""
    genre = re.search(r"(?m)^# meta::genre = (.*)$", document)
    blocks = [block.split("\n") for block in re.split(r"\n{2,}", document.strip("\n"))]
    rows = [[line.split("\t") for line in block if line[:1].isdigit()] for block in blocks]
    opens = [any(re.match(r"# newpar( |$)", line) for line in block) for block in blocks]
    return Annotated(
        genre=genre[1] if genre else "",
        parsed=laid_out(rows, opens),
        entities=entities_of([words_of(r) for r in rows]),
    )


def words_of(rows: list[Row]) -> list[Row]:
    """Return the rows of syntactic words: no ranges, no empty nodes."""
    return [row for row in rows if row[0].isdigit()]


def laid_out(sentences: list[list[Row]], opens: list[bool]) -> Parsed:
    """Return sentences as a parsed article, a blank line before each that opens a paragraph.

    Words that share a surface form stand side by side without a space between, as their forms add up to it or not.
    """
    text, places = "", []
    for rows, opened in zip(sentences, opens, strict=True):
        text = text.rstrip(" ") + "\n\n" if opened and text else text
        placed: list[tuple[int, int]] = []
        for row, space in zip(words_of(rows), spaces_after(rows), strict=True):
            placed.append((len(text), len(text) + len(row[1])))
            text += row[1] + " " * space
        places.append(placed)
    article = Article(id="document", text=text.rstrip(" "))
    segments = segment(article)
    starts = [s.span.start for s in segments]
    parsed = [
        Sentence(
            span=article.span(placed[0][0], placed[-1][1]),
            words=tuple(
                word(article, i, row, at) for i, (row, at) in enumerate(zip(words_of(rows), placed, strict=True))
            ),
            segment=max(0, bisect_right(starts, placed[0][0]) - 1),
        )
        for rows, placed in zip(sentences, places, strict=True)
    ]
    return Parsed(article=article, segments=segments, sentences=tuple(parsed))


def spaces_after(rows: list[Row]) -> Iterator[bool]:
    """Yield for each word whether a space follows it: none inside a multiword token, after it as the token says."""
    ends: dict[int, Row] = {}
    inside: set[int] = set()
    for row in rows:
        if "-" in row[0]:
            first, last = map(int, row[0].split("-"))
            ends[last] = row
            inside |= set(range(first, last))
    for row in words_of(rows):
        number = int(row[0])
        yield number not in inside and "SpaceAfter=No" not in ends.get(number, row)[9].split("|")


def word(article: Article, index: int, row: Row, at: tuple[int, int]) -> Word:
    """Return a row as a word of an article."""
    return Word(
        index=index,
        span=article.span(*at),
        lemma=row[2],
        upos=row[3],
        xpos=row[4],
        feats=row[5],
        head=int(row[6]) - 1,
        deprel=row[7],
    )


def entities_of(sentences: list[list[Row]]) -> Entities:
    """Return the entity of each word, read from the brackets in the last column: "(3-person-new", "3)", "(4-event)"."""
    mentions: list[tuple[int, int, int, str]] = []
    opened: dict[str, list[tuple[int, int]]] = {}
    for index, rows in enumerate(sentences):
        for at, row in enumerate(rows):
            match = ENTITY.search(row[9])
            for bracket in BRACKET.findall(match[1]) if match else ():
                ident = bracket.strip("()").split("-")[0]
                if bracket.startswith("("):
                    opened.setdefault(ident, []).append((index, at))
                if bracket.endswith(")") and opened.get(ident):
                    sentence, start = opened[ident].pop()
                    if sentence == index:
                        mentions.append((index, start, at, ident))
    found: Entities = {}
    for index, start, end, ident in sorted(mentions, key=lambda m: m[1] - m[2]):  # the shortest last, which then holds
        found.update({(index, at): ident for at in range(start, end + 1)})
    return found
