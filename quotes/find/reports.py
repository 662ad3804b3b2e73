"""Find what is reported in clauses and phrases: the readings that are believed, with what the lexicon knows of the cue."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quotes import lexicon
from quotes.grammar import FINITE, can_speak, has_to
from quotes.lexicon import Reporting
from quotes.model import Cue, Parsed, Polarity, Reading, Sentence, Span, Word

NEGATIONS = frozenset({"not", "never", "no", "neither", "nobody", "none", "hardly"})
MODALS = frozenset({"would", "could", "might", "may", "should", "will", "shall", "must", "can", "'d", "'ll"})
# On articles of PolNeAR 1.0 train that the reader had not learned from, of clauses at 0.3 to 0.5 two in three are right,
# of other content one in three.
LEAST_CHANCE = 0.5
LEAST_CHANCE_OF_CLAUSE = 0.3
# What a cue that the lexicon lacks counts beside one that it has: "had a better morning: ..., it tweeted" is of "tweeted".
UNLISTED = 0.5
# Cues that as often only say what something is called, or call somebody up.
NAMING = frozenset({"call", "name", "dub", "nickname", "title"})
CLAUSAL = frozenset({"clause", "parenthetical", "according", "as"})
TELLING = frozenset({"neutral", "assertive", "directive"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A reading that is believed, its content with the marks that belong to it, and what the lexicon knows of its cue.

    ``frame`` names how the content hangs on the cue. Without content, what the cue reports stands in another paragraph.
    """

    reading: Reading
    content: tuple[Span, ...]
    entry: Reporting
    frame: str
    cue: Cue

    @property
    def key(self) -> tuple[int, int]:
        """The indices of the cue's sentence, and of the cue in it."""
        return self.reading.sentence, self.reading.word

    @property
    def likely(self) -> float:
        """The chance that the cue reports, and reports this content; half of it for a cue that no lexicon lists."""
        return self.reading.chance * self.reading.sure * (1 if self.entry.frames else UNLISTED)

    @property
    def topical(self) -> bool:
        """Whether the content is only what was spoken of: "condemned [the attack]", not "announced [the arrest of two]".

        A phrase is what was said where somebody tells it, by a cue that the lexicon lists with such a phrase, and with
        a clause or quotation too: "voted against [the plan]" tells nothing.
        """
        if self.frame in CLAUSAL:
            return False
        frames = self.entry.frames
        listed = frames & {self.frame, self.frame.removeprefix("prep:")} and frames & {"clause", "quote"}
        told = self.entry.stance in TELLING and self.cue.polarity != "negative" and bool(self.reading.source)
        return not (listed and told and self.entry.act == "speech")


class Reports:
    """The reports of an article, to look up by their cue or by what they report."""

    def __init__(self, found: Iterable[Report]) -> None:
        """Take the reports; those without content are only told by their cue."""
        self._by_cue = {report.key: report for report in found}
        spans = [(span, report) for report in self._by_cue.values() for span in report.content]
        self._spans = sorted(spans, key=lambda pair: pair[0])
        self._starts = [span.start for span, _ in self._spans]
        self._longest = max((len(span) for span, _ in spans), default=0)

    def __iter__(self) -> Iterator[Report]:
        return (report for report in self._by_cue.values() if report.content)

    def get(self, key: tuple[int, int | None]) -> Report | None:
        """Return the report whose cue is the word of these indices, of its sentence and its place there."""
        return None if key[1] is None else self._by_cue.get((key[0], key[1]))

    def of(self, span: Span) -> Report | None:
        """Return the report that holds most of a span, in letters that its chances leave to expect, if at least half."""
        shares: dict[tuple[int, int], int] = {}
        first = bisect_left(self._starts, span.start - self._longest)
        for other, report in self._spans[first : bisect_left(self._starts, span.end)]:
            shared = min(other.end, span.end) - max(other.start, span.start)
            if shared > 0:
                shares[report.key] = shares.get(report.key, 0) + shared
        enough = [key for key, shared in shares.items() if 2 * shared >= len(span)]
        best = max(enough, key=lambda key: shares[key] * self._by_cue[key].likely, default=None)
        return None if best is None else self._by_cue[best]


