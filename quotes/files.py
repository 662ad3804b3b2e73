"""Ledgers on disk: files of one, JSON Lines of many, folders of both; written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from errno import EINVAL
from pathlib import Path
from typing import Any, TextIO
from uuid import uuid4

from quotes.codec import encode
from quotes.ledger import SCHEMA_VERSION, Ledger, LedgerError, Run, Source, is_intact
from quotes.model import Article, Problem

SUFFIX = ".ledger.json"
GOLD = ".gold.json"
UNFINISHED = SUFFIX + ".tmp"
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


@contextmanager
def opened(folder: Path) -> Iterator[None]:
    """Make ``folder`` if it is not there, and hold it for a run that writes into it.

    What earlier runs that were killed had not finished writing is removed, unless another run is at work in the folder.
    Raises ``OSError`` if the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _naming(folder), tempfile.TemporaryFile(dir=folder):
        pass
    with _shared(folder):
        yield


def save(ledger: Ledger, folder: Path) -> Path:
    """Write ``ledger`` to its file in ``folder``, and return the file; see ``write``."""
    return write(ledger.to_json(indent=2), ledger.source.id, folder)


def write(json_text: str, source_id: str, folder: Path) -> Path:
    """Write a ledger's JSON to the file of its source in ``folder``, under a temporary name first; return the file.

    Raises ``OSError`` that names the file if it cannot be written. Nothing is left half-written: what a process that
    is killed leaves behind has another name, and the next run that opens the folder removes it.
    """
    target = folder / file_name(source_id)
    put(json_text + "\n", target)
    return target


def put(text: str, target: Path) -> None:
    """Write a text to a file as UTF-8, line ends as they are, under a temporary name first: whole, or not at all.

    Raises ``OSError`` that names the file if it cannot be written; what stood in it is then still there.
    """
    with whole(target) as file:
        file.write(text)


@contextmanager
def whole(target: Path) -> Iterator[TextIO]:
    """Open a file to be written as UTF-8, line ends as they are given; it takes the place of ``target`` when all is in it.

    Raises ``OSError`` that names ``target`` if it cannot be written. If what is done with it raises, ``target`` stays as
    it was and nothing is left beside it. Where ``target`` is a link, what it leads to is replaced.
    """
    with _naming(target):
        if target.exists() and not target.is_file():
            raise OSError(EINVAL, f"is {'a folder' if target.is_dir() else 'no plain file'}")
        target = target.resolve()
        # Named before it is there: Ctrl-C may come as it is made.
        temporary = target.with_name(f".{uuid4().hex}{UNFINISHED}")
        try:
            with temporary.open("x", encoding="utf-8", newline="") as file:
                yield file
            temporary.replace(target)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise


def is_current(folder: Path, article: Article, run: Run) -> bool:
    """Return whether ``folder`` holds the whole ledger that ``run`` makes of ``article``, as its hash proves."""
    try:
        record = _parse((folder / file_name(article.id)).read_bytes(), "")
    except OSError:
        return False
    if isinstance(record, Problem) or record.get("schema_version") != SCHEMA_VERSION:
        return False
    source = Source.of(article, embed_text=run.options.embed_text)
    return _own(record.get("source")) == encode(source) and _own(record.get("run")) == encode(run) and _intact(record)


def _own(value: object) -> object:
    """Return a JSON value without the keys that are the user's."""
    if not isinstance(value, dict):
        return value
    return {key: _own(held) for key, held in value.items() if not key.startswith("x_")}


def _intact(record: Mapping[str, Any]) -> bool:
    """Return whether a ledger's hash is that of the rest of it."""
    try:
        return is_intact(record)
    except ValueError:  # a number or a character that canonical JSON does not have
        return False


def file_name(source_id: str) -> str:
    """Return the file name of a ledger: the source's id, made fit for every file system, then ``.ledger.json``."""
    return safe_name(source_id) + SUFFIX


def safe_name(source_id: str) -> str:
    """Return a source's id made fit to begin a file's name in every file system; two ids never have the same."""
    safe = re.sub(r"[^\w.~ -]", "_", source_id).strip(". ")[:100]
    safe = safe.encode("utf-8")[:200].decode("utf-8", "ignore")  # file systems count bytes, 255 of them at most
    if safe != source_id:
        safe += "~" + hashlib.sha256(source_id.encode("utf-8")).hexdigest()[:8]
    return safe


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


@contextmanager
def _shared(folder: Path) -> Iterator[None]:
    """Hold ``folder`` together with other runs; if there is none, remove first what was left unfinished in it.

    The lock is the system's (flock): it leaves no file behind, and ends with the process, however that ends. Where
    folders have no locks, nothing is removed.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for unfinished in folder.glob(f".*{UNFINISHED}"):
                unfinished.unlink()
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Let an ``OSError`` name the file that was to be written, not the temporary one in its place."""
    try:
        yield
    except OSError as error:
        error.filename = str(path)
        raise
