"""The corrections file: an overlay beside the ledgers, as a value, as JSON, and on disk, whole or not at all."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

import rfc8785

from quotes import files, schema
from quotes.codec import Steps, decode, encode
from quotes.ledger import Source
from quotes.model import Problem
from quotes.review.correction import VERSION, Correction, Origin, Part


class CorrectionsError(ValueError):
    """A file that holds no corrections; ``problems`` say where and why, the first of them is the message."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(f"{first.path}: {first.check}: {first.message}")


@dataclass(frozen=True, kw_only=True)
class Corrections:
    """The corrections of any number of sources, in canonical order; ``extensions`` holds the file's ``x_`` keys."""

    items: tuple[Correction, ...] = ()
    extensions: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    @classmethod
    def of(cls, items: Iterable[Correction], extensions: Mapping[str, object] = MappingProxyType({})) -> Self:
        """Return corrections in canonical order: by source, place, date and checker; the same one counts once."""
        unique = {_canonical(item): item for item in items}
        return cls(items=tuple(unique[key] for key in sorted(unique)), extensions=extensions)

    def about(self, source: Source) -> tuple[Correction, ...]:
        """Return the corrections of a source: of the same text, or of a source with the same id or the same URL."""
        keys = _keys(source)
        places = sorted({i for key in keys for i in self._by_source[key]})
        return tuple(self.items[i] for i in places)

    def to_json(self) -> str:
        """Return the corrections as indented JSON; the same corrections give the same bytes."""
        record = {"schema_version": VERSION, "corrections": [_record(item) for item in self.items], **self.extensions}
        return json.dumps(record, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes, place: str = "$") -> Self:
        """Return what ``to_json`` gave; raise ``CorrectionsError`` with ``place`` before each path if it is no such."""
        record = _parse(text, place)
        problems = list(schema.shape(record, "corrections")) or list(_misplaced(record))
        if problems:
            raise CorrectionsError(replace(problem, path=f"{place}: {problem.path}") for problem in problems)
        extensions = {key: value for key, value in record.items() if key.startswith("x_")}
        return cls.of(map(_correction, record["corrections"]), extensions)

    @cached_property
    def _by_source(self) -> Mapping[tuple[str, str], list[int]]:
        index = defaultdict(list)
        for i, item in enumerate(self.items):
            for key in _keys(item.source):
                index[key].append(i)
        return index


def load(path: Path) -> Corrections:
    """Return the corrections in a file; raise ``CorrectionsError`` that says what is wrong with it, and where."""
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:  # a ValueError is of a name with a NUL in it
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise CorrectionsError([Problem(path=str(path), check="file", message=f"cannot be read: {reason}")]) from error
    return Corrections.from_json(data, str(path))


def save(corrections: Corrections, path: Path) -> None:
    """Write corrections to a file, whole or not at all; raise ``OSError`` that names it if that cannot be done."""
    files.put(corrections.to_json(), path)


def _parse(text: str | bytes, place: str) -> Mapping[str, Any]:
    """Return the JSON object of a corrections file of this version."""
    try:
        record = json.loads(text.decode("utf-8-sig") if isinstance(text, bytes) else text, parse_constant=_no_constant)
        json.dumps(record, ensure_ascii=False).encode()  # half a surrogate pair is JSON, but cannot be written
    except (ValueError, RecursionError) as error:
        raise CorrectionsError([Problem(path=place, check="json", message=f"is not JSON: {error}")]) from error
    if not isinstance(record, dict) or "corrections" not in record:
        message = "holds no corrections: they are a JSON object with `schema_version` and `corrections`"
        raise CorrectionsError([Problem(path=place, check="json", message=message)])
    version = record.get("schema_version")
    if isinstance(version, str) and _number(version) > _number(VERSION):
        message = f"is of version {version}, this program knows {VERSION}: a newer one is needed to read it"
        raise CorrectionsError([Problem(path=place, check="version", message=message)])
    return record


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _number(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    return tuple(map(int, parts)) if all(part.isascii() and part.isdigit() for part in parts) else ()


def _misplaced(record: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield each part whose offsets are not those of its words, and each list of parts that is not in order."""
    for i, item in enumerate(record["corrections"]):
        for key, parts in (
            ("entry", item["entry"]["content"]),
            ("changes", item.get("changes", {}).get("content", [])),
        ):
            last = 0
            for k, each in enumerate(parts):
                path = f"$.corrections[{i}].{key}.content[{k}]"
                if each["end"] - each["start"] != len(each["exact"]):
                    yield Problem(path=path, check="offsets", message="end less start is not the length of exact")
                elif each["start"] < last:
                    yield Problem(
                        path=path, check="offsets", message=f"begins before the part before it ends at {last}"
                    )
                last = each["end"]


def _correction(record: Mapping[str, Any]) -> Correction:
    item, extensions = decode(Correction, record)
    return replace(item, extensions=extensions)


def _record(item: Correction) -> dict[str, Any]:
    record: dict[str, Any] = encode(item)
    for steps, value in item.extensions.items():
        _at(record, steps[:-1])[steps[-1]] = value
    return record


def _at(record: Any, steps: Steps) -> Any:
    for step in steps:
        record = record[step]
    return record


def _canonical(item: Correction) -> tuple[str, int, str, str, bytes]:
    first: Part = item.entry.content[0]
    return item.source.id, first.start, item.date, item.checker, rfc8785.dumps(encode(item))


def _keys(source: Source | Origin) -> list[tuple[str, str]]:
    named = {"sha256": source.sha256, "id": source.id, "url": source.url}
    return [(name, value) for name, value in named.items() if value]
