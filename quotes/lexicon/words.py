"""Reads the word lists of ``quotes/data`` and knows their canonical form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Literal

Gender = Literal["m", "f"]
LISTS = ("changes", "cues", "given_names", "nations", "organizations", "people", "titles")
_KEEPS_ORDER = ("forms", "positive", "negative")


def text(name: str) -> str:
    """Return a word list as its file has it; raise ``OSError`` if the package is damaged."""
    return (files("quotes") / "data" / f"{name}.json").read_text(encoding="utf-8")


def read(name: str) -> Any:
    """Return a word list parsed; raise ``OSError`` or ``ValueError`` if the package is damaged."""
    return json.loads(text(name))


def canonical(data: Mapping[str, Any]) -> str:
    """Return the one way to write a word list: sorted, an entry or a word a line, so that a change shows as itself.

    The forms of a cue keep their order, the lemma first, and so do examples.
    """
    ordered = _ordered(dict(data))
    entries = ordered.pop("entries", None)
    if entries is None:
        return json.dumps(ordered, indent=1, ensure_ascii=False) + "\n"
    head = json.dumps(ordered, indent=1, ensure_ascii=False).removesuffix("\n}")
    lines = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in entries)
    return f'{head},\n "entries": [\n{lines}\n ]\n}}\n'


def _ordered(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _ordered(inner, name) for name, inner in value.items()}
    if isinstance(value, list) and key not in _KEEPS_ORDER:
        return sorted((_ordered(inner) for inner in value), key=_rank)
    return value


def _rank(value: Any) -> tuple[str, ...]:
    if isinstance(value, dict):
        return tuple(value.get(name, "") for name in ("key", "lemma", "pos", "particle"))
    return (value.casefold(), value)
