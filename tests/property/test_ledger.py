"""Properties of the ledger and its schema; each test quotes the sentence of the specification that it checks."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from property.ledgers import JSON, ledgers

from quotes.codec import rebuilt
from quotes.ledger import Ledger, LedgerError, Source
from quotes.model import Attribution, Speaker
from quotes.schema import validate


def places(value: Any, steps: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the steps to every value in a JSON value but itself."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, item in inner for found in [(*steps, key), *places(item, (*steps, key))]]


@given(ledgers())
def test_what_is_known_to_be_right_is_rebuilt_without_checks(ledger: Ledger) -> None:
    """rebuilt: Return the value that encode made the record of, as decode does."""
    record = json.loads(ledger.to_json())
    parts: list[tuple[type, list[Any], tuple[Any, ...]]] = [
        (Source, [record["source"]], (ledger.source,)),
        (Speaker, record["speakers"], ledger.speakers),
        (Attribution, record["attributions"], ledger.attributions),
    ]
    for cls, records, values in parts:
        assert tuple(rebuilt(cls, each) for each in records) == values


@given(ledgers())
def test_round_trip(ledger: Ledger) -> None:
    """from_dict is the exact inverse of to_dict."""
    assert Ledger.from_dict(ledger.to_dict()) == ledger
    assert Ledger.from_dict(json.loads(ledger.to_json())).to_json() == ledger.to_json()


@given(ledgers())
def test_valid(ledger: Ledger) -> None:
    """A ledger comes out validated: every generated ledger validates."""
    assert validate(ledger) == ()
    assert validate(json.loads(ledger.to_json(indent=2))) == ()


@given(ledgers())
def test_one_line(ledger: Ledger) -> None:
    """JSON Lines: one ledger a line, UTF-8, other scripts as they are."""
    assert "\n" not in ledger.to_json()
    assert json.loads(ledger.to_json().encode("utf-8")) == ledger.to_dict()


@given(ledgers(), st.randoms(use_true_random=False))
def test_hash(ledger: Ledger, random: Any) -> None:
    """The hash is of canonical JSON (RFC 8785): the order of the keys is nothing to it."""
    record = ledger.to_dict()
    keys = list(record)
    random.shuffle(keys)
    assert Ledger.from_dict({key: record[key] for key in keys}).sha256 == ledger.sha256


@given(ledgers(), st.data())
def test_any_change(ledger: Ledger, data: st.DataObject) -> None:
    """Whatever is changed in a ledger, it is not valid any more: validation proves what the ledger says."""
    record = json.loads(ledger.to_json())
    *steps, last = data.draw(st.sampled_from(places(record)))
    place: Any = record
    for step in steps:
        place = place[step]
    before, after = place[last], data.draw(JSON)
    place[last] = after
    if json.dumps(before) == json.dumps(after) or (type(before) is not bool and before == after):
        return
    problems = validate(record)
    assert problems
    assert all(p.path.startswith("$") and p.check and p.message for p in problems)
    with suppress(LedgerError):  # nothing else may be raised
        Ledger.from_dict(record)


@given(JSON)
def test_any_json(value: Any) -> None:
    """Whatever is given as a ledger, the answer is problems, not an exception."""
    assert validate(value)
