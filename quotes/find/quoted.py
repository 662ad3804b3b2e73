"""Decide of each quoted stretch whether it is speech, and link it to the cue that reports it, by what stands around it.

Around a quotation the text is more reliable than the parse: a long quotation often breaks the tree, while the words next
to its marks ("...," Voss said) do not change. So the links here go by adjacency, as in the sieve of Muzny et al. (2017).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, islice

from quotes import lexicon
from quotes.find.reports import Report, Reports, reporting_entry
from quotes.lexicon import Reporting
from quotes.model import Parsed, Quoted, Segment, Word

TERMINATORS = frozenset({".", "?", "!", "…", "..."})
SUBORDINATORS = frozenset({"when", "while", "because", "after", "before", "until", "though", "although", "if"})
PAUSES = ",?!–—-…"
DASHES = frozenset({"-", "--", "–", "—", "―", "~"})
LONGEST_CLAUSE = 40
LONGEST_CUT_OFF = 80
SHORTEST_SENTENCE = 5
LONGEST_SIGNATURE = 12
PLAIN = Reporting(lemma="", pos="VERB", act="speech", stance="neutral", frames=frozenset({"quote"}), denies=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What attributes a quoted stretch: the cue's sentence and word, or the words of a source that needs no cue."""

    rule: str
    sentence: int
    word: int | None
    entry: Reporting = PLAIN


LinkRule = Callable[[Parsed, Segment, Quoted, Reports], Link | None]


def is_utterance(parsed: Parsed, quoted: Quoted) -> bool:
    """Return whether a stretch reads as words spoken in their own right, not as a part of the writer's sentence."""
    inner = quoted.inner.text.strip()
    first = next((c for c in inner if c.isalnum()), "")
    words = [w for _, w in parsed.words_in(quoted.inner.start, quoted.inner.end) if w.upos not in ("PUNCT", "SYM")]
    if not words or not (first.isupper() or first.isdigit() or inner[0] in "[…."):
        return False
    after = parsed.article.text[quoted.outer.end : quoted.outer.end + 2].strip()[:1]
    ends = inner[-1] in ".,?!…–—-;:" or after in (",", ".", "")
    finite = any(w.upos in ("VERB", "AUX") for w in words)
    sentence = finite and len(words) > SHORTEST_SENTENCE
    return not is_title(words) and ((ends and (finite or inner[-1] in ".,?!" or after == ",")) or sentence)


def is_title(words: list[Word]) -> bool:
    """Return whether words read as the title of a work: several, all capitalised but the small ones."""
    large = [w for w in words if w.upos in ("NOUN", "PROPN", "VERB", "ADJ", "ADV")]
    verbal = any(w.upos in ("AUX", "VERB") and w.text[:1].islower() for w in words)
    return not verbal and len(large) > 1 and all(w.text[:1].isupper() for w in large)


def starts_its_sentence(parsed: Parsed, segment: Segment, quoted: Quoted) -> bool:
    """Return whether nothing but a closed sentence stands before the opening mark in its paragraph."""
    return all(w.upos == "PUNCT" for _, w in words_before(parsed, segment, quoted))


def words_before(parsed: Parsed, segment: Segment, quoted: Quoted) -> list[tuple[int, Word]]:
    """Return the words between the sentence's start, or the last quotation's end, and the opening mark."""
    last = parsed.quoted_before(quoted.outer.start)
    floor = max(segment.span.start, last.outer.end if last is not None else 0)
    words = list(parsed.words_in(floor, quoted.outer.start))[-LONGEST_CLAUSE:]
    for i in range(len(words) - 1, -1, -1):
        if ends_sentence(parsed, *words[i]):
            return words[i + 1 :]
    return words


def ends_sentence(parsed: Parsed, index: int, word: Word) -> bool:
    """Return whether a word is the full stop of its sentence, not that of an abbreviation within it."""
    return word.text in TERMINATORS and word.index >= len(parsed.sentences[index].words) - 2


def words_after(parsed: Parsed, segment: Segment, quoted: Quoted) -> list[tuple[int, Word]]:
    """Return the words between the closing mark and the sentence's end, or the next quotation's start."""
    others = (q.outer.start for q in parsed.quoted_after(quoted.outer.end) if len(q.inner.text.split()) > 2)
    ceiling = min(segment.span.end, next(others, segment.span.end))
    found: list[tuple[int, Word]] = []
    for index, word in parsed.words_in(quoted.outer.end, ceiling):
        if found and ends_sentence(parsed, index, word):
            break
        if found or word.text not in TERMINATORS:
            found.append((index, word))
        if len(found) > LONGEST_CLAUSE:
            break
    return found


