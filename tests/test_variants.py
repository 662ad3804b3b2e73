"""The same quotation across sources: which are one, which was first, what was changed, who is credited where."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from property.strategies import CLAIMS
from quoted import quoting

from quotes.entry import entries
from quotes.ledger import Ledger, ModelInfo, Run, Source
from quotes.likeness import ROW, Wording, alike, wording
from quotes.model import Article, Attribution, SpeakerLink
from quotes.store import connect
from quotes.variants import groups, variants
from quotes.variants.show import lines, record
from quotes.wording import forms

SAFE = "The harbour bridge is safe and the council will keep it open all winter"
NOUNS = ("harbour", "bridge", "council", "winter", "ferry", "flood", "inquiry", "tunnel", "crossing", "pier")
WORDS = st.lists(st.sampled_from([*SAFE.split(), "not", "never", "Voss"]), max_size=14)


def of(*texts):
    return [Wording(forms(text)) for text in texts]


@pytest.mark.parametrize(
    "other",
    [
        SAFE.upper() + "!",
        "the council will keep it open all winter",
        SAFE.replace("is safe", "is not safe"),
        SAFE + ". We asked three engineers, and all three of them said the same thing about it",
        "The harbour bridge is sound, and the town council will keep it open for all of the winter",
    ],
)
def test_the_same_words_a_piece_of_them_and_altered_ones_are_alike(other):
    one, two = of(SAFE, other)
    assert alike(one, two)
    assert alike(two, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yes", "Yes"),
        ("No comment", "No comment"),
        ("It was what it was", "It was what it was"),
        (SAFE, "The council will meet again on Monday to speak about the harbour bridge, and it is open to all"),
        (SAFE, "We will keep it open all winter if we are asked to by somebody who pays for the oil"),
        ("", ""),
    ],
)
def test_short_words_and_other_words_are_not_alike(one, other):
    assert not alike(*of(one, other))


@given(WORDS, WORDS)
def test_likeness_does_not_depend_on_which_is_first(one, other):
    left, right = of(" ".join(one), " ".join(other))
    assert alike(left, right) == alike(right, left)
    assert alike(left, left) == bool(left.prints)


@given(st.lists(st.sampled_from(NOUNS), min_size=60, max_size=90), st.integers(0, 50))
def test_six_words_of_a_long_quotation_share_a_fingerprint_with_it(words, start):
    """Winnowing: of each three rows one is kept, so whoever shares three rows in a row shares one that is kept."""
    whole, piece = of(" ".join(words), " ".join(words[start : start + ROW + 2]))
    assert len(whole.prints) < len(words)
    assert whole.prints & piece.prints
    assert alike(whole, piece)


def test_a_group_begins_with_the_first_appearance_and_says_what_was_changed():
    later = quoting(SAFE.replace("will keep", "may keep"), source="a", published="2024-05-07")
    undated = quoting(SAFE, source="0")
    first = quoting(SAFE, source="z", published="2024-05-07T00:30:00+02:00")
    [group] = variants([undated, later, first])
    assert [variant.entry for variant in group.variants] == [first, later, undated]
    assert [variant.differs for variant in group.variants] == [False, True, False]
    [change] = [change for change in group.variants[1].changes if change.op != "equal"]
    assert (change.first, change.second, change.flags) == ("will", "may", ("modality",))


def test_a_quotation_in_one_source_alone_is_no_group():
    assert variants([quoting(SAFE, number=1), quoting(SAFE, number=2)]) == ()
    assert variants([]) == ()


def test_only_what_is_quoted_is_compared():
    reported = quoting(f"Voss said that {SAFE}.", SAFE, kind="indirect", source="b")
    assert variants([quoting(SAFE), reported]) == ()


def test_all_of_a_group_are_like_its_first_appearance():
    """A quotation of two sentences does not join one that has the first with one that has the second."""
    other = "Nobody in this town was told about the flood before the morning came"
    one, both, two = (
        quoting(text, source=f"s{n}", published=f"2024-05-0{n}")
        for n, text in enumerate((SAFE, f"{SAFE}. {other}.", other), 1)
    )
    [group] = variants([two, both, one])
    assert [variant.entry for variant in group.variants] == [one, both]


def test_who_is_credited_where_and_whether_that_can_be():
    mara, bare, nobody = (quoting(SAFE, by=by, source=s) for by, s in (("Mara Voss", "a"), ("Voss", "b"), (None, "c")))
    [group] = variants([nobody, bare, mara])
    assert [(each.name, each.sources) for each in group.credits] == [("Mara Voss", ("a", "b")), (None, ("c",))]
    assert not group.disputed
    ilse = quoting(SAFE, by="Ilse Voss", source="d")
    [group] = variants([nobody, bare, mara, ilse])
    assert group.disputed
    assert [(each.name, each.sources) for each in group.credits] == [
        ("Ilse Voss", ("d",)),
        ("Mara Voss", ("a",)),
        ("Voss", ("b",)),
        (None, ("c",)),
    ]


def test_a_group_is_shown_with_its_differences():
    held = [quoting(SAFE, source="a"), quoting(SAFE.replace("safe", "unsafe"), source="b", by="Tobin Ashe")]
    [group] = variants(held)
    shown = "\n".join(lines(group))
    assert "2 sources, 2 quotations, SPEAKER DISPUTED" in shown
    assert "The harbour bridge is [-safe-] {+unsafe+} (negation) and the council" in shown
    assert record(group)["disputed"] is True
    assert [each["flags"] for each in record(group)["variants"]] == [[], ["negation"]]


@st.composite
def sayings(draw):
    """Return a quotation that is a sentence of a few, whole or a piece or altered."""
    words = draw(st.sampled_from((SAFE, *CLAIMS))).split()
    cut = words[draw(st.integers(0, 4)) :]
    return " ".join(word for word in cut if word != draw(st.sampled_from(("the", "will", "was", ""))))


def ledger(number, said):
    article = Article(id=f"s{number}", text=f"“{said}” she said.", path=f"s{number}.txt")
    content = (article.span(1, 1 + len(said)),)
    link = SpeakerLink(id=None, status="none")
    attribution = Attribution(
        id="a1",
        kind="direct",
        act="speech",
        content=content,
        verbatim=content,
        speaker=link,
        confidence=0.5,
        rule="made",
    )
    source = Source.of(article, embed_text=True)
    return Ledger(source=source, attributions=(attribution,), run=Run(version="1", model=ModelInfo(name="en")))


def seen(found):
    return [[(v.entry.source.id, v.entry.attribution.id, v.changes) for v in group.variants] for group in found]


@settings(max_examples=15)
@given(st.lists(sayings(), min_size=2, max_size=12), st.randoms(use_true_random=False), st.integers(1, 11))
def test_a_store_compares_what_is_new_and_finds_the_same_as_from_scratch(tmp_path_factory, said, chance, cut):
    ledgers = [ledger(n, words) for n, words in enumerate(said)]
    scratch = variants(entry for each in ledgers for entry in entries(each))
    shuffled = random.Random(chance.random()).sample(ledgers, len(ledgers))
    with connect(tmp_path_factory.mktemp("store") / "store", create=True) as store:
        for part in (shuffled[:cut], shuffled[cut:], shuffled[:1]):
            list(store.add((each.source.id, each.to_dict()) for each in part))
            compared = store.compared()
        assert seen(groups(compared.entries, compared.pairs)) == seen(scratch)


def test_a_source_that_was_changed_is_compared_as_it_is_now(tmp_path):
    with connect(tmp_path / "store", create=True) as store:
        for each in (ledger(1, SAFE), ledger(2, SAFE), ledger(2, "Nobody in this town was told about the flood")):
            list(store.add([("here", each.to_dict())]))
            compared = store.compared()
            found = groups(compared.entries, compared.pairs)
        assert found == ()
        list(store.add([("here", ledger(2, SAFE + " long").to_dict())]))
        compared = store.compared()
        assert len(groups(compared.entries, compared.pairs)) == 1


def test_a_store_of_an_earlier_version_is_brought_up_to_date(tmp_path):
    import sqlite3
    from contextlib import closing

    with connect(tmp_path / "store", create=True) as store:
        list(store.add([("here", ledger(n, SAFE).to_dict()) for n in (1, 2)]))
    with closing(sqlite3.connect(tmp_path / "store", isolation_level=None)) as database:
        for table in ("wording", "wording_print", "worded", "alike"):
            database.execute(f"DROP TABLE {table}")
        database.execute("PRAGMA user_version = 1")
    with connect(tmp_path / "store") as store:
        compared = store.compared()
        assert len(groups(compared.entries, compared.pairs)) == 1


def test_a_wording_is_one_for_all_that_differ_in_typography():
    entry = quoting(SAFE)
    assert wording(entry).key == Wording(forms(SAFE.upper())).key
