"""Read what somebody is: the title before a name, the apposition after it, the copula, and the parts of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quotes import lexicon
from quotes.model import Parsed, Role, Sentence, Span, Word
from quotes.phrase import apposition_after, follows_comma, office_before
from quotes.resolve.names import Name

DETERMINERS = frozenset({"a", "an", "the"})
OFFICE_VERBS = frozenset({"run", "head", "lead", "chair", "own", "manage", "direct", "represent", "oversee", "command", "edit",
                          "coach", "teach"})  # fmt: skip
LONGEST = 20


def roles_of(parsed: Parsed, name: Name) -> Iterator[Role]:
    """Yield the roles that the article states at one mention of a name."""
    sentence = parsed.sentences[name.sentence]
    title = tuple(name.prefix)
    if title and not (len(title) == 1 and lexicon.honorific(title[0].text)):
        yield role_of(parsed, title)
    for words in appositions(sentence, name):
        yield role_of(parsed, words)
    predicate = copula(sentence, name) or relative_clause(sentence, name)
    if predicate:
        yield role_of(parsed, predicate)


def appositions(sentence: Sentence, name: Name) -> Iterator[tuple[Word, ...]]:
    """Yield the appositions to a name, after it or before it: "Voss, [the mayor]", "[The mayor], Mara Voss"."""
    own = {w.index for w in name.words} | {w.index for w in name.prefix}
    beside = apposition_after(sentence, name.words[-1].index) or office_before(
        sentence, (*name.prefix, *name.words)[0].index
    )
    if beside:
        yield tuple(beside)
        return
    for word in (*name.words, *name.prefix):
        for child in sentence.children(word):
            after = child.index > max(w.index for w in name.words) and follows_comma(sentence, child)
            if child.relation == "appos" and child.index not in own and after and is_office(sentence, child):
                yield phrase(sentence, child, own)
        above = sentence.head(word)
        names_it = word.relation in ("appos", "flat") and above is not None and above.index not in own
        if above is not None and names_it and is_office(sentence, above):
            yield phrase(sentence, above, own | {w.index for w in sentence.subtree(word)})
        if word.relation in ("xcomp", "obj") and above is not None and above.lemma in ("call", "name"):
            noun = sentence.head(above)
            if above.relation == "acl" and noun is not None and noun.upos == "NOUN":
                yield phrase(sentence, noun, {w.index for w in sentence.subtree(above)})


def is_office(sentence: Sentence, word: Word) -> bool:
    """Return whether the head of an apposition can be what somebody is, not a place, an age or another name."""
    if word.upos == "PROPN":
        return lexicon.noun_class(word.lemma.lower()) == "person" or lexicon.rank(word.text) or lexicon.title(word.text)
    if word.upos != "NOUN":
        return False
    known = lexicon.noun_class(word.lemma.lower())
    determined = any(c.text.lower() in DETERMINERS for c in sentence.children(word))
    return known in ("person", "organization") or (known is None and determined)


def copula(sentence: Sentence, name: Name) -> tuple[Word, ...]:
    """Return the predicate noun that says what a name's bearer is: "Voss is [the mayor of Oster]", "who is [the mayor]"."""
    for word in name.words:
        above = sentence.head(word)
        if above is None or word.relation != "nsubj" or above.upos != "NOUN" or name.kind != "person":
            continue
        if sentence.child(above, "cop") and lexicon.noun_class(above.lemma.lower()) == "person":
            inside = {w.index for w in sentence.subtree(word)} | {c.index for c in sentence.children(above) if c.relation in ("cop", "aux", "advmod", "mark", "punct", "nsubj", "cc")}  # fmt: skip
            return phrase(sentence, above, inside)
    return ()


def relative_clause(sentence: Sentence, name: Name) -> tuple[Word, ...]:
    """Return what a relative clause says that a name's bearer does for a living: "Voss, who [runs the bakery]"."""
    for word in name.words:
        for verb in sentence.children(word):
            if verb.deprel != "acl:relcl" or verb.lemma not in OFFICE_VERBS or verb.xpos not in ("VBZ", "VBP"):
                continue
            theme = sentence.child(verb, "obj")
            if theme is not None and theme.index > verb.index:
                inside = sentence.words[verb.index : theme.index + 1]
                return tuple(inside) if all(w.text != "," for w in inside) else ()
    return ()


def phrase(sentence: Sentence, head: Word, without: set[int]) -> tuple[Word, ...]:
    """Return the noun phrase around a head, up to its first loose clause, without the given words."""
    dropped = set(without)
    for child in sentence.children(head):
        loose = child.relation in ("parataxis", "ccomp", "advcl", "conj", "appos", "dep", "cc", "cop", "nsubj")
        commaed = sentence.words[sentence.subtree(child)[0].index - 1].text == "," and child.index > head.index
        if (
            loose
            or (child.relation in ("case", "mark") and child.index < head.index)
            or (commaed and child.relation in ("acl", "nmod"))
        ):
            dropped |= {w.index for w in sentence.subtree(child)}
    inside = {w.index for w in sentence.subtree(head)} - dropped
    low = high = head.index
    while low - 1 in inside and sentence.words[low - 1].text != ",":
        low -= 1
    while high + 1 in inside and high - low < LONGEST and sentence.words[high + 1].text != ",":
        high += 1
    words = sentence.words[low : high + 1]
    while len(words) > 1 and words[-1].upos == "PUNCT" and words[-1].text not in (")", "”", '"'):
        words = words[:-1]
    while len(words) > 1 and words[0].upos == "PUNCT":
        words = words[1:]
    return tuple(words)


def role_of(parsed: Parsed, words: Sequence[Word]) -> Role:
    """Return a role from its words, split into title, organization and rank as far as the lexicon tells."""
    kept = list(words)
    if len(kept) > 1 and kept[0].text.lower() in DETERMINERS:
        kept = kept[1:]
    rank = [w for w in kept if lexicon.rank(w.text) or lexicon.service(w.text)]
    head = next((i for i, w in enumerate(kept) if w not in rank and is_title_noun(w)), None)
    title = kept[head] if head is not None else None
    return Role(
        span=parsed.span(kept),
        title=title.span if title is not None else None,
        organization=organization(parsed, kept, head, rank),
        rank=contiguous(parsed, rank),
    )


def is_title_noun(word: Word) -> bool:
    """Return whether a word is the office itself: "spokesman", "Secretary"."""
    return lexicon.noun_class(word.lemma.lower()) == "person" or lexicon.title(word.text)


def organization(parsed: Parsed, words: list[Word], head: int | None, rank: list[Word]) -> Span | None:
    """Return the body that an office belongs to: "spokesman for [the coalition]", "[Pentagon] spokesman"."""
    if head is None:
        return None
    after = words[head + 1 :]
    if after and after[0].text.lower() in ("of", "for", "at", "to", "with", "in"):
        return parsed.span(after[1:]) if len(after) > 1 else None
    before = [w for w in words[:head] if w not in rank and w.upos in ("PROPN", "NOUN")]
    return contiguous(parsed, before)


def contiguous(parsed: Parsed, words: list[Word]) -> Span | None:
    """Return the span of words that stand side by side; of several runs the first; None of no word."""
    run = words[:1]
    for word in words[1:]:
        if word.index != run[-1].index + 1:
            break
        run.append(word)
    return parsed.span(run) if run else None


def informative(role: Role) -> tuple[int, int]:
    """Return a sort key that puts the role that tells most first: stated office, then more words, within reason."""
    words = len(role.span.text.split())
    return (-int(role.title is not None) - int(role.organization is not None), -min(words, 8))