def as_read(parsed: Parsed, _segment: Segment, quoted: Quoted, reports: Reports) -> Link | None:
    """Link to the cue of the same sentence whose content, as it was read, holds the stretch: 'Voss was brief: "No"'."""
    report = reports.of(quoted.inner)
    if report is None or not parsed.sentences[report.key[0]].span.overlaps(quoted.outer):
        return None
    return to_report(report, quoted)


def as_read_further_off(parsed: Parsed, _segment: Segment, quoted: Quoted, reports: Reports) -> Link | None:
    """Link to a cue of another sentence whose content, as it was read, holds the stretch: 'Voss added that it held. "No"'."""
    report = reports.of(quoted.inner)
    return to_report(report, quoted) if report is not None and reaches(parsed, report, quoted) else None


def reaches(parsed: Parsed, report: Report, quoted: Quoted) -> bool:
    """Return whether only quotations stand between a cue's sentence and a stretch: the writer's words would part the two."""
    own = parsed.sentences[report.key[0]].span
    between = parsed.words_in(min(own.end, quoted.outer.end), max(own.start, quoted.outer.start))
    return all(w.upos == "PUNCT" or parsed.quoted_at(w.span.start) is not None for _, w in between)


def to_report(report: Report, quoted: Quoted) -> Link:
    """Return the link of a stretch to the cue of a report, by the side on which the cue stands."""
    behind = report.cue.span.start >= quoted.outer.end
    rule = "quote-then-cue" if behind else "cue-then-quote"
    return Link(rule=rule, sentence=report.key[0], word=report.key[1], entry=report.entry)


def after(parsed: Parsed, segment: Segment, quoted: Quoted, reports: Reports) -> Link | None:
    """Link to the cue that follows: '"We will rebuild," said Mara Voss, the mayor'."""
    words = words_after(parsed, segment, quoted)
    begins = starts_its_sentence(parsed, segment, quoted)
    last = last_mark(quoted)
    comma = last == "," or bool(words and words[0][1].text == ",")
    pause = last in PAUSES or bool(words and words[0][1].text in (",", "–", "—", "-"))
    for index, word in words:
        if word.text.lower() in SUBORDINATORS:
            return None
        entry = quoting_entry(parsed, index, word)
        if entry is None or (not (comma and begins) and speaks_of_more(reports.get((index, word.index)), word)):
            continue
        if pause or (begins and (not starts_sentence(words) or is_bare(parsed, index, word))):
            return Link(rule="quote-then-cue", sentence=index, word=word.index, entry=entry)
    return unlisted_verb(parsed, words, reports) if pause else None


def last_mark(quoted: Quoted) -> str:
    """Return the last character of a stretch, past the marks of a quotation inside it."""
    return quoted.inner.text.rstrip().rstrip("'’\"”")[-1:]


def quoting_entry(parsed: Parsed, index: int, word: Word) -> Reporting | None:
    """Return the lexicon's entry of a verb that can report a quotation."""
    if word.upos not in ("VERB", "AUX"):
        return None
    entry = reporting_entry(parsed.sentences[index], word)
    return entry if entry is not None and {"quote", "clause"} & entry.frames else None


def speaks_of_more(report: Report | None, word: Word) -> bool:
    """Return whether the cue has content of its own after it, so that the quotation before it is not its content."""
    if report is None or not report.content or report.topical:
        return False
    return all(span.start >= word.span.end for span in report.content)


def starts_sentence(words: list[tuple[int, Word]]) -> bool:
    """Return whether the words after a full stop begin a sentence of their own."""
    first = next((w for _, w in words if w.upos != "PUNCT"), None)
    return first is not None and first.text[:1].isupper()


def is_bare(parsed: Parsed, index: int, word: Word) -> bool:
    """Return whether the cue's sentence says no more than who spoke: '"We lost." Voss said'."""
    sentence = parsed.sentences[index]
    return word.head == -1 and not any(sentence.child(word, r) for r in ("obj", "ccomp", "xcomp", "advcl", "conj"))


