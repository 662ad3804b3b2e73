"""Intervals, comparisons, calibration and the curve: each on so little that it can be worked out by hand."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from quotes.model import Span, Speaker
from quotes.score import Comparison, Document, score
from quotes.score import bootstrap as boot
from quotes.score import curve as drawing
from quotes.score.calibration import Calibration
from quotes.score.document import Entry
from quotes.score.figures import Rate, Tally
from quotes.score.report import Report

NAMES = ("Mara Voss", "Ola Brandt")


def entry(place, name=NAMES[0], *, confidence=None, rule=None):
    """Return an attribution of eight letters at ``place``, to a person of that name."""
    return Entry(
        kind="indirect",
        content=(Span(place, place + 8, "abcdefgh"),),
        mention=(Span(900, 904, name[:4]),),
        form="name",
        speaker=Speaker(id="s1", name=name, kind="person"),
        resolved=True,
        confidence=confidence,
        rule=rule,
    )


def document(name, *entries):
    return Document(id=name, name=name, sha256="", entries=entries)


def test_draws_are_the_same_each_time_and_as_long_as_the_articles():
    columns = [list(draw(range(50))) for draw in boot.draws(50, 20)]
    assert columns == [list(draw(range(50))) for draw in boot.draws(50, 20)]
    assert len(columns) == 20
    assert all(len(column) == 50 and {*column} <= {*range(50)} for column in columns)
    assert len({tuple(column) for column in columns}) == 20


@pytest.mark.parametrize("articles", [0, 1])
def test_of_fewer_than_two_articles_there_are_no_draws(articles):
    assert boot.draws(articles, 10) == []


def test_articles_that_are_alike_have_an_interval_without_width():
    same = [Tally(hits=1, gold=2, found=4)] * 5
    assert boot.intervals(same, boot.draws(5, 50)) == {
        "precision": (0.25, 0.25),
        "recall": (0.5, 0.5),
        "f1": (pytest.approx(1 / 3), pytest.approx(1 / 3)),
    }


def test_the_interval_is_that_of_the_binomial_where_each_article_has_one_case():
    cases = [Rate(right=i % 2, all=1) for i in range(400)]
    low, high = boot.intervals(cases, boot.draws(400, 1000))["rate"]
    assert low == pytest.approx(0.5 - 1.96 * 0.025, abs=0.006)
    assert high == pytest.approx(0.5 + 1.96 * 0.025, abs=0.006)


def test_articles_are_drawn_whole_and_weigh_by_what_they_hold():
    figures = [Rate(right=90, all=90), Rate(right=0, all=10)]
    totals = boot.resampled(figures, boot.draws(2, 100))
    assert {figure.main for figure in totals} == {1.0, 0.9, 0.0}


def test_a_draw_with_nothing_to_divide_by_is_left_out():
    figures = [Rate(right=3, all=4), Rate()]
    assert boot.intervals(figures, boot.draws(2, 100)) == {"rate": (0.75, 0.75)}
    assert boot.intervals([Rate(), Rate()], boot.draws(2, 100)) == {}


def test_a_difference_is_paired():
    one = [Rate(right=i % 10 + 1, all=20) for i in range(40)]
    other = [Rate(right=i % 10, all=20) for i in range(40)]
    low, high = boot.difference(one, other, boot.draws(40, 200))
    assert (low, high) == (pytest.approx(0.05), pytest.approx(0.05))
    assert boot.difference(one, other, []) is None


@pytest.fixture
def comparison():
    gold = [document("a", entry(0), entry(20), entry(40)), document("b", entry(0)), document("c", entry(0))]
    found = [
        document("a", entry(0, rule="said"), entry(20, rule="said"), entry(40, NAMES[1], rule="as")),
        document("b", entry(60, rule="as")),
        document("c", entry(0, rule="said")),
    ]
    other = [
        document("a", entry(0, rule="said"), entry(20, NAMES[1], rule="said")),
        document("b", entry(0, rule="quote")),
        document("c", entry(0, rule="said")),
    ]
    return Comparison(found=score(gold, found), other=score(gold, other))


def test_articles_and_rules_show_what_they_won_and_lost(comparison):
    changes = comparison.to_dict()
    assert changes["articles"] == [
        {"name": "b", "won": 0, "lost": 1, "net": -1, "not_right": 1},
        {"name": "a", "won": 1, "lost": 0, "net": 1, "not_right": 0},
    ]
    assert changes["rules"] == [
        {"name": "said", "won": 1, "lost": 0, "net": 1, "not_right": -1},
        {"name": "quote", "won": 0, "lost": 1, "net": -1, "not_right": 0},
        {"name": "as", "won": 0, "lost": 0, "net": 0, "not_right": 2},
    ]


def test_each_attribution_won_or_lost_is_listed_with_its_rule_and_the_other_side(comparison):
    assert [(d.path, d.check, d.message) for d in comparison.differences()] == [
        ("a:20", "won", "abcdefgh (said): the other has Ola Brandt"),
        ("b:0", "lost", "abcdefgh (quote): found missed it"),
    ]


def test_each_measure_is_there_for_both_sides_with_its_difference(comparison):
    measures = comparison.to_dict(samples=50)["measures"]
    empty = {"cue_exact", "cue_overlap", "cue_begin", "cue_jaccard", "recall_direct", "recall_mixed"}
    assert {*measures} == {*comparison.found.totals()} - empty
    row = measures["content_and_speaker"]
    assert (row["found"], row["other"], row["difference"]) == (60.0, 66.7, -6.7)
    low, high = row["interval"]
    assert low < -6.7 < high
    assert comparison.to_dict()["measures"]["content_and_speaker"]["interval"] is None


def test_a_collection_compared_with_itself_changes_nothing(comparison):
    same = Comparison(found=comparison.found, other=comparison.found)
    figures = same.to_dict(samples=20)
    assert figures["articles"] == figures["rules"] == list(same.differences()) == []
    assert all(row["difference"] == 0 and row["interval"] == [0, 0] for row in figures["measures"].values())


def test_the_table_of_changes_ends_after_ten(comparison):
    gold = [document(f"n_{i:02}", entry(0)) for i in range(12)]
    better = Comparison(found=score(gold, gold), other=score(gold, [replace(g, entries=()) for g in gold]))
    text = better.to_text(samples=20)
    assert text.count("\nn_") == 10
    assert "and 2 more" in text
    assert "+100.0" in text
    assert "[+100.0, +100.0]" in text


def outcomes(*pairs):
    return Calibration(outcomes=tuple(sorted(pairs, reverse=True)))


def test_bins_hold_confidence_and_outcome():
    calibration = outcomes((0.0, False), (0.05, True), (0.1, False), (0.95, True), (1.0, True))
    held = [(b.low, b.entries, round(b.confidence, 3), b.share) for b in calibration.bins if b.entries]
    assert held == [(0.0, 2, 0.025, 0.5), (0.1, 1, 0.1, 0.0), (0.9, 2, 0.975, 1.0)]
    assert len(calibration.bins) == 10
    assert calibration.expected_error == pytest.approx((2 * 0.475 + 0.1 + 2 * 0.025) / 5)


def test_accuracy_is_that_of_the_surest_and_ties_count_in_proportion():
    calibration = outcomes((0.9, True), (0.8, True), (0.5, False), (0.5, True), (0.1, False))
    assert calibration.accuracy(0.4) == 1
    assert calibration.accuracy(0.6) == pytest.approx(2.5 / 3)
    assert calibration.accuracy(0.8) == pytest.approx(3 / 4)
    assert calibration.accuracy(1) == pytest.approx(3 / 5)
    assert [p["coverage"] for p in calibration.curve()] == list(range(5, 101, 5))
    assert calibration.curve()[-1]["accuracy"] == 60.0


def test_right_needs_the_content_and_the_speaker():
    gold = [document("a", entry(0), entry(20))]
    found = document("a", entry(0, confidence=0.9), entry(20, NAMES[1], confidence=0.5), entry(60, confidence=0.3))
    assert score(gold, [found]).calibration == outcomes((0.9, True), (0.5, False), (0.3, False))


def test_right_needs_the_mention_where_names_lack():
    gold = [replace(document("a", entry(0), entry(20)), named=False)]
    elsewhere = replace(entry(20, confidence=0.5), mention=(Span(950, 954, "Voss"),))
    found = document("a", entry(0, NAMES[1], confidence=0.9), elsewhere)
    assert score(gold, [found]).calibration == outcomes((0.9, True), (0.5, False))


def test_without_confidence_there_is_no_calibration():
    gold = [document("a", entry(0))]
    report = score(gold, gold)
    assert report.calibration is None
    assert "confidence" not in report.to_dict()
    assert "confidence" not in report.to_text()


def test_the_table_shows_intervals_bins_and_coverage():
    gold = [document(name, entry(0)) for name in "ab"]
    found = [document("a", entry(0, confidence=0.75)), document("b", entry(0, NAMES[1], confidence=0.25))]
    report: Report = score(gold, found)
    lines = report.to_text(samples=100).splitlines()
    assert lines[0] == "2 sources; in brackets 95 % intervals, of 100 resamples of them"
    row = next(line for line in lines if line.startswith("content and speaker"))
    assert "[0.0, 100.0]" in row
    bins = [line.split()[-3:] for line in lines if " to 0." in line]
    assert bins == [["1", "25.0", "0.0"], ["1", "75.0", "100.0"]]
    assert next(line for line in lines if line.startswith("expected error")).split()[-1] == "25.0"
    assert lines[-1].endswith("100.0 of 50 %, 62.5 of 80 %, 52.6 of 95 %, 50.0 of 100 %")


def test_the_drawing_is_svg_with_a_line_for_each_curve():
    points = outcomes((0.9, True), (0.5, False)).curve()
    drawn = drawing.svg({"a & b": points, "other": points})
    assert drawn == drawing.svg({"a & b": points, "other": points})
    root = ET.fromstring(drawn)
    lines = [line.get("points").split() for line in root.iter("{http://www.w3.org/2000/svg}polyline")]
    assert [len(line) for line in lines] == [20, 20]
    assert lines[0][0].endswith(f",{drawing._y(100):g}")
    assert lines[0][-1] == f"{drawing._x(100):g},{drawing._y(50):g}"
    texts = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"a & b", "other", "right, per cent", "0", "100"} <= {*texts}
