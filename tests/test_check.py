"""What the verdicts mean: each of them on quotations made by hand."""

import time

import pytest
from quoted import quoting

from quotes.check import Claim, check
from quotes.model import Span

GUILTY = quoting("“I did not say he is guilty,” Voss said.", "I did not say he is guilty,")
PIER = quoting(
    "“The pier is safe. We checked it twice. Nobody was hurt, but it will close,” Voss said.",
    "The pier is safe. We checked it twice. Nobody was hurt, but it will close,",
)
PLAN = quoting(
    "Voss said that the work was “ahead of plan”.",
    "the work was “ahead of plan”",
    kind="mixed",
    verbatim=["ahead of plan"],
)
MONEY = quoting(
    "A port official said that money was short.", "money was short", kind="indirect", by=None, role="A port official"
)


def verdict(claim, *entries, by=None):
    return check(Claim(text=claim, speaker=by), entries).verdict


def only(claim, *entries, by=None):
    """Return the one place of a claim."""
    [place] = check(Claim(text=claim, speaker=by), entries).places
    return place


@pytest.mark.parametrize(
    "claim",
    [
        "The pier is safe.",
        "the PIER is safe",
        "“The pier is safe”",
        "The pier\r\nis — safe!",
        "The pier is safe. We checked it twice.",
        "The pier … We checked it twice",
        "The pier is safe. […] Nobody was hurt, but it will close",
        "[The bridge] is safe",
        "We checked [the pier] twice.",
        "The pier is safe [sic]. We checked it",
        "[t]he pier is safe",
    ],
)
def test_the_words_in_a_row_are_verbatim_whatever_the_typography(claim):
    assert verdict(claim, PIER, by="Mara Voss") == "verbatim"


def test_a_piece_of_a_sentence_is_verbatim_and_noted_if_nothing_that_is_cut_turns_it():
    place = only("We checked it", PIER)
    assert place.wording == "verbatim"
    assert place.notes == ("part of a longer sentence",)
    assert [(cut.text, cut.side, cut.turns) for cut in place.cuts] == [("twice", "after", ())]
    assert only("We checked it twice", PIER).notes == ()


@pytest.mark.parametrize(
    ("said", "claim", "turn"),
    [
        ("I did not say he is guilty.", "he is guilty", "negation: not"),
        ("I don't think the pier is safe.", "the pier is safe", "attribution: think"),
        ("They claim the pier is safe.", "the pier is safe", "attribution: claim"),
        ("The pier is safe, I think.", "the pier is safe", "attribution: think"),
        ("The pier is safe if it is dry.", "The pier is safe", "condition: if"),
        ("Unless it rains, the pier is safe.", "the pier is safe", "condition: Unless"),
        ("The pier is safe, but the bridge is worse.", "The pier is safe", "contrast: but"),
        ("Although the pier is safe we close it.", "the pier is safe", "contrast: Although"),
        ("That the pier is safe is not true.", "the pier is safe", "negation: not"),
        ("We never, in all these years, said that the pier is safe.", "the pier is safe", "negation: never"),
    ],
)
def test_a_cut_that_negates_limits_or_attributes_truncates(said, claim, turn):
    place = only(claim, quoting(said))
    assert place.wording == "truncated"
    assert turn in [each for cut in place.cuts for each in cut.turns]
    assert verdict(said, quoting(said)) == "verbatim"


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        ("There is no letter, there is a handshake.", "there is a handshake"),
        ("But the pier is safe.", "the pier is safe"),
        ("It is not new. The pier is safe. It may close.", "The pier is safe"),
        ("The pier is safe, the bridge is not.", "The pier is safe"),
        ("Mr. Brandt and Dr. Pell met on the pier.", "Dr. Pell met on the pier"),
    ],
)
def test_what_stands_in_another_clause_or_sentence_does_not_truncate(said, claim):
    assert only(claim, quoting(said)).wording == "verbatim"


def test_an_ellipsis_marks_an_honest_cut_but_not_that_of_a_negation():
    said = quoting("The pier is safe if it is dry. We will not close it.")
    assert only("The pier is safe …", said).wording == "verbatim"
    assert only("The pier is safe", said).wording == "truncated"
    assert only("We will … close it", said).wording == "truncated"


