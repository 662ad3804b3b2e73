"""Names as they are compared: two full names are never one person, and who names nobody says nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quoted import quoting

from quotes.credit import agree, credited, fits, names_of, same, stated
from quotes.entry import Supplied

NAMES = st.lists(
    st.sampled_from(["Mara", "Ilse", "M.", "Voss", "van", "Brandt", "Mayor", "Mr", "Jr.", "the"]),
    min_size=1,
    max_size=4,
).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Voss", "Mara Voss"),
        ("VOSS", "Mara Voss"),
        ("Mayor Mara Voss", "Mara Voss"),
        ("Mrs. Voss", "Mayor Voss"),
        ("M. Voss", "Mara Voss"),
        ("Mara E. Voss", "Mara Voss"),
        ("Mara Voss Jr.", "Mara Voss"),
        ("Imogen Fell", "Imogen Fell KC"),
        ("US Army Col. Ines Varga", "Varga"),
        ("the Joint Border Commission", "Joint Border Commission"),
        ("Zoë Åkesson", "zoe\u0308 A\u030akesson"),
    ],
)
def test_names_that_may_be_one_persons(one, other):
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ilse Voss", "Mara Voss"),
        ("Mara Voss", "Mara Brandt"),
        ("Mara", "Mara Voss"),
        ("I. Voss", "Mara Voss"),
        ("Mara E. Voss", "Mara I. Voss"),
        ("Mara Voss Jr.", "Mara Voss Sr."),
        ("Border Commission", "Joint Border Commission"),
        ("", "Voss"),
        ("…", "…"),
    ],
)
def test_names_that_are_not_one_persons(one, other):
    assert not same(one, other)


@given(NAMES, NAMES)
def test_whether_names_are_the_same_does_not_depend_on_which_is_asked_first(one, other):
    assert same(one, other) == same(other, one)


def test_an_alias_fits_but_gives_no_other_first_name():
    entry = quoting("Yes, we will.", by="Mara Voss", aliases=("Voss", "MV"))
    assert fits("MV", entry)
    assert fits("Voss", entry)
    assert fits("Ilse Voss", entry) is False


def test_a_source_that_names_nobody_does_not_say_that_it_was_another():
    nobody = quoting("Yes, we will.", by=None)
    official = quoting("Yes, a port official said.", "Yes,", by=None, role="a port official")
    assert fits("Mara Voss", nobody) is None
    assert fits("Mara Voss", official) is None
    assert fits("the port official", official)
    assert (credited(nobody), credited(official)) == (None, "a port official")


def test_a_full_name_that_another_source_supplies_is_the_name():
    entry = quoting("We will, Voss said.", "We will,", by="Voss")
    name = Supplied(what="name", text="Mara Voss", source=entry.source, span=entry.attribution.content[0])
    known = replace(entry, supplied=(name,))
    assert fits("Ilse Voss", entry)
    assert fits("Ilse Voss", known) is False
    assert fits("Mara Voss", known)
    assert names_of(known)[0] == credited(known) == "Mara Voss"
    assert stated(known) == "Mara Voss (named so in pier)"
    assert stated(entry) == "Voss"


def test_sources_agree_unless_both_name_somebody():
    mara, ilse, bare, nobody = (quoting("Yes, we will.", by=by) for by in ("Mara Voss", "Ilse Voss", "Voss", None))
    assert agree(mara, ilse) is False
    assert agree(mara, bare) is True
    assert agree(bare, ilse) is True
    assert agree(mara, nobody) is agree(nobody, nobody) is None
