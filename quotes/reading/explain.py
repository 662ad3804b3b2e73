"""Why the reader takes a word for a cue: what its clues are worth, what it may report instead, what else may report.

The worth of a group of clues is found by occlusion (Zeiler and Fergus 2014): the chance is computed again as if they
were not known. Clues that say the same twice make up for each other, so the changes do not add up to the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from quotes.explanation import Alternative, Influence, OtherCue, Weighed
from quotes.model import Parsed, Span
from quotes.reading.alternatives import pairs
from quotes.reading.clues import DOUBLE_MARKS, MARKS, PAST_ALL, PAST_CUE, PAST_FORM, PAST_PLACE
from quotes.reading.decode import best, stretches
from quotes.reading.net import WORD_CLUES, Words
from quotes.reading.windows import Window, windows

if TYPE_CHECKING:
    from quotes.reading import Vocabulary

ALTERNATIVES = 5
OTHERS = 5
LEAST_OTHER = 0.01  # the chance of another word that is worth a line
CERTAIN = 1e-6  # nearer to 0 or 1 than this single precision does not tell chances apart

Hide = Callable[[Words, Window, int], Words]


def explain(net: Any, vocabulary: Vocabulary, article: Parsed, sentence: int, word: int) -> Weighed:
    """Return how the net weighs a word of an article, by the indices of its sentence and of the word there."""
    window, place = found(article, sentence, word)
    size = len(window.words)
    with torch.inference_mode():
        words = vocabulary.words([window])
        states = net.states(words, [size])
        chances = net.cues(states)
        scores = net.labels(states, vocabulary.pairs([window], [(0, place)]))
        hidden = [hide(words, window, place) for hide in GROUPS.values()]
        without = net.cues(net.states(together(hidden), [size] * len(hidden)))[place::size]
        changes = (log_odds(chances[place]) - log_odds(without)).tolist()
        return Weighed(
            span=window.words[place].span,
            chance=round(chances[place].item(), 4),
            influences=tuple(influences(changes)),
            alternatives=tuple(alternatives(window, scores, net.moves, net.starts)),
            others=tuple(others(window, chances.tolist(), place)),
        )


def found(article: Parsed, sentence: int, word: int) -> tuple[Window, int]:
    """Return the window that a word is read in, and its place there."""
    window = next(w for w in windows(article) if sentence in w.sentences)
    return window, window.sentences.index(sentence) + word


def log_odds(chances: Tensor) -> Tensor:
    """Return the logarithms of the odds of chances."""
    return torch.logit(chances.double(), eps=CERTAIN)


def influences(changes: Iterable[float]) -> list[Influence]:
    """Return what the GROUPS are worth, the weightiest first."""
    # A zero is added that -0.0, which a change of nothing may round to, comes out as 0.0.
    named = [Influence(clues=name, change=round(change, 2) + 0.0) for name, change in zip(GROUPS, changes, strict=True)]
    return sorted(named, key=lambda each: -abs(each.change))


def alternatives(window: Window, scores: Tensor, moves: Tensor, starts: Tensor) -> Iterator[Alternative]:
    """Yield the likeliest sources and contents of a cue whose labels have these scores [words, labels]."""
    labels, _ = best(scores.unsqueeze(0), torch.tensor([len(scores)]), moves, starts)
    taken = {kind: spans(window, stretches(labels[0].tolist(), kind)) for kind in ("source", "content")}
    for source, content, chance in pairs(scores, moves, starts, ALTERNATIVES):
        words = {"source": spans(window, source), "content": spans(window, content)}
        yield Alternative(chance=round(chance, 4), taken=words == taken, **words)


def spans(window: Window, places: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    """Return the stretches of a window's words, first and last place, as they stand in the article."""
    return tuple(window.parsed.span(window.words[first : last + 1]) for first, last in places)


