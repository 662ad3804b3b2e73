"""The rules that find a source: ``RULES``, small functions tried in order, each for one construction of English.

Most rules find the head word of the source, and the source is the noun phrase around it; ``as_read`` has the words from
the reader, as they are.
"""

from __future__ import annotations

from collections.abc import Callable

from quotes import lexicon
from quotes.grammar import FINITE, NOMINAL, can_speak, is_passive
from quotes.model import Parsed, Quotation, Sentence, Source, Span, Word
from quotes.phrase import noun_phrase

Rule = Callable[[Parsed, Quotation], Source | None]

LONGEST_SOURCE = 30
NOMINATIVE = frozenset({"i", "we", "he", "she", "they", "who", "you"})
OBJECTS = frozenset({"obj", "obl", "nmod"})
INHERITING = frozenset({"conj", "xcomp", "advcl", "parataxis", "acl", "ccomp", "dep", "list"})


def cue_of(parsed: Parsed, quotation: Quotation) -> tuple[Sentence, Word] | None:
    """Return the cue's sentence and word, or None for a quotation without a cue."""
    if quotation.word is None:
        return None
    sentence = parsed.sentences[quotation.sentence]
    return sentence, sentence.words[quotation.word]


def as_read(parsed: Parsed, quotation: Quotation) -> Source | None:
    """Take the words that the cue was read to credit; "by [nightfall]" credits nobody.

    What joins a relative clause to its noun is not its subject if another follows: "which [the mayor] called a gift".
    """
    if quotation.reading is None or not quotation.reading.source:
        return None
    span = quotation.reading.source[0]
    words = list(parsed.words_in(span.start, past_bracket(parsed, span)))
    joined = len(words) > 1 and words[0][1].xpos in ("WDT", "WP") and words[1][1].upos in ("PROPN", "DET", "PRON")
    source = source_of_run(parsed, words[joined:])
    if source is None:
        return None
    sentence = parsed.sentences[source.sentence]
    head = sentence.words[source.head]
    return None if has_case(sentence, head, "by") and not can_speak(head) else source


def past_bracket(parsed: Parsed, span: Span) -> int:
    """Return where a span ends, or behind the bracket that it leaves open right at its end: "Rep. Mara Voss (D-Ore.[)]"."""
    text = parsed.article.text
    end = text.find(")", span.end, span.end + 2)
    opens = span.text.count("(") > span.text.count(")")
    return end + 1 if opens and end >= 0 and not any(c.isalnum() for c in text[span.end : end]) else span.end


def beside_mark(parsed: Parsed, quotation: Quotation) -> Source | None:
    """Take what stands at a dash or colon, or at the end of a cut-off paragraph: '"We will rebuild" – [Mara Voss]'."""
    if quotation.rule not in ("dash-signature", "colon-label", "cut-off-source"):
        return None
    segment = parsed.segments[parsed.sentences[quotation.sentence].segment]
    end = quotation.content[-1].end
    if quotation.rule == "colon-label" and quotation.cue is not None:
        words = list(parsed.words_in(segment.span.start, quotation.cue.span.start))
    elif quotation.rule == "dash-signature" and quotation.cue is not None:
        words = list(parsed.words_in(quotation.cue.span.end, segment.span.end))
    else:
        words = list(parsed.words_in(end, segment.span.end))
        last_comma = max((i for i, (_, w) in enumerate(words) if w.text == ","), default=-1)
        words = words[last_comma + 1 :]
    return source_of_run(parsed, words)


def source_of_run(parsed: Parsed, words: list[tuple[int, Word]]) -> Source | None:
    """Return the source that a run of words makes: all of it but the punctuation at its edges."""
    kept = list(words)
    while kept and kept[-1][1].upos == "PUNCT" and kept[-1][1].text != ")":
        kept.pop()
    while kept and kept[0][1].upos == "PUNCT":
        kept.pop(0)
    if not kept:
        return None
    inside = {(i, w.index) for i, w in kept}
    index, head = next(((i, w) for i, w in kept if (i, w.head) not in inside and w.upos != "PUNCT"), kept[-1])
    return Source(span=parsed.span(w for _, w in kept), sentence=index, head=head.index)


