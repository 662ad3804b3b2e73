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

    @property
    def by_hash(self) -> Mapping[str, str]:
        """The texts of the sources that were named, by the SHA-256 of their UTF-8."""
        return self._named

    def of(self, ledger: Ledger) -> tuple[str | None, str]:
        """Return the text of a ledger, or None and why it is not at hand."""
        from quotes.model import Article

        digest = ledger.source.sha256
        held = ledger.source.text
        if held is not None and Article(id="", text=held).sha256 == digest:
            return held, ""
        if digest in self._named:
            return self._named[digest], ""
        path = ledger.source.path
        # The path comes with the ledger: only a plain file is opened, no folder and no pattern.
        if path is None or not os.path.isfile(path):  # noqa: PTH113 - Path.is_file raises on a name with a NUL
            return None, "the ledger has no text of its own" + (
                "" if path is None else f", and there is no file {path}"
            )
        return _in_file(path, digest)


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
