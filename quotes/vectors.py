"""Word vectors in Stanza's format, loaded once for all nets that read them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from torch import Tensor

PLACE = Path("en") / "pretrain" / "news.pt"  # in a folder of models


class Vectors(NamedTuple):
    """The state of Stanza's vocabulary, and the vectors [forms, units] in single precision."""

    vocab: Mapping[str, Any]
    rows: Tensor

    @property
    def numbers(self) -> Mapping[str, int]:
        """The row of each form."""
        numbers: Mapping[str, int] = self.vocab["_unit2id"]
        return numbers


@lru_cache(maxsize=1)
def vectors(path: Path) -> Vectors:
    """Return the vectors of a file; the file that was asked for last is remembered.

    Raises ``OSError``, or one of the dozen kinds of error that torch has for a file that is not what it should be.
    """
    from quotes import checkpoint

    stored = checkpoint.read(path)
    return Vectors(stored["vocab"], stored["emb"].float())