def unlisted_verb(parsed: Parsed, words: list[tuple[int, Word]], reports: Reports) -> Link | None:
    """Link to a verb that the lexicon lacks, where the place shows that it reports: '"No," Voss deadpanned'."""
    for index, word in words:
        if word.upos != "VERB":
            continue
        sentence = parsed.sentences[index]
        subject = sentence.child(word, "nsubj")
        near = subject is not None and subject.span.start >= words[0][1].span.start
        if near and not sentence.child(word, "ccomp", "obj") and reports.get((index, word.index)) is None:
            return Link(rule="quote-then-verb", sentence=index, word=word.index)
        return None
    return None


def before(parsed: Parsed, segment: Segment, quoted: Quoted, reports: Reports) -> Link | None:
    """Link to the cue that leads in: 'Voss told reporters: "We will rebuild"'."""
    words = words_before(parsed, segment, quoted)
    for index, word in reversed(words):
        entry = quoting_entry(parsed, index, word)
        if entry is None:
            continue
        report = reports.get((index, word.index))
        if report is None or report.frame == "np" or holds(report, quoted):
            return Link(rule="cue-then-quote", sentence=index, word=word.index, entry=entry)
        return None
    return noun_before(parsed, words)


def holds(report: Report, quoted: Quoted) -> bool:
    """Return whether a report may be of a stretch: it has some of it as its content, or no content at all."""
    return not report.content or any(span.overlaps(quoted.outer) for span in report.content)


def noun_before(parsed: Parsed, words: list[tuple[int, Word]]) -> Link | None:
    """Link to a reporting noun before a colon: 'Voss had a warning for the council: "We count every sack"'."""
    if not words or words[-1][1].text != ":":
        return None
    for index, word in reversed(words):
        entry = reporting_entry(parsed.sentences[index], word) if word.upos == "NOUN" else None
        if entry is not None and {"quote", "clause"} & entry.frames:
            return Link(rule="cue-then-quote", sentence=index, word=word.index, entry=entry)
    return None


def above(parsed: Parsed, segment: Segment, quoted: Quoted, reports: Reports) -> Link | None:
    """Link to the cue in a paragraph above that ends with a colon: 'Voss told the council:', and then '"We will rebuild"'.

    A cue that was read without any content behind it there comes before one that is only listed.
    """
    index = parsed.sentence_at(quoted.outer.start) - 1
    if quoted.outer.start > segment.span.start + 1 or index < 0:
        return None
    sentence = parsed.sentences[index]
    if sentence.words[-1].text != ":" or parsed.segments[sentence.segment] is segment:
        return None
    words = [(index, word) for word in sentence.words]
    found = [report for word in sentence.words if (report := reports.get((index, word.index)))]
    if found and all(span.end <= found[-1].cue.span.start for span in found[-1].content):
        return Link(rule="cue-then-quote", sentence=index, word=found[-1].key[1], entry=found[-1].entry)
    for _, word in reversed(words):
        entry = quoting_entry(parsed, index, word)
        if entry is not None:
            return Link(rule="cue-then-quote", sentence=index, word=word.index, entry=entry)
    return noun_before(parsed, words)


def leads_in(parsed: Parsed, segment: Segment, quoted: Quoted) -> bool:
    """Return whether the text before the opening mark promises a quotation: a comma, a colon, or the cue itself."""
    words = words_before(parsed, segment, quoted)
    if not words:
        return False
    index, last = words[-1]
    return last.text in (",", ":", "that", "as", "—", "–", "-") or quoting_entry(parsed, index, last) is not None


def cue_before_comma(parsed: Parsed, segment: Segment, quoted: Quoted, reports: Reports) -> Link | None:
    """Link to the cue before where punctuation or the cue itself stands right at the opening mark."""
    return before(parsed, segment, quoted, reports) if leads_in(parsed, segment, quoted) else None


def signature(parsed: Parsed, segment: Segment, quoted: Quoted, _reports: Reports) -> Link | None:
    """Link to a name after a dash: '"We will rebuild" – Mara Voss', the name on the next line if the quotation fills its own."""
    words = signed(parsed, segment, quoted)
    if not 2 <= len(words) <= LONGEST_SIGNATURE or words[0][1].text not in DASHES:
        return None
    if not words[1][1].text[:1].isupper() or any(w.upos in ("VERB", "AUX") for _, w in words):
        return None
    return Link(rule="dash-signature", sentence=words[0][0], word=words[0][1].index)


