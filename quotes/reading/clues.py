"""What the reader knows of a word and of two words: clues with names, the same in training and in use.

Of a word: its form (as a word vector), lemma, tags and relation, the same of its head, and ``FLAGS``, yes-or-no clues
and rates from the marks, the layout, the lexicon of cues and the words that depend on it. Of a word seen from a cue:
the path between them in the dependency tree and their distance.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from quotes import lexicon
from quotes.model import Word
from quotes.reading.windows import Window

FRAMES = ("clause", "quote", "np", "infinitive", "as", "gerund", "for", "question", "addressee")
RELATIONS = (
    "nsubj", "obj", "ccomp", "xcomp", "parataxis", "obl", "mark", "case", "cop", "aux", "conj", "acl", "advcl", "iobj",
    "csubj", "det", "advmod",
)  # fmt: skip
PLACE_FLAGS = ("inside marks", "at an opening mark", "at a closing mark", "first of its sentence", "in the body",
               "in page furniture")  # fmt: skip
MARKS = 3  # how many of the flags, the first ones, come from quotation marks
FORM_FLAGS = ("capitalised", "in capitals")
CUE_FLAGS = ("listed as a cue", "cue of thought", "cue of writing", "rate of the cue", *(f"takes {f}" for f in FRAMES))
FLAGS = (*PLACE_FLAGS, *FORM_FLAGS, *CUE_FLAGS, *(f"has {r}" for r in RELATIONS))

# Distances in words fall into these buckets, on either side of the cue.
DISTANCES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64)
FAR = 3  # steps up or down a path beyond which they are not counted
NO_RELATION = "-"
DOUBLE_MARKS = frozenset({"“", "”", "„", "‟", "«", "»", "``", "''"})

# Where the kinds of flags end among them.
PAST_PLACE = len(PLACE_FLAGS)
PAST_FORM = PAST_PLACE + len(FORM_FLAGS)
PAST_CUE = PAST_FORM + len(CUE_FLAGS)
PAST_ALL = PAST_CUE + len(RELATIONS)
_RELATION_PLACE = {relation: i for i, relation in enumerate(RELATIONS, PAST_CUE)}


def distinct(words: Sequence[Word]) -> tuple[list[Word], Any]:
    """Return the first of each kind of word, and the place among them of the one like each word, an array [words].

    Words are of a kind if they have the same text, lemma and tags: of ten words of news six are like another.
    """
    import numpy as np

    found: dict[tuple[str, str, str, str], int] = {}
    places = [found.setdefault((w.text, w.lemma, w.upos, w.xpos), len(found)) for w in words]
    firsts: list[Word] = []
    for word, place in zip(words, places, strict=True):
        if place == len(firsts):
            firsts.append(word)
    return firsts, np.array(places, dtype=np.int64)


def flags(block: Sequence[Window], kinds: tuple[Sequence[Word], Any]) -> Any:
    """Return the FLAGS of the words of some windows, an array [words, flags]; ``kinds`` are what is ``distinct`` of them."""
    import numpy as np

    firsts, places = kinds
    found = np.zeros((len(places), len(FLAGS)), dtype=np.float32)
    own = np.array([form_flags(w.text) + cue_flags(w.lemma, w.upos) for w in firsts], dtype=np.float32)
    found[:, PAST_PLACE:PAST_CUE] = own[places]
    start = 0
    for window in block:
        rows = found[start : start + len(window.words)]
        layout = window.parsed.segments[window.parsed.sentences[window.sentences[0]].segment].kind
        rows[:, :PAST_PLACE] = [
            (*marks, word.index == 0, layout == "body", layout == "furniture")
            for word, marks in zip(window.words, at_marks(window), strict=True)
        ]
        heads, which = dependents(window)
        rows[heads, which] = 1
        start += len(rows)
    return found


def at_marks(window: Window) -> Iterator[tuple[float, float, float]]:
    """Yield of each word whether it stands inside quotation marks, at an opening mark, at a closing one."""
    quoted = window.parsed.quoted_after(window.words[0].span.start)
    current = window.parsed.quoted_at(window.words[0].span.start) or next(quoted, None)
    for word in window.words:
        start = word.span.start
        while current is not None and start >= current.outer.end:
            current = next(quoted, None)
        if current is None or start < current.outer.start:
            yield 0.0, 0.0, 0.0
        else:
            opens, closes = start < current.inner.start, start >= current.inner.end
            yield float(not opens and not closes), float(opens), float(closes)


@lru_cache(maxsize=1 << 14)
def form_flags(text: str) -> tuple[float, ...]:
    """Return the FORM_FLAGS of a word as it stands."""
    return float(text[:1].isupper()), float(text.isupper())


@lru_cache(maxsize=1 << 14)
def cue_flags(lemma: str, upos: str) -> tuple[float, ...]:
    """Return the CUE_FLAGS of a word: what the lexicon of cues says of it."""
    entry = lexicon.cue(lemma, "VERB" if upos == "AUX" else upos)
    if entry is None:
        return (0.0,) * len(CUE_FLAGS)
    act = (1.0, float(entry.act == "thought"), float(entry.act == "writing"), entry.rate or 0.0)
    return (*act, *(float(frame in entry.frames) for frame in FRAMES))


def dependents(window: Window) -> tuple[list[int], list[int]]:
    """Return the places of the heads of words by one of RELATIONS, and the places of what that says of a head in FLAGS."""
    heads: list[int] = []
    which: list[int] = []
    for place, (word, head) in enumerate(zip(window.words, window.heads, strict=True)):
        flag = _RELATION_PLACE.get(word.relation)
        if flag is not None and head != place:
            heads.append(head)
            which.append(flag)
    return heads, which


Path = tuple[str, str, str]


def paths(window: Window, cue: int) -> list[Path]:
    """Return the dependency path from each word to a cue: its shape, and the relations below the two words' meeting point.

    The shape is "steps down to the cue / steps down to the word / side of the cue", or for a word of another sentence
    how many sentences on that is. For "Voss said it fell" and the cue "said", "it" is "0/2/after", "ccomp", "-".
    """
    own, heads = window.sentences[cue], window.heads
    met: list[Meeting | None] = [None] * len(heads)
    place, up, relation = cue, 0, NO_RELATION
    met[cue] = (0, 0, NO_RELATION, NO_RELATION)
    while heads[place] != place:
        place, up, relation = heads[place], up + 1, window.words[place].deprel
        met[place] = (min(up, FAR), 0, NO_RELATION, relation)
    found: list[Path] = []
    for word, sentence in enumerate(window.sentences):
        if sentence != own:
            found.append(ELSEWHERE[max(-2, min(2, sentence - own))])
        else:
            up, down, relation, above = meeting(window, word, met)
            found.append((SHAPE[up, down, (word > cue) - (word < cue)], relation, above))
    return found


# Where the way up from a word meets the way up from the cue: the steps from the cue up to there and from there down to
# the word, neither counted beyond FAR, and the relations of the two words right below.
Meeting = tuple[int, int, str, str]


def meeting(window: Window, word: int, met: list[Meeting | None]) -> Meeting:
    """Return the meeting of a word of the cue's sentence; ``met`` holds those that are known, and takes in the others."""
    climbed: list[int] = []
    while (known := met[word]) is None:
        climbed.append(word)
        word = window.heads[word]
    for step in reversed(climbed):
        up, down, relation, above = known
        known = met[step] = (up, min(down + 1, FAR), relation if down else window.words[step].deprel, above)
    return known