def reports(parsed: Parsed, readings: Iterable[Reading]) -> Iterator[Report]:
    """Yield every cue outside quotation marks that reports, with its content, if it has any, in the order of the cues.

    Headlines and page furniture are broken English, so there only clauses count.
    """
    kept = list(apart(r for r in readings if believable(parsed, r)))
    beside: dict[int, list[Reading]] = {}
    for reading in kept:
        beside.setdefault(reading.sentence, []).append(reading)
    for reading in kept:
        sentence = parsed.sentences[reading.sentence]
        word = sentence.words[reading.word]
        entry = reporting_entry(sentence, word) or unlisted(word)
        report = Report(
            reading=reading,
            content=content_of(parsed, reading, beside[reading.sentence]),
            entry=entry,
            frame=frame(parsed, reading),
            cue=cue_of(sentence, word, entry, reading.cue),
        )
        body = parsed.segments[sentence.segment].kind == "body"
        least = LEAST_CHANCE_OF_CLAUSE if report.content and report.frame == "clause" else LEAST_CHANCE
        if reading.chance >= least and (body or (report.content and report.frame in CLAUSAL)):
            yield report


def content_of(parsed: Parsed, reading: Reading, others: Iterable[Reading]) -> tuple[Span, ...]:
    """Return the content of a reading: each stretch with the quotation marks that belong to it, but no idle "it".

    'said it was "a gift' ends behind the closing mark; of "It was announced that it fell" the first word says nothing.
    """
    spans = (
        [span for span in reading.content if span.text.lower() != "it"]
        or reading.content
        or before_comma(parsed, reading)
    )
    whole = parsed.sentences[reading.sentence].span
    spans = tuple(within(parsed, span, whole) for span in spans)
    return tuple(with_marks(parsed, cut_off(parsed, span, reading, others)) for span in spans)


def within(parsed: Parsed, span: Span, sentence: Span) -> Span:
    """Return the part of a stretch that lies in the cue's sentence, if it begins before that without a quotation mark."""
    if span.start >= sentence.start or span.end <= sentence.start or parsed.quoted_at(span.start) is not None:
        return span
    return parsed.article.span(sentence.start, span.end)


def before_comma(parsed: Parsed, reading: Reading) -> tuple[Span, ...]:
    """Return the content of a headline that ends with source and cue: "[Bridge to stay shut], mayor says"."""
    segment = parsed.segments[parsed.sentences[reading.sentence].segment].span
    source = next(iter(reading.source), None)
    if source is None or any(c.isalnum() for c in parsed.article.text[reading.cue[-1].end : segment.end]):
        return ()
    before = parsed.article.text[segment.start : source.start].rstrip()
    if not before.endswith(",") or not any(map(str.isalnum, before)):
        return ()
    return (parsed.article.span(segment.start, segment.start + len(before) - 1),)


def cut_off(parsed: Parsed, span: Span, reading: Reading, others: Iterable[Reading]) -> Span:
    """Return a stretch up to a participle that goes on to report: "said [it held], adding that it was safe".

    Who adds stands outside the stretch, so the adding does too.
    """
    for other in others:
        cue = parsed.sentences[other.sentence].words[other.word].span
        inside = span.covers(cue) and other is not reading and other.source == reading.source and bool(other.source)
        before = parsed.article.text[span.start : cue.start].rstrip()
        if inside and before.endswith((",", "-", "–", "—")):
            return parsed.article.span(span.start, span.start + len(before.rstrip(",-–— ")))
    return span


