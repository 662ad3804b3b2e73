"""Words as they are compared, and fingerprints that are the same everywhere."""

import os
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st
from property.strategies import dirty_text, unicode_text

from quotes.fingerprint import fingerprint, fold, located, sought, words


def test_words_differ_in_neither_case_nor_marks_nor_form():
    assert words("De-Confliction, “naïve” ﬁsh & Müller’s ①") == [
        "de",
        "confliction",
        "naive",
        "fish",
        "muller",
        "s",
        "1",
    ]
    assert words("Straße Łódź Ørsted İzmir") == words("STRASSE LODZ ORSTED izmir")
    assert words("e\u0301te\u0301 co\u00adoperate zero\u200bwidth") == ["ete", "cooperate", "zerowidth"]


def test_what_holds_no_letter_and_no_digit_holds_no_word():
    assert words("“—” … 😀 \x00 __ '") == []


@given(dirty_text() | unicode_text())
def test_words_stand_where_they_are_located(text):
    found = list(located(text))
    assert [word for word, _, _ in found] == words(text)
    assert all(fold(text[start:end]) == word for word, start, end in found)


@given(dirty_text() | unicode_text())
def test_folded_words_stay_as_they_are_and_can_be_quoted(text):
    folded = words(text)
    assert words(" ".join(folded)) == folded
    assert all(word.isalnum() for word in folded)


@given(st.lists(st.sampled_from("abcdefgh"), max_size=30))
def test_a_fingerprint_is_found_by_its_own_words(folded):
    assert fingerprint(folded) <= set(sought(folded))
    assert bool(fingerprint(folded)) == bool(folded)


def test_a_fingerprint_is_the_same_in_every_process():
    said = "the caliphate is on the run and we are breaking them"
    code = f"from quotes.fingerprint import *; print(sorted(fingerprint(words({said!r}))))"
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == str(sorted(fingerprint(words(said))))
    assert min(fingerprint(words(said))) == 216423477, "whoever changes this makes stores unusable"
