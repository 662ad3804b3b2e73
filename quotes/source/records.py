"""Reads JSON Lines: one record with a ``text`` a line, each an ``Article`` or the ``Problem`` that there is instead."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from rfc3986_validator import validate_rfc3986

from quotes.model import Article, Problem

WANTED = 'each line must be one JSON object such as {"id": "a1", "text": "..."}'
SURROGATE = re.compile("[\ud800-\udfff]")


def read_records(lines: Iterable[bytes], place: str) -> Iterator[tuple[str, Article | Problem]]:
    """Yield the article of each line that is not blank, after ``place`` and the number of the line, from 1.

    A record has ``text`` and optionally ``id``, ``title``, ``url``, ``outlet`` and ``published`` (ISO 8601); other
    keys are the caller's own. A record without an id is named by the file and the line.
    """
    stem = "stdin" if place == "-" else PurePath(place).stem
    for number, line in enumerate(lines, 1):
        if line.strip():
            where = f"{place}:{number}"
            yield where, _article(line, where, f"{stem}-{number}")


def is_record(line: bytes) -> bool:
    """Return whether ``line`` is a JSON object with a text."""
    record = _load(line, "")
    return isinstance(record, dict) and "text" in record


def _load(line: bytes, place: str) -> dict[str, Any] | Problem:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 at byte {error.start} of the line, which JSON must be (RFC 8259)"
        return Problem(path=place, check="encoding", message=message)
    except (ValueError, RecursionError) as error:
        return Problem(path=place, check="json", message=f"is not JSON ({error}); {WANTED}")
    if not isinstance(record, dict):
        return Problem(path=place, check="json", message=f"is not an object; {WANTED}")
    return record


def _article(line: bytes, place: str, default_id: str) -> Article | Problem:
    record = _load(line, place)
    if isinstance(record, Problem):
        return record
    text = record.get("text")
    if not isinstance(text, str):
        return Problem(path=place, check="text", message=f'has no "text", or it is not a string; {WANTED}')
    if not text.strip():
        return Problem(path=place, check="text", message='the "text" is empty; there is nothing to read')
    given = [value for key in ("text", "id", *_FIELDS) if isinstance(value := record.get(key), str)]
    if any(map(SURROGATE.search, given)):
        message = "holds a lone surrogate (\\ud800 to \\udfff), which is no character; write the pair or leave it out"
        return Problem(path=place, check="surrogate", message=message)
    fields, problems = _fields(record, place)
    return Article(id=_id(record.get("id")) or default_id, text=text, problems=problems, **fields)


def _id(value: object) -> str | None:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def _fields(record: dict[str, Any], place: str) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Return the fields that are right, and a problem for each that is not and was left out."""
    fields, problems = {}, []
    for name, check in _FIELDS.items():
        value = record.get(name)
        if value is None:
            continue
        fields[name], complaint = check(value) if isinstance(value, str) else (None, "is not a string; left out")
        if complaint:
            problems.append(Problem(path=place, check=name, message=f"{name} {value!r:.80} {complaint}"))
    return fields, tuple(problems)


def _text(value: str) -> tuple[str | None, str]:
    return value, ""


def _url(value: str) -> tuple[str | None, str]:
    return (value, "") if validate_rfc3986(value, rule="URI") else (None, "is not a URI (RFC 3986); left out")


def _published(value: str) -> tuple[str | None, str]:
    """Return ``value`` as an ISO date, or as a date and time with its zone, as the schema has it."""
    try:
        if len(value) <= len("2017-12-27"):
            return date.fromisoformat(value).isoformat(), ""
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None, "is not an ISO 8601 date; left out"
    if moment.tzinfo is None:
        return moment.date().isoformat(), "has no time zone: its date is kept"
    return moment.isoformat(), ""


_FIELDS = {"title": _text, "url": _url, "outlet": _text, "published": _published}
