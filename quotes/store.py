"""Ledgers on disk: files of one, JSON Lines of many, folders of both; written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from quotes.ledger import Ledger, LedgerError, Run, Source
from quotes.model import Article, Problem

SUFFIX = ".ledger.json"
GOLD = ".gold.json"
LINES = frozenset({".jsonl", ".ndjson"})
Found = tuple[str, dict[str, Any] | Problem]


def load(path: str | Path) -> Iterator[Ledger]:
    """Yield the ledgers in a file of one, in a JSON Lines file of many, or in a folder of both.

    Raises ``LedgerError``, whose ``path`` begins with the file and whose ``reason`` says what is wrong, at the first
    thing that is no ledger.
    """
    for place, record in records([path]):
        if isinstance(record, Problem):
            raise LedgerError(place, record.message)
        try:
            yield Ledger.from_dict(record)
        except LedgerError as error:
            raise LedgerError(f"{place}: {error.path}", error.reason) from error


def records(paths: Iterable[str | Path]) -> Iterator[Found]:
    """Yield the JSON object of each ledger that ``paths`` name, or the problem there is instead, after its place.

    The place is the file, with the number of the line in JSON Lines. In a folder ``*.ledger.json``, ``*.gold.json``,
    ``*.jsonl`` and ``*.ndjson`` are ledgers.
    """
    for path in map(Path, paths):
        try:
            if path.is_dir():
                yield from _folder(path)
            elif path.suffix.lower() in LINES:
                with path.open("rb") as lines:
                    numbered = ((f"{path}:{n}", line) for n, line in enumerate(lines, 1) if line.strip())
                    yield from ((place, _parse(line, place)) for place, line in numbered)
            else:
                yield str(path), _parse(path.read_bytes(), str(path))
        except (OSError, ValueError) as error:  # a ValueError is of a name with a NUL in it
            reason = error.strerror if isinstance(error, OSError) else str(error)
            yield str(path), Problem(path=str(path), check="file", message=f"cannot be read: {reason}")


def save(ledger: Ledger, folder: Path) -> Path:
    """Write ``ledger`` to its file in ``folder``, under a temporary name first, and return the file.

    Raises ``OSError`` if the folder cannot be written; nothing is left half-written.
    """
    target = folder / file_name(ledger.source.id)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(ledger.to_json(indent=2) + "\n")
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise
    return target


def is_current(folder: Path, article: Article, run: Run) -> bool:
    """Return whether ``folder`` holds the whole ledger that ``run`` makes of ``article``."""
    try:
        record = _parse((folder / file_name(article.id)).read_bytes(), "")
        kept = None if isinstance(record, Problem) else Ledger.from_dict(record)
    except (OSError, LedgerError):
        return False
    if kept is None or isinstance(record, Problem) or record.get("integrity") != {"sha256": kept.sha256}:
        return False
    return kept.run == run and kept.source == Source.of(article, embed_text=run.options.embed_text)


def file_name(source_id: str) -> str:
    """Return the file name of a ledger: the source's id, made fit for every file system, then ``.ledger.json``."""
    safe = re.sub(r"[^\w.~ -]", "_", source_id).strip(". ")[:100]
    if safe != source_id:
        safe += "~" + hashlib.sha256(source_id.encode("utf-8")).hexdigest()[:8]
    return safe + SUFFIX


def _folder(folder: Path) -> Iterator[Found]:
    found = sorted(p for p in folder.rglob("*") if p.name.endswith((SUFFIX, GOLD)) or p.suffix.lower() in LINES)
    yield from records(p for p in found if not p.is_dir())
    if not found:
        message = f"the folder holds no *{SUFFIX}, *{GOLD}, *.jsonl or *.ndjson file"
        yield str(folder), Problem(path=str(folder), check="file", message=message)


def _parse(data: bytes, place: str) -> dict[str, Any] | Problem:
    try:
        record = json.loads(data.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return Problem(path=place, check="json", message=f"is not JSON: {error}")
    if not isinstance(record, dict):
        return Problem(path=place, check="json", message="is not a JSON object, as a ledger is")
    return record


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _umask() -> int:
    """Return the process's umask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
