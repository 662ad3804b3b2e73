"""Properties of the whole extractor, with the real model; each test quotes the sentence of the specification it checks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from property.strategies import article_texts, dirty_text, unicode_text

from quotes.ledger import Ledger
from quotes.schema import validate

CORPUS = Path(__file__).parents[2] / "corpus"
FRONT = "The weather stayed dry and the harbour was open all week.\n\n"
any_text = st.one_of(unicode_text(200), dirty_text(30), article_texts())
# The model makes an example cost a tenth of a second; the fixture holds no state that an example could change.
thorough = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def shifted(record: object, by: int) -> object:
    """Return a ledger's JSON with every offset moved."""
    if isinstance(record, dict):
        return {k: v + by if k in ("start", "end") else shifted(v, by) for k, v in record.items()}
    return [shifted(item, by) for item in record] if isinstance(record, list) else record


@thorough
@given(text=any_text)
@example(text=",A!said")  # a comma that nothing stands before
def test_any_text_makes_a_ledger_that_validates(extractor_of_all_acts, text: str) -> None:
    """Any text without lone surrogates never raises; every generated ledger validates."""
    assert validate(extractor_of_all_acts.extract(text), text) == ()


@thorough
@given(text=article_texts())
def test_the_same_text_makes_the_same_bytes(extractor, text: str) -> None:
    """The same bytes for the same input."""
    assert extractor.extract(text).to_json() == extractor.extract(text).to_json()


@thorough
@given(text=any_text)
def test_a_round_trip_changes_nothing(extractor, text: str) -> None:
    """Round trips."""
    ledger = extractor.extract(text)
    assert Ledger.from_dict(json.loads(ledger.to_json())) == ledger


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.txt")), ids=lambda path: path.stem)
def test_a_paragraph_in_front_shifts_every_span_and_changes_nothing_else(extractor, path: Path) -> None:
    """A paragraph put in front shifts every span and changes nothing else."""
    # What stands first may be a headline, so the front paragraph goes between the title and the body of a text that
    # begins with body, which is made by leaving the title out.
    text = path.read_bytes().decode("utf-8").replace("\r\n", "\n").split("\n\n", 2)[-1]
    before = extractor.extract(FRONT + text).to_dict()
    after = extractor.extract(FRONT + FRONT + text).to_dict()
    for key in ("speakers", "attributions", "not_speech"):
        assert shifted(before[key], len(FRONT)) == after[key]
