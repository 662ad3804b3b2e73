"""CSV (RFC 4180): a feed's items, one a row; ``schemas/export-csv.schema.json`` says what is in a column.

A cell that a spreadsheet would take for a formula gets an apostrophe in front, which ``read`` takes off again. What CSV
cannot tell apart is read back as one: an empty title or outlet is none.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, Final, Literal

from quotes.cells import defused, restored
from quotes.codec import LedgerError, encode
from quotes.export import feed
from quotes.export.feed import Item, Withdrawn
from quotes.export.held import Held, items
from quotes.export.json_text import line

Record = dict[str, Any]
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the keys that lead to its value in an item, and how the value is written down.

    ``words`` are those of several spans, joined by a space; ``offsets`` of the same spans are in the column after it.
    """

    name: str
    keys: tuple[str, ...]
    form: Literal["text", "number", "json", "words", "offsets"] = "text"


def _span(name: str, *keys: str) -> tuple[Column, ...]:
    """Return the columns of a span that may be missing: its words, and where they begin and end."""
    ends = (Column(f"{name}_{end}", (*keys, end), "number") for end in ("start", "end"))
    return (Column(name, (*keys, "text")), *ends)


def _spans(words: str, name: str) -> tuple[Column, ...]:
    """Return the columns of a list of spans: their words, and where they begin and end."""
    return Column(words, (name,), "words"), Column(name, (name,), "offsets")


COLUMNS: Final = (
    Column("feed_version", ("feed_version",)),
    Column("type", ("type",)),
    Column("id", ("id",)),
    Column("replaces", ("replaces",)),
    Column("position", ("position",), "number"),
    Column("source_id", ("source", "id")),
    Column("source_url", ("source", "url")),
    Column("source_title", ("source", "title")),
    Column("source_outlet", ("source", "outlet")),
    Column("source_published", ("source", "published")),
    Column("source_path", ("source", "path")),
    Column("source_media_type", ("source", "media_type")),
    Column("source_sha256", ("source", "sha256")),
    Column("source_length", ("source", "length"), "number"),
    Column("source_ledger", ("source", "ledger")),
    Column("attribution", ("attribution",)),
    Column("kind", ("kind",)),
    Column("act", ("act",)),
    Column("status", ("speaker", "status")),
    Column("speaker", ("speaker", "name")),
    *_span("role", "role"),
    *_spans("words", "content"),
    *_spans("verbatim_words", "verbatim"),
    Column("confidence", ("confidence",), "number"),
    Column("rule", ("rule",)),
    *_span("cue", "cue"),
    Column("cue_lemma", ("cue", "lemma")),
    Column("cue_stance", ("cue", "stance")),
    Column("cue_polarity", ("cue", "polarity")),
    *_span("mention", "speaker", "mention"),
    Column("mention_form", ("speaker", "mention", "form")),
    *_span("addressee", "addressee"),
    *_span("medium", "medium"),
    *_span("context", "context"),
    Column("speaker_id", ("speaker", "id")),
    Column("speaker_kind", ("speaker", "kind")),
    Column("aliases", ("speaker", "aliases"), "json"),
    Column("roles", ("speaker", "roles"), "json"),
    Column("candidates", ("speaker", "candidates"), "json"),
    Column("evidence", ("evidence",), "json"),
)
HEAD: Final = ",".join(column.name for column in COLUMNS) + "\r\n"
_MAY_BE_MISSING: Final = ("cue", "role", "addressee", "medium", "context")


def pieces(held: Held) -> Iterator[str]:
    """Yield the rows of a ledger, without their ends."""
    return (_line(row(item)) for item in items(held))


def row(item: Item | Withdrawn) -> Row:
    """Return the cells of an item by the names of their columns, as they are written."""
    record = encode(item)
    return {column.name: _cell(_at(record, column.keys), column) for column in COLUMNS}


def read(lines: Iterable[str]) -> Iterator[Item | Withdrawn]:
    """Yield the items that the rows of ``lines`` hold, which must keep their line ends: a file opened with ``newline=""``.

    Raises ``LedgerError`` that names the row, counted from 1 below the names of the columns, and what is wrong in it.
    """
    reader = csv.DictReader(lines, strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            yield _item(cells, f"row {number}")
    except csv.Error as error:
        raise LedgerError(f"line {reader.line_num}", f"is not CSV: {error}") from error


def _line(cells: Row) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(cells.values())
    return text.getvalue().removesuffix("\r\n")


def _cell(value: Any, column: Column) -> str:
    if value is None:
        return ""
    if column.form == "offsets":
        return ";".join(f"{span['start']}-{span['end']}" for span in value)
    if column.form == "words":
        return defused(" ".join(span["text"] for span in value))
    return defused(value if column.form == "text" else line(value))


def _at(record: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        record = record.get(key) if record else None
    return record


def _item(cells: Row, place: str) -> Item | Withdrawn:
    record: Record = {}
    try:
        for column in COLUMNS:
            _put(record, column.keys, _value(cells, column))
    except (KeyError, ValueError, TypeError) as error:
        reason = "is not there" if isinstance(error, KeyError) else f"cannot be read: {error}"
        raise LedgerError(f"{place}: {column.name}", reason) from error
    try:
        return feed.read(_tidied(record, restored(cells["words"])))
    except LedgerError as error:
        raise LedgerError(f"{place}: {error.path}", error.reason) from error


def _value(cells: Row, column: Column) -> Any:
    text = cells[column.name]
    if column.form == "text" or not text:
        return restored(text) or None
    if column.form == "offsets":
        return _spans_of(text, restored(cells[_WORDS[column.name]]))
    return None if column.form == "words" else json.loads(restored(text))


def _spans_of(offsets: str, words: str) -> list[Record]:
    """Return the spans whose words, joined by a space, are ``words``."""
    spans, at = [], 0
    for pair in offsets.split(";"):
        start, end = map(int, pair.split("-"))
        spans.append({"start": start, "end": end, "text": words[at : at + end - start]})
        at += end - start + 1
    return spans


def _put(record: Record, keys: tuple[str, ...], value: Any) -> None:
    for key in keys[:-1]:
        record = record.setdefault(key, {})
    record[keys[-1]] = value


def _tidied(record: Record, words: str) -> Record:
    """Return the record of an item: what has no words is missing, a list without a cell is empty."""
    if record["type"] == "withdrawn":
        return {key: record[key] for key in _shape(Withdrawn)}
    for key in _MAY_BE_MISSING:
        record[key] = record[key] if record[key]["text"] else None
    speaker = record["speaker"]
    speaker["mention"] = speaker["mention"] if speaker["mention"]["text"] else None
    return record | {"words": words, "verbatim": record["verbatim"] or []}


def _shape(cls: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cls))


_WORDS: Final = {column.keys[0]: column.name for column in COLUMNS if column.form == "words"}
