"""Corrections over ledgers: what they make of entries, how entries are found again, and what is reported."""

from dataclasses import replace
from pathlib import Path

import pytest
from reviews import found, missed
from samples import ARTICLE, LEDGER, TEXT, at, mention

from quotes import schema
from quotes.ledger import Source
from quotes.model import Article, Role, Span, Speaker, SpeakerLink
from quotes.review import Corrections, ReviewedError, apply, unreviewed
from quotes.review.correction import part, seen
from quotes.review.trace import KEY

CORPUS = Path(__file__).parent.parent / "corpus"
BARE = replace(LEDGER, source=replace(LEDGER.source, text=None))


def applied(*corrections, ledger=LEDGER, text=None):
    """Return a ledger with corrections, all of which apply."""
    reviewed = apply(ledger, corrections, text)
    assert [o.message for o in reviewed.unapplied] == []
    assert schema.validate(reviewed.ledger) == ()
    assert unreviewed(reviewed.ledger) == ledger
    return reviewed.ledger


def entry(ledger, ident):
    return next(a for a in ledger.attributions if a.id == ident)


def trace(ledger, ident):
    index = [a.id for a in ledger.attributions].index(ident)
    return ledger.to_dict()["attributions"][index].get(KEY)


def test_a_confirmation_stands_beside_the_entry_and_changes_nothing_of_it():
    ledger = applied(found(6, evidence="minute 3", checked_with="recording"))
    assert ledger.attributions == LEDGER.attributions
    assert trace(ledger, "a6") == {
        "status": "confirmed",
        "reviews": [
            {
                "status": "confirmed",
                "checker": "Ana",
                "date": "2024-05-07",
                "checked_with": "recording",
                "evidence": "minute 3",
            }
        ],
    }
    assert trace(ledger, "a1") is None
    assert ledger.to_dict()[KEY] == {"version": "1.0.0", "sha256": LEDGER.sha256, "rejected": []}


@pytest.mark.parametrize("status", ["disputed", "unsure"])
def test_what_is_disputed_or_left_open_is_marked_and_stays(status):
    ledger = applied(found(1, status))
    assert ledger.attributions == LEDGER.attributions
    assert trace(ledger, "a1")["status"] == status


def test_a_rejected_entry_is_kept_whole_beside_the_attributions_and_its_quoted_words_are_no_speech():
    ledger = applied(found(2, "rejected"))
    assert [a.id for a in ledger.attributions] == ["a1", "a3", "a4", "a5", "a6", "a7"]
    assert ledger.to_dict()["speakers"][0]["counts"] == {"direct": 1, "mixed": 0, "indirect": 0}
    [rejected] = ledger.to_dict()[KEY]["rejected"]
    assert rejected["attribution"] == LEDGER.to_dict()["attributions"][1]
    assert (rejected["index"], rejected["reviews"][0]["checker"]) == (1, "Ana")
    assert [(n.span.text, n.reason) for n in ledger.not_speech] == [
        ("pier – of – dreams", "scare quotes"),
        ("ahead of plan", "rejected in review"),
    ]


def test_a_speaker_of_the_ledger_is_credited_with_the_role_that_the_article_gives():
    ledger = applied(found(3, "corrected", speaker="MARA VOSS"))
    changed = entry(ledger, "a3")
    assert changed.speaker == SpeakerLink(id="s1", status="resolved", mention=mention("A port official", "nominal"))
    assert changed.role == at("the mayor of Oster")
    assert [e.shows for e in changed.evidence] == []
    assert trace(ledger, "a3")["extracted"] == {"index": 2, "attribution": LEDGER.to_dict()["attributions"][2]}
    assert [s.id for s in ledger.speakers] == ["s1", "s2", "s3", "s4"]


def test_a_speaker_whom_the_ledger_does_not_know_is_added_and_a_surname_alone_is_somebody_else():
    ledger = applied(found(1, "corrected", speaker="Voss"), found(6, "corrected", speaker="Voss"))
    assert [s.name for s in ledger.speakers] == ["Mara Voss", None, None, "Ilse Voss", "Voss"]
    assert entry(ledger, "a1").speaker.id == entry(ledger, "a6").speaker.id == ledger.speakers[4].id
    assert entry(ledger, "a1").speaker.mention is None, "it names Mara Voss"
    assert [e.shows for e in entry(ledger, "a1").evidence] == ["cue"]
    assert ledger.to_dict()["speakers"][4]["counts"] == {"direct": 2, "mixed": 0, "indirect": 0}