def test_words_that_the_source_reports_as_denied_are_truncated():
    denied = quoting(
        "Voss denied that it was “a cover-up”.",
        "it was “a cover-up”",
        kind="mixed",
        verbatim=["a cover-up"],
        cue=("denied", "denying", "negative"),
    )
    finding = check(Claim(text="a cover-up"), [denied])
    assert finding.verdict == "truncated"
    assert "denied" in finding.why


@pytest.mark.parametrize(
    ("claim", "flags"),
    [
        ("The pier is not safe", ("negation",)),
        ("The pier is unsafe. We checked it twice", ("negation",)),
        ("The pier may be safe. We checked it twice", ("modality",)),
        ("We checked Tobin twice", ("name",)),
        ("Nobody was hurt, but it must close", ("modality",)),
        ("Nobody was hurt and it will close", ()),
        ("We have checked it twice", ()),
    ],
)
def test_an_alteration_says_what_it_changes(claim, flags):
    place = only(claim, PIER)
    assert (place.wording, place.flags) == ("altered", flags)
    assert (
        " ".join(filter(None, (change.second for change in place.changes))).split()
        == claim.replace(",", "").replace(".", "").split()
    )


def test_a_last_word_that_was_changed_is_shown_with_the_one_that_stood_there():
    place = only("We checked it daily", PIER)
    assert [(c.first, c.second) for c in place.changes if c.op != "equal"] == [("twice", "daily")]


def test_an_alteration_with_an_ellipsis_is_held_against_what_it_keeps():
    place = only("The pier was safe … Nobody was hurt", PIER)
    assert place.wording == "altered"
    assert [(c.first, c.second) for c in place.changes if c.op not in {"equal", "cut"}] == [("is", "was")]
    assert [c.first for c in place.changes if c.op == "cut"] == ["We checked it twice"]


def test_what_is_altered_may_be_truncated_too():
    finding = check(Claim(text="he was guilty"), [GUILTY])
    assert finding.verdict == "not found"
    finding = check(Claim(text="say he was guilty"), [GUILTY])
    assert finding.verdict == "altered"
    assert "negation: not" in finding.why


@pytest.mark.parametrize(
    "claim",
    [
        "The pier is safe. Nobody was hurt",
        "Nobody was hurt. The pier is safe",
        "The pier is safe and we want the money back",
        "The pier is safe … we want the money back",
    ],
)
def test_pieces_that_do_not_stand_together_are_spliced(claim):
    other = quoting("We want the money back.", source="money", by="Tobin Ashe")
    finding = check(Claim(text=claim), [other, PIER])
    assert finding.verdict == "spliced"
    assert {place.wording for place in finding.places} == {"part"}
    assert " ".join(place.claimed for place in finding.places) == claim.replace(".", "").replace(" … ", " ").replace(
        " and we", " we"
    )


def test_a_quotation_that_runs_on_over_paragraphs_is_one():
    text = "“The pier is safe.\r\n\r\n“We checked it,” Voss said.\n\n“It will close.”"
    first, second, third = (
        quoting(text, words, number=n)
        for n, words in enumerate(("The pier is safe.", "We checked it,", "It will close."))
    )
    place = only("The pier is safe. We checked it.", third, second, first)
    assert (place.wording, place.entries) == ("verbatim", (first, second))
    assert place.spans == (Span(1, 17, "The pier is safe"), Span(23, 36, "We checked it"))
    assert verdict("The pier is safe. It will close.", first, second, third) == "spliced"


def test_words_outside_the_marks_are_a_paraphrase():
    assert verdict("Money was short", MONEY) == "paraphrase only"
    assert verdict("ahead of plan", PLAN) == "verbatim"
    place = only("the work was ahead of plan", PLAN)
    assert (place.wording, place.notes) == ("paraphrase only", ("only “ahead of plan” is quoted",))
    assert verdict("the money was very short", MONEY) == "paraphrase only"


