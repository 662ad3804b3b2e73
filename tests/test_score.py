"""The scorer's figures, each on ledgers small enough to count by hand."""

from __future__ import annotations

import doctest
import importlib
import json
import pkgutil
from dataclasses import replace

import pytest

from quotes import score as package
from quotes.ledger import Ledger, ModelInfo, Run, Source
from quotes.model import Article, Attribution, Cue, Mention, NotSpeech, Role, Span, Speaker, SpeakerLink
from quotes.score import score
from quotes.score.figures import Rate, Tally
from quotes.score.match import begins, jaccard, letters, pairs, same_name, same_role, trim

TEXT = (
    'Mara Voss, the mayor of Port Ansel, said that the bridge would shut. "It is not safe," she added. '
    'Critics called the plan "rushed". The song "Tarn Street" was played.'
)
VOSS = Speaker(id="s1", name="Mara Voss", kind="person", roles=(), aliases=("Voss",))
CRITICS = Speaker(id="s2", name=None, kind="group")


def at(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words), words)


def link(speaker: Speaker | None, mention: str | None = None, form: str = "name", status: str = "resolved"):
    where = Mention(span=at(mention), form=form) if mention else None
    return SpeakerLink(id=speaker.id if speaker else None, status=status, mention=where)


def said(content: str | tuple[str, ...], speaker: SpeakerLink, *, kind="indirect", cue=None, role=None, rule="gold"):
    spans = tuple(at(c) for c in ((content,) if isinstance(content, str) else content))
    return Attribution(
        id=content if isinstance(content, str) else content[0],
        kind=kind,
        act="speech",
        content=spans,
        cue=Cue(span=at(cue), lemma="say") if cue else None,
        speaker=speaker,
        role=at(role) if role else None,
        confidence=1.0,
        rule=rule,
    )


def ledger(
    *attributions: Attribution, speakers=(VOSS, CRITICS), not_speech=(), name="a.txt", text=TEXT, source_id=None
):
    article = Article(id=source_id or name, text=text, path=f"somewhere/{name}")
    return Ledger(
        source=Source.of(article),
        speakers=tuple(speakers),
        attributions=attributions,
        not_speech=tuple(NotSpeech(span=at(n), reason="title") for n in not_speech),
        run=Run(version="0", model=ModelInfo(name="none")),
    )


SHUT = said(
    "the bridge would shut", link(VOSS, "Mara Voss, the mayor of Port Ansel"), cue="said", role="mayor of Port Ansel"
)
SAFE = said("It is not safe,", link(VOSS, "she", "pronoun"), kind="direct", cue="added", role="mayor of Port Ansel")
PLAN = said(
    'the plan "rushed"', link(CRITICS, "Critics", "nominal", "collective"), kind="mixed", cue="called", role="Critics"
)
GOLD = ledger(SHUT, SAFE, PLAN, not_speech=["Tarn Street"])


@pytest.mark.parametrize(
    ("raw", "trimmed"),
    [
        ("that the bridge would shut.", "the bridge would shut"),
        ("“It is not safe,” ", "It is not safe"),
        ('"that that is so"', "is so"),
        ("that", "that"),
        ("thatch burned", "thatch burned"),
        ("...", ""),
    ],
)
def test_trim_takes_off_edges_and_that(raw, trimmed):
    span = trim(Span(5, 5 + len(raw), raw))
    assert span.text == trimmed
    assert raw[span.start - 5 : span.end - 5] == trimmed


def test_letters_leave_out_marks_and_spaces():
    assert letters([Span(10, 14, '"a b'), Span(20, 22, "c.")]) == {11, 13, 20}


def test_pairs_are_one_to_one_best_first_and_at_least_half():
    gold = [frozenset(range(10)), frozenset(range(20, 30)), frozenset(range(40, 50))]
    found = [frozenset(range(4, 14)), frozenset(range(9)), frozenset(range(25, 35)), frozenset(range(40, 45))]
    assert pairs(gold, found) == {0: 1, 2: 3}  # 4..9 of 0..14 is 6/14, 25..29 of 20..34 is 5/15, 5 of 10 is half


def test_of_equal_overlaps_the_last_is_paired_first():
    twice = [frozenset({1, 2})] * 2
    assert pairs(twice, twice[:1]) == {1: 0}
    assert pairs(twice, twice) == {0: 0, 1: 1}


