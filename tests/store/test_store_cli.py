"""The commands `quotes add` and `quotes search` as their users see them."""

import csv
import io
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from store.making import Said, article, ledger, record
from typer.testing import CliRunner

from quotes import files, store
from quotes.cells import defused
from quotes.cli import app
from quotes.store.hits import COLUMNS

ROOT = Path(__file__).resolve().parents[2]
SPOKESMAN = Said("There is a need for de-confliction", "Ryan Sand", title="spokesman", organization="Oster Port")
FORMULA = Said('=HYPERLINK("http://evil.example")', "Sand")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of two ledgers, in which the commands are run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("QUOTES_STORE", raising=False)
    made = [
        ledger("port", SPOKESMAN, outlet="Oster Bote", published="2017-09-15"),
        ledger("ferry", FORMULA, outlet="Varland Post", published="2017-10-01"),
    ]
    (tmp_path / "ledgers").mkdir()
    for each in made:
        files.save(each, tmp_path / "ledgers")
    return tmp_path


def run(*arguments, expect=0, **more):
    result = CliRunner().invoke(app, [str(each) for each in arguments], **more)
    assert result.exit_code == expect, result.output
    return result


def test_add_makes_a_store_and_says_what_became_of_the_ledgers(folder):
    result = run("add", "ledgers")
    assert (result.stdout, result.stderr) == ("", "quotes: 2 ledgers added (2 quotations)\n")
    assert run("add", "ledgers").stderr == "quotes: 2 ledgers unchanged\n"
    files.save(ledger("ferry", Said("No"), outlet="Varland Post"), folder / "ledgers")
    assert run("add", "ledgers").stderr == (
        "quotes: 1 ledger added as a new version, 1 ledger unchanged (1 quotation)\n"
    )
    assert store.is_store(folder / "quotes.db")


def test_add_refuses_what_is_not_valid_and_keeps_the_rest(folder):
    broken = record("broken", Said("No"))
    broken["source"]["length"] = 1
    (folder / "ledgers" / "broken.ledger.json").write_text(json.dumps(broken), encoding="utf-8")
    result = run("add", "ledgers", "nowhere.ledger.json", expect=1)
    assert "quotes: ledgers/broken.ledger.json: $.integrity.sha256: integrity: " in result.stderr
    assert "quotes: nowhere.ledger.json: file: cannot be read: No such file or directory" in result.stderr
    assert result.stderr.endswith("quotes: 2 ledgers added, 2 ledgers refused (2 quotations)\n")


def test_add_keeps_the_sentences_around_quotations_of_texts_that_are_given(folder):
    (folder / "port.txt").write_text(article("port", SPOKESMAN).text, encoding="utf-8")
    run("add", "ledgers", "--text", "port.txt")
    [found] = json.loads(run("search", "need", "--format", "json").stdout)
    assert found["context"]["text"] == "“There is a need for de-confliction”, said Ryan Sand, spokesman of Oster Port."
    assert run("add", "ledgers", "--text", "no.txt", expect=1).stderr.startswith("quotes: no.txt: source:")


def test_search_prints_a_table_with_the_words_and_what_was_supplied(folder):
    run("add", "ledgers")
    result = run("search", "DE-CONFLICTION", "--kind", "direct", "--from", "2017-09-01", "--to", "2017-09-30")
    assert "There is a need for de-confliction" in result.stdout
    assert "Ryan Sand" in result.stdout
    assert "Oster Bote" in result.stdout
    assert "[Ryan Sand: port]" in run("search", "--speaker", "ryan", "--outlet", "varland").stdout
    narrow = run("search", "de-confliction", env={"COLUMNS": "40"}).stdout
    assert "Ryan Sand" in narrow
    assert max(map(len, narrow.splitlines())) <= 40


def test_search_prints_json(folder):
    run("add", "ledgers")
    [found] = json.loads(run("search", "de-confliction", "--format", "json").stdout)
    assert found["marks"] == [{"start": 20, "end": 34}]
    assert found["words"][20:34] == "de-confliction"
    assert (found["source"]["id"], found["speaker"]["name"], found["supplied"]) == ("port", "Ryan Sand", [])
    assert json.loads(run("search", "nowhere", "--format", "json").stdout) == []


