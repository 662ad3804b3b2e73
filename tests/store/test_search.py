"""What a search finds, in which order, with which words marked; and that what is asked for is data."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from property.strategies import dirty_text, unicode_text
from store.making import Said, record

from quotes import store
from quotes.store import Query, QueryError, search

LEDGERS = [
    record(
        "coalition",
        Said("There is a need for de-confliction, more de-confliction than ever", "Ryan Sand", title="spokesman"),
        Said("Confliction cannot de facto be ruled out", "Ilse Holt", kind="indirect"),
        outlet="Oster Bote",
        published="2017-09-15T08:00:00+02:00",
    ),
    record("ferry", Said("The ferry’s café was naïve", "Sand"), outlet="Varland Post", published="2017-10-01"),
    record("harbour", Said("De-confliction of ferries is for the harbour master of this old town and nobody else", "Tobin Ashe", aliases=["Toby"])),
    record("union", Said("The ferry is late", "Oster Union", who="organization"), published="2016-01-01", outlet="Oster Tag"),
]  # fmt: skip


@pytest.fixture
def filled(desk):
    assert all(each.outcome == "added" for each in desk.add((each["source"]["id"], each) for each in LEDGERS))
    return desk


def found(desk, words="", **more):
    return [hit.entry.source.id for hit in desk.search(Query(words=words, **more))]


def test_words_are_found_in_any_form_and_those_joined_side_by_side(filled):
    assert found(filled, "de-confliction") == ["coalition", "harbour"], "where they are more of the words comes first"
    assert found(filled, "DE‐CONFLICTION") == ["coalition", "harbour"]
    assert found(filled, "de confliction") == ["coalition", "coalition", "harbour"]
    assert found(filled, "CAFE naive") == ["ferry"]
    assert found(filled, "ferry's") == ["ferry"]
    assert found(filled, "café harbour") == []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"speaker": "sand"}, ["ferry", "coalition"]),
        ({"speaker": "Ryan"}, ["ferry", "coalition"]),
        ({"speaker": "ryan SAND"}, ["ferry", "coalition"]),
        ({"speaker": "Toby"}, ["harbour"]),
        ({"speaker": "Tobin Sand"}, []),
        ({"speaker": "—"}, []),
        ({"role": "spokesman"}, ["ferry", "coalition"]),
        ({"role": "spokes"}, []),
        ({"kind": "indirect"}, ["coalition"]),
        ({"outlet": "oster"}, ["coalition", "coalition", "union"]),
        ({"outlet": "Oster Bote"}, ["coalition", "coalition"]),
        ({"outlet": "Post Bote"}, []),
        ({"first": date(2017, 9, 15)}, ["ferry", "coalition", "coalition"]),
        ({"first": date(2017, 9, 16), "last": date(2017, 10, 1)}, ["ferry"]),
        ({"last": date(2016, 1, 1)}, ["union"]),
        ({"words": "de-confliction", "speaker": "ryan", "kind": "direct", "outlet": "bote"}, ["coalition"]),
        ({"words": "ferry", "last": date(2017, 1, 1)}, ["union"]),
        ({"speaker": "sand", "limit": 1}, ["ferry"]),
    ],
    ids=str,
)
def test_filters_leave_in_what_they_say_the_newest_first(filled, filters, expected):
    assert found(filled, **filters) == expected


def test_words_are_marked_where_they_stand(filled):
    [first, second] = filled.search(Query(words="de-confliction FOR"))
    words = first.entry.words
    assert [words[start:end] for start, end in first.marks] == ["for de-confliction", "de-confliction"]
    assert [second.entry.words[start:end] for start, end in second.marks] == ["De-confliction", "for"]
    assert first.rank > second.rank > 0


def test_words_that_most_entries_hold_rank_none_of_them(filled, monkeypatch):
    ranked = filled.search(Query(words="ferry"))
    monkeypatch.setattr(search, "COMMON", 1)
    common = filled.search(Query(words="ferry"))
    assert {hit.entry.source.id for hit in common} == {hit.entry.source.id for hit in ranked}
    assert [(hit.entry.source.id, hit.rank) for hit in common] == [("union", 0), ("ferry", 0)], "the last added first"
    assert found(filled, "ferry", speaker="sand", limit=1) == ["ferry"]
    [rare] = filled.search(Query(words="ferry late"))
    assert rare.rank > 0, "one of the words is rare"


def test_without_words_nothing_is_marked_or_ranked(filled):
    [hit, _] = filled.search(Query(speaker="Sand"))
    assert (hit.marks, hit.rank) == ((), 0.0)
    assert [each.what for each in hit.entry.supplied] == ["name", "role"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({}, "nothing to look for"),
        ({"words": " \n", "speaker": " "}, "nothing to look for"),
        ({"words": "a", "limit": 0}, "at least 1"),
        ({"first": date(2020, 1, 2), "last": date(2020, 1, 1)}, "no day is from 2020-01-02 to 2020-01-01"),
    ],
)
def test_a_query_for_what_cannot_be_says_so(query, message):
    with pytest.raises(QueryError, match=message):
        Query(**query)


OPERATORS = ("AND", "OR NOT", "NEAR(a b, 3)", "a*", "^a", '"', "words:", "{words}:", "-a", "+", "a AND", "(", ")", "'; --", "%", "_", "?", "\\", "a & b", "a <-> b", "!a", ":*")  # fmt: skip
ASKED = unicode_text() | dirty_text() | st.lists(st.sampled_from(OPERATORS), min_size=1, max_size=4).map(" ".join)


def test_whatever_is_asked_for_is_data(filled):
    @given(ASKED, ASKED)
    def check(words, name):
        for more in ({"words": words}, {"speaker": name}, {"words": words, "role": name, "outlet": words}):
            if any(text.strip() for text in more.values()):
                hits = filled.search(Query(**more))
                assert all(0 <= s < e <= len(hit.entry.words) for hit in hits for s, e in hit.marks)
        assert isinstance(filled.near(words), list)

    check()


def test_a_query_may_be_as_long_as_it_likes(filled):
    long = LEDGERS[2]["attributions"][0]["content"][0]["text"] + " and nobody else" * 5_000
    assert filled.near(long)[0].source.id == "harbour"
    assert found(filled, long, speaker="Ashe " * 5_000, role="x " * 5_000) == []
    assert sorted(found(filled, "ferry " * 5_000)) == ["ferry", "union"]


def test_every_quotation_is_found_by_its_own_words(filled):
    for stored in filled.ledgers():
        for attribution in stored.record["attributions"]:
            words = attribution["content"][0]["text"]
            assert attribution["id"] in {hit.entry.attribution.id for hit in filled.search(Query(words=words))}


def test_signs_alone_are_in_no_quotation(filled):
    assert found(filled, "“—”", speaker="Sand") == []


@given(
    dirty_text(), st.lists(st.lists(st.sampled_from(["he", "said", "ashe", "em"]), min_size=1, max_size=2), max_size=3)
)
def test_marks_are_in_order_and_apart(text, phrases):
    ends = [at for stretch in search.marked(text, phrases) for at in stretch]
    assert ends == sorted(ends)


def test_a_search_of_a_store_that_is_open_elsewhere_sees_what_was_added(where, filled):
    if not store.is_url(where):
        with store.connect(where) as other:
            assert found(other, "ferry") == found(filled, "ferry")
