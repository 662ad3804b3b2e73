"""Properties of what makes validation quick: it never says yes where the thorough way says no."""

from __future__ import annotations

import copy
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from property.ledgers import JSON, ledgers
from samples import LEDGER

from quotes import files, ledger, schema
from quotes.ledger import Ledger, content_hash, is_intact

ACCEPTANCE = Path(__file__).resolve().parents[1] / "acceptance"
SCHEMA = json.loads(schema.text())
THOROUGH = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
RECORDS = [r for _, r in files.records(sorted(ACCEPTANCE.glob("*/*.json*"))) if isinstance(r, dict)]
ODD = st.sampled_from(
    [
        *(None, True, False, 0, -1, 1.0, 1.5, 2**53, 2**53 + 1, 10**30, float("inf"), float("nan"), -0.0, 1e-9, 1e22),
        *("", " ", "\ud800", "a\n", "\x00", "2024-02-30", "2024-02-29", "2024-2-9", "20240229", "2024-W10-1"),
        *("2024-02-29T25:00:00Z", "2024-02-29T12:00:00", "2024-02-29T12:00:00Z", "2024-02-29t12:00:00+02:00"),
        *("2016-12-31T23:59:60Z", "0000-01-01", "٢٠٢٤-٠١-٠١", "http://[::1", "http://a.example/ä", "//a", "urn:a", "a:b c"),
        *("http://a.example/%zz", "HTTP://A.EXAMPLE", "f" * 64, "F" * 64, "f" * 64 + "\n", [], {}, [[]], [1, True, 1.0]),
    ]
)  # fmt: skip


def places(value: Any, steps: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, item in inner for found in [(*steps, key), *places(item, (*steps, key))]]


def put(record: Any, steps: tuple[str | int, ...], value: object) -> None:
    for step in steps[:-1]:
        record = record[step]
    record[steps[-1]] = value


SAMPLE = json.loads(LEDGER.to_json())
PLACES = places(SAMPLE)


@pytest.mark.parametrize("record", RECORDS, ids=[str(n) for n in range(len(RECORDS))])
def test_both_ways_agree_on_every_file_of_the_acceptance_tests(record):
    assert schema._fits(record, "ledger") == THOROUGH.is_valid(record)


@settings(max_examples=200)
@given(st.sampled_from(PLACES), ODD | JSON)
def test_what_is_quickly_right_is_right(steps: tuple[str | int, ...], value: object) -> None:
    """``_fits``: Return True if a record is what a schema asks for; False if it is not, or if that is not sure."""
    record = copy.deepcopy(SAMPLE)
    put(record, steps, value)
    if schema._fits(record, "ledger"):
        assert THOROUGH.is_valid(record)


@given(ODD)
@example("2024-02-29")
def test_formats_are_judged_alike(value: object) -> None:
    for key in ("url", "published"):
        record = copy.deepcopy(SAMPLE)
        record["source"][key] = value
        # What JSON cannot carry, and a line end that Python lets through behind a pattern, are for the thorough way.
        if not re.search("[\n\ud800-\udfff]", str(value)) and str(value) not in {"inf", "nan"}:
            assert schema._fits(record, "ledger") == THOROUGH.is_valid(record)


@given(ledgers())
def test_every_ledger_is_quickly_right(made: Ledger) -> None:
    assert schema._fits(json.loads(made.to_json()), "ledger")


@settings(max_examples=100)
@given(st.dictionaries(st.text(max_size=3).map("x_{}".format), ODD | JSON, max_size=3))
@example({"x_\U00010000": 1, "x_\uffff": 2})
@example({"x_a": 1.0})
@example({"x_a": [1.0]})
@example({"x_a": [-0.0]})
@example({"x_a": 1e-07})
@example({"x_a": 1e16})
@example({"x_a": -1e300})
@example({"x_a": 9007199254740993})
@example({"x_a": [0, -12345678901234567890]})
@example({"x_a": {"x_b": float("nan")}})
def test_a_hash_is_right_only_if_it_is_that_of_the_canonical_form(extra: dict[str, object]) -> None:
    """``is_intact``: Return whether the ``integrity`` of a ledger is the hash of the rest of it."""
    body = {**copy.deepcopy(SAMPLE), **extra}
    del body["integrity"]
    sorted_json = json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    quick = hashlib.sha256(sorted_json.encode("utf-8", "surrogatepass")).hexdigest()
    try:
        right = content_hash(body)
    except ValueError:
        with pytest.raises(ValueError):  # noqa: PT011 - of several kinds
            is_intact({**body, "integrity": {"sha256": quick}})
        return
    assert is_intact({**body, "integrity": {"sha256": right}})
    assert is_intact({**body, "integrity": {"sha256": quick}}) == (quick == right)
    assert not is_intact({**body, "integrity": {"sha256": "0" * 64}})


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_numbers_that_are_written_in_two_ways_are_noticed(number: float) -> None:
    quick = json.dumps([number], separators=(",", ":")).encode()
    try:
        canonical = ledger.rfc8785.dumps([number])
    except ValueError:
        canonical = None
    if quick != canonical:
        assert not ledger._is_canonical(quick)


@settings(max_examples=60)
@given(ledgers(), st.data())
def test_spans_are_quickly_right_only_if_they_are(made: Ledger, data: st.DataObject) -> None:
    """``_sound``: Return whether every span is right: what ``offsets`` looks for."""
    record = json.loads(made.to_json())
    spans = [steps for steps in places(record) if steps[-1] in {"start", "end", "text"} and len(steps) > 2]
    if spans and data.draw(st.booleans()):
        steps = data.draw(st.sampled_from(spans))
        put(record, steps, data.draw(st.text(min_size=1, max_size=2) if steps[-1] == "text" else st.integers(0, 90)))
    text = record["source"].get("text")
    thorough = all(
        s["start"] < s["end"] <= record["source"]["length"]
        and s["end"] - s["start"] == len(s["text"])
        and (text is None or text[s["start"] : s["end"]] == s["text"])
        for _, s in schema._spans(record, "$")
    )
    assert schema._sound(record, record["source"]["length"], text) == thorough
    assert bool(list(schema.offsets(record, text))) != thorough
