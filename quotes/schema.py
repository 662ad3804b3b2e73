"""Judges a ledger: its shape by JSON Schema, then what a schema cannot say; a fault is a ``Problem`` with its JSON path."""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from importlib import import_module
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from quotes.ledger import Ledger, is_intact
from quotes.model import Problem

if TYPE_CHECKING:
    import jsonschema_rs
    from jsonschema import Draft202012Validator

SUFFIX = ".schema.json"
ANNOTATIONS = frozenset({"title", "description"})


def names() -> tuple[str, ...]:
    """Return the names of the schemas, such as ``ledger``."""
    return tuple(sorted(f.name.removesuffix(SUFFIX) for f in _folder().iterdir() if f.name.endswith(SUFFIX)))


def text(name: str = "ledger") -> str:
    """Return a schema as its file has it; raise ``KeyError`` if there is none of that name."""
    if name not in names():
        raise KeyError(name)
    return _folder().joinpath(name + SUFFIX).read_text(encoding="utf-8")


@cache
def validator(name: str = "ledger") -> Draft202012Validator:
    """Return the validator of a schema, built once, that checks formats too."""
    schema, judge = json.loads(text(name)), _jsonschema()
    judge.check_schema(schema)
    # Following a reference costs more than all else that judging a value does, and ours are few and not recursive.
    inlined = {**_inlined(schema, schema), "$defs": schema["$defs"]}
    return judge(inlined, format_checker=judge.FORMAT_CHECKER)


@cache
def _jsonschema() -> type[Draft202012Validator]:
    """Return jsonschema's validator, imported with care when it is first wanted."""
    with _iri_grammar_deferred():
        from jsonschema import Draft202012Validator
    return Draft202012Validator


def _inlined(part: Any, schema: Mapping[str, Any]) -> Any:
    """Return a part of a schema with each reference to a definition replaced by what it refers to."""
    if isinstance(part, list):
        return [_inlined(each, schema) for each in part]
    if not isinstance(part, dict):
        return part
    beside = {key: _inlined(each, schema) for key, each in part.items() if key not in {"$ref", "$defs"}}
    if "$ref" not in part:
        return beside
    target = _inlined(schema["$defs"][part["$ref"].removeprefix("#/$defs/")], schema)
    return {"allOf": [target], **beside} if target.keys() & beside.keys() - ANNOTATIONS else {**target, **beside}


def validate(ledger: Ledger | Mapping[str, Any], article: str | None = None) -> tuple[Problem, ...]:
    """Return what is wrong with a ledger, nothing if it is right.

    ``article`` is the text that the ledger is about; without it the text that the ledger carries is used, and where it
    carries none the offsets are checked as far as that goes. The checks of ``CHECKS`` are made only of a ledger whose
    shape is right.
    """
    record = ledger.to_dict() if isinstance(ledger, Ledger) else ledger
    wrong = tuple(shape(record))
    if wrong:
        return wrong
    known = record["source"].get("text") if article is None else article
    return tuple(problem for check in CHECKS for problem in check(record, known))


def shape(record: object, name: str = "ledger") -> Iterator[Problem]:
    """Yield where ``record`` departs from a schema, in the order of the record."""
    if _fits(record, name):
        return
    judge = validator(name)  # first: jsonschema must be imported with care
    from jsonschema.exceptions import best_match

    for error in sorted(judge.iter_errors(record), key=lambda e: [str(step) for step in e.absolute_path]):
        deepest = best_match([error]) or error
        message = ", and ".join(branch.message for branch in deepest.context or [deepest])
        yield Problem(path=deepest.json_path, check=f"schema: {deepest.validator}", message=message[:300])


def _fits(record: object, name: str) -> bool:
    """Return True if ``record`` is what a schema asks for, quickly; False if it is not, or if that is not sure."""
    try:
        return _quick(name).is_valid(record)
    except ValueError:  # what it cannot hold: a lone surrogate, a number without end
        return False


@cache
def _quick(name: str) -> jsonschema_rs.Draft202012Validator:
    """Return a validator that only says yes or no, two hundred times as fast; of formats it asks the same functions.

    Those are jsonschema's, which takes a seventh of a second to import, so only a record that has a date or an address waits for it.
    """
    import jsonschema_rs

    schema = json.loads(text(name))
    formats: dict[str, Callable[..., bool]] = {each: partial(_conforms, each) for each in set(_formats(schema))}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True, formats=formats)