def signed(parsed: Parsed, segment: Segment, quoted: Quoted) -> list[tuple[int, Word]]:
    """Return the words behind a stretch, those of the next paragraph where the stretch is a paragraph; a few suffice."""
    end = segment.span.end
    around = chain(parsed.words_in(segment.span.start, quoted.outer.start), parsed.words_in(quoted.outer.end, end))
    if all(w.text in TERMINATORS for _, w in around):
        below = parsed.sentences[parsed.sentence_at(quoted.outer.end - 1)].segment + 1
        end = parsed.segments[below].span.end if below < len(parsed.segments) else end
    words = list(islice(parsed.words_in(quoted.outer.end, end), LONGEST_SIGNATURE + 2))
    while words and words[0][1].text in TERMINATORS:
        words = words[1:]
    return words


def label(parsed: Parsed, segment: Segment, quoted: Quoted, _reports: Reports) -> Link | None:
    """Link to a name before a colon: 'Mara Voss: "We will rebuild"'."""
    words = words_before(parsed, segment, quoted)
    if not 2 <= len(words) <= LONGEST_SIGNATURE or words[-1][1].text != ":":
        return None
    if any(w.upos in ("VERB", "AUX") for _, w in words) or not any(w.upos == "PROPN" for _, w in words):
        return None
    return Link(rule="colon-label", sentence=words[-1][0], word=words[-1][1].index)


def cut_off(parsed: Parsed, segment: Segment, quoted: Quoted, _reports: Reports) -> Link | None:
    """Link to a rank or title with which the paragraph breaks off before any verb: '"It fell", Navy Capt'."""
    words = list(islice(parsed.words_in(quoted.outer.end, segment.span.end), LONGEST_CUT_OFF + 1))
    if len(words) > LONGEST_CUT_OFF:
        return None
    tail: list[tuple[int, Word]] = []
    for index, word in reversed(words):
        if word.text == ",":
            break
        tail.insert(0, (index, word))
    names = [w for _, w in tail if w.text != "."]
    if not 1 <= len(names) <= 6 or len(tail) == len(words) or not segment.span.text.endswith("."):
        return None
    titled = any(lexicon.rank(w.text) or lexicon.title(w.text) for w in names)
    if not titled or not all(w.text[:1].isupper() for w in names):
        return None
    return Link(rule="cut-off-source", sentence=tail[0][0], word=None)


# Which side of a quotation is searched first differs; what stands further off comes last either way.
FURTHER: tuple[LinkRule, ...] = (before, above, cut_off, as_read_further_off)
LINKS: tuple[LinkRule, ...] = (signature, label, as_read, cue_before_comma, after, *FURTHER)
AFTER_FIRST: tuple[LinkRule, ...] = (signature, label, as_read, after, cue_before_comma, *FURTHER)


def link(parsed: Parsed, segment: Segment, quoted: Quoted, reports: Reports) -> Link | None:
    """Return what attributes a quoted stretch, by the first rule that applies.

    A quotation that ends with a comma looks ahead for its cue first, one that a cue or colon leads in looks back.
    """
    ahead = last_mark(quoted) == "," or parsed.article.text[quoted.outer.end : quoted.outer.end + 1] == ","
    for rule in AFTER_FIRST if ahead else LINKS:
        found = rule(parsed, segment, quoted, reports)
        if found is not None:
            return found
    return None


def reason_not_speech(parsed: Parsed, quoted: Quoted) -> str:
    """Return why a stretch in marks is not taken as speech, in words for the reader of the ledger."""
    words = [w for _, w in parsed.words_in(quoted.inner.start, quoted.inner.end) if w.upos != "PUNCT"]
    around = [w for _, w in parsed.words_in(max(0, quoted.outer.start - 40), quoted.outer.start)][-3:]
    next_word = next((w for _, w in parsed.words_in(quoted.outer.end, quoted.outer.end + 40)), None)
    if around and around[-1].upos == "PROPN" and next_word is not None and next_word.upos == "PROPN":
        return "nickname"
    if any(
        w.lemma.lower() in ("so-called", "dub", "nickname", "call", "term", "know", "title", "name") for w in around
    ):
        return "name or term"
    if is_title(words):
        return "title"
    return "scare quotes" if len(words) <= 3 else "fragment without attribution"
