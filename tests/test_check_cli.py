"""The commands check and variants: what they print, and how they exit."""

import csv
import io
import json
from dataclasses import replace

import pytest
from samples import ARTICLE, LEDGER
from typer.testing import CliRunner

from quotes import cli, files
from quotes.ledger import Source

CLAIM = "We will rebuild it"


def run(*arguments):
    return CliRunner().invoke(cli.app, [str(a) for a in arguments], catch_exceptions=False)


@pytest.fixture
def claims(tmp_path):
    path = tmp_path / "claims.csv"
    path.write_text("id,claim,speaker\n=1,We will rebuild it,Mara Voss\n2,We will not rebuild it,\n", encoding="utf-8")
    return path


def test_a_claim_is_checked_in_ledgers_without_a_store(ledger):
    done = run("check", CLAIM, "--speaker", "Mara Voss", "--in", ledger)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "VERBATIM  “We will rebuild it” – Mara Voss",
        "  The words stand in a row inside quotation marks; credited to Mara Voss.",
        "  places:",
        f"    1. pier 28..46 (Oster Bote, 2024-05-06T07:08:09+02:00, {ARTICLE.url})",
        "       verbatim; direct, credited to Mara Voss",
        "       sentence: “We will rebuild it,” Mara Voss, the mayor of Oster, told reporters on Monday.",
    ]


def test_a_store_gives_the_same_as_the_ledgers_that_are_in_it(ledger, store):
    for option in ("text", "json", "csv"):
        held, made = (
            run("check", CLAIM, *where, "--format", option) for where in (("--store", store), ("--in", ledger))
        )
        assert held.stdout == made.stdout != ""


def test_a_file_of_claims_is_checked_as_json_lines(store, claims):
    done = run("check", "--claims", claims, "--store", store, "--format", "json")
    assert done.exit_code == 0
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["verdict"], first["claim"]["id"]) == ("verbatim", "=1")
    assert first["places"][0]["spans"] == [{"start": 28, "end": 46, "text": CLAIM}]
    assert (second["verdict"], second["places"][0]["flags"]) == ("altered", ["negation"])


def test_a_table_has_a_row_a_place_and_no_formula(store, claims):
    done = run("check", "--claims", claims, "--store", store, "--format", "csv")
    first, second = csv.DictReader(io.StringIO(done.stdout))
    assert (first["id"], first["verdict"], first["words"]) == ("'=1", "verbatim", CLAIM)
    assert second["difference"] == "We will {+not+} (negation) rebuild it"


def test_it_exits_with_1_for_a_doubtful_claim_only_if_it_is_strict(store, claims):
    assert run("check", "--claims", claims, "--store", store).exit_code == 0
    done = run("check", "--claims", claims, "--store", store, "--strict")
    assert (done.exit_code, done.stderr) == (1, "quotes: 1 claim not verbatim\n")
    assert run("check", CLAIM, "--store", store, "--strict").exit_code == 0
    assert run("check", CLAIM, "--speaker", "Ilse Voss", "--store", store, "--strict").exit_code == 1


def test_a_bad_row_is_named_and_the_others_are_checked(store, claims):
    claims.write_text("claim\nWe will rebuild it\none, two\n", encoding="utf-8")
    done = run("check", "--claims", claims, "--store", store)
    assert done.exit_code == 1
    assert done.stdout.startswith("VERBATIM")
    assert f"{claims}:3: columns: has 2 cells, the header 1" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check", CLAIM), "quotes.db: there is no store; quotes add LEDGERS --store quotes.db makes one"),
        (("check", "--in", "ledgers"), "give one claim"),
        (("check", CLAIM, "--claims", "c.csv", "--in", "ledgers"), "give one claim"),
        (("check", "--claims", "c.csv", "--speaker", "Voss", "--in", "ledgers"), "it is a column"),
        (("check", "--claims", "none.csv", "--in", "ledgers"), "none.csv: file: cannot be read"),
        (("check", CLAIM, "--store", "no.store"), "no.store: there is no store"),
        (("check", CLAIM, "--in", "no.json"), "no.json: file: cannot be read"),
        (("variants",), "quotes.db: there is no store; quotes add LEDGERS --store quotes.db makes one"),
        (("variants", "--store", "no.store"), "there is no store"),
    ],
)
def test_what_cannot_be_done_is_said(arguments, message, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr


def test_a_file_without_the_column_says_which(store, tmp_path):
    (tmp_path / "c.csv").write_text("words\nWe will\n", encoding="utf-8")
    done = run("check", "--claims", tmp_path / "c.csv", "--store", store)
    assert done.exit_code == 2
    assert "has no column 'claim' (nor 'quote' or 'text'); its columns are 'words'" in done.stderr


def test_a_ledger_that_is_not_valid_is_named_and_the_others_are_looked_in(ledger, tmp_path):
    bad = ledger.parent / "bad.ledger.json"
    bad.write_text(ledger.read_text(encoding="utf-8").replace("Mara Voss", "Mara Vxss"), encoding="utf-8")
    done = run("check", CLAIM, "--in", ledger.parent)
    assert done.exit_code == 1
    assert done.stdout.startswith("VERBATIM")
    assert f"{bad}: " in done.stderr


def test_variants_shows_groups_and_narrows_them(ledger, tmp_path):
    done = run("variants", "--in", ledger)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "no such quotation" in done.stderr
    folder = tmp_path / "two"
    folder.mkdir()
    for name, speaker in (("one", "s1"), ("two", "s4")):
        files.save(rebuilt(name, speaker), folder)
    done = run("variants", "--in", folder)
    assert "2 sources, 2 quotations, SPEAKER DISPUTED" in done.stdout
    assert run("variants", "--in", folder, "--disagreeing", "--speaker", "Ilse Voss").stdout == done.stdout
    assert run("variants", "--in", folder, "--speaker", "Tobin Ashe").stdout == ""
    [group] = map(json.loads, run("variants", "--in", folder, "--format", "json").stdout.splitlines())
    assert [each["name"] for each in group["credits"]] == ["Ilse Voss", "Mara Voss"]


def rebuilt(name, speaker):
    """Return a ledger whose one quotation is long enough to be compared, of one of the two of a surname."""
    article = replace(ARTICLE, id=name, path=f"{name}.txt", url=None)
    said = LEDGER.attributions[0]
    span = article.span(said.content[0].start, article.text.index(" reporters"))
    bare = replace(said, role=None, cue=None, addressee=None, evidence=(), speaker=replace(said.speaker, id=speaker))
    attribution = replace(bare, content=(span,), verbatim=(span,))
    source = Source.of(article, embed_text=True)
    return replace(LEDGER, source=source, attributions=(attribution,), not_speech=())