def test_the_kind_of_a_speaker_tells_two_of_a_name_apart():
    ledger = applied(found(3, "corrected", speaker="Mara Voss", speaker_kind="organization"))
    assert ledger.speakers[-1].kind == "organization"
    assert entry(ledger, "a3").speaker.id == ledger.speakers[-1].id


def test_somebody_nameless_is_described_in_the_words_of_the_article():
    ledger = applied(
        found(6, "corrected", speaker="a port official", speaker_kind="anonymous"),
        found(5, "corrected", speaker="reporters", speaker_kind="group"),
        found(7, "corrected", speaker="somebody", speaker_kind="group"),
    )
    assert entry(ledger, "a6").speaker.status == "anonymous"
    assert entry(ledger, "a6").role is None, "the article writes “A port official”"
    assert (entry(ledger, "a5").speaker.status, entry(ledger, "a5").role) == ("collective", at("reporters"))
    assert entry(ledger, "a7").speaker.mention == mention("He", "pronoun")
    assert [s.kind for s in ledger.speakers[4:]] == ["group", "anonymous", "group"]


def test_a_nameless_speaker_is_known_again_by_the_place_of_the_description():
    ledger = applied(found(6, "corrected", speaker="A port official", speaker_kind="anonymous"))
    assert entry(ledger, "a6").speaker.id == "s2"
    assert entry(ledger, "a6").role == at("A port official")


def test_nobody_may_be_credited():
    ledger = applied(found(1, "corrected", speaker=""), found(2, "corrected", speaker=""))
    assert entry(ledger, "a1").speaker == SpeakerLink(id=None, status="none")
    assert entry(ledger, "a2").speaker == SpeakerLink(id=None, status="unresolved", mention=mention("She", "pronoun"))


def test_a_role_of_the_article_becomes_one_of_the_speaker():
    ledger = applied(found(3, "corrected", speaker="Ilse Voss", role="port official"))
    assert entry(ledger, "a3").role == at("port official")
    assert ledger.speaker("s4").roles == (Role(span=at("port official")),)
    assert unreviewed(ledger).speaker("s4").roles == ()


def test_a_role_that_the_article_does_not_state_stands_beside_the_entry_and_the_wrong_one_goes():
    ledger = applied(found(1, "corrected", role="former mayor"))
    assert entry(ledger, "a1").role is None
    assert trace(ledger, "a1")["reviews"][0]["role"] == "former mayor"
    assert entry(applied(found(1, "corrected", role="")), "a1").role is None
    assert entry(applied(found(1, "corrected", role="mayoral")), "a1").role is None
    assert entry(applied(found(1, "corrected", role="may")), "a1").role is None, "no piece of a word is a role"


def test_without_the_text_a_role_is_looked_for_among_those_that_are_known():
    ledger = applied(found(3, "corrected", speaker="Ilse Voss", role="the mayor of Oster"), ledger=BARE)
    assert entry(ledger, "a3").role == at("the mayor of Oster")
    assert entry(applied(found(1, "corrected", role="reporters"), ledger=BARE), "a1").role is None
    assert entry(applied(found(1, "corrected", role="reporters"), ledger=BARE, text=TEXT), "a1").role == at("reporters")


@pytest.mark.parametrize(
    ("changes", "content", "verbatim"),
    [
        ({"kind": "direct"}, ["the work was “ahead of plan”"], ["the work was “ahead of plan”"]),
        ({"kind": "indirect"}, ["the work was “ahead of plan”"], []),
        ({"content": ["“ahead of plan”"]}, ["“ahead of plan”"], ["ahead of plan"]),
        ({"content": ["ahead of plan"], "kind": "direct"}, ["ahead of plan"], ["ahead of plan"]),
        ({"content": ["said", "the work was “ahead of plan”"]}, ["said", "the work was “ahead of plan”"], ["ahead of plan"]),
    ],
)  # fmt: skip
def test_words_and_kind_are_changed_together_with_what_is_quoted(changes, content, verbatim):
    places = [part(at(words), TEXT) for words in changes.pop("content", [])]
    ledger = applied(found(2, "corrected", **changes, **({"content": tuple(places)} if places else {})))
    assert [s.text for s in entry(ledger, "a2").content] == content
    assert [s.text for s in entry(ledger, "a2").verbatim] == verbatim