def test_search_prints_csv_in_which_nothing_is_computed(folder):
    run("add", "ledgers")
    result = run("search", "--speaker", "sand", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout, newline="")))
    assert list(rows[0]) == list(COLUMNS)
    assert [row["quotation"] for row in rows] == ["'" + FORMULA.words, SPOKESMAN.words]
    assert rows[0]["supplied"] == "name: Ryan Sand (port); role: spokesman of Oster Port (port)"


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\ta", "\ra", "\na", " =1", "＝1"])
def test_a_cell_that_a_spreadsheet_would_compute_is_defused(cell):
    assert defused(cell) == "'" + cell


def test_another_cell_is_as_it_is():
    assert [defused(cell) for cell in ("", "a=b", "1", "“-")] == ["", "a=b", "1", "“-"]


def test_more_hits_than_are_shown_are_hinted_at_and_none_is_said(folder):
    run("add", "ledgers")
    assert "there may be more: --limit" in run("search", "--speaker", "sand", "--limit", "1").stderr
    result = run("search", "nowhere")
    assert (result.stdout, result.stderr) == ("", "quotes: nothing found\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["search"], "there is nothing to look for"),
        (["search", "x", "--from", "2017-9-1"], "'2017-9-1' is no day; write it as 2017-09-01"),
        (["search", "x", "--to", "2017-02-30"], "2017-02-30 is no day"),
        (["search", "x", "--from", "2018-01-01", "--to", "2017-01-01"], "no day is from 2018-01-01 to 2017-01-01"),
        (["search", "x", "--kind", "spoken"], "--kind"),
        (["search", "x", "--limit", "0"], "--limit"),
        (["search", "x", "--store", "no.db"], "no.db: there is no store; quotes add LEDGERS --store no.db makes one"),
        (["search", "x", "--store", "ledgers"], "ledgers: is no file"),
        (["add", "ledgers", "--store", "no/folder.db"], "no/folder.db: cannot be opened"),
        (["search", "x", "--store", "postgresql://127.0.0.1:1/x"], "postgresql://127.0.0.1:1/x: cannot be reached"),
    ],
)
def test_what_cannot_be_done_is_said_and_ends_with_2(folder, arguments, message):
    result = run(*arguments, expect=2)
    assert message in " ".join(result.stderr.replace("│", " ").split())
    assert result.stdout == ""


def test_the_store_is_that_of_the_environment(folder, monkeypatch, where):
    monkeypatch.setenv("QUOTES_STORE", where)
    run("add", "ledgers")
    assert not (folder / "quotes.db").exists() or where.endswith("quotes.db")
    assert "de-confliction" in run("search", "need").stdout


def test_what_a_terminal_would_obey_is_not_printed(folder):
    files.save(ledger("evil", Said("clear \x1b[2J the screen", "A\x1b[31mb Voss")), folder / "ledgers")
    run("add", "ledgers")
    shown = run("search", "screen").stdout
    assert "\x1b" not in shown
    assert "clear [2J the screen" in shown


SMALL_BATCHES = "from quotes.store import adding; adding.BATCH = 200; from quotes.cli import main; main()"


def test_a_run_that_is_interrupted_says_how_to_go_on(folder):
    many = folder / "many.jsonl"
    with many.open("w", encoding="utf-8") as lines:
        for n in range(2_000):
            lines.write(json.dumps(record(f"{n}", Said(f"Word{n}", "Mara Voss"))) + "\n")
    command = [sys.executable, "-c", SMALL_BATCHES, "add", str(many), "--store", str(folder / "many.db")]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    log = folder / "many.db-wal"
    while process.poll() is None and (not log.exists() or log.stat().st_size < 400_000):
        time.sleep(0.002)
    process.send_signal(signal.SIGINT)
    said = process.communicate()[1]
    assert process.returncode == 130, said
    assert "the same command again completes it" in said
    assert re.search(r"quotes: [1-9][0-9]* ledgers added", said)
    run("add", many, "--store", folder / "many.db")
    with store.connect(folder / "many.db") as desk:
        assert sum(1 for _ in desk.ledgers()) == 2_000
