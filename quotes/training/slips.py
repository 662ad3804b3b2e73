"""Learns where a word such as "its" is a contraction without its apostrophe, from contractions that have theirs."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from math import log
from typing import Any, NamedTuple

from quotes.parse.slips import About, Slip, about
from quotes.training.logistic import SCALE, Counts, fit

# The words, and the contraction that each stands for when it is a slip; those of the web that the treebanks cut often.
CONTRACTIONS = {"its": "it's", "lets": "let's", "your": "you're", "id": "i'd"}
WORDS = {contraction: word for word, contraction in CONTRACTIONS.items()}
FOUND = re.compile(r"(?<![\w'’.@/-])(?:it['’]?s|let['’]?s|you['’]re|your|i['’]?d)(?![\w'’@/-])", re.IGNORECASE)
# A word speaks for a slip that follows the contraction so often, and so many times as readily as it follows the word.
LEAST_SEEN = 10
LEAST_RATIO = 0.3
# The odds at which a word is cut, as a logarithm: 4.5 to 1, for a false cut in edited news does more harm than a slip.
CLEAR = 1.5


class Use(NamedTuple):
    """A word in its place, with whether it is a contraction."""

    word: str
    contracted: bool
    about: About


def uses(text: str) -> Iterator[tuple[int, int, Use]]:
    """Yield the offsets and the use of each of the words, and of each contraction written as it should be."""
    for match in FOUND.finditer(text):
        form = match[0].lower().replace("’", "'")
        start, end = match.span()
        yield start, end, Use(WORDS.get(form, form), form in WORDS, about(text, start, end))


class Evidence:
    """How often the words and their contractions stand where; `slips` and `whole` count the words that a treebank cuts or not."""

    def __init__(self) -> None:
        self.uses: Counter[Use] = Counter()
        self.slips: Counter[str] = Counter()
        self.whole: Counter[str] = Counter()

    def read(self, line: str) -> None:
        """Count the uses in a line of raw text, where a word that stands whole is taken for one."""
        self.uses.update(use for _, _, use in uses(line))

    def read_block(self, text: str, starts: frozenset[int]) -> None:
        """Count the uses in a treebank's paragraph, whose tokens start at `starts`."""
        for start, end, use in uses(text):
            if use.contracted:
                self.uses[use] += 1
            elif starts.isdisjoint(range(start + 1, end)):
                self.uses[use] += 1
                self.whole[use.word] += 1
            else:
                self.slips[use.word] += 1

    def totals(self, word: str) -> tuple[int, int]:
        """Return how often the word stands whole, and how often its contraction."""
        both = Counter[bool]()
        for use, count in self.uses.items():
            if use.word == word:
                both[use.contracted] += count
        return both[False], both[True]

    def next_words(self, word: str) -> list[str]:
        """Return the words that speak for a slip where they stand behind it, in order."""
        ways: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for use, count in self.uses.items():
            if use.word == word and use.about.next.isalpha():
                ways[use.about.next][use.contracted] += count
        whole, contracted = self.totals(word)
        return sorted(
            following
            for following, (no, yes) in ways.items()
            if yes >= LEAST_SEEN and (yes + 0.5) / contracted > LEAST_RATIO * (no + 0.5) / whole
        )


def learn(evidence: Evidence) -> dict[str, Any]:
    """Return the words that may be slips, with the model that says where they are, as values for JSON.

    A word that no treebank cuts is left out, and one whose contraction or whose own use was never seen.
    """
    words = [word for word in CONTRACTIONS if evidence.slips[word] and all(evidence.totals(word))]
    following = {word: evidence.next_words(word) for word in words}
    counts: Counts = defaultdict(lambda: [0, 0])
    for use, count in evidence.uses.items():
        if use.about.next in following.get(use.word, ()):
            counts[use.about.clues(use.word)][use.contracted] += count
    model = fit(counts, Slip._fields, penalty=0.3, epochs=100)
    for word in words:
        at = model["weights"]["word"]
        at[word] = at.get(word, 0) + round(SCALE * (_prior(evidence, word) - CLEAR))
    known = {word: {"place": CONTRACTIONS[word].index("'"), "next": following[word]} for word in words}
    return {"words": known, "model": model}


def _prior(evidence: Evidence, word: str) -> float:
    """Return the change of odds from contractions among the evidence to slips among a treebank's words, as a logarithm."""
    whole, contracted = evidence.totals(word)
    return log((evidence.slips[word] + 0.5) / (evidence.whole[word] + 0.5)) - log(contracted / whole)