def test_an_entry_whose_words_begin_elsewhere_takes_its_new_place():
    ledger = applied(found(7, "corrected", content=(part(at("Oster to rebuild its pier"), TEXT),)))
    assert ledger.attributions[0].id == "a7"
    assert trace(ledger, "a7")["extracted"]["index"] == 6


def test_a_quotation_that_was_missed_is_added_once_however_many_found_it():
    one = missed("Oster to rebuild its pier", speaker="Mara Voss")
    ledger = applied(one, replace(one, checker="Bo"))
    first = ledger.attributions[0]
    assert (first.content, first.kind, first.rule, first.confidence) == (
        (at("Oster to rebuild its pier"),),
        "indirect",
        "review",
        1,
    )
    assert (first.speaker.id, first.role) == ("s1", at("the mayor of Oster"))
    assert trace(ledger, first.id)["added"] is True
    assert [r["checker"] for r in trace(ledger, first.id)["reviews"]] == ["Ana", "Bo"]


def test_a_quotation_that_the_extractor_has_found_since_is_not_added_twice():
    ledger = applied(missed("money was short", speaker="Tobin Ashe"))
    assert len(ledger.attributions) == len(LEDGER.attributions)
    assert ledger.speaker_of(entry(ledger, "a3")).name == "Tobin Ashe"


def test_keys_of_anybody_stay_where_they_were():
    record = LEDGER.to_dict()
    record["attributions"][0]["x_note"] = "mine"
    record["attributions"][1]["x_note"] = "mine too"
    noted = type(LEDGER).from_dict(record)
    ledger = applied(found(1, "corrected", speaker="Tobin Ashe"), found(2, "rejected"), ledger=noted)
    assert ledger.to_dict()["attributions"][0]["x_note"] == "mine"
    assert ledger.to_dict()[KEY]["rejected"][0]["attribution"]["x_note"] == "mine too"


def test_a_ledger_that_nobody_reviewed_is_the_same_ledger():
    assert apply(LEDGER, ()).ledger is LEDGER
    assert (
        apply(LEDGER, [replace(found(1), source=replace(found(1).source, id="x", url=None, sha256="0" * 64))]).outcomes
        == ()
    )


def test_a_reviewed_ledger_that_was_changed_since_is_refused():
    ledger = applied(found(2, "rejected"))
    for other in (
        replace(ledger, run=replace(ledger.run, version="9")),
        ledger.at_least(0.5),
        replace(LEDGER, extensions={(KEY,): {"mine": 1}}),
        replace(LEDGER, extensions={(KEY,): None}),
        replace(LEDGER, extensions={("attributions", 0, KEY): "mine"}),
    ):
        with pytest.raises(ReviewedError, match="pier: the ledger was changed after it was reviewed"):
            apply(other, ())


def test_a_text_of_another_article_is_refused():
    with pytest.raises(ValueError, match="the text is not the one"):
        apply(BARE, [found(1)], TEXT + " ")


# Checkers


def outcome(*corrections, ledger=LEDGER, text=None):
    """Return the ledger and what became of the first of some corrections."""
    reviewed = apply(ledger, corrections, text)
    assert schema.validate(reviewed.ledger) == ()
    first = next(o for o in reviewed.outcomes if o.correction == corrections[0])
    return reviewed.ledger, first.state, first.message