def can_be_subject(word: Word, cue: Word) -> bool:
    """Return whether a pronoun before a cue is its subject; "it" is one of saying, but mostly none of thinking."""
    entry = lexicon.cue(cue.lemma, "VERB")
    spoken = entry is not None and entry.act != "thought"
    return word.text.lower() in NOMINATIVE or (word.text.lower() == "it" and spoken)


def agent(parsed: Parsed, quotation: Quotation) -> Source | None:
    """Take the agent of a passive, unless one source was read: "was confirmed by [the US Central Command]"."""
    found = cue_of(parsed, quotation)
    read = quotation.reading is not None and len(quotation.reading.source) == 1
    if found is None or read or not is_passive(*found):
        return None
    sentence, cue = found
    for child in sentence.children(cue):
        agentive = child.deprel == "obl:agent" or (child.relation == "obl" and has_case(sentence, child, "by"))
        if agentive and can_speak(child):
            return source_at(parsed, quotation, child, after=cue.index)
    return None


def between(parsed: Parsed, quotation: Quotation) -> Source | None:
    """Take what stands between a quotation and its cue: '"It fell," [Rep. Mara Voss (D-Ore.)] said'."""
    if quotation.rule != "quote-then-cue" or quotation.cue is None:
        return None
    end = max((s.end for s in quotation.verbatim if s.end <= quotation.cue.span.start), default=None)
    if end is None:
        return None
    run = list(parsed.words_in(end, quotation.cue.span.start))
    while run and (run[-1][1].upos in ("ADV", "AUX") or run[-1][1].text == ","):
        run.pop()
    while run and run[0][1].upos in ("PUNCT", "CCONJ"):
        run.pop(0)
    verbs = any(w.xpos in FINITE or w.upos == "SCONJ" for _, w in run)
    first = run[0][1] if run else None
    if first is None or verbs or len(run) > LONGEST_SOURCE or first.upos not in NOMINAL:
        return None
    return source_of_run(parsed, run)


def has_case(sentence: Sentence, word: Word, *prepositions: str) -> bool:
    """Return whether a preposition of the given ones stands before ``word`` as its case."""
    return any(c.relation == "case" and c.text.lower() in prepositions for c in sentence.children(word))


def subject(parsed: Parsed, quotation: Quotation) -> Source | None:
    """Take the cue's own subject: "[Mara Voss] said", "said [Voss, the mayor]", "[who] said"."""
    found = cue_of(parsed, quotation)
    if found is None or is_passive(*found):
        return None
    sentence, cue = found
    return own_subject(parsed, quotation, sentence, cue)


def own_subject(parsed: Parsed, quotation: Quotation, sentence: Sentence, verb: Word) -> Source | None:
    """Return the verb's own subject as a source, unless it lies inside the content or is a mere "it" or "there"."""
    for child in sentence.children(verb):
        if child.deprel not in ("nsubj", "nsubj:outer") or child.text.lower() == "there":
            continue
        if any(covers(s, child) for s in quotation.content) or parsed.quoted_at(child.span.start) is not None:
            continue
        return source_at(parsed, quotation, child, before=verb.index if child.index < verb.index else None)
    return None


def covers(span: Span, word: Word) -> bool:
    """Return whether a word lies inside a span."""
    return span.start <= word.span.start and word.span.end <= span.end


def word_before(sentence: Sentence, cue: Word) -> Word | None:
    """Return the word before a cue, past adverbs and auxiliaries: "[he] has also said"."""
    at = cue.index - 1
    while at >= 0 and sentence.words[at].upos in ("ADV", "AUX"):
        at -= 1
    return sentence.words[at] if at >= 0 else None


def pronoun(parsed: Parsed, quotation: Quotation) -> Source | None:
    """Take the pronoun right before a finite cue, which can be nothing but its subject: "[he] said"."""
    found = cue_of(parsed, quotation)
    if found is None or is_passive(*found) or found[1].upos not in ("VERB", "AUX"):
        return None
    sentence, cue = found
    word = word_before(sentence, cue)
    if word is None or not can_be_subject(word, cue) or any(covers(s, word) for s in quotation.content):
        return None
    return source_at(parsed, quotation, word, after=word.index - 1, before=word.index + 1)