SIDES = {-1: "before", 0: "cue", 1: "after"}
SHAPE = {
    (up, down, side): f"{up}/{down}/{name}"
    for up in range(FAR + 1)
    for down in range(FAR + 1)
    for side, name in SIDES.items()
}
ELSEWHERE: dict[int, Path] = {n: (f"sentence {n:+d}", NO_RELATION, NO_RELATION) for n in (-2, -1, 1, 2)}
SHAPES = (*(shape for shape, _, _ in ELSEWHERE.values()), *SHAPE.values())


@lru_cache(maxsize=1 << 12)
def distance(words: int) -> int:
    """Return the number of the bucket of a distance in words: 0 for the cue, then those before it, then those after."""
    size = bisect_right(DISTANCES, abs(words))
    return 0 if words == 0 else size if words < 0 else size + len(DISTANCES)


def form_of(word: Word) -> str:
    """Return the form that the word vectors know a word by: any double quotation mark is a straight one."""
    return '"' if word.text in DOUBLE_MARKS else word.text.lower()


def lemma_of(word: Word) -> str:
    """Return the lemma that the vocabulary of lemmas knows a word by."""
    return '"' if word.text in DOUBLE_MARKS else word.lemma.lower()


def values(words: Sequence[Word]) -> dict[str, list[str]]:
    """Return the forms, lemmas and tags of some words, a list for each kind of clue: what words of a kind have in common."""
    return {
        "form": [form_of(w) for w in words],
        "lemma": [lemma_of(w) for w in words],
        "upos": [w.upos for w in words],
        "xpos": [w.xpos for w in words],
    }
