"""How two wordings differ: the words, and what of the differences changes the meaning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from property.strategies import dirty_text

from quotes import lexicon
from quotes.differences import Words, compare, difference, flags
from quotes.lexicon.words import read

EXAMPLES = read("changes")["examples"]
WORDS = st.lists(
    st.sampled_from(
        ["we", "will", "not", "close", "the", "bridge", "in", "nine", "years", "No", "Voss", "don't", "9,000"]
    ),
    max_size=9,
)


def changed(quoted, claimed):
    return [change for change in compare(Words.of(quoted), Words.of(claimed)) if change.op != "equal"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["claimed"])
def test_the_examples_of_the_word_list_are_flagged_as_it_says(example):
    found = changed(example["quoted"], example["claimed"])
    assert found
    assert sorted({flag for change in found for flag in change.flags}) == example["flags"]


def test_every_flag_has_an_example_with_it_and_one_without():
    flags = {flag for example in EXAMPLES for flag in example["flags"]}
    assert flags == {"negation", "number", "modality", "name"}
    assert any(not example["flags"] for example in EXAMPLES)


@pytest.mark.parametrize(
    ("quoted", "claimed", "minor"),
    [
        ("It's the pier", "It is a pier", True),
        ("It was better organised", "It was better organized", True),
        ("We had forty boats", "We had 40 boats", True),
        ("de-confliction matters", "deconfliction matters", True),
        ("We left the pier", "We left the harbour", False),
        ("We left", "We left early", False),
        ("We will go", "We will not go", False),
    ],
)
def test_function_words_contractions_and_spelling_are_minor(quoted, claimed, minor):
    assert [change.minor for change in changed(quoted, claimed)] == [minor] * len(changed(quoted, claimed))


@pytest.mark.parametrize(
    ("quoted", "claimed", "flag"),
    [
        ("two hundred thousand crowns", "two hundred million crowns", True),
        ("two hundred thousand crowns", "200,000 crowns", False),
        ("one hundred and five crowns", "105 crowns", False),
        ("at 07:42", "at 07:43", True),
        ("in 1974", "in 1947", True),
        ("a bridge", "one bridge", False),
        ("one bridge", "two bridges", True),
    ],
)
def test_numbers_are_compared_by_what_they_say(quoted, claimed, flag):
    assert any("number" in change.flags for change in changed(quoted, claimed)) is flag


def test_two_negations_that_change_places_leave_what_is_said():
    [change] = [c for c in changed("Nobody came", "No one came") if c.op == "replace"]
    assert change.flags == ()


@pytest.mark.parametrize(
    ("first", "second", "ops", "found"),
    [
        ("the pier is safe", "at the end of 2017 the pier is safe", ["longer", "equal"], ()),
        ("the pier is safe", "the pier is safe if it is dry", ["equal", "longer"], ("modality",)),
        ("I did not say the pier is safe", "the pier is safe", ["shorter", "equal"], ("negation",)),
        (
            "ISIS is on the run",
            "at the end of 2017 the caliphate is on the run",
            ["longer", "replace", "equal"],
            ("name",),
        ),
        ("the pier is safe as we sit here", "the pier is unsafe", ["equal", "replace", "shorter"], ("negation",)),
        ("the pier is safe", "the pier is safe today", ["equal", "insert"], ()),
        ("one", "two three", ["replace"], ("number",)),
    ],
)
def test_what_one_quotes_more_of_is_told_from_what_is_changed(first, second, ops, found):
    steps = compare(Words.of(first), Words.of(second))
    assert [step.op for step in steps] == ops
    assert tuple(flag for step in steps for flag in step.flags) == found


def test_a_capital_that_begins_a_sentence_is_no_name():
    assert Words.of("Farmers met Voss. Nobody knew. “Boats came.”").names == {2}
    assert not Words.of("I’m here, I said").names


def test_a_difference_is_written_with_what_is_gone_and_what_is_new():
    assert difference(compare(Words.of("The pier will close"), Words.of("The pier will not open"))) == (
        "The pier will [-close-] {+not open+} (negation)"
    )


@given(WORDS, WORDS)
def test_the_changes_make_one_wording_of_the_other(first, second):
    steps = compare(one := Words.of(" ".join(first)), other := Words.of(" ".join(second)))
    assert " ".join(filter(None, (s.first for s in steps))) == " ".join(one.texts)
    assert " ".join(filter(None, (s.second for s in steps))) == " ".join(other.texts)
    assert [s.start for s in steps] == sorted(s.start for s in steps)
    for step in steps:
        assert step.first == " ".join(one.texts[step.start : step.end])
        assert (step.op == "equal") <= (not step.flags and not step.minor)


@given(dirty_text())
def test_a_wording_does_not_differ_from_itself(text):
    words = Words.of(text)
    assert {change.op for change in compare(words, words)} <= {"equal"}


@given(WORDS, WORDS)
def test_what_changes_is_the_same_both_ways(first, second):
    one, other = (Words.of(" ".join(words)).forms for words in (first, second))
    assert flags(one, other, (set(), {"voss"})) == flags(other, one, ({"voss"}, set()))


def test_every_word_of_the_list_is_found_in_its_sense():
    data = read("changes")
    for sense in ("negation", "modality", "condition", "contrast", "attribution", "function", "amounts"):
        assert all(sense in lexicon.senses(word) for word in data[sense])
    assert lexicon.number_words() == data["numbers"]
    assert lexicon.negates("unlikely", "likely")
    assert lexicon.negates("legal", "illegal")
    assert not lexicon.negates("likely", "like")


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("We will build. It will not cost us much.", "We will build.", [("shorter", ())]),
        ("We will build, and it will not cost us much.", "We will build,", [("shorter", ("negation", "modality"))]),
        ("We will build.", "It may not be soon. We will build.", [("longer", ())]),
        ("We will build.", "It may not be true that we will build.", [("longer", ("negation", "modality"))]),
    ],
)
def test_whole_sentences_more_or_less_turn_nothing_of_the_others(first, second, found):
    changes = compare(Words.of(first), Words.of(second))
    assert [(c.op, c.flags) for c in changes if c.op != "equal"] == found
