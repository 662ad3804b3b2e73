"""Entries that may be the same quotation as some words are found, whatever was done to these."""

from random import Random

import pytest
from store.making import Said, record

from quotes import fingerprint

PIER = "We will rebuild the old pier before the winter storms, and not one fisherman will lose his berth"
BRIDGE = "The bridge was closed because its inspectors found cracks in two of the seven bearings"
COMMON = [
    "the",
    "a",
    "of",
    "and",
    "it",
    "is",
    "was",
    "to",
    "in",
    "that",
    "will",
    "be",
    "we",
    "not",
    "for",
    "on",
    "with",
    "as",
    "by",
    "at",
    "from",
    "they",
    "have",
    "has",
    "one",
    "two",
]


@pytest.fixture
def filled(desk):
    """A store with two quotations among some hundred that are made of the commonest words and some rare ones."""
    random = Random(1)
    noise = [
        " ".join([*random.choices(COMMON, k=14), f"rare{random.randrange(200)}", "pier" if n % 7 == 0 else "sea"])
        for n in range(600)
    ]
    ledgers = [record(f"n{n}", *(Said(words) for words in noise[n : n + 20])) for n in range(0, 600, 20)]
    ledgers += [record("pier", Said(PIER, "Mara Voss")), record("bridge", Said(BRIDGE, "Tobin Ashe"))]
    assert all(each.outcome == "added" for each in desk.add((each["source"]["id"], each) for each in ledgers))
    return desk


@pytest.mark.parametrize(
    "claim",
    [
        PIER,
        PIER.upper().replace(" ", "\n"),
        "we will rebuild the old pier",
        "lose his berth",
        "Mara Voss promised: “We will rebuild the old pier” — at last!",
        "We can rebuild the whole pier before the spring storms, and not one sailor will lose his place",
        "We shall restore that pier ahead of winter; no fisherman need fear for a berth",
    ],
    ids=["exact", "other form", "truncated", "end", "with more around it", "altered", "much altered"],
)
def test_the_quotation_comes_first(filled, claim):
    assert filled.near(claim)[0].words == PIER


def test_the_sources_of_a_spliced_claim_come_first(filled):
    claim = "We will rebuild the old pier because its inspectors found cracks in two of the seven bearings"
    assert {entry.words for entry in filled.near(claim)[:2]} == {PIER, BRIDGE}


def test_no_more_are_given_than_asked_for_and_always_the_same(filled):
    found = filled.near("the pier of the sea", limit=5)
    assert len(found) == 5
    assert found == filled.near("the pier of the sea")[:5]


@pytest.mark.parametrize("claim", ["", " ", "“—”", "\x00", "zyzzyva", "😀"])
def test_nothing_is_near_to_what_has_no_word_in_common(filled, claim):
    assert filled.near(claim) == []


def test_a_word_that_is_in_most_entries_is_not_enough(filled):
    assert len(filled.near("the", limit=10)) <= 10


def test_runs_of_words_are_never_missed():
    random = Random(2)
    for _ in range(200):
        shared = [f"w{random.randrange(1000)}" for _ in range(fingerprint.SURE)]
        left = [f"x{n}" for n in range(random.randrange(9))] + shared + [f"y{n}" for n in range(random.randrange(9))]
        right = [f"p{n}" for n in range(random.randrange(9))] + shared + [f"q{n}" for n in range(random.randrange(9))]
        assert fingerprint.fingerprint(left) & set(fingerprint.sought(right))
