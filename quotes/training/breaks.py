"""Counts the sentence boundaries in PolNeAR that are wrong beyond doubt, by kind.

PolNeAR marks no sentences. It marks sources and cues, which no sentence boundary divides, and its text shows more: no
sentence starts in lower case or with a closing mark, none ends with "Lt. Gen.", and `said.” “We` is two sentences.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import regex

from quotes.lexicon.titles import honorific, rank, title
from quotes.model import Article, Sentence
from quotes.parse import Parser
from quotes.segment import segment
from quotes.training.polnear import Gold, articles

CLOSING_MARKS = "\"'”’»"
OPENING_MARKS = "\"'“‘«"
INITIAL = regex.compile(r"\p{Lu}\.")
COUNTRY = regex.compile(r"U\.S\.|U\.K\.|U\.N\.")
# What stands behind "U.S." as part of the same name.
OF_COUNTRY = regex.compile(
    r"Rep|Sen|Senate|House|Congress|Army|Navy|Air|Marine|Marines|Coast|Department|Dept|District|Supreme|Court|Circuit|"
    r"Attorney|Embassy|Ambassador|President|Secretary|Special|Security|Census|Bureau|Treasury|State|Justice|Border|"
    r"Customs|Chamber|Central|Capitol|Representative|Senator|Magistrate|Constitution|Open|General|Secretariat"
)
OPENER = regex.compile(r"(?:The|This|That|These|It|He|She|We|They|In|On|At|As|If|When|But|And|There|I)\b")
ADDRESS = regex.compile(r"(?:https?:|www\.|\S+@|\S+\.com\b|#)")
STOPPED = regex.compile(r"[.?!…][" + CLOSING_MARKS + r"\])]*$")
# Where a sentence must end: the group is what must begin the next one.
MISSED = (
    ("no end between two quotations", regex.compile(r"\p{Ll}[.?!](?:[\"”]|''|’’)\s+((?:[\"“]|``|''|‘‘)\p{Lu})")),
    (
        "no end behind a quotation that ends with a full stop",
        regex.compile(r"\p{Ll}{2,}\.(?:[\"”]|''|’’)\s+(\p{Lu}\p{Ll})"),
    ),
    ("no end behind a word in lower case with a stop", regex.compile(r"\s\p{Ll}{4,}[.?!]\s+([\"“]?\p{Lu})")),
    ("a paragraph's end inside", regex.compile(r"\n[^\S\n]*\n\s*(\S)")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A boundary that is wrong, or missing, at an offset of an article, and its kind."""

    kind: str
    article: str
    text: str
    offset: int

    def __str__(self) -> str:
        before = " ".join(self.text[max(0, self.offset - 60) : self.offset].split())
        after = " ".join(self.text[self.offset : self.offset + 60].split())
        return f"{self.article}:{self.offset}: {before} | {after}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaks:
    """The faults in a set of articles, in order, and how many articles and sentences there are."""

    name: str
    articles: int
    sentences: int
    faults: tuple[Fault, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the counts by kind as values for JSON: no text."""
        counts = Counter(fault.kind for fault in self.faults)
        kinds = {kind: counts[kind] for kind in KINDS}
        return {"name": self.name, "articles": self.articles, "sentences": self.sentences, "wrong": kinds}


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """Two sentences that follow each other, the text, and the annotated attributions about them."""

    text: str
    before: Sentence
    after: Sentence
    gold: tuple[Gold, ...]

    @property
    def within(self) -> bool:
        """Whether both sentences stand in one paragraph."""
        return self.before.segment == self.after.segment

    @property
    def head(self) -> str:
        """The text that follows the boundary, up to a hundred characters of it."""
        return self.text[self.after.span.start : min(self.after.span.end, self.after.span.start + 100)]

    @property
    def tail(self) -> str:
        """The text that precedes the boundary, up to a hundred characters of it."""
        return self.text[max(self.before.span.start, self.before.span.end - 100) : self.before.span.end]


def parts_annotation(boundary: Boundary) -> bool:
    """Return whether the boundary lies inside one stretch of a source or of a cue."""
    end, start = boundary.before.span.end, boundary.after.span.start
    return any(a < end and start < b for g in boundary.gold for a, b in (*g.source, *g.cue))


def follows_abbreviation(boundary: Boundary) -> bool:
    """Return whether a rank, a title, an initial or a country's initials end the first sentence, and a name goes on."""
    words = boundary.tail.split()
    if not boundary.within or not words or not boundary.head[:1].isupper():
        return False
    last = words[-1].lstrip(OPENING_MARKS + "([")
    if COUNTRY.fullmatch(last):
        return OF_COUNTRY.match(boundary.head) is not None
    if INITIAL.fullmatch(last):
        return len(words) == 1 or words[-2][:1].isupper()
    return last.endswith(".") and (honorific(last) is not None or rank(last) or title(last))


def parts_report(boundary: Boundary) -> bool:
    """Return whether a quotation is parted from the annotated source and cue that follow it at once."""
    if not boundary.within or boundary.tail[-1] not in CLOSING_MARKS or boundary.tail[-2:-1] not in ",?!-—…":
        return False
    if boundary.head[0] in "-–—―":  # a byline below a motto
        return False
    end, start = boundary.before.span.end, boundary.after.span.start
    return any(
        any(end - 2 <= b <= end for _, b in g.content) and any(a == start for a, _ in (*g.source, *g.cue))
        for g in boundary.gold
    )


def starts_with_closing_mark(boundary: Boundary) -> bool:
    """Return whether a mark that only closes starts a sentence, or a straight one with a space behind it."""
    head = boundary.head
    return boundary.within and (head[0] in "”’»)]" or (head[0] in "\"'" and head[1:2].isspace())) and head[:2] != "’ "


def starts_in_lower_case(boundary: Boundary) -> bool:
    """Return whether a sentence starts in lower case; addresses, and names such as "iPhone", may."""
    first = boundary.head.split()[0].lstrip(OPENING_MARKS)
    if not boundary.within or not first[:1].islower() or ADDRESS.match(first):
        return False
    return not any(map(str.isupper, first))


def starts_with_comma(boundary: Boundary) -> bool:
    """Return whether a sentence starts with a mark that can only go on or end one; three full stops may start one."""
    return boundary.within and boundary.head[0] in ",;:.?!%" and not boundary.head.startswith(("..", ". ."))


def parts_introduction(boundary: Boundary) -> bool:
    """Return whether a clause that ends with a comma is parted from the quotation that it introduces."""
    return boundary.within and boundary.tail[-1] == "," and boundary.head[0] in '"“'


def lacks_stop(boundary: Boundary) -> bool:
    """Return whether a sentence inside a paragraph ends with a letter or a figure.

    A heading in capitals may, and so may what stands before a word that opens sentences: its stop was forgotten.
    """
    words = boundary.tail.split()
    if not boundary.within or not words[-1][-1].isalnum() or OPENER.match(boundary.head):
        return False
    return not "".join(words[-2:]).isupper() or len(words) == 1


def parts_line(boundary: Boundary) -> bool:
    """Return whether a paragraph ends in the midst of a sentence: without a stop, and the next goes on in lower case."""
    first = boundary.head.split()[0]
    return not boundary.within and first.isalpha() and first.islower() and not STOPPED.search(boundary.tail)


FALSE = (
    ("behind an abbreviation before a name", follows_abbreviation),
    ("before the clause that reports a quotation", parts_report),
    ("a closing mark starts a sentence", starts_with_closing_mark),
    ("a sentence starts with a comma or a stop", starts_with_comma),
    ("a sentence starts in lower case", starts_in_lower_case),
    ("inside an annotated source or cue", parts_annotation),
    ("between a clause and the quotation that it introduces", parts_introduction),
    ("a paragraph ends inside a sentence", parts_line),
    ("a sentence in a paragraph ends without a mark", lacks_stop),
)
KINDS = tuple(name for name, _ in (*FALSE, *MISSED))


def faults(article: Article, sentences: Iterable[Sentence], gold: Iterable[Gold]) -> Iterator[Fault]:
    """Yield the wrong and the missing boundaries among the sentences of an article, each under its first kind."""
    known, every = tuple(gold), tuple(sentences)
    for before, after in pairwise(every):
        boundary = Boundary(text=article.text, before=before, after=after, gold=known)
        kind = next((name for name, holds in FALSE if holds(boundary)), None)
        if kind:
            yield Fault(kind=kind, article=article.id, text=article.text, offset=after.span.start)
    for sentence in every:
        for name, pattern in MISSED:
            for match in pattern.finditer(sentence.span.text):
                offset = sentence.span.start + match.start(1)
                yield Fault(kind=name, article=article.id, text=article.text, offset=offset)


def read_breaks(polnear: Path, part: str, parser: Parser) -> Breaks:
    """Return the wrong boundaries in the articles of a part of PolNeAR."""
    sentences, texts = 0, 0
    result: list[Fault] = []
    for texts, (path, gold) in enumerate(articles(polnear / part), 1):  # noqa: B007 the count is a result
        article = Article(id=path.name, text=path.read_bytes().decode("utf-8"))
        found = parser.parse(article, segment(article))
        sentences += len(found)
        result += faults(article, found, gold)
    return Breaks(name=f"PolNeAR {part}", articles=texts, sentences=sentences, faults=tuple(result))