def inherited_subject(parsed: Parsed, quotation: Quotation) -> Source | None:
    """Take the subject from further up: "[Voss] said it held, adding that", "[Voss] rose and said".

    A noun before a quotation is its speaker's, whatever the verb: '[Voss] rejected the charge: "It held"'.
    """
    found = cue_of(parsed, quotation)
    if found is None or (is_passive(*found) and found[1].relation != "conj"):
        return None
    sentence, verb = found
    leads_in = verb.upos == "NOUN" and quotation.rule == "cue-then-quote"
    while verb.relation in INHERITING or (leads_in and verb.relation in OBJECTS):
        governor = sentence.head(verb)
        if governor is None:
            return None
        added = verb.xpos == "VBG" or verb.relation == "conj"
        reporting = reporting_governor(sentence, governor) if added else None
        verb = reporting or governor
        source = own_subject(parsed, quotation, sentence, verb)
        if source is not None:
            return source
        if is_passive(sentence, verb):
            passive = sentence.child(verb, "nsubj:pass")
            return None if passive is None else source_at(parsed, quotation, passive, before=verb.index)
    return None


def reporting_governor(sentence: Sentence, verb: Word) -> Word | None:
    """Return the cue whose reported clause ``verb`` heads: in "Voss said it held, adding ..." who adds is Voss."""
    above = sentence.head(verb)
    if verb.relation not in ("ccomp", "parataxis") or above is None or above.upos not in ("VERB", "AUX"):
        return None
    return above if lexicon.cue(above.lemma, "VERB") else None


def neighbour(parsed: Parsed, quotation: Quotation) -> Source | None:
    """'"It fell," said [Voss]': the noun phrase right at the cue of a quotation, whatever the parse made of it.

    Before the quotation only where the cue begins its sentence: 'Said [Voss]: "It fell"'.
    """
    found = cue_of(parsed, quotation)
    if found is None or quotation.rule not in ("quote-then-cue", "re-opened", "parenthetical", "cue-then-quote"):
        return None
    sentence, cue = found
    if quotation.rule == "cue-then-quote" and (cue.index or cue.xpos == "VBG"):
        return None
    if is_passive(sentence, cue):
        return None
    for step in (1, -1):
        at = cue.index + step
        if not 0 <= at < len(sentence.words):
            continue
        word = sentence.words[at]
        if word.upos in ("PROPN", "PRON", "NOUN", "DET") and not any(covers(s, word) for s in quotation.content):
            head = phrase_head(sentence, word, cue)
            if step == 1 or head.index < cue.index:
                return source_at(parsed, quotation, head, before=None if step == 1 else cue.index)
    return None


def phrase_head(sentence: Sentence, word: Word, limit: Word) -> Word:
    """Return the head of the noun phrase that ``word`` stands in, not climbing past ``limit`` or a verb."""
    while True:
        above = sentence.head(word)
        if above is None or above.index == limit.index or above.upos not in ("PROPN", "NOUN", "PRON"):
            return word
        if word.relation not in ("det", "compound", "flat", "amod", "nmod", "nummod", "case"):
            return word
        word = above


RULES: tuple[Rule, ...] = (
    beside_mark,
    agent,
    as_read,
    pronoun,
    between,
    subject,
    inherited_subject,
    neighbour,
)


def past_dateline(parsed: Parsed, sentence: Sentence, head: Word) -> Word:
    """Return the first noun past the dateline for a head that the parse found inside it."""
    first = parsed.own_words_start(sentence.segment)
    if head.span.start >= first:
        return head
    after = (w for w in sentence.words if w.span.start >= first and w.upos in ("PROPN", "NOUN", "PRON"))
    return next(after, head)


def source_at(
    parsed: Parsed, quotation: Quotation, head: Word, *, before: int | None = None, after: int | None = None
) -> Source:
    """Return the source around a head noun of the cue's sentence: its noun phrase, as far as no content begins.

    ``before`` and ``after`` are word indices that the phrase must not cross: the cue and the preposition.
    """
    sentence = parsed.sentences[quotation.sentence]
    low = 0 if after is None else after + 1
    high = len(sentence.words) if before is None else before
    head = past_dateline(parsed, sentence, head)
    first = parsed.own_words_start(sentence.segment)
    low = max(low, next((w.index for w in sentence.words if w.span.start >= first), 0))
    for word in sentence.words:
        if any(covers(span, word) for span in quotation.content):
            low = max(low, word.index + 1) if word.index < head.index else low
            high = min(high, word.index) if word.index > head.index else high
    words = noun_phrase(sentence, head, low=low, high=high)
    return Source(span=parsed.span(words), sentence=quotation.sentence, head=head.index)
