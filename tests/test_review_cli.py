"""The commands of a review: from a checklist to ledgers with corrections, and what is said where something is wrong."""

import csv
import io
import json
from dataclasses import replace

import pytest
from reviews import found
from samples import LEDGER, TEXT
from typer.testing import CliRunner

import quotes
from quotes import cli, files, schema
from quotes.cli.corrections import corrected, loaded
from quotes.cli.texts import Texts
from quotes.review import Corrections, load, save

RUNNER = CliRunner()
BARE = replace(LEDGER, source=replace(LEDGER.source, text=None))


def run(*arguments):
    return RUNNER.invoke(cli.app, ["review", *map(str, arguments)], catch_exceptions=False)


@pytest.fixture
def desk(tmp_path):
    """A folder with a ledger in `ledgers`."""
    (tmp_path / "ledgers").mkdir()
    files.save(LEDGER, tmp_path / "ledgers")
    return tmp_path


def fill(path, **statuses):
    """Fill the status of entries in a checklist, by their ids, as a spreadsheet would."""
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    for row in rows:
        if row["id"] in statuses:
            row.update({"checker": "Ana", "date": "2024-05-07"}, **statuses[row["id"]])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def test_a_review_from_the_checklist_to_the_corrected_ledger(desk):
    sheet, kept, out = desk / "checklist.csv", desk / "corrections.json", desk / "reviewed"
    made = run("checklist", desk / "ledgers", "--out", sheet)
    assert (made.exit_code, made.stdout, made.stderr) == (0, "", "")
    fill(
        sheet,
        a1={"status": "confirmed"},
        a2={"status": "rejected"},
        a3={"status": "corrected", "new speaker": "Ilse Voss"},
    )
    read = run("read", sheet, desk / "ledgers", "--corrections", kept)
    assert (read.exit_code, read.stdout) == (0, "")
    assert read.stderr == f"quotes: 3 new, 0 replaced, 0 left out; {kept} holds 3 corrections\n"
    before = kept.read_bytes()
    again = run("read", sheet, desk / "ledgers", "--corrections", kept)
    assert again.stderr == f"quotes: 0 new, 0 replaced, 0 left out; {kept} holds 3 corrections\n"
    assert kept.read_bytes() == before
    done = run("apply", kept, desk / "ledgers", "--out", out)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "quotes: 3 corrections applied, 0 not\n")
    [ledger] = quotes.load(out)
    assert [p.name for p in out.iterdir()] == ["pier.ledger.json"]
    assert schema.validate(ledger) == ()
    assert [a.id for a in ledger.attributions] == ["a1", "a3", "a4", "a5", "a6", "a7"]
    assert list(quotes.load(desk / "ledgers")) == [LEDGER]
    assert run("apply", kept, out).stdout == ledger.to_json() + "\n"


def test_the_checklist_goes_to_standard_output_and_says_what_it_lacks(desk):
    files.save(BARE, desk / "ledgers")
    done = run("checklist", desk / "ledgers", "--least-sure-first")
    assert done.exit_code == 0
    assert done.stdout.startswith("\ufefftitle,published,words,")
    assert done.stderr == (
        "quotes: the sentences around the words are left out for 1 ledger without text; --text names articles\n"
    )
    (desk / "pier.txt").write_text(TEXT, encoding="utf-8", newline="")
    assert run("checklist", desk / "ledgers", "--text", desk / "pier.txt").stderr == ""


def test_what_was_found_before_is_filled_in_or_left_out(desk):
    save(Corrections.of([found(1)]), desk / "c.json")
    assert "confirmed" in run("checklist", desk / "ledgers", "--corrections", desk / "c.json").stdout
    left = run("checklist", desk / "ledgers", "--corrections", desk / "c.json", "--open").stdout
    assert 'We will rebuild it,",Mara' not in left
    assert left.count("\n") == 7
    done = run("checklist", desk / "ledgers", "--open")
    assert (done.exit_code, done.stderr) == (
        2,
        "quotes: --open needs --corrections, the file of what was checked before\n",
    )