def test_begin_lets_the_end_go_and_counts_a_place_once():
    long, short, other = at("the bridge would shut"), at("the bridge"), at("would shut")
    assert begins([long, short, other]) == {long.start, other.start}
    report = score([ledger(said("the bridge would shut", SHUT.speaker))], [ledger(said("the bridge", SHUT.speaker))])
    assert report.spans["content_span_begin"] == Tally(hits=1, gold=1, found=1)
    assert report.spans["content_span_exact"] == Tally(hits=0, gold=1, found=1)


def test_jaccard_takes_the_best_for_each_gold_span_and_nought_for_what_touches_none():
    gold = [frozenset({1, 2, 3, 4}), frozenset({10, 11})]
    assert jaccard(gold, [frozenset({1, 2}), frozenset({1, 2, 3})]) == (0.75, 2)
    assert jaccard(gold, [frozenset({10, 11}), frozenset({20})]) == (1.0, 3)
    assert jaccard([], [frozenset({20})]) == (0, 1)
    assert jaccard(gold, []) == (0, 2)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Mara Voss", "mara voss", True),
        ("The NAC", "NAC’s", True),
        ("Paul E. Funk II", "Paul E Funk II", True),
        ("Ann Lund", "Ann Lund and Ib Holm", True),
        ("Voss", "Mara Voss", False),
        ("Ann", "Ann and Ib Holm", False),  # too short to say which of several
    ],
)
def test_same_name(one, other, same):
    assert same_name(one, other) is same
    assert same_name(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("the mayor of Port Ansel", "mayor of Port Ansel", True),
        ("mayor", "mayor of Port Ansel", False),  # 1 word of 1 and 4: F1 0.4
        ("Pentagon spokesman", "spokesman", True),
        ("the", "a", False),
    ],
)
def test_same_role(one, other, same):
    assert same_role(one, other) is same


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(package.__path__)])
def test_the_examples_in_docstrings_hold(name):
    assert doctest.testmod(importlib.import_module(f"quotes.score.{name}")).failed == 0


def test_a_ledger_agrees_with_itself():
    figures = score([GOLD], [GOLD]).to_dict()
    assert figures["content_exact"] == {"precision": 100, "recall": 100, "f1": 100, "hits": 3, "gold": 3, "found": 3}
    for name in ("content_overlap", "cue_exact", "mention_overlap", "content_and_mention", "content_and_speaker"):
        assert figures[name]["hits"] == 3
    assert figures["kind"] == {"right": 3, "wrong": 0}
    assert figures["speaker"] == {"right": 3, "wrong": 0, "abstained": 0}
    assert figures["role"] == {"right": 3, "wrong": 0, "missed": 0, "extra": 0}
    assert list(score([GOLD], [GOLD]).differences()) == []


def test_missed_extra_and_trapped_attributions_are_counted():
    trap = said("Tarn Street", link(None, status="none"), kind="direct", rule="bare_quote")
    found = ledger(SHUT, trap)
    report = score([GOLD], [found])
    assert report.tally() == Tally(hits=1, gold=3, found=2)
    assert report.to_dict()["traps"] == 1
    assert [d.check for d in report.differences()] == ["missed", "missed", "trap"]
    verdicts = {"right": 0, "wrong": 0, "abstained": 0}
    assert report.to_dict()["by_rule"]["bare_quote"] == {"all": 1, "paired": 0, "mention": 0, **verdicts}


def test_overlap_counts_half_of_the_letters_and_exact_does_not():
    short = said("bridge would shut", SHUT.speaker, cue="said")
    report = score([ledger(SHUT)], [ledger(short)])
    assert report.tally().hits == 1
    assert report.tally(exact=True).hits == 0


def test_content_counts_by_attribution_and_by_stretch():
    gold = ledger(said(("the bridge", "shut"), SHUT.speaker))
    report = score([gold], [ledger(said(("the bridge", "would shut"), SHUT.speaker))])
    assert report.totals()["content_overlap"] == Tally(hits=1, gold=1, found=1)
    assert report.totals()["content_exact"] == Tally(hits=1, gold=1, found=1)  # its two ends are right
    assert report.totals()["content_span_exact"] == Tally(hits=1, gold=2, found=2)


