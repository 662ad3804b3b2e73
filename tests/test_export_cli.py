"""`quotes export`: what it writes where, what it refuses, and the corpus in every format as others read it."""

import csv as standard
import io
import json
import subprocess
import sys
import typing
from dataclasses import replace
from pathlib import Path

import pytest
from exported import RICH
from samples import LEDGER, TEXT
from typer.testing import CliRunner

import quotes
from quotes import cli, files, schema
from quotes.cli.export import TEXTUAL, To
from quotes.export import FORMATS, jsonl
from quotes.score import Tally, brat, score

RUNNER = CliRunner()
CORPUS = Path(__file__).resolve().parent.parent / "corpus"
BARE = replace(LEDGER, source=replace(LEDGER.source, text=None, path=None))


def run(*arguments):
    return RUNNER.invoke(cli.app, ["export", *map(str, arguments)], catch_exceptions=False)


def saved(folder, *ledgers):
    """Return a folder with a file for each ledger."""
    folder.mkdir(exist_ok=True)
    for number, ledger in enumerate(ledgers):
        (folder / f"{number}.ledger.json").write_text(ledger.to_json(), encoding="utf-8")
    return folder


def dated(name, when):
    return replace(LEDGER, source=replace(LEDGER.source, id=name, published=when))


@pytest.fixture
def ledger(tmp_path):
    return files.save(LEDGER, tmp_path)


def test_the_formats_of_the_command_are_those_of_the_library():
    assert set(typing.get_args(To)) == {*FORMATS, "brat"}
    assert {*(name for name, form in FORMATS.items() if form.needs_text), "brat"} == TEXTUAL


@pytest.mark.parametrize("to", FORMATS)
def test_a_file_holds_what_standard_output_does(ledger, tmp_path, to):
    printed, written = run(ledger, "--to", to), run(ledger, "--to", to, "--out", tmp_path / "out")
    assert (printed.exit_code, printed.stderr) == (written.exit_code, written.output) == (0, "")
    assert (tmp_path / "out").read_bytes() == printed.stdout_bytes
    assert len(list(tmp_path.iterdir())) == 2


def test_the_process_prints_the_line_ends_of_csv_as_they_are(ledger):
    done = subprocess.run(
        [sys.executable, "-m", "quotes", "export", ledger, "--to", "csv"], capture_output=True, check=True
    )
    assert done.stdout.count(b"\r\n") == 1 + len(LEDGER.attributions)
    assert b"\n" not in done.stdout.replace(b"\r\n", b"")


