"""The benchmark of the store: its ledgers are valid and always the same, and what it measures is there."""

import json
from itertools import islice

from bench.store import measure
from bench.synthetic import Ledgers

from quotes import schema


def test_made_up_ledgers_are_valid_and_the_same_every_time():
    first, again, other = (list(Ledgers(seed).some(300)) for seed in (1, 1, 2))
    assert json.dumps(first) == json.dumps(again)
    assert json.dumps(first) != json.dumps(other)
    assert [schema.validate(record) for record in first] == [()] * len(first)
    assert sum(len(record["attributions"]) for record in first) == 300


def test_made_up_quotations_are_repeated_with_changes_and_words_are_uneven():
    made = Ledgers()
    said = [made.quotation([0])[2] for _ in range(2_000)]
    wholes = [" ".join(words) for words in said]
    assert 20 < len(wholes) - len(set(wholes)) < 400
    words = [word for each in said for word in each]
    assert words.count(made.words[0]) > 5 * words.count(made.words[20]) > 0
    assert len(set(islice(words, 5_000))) > 1_000


def test_the_store_is_measured(tmp_path):
    noted = []
    figures = measure(1_000, tmp_path, asked=8, note=noted.append)
    assert figures.quotations == 1_000
    assert figures.rate > 0
    assert all(
        0 < times.median <= times.most
        for times in (*figures.search.values(), *figures.near.values(), *figures.check.values())
    )
    assert figures.found["exact"] == (1.0, 1.0)
    assert noted == [f"1,000 quotations, the last 1,000 at {figures.rates[0]:,.0f} a second"]
