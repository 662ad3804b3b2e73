"""Reads what torch saved: weights, and the dictionaries and lists around them, and nothing that could act.

torch's own reader of such files is written in Python and takes a third of a second for a vocabulary of 32,000 words.
Python's is in C; told which few names a file may hold, it is as strict (Python's documentation of `pickle`,
"Restricting Globals").
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

# What a file of weights calls by name, besides the kinds of numbers, which torch itself looks up.
NAMES = {("collections", "OrderedDict"), ("torch._utils", "_rebuild_tensor_v2")}
_load = torch.load  # torch's own, also while `quickly` has another in its place


class Unpickler(pickle.Unpickler):
    """Python's reader, for which there are no names but those of NAMES."""

    def find_class(self, module: str, name: str) -> Any:
        """Return what a name stands for; raise ``pickle.UnpicklingError`` if no file of weights needs it."""
        if (module, name) not in NAMES:
            raise pickle.UnpicklingError(f"{module}.{name} is not needed for weights")
        return super().find_class(module, name)


class Pickle:
    """What torch takes for the module `pickle`."""

    Unpickler = Unpickler

    @staticmethod
    def load(file: Any, **options: Any) -> Any:
        """Return the next object in a file."""
        return Unpickler(file, **options).load()


def read(path: str | Path) -> Any:
    """Return what is in a file of weights, in memory of the CPU.

    Raises ``OSError``, or one of the dozen kinds of error that torch has for a file that is not what it should be.
    """
    try:
        return _load(path, map_location="cpu", weights_only=False, pickle_module=Pickle)
    except pickle.UnpicklingError:  # it holds more, which torch may know to be harmless
        return _load(path, map_location="cpu", weights_only=True)


@contextmanager
def quickly() -> Iterator[None]:
    """Let others, who ask torch for weights and nothing else, get them as `read` does."""

    def load(file: Any, *args: Any, **options: Any) -> Any:
        only = options.get("weights_only") and isinstance(file, str | Path)
        return read(file) if only else _load(file, *args, **options)

    torch.load = load
    try:
        yield
    finally:
        torch.load = _load
