"""Reads the word lists of ``quotes/data``."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Literal

Gender = Literal["m", "f"]


def read(name: str) -> Any:
    """Return the parsed word list ``name``; raise ``OSError`` or ``ValueError`` if the package is damaged."""
    return json.loads((files("quotes") / "data" / f"{name}.json").read_text(encoding="utf-8"))