def test_a_checklist_that_may_be_filled_is_not_written_over(desk):
    (desk / "c.csv").write_text("mine", encoding="utf-8")
    done = run("checklist", desk / "ledgers", "--out", desk / "c.csv")
    assert done.exit_code == 2
    assert "is there already, and somebody may have filled it" in done.stderr
    assert (desk / "c.csv").read_text(encoding="utf-8") == "mine"


def test_rows_with_mistakes_are_named_and_the_others_taken(desk):
    sheet, kept = desk / "checklist.csv", desk / "corrections.json"
    run("checklist", desk / "ledgers", "--out", sheet)
    fill(sheet, a1={"status": "confirmed"}, a2={"status": "wrong"}, a3={"status": "unsure", "date": "7.5.24"})
    done = run("read", sheet, desk / "ledgers", "--corrections", kept)
    assert done.exit_code == 1
    assert f"quotes: {sheet}, row 3: status: 'wrong' is none of confirmed," in done.stderr
    assert f"quotes: {sheet}, row 4: date: '7.5.24' is no date" in done.stderr
    assert [c.words for c in load(kept).items] == ["We will rebuild it,"]


def test_checkers_who_contradict_each_other_are_both_kept_and_told(desk):
    sheet, kept = desk / "checklist.csv", desk / "corrections.json"
    save(Corrections.of([found(1, "rejected", checker="Bo")]), kept)
    run("checklist", desk / "ledgers", "--out", sheet)
    fill(sheet, a1={"status": "confirmed"})
    done = run("read", sheet, desk / "ledgers", "--corrections", kept)
    assert done.exit_code == 1
    assert "news/pier.txt: conflict: “We will rebuild it,”: Ana (2024-05-07): confirmed, Bo" in done.stderr
    assert len(load(kept).items) == 2
    done = run("apply", kept, desk / "ledgers")
    assert done.exit_code == 1
    assert done.stderr.endswith("quotes: 0 corrections applied, 2 not\n")
    assert done.stderr.count("conflict: “We will rebuild it,”") == 2


def test_an_older_word_of_a_checker_is_left_out_and_told(desk):
    sheet, kept = desk / "checklist.csv", desk / "corrections.json"
    save(Corrections.of([found(1, "rejected", date="2024-06-01")]), kept)
    run("checklist", desk / "ledgers", "--out", sheet)
    fill(sheet, a1={"status": "confirmed"})
    done = run("read", sheet, desk / "ledgers", "--corrections", kept)
    assert done.exit_code == 0
    assert "left out, since Ana has said something later: “We will rebuild it,”" in done.stderr
    assert load(kept).items == (found(1, "rejected", date="2024-06-01"),)


def test_what_no_longer_applies_is_named_and_the_ledger_written_nevertheless(desk):
    changed = replace(LEDGER, attributions=LEDGER.attributions[1:])
    files.save(changed, desk / "ledgers")
    elsewhere = replace(found(2), source=replace(found(2).source, id="x", url=None, sha256="0" * 64))
    save(Corrections.of([found(1), found(2), elsewhere]), desk / "c.json")
    done = run("apply", desk / "c.json", desk / "ledgers")
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "quotes: 1 correction of sources that are not among these ledgers",
        "quotes: news/pier.txt: lost: “We will rebuild it,” (confirmed by Ana, 2024-05-07): the words stand at 28, but no entry of the ledger has them",
        "quotes: 1 correction applied, 1 not",
    ]
    assert len(json.loads(done.stdout)["attributions"]) == 6


def test_the_ledgers_as_extracted_are_never_written_over(desk):
    save(Corrections.of([found(2, "rejected")]), desk / "c.json")
    done = run("apply", desk / "c.json", desk / "ledgers", "--out", desk / "ledgers")
    assert done.exit_code == 2
    done = run("apply", desk / "c.json", desk / "ledgers" / "pier.ledger.json", "--out", desk / "ledgers")
    assert done.exit_code == 1
    assert "the ledger as it was extracted is there, and stays so" in done.stderr
    assert list(quotes.load(desk / "ledgers")) == [LEDGER]


def test_of_two_ledgers_of_a_source_the_first_is_taken(desk):
    save(Corrections.of([found(2, "rejected")]), desk / "c.json")
    done = run("apply", desk / "c.json", desk / "ledgers", desk / "ledgers")
    assert done.exit_code == 1
    assert "there are several ledgers of the source 'pier'; the first is taken" in done.stderr
    assert done.stdout.count("\n") == 1


