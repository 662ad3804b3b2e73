"""Find the reported words of an article: direct, mixed and indirect quotations, and marked strings that are not speech."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quotes.find.layout import headlines, transcripts
from quotes.find.quoted import Link, is_utterance, leads_in, link, reaches, reason_not_speech, starts_its_sentence
from quotes.find.reports import Report, Reports, cue_of, reports
from quotes.model import Cue, Kind, NotSpeech, Parsed, Quotation, Quoted, Reading, Segment, Span

DIRECT_SHARE = 0.99  # of the letters: all of them but for a slip of a mark
LONGEST_INTERRUPTION = 30

__all__ = ["find", "leftovers"]


class Stretches:
    """Spans that do not overlap one another, to look up which of them a span touches."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)

    def near(self, span: Span) -> list[Span]:
        """Return the spans that overlap ``span``, in order."""
        first = max(0, bisect_right(self._spans, span.start, key=lambda s: s.start) - 1)
        last = bisect_left(self._spans, span.end, key=lambda s: s.start)
        return [s for s in self._spans[first:last] if s.overlaps(span)]


@dataclass(slots=True)
class Group:
    """Quoted stretches of one paragraph that one cue attributes together, as in '"A," Voss said. "B"'."""

    segment: Segment
    quoted: list[Quoted]
    link: Link | None = None


def find(parsed: Parsed, readings: Iterable[Reading]) -> tuple[Quotation, ...]:
    """Return the quotations of a parsed article, in the order of their content."""
    by_cue = Reports(reports(parsed, readings))
    groups = [g for segment in parsed.segments for g in grouped(parsed, segment, by_cue)]
    hand_on_cues(groups)
    turns = list(transcripts(parsed))
    spoken = Stretches(t.content[0] for t in turns)
    marked = [from_group(parsed, g, by_cue) for g in groups]
    direct = turns + [q for q in marked if not spoken.near(q.content[0])]
    used = {(q.sentence, q.word) for q in direct}
    titles = [q for q in headlines(parsed) if (q.sentence, q.word) not in used]
    used |= {(q.sentence, q.word) for q in titles}
    rest = [r for r in by_cue if r.key not in used]
    verbatim = Stretches(part for q in direct for part in q.verbatim)
    quotations = direct + titles + [from_report(parsed, r) for r in rest if not taken(r, verbatim)]
    quotations.sort(key=lambda q: (q.content[0].start, q.content[-1].end, q.sentence, q.word or -1))
    return tuple(quotations)


def grouped(parsed: Parsed, segment: Segment, by_cue: Reports) -> list[Group]:
    """Return the paragraph's outermost quoted stretches that may be speech, joined where one cue serves several."""
    groups: list[Group] = []
    for quoted in parsed.quoted_in(segment.span):
        previous = groups[-1] if groups else None
        if previous is not None and (
            is_interrupted(parsed, previous, quoted) or is_of_one_report(parsed, previous, quoted, by_cue)
        ):
            previous.quoted.append(quoted)
            continue
        found = link(parsed, segment, quoted, by_cue)
        if not may_be_speech(parsed, segment, quoted, found):
            continue
        if previous is not None and goes_on(parsed, previous, quoted, found):
            previous.quoted.append(quoted)
            previous.link = previous.link or found
        else:
            groups.append(Group(segment, [quoted], found))
    return groups


def is_interrupted(parsed: Parsed, group: Group, quoted: Quoted) -> bool:
    """Return whether only the cue's clause and a comma part a stretch from the one before: '"We will," she said, "go"'."""
    between = list(parsed.words_in(group.quoted[-1].outer.end, quoted.outer.start))
    if group.link is None or len(between) < 2 or len(between) > LONGEST_INTERRUPTION or between[-1][1].text != ",":
        return False
    verbs = [(i, w.index) for i, w in between if w.upos == "VERB"]
    return bool(verbs) and verbs[-1] == (group.link.sentence, group.link.word)


def is_of_one_report(parsed: Parsed, group: Group, quoted: Quoted, by_cue: Reports) -> bool:
    """Return whether a stretch was read with the cue of the one before: '"It held," she said, but "not for long"'."""
    report = by_cue.of(quoted.inner)
    if report is None or group.link is None or report.key != (group.link.sentence, group.link.word):
        return False
    return reaches(parsed, report, quoted)


