"""The command that writes a report: where it finds the texts, what it leaves on disk, and how it exits."""

import subprocess
import sys
from dataclasses import replace

import pytest
from pages import Page, without_text
from samples import ARTICLE, LEDGER, TEXT
from typer.testing import CliRunner

from quotes import cli, files
from quotes.ledger import Source

RUNNER = CliRunner()


def run(*arguments):
    return RUNNER.invoke(cli.app, ["report", *map(str, arguments)], catch_exceptions=False)


@pytest.fixture
def ledger(tmp_path):
    return files.save(LEDGER, tmp_path)


@pytest.fixture
def bare(tmp_path):
    """A ledger whose text is in another file, which it does not know."""
    folder = tmp_path / "bare"
    folder.mkdir()
    return files.save(without_text(LEDGER), folder)


def text(page):
    return Page(page).find("text")[0]["text"]


def test_a_report_is_written_and_said_to_be(ledger, tmp_path):
    out = tmp_path / "report.html"
    done = run(ledger, "--out", out)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", f"quotes: {out}: 1 article, 7 entries\n")
    assert text(out.read_text(encoding="utf-8")) == TEXT
    assert {p.name for p in tmp_path.iterdir()} == {ledger.name, "report.html"}, "nothing else is left"


def test_a_report_can_be_printed(ledger):
    done = run(ledger, "--out", "-", "--title", "The pier & its critics")
    assert done.exit_code == 0
    assert done.stdout.startswith("<!doctype html>\n")
    assert "The pier &amp; its critics" in done.stdout
    assert done.stderr == "quotes: standard output: 1 article, 7 entries\n"


def test_folders_and_lines_of_ledgers_make_an_index(ledger, tmp_path):
    (tmp_path / "more.jsonl").write_text((LEDGER.to_json() + "\n") * 2, encoding="utf-8")
    done = run(tmp_path, "--out", tmp_path / "report.html")
    assert (done.exit_code, done.stderr) == (0, f"quotes: {tmp_path / 'report.html'}: 3 articles, 21 entries\n")
    assert len(Page((tmp_path / "report.html").read_text(encoding="utf-8")).find("noscript")) == 3


def test_a_text_is_found_among_the_sources_that_are_named(bare, tmp_path):
    lacking = run(bare, "--out", "-")
    assert lacking.exit_code == 0
    assert lacking.stderr.endswith("; 1 without the text, the page says how to get it in\n")
    assert "there is no file news/pier.txt" in lacking.stdout
    (tmp_path / "moved.txt").write_text(TEXT, encoding="utf-8")
    found = run(bare, "--out", "-", "--text", tmp_path / "moved.txt")
    assert (found.exit_code, found.stderr) == (0, "quotes: standard output: 1 article, 7 entries\n")
    assert text(found.stdout) == TEXT


def test_a_text_is_found_where_the_ledger_says_if_it_is_the_same(tmp_path):
    file = tmp_path / "pier.txt"
    file.write_text(TEXT, encoding="utf-8", newline="")
    source = Source.of(replace(ARTICLE, path=str(file)))
    there = files.save(replace(LEDGER, source=source), tmp_path)
    assert text(run(there, "--out", "-").stdout) == TEXT
    file.write_text(TEXT + "More.", encoding="utf-8")
    assert "is not the text that the ledger is of" in run(there, "--out", "-").stdout


def test_entries_that_are_less_sure_are_left_out_and_counted(ledger):
    page = Page(run(ledger, "--out", "-", "--min-confidence", "0.5").stdout)
    assert len(page.find("entry")) == 5
    assert "2 less sure left out" in page.find("facts")[0]["text"]


def test_what_cannot_be_read_is_said_and_the_rest_is_shown(ledger, tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_text("{", encoding="utf-8")
    done = run(bad, ledger, "--out", tmp_path / "report.html", "--text", tmp_path / "none.txt")
    assert done.exit_code == 1
    assert f"quotes: {bad}: json: is not JSON" in done.stderr
    assert "none.txt" in done.stderr
    page = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert len(page.find("entry")) == 7
    assert str(bad) in page.find("failed")[0]["text"]


def test_without_a_ledger_nothing_is_written(tmp_path):
    out = tmp_path / "report.html"
    out.write_text("the report of yesterday", encoding="utf-8")
    done = run(tmp_path / "none", "--out", out)
    assert done.exit_code == 2
    assert "cannot be read: No such file" in done.stderr
    assert done.stderr.endswith("quotes: there is no ledger to report on\n")
    assert out.read_text(encoding="utf-8") == "the report of yesterday"


def test_a_file_that_cannot_be_written_is_named(ledger, tmp_path):
    for out, reason in ((tmp_path, "is a folder"), (tmp_path / "none" / "x.html", "No such file or directory")):
        done = run(ledger, "--out", out)
        assert (done.exit_code, done.stderr) == (2, f"quotes: {out}: cannot be written: {reason}\n")
    assert run(ledger, "--out", "/dev/null").exit_code == 2, "a device is not replaced by a file"


def test_what_stands_in_the_file_stays_until_the_page_is_whole(ledger, tmp_path):
    out = tmp_path / "report.html"
    out.write_text("the report of yesterday", encoding="utf-8")
    command = [sys.executable, "-m", "quotes", "report", str(ledger), "--out", str(out)]
    limited = f"ulimit -f 8; exec {' '.join(command)}"  # a full disk: no file may be larger than 8 blocks
    done = subprocess.run(["/bin/sh", "-c", limited], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, f"quotes: {out}: cannot be written: File too large\n")
    assert {p.name for p in tmp_path.iterdir()} == {ledger.name, "report.html"}, "no half of a page is left"
    assert out.read_text(encoding="utf-8") == "the report of yesterday"


def test_a_link_keeps_leading_where_it_led(ledger, tmp_path):
    (tmp_path / "real.html").write_text("old", encoding="utf-8")
    (tmp_path / "link.html").symlink_to("real.html")
    assert run(ledger, "--out", tmp_path / "link.html").exit_code == 0
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "real.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_text_of_half_characters_is_not_shown_and_stops_nothing(tmp_path):
    record = LEDGER.to_json().replace("Monday", "\\ud800onday")
    (tmp_path / "broken.json").write_text(record, encoding="utf-8")
    done = run(tmp_path / "broken.json", "--out", tmp_path / "report.html")
    assert done.exit_code == 0
    assert "a character that is none" in (tmp_path / "report.html").read_text(encoding="utf-8")
