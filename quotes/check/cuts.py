"""Judges what a claim leaves away of the sentences that it takes its words from: whether that turns or limits them.

A claim is not the less verbatim for being a piece of a sentence; it is truncated if what was cut would have been read
with it. So the words that are left away are looked up in the word lists, each kind as far as it reaches:

- a negation, and a word that makes a clause depend ("although"), within the clause that the claim begins or ends in, a
  clause being what stands between two marks of punctuation; before the claim in the whole sentence, where what is
  left of it ends in "that", "to" and their like;
- a condition ("if", "unless") anywhere in the sentence;
- a contrast ("but") behind the claim;
- words that say who says or thinks so ("I don't think", "they claim") before the claim, or right behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from quotes import lexicon
from quotes.check.exact import Match
from quotes.check.finding import Cut, Side
from quotes.check.passage import Passage
from quotes.wording import apart

BRIEF = 5  # words: "..., I think" is read with what it follows, a clause of its own is not
_DEPENDENT = frozenset({"that", "to", "of", "who", "which", "whether", "if", "for", "than"})
_JOINS = frozenset({"but", "yet", "however", "and", "or", "so"})  # at the start they join a sentence to the one before


def cuts(match: Match, passage: Passage) -> tuple[Cut, ...]:
    """Return what is left away around and inside of a match, nothing where it takes whole sentences."""
    start, end = passage.sentence_of(match.first, match.last)
    found = [_before(passage, start, match.first, marked=match.view.leads)]
    for (_, left), (right, _) in zip(match.runs, match.runs[1:], strict=False):
        found.append(_inside(passage, left, right))
    found.append(_behind(passage, match.last + 1, end, marked=match.view.trails))
    return tuple(cut for cut in (*found, _around(passage)) if cut is not None)


def _before(passage: Passage, start: int, first: int, *, marked: bool) -> Cut | None:
    words = list(range(start, first))
    if not words:
        return None
    dependent = passage.forms[first - 1] in _DEPENDENT
    if passage.forms[start] in _JOINS:
        words = words[1:]
    clause = [i for i in words if passage.clause[i] == passage.clause[first]]
    turns = [
        *_turns(passage, words if dependent else clause, "negation"),
        *_turns(passage, words, "condition", "attribution"),
        *(turn for turn in _turns(passage, clause, "contrast") if turn[0].lower() not in _JOINS),
    ]
    return _cut(passage, range(start, first), turns, side="before", marked=marked)


def _inside(passage: Passage, left: int, right: int) -> Cut | None:
    """Return what a marked cut leaves out; only what negates the words on either side of it turns them."""
    if left >= right:
        return None
    clauses = {passage.clause[left - 1], passage.clause[right]}
    same = [i for i in range(left, right) if passage.clause[i] in clauses]
    return _cut(passage, range(left, right), _turns(passage, same, "negation"), side="inside", marked=True)


def _behind(passage: Passage, start: int, end: int, *, marked: bool) -> Cut | None:
    if start == end:
        return None
    words = range(start, end)
    clause = [i for i in words if passage.clause[i] == passage.clause[start - 1]]
    turns = [
        *_turns(passage, clause, "negation"),
        *_turns(passage, words, "condition", "contrast"),
        *(_turns(passage, words, "attribution") if len(words) <= BRIEF else ()),
    ]
    return _cut(passage, words, turns, side="after", marked=marked)


def _around(passage: Passage) -> Cut | None:
    """Return the cue as a cut where the source says that its words were denied or were not said: "denied that it was"."""
    entry = passage.entries[0].attribution
    cue = entry.cue
    if cue is None or (cue.polarity == "positive" and (cue.stance != "denying" or entry.kind == "direct")):
        return None
    sense = "condition" if cue.polarity == "hypothetical" else "negation"
    return Cut(text=cue.span.text, side="around", turns=(f"{sense}: {cue.span.text}",))


def _cut(passage: Passage, words: range, turns: Iterable[tuple[str, str]], *, side: Side, marked: bool) -> Cut | None:
    """Return a cut; of the reporter's words only one that turns the claim, for to leave them away is no cut otherwise."""
    named = tuple(dict.fromkeys(f"{sense}: {word}" for word, sense in turns))
    if not named and not any(passage.quoted[i] for i in words):
        return None
    return Cut(text=passage.text(words.start, words.stop), side=side, turns=named, marked=marked)


def _turns(passage: Passage, indices: Sequence[int], *senses: lexicon.Sense) -> Iterator[tuple[str, str]]:
    """Yield the words among ``indices`` that have one of ``senses``, each with the sense."""
    for i in indices:
        for part in apart(passage.forms[i]):
            yield from ((passage.words.texts[i], sense) for sense in senses if sense in lexicon.senses(part))