def with_marks(parsed: Parsed, span: Span) -> Span:
    """Return a span that breaks off inside quotation marks up to the closing one, if the opening one is in it.

    A span that begins right behind an opening mark begins with it, if the closing one is in the span.
    """
    start, end = span.start, span.end
    last, first = parsed.quoted_at(max(start, end - 1)), parsed.quoted_at(start)
    if last is not None and last.outer.start > start and (last.closed or only_marks(parsed, end, last.outer.end)):
        end = last.outer.end
    if first is not None and first.outer.end < end and only_marks(parsed, first.outer.start, start):
        start = first.outer.start
    return parsed.article.span(start, end)


def only_marks(parsed: Parsed, start: int, end: int) -> bool:
    """Return whether nothing but punctuation stands between two offsets."""
    return not any(c.isalnum() for c in parsed.article.text[start:end])


def apart(readings: Iterable[Reading]) -> Iterator[Reading]:
    """Yield one of two readings whose cues share a word, the one with content, or the likelier one.

    "said in a statement" is no second cue.
    """
    kept: list[Reading] = []
    for reading in readings:
        if kept and any(a.overlaps(b) for a in kept[-1].cue for b in reading.cue):
            if (bool(reading.content), reading.chance) > (bool(kept[-1].content), kept[-1].chance):
                kept[-1] = reading
        else:
            kept.append(reading)
    yield from kept


def believable(parsed: Parsed, reading: Reading) -> bool:
    """Return whether a reading is likely enough, of a whole sentence, and not inside quotation marks.

    What others say in the words of a speaker is that speaker's to tell. "According to" a rule or rank tells nothing.
    """
    sentence = parsed.sentences[reading.sentence]
    segment = parsed.segments[sentence.segment]
    if reading.chance < LEAST_CHANCE_OF_CLAUSE or not reading.cue:
        return False
    if segment.kind == "furniture" and segment.span.text[-1:] not in ".?!":
        return False
    word = sentence.words[reading.word]
    noun = sentence.head(word) if word.relation == "case" else None
    outside = parsed.quoted_at(word.span.start) is None
    return outside and (noun is None or can_speak(noun)) and not gives_name(parsed, word, reading)


def gives_name(parsed: Parsed, word: Word, reading: Reading) -> bool:
    """Return whether a cue only gives a name, or calls somebody up: "a paper called [Oster Watch]", "called [her sister]".

    Who is called something has two phrases behind the cue: "called [the plan] [a disaster]".
    """
    if word.lemma.lower() not in NAMING or any(holds_mark(parsed, span) for span in reading.content):
        return False
    sentence = parsed.sentences[reading.sentence]
    if word.deprel == "acl" and sentence.child(word, "obl:agent") is None:
        return True
    inside = {w.index: w for w in sentence.words if any(s.overlaps(w.span) for s in reading.content)}
    tops = [w for w in inside.values() if w.head not in inside and w.upos != "PUNCT"]
    return len(tops) == 1 and (tops[0].upos == "PROPN" or tops[0].relation == "obj")


def holds_mark(parsed: Parsed, span: Span) -> bool:
    """Return whether some of a stretch stands in quotation marks."""
    quoted = next(parsed.quoted_after(span.start), None)
    return parsed.quoted_at(span.start) is not None or (quoted is not None and quoted.outer.start < span.end)


def unlisted(word: Word) -> Reporting:
    """Return what is known of a cue that the lexicon lacks: its lemma."""
    return Reporting(lemma=word.lemma, pos=word.upos, act="speech", stance="neutral", frames=frozenset())