def test_recall_by_kind_asks_for_content_and_mention():
    wrong = replace(PLAN, speaker=link(CRITICS, "Mara Voss"))
    totals = score([GOLD], [ledger(SHUT, wrong)]).totals()
    assert totals["recall_indirect"] == Rate(right=1, all=1)
    assert totals["recall_mixed"] == Rate(right=0, all=1)
    assert totals["recall_direct"] == Rate(right=0, all=1)
    assert totals["mention_right"] == Rate(right=1, all=2)


def test_the_share_of_right_names_among_those_given():
    other = replace(SAFE, speaker=link(replace(VOSS, id="s9", name="Ola Brandt"), "she"))
    silent = replace(PLAN, speaker=link(None, status="unresolved"))
    named = ledger(PLAN, speakers=[replace(CRITICS, name="Harbour Union")]).speakers[0]
    gold = ledger(SHUT, SAFE, PLAN, speakers=[VOSS, named])
    found = ledger(SHUT, other, silent, speakers=[VOSS, replace(VOSS, id="s9", name="Ola Brandt")])
    totals = score([gold], [found]).totals()
    assert totals["speaker_right"] == Rate(right=1, all=3)
    assert totals["speaker_right_unless_abstained"] == Rate(right=1, all=2)


def test_an_interrupted_quotation_is_exact_by_its_two_ends():
    whole = said(("the bridge", "shut"), SHUT.speaker)
    assert score([ledger(whole)], [ledger(SHUT)]).tally(exact=True).hits == 1


@pytest.mark.parametrize(
    ("name", "status", "verdict"),
    [
        ("Mara Voss", "resolved", "right"),
        ("Voss", "resolved", "wrong"),
        ("Ola Brandt", "resolved", "wrong"),
        ("Mara Voss", "unresolved", "abstained"),
        (None, "collective", "abstained"),
    ],
)
def test_a_person_needs_the_fullest_name(name, status, verdict):
    found = ledger(replace(SHUT, speaker=link(VOSS, status=status)), speakers=[replace(VOSS, name=name)])
    assert score([ledger(SHUT)], [found]).judgements[0].speaker == verdict


def test_an_ambiguous_speaker_is_an_abstention():
    found = ledger(replace(SHUT, speaker=link(None, status="ambiguous")))
    assert score([ledger(SHUT)], [found]).judgements[0].speaker == "abstained"


def test_an_alias_is_as_good_as_the_name_of_an_institution():
    full = Speaker(id="s1", name="National Audit Chamber", kind="organization", aliases=("NAC",))
    short = replace(full, name="NAC", aliases=())
    report = score([ledger(SHUT, speakers=[full])], [ledger(SHUT, speakers=[short])])
    assert report.judgements[0].speaker == "right"


def test_naming_somebody_unnamed_is_wrong():
    named = replace(PLAN, speaker=link(VOSS))
    assert score([ledger(PLAN)], [ledger(named)]).judgements[0].speaker == "wrong"


@pytest.mark.parametrize(
    ("gold", "found", "verdict"),
    [
        ("mayor of Port Ansel", "the mayor of Port Ansel", "right"),
        ("mayor of Port Ansel", "Critics", "wrong"),
        ("mayor of Port Ansel", None, "missed"),
        (None, "mayor of Port Ansel", "extra"),
        (None, None, "right"),
    ],
)
def test_role_verdicts(gold, found, verdict):
    want, got = (replace(SHUT, role=at(r) if r else None) for r in (gold, found))
    assert score([ledger(want)], [ledger(got)]).judgements[0].role == verdict


def test_any_role_that_gold_gives_the_speaker_is_right():
    speaker = replace(VOSS, roles=(Role(span=at("mayor of Port Ansel")), Role(span=at("Critics"))))
    got = replace(SHUT, role=at("Critics"))
    assert score([ledger(SHUT, speakers=[speaker])], [ledger(got)]).judgements[0].role == "right"


def test_a_mention_inside_the_gold_mention_is_the_same_and_none_equals_none():
    inside = replace(SHUT, speaker=link(VOSS, "Mara Voss"))
    nobody = replace(SHUT, speaker=link(None, status="none"))
    assert score([ledger(SHUT)], [ledger(inside)]).tally(mention=True).hits == 1
    assert score([ledger(SHUT)], [ledger(nobody)]).tally(mention=True).hits == 0
    assert score([ledger(nobody)], [ledger(nobody)]).tally(mention=True).hits == 1


