"""The claims over the corpus: eight of each verdict, on ledgers that the extractor makes of the dispatches."""

import csv
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from quotes.check import Claim, Verdict, check
from quotes.entry import entries
from quotes.store import connect

CLAIMS = Path(__file__).parent / "acceptance" / "check" / "claims.csv"
ROWS = list(csv.DictReader(CLAIMS.read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="module")
def quotations(corpus_ledgers):
    return [entry for ledger in corpus_ledgers for entry in entries(ledger)]


def test_there_are_eight_claims_of_each_verdict():
    assert Counter(row["verdict"] for row in ROWS) == dict.fromkeys(get_args(Verdict), 8)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['verdict']}-{row['claim'][:30]}")
def test_the_claim_has_its_verdict(row, quotations, corpus_ledgers):
    finding = check(Claim(text=row["claim"], speaker=row["speaker"] or None), quotations)
    assert finding.verdict == row["verdict"], finding.why
    texts = {ledger.source.id: ledger.source.text for ledger in corpus_ledgers}
    for place in (*finding.places, *finding.nearest):
        text = texts[place.entry.source.id]
        assert all(text[span.start : span.end] == span.text for span in place.spans)


def test_the_candidates_of_a_store_give_the_same_verdicts(corpus_ledgers, tmp_path):
    with connect(tmp_path / "store", create=True) as store:
        list(store.add((each.source.id, each.to_dict()) for each in corpus_ledgers))
        for row in ROWS:
            claim = Claim(text=row["claim"], speaker=row["speaker"] or None)
            assert check(claim, store.near(claim.text)).verdict == row["verdict"]
