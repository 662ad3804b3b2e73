"""Words as they compare: what typography does to them makes no difference, and each keeps its place."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from property.strategies import dirty_text, unicode_text

from quotes.wording import apart, form, forms, tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We don’t know", 'WE "DON\'T" KNOW!'),
        ("the U.S. army", "The US Army"),
        ("9,000 boats", "9000 boats"),
        ("ultra-faint", "ultra – faint"),
        ("nai\u0308ve", "naïve"),
        ("co\u00adoperate", "cooperate"),
        ("𝐇ello", "hello"),
        ("[H]e went", "He went"),
        ("the states’ rights", "the states rights"),
        ("one\r\ntwo\u2028three", "one two\tthree"),
        ("Halden & Pike", "Halden and Pike"),
        ("\u200fשלום\u200e", "שלום"),
        ("soup 😀", "soup"),
        ("fi\x00ve", "fi ve"),
    ],
)
def test_typography_makes_no_difference(one, other):
    assert forms(one) == forms(other) != ()


@pytest.mark.parametrize(
    ("one", "other"), [("can't", "can"), ("$40", "£40"), ("3.5", "35"), ("naïve", "naive"), ("nobody", "no body")]
)
def test_other_words_are_other_words(one, other):
    assert forms(one) != forms(other)


@pytest.mark.parametrize("text", ["", "…", "“”—!", "😀 🎉", "\x00", "\u200b", "ʼ", "\u0301", "_"])
def test_marks_are_no_words(text):
    assert forms(text) == ()


@pytest.mark.parametrize(
    ("contraction", "parts"),
    [
        ("don't", ("do", "not")),
        ("won't", ("will", "not")),
        ("cannot", ("can", "not")),
        ("we're", ("we", "are")),
        ("pier", ("pier",)),
        ("n't", ("n't",)),
    ],
)
def test_contractions_are_taken_apart(contraction, parts):
    assert apart(contraction) == parts


@given(dirty_text() | unicode_text(), st.integers(0, 1000))
def test_each_word_stands_where_its_token_says(text, offset):
    found = tokens(text, offset)
    for token in found:
        assert form(text[token.start - offset : token.end - offset]) == token.form != ""
    ends = [(token.start, token.end) for token in found]
    assert ends == sorted(ends)
    assert all(a[1] <= b[0] for a, b in pairwise(ends))
    assert all(start < end for start, end in ends)
