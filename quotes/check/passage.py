"""A quotation as a row of words, each with its place in the article, whether it is quoted, and where sentences end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from quotes import lexicon
from quotes.differences import Words, is_name
from quotes.entry import Entry
from quotes.model import Span
from quotes.wording import Token, tokens

RUNS_ON = 8  # code points: a mark, the ends of two lines and another mark; no word of the reporter fits between
_END = re.compile(r"[.!?…]")
_CLAUSE = frozenset(",;:—–()")
_OPENS = re.compile(r"[.!?:…\"“‘«]")
_INSERTED = re.compile(r"\[[^\[\]]{2,200}\]")
_SIC = re.compile(r"\[\s*sic!?\s*\]", re.IGNORECASE)
_LEFT_OUT = re.compile(r"…|\.\s?\.\s?\.")


@dataclass(frozen=True, kw_only=True)
class Passage:
    """The words of one quotation. All that it has of them is in tuples with an item for each word.

    ``stretch`` is the index in ``stretches`` of the content that a word stands in. All else is made when it is asked
    for: of most candidates only the forms are.
    """

    entries: tuple[Entry, ...]
    stretches: tuple[Span, ...]
    tokens: tuple[Token, ...]
    stretch: tuple[int, ...]

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The levelled forms of the words."""
        return tuple([token.form for token in self.tokens])

    @cached_property
    def words(self) -> Words:
        """The words as the article has them."""
        texts = tuple(map(self._text, range(len(self.tokens))))
        capitals = [i for i, text in enumerate(texts) if text[0].isupper()]
        names = frozenset(i for i in capitals if is_name(texts[i], opens=self._opens(i)))
        return Words(forms=self.forms, texts=texts, names=names)

    @cached_property
    def quoted(self) -> tuple[bool, ...]:
        """Whether a word stands inside quotation marks."""
        if all(entry.attribution.kind == "direct" for entry in self.entries):
            return (True,) * len(self.tokens)
        quotes = [span for entry in self.entries for span in entry.attribution.verbatim]
        return tuple(any(q.start <= t.start and t.end <= q.end for q in quotes) for t in self.tokens)

    @cached_property
    def inserted(self) -> tuple[bool, ...]:
        """Whether the reporter put a word there in brackets."""
        found = [
            (span.start + m.start(), span.start + m.end())
            for span in self.stretches
            if "[" in span.text
            for m in _INSERTED.finditer(span.text)
        ]
        return tuple(any(a <= t.start and t.end <= b for a, b in found) for t in self.tokens)

    @cached_property
    def sentence(self) -> tuple[int, ...]:
        """The number of the sentence that a word stands in."""
        return tuple(accumulate(map(self._begins, range(len(self.tokens)))))

    @cached_property
    def clause(self) -> tuple[int, ...]:
        """The number of the stretch between marks of punctuation that a word stands in."""
        sentence = (0, *self.sentence)
        ends = (
            a != b or not _CLAUSE.isdisjoint(gap) for a, b, gap in zip(sentence, sentence[1:], self._gaps, strict=False)
        )
        return tuple(accumulate(ends))

    @cached_property
    def elided(self) -> tuple[bool, ...]:
        """Whether the source marks a cut before a word."""
        return tuple(gap != " " and _LEFT_OUT.search(gap) is not None for gap in self._gaps)

    @cached_property
    def _gaps(self) -> tuple[str, ...]:
        """What stands before each word, back to the one before; what the reporter says between stretches is not known."""
        return tuple(_between(self.stretches, self.tokens, self.stretch, i) for i in range(len(self.tokens)))

    def spans(self, indices: Sequence[int]) -> tuple[Span, ...]:
        """Return where the words from the first to the last of ``indices`` stand: a span for each stretch."""
        return tuple(self._span(group) for group in _grouped(range(min(indices), max(indices) + 1), self.stretch))

    def text(self, start: int, end: int) -> str:
        """Return the words from ``start`` to ``end`` as the article writes them, stretches joined by a space."""
        return " ".join(span.text for span in self.spans(range(start, end))) if start < end else ""

    def entries_of(self, spans: Iterable[Span]) -> tuple[Entry, ...]:
        """Return the entries whose content holds one of ``spans``."""
        held = list(spans)
        return tuple(e for e in self.entries if any(c.overlaps(s) for c in e.attribution.content for s in held))

    def sentence_of(self, first: int, last: int) -> tuple[int, int]:
        """Return the start and the end of the sentences that the words ``first`` to ``last`` stand in."""
        start, end = first, last + 1
        while start and self.sentence[start - 1] == self.sentence[first]:
            start -= 1
        while end < len(self.forms) and self.sentence[end] == self.sentence[last]:
            end += 1
        return start, end

    def _text(self, i: int) -> str:
        token, held = self.tokens[i], self.stretches[self.stretch[i]]
        return held.text[token.start - held.start : token.end - held.start]

    def _opens(self, i: int) -> bool:
        """Return whether any word would have a capital where the word ``i`` stands."""
        return not i or self.stretch[i] != self.stretch[i - 1] or _OPENS.search(self._gaps[i]) is not None

    def _begins(self, i: int) -> bool:
        """Return whether a sentence begins with the word ``i``, and another ends before it."""
        if not i or self._gaps[i] == " ":
            return False
        crosses = self.stretch[i] != self.stretch[i - 1]
        starts = {entry.attribution.content[0].start for entry in self.entries[1:]}
        if crosses and self.stretches[self.stretch[i]].start in starts:
            return True
        return _ends(self._gaps[i], self._text(i), self._text(i - 1), crosses=crosses)

    def _span(self, indices: Sequence[int]) -> Span:
        held = self.stretches[self.stretch[indices[0]]]
        start, end = self.tokens[indices[0]].start, self.tokens[indices[-1]].end
        return Span(start, end, held.text[start - held.start : end - held.start])


