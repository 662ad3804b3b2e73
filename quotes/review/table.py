"""Tables as spreadsheets write and read them: bytes to rows and back, whatever separator, encoding and line end.

What a spreadsheet would compute is written with an apostrophe before it, and read back without. A byte order mark
makes Excel read UTF-8.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from quotes.cells import defused, restored
from quotes.model import Problem

SEPARATORS: Final = ",;\t"
_SEP_LINE: Final = re.compile(r'"?sep=(.)"?\r?\n')  # Excel's own first line, which says what the separator is


Cells = Mapping[str, str]


class TableError(ValueError):
    """A file that is no table with the columns that it must have; the message says what is wrong and how to mend it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row by its columns; ``number`` is the one that a spreadsheet shows, where the header is row 1."""

    number: int
    cells: Cells
    beyond: tuple[str, ...] = ()  # cells behind the last column


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of a table that are not empty, the columns that it has, and what is to be said of how it was read."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[Problem, ...] = ()


def write(columns: Sequence[str], rows: Iterable[Cells]) -> str:
    """Return a table as CSV (RFC 4180) behind a byte order mark; a cell that is not given is empty."""
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([defused(row.get(column, "")) for column in columns] for row in rows)
    return out.getvalue()


def read(data: bytes, place: str, columns: Sequence[str], required: Iterable[str]) -> Table:
    """Return the table in ``data``: of its columns those in ``columns``, in any order; others are left out.

    Raises ``TableError`` if it has not all of ``required``, or is no table.
    """
    text, notes = _text(data, place)
    if sep := _SEP_LINE.match(text):
        text = text[sep.end() :]
    separators = sep[1] if sep else SEPARATORS
    separator = max(separators, key=lambda s: len({*_header(text, s)} & {*columns}))
    header = _header(text, separator)
    _check(header, columns, required)
    rows = list(_rows(text, separator, header, columns))
    return Table(columns=tuple(c for c in header if c in columns), rows=tuple(rows), notes=notes)


def _text(data: bytes, place: str) -> tuple[str, tuple[Problem, ...]]:
    """Return the text of a table: UTF-8, UTF-16 with its mark, or what Excel calls CSV on Windows."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), ()
        except UnicodeDecodeError as error:
            raise TableError(f"is not UTF-16, though it begins so: {error.reason} at byte {error.start}") from error
    if data.startswith(b"PK\x03\x04"):
        raise TableError("is a workbook (xlsx or ods); save it as CSV UTF-8")
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    message = (
        "read as windows-1252, since it is not UTF-8; if names look wrong in the corrections, save it as CSV UTF-8"
    )
    return text, (Problem(path=place, check="encoding", message=message),)


def _header(text: str, separator: str) -> list[str]:
    try:
        first = next(_records(text, separator), [])
    except csv.Error:
        return []
    return [" ".join(cell.replace("_", " ").split()).casefold() for cell in first]


def _check(header: Sequence[str], columns: Sequence[str], required: Iterable[str]) -> None:
    """Raise ``TableError`` if a header has not all that is required, or has a column twice."""
    if not {*header} & {*columns}:
        raise TableError("is no checklist: its first row has none of the columns; `quotes review checklist` writes one")
    if missing := [column for column in required if column not in header]:
        raise TableError(f"has no column {', '.join(missing)}; give it back its name in the first row")
    if twice := [column for column in columns if header.count(column) > 1]:
        raise TableError(
            f"has the column {', '.join(twice)} more than once; rename or remove the one that is not meant"
        )


def _rows(text: str, separator: str, header: Sequence[str], columns: Sequence[str]) -> Iterator[Row]:
    """Yield the rows behind the header that are not empty."""
    known = [(i, column) for i, column in enumerate(header) if column in columns]
    number = 1
    try:
        for number, record in enumerate(_records(text, separator), 1):
            if number > 1 and any(cell.strip() for cell in record):
                cells = {column: restored(record[i]) if i < len(record) else "" for i, column in known}
                beyond = tuple(cell for cell in record[len(header) :] if cell.strip())
                yield Row(number=number, cells=cells, beyond=beyond)
    except csv.Error as error:
        raise TableError(f"cannot be read behind row {number}: {error}; is a quotation mark missing?") from error


def _records(text: str, separator: str) -> Iterator[list[str]]:
    with _cells_of_any_size():
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)


@contextmanager
def _cells_of_any_size() -> Iterator[None]:
    """Let the csv module read what it has written: its limit is for the whole process, so it is put back."""
    before = csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    try:
        yield
    finally:
        csv.field_size_limit(before)
