"""What makes Stanza load sooner: word vectors that are loaded once for all nets, and no compiler, which they have no use for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stanza.models.common.foundation_cache import FoundationCache
from stanza.models.common.pretrain import Pretrain, PretrainedWordVocab
from torch.optim import Optimizer

from quotes.vectors import vectors

WORD = "__dynamo_disable"  # under this name torch keeps a function that the compiler leaves alone


class Shared(Pretrain):
    """Vectors that Stanza gets from `quotes.vectors`, when it first asks for them."""

    def load(self) -> None:
        """Take the vocabulary and the vectors."""
        found = vectors(Path(self.filename))
        self._vocab, self._emb = PretrainedWordVocab.load_state_dict(found.vocab), found.rows


def shared_vectors(path: Path) -> FoundationCache:
    """Return what Stanza asks for vectors, with those of a file in it, if there is such a file."""
    cache = FoundationCache(local_files_only=True)
    if path.is_file():
        cache.pretrains[str(path)] = Shared(str(path))
    return cache


@contextmanager
def without_compiler() -> Iterator[None]:
    """Let Stanza make the optimizers that it gives each model it loads, without the compiler that torch then imports.

    The import takes a second, for nothing: torch wants the compiler's word that it leaves `add_param_group` alone. Here
    the function itself stands for that word. Where torch asks in another way, it merely takes its second.
    """
    function = getattr(Optimizer.add_param_group, "__wrapped__", None)
    if function is None or hasattr(function, WORD):
        yield
        return
    setattr(function, WORD, function)
    try:
        yield
    finally:
        delattr(function, WORD)
