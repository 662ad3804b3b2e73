"""The words of a role -> its parts: the office, whose it is, the rank that goes with it, and how it is held."""

from __future__ import annotations

from collections.abc import Sequence

from quotes import lexicon
from quotes.model import Parsed, Role, Span, Word

DETERMINERS = frozenset({"a", "an", "the"})
PAST = frozenset({"former", "formerly", "ex", "late", "then", "onetime", "one-time", "erstwhile", "retired", "ousted"})
# What says how an office is held, beside what is past.
HELD = frozenset({"acting", "interim", "deputy", "vice", "assistant", "associate", "outgoing", "incoming"})


def role_of(parsed: Parsed, words: Sequence[Word]) -> Role:
    """Return a role from its words, split into title, organization, rank and modifier as far as the lexicon tells.

    "the former deputy mayor of Oster" is the modifier "former deputy", the title "mayor" and the organization "Oster".
    """
    kept = list(words)
    if len(kept) > 1 and kept[0].text.lower() in DETERMINERS:
        kept = kept[1:]
    rank = [w for w in kept if lexicon.rank(w.text) or lexicon.service(w.text)]
    named = [w for w in kept if w not in rank and is_title_noun(w)]
    offices = [i for i, w in enumerate(kept) if w in named and not qualifies(w, named)]
    head = next((i for i in offices if kept[i].text.lower() not in HELD or i + 1 not in offices), None)
    title = kept[head] if head is not None else None
    return Role(
        span=parsed.span(kept),
        title=title.span if title is not None else None,
        organization=organization(parsed, kept, head, rank),
        rank=contiguous(parsed, rank),
        modifier=contiguous(parsed, [w for w in kept[:head] if w.text.lower() in PAST | HELD]),
    )


def qualifies(word: Word, offices: Sequence[Word]) -> bool:
    """Return whether a word only says what the office behind it is of: "Iraqi" in "an Iraqi commander", "U.S." in "U.S. Secretary"."""
    before = any(word.head == office.index > word.index for office in offices)
    return word.text.lower() not in HELD and (word.relation == "amod" or (word.relation == "compound" and before))


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