def test_where_checkers_contradict_each_other_nothing_is_changed_and_both_are_named():
    ledger, state, message = outcome(found(1), found(1, "corrected", checker="Bo", speaker="Ilse Voss"))
    assert (state, ledger.attributions) == ("conflict", LEDGER.attributions)
    assert message == "Ana (2024-05-07): confirmed, Bo (2024-05-07): corrected, speaker “Ilse Voss”"
    assert trace(ledger, "a1")["status"] == "conflict"
    assert [r["checker"] for r in trace(ledger, "a1")["reviews"]] == ["Ana", "Bo"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"status": "rejected"}),
        ({}, {"status": "disputed"}),
        ({"status": "rejected"}, {"status": "disputed"}),
        ({"status": "corrected", "role": "former mayor"}, {}),
        ({"status": "corrected", "kind": "mixed"}, {"status": "corrected", "kind": "indirect"}),
        ({"status": "corrected", "content": (part(at("rebuild it"), TEXT),)}, {}),
    ],
)  # fmt: skip
def test_these_contradict_each_other(one, other):
    assert outcome(found(1, **one), found(1, checker="Bo", **other))[1] == "conflict"


@pytest.mark.parametrize(
    ("one", "other", "status"),
    [
        ({}, {}, "confirmed"),
        ({"status": "unsure"}, {}, "confirmed"),
        ({"status": "unsure"}, {"status": "rejected"}, None),
        ({"status": "corrected", "speaker": "Ilse  Voss"}, {"status": "corrected", "speaker": "Ilse Voss"}, "corrected"),
        ({"status": "corrected", "speaker": "Mara Voss"}, {}, "corrected"),
    ],
)  # fmt: skip
def test_these_agree(one, other, status):
    ledger = applied(found(1, **one), found(1, checker="Bo", **other))
    assert (trace(ledger, "a1")["status"] if status else ledger.to_dict()[KEY]["rejected"]) == (status or [
        {"index": 0, "attribution": LEDGER.to_dict()["attributions"][0], "reviews": ledger.to_dict()[KEY]["rejected"][0]["reviews"]}
    ])  # fmt: skip


def test_a_quotation_of_which_two_say_that_it_is_of_different_people_is_not_added():
    one = missed("Oster to rebuild its pier", speaker="Mara Voss")
    ledger, state, _ = outcome(one, replace(missed("Oster to rebuild its pier", speaker="Ilse Voss"), checker="Bo"))
    assert (state, ledger) == ("conflict", LEDGER)


# The extractor makes something else of the same text


def extracted(ledger=LEDGER, **entries):
    """Return the ledger with entries replaced, by id."""
    changed = tuple(replace(a, **entries.get(a.id, {})) for a in ledger.attributions)
    return replace(ledger, attributions=changed)


def test_in_the_same_text_the_review_holds_whatever_the_extractor_makes_of_it_now():
    worse = extracted(
        a1={"speaker": SpeakerLink(id="s4", status="resolved"), "role": None},
        a2={"kind": "indirect", "verbatim": (), "role": None},
        a3={"id": "other"},
    )
    ledger = applied(found(1), found(2), found(3), ledger=worse)
    assert ledger.speaker_of(entry(ledger, "a1")).name == "Mara Voss"
    assert entry(ledger, "a1").role == entry(ledger, "a2").role == at("the mayor of Oster")
    assert (entry(ledger, "a2").kind, [v.text for v in entry(ledger, "a2").verbatim]) == ("mixed", ["ahead of plan"])
    assert trace(ledger, "other")["status"] == "confirmed"


def test_an_extractor_that_has_learnt_what_was_put_right_agrees_with_it():
    right = part(at("short"), TEXT)
    better = extracted(
        a3={"content": (at("short"),)}, a5={"speaker": SpeakerLink(id="s4", status="resolved"), "role": None}
    )
    corrections = found(3, "corrected", content=(right,)), found(5, "corrected", speaker="Ilse Voss")
    ledger = applied(*corrections, ledger=better)
    assert ledger.attributions == better.attributions


def test_a_mark_or_a_comma_more_makes_no_other_entry():
    wider = extracted(a6={"content": (at("“They would not.”"),), "verbatim": (at("“They would not.”"),)})
    assert trace(applied(found(6), ledger=wider), "a6")["status"] == "confirmed"


def test_words_that_were_reviewed_with_others_beside_them_are_changed():
    wider = extracted(a3={"content": (at("denied that money was short"),)})
    ledger, state, message = outcome(found(3), ledger=wider)
    assert (ledger, state, message) == (wider, "changed", "the words are now “denied that money was short”")


def test_a_source_that_was_not_known_when_the_words_were_confirmed_is_not_confirmed():
    named = extracted(a6={"speaker": SpeakerLink(id="s4", status="resolved")})
    _, state, message = outcome(found(6), ledger=named)
    assert (state, message) == ("changed", "the speaker was not known and is “Ilse Voss”")


