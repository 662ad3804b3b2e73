"""How often edited text has words: what it next to never has is no word, but two run together, such as "infact"."""

import re
from collections import Counter

WORD = re.compile(r"[^\W\d_]+")
# Of so many words of edited text a word that is two run together makes up no more than one.
RARE = 5_000_000
# A word that edited text has so often, always with a capital, is a name ("Goto").
LEAST_NAMED = 2


class Edited:
    """The words of raw text, in lower case: how often there are, and how often with a capital."""

    def __init__(self) -> None:
        self.words: Counter[str] = Counter()
        self.capitals: Counter[str] = Counter()

    def read(self, line: str) -> None:
        """Count the words of a line."""
        words = WORD.findall(line)
        self.words.update(map(str.lower, words))
        self.capitals.update(word.lower() for word in words if word[0].isupper())

    def rare(self, word: str) -> bool:
        """Return whether edited text hardly has a word, and not as a name, so that it is none."""
        named = LEAST_NAMED <= self.words[word] == self.capitals[word]
        return not named and self.words[word] * RARE <= self.words.total()
