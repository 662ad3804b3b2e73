"""The vocabulary of the extractor: the frozen values that its stages hand to each other.

Offsets are Unicode code points into ``Article.text``, 0-based, end excluded, as in the W3C Web Annotation
``TextPositionSelector``. ``Article.text`` is final: nothing downstream rewrites it, so every ``Span`` is a slice of it.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["direct", "mixed", "indirect"]
Act = Literal["speech", "writing", "thought"]
Status = Literal["resolved", "anonymous", "collective", "ambiguous", "unresolved", "none"]
Form = Literal["name", "partial", "pronoun", "nominal"]
SpeakerKind = Literal["person", "organization", "group", "document", "anonymous"]
Stance = Literal["neutral", "assertive", "supportive", "critical", "doubtful", "denying", "directive", "emotive"]
Polarity = Literal["positive", "negative", "hypothetical"]
SegmentKind = Literal["body", "headline", "furniture"]


# "PORT ANSEL, Varland (Wire) — ": a place in capitals, what narrows it down, and a dash.
DATELINE = re.compile(
    r"[A-Z][A-Z.'’ -]{2,40}(?:, [A-Z][\w.'’ ]{1,30})?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?(?: \([^)\n]{1,30}\))? ?(?:—|–|--|-) (?=\S)"
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of an article: ``text == article.text[start:end]``, in code points."""

    start: int
    end: int
    text: str

    def __len__(self) -> int:
        return self.end - self.start

    def covers(self, other: Span) -> bool:
        """Return whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Return whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong with an input or a ledger: a value, so that one bad source does not end a run.

    ``path`` says where (a file, a line of it, or a JSON path), ``check`` names what was checked, ``message`` says what
    is wrong and how to mend it.
    """

    path: str
    check: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A source as it was read: its text, decoded once and never rewritten, and what is known about it."""

    id: str
    text: str
    path: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    media_type: str = "text/plain"
    problems: tuple[Problem, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """Return the span from ``start`` to ``end``; raise ``ValueError`` if it does not lie inside the text."""
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"span {start}..{end} is not inside a text of {len(self.text)} code points")
        return Span(start, end, self.text[start:end])

    @property
    def sha256(self) -> str:
        """The SHA-256 of the text's UTF-8, in hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A stretch between quotation marks, paired by the marks alone: whether it is speech is decided later.

    ``outer`` includes the marks, ``inner`` does not. ``opened`` and ``closed`` say whether the mark on that side
    stands in the text; a side without one was repaired within its paragraph. ``depth`` is 0 for an outermost
    quotation. ``continues`` is true if the paragraph before left its quotation open and this one re-opens it.
    """

    outer: Span
    inner: Span
    depth: int = 0
    opened: bool = True
    closed: bool = True
    continues: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A paragraph, what kind of paragraph it is, and its quoted stretches in order of their start."""

    span: Span
    kind: SegmentKind = "body"
    quoted: tuple[Quoted, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A token of Universal Dependencies: ``index`` and ``head`` count from 0 in its sentence, ``head`` -1 is the root."""

    index: int
    span: Span
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    deprel: str

    @property
    def text(self) -> str:
        """The word as it stands in the article."""
        return self.span.text

    @property
    def relation(self) -> str:
        """The dependency relation without its subtype: ``nsubj`` for ``nsubj:pass``."""
        return self.deprel.partition(":")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A parsed sentence: its words in order, and the index of the segment that it stands in."""

    span: Span
    words: tuple[Word, ...]
    segment: int
    _children: tuple[tuple[int, ...], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        children: list[list[int]] = [[] for _ in self.words]
        for word in self.words:
            if word.head >= 0:
                children[word.head].append(word.index)
        object.__setattr__(self, "_children", tuple(map(tuple, children)))

    def children(self, word: Word) -> Iterator[Word]:
        """Yield the direct dependents of ``word`` from left to right."""
        return (self.words[i] for i in self._children[word.index])

    def child(self, word: Word, *relations: str) -> Word | None:
        """Return the first dependent of ``word`` whose relation, with or without its subtype, is one of ``relations``."""
        return next((c for c in self.children(word) if c.deprel in relations or c.relation in relations), None)

    def head(self, word: Word) -> Word | None:
        """Return the word that ``word`` depends on, or None for the root."""
        return self.words[word.head] if word.head >= 0 else None

    def ancestors(self, word: Word) -> Iterator[Word]:
        """Yield the words that ``word`` depends on, its head first, the root last."""
        while word.head >= 0:
            word = self.words[word.head]
            yield word

    def subtree(self, word: Word) -> list[Word]:
        """Return ``word`` and all that depends on it, directly or not, from left to right."""
        found, stack = [], [word.index]
        while stack:
            index = stack.pop()
            found.append(index)
            stack.extend(self._children[index])
        return [self.words[i] for i in sorted(found)]


def stands(segment: Segment, quoted: Quoted) -> bool:
    """Return whether a stretch may be taken at its word: a mark opens it, or the paragraph does.

    Where only a closing mark stands, the stretch begins where a repair put it, and may take in the writer's own words.
    """
    return quoted.opened or quoted.continues or quoted.outer.start == segment.span.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """An article with its segments and its sentences, both in order: what the stages after the parse read."""

    article: Article
    segments: tuple[Segment, ...]
    sentences: tuple[Sentence, ...]
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _quoted: tuple[Quoted, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", tuple(s.span.start for s in self.sentences))
        outermost = tuple(q for s in self.segments for q in s.quoted if q.depth == 0 and stands(s, q))
        object.__setattr__(self, "_quoted", outermost)

    def span(self, words: Iterable[Word]) -> Span:
        """Return the span from the first to the last of ``words``, which must not be empty."""
        spans = [w.span for w in words]
        return self.article.span(min(s.start for s in spans), max(s.end for s in spans))

    def sentence_at(self, offset: int) -> int:
        """Return the index of the last sentence that starts at or before ``offset``; 0 if none does."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def words_in(self, start: int, end: int) -> Iterator[tuple[int, Word]]:
        """Yield the words that lie wholly between two offsets, each with the index of its sentence."""
        for index in range(self.sentence_at(start), len(self.sentences)):
            sentence = self.sentences[index]
            if sentence.span.start >= end:
                return
            yield from ((index, w) for w in sentence.words if start <= w.span.start and w.span.end <= end)

    def own_words_start(self, segment: int) -> int:
        """Return the offset at which a paragraph's own words begin: past its dateline, if it has one."""
        span = self.segments[segment].span
        match = DATELINE.match(span.text)
        return span.start + match.end() if match else span.start

    def quoted_at(self, offset: int) -> Quoted | None:
        """Return the outermost quoted stretch whose inside or marks hold ``offset``, or None."""
        index = bisect_right(self._quoted, offset, key=lambda q: q.outer.start) - 1
        return self._quoted[index] if index >= 0 and offset < self._quoted[index].outer.end else None

    def quoted_before(self, offset: int) -> Quoted | None:
        """Return the last outermost quoted stretch that starts before ``offset``, or None."""
        index = bisect_left(self._quoted, offset, key=lambda q: q.outer.start) - 1
        return self._quoted[index] if index >= 0 else None

    def quoted_after(self, offset: int) -> Iterator[Quoted]:
        """Yield the outermost quoted stretches that start at or after ``offset``, in order."""
        for index in range(bisect_left(self._quoted, offset, key=lambda q: q.outer.start), len(self._quoted)):
            yield self._quoted[index]

    def quoted_in(self, span: Span) -> tuple[Quoted, ...]:
        """Return the outermost quoted stretches that lie wholly inside ``span``."""
        first = bisect_left(self._quoted, span.start, key=lambda q: q.outer.start)
        last = bisect_right(self._quoted, span.end, key=lambda q: q.outer.start)
        return tuple(q for q in self._quoted[first:last] if span.covers(q.outer))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A word that may report, with the words that it would report and credit.

    ``sentence`` and ``word`` index the word; ``chance``, 0 to 1, is that it is a cue at all, ``sure`` that the other
    fields are right if it is one. ``cue`` are the cue's own words: "has said in a statement".
    """

    sentence: int
    word: int
    chance: float
    sure: float
    source: tuple[Span, ...]
    content: tuple[Span, ...]
    cue: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """The word that reports: "said", "according to", "statement"."""

    span: Span
    lemma: str
    stance: Stance = "neutral"
    polarity: Polarity = "positive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Reported words and the cue that reports them, before it is known whose they are.

    ``sentence`` is the index of the cue's sentence, or of the content's first where there is no cue; ``word`` is the
    cue's index in it. ``reading`` is the reading of the cue, if it was read to report this. ``topical`` is true if the
    content is only what was spoken of. ``rule`` names what found the quotation.
    """

    kind: Kind
    act: Act
    content: tuple[Span, ...]
    verbatim: tuple[Span, ...] = ()
    cue: Cue | None = None
    reading: Reading | None = None
    topical: bool = False
    sentence: int
    word: int | None = None
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An expression that refers to somebody: "Army Col. Ryan Dillon", "Dillon", "he", "the spokesman"."""

    span: Span
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The words that a quotation is credited to, before it is known whom they mean; ``head`` indexes their head word."""

    span: Span
    sentence: int
    head: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """A quotation with its source, and whom and where it was said to and in, as far as the text says.

    ``rule`` names what found the source. ``carried`` is true if the source was taken over from the quotation before.
    """

    quotation: Quotation
    source: Source | None
    addressee: Span | None = None
    medium: Span | None = None
    rule: str
    carried: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What somebody is, as the article puts it: "Pentagon spokesman Army Col." with its parts where they are stated.

    ``modifier`` says how the office is held: "former", "acting", "deputy".
    """

    span: Span
    title: Span | None = None
    organization: Span | None = None
    rank: Span | None = None
    modifier: Span | None = field(default=None, metadata={"omit_none": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Somebody to whom the article attributes something. ``name`` is the fullest proper name, None if never named."""

    id: str
    name: str | None
    kind: SpeakerKind
    roles: tuple[Role, ...] = ()
    aliases: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A place in the article that supports a link: what it shows (``cue``, ``mention``, ``antecedent``, ``name``, ``role``)."""

    shows: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerLink:
    """Who an attribution is credited to. ``id`` is of a ``Speaker``; ``candidates`` are such ids where ``ambiguous``."""

    id: str | None
    status: Status
    mention: Mention | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """One entry of the ledger: what was said, in which words, by whom, in what role, and how sure that is."""

    id: str
    kind: Kind
    act: Act
    content: tuple[Span, ...]
    verbatim: tuple[Span, ...] = ()
    cue: Cue | None = None
    speaker: SpeakerLink
    role: Span | None = None
    addressee: Span | None = None
    medium: Span | None = None
    confidence: float
    rule: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSpeech:
    """A string in quotation marks that is not speech, and why: a title, a nickname, a scare quote."""

    span: Span
    reason: str
