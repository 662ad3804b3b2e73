"""Counts the relations that attribution rests on: labelled attachment, over words whose ends agree.

A word is right under a relation if both sides have it there, on the same head, with the same label but for its subtype.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from quotes.lexicon.cues import cue
from quotes.model import Sentence, Word

Holds = Callable[[Sentence, Word], bool]
Pair = tuple[int, int]

MARKS = frozenset('"“”«»„') | {"``", "''"}
STOPS = frozenset('.?!:;,…"”’»)]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How often something stands in the gold side, how often it was found, and how often found rightly."""

    gold: int
    found: int
    right: int

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall, in percent; None where neither side has any."""
        total = self.gold + self.found
        return round(200 * self.right / total, 2) if total else None


def is_relation(*names: str) -> Holds:
    """Return the test of a word's relation, by its name with or without a subtype."""
    return lambda _, word: word.deprel in names or word.relation in names


def names_authority(sentence: Sentence, word: Word) -> bool:
    """Return whether a word is what "according to" names."""
    return word.relation == "obl" and any(c.text.lower() == "according" for c in sentence.children(word))


def follows_verb(_: Sentence, word: Word) -> bool:
    """Return whether a word is a subject to the right of its predicate: "said Ruiz"."""
    return word.relation == "nsubj" and word.head < word.index


def reports(word: Word | None) -> bool:
    """Return whether a word is a verb that reports."""
    return word is not None and word.upos == "VERB" and cue(word.lemma, "VERB") is not None


def depends_on_report(*names: str) -> Holds:
    """Return the test of whether a word depends by one of some relations on a verb that reports."""
    return lambda sentence, word: word.relation in names and reports(sentence.head(word))


# Each by its name in the table. Those of reporting verbs go by the cues that the lexicon lists.
RELATIONS: tuple[tuple[str, Holds], ...] = (
    ("root", is_relation("root")),
    ("nsubj", is_relation("nsubj")),
    ("nsubj, behind its verb", follows_verb),
    ("nsubj of a reporting verb", depends_on_report("nsubj")),
    ("ccomp", is_relation("ccomp")),
    ("ccomp of a reporting verb", depends_on_report("ccomp")),
    ("parataxis", is_relation("parataxis")),
    ("parataxis, a reporting verb", lambda _, word: word.relation == "parataxis" and reports(word)),
    ('obl of "according to"', names_authority),
    ("xcomp", is_relation("xcomp")),
    ("advcl", is_relation("advcl")),
    ("acl:relcl", is_relation("acl:relcl")),
    ("obj", is_relation("obj")),
    ("conj", is_relation("conj")),
    ("appos", is_relation("appos")),
    ("flat", is_relation("flat")),
    ("compound", is_relation("compound")),
)


@dataclass(frozen=True, slots=True)
class Arc:
    """A word's head, by its offsets (None for the root), the label without subtype, and the relations it counts under."""

    head: Pair | None
    relation: str
    names: frozenset[str]


def by_relation(gold: Iterable[Sentence], found: Iterable[Sentence]) -> dict[str, Count]:
    """Return the counts of each relation."""
    one, other = _arcs(gold), _arcs(found)
    right = Counter(
        name
        for pair, arc in one.items()
        if pair in other and _agree(arc, other[pair])
        for name in arc.names & other[pair].names
    )
    golden, system = (Counter(name for arc in arcs.values() for name in arc.names) for arcs in (one, other))
    return {name: Count(gold=golden[name], found=system[name], right=right[name]) for name, _ in RELATIONS}


def _arcs(sentences: Iterable[Sentence]) -> dict[Pair, Arc]:
    """Return the arcs of all words by the words' offsets."""
    result = {}
    for sentence in sentences:
        for word in sentence.words:
            head = sentence.head(word)
            names = frozenset(name for name, holds in RELATIONS if holds(sentence, word))
            result[_pair(word)] = Arc(_pair(head) if head else None, word.relation, names)
    return result


def _pair(word: Word) -> Pair:
    return word.span.start, word.span.end


def _agree(one: Arc, other: Arc) -> bool:
    return (one.head, one.relation) == (other.head, other.relation)


def by_kind(gold: Iterable[Sentence], found: Iterable[Sentence]) -> dict[str, Count]:
    """Return for each kind of gold sentence the counts of all arcs in it, and of the sentences found whole.

    Found words count under the gold sentence that their first character stands in.
    """
    golden = list(gold)
    system = list(found)
    one, other = _arcs(golden), _arcs(system)
    whole = {(s.span.start, s.span.end) for s in system}
    result = {}
    for name, chosen in _kinds(golden):
        offsets = {i for s in chosen for i in range(s.span.start, s.span.end)}
        mine = {pair: arc for pair, arc in one.items() if pair[0] in offsets}
        theirs = {pair: arc for pair, arc in other.items() if pair[0] in offsets}
        right = sum(pair in theirs and _agree(arc, theirs[pair]) for pair, arc in mine.items())
        kept = sum((s.span.start, s.span.end) in whole for s in chosen)
        result[f"{name}: LAS"] = Count(gold=len(mine), found=len(theirs), right=right)
        result[f"{name}: found whole"] = Count(gold=len(chosen), found=len(chosen), right=kept)
    return result


def _kinds(sentences: list[Sentence]) -> Iterator[tuple[str, list[Sentence]]]:
    """Yield the kinds of sentences with those of each: with quotation marks, and headings."""
    alone = Counter(s.segment for s in sentences)
    yield "with quotation marks", [s for s in sentences if any(w.text in MARKS for w in s.words)]
    yield "headings", [s for s in sentences if alone[s.segment] == 1 and is_heading(s)]


def is_heading(sentence: Sentence) -> bool:
    """Return whether a sentence that is a paragraph of its own is a heading: 3 to 20 words, no mark at the end."""
    return 3 <= len(sentence.words) <= 20 and sentence.words[-1].text[-1] not in STOPS