def may_be_speech(parsed: Parsed, segment: Segment, quoted: Quoted, found: Link | None) -> bool:
    """Return whether a stretch stands as speech by itself: signed, attributed, or a sentence in marks of its own."""
    if found is not None and found.rule in ("dash-signature", "colon-label"):
        return True
    body = segment.kind == "body"
    if is_utterance(parsed, quoted):
        return found is not None or (body and starts_its_sentence(parsed, segment, quoted) and says_something(quoted))
    return found is not None and body and leads_in(parsed, segment, quoted) and quotes_fragments(found)


def quotes_fragments(found: Link) -> bool:
    """Return whether a cue can report a piece of a sentence by itself: 'called it "a gift"', not 'known as "Bo"'."""
    return found.entry.act != "thought" and "quote" in found.entry.frames


def says_something(quoted: Quoted) -> bool:
    """Return whether a quotation without a cue is long enough, or closed like a sentence, to be one."""
    return len(quoted.inner.text.split()) > 3 or quoted.inner.text.rstrip()[-1:] in ".?!"


def goes_on(parsed: Parsed, group: Group, quoted: Quoted, found: Link | None) -> bool:
    """Return whether a stretch belongs to the quotation before it: same cue, or nothing but its cue's clause between."""
    between = list(parsed.words_in(group.quoted[-1].outer.end, quoted.outer.start))
    if all(w.upos == "PUNCT" for _, w in between):
        whole = group.quoted[-1].closed and quoted.opened
        return whole and (group.link is None or found is None or same_cue(group.link, found))
    if found is not None:
        return same_cue(group.link, found)
    return group.link is not None and {i for i, w in between if w.upos != "PUNCT"} == {group.link.sentence}


def same_cue(one: Link | None, other: Link) -> bool:
    """Return whether two links lead to the same word."""
    return one is not None and (one.sentence, one.word) == (other.sentence, other.word)


def hand_on_cues(groups: list[Group]) -> None:
    """Give every paragraph of a quotation re-opened over several paragraphs the cue that stands in one of them.

    One that quotes goes before one that does not: 'Voss saw it otherwise. "It leaks.', and in the next paragraph, '"Badly," she said.'
    """
    chain: list[Group] = []
    for group in [*groups, None]:
        if group is not None and group.quoted[0].continues and chain:
            chain.append(group)
            continue
        links = [member.link for member in chain if member.link is not None]
        cued = next(filter(quotes_fragments, links), links[0] if links else None)
        for member in chain:
            if cued is None or member.link is cued or (member.link is not None and quotes_fragments(member.link)):
                continue
            member.link = Link(rule="re-opened", sentence=cued.sentence, word=cued.word, entry=cued.entry)
        chain = [group] if group is not None else []


def from_group(parsed: Parsed, group: Group, by_cue: Reports) -> Quotation:
    """Return the direct quotation that a group makes, mixed where its cue's clause holds as much outside the marks."""
    verbatim = tuple(stripped(parsed, q.inner) for q in group.quoted)
    first = parsed.sentence_at(group.quoted[0].inner.start)
    if group.link is None:
        return Quotation(
            kind="direct", act="speech", content=verbatim, verbatim=verbatim, sentence=first, rule="no-cue"
        )
    report = by_cue.get((group.link.sentence, group.link.word))
    content = verbatim
    if report is not None and group.link.rule != "re-opened":
        read = tuple(
            past_conjunction(parsed, span)
            for span in without_remarks(in_its_sentence(parsed, report), report.cue, verbatim)
        )
        held = any(span.overlaps(part) for span in report.content for part in verbatim)
        if held and read and share_quoted(parsed, read) < DIRECT_SHARE:
            content = tuple(parsed.article.span(start, end) for start, end in merged((*read, *verbatim)))
    return Quotation(
        kind="direct" if content == verbatim else "mixed",
        act=group.link.entry.act,
        content=tuple(sorted(content)),
        verbatim=verbatim,
        cue=report.cue if report is not None else linked_cue(parsed, group.link),
        reading=report.reading if report is not None else None,
        sentence=group.link.sentence,
        word=group.link.word,
        rule=group.link.rule,
    )


def in_its_sentence(parsed: Parsed, report: Report) -> tuple[Span, ...]:
    """Return what a report holds in the sentence of its cue: of quotations further off, the marks decide."""
    sentence = parsed.sentences[report.key[0]].span
    return tuple(span for span in report.content if span.overlaps(sentence))


def without_remarks(read: tuple[Span, ...], cue: Cue, verbatim: Sequence[Span]) -> tuple[Span, ...]:
    """Return what was read without what the writer adds behind a cue that follows the marks: '"It leaks," he said of the roof'.

    Of five such stretches in every tenth article of PolNeAR 1.0 train none was annotated.
    """
    if not read or not any(read[0].overlaps(part) for part in verbatim) or cue.span.start < verbatim[0].end:
        return read
    return tuple(s for s in read if s.start < cue.span.start or any(s.overlaps(part) for part in verbatim))


