"""Find what is reported in clauses and phrases: a cue, its complement in the dependency parse, and the content's spans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quotes import lexicon
from quotes.find.complements import COMPLEMENTS, according_to, has_to
from quotes.find.extents import content_spans
from quotes.lexicon import Reporting
from quotes.model import Cue, Parsed, Polarity, Sentence, Span, Word

NEGATIONS = frozenset({"not", "never", "no", "neither", "nobody", "none", "hardly"})
MODALS = frozenset({"would", "could", "might", "may", "should", "will", "shall", "must", "can", "'d", "'ll"})
CLAUSAL = frozenset({"clause", "parenthetical", "according"})
# On 250 articles of PolNeAR 1.0 train the F1 of attributions hardly changes between 0.4 (55.3) and 0.5 (54.9), so
# precision decided. A clause is content more surely than a phrase is, annotated or not.
LEAST_RATE = 0.45
LEAST_CLAUSAL_RATE = 0.3
MARKED = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A cue with the content that hangs on it; ``frame`` names how, as the lexicon does."""

    sentence: int
    word: int
    entry: Reporting
    frame: str
    content: tuple[Span, ...]
    cue: Cue


def reports(parsed: Parsed) -> Iterator[Report]:
    """Yield every cue outside quotation marks that reports, with its content, in the order of the cues.

    Of the complements that a cue has, the first believable one in the order of ``COMPLEMENTS`` is its content.
    """
    taken: tuple[int, int] | None = None
    for found in candidates(parsed):
        key = (found.sentence, found.word)
        if key != taken and believable(parsed, found):
            taken = key
            yield found


def candidates(parsed: Parsed) -> Iterator[Report]:
    """Yield every complement of every word that can be a cue, whether it reports or not."""
    for index, sentence in enumerate(parsed.sentences):
        for word in sentence.words:
            entry = reporting_entry(sentence, word)
            if entry is None or is_imperative(sentence, word) or parsed.quoted_at(word.span.start) is not None:
                continue
            for rule in (according_to,) if entry.pos == "ADP" else COMPLEMENTS:
                complement = rule(sentence, word)
                content = content_spans(parsed, sentence, word, complement) if complement else ()
                if complement and content:
                    yield Report(
                        sentence=index,
                        word=word.index,
                        entry=entry,
                        frame=complement.frame,
                        content=content,
                        cue=cue_of(parsed, sentence, word, entry),
                    )


def is_imperative(sentence: Sentence, word: Word) -> bool:
    """Return whether a verb tells the reader to do something: "Note that ...", "Submit your stories"."""
    bare = word.xpos == "VB" and word.head == -1
    return bare and sentence.child(word, "nsubj", "nsubj:pass", "aux", "mark") is None


def believable(parsed: Parsed, found: Report) -> bool:
    """Return whether a cue reports in this frame, by how often it does in news; words in marks speak for it.

    Headlines and page furniture are broken English, so there only clauses count.
    """
    segment = parsed.segments[parsed.sentences[found.sentence].segment]
    if segment.kind != "body" and found.frame not in CLAUSAL:
        return False
    if segment.kind == "furniture" and segment.span.text[-1:] not in ".?!":
        return False
    # The object of a verb of writing is the thing written, not what it says: "tweeted a photograph".
    if found.entry.act == "writing" and found.frame == "np":
        return False
    rate = lexicon.rate(found.entry, found.frame)
    if any(parsed.quoted_in(span) for span in found.content):
        rate += MARKED
    return rate >= (LEAST_CLAUSAL_RATE if found.frame in CLAUSAL else LEAST_RATE)


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


def cue_of(parsed: Parsed, sentence: Sentence, word: Word, entry: Reporting) -> Cue:
    """Return the cue that a word is, with its stance and polarity."""
    return Cue(
        span=cue_span(parsed, sentence, word, entry),
        lemma=entry.lemma or word.lemma,
        stance=entry.stance,
        polarity=polarity(sentence, word, entry),
    )


def cue_span(parsed: Parsed, sentence: Sentence, word: Word, entry: Reporting) -> Span:
    """Return the cue's own words: the verb, and what makes a phrasal or prepositional cue of it."""
    if entry.pos == "ADP":
        size = len(entry.lemma.split())
        return parsed.span(sentence.words[word.index : word.index + size])
    particle = sentence.child(word, "compound:prt")
    if entry.particle and particle is not None and particle.index == word.index + 1:
        return parsed.span((word, particle))
    return word.span


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