def test_an_entry_that_is_gone_is_lost_but_a_rejection_has_nothing_left_to_reject():
    fewer = replace(LEDGER, attributions=LEDGER.attributions[1:])
    _, state, message = outcome(found(1), ledger=fewer)
    assert (state, message) == ("lost", "the words stand at 28, but no entry of the ledger has them")
    _, state, message = outcome(found(1), ledger=replace(fewer, source=BARE.source))
    assert state == "lost"
    assert message.startswith("no entry of the ledger has these words; the nearest is “")
    assert outcome(found(1), ledger=replace(LEDGER, attributions=()))[1] == "lost"
    assert outcome(found(1, "rejected"), ledger=fewer)[1] == "applied"


# The article has changed


def article(text, ledger=LEDGER):
    """Return the sample's ledger as it is extracted of a changed text: every span where its words stand now."""

    def move(value):
        if isinstance(value, Span):
            before, after = TEXT[max(0, value.start - 8) : value.start], TEXT[value.end : value.end + 8]
            for context in (before + value.text + after, value.text + after, before + value.text, value.text):
                if context in text:
                    start = text.index(context) + (len(before) if context.startswith(before + value.text) else 0)
                    return Span(start, start + len(value.text), value.text)
            raise AssertionError(value)
        if isinstance(value, tuple):
            return tuple(map(move, value))
        if hasattr(value, "__dataclass_fields__"):
            return replace(value, **{n: move(getattr(value, n)) for n in value.__dataclass_fields__})
        return value

    source = Source.of(replace(ARTICLE, text=text, problems=()), embed_text=True)
    parts = {name: move(getattr(ledger, name)) for name in ("speakers", "attributions", "not_speech")}
    parts["attributions"] = tuple(sorted(parts["attributions"], key=lambda a: a.content[0].start))
    moved = replace(ledger, source=source, **parts)
    assert schema.validate(moved) == ()
    return moved


CHECKED = (
    found(1),
    found(2, "corrected", speaker="Ilse Voss"),
    found(3, "corrected", content=(part(at("short"), TEXT),)),
    found(4, "rejected"),
    found(6, "disputed"),
    missed("Oster to rebuild its pier", speaker="Mara Voss"),
)


@pytest.mark.parametrize(
    "text",
    [
        "A new lead, put before it all.\n\n" + TEXT,
        TEXT.replace("\n\n“We", "\n\nThe council met on Monday evening. “We"),
        TEXT.replace("She said in a statement", "She said on Tuesday in a statement"),
        TEXT + "\nThis article was updated.\n",
        "\n\n".join(reversed(TEXT.strip().split("\n\n"))),
    ],
    ids=["lead", "sentence", "words", "note", "order"],
)
def test_corrections_apply_where_the_article_was_changed_around_the_words(text):
    ledger = article(text)
    corrected = applied(*CHECKED, ledger=ledger)
    assert corrected.speaker_of(entry(corrected, "a2")).name == "Ilse Voss"
    assert [span.text for span in entry(corrected, "a3").content] == ["short"]
    assert sum(a.rule == "review" for a in corrected.attributions) == 1
    assert len(corrected.attributions) == 7


def test_words_that_were_changed_in_the_article_are_never_taken_for_those_that_were_reviewed():
    text = TEXT.replace("We will rebuild it,", "We will not rebuild it,")
    words = Span(28, 28 + len("We will not rebuild it,"), "We will not rebuild it,")
    same = replace(LEDGER, attributions=LEDGER.attributions[1:])
    first = replace(
        LEDGER.attributions[0], content=(words,), verbatim=(words,), cue=None, role=None, addressee=None, evidence=()
    )
    first = replace(first, speaker=replace(first.speaker, mention=None))
    moved = article(text, same)
    ledger, state, message = outcome(found(1), ledger=replace(moved, attributions=(first, *moved.attributions)))
    assert (state, message) == ("changed", "the words are now “We will not rebuild it,”")
    assert all(KEY not in steps for steps in ledger.extensions)