def test_a_reviewed_ledger_that_was_changed_fails_alone(desk):
    save(Corrections.of([found(2, "rejected")]), desk / "c.json")
    run("apply", desk / "c.json", desk / "ledgers", "--out", desk / "reviewed")
    [reviewed] = quotes.load(desk / "reviewed")
    files.save(reviewed.at_least(0.5), desk / "reviewed")
    for command in (["checklist"], ["apply", desk / "c.json"]):
        done = run(*command, desk / "reviewed")
        assert done.exit_code == 1
        assert "news/pier.txt: review: pier: the ledger was changed after it was reviewed" in done.stderr


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a,b\n1,2\n", "is no checklist: its first row has none of the columns"),
        (b"words,status\n", "has no column source, id, new speaker, new speaker kind, new role, new kind, new words, "),
        (None, "cannot be read: No such file or directory"),
    ],
)
def test_a_file_that_is_no_checklist_stops_the_command(desk, data, message):
    sheet = desk / "c.csv"
    if data is not None:
        sheet.write_bytes(data)
    done = run("read", sheet, desk / "ledgers", "--corrections", desk / "c.json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
    assert not (desk / "c.json").exists()


def test_a_checklist_in_windows_1252_is_read_and_said(desk):
    sheet = desk / "c.csv"
    run("checklist", desk / "ledgers", "--out", sheet)
    fill(sheet, a1={"status": "confirmed", "evidence": "Café"})
    sheet.write_bytes(sheet.read_text(encoding="utf-8").replace("😀", "?").encode("cp1252"))
    done = run("read", sheet, desk / "ledgers", "--corrections", desk / "c.json")
    assert done.exit_code == 0
    assert "encoding: read as windows-1252" in done.stderr
    assert load(desk / "c.json").items[0].evidence == "Café"


def test_a_corrections_file_that_is_wrong_stops_every_command_with_all_that_is_wrong(desk):
    kept = desk / "c.json"
    record = json.loads(Corrections.of([found(1)]).to_json())
    record["corrections"][0] |= {"status": "wrong", "date": "x"}
    kept.write_text(json.dumps(record), encoding="utf-8")
    (desk / "c.csv").write_text("", encoding="utf-8")
    for command in (
        ["checklist", desk / "ledgers", "--corrections", kept],
        ["read", desk / "c.csv", desk / "ledgers", "--corrections", kept],
        ["apply", kept, desk / "ledgers"],
    ):
        done = run(*command)
        assert done.exit_code == 2
        assert f"{kept}: $.corrections[0].status: schema: enum: 'wrong' is not one of" in done.stderr
        assert f"{kept}: $.corrections[0].date: schema: format" in done.stderr
    assert run("apply", desk / "no.json", desk / "ledgers").exit_code == 2


def test_a_place_that_cannot_be_written_is_named(desk):
    (desk / "file").write_text("", encoding="utf-8")
    save(Corrections.of([found(1)]), desk / "c.json")
    sheet = desk / "checklist.csv"
    run("checklist", desk / "ledgers", "--out", sheet)
    fill(sheet, a1={"status": "confirmed"})
    for command in (
        ["checklist", desk / "ledgers", "--out", desk / "file" / "c.csv"],
        ["read", sheet, desk / "ledgers", "--corrections", desk / "file" / "c.json"],
        ["apply", desk / "c.json", desk / "ledgers", "--out", desk / "file"],
    ):
        done = run(*command)
        assert (done.exit_code, done.stdout) == (2, "")
        assert str(desk / "file") in done.stderr


def test_other_commands_take_ledgers_as_they_were_reviewed(desk, capsys):
    save(Corrections.of([found(1), found(2, "rejected")]), desk / "c.json")
    changed = replace(LEDGER, attributions=LEDGER.attributions[1:])
    failed = []
    assert list(corrected([changed], None, Texts(None, failed), failed)) == [changed]
    [ledger] = corrected([changed], loaded(desk / "c.json"), Texts(None, failed), failed)
    assert (len(ledger.attributions), failed) == (5, [])
    assert "lost: “We will rebuild it,” (confirmed by Ana, 2024-05-07)" in capsys.readouterr().err
