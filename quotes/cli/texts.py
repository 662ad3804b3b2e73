"""Finds the texts that ledgers are of: in them, among sources that were named, or where they say it was."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quotes.ledger import Ledger
    from quotes.model import Problem


class Texts:
    """The texts of ledgers. ``sources`` are read at once; what of them cannot be read is appended to ``failed``."""

    def __init__(self, sources: Iterable[str] | None, failed: list[Problem]) -> None:
        from quotes import source
        from quotes.model import Problem

        self._named: dict[str, str] = {}
        for item in source.read(list(sources or ())):
            if isinstance(item, Problem):
                failed.append(item)
            else:
                self._named[item.sha256] = item.text

    def of_hash(self, sha256: object) -> str | None:
        """Return the text of a hash among the sources that were named."""
        return self._named.get(sha256) if isinstance(sha256, str) else None

    def of(self, ledger: Ledger) -> tuple[str | None, str]:
        """Return the text of a ledger, or None and why it is not at hand."""
        return self._found(ledger.source.text, ledger.source.path, ledger.source.sha256)

    def of_source(self, source: Mapping[str, object]) -> str | None:
        """Return the text of what a ledger in JSON has as its source, whatever that is; None if it is not at hand."""
        held, path, digest = (
            each if isinstance(each := source.get(key), str) else None for key in ("text", "path", "sha256")
        )
        return None if digest is None else self._found(held, path, digest)[0]

    def _found(self, held: str | None, path: str | None, digest: str) -> tuple[str | None, str]:
        from quotes.model import Article

        if held is not None and not encodable(held):
            return None, "the text in the ledger has a character that is none"
        if held is not None and Article(id="", text=held).sha256 == digest:
            return held, ""
        if digest in self._named:
            return self._named[digest], ""
        # The path comes with the ledger: only a plain file is opened, no folder and no pattern.
        if path is None or not os.path.isfile(path):  # noqa: PTH113 - Path.is_file raises on a name with a NUL
            without = "" if path is None else f", and there is no file {path}"
            return None, f"the ledger has no text of its own{without}"
        return _in_file(path, digest)


def encodable(text: str) -> bool:
    """Return whether a text has UTF-8; one with half a surrogate pair, which JSON can hold, has none."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _in_file(path: str, digest: str) -> tuple[str | None, str]:
    """Return the text of a hash if a file has it, or None and what the file is instead."""
    from quotes import source
    from quotes.model import Problem

    items = list(source.read([path]))
    for item in items:
        if not isinstance(item, Problem) and item.sha256 == digest:
            return item.text, ""
    problem = next((f"{i.check}: {i.message}" for i in items if isinstance(i, Problem)), None)
    return None, f"{path}: {problem or 'is not the text that the ledger is of, its sha256 is another'}"