def test_what_another_text_says_otherwise_has_to_be_looked_at_again():
    other = extracted(
        article(TEXT + "\n"),
        a1={"speaker": SpeakerLink(id="s4", status="resolved"), "role": None},
        a2={"kind": "indirect", "verbatim": ()},
        a3={"role": None},
    )
    assert outcome(found(1), ledger=other)[1:] == (
        "changed",
        "the speaker was “Mara Voss” and is “Ilse Voss”; the role was “the mayor of Oster” and is not known",
    )
    assert outcome(found(2), ledger=other)[1:] == ("changed", "the kind was mixed and is indirect")
    assert outcome(found(1, "corrected", speaker="Ilse Voss", role=""), ledger=other)[1] == "applied"


def test_short_words_need_what_stood_around_them():
    short = replace(LEDGER, attributions=(replace(LEDGER.attributions[3], content=(at("it was"),)),))
    assert "it was" in TEXT
    text = "It rained all day in the north, so it was that nobody came to see the pier at all.\n"
    spans = {
        "content": (Span(text.index("it was"), text.index("it was") + 6, "it was"),),
        "speaker": SpeakerLink(id=None, status="none"),
    }
    source = Source.of(Article(id="pier", text=text), embed_text=True)
    elsewhere = replace(
        LEDGER, source=source, speakers=(), not_speech=(), attributions=(replace(LEDGER.attributions[3], **spans),)
    )
    seen_so = replace(found(4), entry=replace(seen(short, short.attributions[0], TEXT), speaker=None, link="none"))
    _, state, message = outcome(seen_so, ledger=elsewhere)
    assert (state, message) == ("lost", "a4 at 35 has these words, but stands among others")


TWICE = "“No comment,” said Mara Voss. It rained.\n\nAsked again on Friday in Oster: “No comment,” said Mara Voss, and left.\n"


def twice(text, ident="twice"):
    """Return a ledger in which one person says the same words each time they occur."""
    places = [i for i in range(len(text)) if text.startswith("No comment,", i)]
    speaker = Speaker(id="s1", name="Mara Voss", kind="person")
    entries = []
    for n, start in enumerate(places):
        content = (Span(start, start + 11, "No comment,"),)
        link = SpeakerLink(id="s1", status="resolved")
        kept = {"cue": None, "role": None, "addressee": None, "evidence": ()}
        entries.append(
            replace(LEDGER.attributions[0], id=f"a{n}", content=content, verbatim=content, speaker=link, **kept)
        )
    source = Source.of(Article(id=ident, text=text), embed_text=True)
    return replace(LEDGER, source=source, speakers=(speaker,), attributions=tuple(entries), not_speech=(), problems=())


def second_of(ledger, text):
    entry_seen = seen(ledger, ledger.attributions[1], text)
    return replace(found(1), source=replace(found(1).source, id="twice", sha256=ledger.source.sha256), entry=entry_seen)


def test_words_that_occur_twice_are_told_apart_by_place_and_in_another_text_by_what_stands_around():
    ledger = twice(TWICE)
    correction = second_of(ledger, TWICE)
    for text in (
        TWICE,
        "A lead.\n\n" + TWICE,
        TWICE.replace("It rained.", "It rained all day."),
        TWICE.replace("Asked again", "Asked"),
    ):
        assert apply(twice(text), [correction]).outcomes[0].attribution == "a1"
    swapped = "\n\n".join(reversed(TWICE.strip().split("\n\n"))) + "\n"
    assert apply(twice(swapped), [correction]).outcomes[0].attribution == "a0"


def test_of_two_speakers_of_the_same_words_the_one_who_was_reviewed_is_found():
    other = Speaker(id="s2", name="Lars Iwen", kind="person")
    for text in (TWICE, "A lead.\n\n" + TWICE):
        ledger = twice(text)
        joint = replace(ledger.attributions[1], id="b1", speaker=SpeakerLink(id="s2", status="resolved"))
        ledger = replace(ledger, speakers=(*ledger.speakers, other), attributions=(*ledger.attributions, joint))
        assert apply(ledger, [second_of(twice(TWICE), TWICE)]).outcomes[0].attribution == "a1"