def test_a_shared_cue_or_mention_counts_once():
    twin = said("Mara Voss", SHUT.speaker, cue="said")
    spans = score([ledger(SHUT, twin)], [ledger(SHUT)]).spans
    assert spans["cue_exact"] == Tally(hits=1, gold=1, found=1)
    assert spans["mention_exact"] == Tally(hits=1, gold=1, found=1)


def test_ledgers_match_by_id_before_base_name():
    by_name = ledger(SHUT, name="a.txt", source_id="other")
    by_id = ledger(SAFE, name="b.txt", source_id="x1")
    gold = ledger(SAFE, name="a.txt", source_id="x1")
    assert score([gold], [by_name, by_id]).tally().hits == 1
    assert score([replace(gold, attributions=(SHUT,))], [by_name]).tally().hits == 1


def test_a_missing_ledger_and_another_text_are_problems_and_all_is_missed():
    other = ledger(SHUT, text=TEXT + " More.")
    for found, check in (([], "missing"), ([other], "text")):
        report = score([GOLD], found)
        assert [(p.path, p.check) for p in report.problems] == [("a.txt", check)]
        assert report.tally() == Tally(hits=0, gold=3, found=0)
        assert report.spans["cue_exact"] == Tally(hits=0, gold=3, found=0)


def test_nothing_against_nothing_is_zero_not_an_error():
    report = score([], [])
    assert report.to_dict()["content_exact"]["f1"] == 0
    assert report.to_text().startswith("0 sources")


def test_tally_rates():
    tally = Tally(hits=2, gold=4, found=3)
    assert (tally.precision, tally.recall) == (pytest.approx(2 / 3), 0.5)
    assert tally.to_dict() == {"precision": 66.7, "recall": 50.0, "f1": 57.1, "hits": 2, "gold": 4, "found": 3}


def test_an_empty_rate_is_nought_and_has_no_rates_to_draw():
    assert Rate().main == 0
    assert Rate().rates() == Tally().rates() == {}
    assert Rate().to_dict() == {"rate": None, "right": 0, "all": 0}


def test_differences_say_what_was_wanted_and_what_was_found():
    got = replace(SHUT, kind="direct", speaker=link(None, status="unresolved"), role=None)
    found = list(score([ledger(SHUT)], [ledger(got)]).differences())
    assert [(d.path, d.check) for d in found] == [
        (f"a.txt:{TEXT.index('the bridge')}", check) for check in ("kind", "speaker abstained", "role missed")
    ]
    assert found[1].message == "the bridge would shut: is Mara Voss, found None"


def test_json_has_the_keys_that_the_readme_names():
    figures = score([GOLD, replace(GOLD, source=replace(GOLD.source, id="b"))], [GOLD]).to_dict(samples=10)
    spans = [f"{part}_{how}" for part in ("mention", "cue", "content_span") for how in ("exact", "overlap", "begin")]
    whole = ["content_exact", "content_overlap", "content_and_mention", "content_and_speaker"]
    verdicts = ["kind", "speaker", "role", "traps", "by_kind", "by_form", "by_found_form", "by_rule"]
    assert list(figures) == ["sources", "problems", "bootstrap", *spans, *whole, "rates", *verdicts, "confidence"]
    assert list(figures["rates"]) == [
        *(f"{part}_jaccard" for part in ("mention", "cue", "content_span")),
        *(f"recall_{kind}" for kind in ("direct", "mixed", "indirect")),
        *("mention_right", "kind_right", "speaker_right", "speaker_right_unless_abstained", "role_right"),
    ]
    tally, rate = figures["content_exact"], figures["rates"]["speaker_right"]
    assert list(tally) == ["precision", "recall", "f1", "hits", "gold", "found", "intervals"]
    assert list(tally["intervals"]) == ["precision", "recall", "f1"]
    assert list(rate) == ["rate", "right", "all", "intervals"]
    assert figures["bootstrap"] == {"samples": 10, "seed": 0, "level": 95}
    assert score([GOLD], [GOLD]).to_dict()["bootstrap"] is None


def test_the_report_is_plain_json_and_a_table():
    report = score([GOLD], [ledger(SHUT, PLAN)])
    assert json.loads(json.dumps(report.to_dict())) == report.to_dict()
    lines = report.to_text().split("\n")
    row = next(line for line in lines if line.startswith("content and speaker"))
    assert row.split() == ["content", "and", "speaker", "100.0", "66.7", "80.0", "2", "3", "2"]
    assert any(line.split()[:2] == ["pronoun", "1"] for line in lines)