def _formats(part: Any) -> Iterator[str]:
    """Yield the formats that a part of a schema asks for."""
    for key, value in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        if key == "format" and isinstance(value, str):
            yield value
        else:
            yield from _formats(value)


def _conforms(name: str, value: object) -> bool:
    return bool(_jsonschema().FORMAT_CHECKER.conforms(value, name))


def integrity(record: Mapping[str, Any], _: str | None) -> Iterator[Problem]:
    """Yield a problem if the hash is not that of the rest of the ledger."""
    try:
        if is_intact(record):
            return
    except ValueError as error:  # a number or a character that JSON cannot carry, under an x_ key
        yield Problem(path="$", check="integrity", message=f"has no canonical JSON: {error}")
        return
    message = (
        "the ledger was changed after it was written; if that was meant, Ledger.from_dict and to_json hash it anew"
    )
    yield Problem(path="$.integrity.sha256", check="integrity", message=message)


def source(record: Mapping[str, Any], article: str | None) -> Iterator[Problem]:
    """Yield a problem if the source's hash or length is not that of its text."""
    if article is None:
        return
    right = {"sha256": hashlib.sha256(article.encode("utf-8", "surrogatepass")).hexdigest(), "length": len(article)}
    for key, value in right.items():
        if record["source"][key] != value:
            yield Problem(path=f"$.source.{key}", check="source", message=f"the text's {key} is {value}")


def offsets(record: Mapping[str, Any], article: str | None) -> Iterator[Problem]:
    """Yield each span that does not lie inside the text, or whose words are not those at its offsets."""
    length = record["source"]["length"]
    if _sound(record, length, article):
        return
    for path, span in _spans(record, "$"):
        start, end, words = span["start"], span["end"], span["text"]
        if not start < end <= length:
            message = f"{start}..{end} is no stretch of a text of {length} code points"
            yield Problem(path=f"{path}.end", check="offsets", message=message)
        elif end - start != len(words):
            message = f"{start}..{end} is {end - start} code points long, its text {len(words)}"
            yield Problem(path=f"{path}.text", check="offsets", message=message)
        elif article is not None and article[start:end] != words:
            message = f"{words!r:.80} is not what stands at {start}..{end}: {article[start:end]!r:.80}"
            yield Problem(path=f"{path}.text", check="offsets", message=message)


def _sound(record: Mapping[str, Any], length: int, article: str | None) -> bool:
    """Return whether every span is right: what ``offsets`` looks for, without the paths that nobody asks for then."""
    left: list[Any] = [record]
    for value in left:  # grows as it is read
        if isinstance(value, dict):
            if "start" in value and "end" in value and "text" in value:
                start, end, words = value["start"], value["end"], value["text"]
                if not start < end <= length or end - start != len(words):
                    return False
                if article is not None and article[start:end] != words:
                    return False
                if len(value) == 3:
                    continue
            left += [item for key, item in value.items() if type(item) in _HOLDS and key[:2] != "x_"]
        elif isinstance(value, list):
            left += value
        elif isinstance(value, Mapping | tuple):
            return False
    return True


_HOLDS = frozenset({dict, list, tuple})


def identity(record: Mapping[str, Any], _: str | None) -> Iterator[Problem]:
    """Yield each id that is given twice, and each that is of no speaker."""
    for kind in ("speakers", "attributions"):
        seen: set[str] = set()
        for i, entry in enumerate(record[kind]):
            if entry["id"] in seen:
                yield Problem(path=f"$.{kind}[{i}].id", check="identity", message=f"{entry['id']!r} is given twice")
            seen.add(entry["id"])
    known = {speaker["id"] for speaker in record["speakers"]}
    for i, entry in enumerate(record["attributions"]):
        path, link = f"$.attributions[{i}].speaker", entry["speaker"]
        for where, used in [("id", link["id"]), *((f"candidates[{k}]", c) for k, c in enumerate(link["candidates"]))]:
            if used is not None and used not in known:
                yield Problem(path=f"{path}.{where}", check="identity", message=f"{used!r} is the id of no speaker")