def test_parts_that_no_longer_follow_each_other_are_no_quotation():
    text = "\n\n".join(reversed(TEXT.strip().split("\n\n")))
    parts = tuple(part(at(words), TEXT) for words in ("the work was “ahead of plan”", "the pier was a loss"))
    _, state, message = outcome(found(2, "corrected", content=parts), ledger=article(text))
    assert (state, message) == ("changed", "the parts of these words no longer follow each other in the article")


def test_words_that_occur_twice_and_cannot_be_told_apart_are_not_guessed_at():
    ledger = twice(TWICE)
    plain = "“No comment,” said Mara Voss.\n\n" * 2
    for correction in (second_of(ledger, TWICE), second_of(ledger, None)):
        _, state, message = outcome(correction, ledger=twice(plain))
        assert state == "ambiguous"
        assert message == "2 entries have these words, and nothing tells which was reviewed: a0 at 1, a1 at 32"


def test_without_text_the_words_of_the_entries_are_enough():
    source = replace(BARE.source, sha256="0" * 64)
    ledger = applied(found(1), found(3, "corrected", speaker="Tobin Ashe"), ledger=replace(BARE, source=source))
    assert ledger.speaker_of(entry(ledger, "a3")).name == "Tobin Ashe"
    reviewed = apply(replace(BARE, source=source), [CHECKED[2], CHECKED[5]])
    assert sorted((o.state, o.message) for o in reviewed.outcomes) == [
        ("changed", "the article has changed, and its text is needed to find these words in it"),
        ("lost", "the article has changed, and its text is needed to find these words in it"),
    ]


def test_new_words_that_left_the_article_change_nothing():
    text = TEXT.replace("money was short", "money was sparse")
    moved = article(text, replace(LEDGER, attributions=(LEDGER.attributions[0],)))
    correction = found(1, "corrected", content=(part(at("money was short"), TEXT),))
    ledger, state, message = outcome(correction, ledger=moved)
    assert (ledger, state, message) == (moved, "changed", "the article has these words no more")
    assert outcome(missed("money was short"), ledger=moved)[1:] == ("lost", "the article has these words no more")


def test_a_file_that_was_edited_by_hand_cannot_put_words_where_they_are_not():
    wrong = replace(part(at("short"), TEXT), start=0, end=5)
    assert outcome(found(3, "corrected", content=(wrong,)))[1:] == (
        "changed",
        "the words are not those at 0..5 of the article",
    )
    beyond = replace(wrong, start=9_000, end=9_005)
    assert outcome(found(3, "corrected", content=(beyond,)), ledger=BARE)[1] == "changed"
    assert outcome(found(3, "corrected", kind="mixed"))[1] == "changed"


def test_corrections_of_an_article_survive_its_second_extraction(extractor):
    text = (CORPUS / "harbour-bridge.txt").read_text(encoding="utf-8")
    first = extractor.extract(Article(id="bridge", text=text))
    words = [" ".join(s.text for s in a.content) for a in first.attributions]
    corrections = [
        replace(
            found(1),
            source=replace(found(1).source, id="bridge", sha256=first.source.sha256),
            entry=seen(first, a, text),
        )
        for a in first.attributions
    ]
    # A lead before it, a paragraph taken out, an edit beside a quotation, and an edit inside one.
    altered = "Updated at 9 pm with the council's reply.\n\n" + text
    altered = altered.replace(
        '"They told us the same thing about the tunnel,"', '"They told us the very same thing of the bypass,"'
    )
    altered = altered.replace(
        "said Mara Voss, the mayor of Port Ansel.", "said Mara Voss, the mayor of Port Ansel, on Tuesday."
    )
    paragraph = next(p for p in text.split("\n\n") if p.startswith("Critics"))
    altered = altered.replace(paragraph + "\n\n", "")
    second = extractor.extract(Article(id="bridge", text=altered))
    reviewed = apply(second, Corrections.of(corrections), altered)
    assert schema.validate(reviewed.ledger, altered) == ()
    states = {o.correction.words: o.state for o in reviewed.outcomes}
    assert {states[w] for w in words if w in paragraph} == {"lost"}
    assert [states[w] for w in words if w.startswith("They told us")] == ["changed"]
    rest = [w for w in words if w not in paragraph and not w.startswith("They told us")]
    assert len(rest) >= 8
    assert {states[w] for w in rest} == {"applied"}
