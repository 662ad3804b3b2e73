"""Sorts what is wrong in the attributions found in annotated news by kind: the data behind docs/errors.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from quotes import lexicon
from quotes.ledger import Options
from quotes.model import Attribution, Parsed, Sentence, Span, Word
from quotes.parse import load
from quotes.pipeline import ledger_of, run_of
from quotes.reading import load as load_reader
from quotes.score.brat import read
from quotes.score.document import Document, Entry
from quotes.score.match import letters, pairs, trim
from quotes.training.attributions import parsed

Kind = str


def errors_in(root: Path) -> Iterator[Kind]:
    """Yield the kind of each error in a part of PolNeAR, extracted with the embedded models and all acts."""
    parser, reader = load(None), load_reader()
    run = run_of(parser.identity, Options(acts="all"))
    for document in read(root / "attributions"):
        if isinstance(document, Document):
            article = parsed(root / "text" / document.name, parser)
            ledger = ledger_of(article, reader.read(article), run)
            yield from errors(article, ledger.attributions, document.entries)


def errors(article: Parsed, found: Sequence[Attribution], gold: Sequence[Entry]) -> Iterator[Kind]:
    """Yield the kind of each error in an article: what was missed, what was added, what is wrong in what was found."""
    mine = [letters(entry.content) for entry in found]
    theirs = [letters(each.content) for each in gold]
    matched = pairs(theirs, mine)
    for place, each in enumerate(gold):
        if place in matched:
            yield from differences(found[matched[place]], each)
        else:
            near = any(theirs[place] & other for other in mine)
            yield f"missed: {each.kind}, {cue_kind(article, each.cue)}{', half of it found' if near else ''}"
    for place, entry in enumerate(found):
        if place not in matched.values():
            near = any(mine[place] & other for other in theirs)
            yield f"added: {entry.kind}, {entry.rule.partition('/')[0]}{', part of an annotated one' if near else ''}"


def cue_kind(article: Parsed, cue: Sequence[Span]) -> str:
    """Return what sort of word an annotated cue is, by its head, and whether the lexicon lists it."""
    found = head_of(article, cue)
    if found is None:
        return "no cue"
    _, word = found
    if article.quoted_at(word.span.start) is not None:
        return "cue inside quotation marks"
    listed = lexicon.cue(word.lemma, "VERB" if word.upos == "AUX" else word.upos) is not None
    sort = {
        "VERB": "verb",
        "AUX": "verb",
        "NOUN": "noun",
        "PROPN": "noun",
        "ADP": "preposition",
        "SCONJ": "preposition",
    }
    name = sort.get(word.upos, "mark" if word.upos == "PUNCT" else "other word")
    return f"{'listed ' if listed else 'unlisted ' if name in {'verb', 'noun'} else ''}{name}"


def head_of(article: Parsed, cue: Sequence[Span]) -> tuple[Sentence, Word] | None:
    """Return the head word of an annotated cue and its sentence."""
    for span in cue:
        words = list(article.words_in(span.start, span.end))
        inside = {(index, word.index) for index, word in words}
        top = [(index, word) for index, word in words if (index, word.head) not in inside] or words
        if top:
            return article.sentences[top[0][0]], top[0][1]
    return None


def differences(entry: Attribution, gold: Entry) -> Iterator[Kind]:
    """Yield in what a found attribution differs from the annotated one that it shares most words with."""
    yield from edges("content", [trim(s) for s in entry.content], [trim(s) for s in gold.content])
    mention = entry.speaker.mention
    source = [trim(span) for span in gold.mention]
    if mention is None or not source:
        if mention is not None or source:
            yield f"source: {'none found' if mention is None else 'found where none is annotated'}"
    elif not any(mention.span.overlaps(span) for span in source):
        yield "source: other words"
    else:
        yield from edges("source", [trim(mention.span)], source)
    cue = [trim(span) or span for span in gold.cue]
    if entry.cue is None or not any(entry.cue.span.overlaps(span) for span in cue):
        yield "cue: none found" if entry.cue is None else "cue: other words"
    else:
        yield from edges("cue", [trim(entry.cue.span) or entry.cue.span], cue)


def edges(what: str, mine: Sequence[Span], theirs: Sequence[Span]) -> Iterator[Kind]:
    """Yield how the outer edges of two lists of spans differ, and whether they are cut into as many pieces."""
    for side, name in ((0, "begins"), (1, "ends")):
        a, b = ((min(mine).start, min(theirs).start), (max(s.end for s in mine), max(s.end for s in theirs)))[side]
        if a != b:
            yield f"{what}: {name} too {'early' if a < b else 'late'}"
    if len(mine) != len(theirs):
        yield f"{what}: in {'fewer' if len(mine) < len(theirs) else 'more'} pieces"


def table(kinds: Iterable[Kind], limit: int) -> Iterator[str]:
    """Yield the lines of a table of the most frequent kinds, and of how many errors there are in all."""
    counts = Counter(kinds)
    for kind, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]:
        yield f"{count:5}  {kind}"
    yield f"{counts.total():5}  all, of {len(counts)} kinds"
