"""Reads lists of claims: CSV with a header, or JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from quotes.check.finding import Claim
from quotes.model import Problem

TEXT = ("claim", "quote", "text")  # the columns or keys that hold the words, the first there is
LINES = frozenset({".jsonl", ".ndjson"})
_DELIMITERS = ",;\t|"


def read(path: str | Path) -> Iterator[Claim | Problem]:
    """Yield the claims in a file, or the problem there is instead with the row that it is in.

    ``.jsonl`` and ``.ndjson`` are JSON Lines, an object a line; all else is CSV, whose delimiter is the one that its
    header has most of. Columns and keys: ``claim`` (or ``quote``, ``text``), ``speaker``, ``id``, in any order and case;
    others are not read. A row is named by the line that it ends on.
    """
    file = Path(path)
    try:
        data = file.read_bytes()
        rows = data.decode("utf-8-sig")
    except OSError as error:
        yield Problem(path=str(path), check="file", message=f"cannot be read: {error.strerror}")
        return
    except UnicodeDecodeError as error:
        yield Problem(path=str(path), check="encoding", message=f"is not UTF-8 at byte {error.start}: save it as UTF-8")
        return
    except ValueError as error:  # a name with a NUL in it
        yield Problem(path=str(path), check="file", message=f"cannot be read: {error}")
        return
    yield from (_lines if file.suffix.lower() in LINES else _table)(rows, str(path))


def _lines(text: str, path: str) -> Iterator[Claim | Problem]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Problem(path=place, check="json", message=f"is not JSON: {error}")
            continue
        if not isinstance(record, dict):
            yield Problem(path=place, check="json", message='is not a JSON object: {"claim": "...", "speaker": "..."}')
        else:
            yield _claim({key.strip().lower(): value for key, value in record.items()}, place)


def _table(text: str, path: str) -> Iterator[Claim | Problem]:
    header = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        if not set(names) & set(TEXT):
            yield Problem(path=path, check="columns", message=_missing(names))
            return
        for row in reader:
            place = f"{path}:{reader.line_num}"
            if len(row) > len(names):
                message = f"has {len(row)} cells, the header {len(names)}: put a claim that holds {delimiter!r} between quotation marks"
                yield Problem(path=place, check="columns", message=message)
            elif any(cell.strip() for cell in row):
                yield _claim(dict(zip(names, row, strict=False)), place)
    except csv.Error as error:
        yield Problem(path=f"{path}:{reader.line_num}", check="csv", message=f"is not CSV: {error}")


def _missing(names: list[str]) -> str:
    has = ", ".join(map(repr, names)) if any(names) else "none"
    return f"has no column 'claim' (nor 'quote' or 'text'); its columns are {has}: the first line must name them"


def _claim(row: Mapping[str, object], place: str) -> Claim | Problem:
    key = next((key for key in TEXT if key in row), None)
    if key is None:
        return Problem(path=place, check="columns", message=_missing(list(row)).replace("column", "key"))
    found: dict[str, str | None] = {}
    for name in (key, "speaker", "id"):
        value = row.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and name == "id":
            value = str(value)
        if value is not None and not isinstance(value, str):
            return Problem(path=place, check=name, message=f"{name!r} is {type(value).__name__}, not a string")
        found[name] = value.strip() or None if value else None
    text = found[key]
    if text is None:
        return Problem(path=place, check=key, message=f"{key!r} is empty: there is nothing to check")
    return Claim(text=text, speaker=found["speaker"], id=found["id"])
