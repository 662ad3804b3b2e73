"""A quotation as a row of words, each with its place in the article, whether it is quoted, and where sentences end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quotes import lexicon
from quotes.differences import Words, is_name
from quotes.entry import Entry
from quotes.model import Span
from quotes.wording import Token, tokens

RUNS_ON = 8  # code points: a mark, the ends of two lines and another mark; no word of the reporter fits between
_END = re.compile(r"[.!?…]")
_OPENS = re.compile(r"[.!?:…\"“‘«]")
_INSERTED = re.compile(r"\[[^\[\]]{2,200}\]")
_SIC = re.compile(r"\[\s*sic!?\s*\]", re.IGNORECASE)
_LEFT_OUT = re.compile(r"…|\.\s?\.\s?\.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The words of one quotation. All the tuples of it have an item for each word.

    ``words`` are as the article has them, ``stretch`` is the index in ``stretches`` of the content that a word stands
    in, ``quoted`` whether it stands inside quotation marks, ``inserted`` whether the reporter put it there in brackets.
    ``sentence`` numbers the sentences, ``clause`` the stretches between marks of punctuation, and ``elided`` says that
    the source marks a cut before a word.
    """

    entries: tuple[Entry, ...]
    stretches: tuple[Span, ...]
    words: Words
    tokens: tuple[Token, ...]
    stretch: tuple[int, ...]
    quoted: tuple[bool, ...]
    inserted: tuple[bool, ...]
    sentence: tuple[int, ...]
    clause: tuple[int, ...]
    elided: tuple[bool, ...]

    @property
    def forms(self) -> tuple[str, ...]:
        """The levelled forms of the words."""
        return self.words.forms

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
    quotes = [span for entry in entries for span in entry.attribution.verbatim]
    starts = {entry.attribution.content[0].start for entry in entries[1:]}
    found = [(token, n) for n, span in enumerate(stretches) for token in tokens(_without_sic(span.text), span.start)]
    between = [_between(stretches, found, i) for i in range(len(found))]
    ends, opens = [], []
    for i, gap in enumerate(between):
        crosses = i > 0 and found[i][1] != found[i - 1][1]
        fresh = crosses and stretches[found[i][1]].start in starts
        text = _text(stretches, *found[i])
        ends.append(i > 0 and (fresh or _ends(gap, text, _text(stretches, *found[i - 1]), crosses=crosses)))
        opens.append(i == 0 or crosses or _OPENS.search(gap) is not None)
    texts = tuple(_text(stretches, *each) for each in found)
    return Passage(
        entries=tuple(entries),
        stretches=stretches,
        words=Words(
            forms=tuple(token.form for token, _ in found),
            texts=texts,
            names=frozenset(i for i, word in enumerate(texts) if is_name(word, opens=opens[i])),
        ),
        tokens=tuple(token for token, _ in found),
        stretch=tuple(n for _, n in found),
        quoted=tuple(any(q.start <= t.start and t.end <= q.end for q in quotes) for t, _ in found),
        inserted=tuple(_inside(token, _inserted(stretches[n])) for token, n in found),
        sentence=_numbered(ends),
        clause=_numbered(bool(e or any(c in ",;:—–()" for c in g)) for e, g in zip(ends, between, strict=True)),
        elided=tuple(_LEFT_OUT.search(gap) is not None for gap in between),
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


def _between(stretches: Sequence[Span], found: Sequence[tuple[Token, int]], i: int) -> str:
    """Return what stands before a word, back to the word before it; across stretches what the article has is not known."""
    token, n = found[i]
    held = stretches[n]
    if i and found[i - 1][1] == n:
        return held.text[found[i - 1][0].end - held.start : token.start - held.start]
    lead = held.text[: token.start - held.start]
    if not i:
        return lead
    before = stretches[found[i - 1][1]]
    return before.text[found[i - 1][0].end - before.start :] + " " + lead


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


def _text(stretches: Sequence[Span], token: Token, n: int) -> str:
    held = stretches[n]
    return held.text[token.start - held.start : token.end - held.start]


def _inserted(stretch: Span) -> list[tuple[int, int]]:
    if "[" not in stretch.text:
        return []
    return [(stretch.start + m.start(), stretch.start + m.end()) for m in _INSERTED.finditer(stretch.text)]


def _inside(token: Token, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(start <= token.start and token.end <= end for start, end in ranges)


def _numbered(ends: Iterable[bool]) -> tuple[int, ...]:
    count, numbers = 0, []
    for end in ends:
        count += end
        numbers.append(count)
    return tuple(numbers)


def _grouped(indices: Iterable[int], keys: Sequence[int]) -> Iterator[list[int]]:
    held: list[int] = []
    for i in indices:
        if held and keys[held[-1]] != keys[i]:
            yield held
            held = []
        held.append(i)
    if held:
        yield held
