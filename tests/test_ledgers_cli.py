"""Commands that read ledgers: from files, from stores, and as they were reviewed."""

import json

import pytest
from reviews import found
from samples import LEDGER
from typer.testing import CliRunner

from quotes import cli, files
from quotes.review import Corrections, save
from quotes.store import connect


def run(*arguments):
    return CliRunner().invoke(cli.app, [str(a) for a in arguments], catch_exceptions=False)


@pytest.fixture
def ledger(tmp_path):
    (tmp_path / "ledgers").mkdir()
    return files.save(LEDGER, tmp_path / "ledgers")


@pytest.fixture
def store(tmp_path, ledger):
    with connect(tmp_path / "quotes.db", create=True) as opened:
        list(opened.add(files.records([ledger])))
    return tmp_path / "quotes.db"


@pytest.fixture
def corrections(tmp_path):
    save(Corrections(items=(found(1, "corrected", speaker="Ilse Voss"),)), tmp_path / "corrections.json")
    return tmp_path / "corrections.json"


def test_a_store_is_shown_as_the_ledgers_that_are_in_it(ledger, store):
    assert run("show", store, "--width", "80").stdout == run("show", ledger, "--width", "80").stdout != ""


def test_a_store_is_validated_and_reported_on(store, tmp_path):
    assert "1 ledger, 0 not valid" in run("validate", store).stderr
    assert run("report", store, "--out", tmp_path / "report.html").exit_code == 0
    assert "Mara Voss" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_store_and_files_can_be_given_together(ledger, store):
    assert "2 ledgers, 0 not valid" in run("validate", store, ledger).stderr


def test_a_damaged_store_ends_the_command_with_a_message(store):
    store.write_bytes(store.read_bytes()[:4096])
    done = run("show", store)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"quotes: {store}: ")


@pytest.mark.parametrize("command", ["show", "report"])
def test_ledgers_are_read_as_they_were_reviewed(command, ledger, corrections, tmp_path):
    out = ("--out", tmp_path / "report.html") if command == "report" else ("--width", "200")
    done = run(command, ledger, "--corrections", corrections, *out)
    assert done.exit_code == 0
    text = (tmp_path / "report.html").read_text(encoding="utf-8") if command == "report" else done.stdout
    first = LEDGER.attributions[0]
    assert LEDGER.speaker_of(first).name == "Mara Voss"
    assert "Ilse Voss" in text[: text.index("denied")]


def test_corrections_that_are_none_end_the_command_with_a_message(ledger, tmp_path):
    (tmp_path / "none.json").write_text(json.dumps({"corrections": 1}), encoding="utf-8")
    done = run("show", ledger, "--corrections", tmp_path / "none.json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "none.json" in done.stderr


def test_what_is_read_to_check_in_ledgers_has_its_sentence_from_the_article(tmp_path):
    article = tmp_path / "pier.txt"
    article.write_text(LEDGER.source.text, encoding="utf-8", newline="")
    bare = LEDGER.to_dict()
    bare["source"] |= {"path": str(article)}
    del bare["source"]["text"], bare["integrity"]
    from quotes.ledger import Ledger

    path = files.save(Ledger.from_dict(bare), tmp_path)
    done = run("check", "We will rebuild it", "--in", path, "--format", "json")
    assert json.loads(done.stdout)["places"][0]["sentence"]["text"].endswith("told reporters on Monday.")
