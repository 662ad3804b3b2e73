"""Commands that read ledgers: from files, from stores, and as they were reviewed."""

import json
from dataclasses import replace

import pytest
from reviews import found
from samples import LEDGER
from typer.testing import CliRunner

from quotes import cli, files
from quotes.ledger import Ledger, Source
from quotes.model import Article, Attribution, Mention, SpeakerLink
from quotes.review import Corrections, save
from quotes.store import connect


def run(*arguments):
    return CliRunner().invoke(cli.app, [str(a) for a in arguments], catch_exceptions=False)


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
    assert "corrected by Ana, 2024-05-07, speaker: Ilse Voss" in " ".join(text.split())


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
    path = files.save(Ledger.from_dict(bare), tmp_path)
    done = run("check", "We will rebuild it", "--in", path, "--format", "json")
    assert json.loads(done.stdout)["places"][0]["sentence"]["text"].endswith("told reporters on Monday.")


def exported(*arguments):
    done = run("export", *arguments, "--to", "jsonl")
    assert done.exit_code == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_store_is_exported_in_the_order_of_being_added_from_a_position_on(store, tmp_path):
    article = Article(id="quay", path="quay.txt", text="“The quay is shut,” said Ilse Brandt.", published="2001-01-01")
    words, name = article.span(1, 18), article.span(25, 37)
    said = Attribution(
        id="a1",
        kind="direct",
        act="speech",
        content=(words,),
        verbatim=(words,),
        speaker=SpeakerLink(id=None, status="unresolved", mention=Mention(span=name, form="name")),
        confidence=0.5,
        rule="by hand",
    )
    older = Ledger(source=Source.of(article), attributions=(said,), run=LEDGER.run)
    with connect(store) as opened:
        list(opened.add([("quay", older.to_dict())]))
    items = exported(store)
    assert [item["position"] for item in items] == [1] * len(LEDGER.attributions) + [2]
    assert [item["source"]["id"] for item in exported(store, "--since", "1")] == ["quay"]
    assert exported(store, "--since", "2") == []
    assert {item["source"]["id"] for item in exported(store, "--since", "2024-01-01")} == {"pier"}


def test_a_consumer_of_a_store_is_told_what_replaces_and_what_is_withdrawn(store):
    text = "News.\n" + LEDGER.source.text
    moved = Article(id="pier", path="news/pier.txt", url=LEDGER.source.url, text=text)
    first = LEDGER.attributions[0]
    [words] = first.content
    there = moved.span(words.start + 6, words.end + 6)
    kept = replace(
        first,
        content=(there,),
        verbatim=(there,),
        cue=None,
        role=None,
        addressee=None,
        medium=None,
        evidence=(),
        speaker=SpeakerLink(id=None, status="none"),
    )
    before = {item["attribution"]: item["id"] for item in exported(store)}
    with connect(store) as opened:
        list(opened.add([("pier", Ledger(source=Source.of(moved), attributions=(kept,), run=LEDGER.run).to_dict())]))
    item, *gone = exported(store, "--since", "1")
    assert item["replaces"] == before.pop(first.id)
    assert {each["type"] for each in gone} == {"withdrawn"}
    assert {each["id"] for each in gone} == set(before.values())
    [alone] = exported(store)
    assert alone["replaces"] is None


def test_ledgers_are_exported_as_they_were_reviewed(ledger, store, corrections):
    for place in (ledger, store):
        first = exported(place, "--corrections", corrections)[0]
        assert first["speaker"]["name"] == "Ilse Voss"


def test_a_store_is_exported_by_itself(ledger, store):
    done = run("export", store, ledger, "--to", "jsonl")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "a store is exported by itself" in done.stderr
