"""Who is linked across sources, who is not, and what one source supplies for another."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store.making import Said, record

from quotes.store import people

MAYOR = {"title": "mayor", "organization": "Oster"}
LAWYER = {"title": "lawyer", "organization": "Varland Bank"}


def fill(desk, *said, **about):
    """Put each of what is said into a ledger of its own."""
    results = desk.add((f"{n}", record(f"source-{n}", each, **about)) for n, each in enumerate(said))
    assert all(each.outcome == "added" for each in results)


def supplied(desk, words):
    """Return what other sources supply for the speaker of some words: what, the text, and the source's id."""
    entry = next(entry for entry in desk.near(words) if entry.words == words)
    return [(each.what, each.text, each.source.id) for each in entry.supplied]


def test_a_role_is_supplied_by_another_source_of_the_same_full_name(desk):
    fill(desk, Said("We will rebuild", "Mara Voss", **MAYOR), Said("It is safe", "Mara Voss"))
    assert supplied(desk, "It is safe") == [("role", "mayor of Oster", "source-0")]
    assert supplied(desk, "We will rebuild") == []


def test_a_full_name_is_supplied_for_a_surname_that_only_one_person_has(desk):
    fill(desk, Said("It is safe", "Voss"), Said("We will rebuild", "Mara Voss", **MAYOR))
    assert supplied(desk, "It is safe") == [("name", "Mara Voss", "source-1"), ("role", "mayor of Oster", "source-1")]


def test_a_role_may_name_the_organization_in_other_words(desk):
    army = Said("No", "Mara Voss", title="officer who speaks for the port")
    fill(desk, Said("It is safe", "Voss"), Said("Yes", "Mara Voss", title="spokeswoman", organization="the port"), army)
    assert ("name", "Mara Voss", "source-1") in supplied(desk, "It is safe")


def test_what_is_supplied_stands_where_it_says(desk):
    made = record("a", Said("We will rebuild", "Mara Voss", **MAYOR), embed_text=True)
    list(desk.add([("a", made), ("b", record("b", Said("It is safe", "Voss")))]))
    entry = next(entry for entry in desk.near("It is safe") if entry.words == "It is safe")
    assert entry.speaker.name == "Voss", "the ledger's own speaker is as it was"
    for each in entry.supplied:
        assert made["source"]["text"][each.span.start : each.span.end] == each.span.text == each.text


@pytest.mark.parametrize(
    "others",
    [
        [Said("No", "Ilse Voss"), Said("Yes", "Mara Voss", **MAYOR)],
        [Said("No", "Mara Voss", **LAWYER), Said("Yes", "Mara Voss", **MAYOR)],
        [Said("Yes", "Mara Vossen", **MAYOR)],
        [Said("Yes", "M. Voss", **MAYOR)],
        [Said("Yes", "Voss", **MAYOR)],
        [Said("Yes", "Mara Voss", who="organization", **MAYOR)],
    ],
    ids=["two names", "two people", "another surname", "an initial", "no full name", "no person"],
)
def test_nothing_is_supplied_for_a_surname_that_is_not_certain(desk, others):
    fill(desk, Said("It is safe", "Voss"), *others)
    assert supplied(desk, "It is safe") == []


def test_nothing_is_supplied_for_a_surname_whose_role_is_another(desk):
    fill(desk, Said("It is safe", "Voss", **LAWYER), Said("Yes", "Mara Voss", **MAYOR))
    assert supplied(desk, "It is safe") == []


def test_nothing_is_supplied_where_the_same_source_has_both(desk):
    made = record("a", Said("It is safe", "Voss"), Said("Yes", "Mara Voss", **MAYOR))
    list(desk.add([("a", made)]))
    assert supplied(desk, "It is safe") == []


def test_no_role_is_supplied_where_two_people_have_the_name(desk):
    fill(desk, Said("It is safe", "Mara Voss"), Said("No", "Mara Voss", **LAWYER), Said("Yes", "Mara Voss", **MAYOR))
    assert supplied(desk, "It is safe") == []


def test_nothing_is_supplied_where_no_source_says_anything(desk):
    fill(desk, Said("It is safe", "Mara Voss"), Said("It is not", "Mara Voss", aliases=["Mo"]))
    assert desk._database.execute("SELECT count(*) FROM link") == [(2,)]
    assert supplied(desk, "It is safe") == []


def test_what_a_source_no_longer_says_is_no_longer_supplied(desk):
    said = Said("It is safe", "Voss")
    old, new = (record("a", Said("Yes", name, **MAYOR), url="https://a.example") for name in ("Mara Voss", "Ilse Holt"))
    list(desk.add([("b", record("b", said)), ("a", old)]))
    assert supplied(desk, "It is safe")
    list(desk.add([("a", new)]))
    assert supplied(desk, "It is safe") == []


def test_a_second_person_of_the_surname_takes_back_what_was_supplied(desk):
    fill(desk, Said("It is safe", "Voss"), Said("Yes", "Mara Voss", **MAYOR))
    assert supplied(desk, "It is safe")
    list(desk.add([("z", record("z", Said("No", "Ilse Voss")))]))
    assert supplied(desk, "It is safe") == []


def test_links_are_made_anew_as_they_were(desk):
    fill(desk, Said("It is safe", "Voss"), Said("Yes", "Mara Voss", **MAYOR), Said("No", "Mara Voss"))
    sql = "SELECT profile, person, evidence FROM link ORDER BY profile"
    before = desk._database.execute(sql)
    assert len(before) == 3
    desk.relink()
    assert desk._database.execute(sql) == before


NAMES = st.sampled_from([("mara", "voss"), ("ilse", "voss"), ("voss",), ("m", "voss"), ("mara", "holt"), ()])
WORDS = st.frozensets(st.sampled_from(["mayor", "lawyer", "oster", "bank"]), max_size=2).map(sorted).map(tuple)
PROFILES = st.builds(people.Profile, kind=st.just("person"), name=NAMES, titles=WORDS, organizations=WORDS)


@given(st.lists(PROFILES, max_size=6, unique=True))
def test_two_full_names_are_never_one_person(found):
    links = people.linked(dict(enumerate(found)))
    for person in {link.person for link in links}:
        full = {found[link.profile].name for link in links if link.person == person and link.evidence == "name"}
        assert len(full) == 1
    assert len({link.profile for link in links}) == len(links), "nobody is two people"


@given(st.lists(PROFILES, max_size=4, unique=True))
def test_links_do_not_depend_on_the_order(found):
    def grouped(order):
        links = people.linked({number: found[i] for number, i in enumerate(order)})
        groups = {}
        for link in links:
            groups.setdefault(link.person, set()).add(order[link.profile])
        return {frozenset(group) for group in groups.values()}

    assert len({frozenset(grouped(order)) for order in permutations(range(len(found)))}) == 1


def test_a_name_keeps_its_marks_and_its_suffix():
    def named(name):
        return people.profile({"kind": "person", "name": name, "roles": [], "aliases": []})

    assert named("Hans Müller").name != named("Hans Muller").name
    assert named("Hans Mu\u0308ller").name == named("HANS MÜLLER").name
    assert named("Sean O’Neill").name == named("Sean O'Neill").name
    assert named("Paul Funk II").family == named("Paul Funk").family
    assert named("Paul Funk II").name != named("Paul Funk").name
    assert not named("M. Voss").is_full
    assert not named("Funk II").is_full
