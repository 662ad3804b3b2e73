"""Brat standoff as the scorer reads it, and its figures beside those of another scorer on PolNeAR."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from quotes.ledger import Ledger, ModelInfo, Run, Source
from quotes.model import Article, Attribution, Cue, Mention, Problem, Span, SpeakerLink
from quotes.score import Document, Tally, brat, score

SHARED = Path(__file__).resolve().parents[2] / "shared"
TOOL = SHARED / "tools" / "score.py"
DEV = SHARED / "polnear" / "dev"
TEXT = (
    "Mara Voss said the bridge would shut. “It is not safe,” she added, “at all.”\nCritics called it “rushed work”.\n"
)


def mark(key, label, *words):
    where = ";".join(f"{TEXT.index(w)} {TEXT.index(w) + len(w)}" for w in words)
    return f"T{key}\t{label} {where}\t{' '.join(words)}"


LINES = [
    mark(1, "Source", "Mara Voss"),
    mark(2, "Cue", "said"),
    mark(3, "Content", "the bridge would shut"),
    "E1\tAttribution:T2 Source:T1 Cue:T2 Content:T3",
    mark(4, "Content", "“It is not safe,”", "“at all.”"),
    mark(5, "Cue", "added"),
    mark(6, "Source", "she"),
    "E2\tAttribution:T5 Source:T6 Cue:T5 Content:T4",
    mark(7, "Content", "it “rushed work”"),
    mark(8, "Cue", "called"),
    "E3\tAttribution-no-source:T8 Cue:T8 Content:T7",
]


def words(spans):
    return [span.text for span in spans]


def parsed(*lines, text=TEXT):
    return brat.parse("\n".join(lines) + "\n", text, "a.ann")


def test_events_become_entries_with_all_their_stretches():
    entries, problems = parsed(*LINES)
    assert problems == ()
    assert [words(entry.content) for entry in entries] == [
        ["the bridge would shut"],
        ["“It is not safe,”", "“at all.”"],
        ["it “rushed work”"],
    ]
    assert [words(entry.mention) for entry in entries] == [["Mara Voss"], ["she"], []]
    assert [words(entry.cue) for entry in entries] == [["said"], ["added"], ["called"]]
    assert all(entry.speaker is entry.form is entry.rule is entry.confidence is None for entry in entries)


def test_kinds_follow_the_quotation_marks():
    assert [entry.kind for entry in parsed(*LINES)[0]] == ["indirect", "direct", "mixed"]


def test_numbered_parts_belong_together_and_marks_may_follow_their_event():
    event = "E1\tAttribution:T2 Content:T3 Content2:T9 Cue:T2"
    entries, problems = parsed(
        event, mark(2, "Cue", "said"), mark(3, "Content", "the bridge"), mark(9, "Content", "shut")
    )
    assert problems == ()
    assert words(entries[0].content) == ["the bridge", "shut"]


@pytest.mark.parametrize(
    ("line", "check", "message"),
    [
        ("T1 Cue 4 8 said", "line", "does not begin as a line of standoff does"),
        ("and it ran over", "line", "may run over from the one above"),
        ("T9\tCue 4-8\tsaid", "mark", "is not ID, tab, type, offsets, tab, words"),
        ("T9\tCue 8 4\tsaid", "mark", "T9 is at 8 4, which is no stretch of a text of"),
        ("T9\tCue 4 99999\tsaid", "mark", "T9 is at 4 99999"),
        ("T9\tCue 0 4\tsaid", "text", "T9 is 'said', but at 0 4 of the text stands 'Mara'"),
        ("E9\tAttribution T2", "event", "is not ID, tab, TYPE:ID"),
        ("E9\tAttribution:T2 Cue:T77", "event", "E9 names T77, which the file does not have"),
    ],
)
def test_a_broken_line_is_a_problem_with_its_number_and_the_others_are_read(line, check, message):
    entries, [problem] = parsed(*LINES[:3], line, *LINES[3:])
    assert (problem.path, problem.check) == ("a.ann:4", check)
    assert message in problem.message
    assert ["the bridge would shut"] in [words(entry.content) for entry in entries]


def test_other_lines_and_events_of_standoff_are_passed_over():
    lines = [
        "R1\tSame Arg1:T1 Arg2:T2",
        "A1\tNegated E1",
        "#1\tAnnotatorNotes T1\tsure?",
        "*\tEquiv T1 T2",
        "",
        "E8\tMove:T2",
    ]
    entries, problems = parsed(*LINES, *lines)
    assert (len(entries), problems) == (3, ())


def test_an_attribution_without_content_is_kept_and_counts_as_missed():
    entries, problems = parsed(LINES[1], "E1\tAttribution:T2 Cue:T2")
    assert problems == ()
    gold = Document(id="a", name="a.txt", sha256="", entries=entries, named=False)
    report = score([gold], [gold])
    assert report.tally() == Tally(hits=0, gold=1, found=1)
    assert [(d.path, d.check) for d in report.differences()] == [("a.txt", "missed"), ("a.txt", "extra")]


def test_the_words_of_a_mark_over_two_paragraphs_may_break_off():
    text = "Voss said: no.\n\nNo."
    entries, problems = parsed("T1\tContent 11 18\tno.", "", "No.", "E1\tAttribution:T1 Content:T1", text=text)
    assert [problem.path for problem in problems] == ["a.ann:3"]
    assert words(entries[0].content) == ["no.\n\nNo"]


def folder(tmp_path, *, text="a.txt", standoff=("a.ann",), body=TEXT):
    for name in (text, *standoff):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / text).write_bytes(body.encode())
    for name in standoff:
        (tmp_path / name).write_text("\n".join(LINES), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "standoff"),
    [
        ("a.txt", "a.ann"),
        ("a.txt", "a_kim.ann"),
        ("text/a.txt", "attributions/a_kim.ann"),
        ("dev/text/a.txt", "dev/attributions/a.ann"),
    ],
)
def test_the_text_stands_beside_the_standoff_or_in_a_folder_of_its_own(tmp_path, text, standoff):
    [document] = brat.read(folder(tmp_path, text=text, standoff=[standoff]))
    assert (document.id, document.name, len(document.entries), document.named) == ("a", "a.txt", 3, False)
    assert document.sha256 == Article(id="a", text=TEXT).sha256
    [alone] = brat.read(tmp_path / standoff)
    assert alone == document


def test_of_two_annotations_the_first_by_name_counts(tmp_path):
    folder(tmp_path, standoff=["a_ann.ann", "a_kim.ann"])
    (tmp_path / "a_ann.ann").write_text("", encoding="utf-8")
    [document] = brat.read(tmp_path)
    assert document.entries == ()


def test_newlines_of_windows_are_counted_as_they_stand(tmp_path):
    body = TEXT.replace("\n", "\r\n")
    folder(tmp_path, body=body)
    *problems, document = brat.read(tmp_path)
    assert document.sha256 == Article(id="a", text=body).sha256
    places = [(problem.path, problem.check) for problem in problems]
    assert places == [(f"{tmp_path}/a.ann:{line}", "text") for line in (9, 10)]  # the marks in the second line are off


def test_what_cannot_be_read_is_a_problem(tmp_path):
    (tmp_path / "b.ann").write_text("", encoding="utf-8")
    (tmp_path / "c.ann").write_bytes(b"\xff\xfe")
    (tmp_path / "c.txt").write_text("Text.", encoding="utf-8")
    found = list(brat.read(tmp_path))
    assert [(Path(p.path).name, p.check) for p in found] == [("b.ann", "file"), ("c.ann", "file")]
    assert "no b.txt is beside it or in ../text" in found[0].message
    assert "is not UTF-8" in found[1].message
    [missing] = brat.read(tmp_path / "none.ann")
    assert missing.message == "there is no such file"


def test_standoff_is_told_from_ledgers(tmp_path):
    assert not brat.is_standoff(tmp_path)
    assert not brat.is_standoff(tmp_path / "a.jsonl")
    assert not brat.is_standoff(tmp_path / ("a" * 999))
    assert brat.is_standoff(tmp_path / "a.ann")
    folder(tmp_path, standoff=["deep/down/a.ann"])
    assert brat.is_standoff(tmp_path)


def attribution(entry, number):
    """Return the attribution that a ledger would hold of an entry."""
    mention = Mention(span=entry.mention[0], form="name") if entry.mention else None
    return Attribution(
        id=f"a{number}",
        kind=entry.kind,
        act="speech",
        content=entry.content,
        cue=Cue(span=entry.cue[0], lemma="say") if entry.cue else None,
        speaker=SpeakerLink(id=None, status="unresolved" if mention else "none", mention=mention),
        confidence=0.5,
        rule="test",
    )


def ledger(name, text, entries):
    return Ledger(
        source=Source.of(Article(id=name, text=text, path=name)),
        attributions=tuple(attribution(entry, n) for n, entry in enumerate(entries) if entry.content),
        run=Run(version="0", model=ModelInfo(name="none")),
    )


def test_figures_that_need_names_are_left_out_of_standoff():
    entries = parsed(*LINES)[0]
    gold = Document(id="a", name="a.txt", sha256=Article(id="a", text=TEXT).sha256, entries=entries, named=False)
    report = score([gold], [ledger("a.txt", TEXT, entries[:2])])
    figures = report.to_dict()
    for name in ("content_and_speaker", "kind", "speaker", "role", "traps", "by_form"):
        assert name not in figures
    assert not {"speaker_right", "speaker_right_unless_abstained", "kind_right", "role_right"} & {*figures["rates"]}
    assert figures["by_rule"] == {"test": {"all": 2, "paired": 2, "mention": 2}}
    assert report.totals()["content_and_mention"] == Tally(hits=2, gold=3, found=2)
    assert "speaker" not in report.to_text()
    reverse = score([ledger("a.txt", TEXT, entries[:2])], [gold]).to_dict()
    assert "speaker" not in reverse
    assert "by_rule" not in reverse
    assert "confidence" not in reverse


def test_a_wrong_mention_is_the_difference_where_names_lack():
    one, two, three = parsed(*LINES)[0]
    gold = Document(id="a", name="a.txt", sha256="", entries=(one, two, three), named=False)
    found = replace(gold, entries=(replace(one, mention=two.mention), two, replace(three, mention=two.mention)))
    differences = [(d.check, d.message) for d in score([gold], [found]).differences()]
    assert differences == [
        ("mention", "the bridge would shut: is Mara Voss, found she"),
        ("mention", "it “rushed work”: is None, found she"),
    ]


def disturbed(text, entries, chance):
    """Yield entries as a middling extractor would find them: some lost, some cut, some credited elsewhere."""

    def cut(spans):
        moved = []
        for span in spans:
            start, end = span.start, span.end
            if chance.random() < 0.3:
                start = min(start + chance.randrange(20), end - 1)
                end = min(len(text), end + chance.randrange(20))
            moved.append(Span(start, end, text[start:end]))
        return tuple(moved)

    for entry in entries:
        if chance.random() < 0.85:
            others = chance.choice(entries).mention if chance.random() < 0.2 else entry.mention
            yield replace(entry, content=cut(entry.content), cue=cut(entry.cue), mention=cut(others))
        if chance.random() < 0.1:
            start = chance.randrange(len(text) - 40)
            yield replace(entry, content=(Span(start, start + 40, text[start : start + 40]),))


@pytest.mark.skipif(not (TOOL.exists() and DEV.is_dir()), reason=f"{SHARED} is absent: nothing to compare with")
def test_figures_are_those_of_another_scorer_on_polnear(tmp_path):
    """Marks go first in the copy that both read: the other scorer takes a file line by line and loses what comes later."""
    root = tmp_path / "dev"
    (root / "attributions").mkdir(parents=True)
    (root / "text").symlink_to(DEV / "text")
    for standoff in sorted((DEV / "attributions").iterdir()):
        lines = standoff.read_text(encoding="utf-8").splitlines()
        ordered = sorted(lines, key=lambda line: not line.startswith("T"))
        (root / "attributions" / standoff.name).write_text("\n".join(ordered) + "\n", encoding="utf-8")
    gold = list(brat.read(root))
    assert not any(isinstance(document, Problem) for document in gold)
    chance = random.Random(11)
    found = []
    for document in gold:
        text = (DEV / "text" / document.name).read_bytes().decode("utf-8")
        found.append(ledger(document.name, text, list(disturbed(text, document.entries, chance))))
    (tmp_path / "found.jsonl").write_text("".join(f"{item.to_json()}\n" for item in found), encoding="utf-8")
    command = [sys.executable, TOOL, "polnear", tmp_path / "found.jsonl", "--root", tmp_path, "--json"]
    theirs = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    ours = score(gold, found).to_dict()

    def row(name):
        return dict(zip(("P", "R", "F1", "gold", "found"), (ours[name][k] for k in KEYS), strict=True))

    for part, name in (("source", "mention"), ("cue", "cue"), ("content", "content_span")):
        for how in ("exact", "overlap"):
            assert theirs[f"{how}_{part}"] == row(f"{name}_{how}")
            assert 0 < ours[f"{name}_{how}"]["hits"] < ours[f"{name}_{how}"]["gold"]
    assert theirs["attribution_content_and_source"] == row("content_and_mention")
    recall = {kind: ours["rates"][f"recall_{kind}"] for kind in ("direct", "mixed", "indirect")}
    written = {kind: f"{figure['rate']} of {figure['all']}" for kind, figure in recall.items()}
    assert theirs["attribution_recall_by_kind"] == written


KEYS = ("precision", "recall", "f1", "gold", "found")