def test_the_speaker_is_another_only_where_the_source_names_one():
    nobody = quoting("The pier is safe.", source="wire", by=None)
    finding = check(Claim(text="The pier is safe", speaker="Tobin Ashe"), [PIER])
    assert (finding.verdict, finding.places[0].wording) == ("other speaker", "verbatim")
    assert "credits Mara Voss, not Tobin Ashe" in finding.why
    finding = check(Claim(text="The pier is safe", speaker="Tobin Ashe"), [nobody, PIER])
    assert (finding.verdict, finding.places[0].credit) == ("verbatim", "not stated")
    assert "speaker not stated by the source" in finding.why
    assert not finding.confirmed
    assert verdict("The pier is safe", PIER, by="Ilse Voss") == "other speaker"
    assert verdict("The pier is safe", PIER, by="Mayor Voss") == "verbatim"


def test_the_best_place_decides_and_all_are_listed():
    ours = quoting("We said the pier is safe.", source="z", by="Tobin Ashe")
    finding = check(Claim(text="The pier is safe", speaker="Tobin Ashe"), [PIER, ours])
    assert finding.verdict == "truncated"
    assert [(place.credit, place.wording) for place in finding.places] == [("fits", "truncated"), ("other", "verbatim")]


def test_a_fuller_quotation_is_mentioned_where_one_source_cut_it():
    short = quoting("He is guilty.", source="short")
    finding = check(Claim(text="he is guilty"), [GUILTY, short])
    assert finding.verdict == "verbatim"
    assert "but pier has more of the sentence" in finding.why


@pytest.mark.parametrize("claim", ["", "…", "“”", "😀", "\x00", "[...]", "\u0301", "[sic]"])
def test_a_claim_without_words_is_not_found(claim):
    finding = check(Claim(text=claim), [PIER, PLAN, MONEY])
    assert (finding.verdict, finding.places, finding.nearest) == ("not found", (), ())
    assert "no words" in finding.why


def test_function_words_alone_are_found_only_as_a_whole_quotation():
    assert verdict("it is", PIER, PLAN) == "not found"
    assert verdict("It is.", quoting("It is.", source="short"), PIER) == "verbatim"


def test_one_word_is_found_where_it_is_quoted():
    soup = quoting("He called it “soup”.", "it “soup”", kind="mixed", verbatim=["soup"])
    assert verdict("soup", soup) == "verbatim"
    assert verdict("called", soup) == "not found"


def test_the_nearest_are_listed_to_be_read():
    finding = check(Claim(text="The pier collapsed"), [PIER, MONEY])
    assert finding.verdict == "not found"
    assert [place.wording for place in finding.nearest] == ["near"]
    assert check(Claim(text="Wheat is dear"), [MONEY]).nearest == ()


def test_brackets_of_the_source_may_be_left_away_or_kept():
    said = quoting("They say the [Syrian] regime is weak [sic] here.")
    for claim in ("the regime is weak here", "the [Syrian] regime is weak here", "the Syrian regime is weak here"):
        assert only(claim, said).similarity == 1, claim


def test_a_question_and_a_cut_of_the_source_are_noted():
    said = quoting("Is the pier safe? We will … close it.")
    assert "the source has a question mark" in only("Is the pier safe.", said).notes
    assert "the source has a question mark" not in only("Is the pier safe?", said).notes
    assert "the source marks words left out here, the claim does not" in only("We will close it", said).notes


def test_the_order_of_the_candidates_makes_no_difference():
    entries = [PIER, GUILTY, PLAN, MONEY, quoting("The pier is safe.", source="wire", by=None)]
    for claim in ("The pier is safe", "money was very short", "The pier is safe. He is guilty", "wheat"):
        assert check(Claim(text=claim), entries) == check(Claim(text=claim), [*entries[::-1], PIER])


def test_long_claims_of_any_script_are_answered_in_time():
    entries = [
        PIER,
        GUILTY,
        quoting("😀 " * 2000 + "pier " * 2000, source="long"),
        quoting("שלום 𝐇ello e\u0301", source="astral"),
    ]
    for claim in ("pier " * 10_000, "the pier is safe … " * 2_500, "שלום " * 10_000, "[a] " * 5_000, "x" * 60_000):
        start = time.perf_counter()
        assert check(Claim(text=claim), entries).why
        assert time.perf_counter() - start < 5
    assert verdict("שלום", *entries) == "verbatim"
    assert verdict("Hello É", *entries) == "verbatim"
