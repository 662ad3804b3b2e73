"""Rewrites the word lists in their canonical form: ``python -m quotes.lexicon``, after one was edited by hand."""

from pathlib import Path

import quotes
from quotes.lexicon.words import LISTS, canonical, read

if __name__ == "__main__":
    for name in LISTS:
        target = Path(quotes.__file__).parent / "data" / f"{name}.json"
        target.write_text(canonical(read(name)), encoding="utf-8")
