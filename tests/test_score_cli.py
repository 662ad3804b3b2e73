"""The command `quotes score`: what it prints, draws and refuses."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from samples import LEDGER, TEXT
from typer.testing import CliRunner

from quotes import cli, files
from quotes.ledger import Source
from quotes.model import Article

RUNNER = CliRunner()


def run(*arguments):
    return RUNNER.invoke(cli.app, ["score", *map(str, arguments)], catch_exceptions=False)


def of(name, *, text=TEXT, attributions=LEDGER.attributions):
    """Return the sample ledger under another name."""
    return replace(LEDGER, source=Source.of(Article(id=name, text=text, path=f"{name}.txt")), attributions=attributions)


def saved(folder, *ledgers):
    folder.mkdir()
    for ledger in ledgers:
        files.save(ledger, folder)
    return folder


@pytest.fixture
def gold(tmp_path):
    return saved(tmp_path / "gold", of("a"), of("b"))


@pytest.fixture
def found(tmp_path):
    return saved(tmp_path / "found", of("a"), of("b", attributions=LEDGER.attributions[:3]))


@pytest.fixture
def standoff(tmp_path):
    """The first attribution of the sample in standoff, in PolNeAR's folders."""
    for folder in ("attributions", "text"):
        (tmp_path / "brat" / folder).mkdir(parents=True)
    (tmp_path / "brat" / "text" / "a.txt").write_bytes(TEXT.encode())
    first = LEDGER.attributions[0]
    spans = {"Source": first.speaker.mention.span, "Cue": first.cue.span, "Content": first.content[0]}
    marks = [f"T{n}\t{label} {s.start} {s.end}\t{s.text}" for n, (label, s) in enumerate(spans.items(), 1)]
    event = "E1\tAttribution:T2 Source:T1 Cue:T2 Content:T3"
    (tmp_path / "brat" / "attributions" / "a_kim.ann").write_text("\n".join([*marks, event]), encoding="utf-8")
    return tmp_path / "brat"


def test_intervals_are_shown_unless_they_are_turned_off(gold, found):
    done = run(gold, found)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "1000 resamples" in done.stdout
    assert done.stdout == run(gold, found).stdout
    without = run(gold, found, "--samples", 0)
    assert "[" not in without.stdout
    assert json.loads(run(gold, found, "--samples", 0, "--json").stdout)["bootstrap"] is None
    assert json.loads(run(gold, found, "--samples", 30, "--json").stdout)["bootstrap"]["samples"] == 30


def test_standoff_is_gold_and_found(standoff, found):
    done = run(standoff, found, "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    figures = json.loads(done.stdout)
    assert figures["content_and_mention"]["hits"] == figures["content_and_mention"]["gold"] == 1
    assert figures["confidence"]["entries"] == 7
    assert "speaker" not in figures
    assert json.loads(run(standoff / "attributions" / "a_kim.ann", found, "--json").stdout) == figures
    back = json.loads(run(found, standoff, "--json").stdout)
    assert back["content_and_mention"]["found"] == 1
    assert back["problems"] == ["b.txt"]


def test_a_broken_line_is_named_and_the_rest_is_measured(standoff, found):
    file = standoff / "attributions" / "a_kim.ann"
    file.write_text(file.read_text(encoding="utf-8") + "\nT9\tCue here\tsaid\n", encoding="utf-8")
    done = run(standoff, found)
    assert done.exit_code == 1
    assert done.stderr == f"quotes: {file}:5: mark: is not ID, tab, type, offsets, tab, words\n"
    assert done.stdout.startswith("1 source\n")


def test_a_comparison_says_what_was_won_and_lost(gold, found, tmp_path):
    other = saved(tmp_path / "other", of("a", attributions=LEDGER.attributions[1:]), of("b"))
    done = run(gold, found, "--compare", other, "--differences")
    assert done.exit_code == 0
    assert "difference" in done.stdout.splitlines()[0]
    assert "\narticles that changed" in done.stdout
    assert "\nrules that changed" in done.stdout
    changes = [line.split(": ")[1] for line in done.stdout.splitlines() if line.startswith(("a.txt:", "b.txt:"))]
    assert changes == ["won", "lost", "lost", "lost", "lost"]
    assert ": won:" not in run(gold, found, "--compare", other).stdout
    figures = json.loads(run(gold, found, "--compare", other, "--json").stdout)
    assert list(figures["compare"]) == ["measures", "articles", "rules"]
    assert list(figures["compare"]["measures"]["content_overlap"]) == ["found", "other", "difference", "interval"]
    assert figures["compare"]["articles"][0] == {"name": "b.txt", "won": 0, "lost": 4, "net": -4, "not_right": 0}


def test_the_curve_is_drawn_for_each_side(gold, found, tmp_path):
    file = tmp_path / "curve.svg"
    assert run(gold, found, "--curve", file, "--compare", gold).exit_code == 0
    assert file.read_text(encoding="utf-8").count("<polyline") == 2
    assert run(gold, found, "--curve", file).exit_code == 0
    assert file.read_text(encoding="utf-8").count("<polyline") == 1


def test_a_curve_that_cannot_be_drawn_or_written_is_said(gold, found, standoff, tmp_path):
    done = run(gold, standoff, "--curve", tmp_path / "curve.svg")
    assert (done.exit_code, done.stderr) == (
        2,
        "quotes: --curve needs entries with a confidence, as those of ledgers\n",
    )
    done = run(gold, found, "--curve", tmp_path / "none" / "curve.svg")
    assert done.exit_code == 2
    assert done.stderr == f"quotes: {tmp_path}/none/curve.svg: cannot be written: No such file or directory\n"


def test_a_missing_article_is_named_with_the_side_that_lacks_it(gold, found, tmp_path):
    other = saved(tmp_path / "other", of("a"))
    done = run(gold, found, "--compare", other)
    assert done.exit_code == 1
    assert done.stderr == f"quotes: {other}: b.txt: missing: nothing was found for this source\n"


def test_nothing_in_common_stops_with_the_reason(gold, tmp_path):
    done = run(gold, saved(tmp_path / "other", of("x")))
    assert (done.exit_code, done.stdout) == (2, "")
    reason = "nothing to measure: of 2 gold articles none is among 1 found"
    assert done.stderr == f"quotes: {tmp_path}/other: {reason}\n"


def test_other_texts_stop_with_the_reason(gold, tmp_path):
    done = run(gold, saved(tmp_path / "other", of("a", text=TEXT + "!"), of("b")))
    assert done.exit_code == 1
    assert "a.txt: text: gold and found were made from different texts" in done.stderr
    done = run(gold, saved(tmp_path / "all", of("a", text=TEXT + "!"), of("b", text=TEXT + "!")))
    assert done.exit_code == 2
    assert "b.txt: text: gold and found were made from different texts" in done.stderr
    assert done.stderr.endswith("nothing to measure: of 2 gold articles none is among 2 found\n")


def test_a_folder_that_is_not_there_or_empty_stops(gold, tmp_path):
    (tmp_path / "empty").mkdir()
    for wrong, reason in (("none", "cannot be read: No such file"), ("empty", "the folder holds no")):
        for arguments in (
            (gold, tmp_path / wrong),
            (tmp_path / wrong, gold),
            (gold, gold, "--compare", tmp_path / wrong),
        ):
            done = run(*arguments)
            assert (done.exit_code, done.stdout) == (2, "")
            assert reason in done.stderr
            assert "nothing to measure" in done.stderr