def others(window: Window, chances: Sequence[float], place: int) -> Iterator[OtherCue]:
    """Yield the other words of a window that are likeliest to be cues, the likeliest first."""
    ranked = sorted((p for p in range(len(chances)) if p != place), key=lambda p: -chances[p])
    for each in ranked[:OTHERS]:
        if chances[each] >= LEAST_OTHER:
            yield OtherCue(chance=round(chances[each], 4), span=window.words[each].span)


def together(each: Sequence[Words]) -> Words:
    """Return windows of one length as one block."""
    size = len(each[0].form)
    heads = torch.cat([words.head + n * size for n, words in enumerate(each)])
    return Words(*(torch.cat(column) for column in zip(*each, strict=True)))._replace(head=heads)


def unknown(words: Words, places: Sequence[int], kinds: Iterable[str]) -> Words:
    """Return the words as if some kinds of clues of those at some places were not known: number 0 is for what is not."""
    changed: dict[str, Tensor] = {}
    for kind in kinds:
        changed[kind] = getattr(words, kind).clone()
        changed[kind][list(places)] = 0
    return words._replace(**changed)


def unflagged(words: Words, places: Sequence[int] | slice, first: int, past: int) -> Words:
    """Return the words as if those at some places had none of the flags from ``first`` up to ``past``."""
    flags = words.flags.clone()
    flags[places, first:past] = 0
    return words._replace(flags=flags)


def cut(words: Words, places: Sequence[int]) -> Words:
    """Return the words as if those at some places were roots."""
    head = words.head.clone()
    head[list(places)] = torch.tensor(places, dtype=head.dtype)
    return words._replace(head=head)


def hide_word(words: Words, _window: Window, place: int) -> Words:
    """Hide which word it is: form, lemma, capitals."""
    return unflagged(unknown(words, [place], ("form", "lemma")), [place], PAST_PLACE, PAST_FORM)


def hide_tags(words: Words, _window: Window, place: int) -> Words:
    """Hide the tags of the word."""
    return unknown(words, [place], ("upos", "xpos"))


def hide_relation(words: Words, _window: Window, place: int) -> Words:
    """Hide the name of the relation to the head."""
    return unknown(words, [place], ("relation",))


def hide_head(words: Words, _window: Window, place: int) -> Words:
    """Hide which word is the head."""
    return cut(words, [place])


def hide_dependents(words: Words, window: Window, place: int) -> Words:
    """Hide what depends on the word."""
    below = [p for p, head in enumerate(window.heads) if head == place and p != place]
    return unflagged(cut(words, below), [place], PAST_CUE, PAST_ALL)


def hide_lexicon(words: Words, _window: Window, place: int) -> Words:
    """Hide the word's entry in the lexicon of cues."""
    return unflagged(words, [place], PAST_FORM, PAST_CUE)


def hide_marks(words: Words, window: Window, _place: int) -> Words:
    """Hide all quotation marks, and what stands inside them."""
    marks = [p for p, word in enumerate(window.words) if word.text in DOUBLE_MARKS or word.text == '"']
    return unflagged(unknown(words, marks, ("form", *WORD_CLUES)), slice(None), 0, MARKS)


def hide_layout(words: Words, _window: Window, _place: int) -> Words:
    """Hide where sentences begin, and whether this is a headline, body or furniture."""
    return unflagged(words, slice(None), MARKS, PAST_PLACE)


def hide_around(words: Words, window: Window, place: int) -> Words:
    """Hide which words the others are."""
    around = [p for p in range(len(window.words)) if p != place]
    return unflagged(unknown(words, around, ("form", "lemma")), around, PAST_PLACE, PAST_FORM)


GROUPS: dict[str, Hide] = {
    "the word and its lemma": hide_word,
    "its tags": hide_tags,
    "its relation to its head": hide_relation,
    "its head": hide_head,
    "what depends on it": hide_dependents,
    "what the lexicon knows of it": hide_lexicon,
    "quotation marks": hide_marks,
    "layout": hide_layout,
    "the words around it": hide_around,
}