def passages(candidates: Iterable[Entry]) -> list[Passage]:
    """Return the quotations of ``candidates``, each once; those that run on from one paragraph to the next are one.

    A quotation whose mark is opened anew in the next paragraph is an entry for each paragraph: it runs on where too
    little stands between for a word of the reporter.
    """
    unique = {(e.source.sha256, e.source.id, e.attribution.id): e for e in candidates if e.attribution.content}
    ordered = sorted(unique.values(), key=_place)
    groups: list[list[Entry]] = []
    for entry in ordered:
        if groups and _runs_on(groups[-1][-1], entry):
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return [passage(group) for group in groups]


def passage(entries: Sequence[Entry]) -> Passage:
    """Return the words of entries of which each runs on into the next."""
    stretches = tuple(span for entry in entries for span in entry.attribution.content)
    found = [tokens(_without_sic(span.text), span.start) for span in stretches]
    return Passage(
        entries=tuple(entries),
        stretches=stretches,
        tokens=tuple(token for row in found for token in row),
        stretch=tuple(n for n, row in enumerate(found) for _ in row),
    )


def _without_sic(text: str) -> str:
    """Return ``text`` with a reporter's "[sic]" blanked, which nobody said; the offsets stay."""
    return _SIC.sub(lambda found: " " * len(found[0]), text) if "[" in text else text


def _place(entry: Entry) -> tuple[str, str, int, str]:
    return (entry.source.id, entry.source.sha256, entry.attribution.content[0].start, entry.attribution.id)


def _runs_on(before: Entry, entry: Entry) -> bool:
    """Return whether one direct quotation is continued by the next, of the same speaker, with no word between."""
    one, two = before.attribution, entry.attribution
    if (before.source.sha256, before.source.id) != (entry.source.sha256, entry.source.id) or one.kind != "direct":
        return False
    gap = two.content[0].start - one.content[-1].end
    return two.kind == "direct" and 0 <= gap <= RUNS_ON and one.speaker.id == two.speaker.id


def _between(stretches: Sequence[Span], found: Sequence[Token], stretch: Sequence[int], i: int) -> str:
    token, held = found[i], stretches[stretch[i]]
    if i and stretch[i - 1] == stretch[i]:
        return held.text[found[i - 1].end - held.start : token.start - held.start]
    lead = held.text[: token.start - held.start]
    if not i:
        return lead
    before = stretches[stretch[i - 1]]
    return before.text[found[i - 1].end - before.start :] + " " + lead


def _ends(gap: str, word: str, before: str, *, crosses: bool) -> bool:
    """Return whether a sentence ends in the gap between two words.

    Before a reporter's words a comma stands for the full stop that the speaker made, if what follows has a capital.
    """
    if _LEFT_OUT.search(gap) or not (word[:1].isupper() or word[:1].isdigit()):
        return _END.search(_LEFT_OUT.sub("", gap)) is not None and not word[:1].islower()
    if _END.search(gap):
        return "." not in gap or not _abbreviated(before)
    return crosses and word not in {"I", "I'm", "I’m", "I've", "I’ve", "I'll", "I’ll", "I'd", "I’d"}


def _abbreviated(word: str) -> bool:
    """Return whether the full stop after ``word`` is its own: "Mr.", "St.", "J."."""
    single = len(word) == 1 and word.isupper() and word != "I"
    return single or word == "St" or bool(lexicon.honorific(word) or lexicon.spelled_out(word + "."))


def _grouped(indices: Iterable[int], keys: Sequence[int]) -> Iterator[list[int]]:
    held: list[int] = []
    for i in indices:
        if held and keys[held[-1]] != keys[i]:
            yield held
            held = []
        held.append(i)
    if held:
        yield held