def order(record: Mapping[str, Any], _: str | None) -> Iterator[Problem]:
    """Yield each attribution out of order, and each list of spans that is not in order and disjoint."""
    last = 0
    for i, entry in enumerate(record["attributions"]):
        path = f"$.attributions[{i}]"
        for key in ("content", "verbatim"):
            for k, (before, after) in enumerate(zip(entry[key], entry[key][1:], strict=False), 1):
                if after["start"] < before["end"]:
                    message = f"begins at {after['start']}, before the span before it ends at {before['end']}"
                    yield Problem(path=f"{path}.{key}[{k}].start", check="order", message=message)
        first = entry["content"][0]["start"]
        if first < last:
            message = f"begins at {first}, before the attribution before it at {last}"
            yield Problem(path=f"{path}.content[0].start", check="order", message=message)
        last = first


def verbatim(record: Mapping[str, Any], _: str | None) -> Iterator[Problem]:
    """Yield each span of quoted words that does not lie inside one of the content's spans."""
    for i, entry in enumerate(record["attributions"]):
        for k, quoted in enumerate(entry["verbatim"]):
            if not any(c["start"] <= quoted["start"] and quoted["end"] <= c["end"] for c in entry["content"]):
                path = f"$.attributions[{i}].verbatim[{k}]"
                yield Problem(path=path, check="verbatim", message="lies outside the content that it is quoted in")


def status(record: Mapping[str, Any], _: str | None) -> Iterator[Problem]:
    """Yield each link whose status contradicts its speaker: only a speaker with a name is resolved."""
    named = {speaker["id"]: speaker["name"] is not None for speaker in record["speakers"]}
    for i, entry in enumerate(record["attributions"]):
        link = entry["speaker"]
        if link["id"] in named and named[link["id"]] != (link["status"] == "resolved"):
            has = "has a name" if named[link["id"]] else "has no name"
            path = f"$.attributions[{i}].speaker.status"
            yield Problem(path=path, check="status", message=f"is {link['status']}, but the speaker {has}")


def roles(record: Mapping[str, Any], _: str | None) -> Iterator[Problem]:
    """Yield each role of an attribution that is not one of its speaker's."""
    known = {s["id"]: {(r["start"], r["end"]) for r in s["roles"]} for s in record["speakers"]}
    for i, entry in enumerate(record["attributions"]):
        role, speaker = entry["role"], entry["speaker"]["id"]
        if role is not None and (role["start"], role["end"]) not in known.get(speaker, ()):
            path = f"$.attributions[{i}].role"
            yield Problem(path=path, check="roles", message=f"is not among the roles of the speaker {speaker!r}")


def counts(record: Mapping[str, Any], _: str | None) -> Iterator[Problem]:
    """Yield each count of a speaker's attributions that is not so."""
    right = Counter((a["speaker"]["id"], a["kind"]) for a in record["attributions"])
    for i, speaker in enumerate(record["speakers"]):
        for kind in ("direct", "mixed", "indirect"):
            if speaker["counts"][kind] != right[speaker["id"], kind]:
                message = f"is {speaker['counts'][kind]}, but {right[speaker['id'], kind]} are credited to the speaker"
                yield Problem(path=f"$.speakers[{i}].counts.{kind}", check="counts", message=message)


@contextmanager
def _iri_grammar_deferred() -> Iterator[None]:
    """Keep jsonschema's import from building a grammar of IRIs, which takes a second and checks no format of ours.

    Whoever else in the process checks IRIs with jsonschema has it built at the first one.
    """
    name = "rfc3987_syntax"
    if name in sys.modules:
        yield
        return
    later: Any = ModuleType(name)
    later.is_valid_syntax = lambda *given: import_module(name).is_valid_syntax(*given)  # all that jsonschema takes
    sys.modules[name] = later
    try:
        yield
    finally:
        del sys.modules[name]


Check = Callable[[Mapping[str, Any], str | None], Iterator[Problem]]
CHECKS: tuple[Check, ...] = (integrity, source, offsets, identity, order, verbatim, status, roles, counts)


def _spans(value: object, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every span in ``value``, at any depth, with its JSON path; what stands under ``x_`` keys is not ours."""
    if isinstance(value, Mapping):
        if {"start", "end", "text"} <= value.keys():
            yield path, value
        for key, item in value.items():
            if not key.startswith("x_"):
                yield from _spans(item, f"{path}.{key}")
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for i, item in enumerate(value):
            yield from _spans(item, f"{path}[{i}]")


@cache
def _folder() -> Traversable:
    """Return the folder of the schemas: in the package where it was installed, beside it where it is developed."""
    packaged = files("quotes").joinpath("schemas")
    return packaged if packaged.is_dir() else Path(__file__).resolve().parent.parent / "schemas"
