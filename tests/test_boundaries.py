"""Clean text and the way back, chunks, and the sentence ends that are mended."""

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.parse import boundaries

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def tokens(text, *ends):
    """Offsets of the tokens between single spaces, and a new sentence behind each token that ends at one of `ends`."""
    sentences, start = [[]], 0
    for form in text.split(" "):
        sentences[-1].append((start, start + len(form)))
        if start + len(form) in ends:
            sentences.append([])
        start += len(form) + 1
    return [s for s in sentences if s]


def mended(text, *ends):
    return [[text[a:b] for a, b in s] for s in boundaries.mend(text, tokens(text, *ends))]


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\u00adb", "ab"),
        (" a \n\t b ", "a b"),
        ("a\x00b", "a b"),
        ("a\u3000b\u2028c", "a b c"),
        ("\ufeffa", "a"),
        ("„a‟", "“a“"),
        ("x" * 401, "x" * 400),
    ],
)
def test_clean_text_has_no_odd_characters(text, cleaned):
    assert boundaries.clean(text, 0, len(text)).text == cleaned


@given(ANY_TEXT)
def test_clean_text_leads_back_to_the_same_characters(text):
    c = boundaries.clean(text, 0, len(text))
    for index, character in enumerate(c.text):
        if character != " ":
            start, end = c.span(index, index + 1)
            assert text[start:end].translate(boundaries.LIKENESS) == character


@given(st.text("ab .”A", max_size=50).map(lambda t: " ".join((t * 200).split())))
def test_chunks_cover_the_text_in_order_and_are_short(text):
    pieces = list(boundaries.chunks(text))
    assert all(0 < end - start <= boundaries.CHUNK for start, end in pieces)
    assert "".join(text[a:b] for a, b in pieces).replace(" ", "") == text.replace(" ", "")
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(pieces))


def test_a_chunk_ends_with_a_sentence_where_there_is_one():
    text = "We won the day. " * 100
    assert all(text[end - 1] == "." for _, end in boundaries.chunks(text.strip()))


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Lt. Gen. Ruiz left", (3, 8)),
        ("the U.S. Army left", (8,)),
        ("J. Smith left", (2,)),
        ("on Sept. 3 we left", (8,)),
        ("Al Gray Jr. left", (11,)),
        ("“ Why ? ” he asked", (9,)),
        ("“ No , ” Ruiz said", (8,)),
        ("“ Why ? ” Ana Ruiz asked", (9,)),
        ("“ Why ? ” Mr. Ruiz demanded", (9,)),
        ("“ Why ? ” Rep. Ana Ruiz , R-Pa. , asked", (9,)),
        ("“ We will — ” Ruiz said", (13,)),
        ("“ He said , ‘ No , ’ ” Ruiz told us", (22,)),
        ("he went and went on", (11,)),
        ("Govs. Ana Ruiz and Al Gray left", (5,)),
        ("said Del. Ana Ruiz", (9,)),
        ("Lt.-Col. Ana Ruiz left", (8,)),
        ("Sen. Al Gray ( R-Ga. ) said no", (22,)),
        ("Maricopa County ( Ariz. ) Sheriff Al Gray left", (25,)),
        ("the Post / ABC News poll", (14,)),
        ("Prime Minister Theresa May left", (22,)),
        ("in Tampa , Fla. ; most left", (17,)),
        ("in Gray v. Ruiz the court", (10,)),
        ("she stood … it was late", (11,)),
        ("the Girls Rock ! award show", (16,)),
    ],
)
def test_a_wrong_sentence_end_is_removed(text, ends):
    assert len(mended(text, *ends)) == 1


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("He left . She stayed", (9,)),
        ("in the U.S. The army left", (11,)),
        ("“ Why ? ” The crowd left", (9,)),
        ("“ We won . ” He left", (12,)),
        ("He left . then she left", (9,)),
        ("see the map http://example.org/map", (11,)),
        ("she said No. Not today", (12,)),
        ("with Al Gray Jr. Then he left", (16,)),
        ("“ Why ? ” He answered no", (9,)),
        ("“ Why ? ” Ruiz left the room , he said", (9,)),
        ("he left ( in Fla. ) The end", (19,)),
        ("( Reuters . ) Ana Ruiz left", (13,)),
        ("BEST OF ALL Ruiz left", (11,)),
        ("we won ! then we left", (8,)),
        ("Jeb ! then we left", (5,)),
        ("at 08:03 PM John left", (11,)),
        ("we left Thanks for all", (7,)),
    ],
)
def test_a_right_sentence_end_stays(text, ends):
    assert len(mended(text, *ends)) == 2


def test_a_web_address_that_was_parted_at_its_stop_is_one_sentence():
    text = "see HealthCare.gov today"
    parted = [[(0, 3), (4, 14), (14, 15)], [(15, 18), (19, 24)]]
    assert len(boundaries.mend(text, parted)) == 1


def test_a_closing_mark_moves_to_the_sentence_before_and_an_opening_one_to_the_next():
    assert mended("We won . ” He left", 8) == [["We", "won", ".", "”"], ["He", "left"]]
    assert mended("He left . “ We won", 11) == [["He", "left", "."], ["“", "We", "won"]]


def test_double_marks_become_tokens_of_their_own():
    text = "“Yes”"
    assert boundaries.split_marks(text, [(0, 5)]) == [(0, 1), (1, 4), (4, 5)]


def test_a_long_sentence_is_cut_behind_a_mark():
    text = " ".join(["word"] * 90 + [","] + ["word"] * 90)
    parts = mended(text)
    assert [len(part) for part in parts] == [91, 90]


@pytest.mark.parametrize("form", ["“", "(", "”", '"', "A", "U.S."])
def test_mending_takes_linear_time(form):
    text = " ".join([form] * 30_000)
    pairs = tokens(text)[0]
    started = time.process_time()
    boundaries.mend(text, [pairs[i : i + 3] for i in range(0, len(pairs), 3)])
    assert time.process_time() - started < 5  # a fifth of a second; quadratic time is minutes
