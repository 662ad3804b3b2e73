"""Lemmas that hang on the Penn tag: "her" is "she" where it is no possessive, and "Scholars" is "Scholar" as a plural name.

Stanza's lemmatizer sees a form and its universal tag, which are the same in both. What the Penn tag makes of such words
is a table beside the model, which `quotes.training.lemmas` writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from quotes.weights import REINSTALL, ModelError

if TYPE_CHECKING:
    from quotes.parse.annotate import Analysis

TABLE = Path("en") / "lemma" / "penn.json"


class ByPenn:
    """The lemma of some forms by universal and Penn tag; of all others the lemmatizer's own is right."""

    def __init__(self, lemmas: Mapping[str, Mapping[str, str]]) -> None:
        """``lemmas`` are by form, then by both tags, "PRON PRP"."""
        self._lemmas = lemmas

    @classmethod
    def load(cls, path: Path) -> ByPenn:
        """Return the table of a file; raise ModelError, naming the file, where it cannot be used."""
        try:
            value = json.loads(path.read_text(encoding="utf-8"))
            return cls(
                {str(form): {str(tags): str(lemma) for tags, lemma in known.items()} for form, known in value.items()}
            )
        except OSError as error:
            raise ModelError(f"{path}: the lemmas cannot be read ({error.strerror}); {REINSTALL}") from error
        except (ValueError, AttributeError) as error:
            raise ModelError(f"{path}: this is no table of lemmas ({error!r}); {REINSTALL}") from error

    def settle(self, forms: Sequence[str], words: Sequence[Analysis]) -> Iterator[Analysis]:
        """Yield the analyses of words with the lemmas that their Penn tags decide."""
        for form, word in zip(forms, words, strict=True):
            known = self._lemmas.get(form)
            lemma = known and known.get(f"{word.upos} {word.xpos}")
            yield word._replace(lemma=lemma) if lemma else word