def past_conjunction(parsed: Parsed, span: Span) -> Span:
    """Return a span without the writer's conjunction before a quotation: '"It held," she said, but ["not for long"]'."""
    quoted = next(iter(parsed.quoted_in(span)), None)
    before = list(parsed.words_in(span.start, quoted.outer.start)) if quoted is not None else []
    if quoted is None or not before or any(w.upos != "CCONJ" for _, w in before):
        return span
    return parsed.article.span(quoted.outer.start, span.end)


def linked_cue(parsed: Parsed, found: Link) -> Cue | None:
    """Return the cue of a link; None where the source stands beside the quotation without one."""
    if found.word is None:
        return None
    sentence = parsed.sentences[found.sentence]
    return cue_of(sentence, sentence.words[found.word], found.entry)


def stripped(parsed: Parsed, span: Span) -> Span:
    """Return a span without the white space at its edges."""
    lead = len(span.text) - len(span.text.lstrip())
    return parsed.article.span(span.start + lead, span.start + max(lead, len(span.text.rstrip())))


def letters_in(text: str) -> int:
    """Return how many letters and digits a text has."""
    return sum(c.isalnum() for c in text)


def share_quoted(parsed: Parsed, content: Iterable[Span]) -> float:
    """Return the share of a content's letters and digits that stand inside quotation marks."""
    spans = list(content)
    total = sum(letters_in(s.text) for s in spans)
    inside = sum(letters_in(v.text) for v in verbatim_of(parsed, spans))
    return inside / total if total else 0.0


def verbatim_of(parsed: Parsed, content: Iterable[Span]) -> Iterator[Span]:
    """Yield the insides of the outermost quoted stretches in a content, as far as they lie in it."""
    for span in content:
        at = span.start
        while at < span.end:
            quoted = parsed.quoted_at(at)
            if quoted is None:
                at = next((q.outer.start for q in parsed.quoted_in(parsed.article.span(at, span.end))), span.end)
                continue
            start, end = max(quoted.inner.start, span.start), min(quoted.inner.end, span.end)
            if end > start and letters_in(parsed.article.text[start:end]):
                yield stripped(parsed, parsed.article.span(start, end))
            at = max(quoted.outer.end, at + 1)


def from_report(parsed: Parsed, report: Report) -> Quotation:
    """Return the quotation that a reporting clause makes: indirect, mixed, or direct where all of it stands in marks."""
    share = share_quoted(parsed, report.content)
    verbatim = tuple(verbatim_of(parsed, report.content))
    kind: Kind = "direct" if share >= DIRECT_SHARE else "mixed" if verbatim else "indirect"
    return Quotation(
        kind=kind,
        act=report.entry.act,
        content=verbatim if kind == "direct" else report.content,
        verbatim=verbatim,
        cue=report.cue,
        reading=report.reading,
        topical=report.topical and not verbatim,
        sentence=report.reading.sentence,
        word=report.reading.word,
        rule=report.frame,
    )


def taken(report: Report, verbatim: Stretches) -> bool:
    """Return whether a report's content is a direct quotation that has its own cue, or a torn piece of one: a misreading."""
    shared = 0
    for span in report.content:
        for part in verbatim.near(span):
            if not span.covers(part):
                return True
            shared += len(part)
    return 2 * shared > sum(map(len, report.content))


def leftovers(parsed: Parsed, quotations: Iterable[Quotation]) -> Iterator[NotSpeech]:
    """Yield the outermost quoted stretches that no quotation contains, each with its reason."""
    taken = Stretches(
        parsed.article.span(a, b) for a, b in merged(s for q in quotations for s in (*q.content, *q.verbatim))
    )
    for segment in parsed.segments:
        for quoted in segment.quoted:
            inner = stripped(parsed, quoted.inner)
            if quoted.depth == 0 and len(inner) and not any(t.covers(inner) for t in taken.near(inner)):
                yield NotSpeech(span=inner, reason=reason_not_speech(parsed, quoted))


def merged(spans: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """Yield the stretches that overlapping spans cover together, in order."""
    start = end = -1
    for span in sorted(spans):
        if span.start > end:
            if end > start:
                yield start, end
            start, end = span.start, span.end
        end = max(end, span.end)
    if end > start:
        yield start, end
