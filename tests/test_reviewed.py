"""What people found, read from ledgers that anybody may have written."""

from dataclasses import replace
from types import MappingProxyType

import pytest
from reviews import found
from samples import LEDGER, TEXT

from quotes.review import Corrections, apply
from quotes.reviewed import KEY, findings


def test_each_person_who_checked_an_entry_is_heard():
    items = (
        found(1, "corrected", role="harbour master", checked_with="recording", evidence="minute 12"),
        found(1, "unsure", checker="Ben"),
    )
    ledger = apply(LEDGER, Corrections(items=items), TEXT).ledger
    assert list(findings(ledger, 0)) == [
        "corrected by Ana, 2024-05-07, role: harbour master (recording, minute 12)",
        "unsure by Ben, 2024-05-07",
    ]
    assert list(findings(ledger, 1)) == []


@pytest.mark.parametrize(
    "value", [None, 1, [], {}, {"reviews": 1}, {"reviews": [1, {}, {"status": 1}]}, {"reviews": {}}]
)
def test_what_is_under_the_key_may_be_anything(value):
    ledger = replace(LEDGER, extensions=MappingProxyType({("attributions", 0, KEY): value}))
    assert list(findings(ledger, 0)) == []