def frame(parsed: Parsed, reading: Reading) -> str:
    """Return how the content hangs on the cue in the parse, by the names that the lexicon has for it.

    "clause", "infinitive" ("vowed [to rebuild]"), "gerund" ("denies [knowing her]"), "np" ("announced [the sale]"), "as"
    and "prep:..." ("warned of [floods]"), "parenthetical" where the content is around the cue, "according".
    """
    sentence = parsed.sentences[reading.sentence]
    cue = sentence.words[reading.word]
    inside = {w.index for w in sentence.words if any(s.covers(w.span) for s in reading.content)}
    if cue.upos == "ADP" or cue.relation == "case":
        return "according"
    verbs = any(sentence.words[i].xpos in FINITE for i in inside)
    around = verbs and any(i < cue.index for i in inside) and any(i > cue.index for i in inside)
    if around or any(above.index in inside for above in sentence.ancestors(cue)):
        return "parenthetical"
    if any(child.index in inside and is_as(sentence.child(child, "case", "mark")) for child in sentence.children(cue)):
        return "as"
    tops = [w for w in sentence.words if w.index in inside and w.head not in inside and w.upos != "PUNCT"]
    top = next((w for w in tops if w.relation == "ccomp"), tops[0] if tops else None)
    if top is None or top.relation in ("csubj", "parataxis"):
        return "clause"
    case = sentence.child(top, "case", "mark")
    if case is not None and case.text.lower() == "to" and top.relation in ("xcomp", "advcl", "acl", "ccomp"):
        return "infinitive"
    if top.relation in ("ccomp", "acl") or sentence.child(top, "nsubj", "nsubj:pass", "cop"):
        return "clause"
    if case is not None:
        return f"prep:{case.text.lower()}"
    return "gerund" if top.xpos == "VBG" else "np"


def is_as(word: Word | None) -> bool:
    """Return whether a word is "as"."""
    return word is not None and word.text.lower() == "as"


def reporting_entry(sentence: Sentence, word: Word) -> Reporting | None:
    """Return the lexicon's entry for a word in its construction: phrasal verbs by their particle, "according to"."""
    if word.upos == "ADP" or word.xpos in ("VBG", "IN"):
        entry = prepositional_entry(sentence, word)
        if entry is not None:
            return entry
    particle = sentence.child(word, "compound:prt") if word.upos == "VERB" else None
    if particle is not None:
        for entry in lexicon.phrasal(word.lemma):
            if entry.particle == particle.text.lower():
                return entry
    return lexicon.cue(word.lemma, "VERB" if word.upos == "AUX" else word.upos)


def prepositional_entry(sentence: Sentence, word: Word) -> Reporting | None:
    """Return the entry of a complex preposition that begins at ``word``: "according to", "in the words of"."""
    for words, entry in lexicon.prepositional_cues().items():
        if word.relation == "case" and tuple(
            w.text.lower() for w in sentence.words[word.index : word.index + len(words)]
        ) == tuple(words):
            return entry
    return None


def cue_of(sentence: Sentence, word: Word, entry: Reporting, spans: tuple[Span, ...] = ()) -> Cue:
    """Return the cue that a word is, with its stance and polarity; ``spans`` are its words if they are more than the one."""
    span = next((s for s in spans if s.covers(word.span)), word.span)
    return Cue(
        span=span, lemma=entry.lemma or word.lemma, stance=entry.stance, polarity=polarity(sentence, word, entry)
    )


def polarity(sentence: Sentence, cue: Word, entry: Reporting) -> Polarity:
    """Return whether the cue affirms the report, denies it ("did not say"), or puts it in a mood ("would say")."""
    words = {c.text.lower() for c in sentence.children(cue) if c.relation in ("advmod", "det", "cc", "aux")}
    subject = sentence.child(cue, "nsubj")
    if subject is not None:
        words |= {c.text.lower() for c in sentence.children(subject) if c.relation == "det"} | {subject.text.lower()}
    governor = sentence.head(cue) if cue.relation == "xcomp" else None
    above = lexicon.cue(governor.lemma, "VERB") if governor is not None else None
    if entry.denies or words & NEGATIONS or "n't" in words or "n’t" in words or (above is not None and above.denies):
        return "negative"
    return "hypothetical" if words & MODALS or (above is not None and has_to(sentence, cue)) else "positive"
