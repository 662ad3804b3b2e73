"""Learns from raw text which words with a capital are abbreviations, and adds that to what the treebanks say of stops.

The idea is that of Kiss and Strunk (2006), "Unsupervised multilingual sentence boundary detection": an abbreviation has its
stop wherever it stands, in the middle of a sentence too; "Jen" has one at a sentence's end alone. Of short names and acronyms
the treebanks have too few to tell one from the other by form.
"""

import re
from collections import Counter
from collections.abc import Iterator

from quotes.training.abbreviations import ABBREVIATIONS

# A word with a capital: with a stop in the middle of a sentence, or with none before another word.
FOUND = re.compile(r"(?<![^\s(\"“'‘])([^\W\d_a-z][^\W\d_]{1,4})(?:(\.),? (?=[a-z])|,? (?=[^\W\d_]))")
LEAST_SEEN = 30
MOST_STOPS = 0.002  # of all in the middle of a sentence, where a word is no abbreviation; a writer may slip
LEAST_STOPS = 0.8  # where it is one

Chunk = tuple[str, str, tuple[int, ...]]  # as `quotes.training.tokens.cut_chunks` has them


class Stops:
    """How often short words with a capital stand in the middle of a sentence, and how often with a stop there."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.stopped: Counter[str] = Counter()

    def read(self, line: str) -> None:
        """Count the words of a line."""
        for word, stop in FOUND.findall(line):
            self.seen[word] += 1
            self.stopped[word] += bool(stop)

    def chunks(self) -> Iterator[Chunk]:
        """Yield words with a stop behind them, the kind of character that follows, and where they are cut."""
        for word, seen in sorted(self.seen.items()):
            share = self.stopped[word] / seen
            if seen >= LEAST_SEEN and share >= LEAST_STOPS:
                yield from ((f"{word}.", following, ()) for following in ("", "a"))
            elif seen >= LEAST_SEEN and share <= MOST_STOPS and f"{word.capitalize()}." not in ABBREVIATIONS:
                yield from ((f"{word}.", following, (len(word),)) for following in ("", "A"))