def test_since_takes_those_of_that_day_and_later_and_those_without_a_date(tmp_path):
    folder = saved(
        tmp_path / "l", dated("c", "2024-05-07"), dated("b", "2024-05-06"), dated("a", "2024-05-05"), dated("d", None)
    )
    done = run(folder, "--to", "jsonl", "--since", "2024-05-06")
    assert list(dict.fromkeys(json.loads(line)["source"]["id"] for line in done.stdout.splitlines())) == ["b", "c", "d"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--to", "jsonl", "--since", "12"], "--since 12 is a position, which ledgers in files do not have"),
        (["--to", "jsonl", "--since", "May"], "--since 'May' is no date such as 2024-05-06"),
        (["--to", "brat"], "--to brat needs --out, the folder for its files"),
        (["--to", "csv", "--out", "."], ".: is no file; --to csv writes one"),
        (["--to", "csv", "--out", "no/such/folder/a.csv"], "no/such/folder/a.csv: cannot be written: No such file"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(ledger, arguments, message):
    done = run(ledger, *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"quotes: {message}")


def test_brat_does_not_write_into_a_file(ledger, tmp_path):
    done = run(ledger, "--to", "brat", "--out", ledger)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "cannot be written" in done.stderr
    assert list(quotes.load(ledger)) == [LEDGER]


def test_a_ledger_that_is_not_valid_is_named_and_the_others_are_exported(tmp_path):
    folder = saved(tmp_path / "l", LEDGER)
    record = LEDGER.to_dict()
    record["attributions"][0]["content"][0]["text"] = "We will not rebuild"
    (folder / "x.ledger.json").write_text(json.dumps(record), encoding="utf-8")
    (folder / "y.ledger.json").write_text("{}", encoding="utf-8")
    done = run(folder, "--to", "jsonl")
    assert done.exit_code == 1
    assert len(done.stdout.splitlines()) == len(LEDGER.attributions)
    assert "x.ledger.json: integrity: $.integrity.sha256: the ledger was changed" in done.stderr
    assert "more: quotes validate lists them" in done.stderr
    assert "y.ledger.json: ledger: $.schema_version: is missing" in done.stderr


def test_if_nothing_can_be_exported_the_old_file_stays(tmp_path):
    (tmp_path / "feed.jsonl").write_text("old", encoding="utf-8")
    done = run(tmp_path / "none", "--to", "jsonl", "--out", tmp_path / "feed.jsonl")
    assert done.exit_code == 1
    assert done.stderr.endswith("quotes: nothing was exported\n")
    assert (tmp_path / "feed.jsonl").read_text(encoding="utf-8") == "old"


def test_each_ledger_is_exported_once_and_two_of_one_source_are_a_problem(tmp_path):
    again = replace(LEDGER, attributions=())
    folder = saved(tmp_path / "l", LEDGER, LEDGER, again)
    done = run(folder, folder / "0.ledger.json", "--to", "jsonl")
    assert done.exit_code == 1
    assert len(done.stdout.splitlines()) == len(LEDGER.attributions)
    assert "2.ledger.json: source: is another ledger of pier than" in done.stderr


@pytest.mark.parametrize("to", sorted(TEXTUAL))
def test_a_ledger_without_its_text_is_a_problem_for_formats_that_hold_it(tmp_path, to):
    other = replace(LEDGER, source=replace(LEDGER.source, id="whole"))
    folder = saved(tmp_path / "l", BARE, other)
    done = run(folder, "--to", to, "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert (
        "0.ledger.json: text: the ledger has no text of its own; give the articles with --text SOURCES" in done.stderr
    )
    made = tmp_path / "out"
    found = (
        [p.stem for p in made.glob("*.ann")]
        if to == "brat"
        else [t["data"]["source_id"] for t in json.loads(made.read_text("utf-8"))]
    )
    assert found == ["whole"]


def test_texts_come_from_sources_that_are_named_or_where_the_ledger_says(tmp_path):
    (tmp_path / "moved.txt").write_text(TEXT, encoding="utf-8")
    folder = saved(tmp_path / "l", BARE)
    assert run(folder, "--to", "label-studio", "--text", tmp_path / "moved.txt").exit_code == 0
    there = replace(BARE, source=replace(BARE.source, path=str(tmp_path / "moved.txt")))
    done = run(saved(tmp_path / "l", there), "--to", "label-studio")
    assert json.loads(done.stdout)[0]["data"]["text"] == TEXT


def test_brat_has_a_safe_name_for_each_source_and_each_version_of_it(tmp_path):
    away = replace(LEDGER, source=replace(LEDGER.source, id="../../away"))
    text = TEXT + "More.\n"
    changed = quotes.Article(id="pier", text=text)
    newer = replace(LEDGER, source=replace(LEDGER.source, sha256=changed.sha256, length=len(text), text=text))
    done = run(saved(tmp_path / "l", LEDGER, away, newer), "--to", "brat", "--out", tmp_path / "out")
    assert (done.exit_code, done.output) == (0, "")
    names = sorted(p.name for p in (tmp_path / "out").iterdir())
    assert names[-4:] == ["pier.ann", "pier.txt", *(f"pier~{changed.sha256[:8]}{s}" for s in (".ann", ".txt"))]
    assert len(names) == 7
    assert not (tmp_path.parent / "away.txt").exists()


def test_words_that_brat_cannot_mark_are_a_problem_of_that_source(tmp_path):
    blank = replace(
        LEDGER.attributions[3],
        id="a0",
        content=(quotes.Article(id="", text=TEXT).span(25, 27),),
        speaker=LEDGER.attributions[5].speaker,
    )
    odd = replace(LEDGER, source=replace(LEDGER.source, id="odd"), attributions=(blank,))
    done = run(saved(tmp_path / "l", odd, LEDGER), "--to", "brat", "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert "odd: brat: a0: its words are nothing but the ends of lines" in done.stderr
    assert [p.name for p in (tmp_path / "out").glob("*.ann")] == ["pier.ann"]


def test_less_sure_attributions_are_left_out_when_that_is_asked(ledger):
    lines = run(ledger, "--to", "jsonl", "--min-confidence", 0.5).stdout.splitlines()
    assert [json.loads(line)["attribution"] for line in lines] == ["a1", "a2", "a3", "a4", "a5"]


def test_an_export_killed_by_a_full_disk_leaves_the_old_file(ledger, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    (tmp_path / "out.csv").write_text("old", encoding="utf-8")
    monkeypatch.setattr(Path, "replace", full)
    done = run(ledger, "--to", "csv", "--out", tmp_path / "out.csv")
    assert (done.exit_code, done.stderr) == (
        2,
        f"quotes: {tmp_path / 'out.csv'}: cannot be written: No space left on device\n",
    )
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.csv", "pier.ledger.json"]
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "old"


# --- the corpus


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """A folder with the gold ledgers of the corpus in every format."""
    out = tmp_path_factory.mktemp("exports")
    for to in typing.get_args(To):
        done = run(CORPUS, "--text", CORPUS, "--to", to, "--out", out / to)
        assert (done.exit_code, done.output) == (0, "")
    return out


GOLD = [ledger for ledger in quotes.load(CORPUS) if ledger.attributions]


def test_the_corpus_as_a_feed_has_every_attribution_and_keeps_to_the_schema(corpus):
    lines = (corpus / "jsonl").read_text(encoding="utf-8").splitlines()
    assert [p for line in lines for p in schema.shape(json.loads(line), "feed")] == []
    found = [(item.source.id, item.entry().attribution) for item in jsonl.read(lines)]
    assert found == [(gold.source.id, a) for gold in sorted(GOLD, key=lambda g: g.source.id) for a in gold.attributions]


def test_the_corpus_as_csv_is_read_by_the_standard_library(corpus):
    with (corpus / "csv").open(encoding="utf-8", newline="") as file:
        rows = list(standard.DictReader(file, strict=True))
    assert [p for row in rows[::7] for p in schema.shape(row, "export-csv")] == []
    feed = [json.loads(line) for line in (corpus / "jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(r["id"], r["words"], r["speaker"]) for r in rows] == [
        (item["id"], item["words"], item["speaker"]["name"] or "") for item in feed
    ]


@pytest.mark.parametrize("to", sorted(set(FORMATS) - {"jsonl", "csv"}))
def test_the_corpus_in_other_formats_keeps_to_their_schemas(corpus, to):
    document = json.loads((corpus / to).read_text(encoding="utf-8"))
    assert list(schema.shape(document, f"export-{to.replace('.', '-')}")) == []


def test_the_corpus_as_standoff_is_to_the_scorer_what_the_ledgers_are(corpus):
    items = list(brat.read(corpus / "brat"))
    report = score(GOLD, items)
    assert report.problems == ()
    total = sum(len(gold.attributions) for gold in GOLD)
    assert report.tally() == Tally(hits=total, gold=total, found=total)


def test_the_rich_sample_goes_through_the_command(tmp_path):
    done = run(saved(tmp_path / "l", RICH), "--to", "csv")
    assert len(list(standard.reader(io.StringIO(done.stdout, newline="")))) == 1 + len(RICH.attributions)
