"""The command with the real model: what it prints where, what it leaves on disk, and how it exits."""

import json
import os
import pty
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from samples import LEDGER, TEXT
from typer.testing import CliRunner

import quotes
from quotes import cli, files, pipeline, schema
from quotes.weights import EMBEDDED

RUNNER = CliRunner()
ACCEPTANCE = Path(__file__).parent / "acceptance"
ARTICLE = "“We will rebuild the pier,” said Mara Voss, the mayor of Oster.\n\nShe said the town had the money.\n"


def run(*arguments, **options):
    return RUNNER.invoke(cli.app, [str(a) for a in arguments], catch_exceptions=False, **options)


def process(*arguments, **options):
    return subprocess.Popen([sys.executable, "-m", "quotes", *map(str, arguments)], **options)


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "pier.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.fixture
def ledger(tmp_path):
    return files.save(LEDGER, tmp_path)


def ledgers(text):
    return [json.loads(line) for line in text.splitlines()]


def test_extract_prints_one_valid_ledger_a_line(article):
    done = run("extract", article)
    assert (done.exit_code, done.stderr) == (0, "")
    [record] = ledgers(done.stdout)
    assert schema.validate(record, ARTICLE) == ()
    assert record["source"]["path"] == article.as_posix()
    first, second = record["attributions"]
    assert first["content"][0]["text"].strip(",") == "We will rebuild the pier"
    assert {first["speaker"]["id"], second["speaker"]["id"]} == {s["id"] for s in record["speakers"]}
    assert record["speakers"][0]["name"] == "Mara Voss"


def test_extract_twice_gives_the_same_bytes(article):
    assert run("extract", article).stdout == run("extract", article).stdout


def test_extract_reads_standard_input():
    [record] = ledgers(run("extract", "-", input=ARTICLE).stdout)
    assert (record["source"]["id"], record["source"]["path"]) == ("stdin", None)
    two = "".join(json.dumps({"text": ARTICLE, "id": i}) + "\n" for i in "ab")
    assert [r["source"]["id"] for r in ledgers(run("extract", "-", "--jobs", 1, input=two).stdout)] == ["a", "b"]


def test_extract_writes_a_file_for_each_source_and_nothing_else(article, tmp_path):
    out = tmp_path / "new" / "ledgers"
    done = run("extract", article, "--out", out)
    assert (done.exit_code, done.stdout) == (0, "")
    assert [p.name for p in out.iterdir()] == ["pier.ledger.json"]
    assert next(quotes.load(out)).to_dict() == ledgers(run("extract", article).stdout)[0]


def test_extract_makes_every_ledger_anew_and_with_resume_only_those_that_are_not_right(article, tmp_path):
    out = tmp_path / "ledgers"
    path = out / "pier.ledger.json"
    assert run("extract", article, "--out", out, "--resume").stderr == "quotes: 0 ledgers kept, 1 made\n"
    right = path.read_bytes()
    os.utime(path, (1, 1))
    assert run("extract", article, "--out", out, "--resume").stderr == "quotes: 1 ledger kept, 0 made\n"
    assert path.stat().st_mtime == 1
    run("extract", article, "--out", out)
    assert path.stat().st_mtime > 1
    for arguments in (["--acts", "all"], ["--embed-text"], ["--min-confidence", "0.9"], []):
        os.utime(path, (1, 1))
        run("extract", article, "--out", out, "--resume", *arguments)
        assert path.stat().st_mtime > 1
    path.write_text("{", encoding="utf-8")
    run("extract", article, "--out", out, "--resume")
    assert path.read_bytes() == right


def test_extract_with_resume_loads_no_model_if_nothing_is_left_to_do(article, tmp_path):
    run("extract", article, "--out", tmp_path / "ledgers")
    code = "import sys; from quotes.cli import app; app(standalone_mode=False); print('torch' in sys.modules)"
    arguments = ["extract", article, "--out", tmp_path / "ledgers", "--resume"]
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("False\n", "quotes: 1 ledger kept, 0 made\n")


def test_resume_needs_a_folder(article):
    done = run("extract", article, "--resume")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "quotes: --resume needs --out, the folder of the run to continue\n"


def test_extract_takes_only_speech_unless_asked_for_all_acts():
    text = "Mara Voss, the mayor, believes that the pier is lost. She said it was old."
    speech, every = (ledgers(run("extract", "-", "--acts", a, input=text).stdout)[0] for a in ("speech", "all"))
    assert {a["act"] for a in speech["attributions"]} == {"speech"}
    assert {a["act"] for a in every["attributions"]} == {"speech", "thought"}
    assert every["run"]["options"]["acts"] == "all"


def test_extract_embeds_the_text_if_asked(article):
    assert ledgers(run("extract", article, "--embed-text").stdout)[0]["source"]["text"] == ARTICLE
    assert "text" not in ledgers(run("extract", article).stdout)[0]["source"]


def test_bad_sources_are_listed_at_the_end_and_the_others_are_done(article, tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "bad.jsonl").write_text('{"text": "a"}\nnope\n', encoding="utf-8")
    done = run("extract", tmp_path, tmp_path / "missing.txt", "--jobs", 1)
    assert done.exit_code == 1
    assert len(ledgers(done.stdout)) == 2
    assert f"{tmp_path}/empty.txt: text: is empty" in done.stderr
    assert f"{tmp_path}/bad.jsonl:2: json: is not JSON" in done.stderr
    assert f"{tmp_path}/missing.txt: source: there is no such file" in done.stderr
    assert done.stderr.endswith("quotes: 3 sources failed, 2 articles read\n")


def test_a_guessed_encoding_is_said_and_recorded_and_no_failure(tmp_path):
    path = tmp_path / "latin.txt"
    path.write_bytes("“Naïve,” said Mara Voss.".encode("cp1252"))
    done = run("extract", path)
    assert done.exit_code == 0
    assert "encoding: decoded as windows-1252" in done.stderr
    assert ledgers(done.stdout)[0]["problems"][0]["check"] == "encoding"


@pytest.mark.parametrize(
    "text", ['"', "“”" * 50, "' " * 99, "\x00 “x” said \x1b", "\u2028“a”\r\rshe said", "😀 said “😀”"]
)
def test_odd_texts_make_valid_ledgers(text):
    done = run("extract", "-", input=json.dumps({"text": text}))
    assert done.exit_code == 0
    assert schema.validate(ledgers(done.stdout)[0], text) == ()


def test_a_folder_that_cannot_be_written_stops_the_run(article, tmp_path):
    (tmp_path / "file").write_text("")
    done = run("extract", article, "--out", tmp_path / "file" / "ledgers")
    assert done.exit_code == 2
    assert done.stderr == f"quotes: {tmp_path}/file/ledgers: cannot be written: Not a directory\n"


def test_a_model_that_is_not_there_stops_the_run(article, tmp_path):
    done = run("extract", article, "--model", tmp_path / "none")
    assert done.exit_code == 2
    assert str(tmp_path / "none") in done.stderr
    assert "Traceback" not in done.stderr


def test_a_model_that_was_tampered_with_stops_the_run(article, tmp_path):
    models = tmp_path / "models"
    shutil.copytree(EMBEDDED, models)
    target = max(models.rglob("*.pt"), key=lambda p: p.stat().st_size)
    data = bytearray(target.read_bytes())
    data[len(data) // 2] ^= 1
    target.write_bytes(data)
    done = run("extract", article, "--model", models)
    assert done.exit_code == 2
    assert str(target) in done.stderr


def test_the_embedded_files_as_a_folder_of_ones_own_give_the_same_attributions(article, tmp_path):
    models = tmp_path / "models"
    shutil.copytree(EMBEDDED, models)
    own, embedded = (ledgers(run("extract", article, *m).stdout)[0] for m in (["--model", models], []))
    assert own["attributions"] == embedded["attributions"]


def test_an_article_that_breaks_the_extractor_does_not_end_the_run(article, tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("Something else.", encoding="utf-8")
    segment = pipeline.segment

    def broken(source):
        if source.id == "a":
            raise RecursionError("too deep")
        return segment(source)

    monkeypatch.setattr(pipeline, "segment", broken)
    done = run("extract", tmp_path, "--jobs", 1)
    assert done.exit_code == 1
    assert f"{tmp_path}/a.txt: extract: failed, please report it: RecursionError: too deep" in done.stderr
    assert len(ledgers(done.stdout)) == 1


def test_show_prints_who_said_what(ledger):
    done = run("show", ledger, "--width", 100)
    assert done.exit_code == 0
    assert "“We will rebuild it,”" in done.stdout
    assert max(map(len, run("show", ledger, "--width", 40).stdout.splitlines())) <= 40


def test_validate_is_silent_about_good_ledgers():
    done = run("validate", ACCEPTANCE / "positive")
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "quotes: 7 ledgers, 0 not valid\n"


@pytest.mark.parametrize("path", sorted((ACCEPTANCE / "negative").iterdir()), ids=lambda p: p.name)
def test_validate_prints_file_place_check_and_message(path):
    done = run("validate", path)
    [expected] = json.loads(path.read_text(encoding="utf-8"))["x_expect"]
    assert done.exit_code == 1
    assert done.stdout.startswith(f"{path}: {expected['path']}: {expected['check']}: ")
    assert done.stderr == "quotes: 1 ledger, 1 not valid\n"


def test_validate_proves_the_offsets_with_the_articles_given(tmp_path):
    record = json.loads((ACCEPTANCE / "positive" / "without-text.ledger.json").read_text(encoding="utf-8"))
    cue = record["attributions"][0]["cue"]
    cue.update(start=cue["start"] + 1, end=cue["end"] + 1)
    record["integrity"]["sha256"] = quotes.ledger.content_hash(record)
    path = tmp_path / "moved.ledger.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    (tmp_path / "pier.txt").write_text(TEXT, encoding="utf-8")
    assert run("validate", path).exit_code == 0
    done = run("validate", path, "--text", tmp_path)
    assert done.exit_code == 1
    assert "$.attributions[0].cue.text: offsets: 'told' is not what stands at" in done.stdout


def test_validate_names_file_and_line_of_what_is_no_ledger(tmp_path):
    path = tmp_path / "two.jsonl"
    path.write_text(f"{LEDGER.to_json()}\nnope\n[]\n{{}}\n", encoding="utf-8")
    done = run("validate", path, tmp_path / "none.json")
    assert done.exit_code == 1
    starts = [line.split(": ")[0:2] for line in done.stdout.splitlines()]
    assert [f"{path}:2", "json"] in starts
    assert [f"{path}:3", "json"] in starts
    assert [f"{path}:4", "$"] in starts
    assert [f"{tmp_path}/none.json", "file"] in starts


def test_score_of_a_ledger_against_itself_is_perfect(ledger):
    done = run("score", ledger, ledger)
    assert done.exit_code == 0
    assert "100.0" in done.stdout
    figures = json.loads(run("score", ledger, ledger, "--json").stdout)
    assert figures["content_exact"]["f1"] == 100


def test_score_lists_differences_if_asked(ledger, tmp_path):
    record = json.loads(ledger.read_text(encoding="utf-8"))
    record["attributions"][0]["kind"] = "mixed"
    other = tmp_path / "other.ledger.json"
    other.write_text(json.dumps(record), encoding="utf-8")
    assert "is direct, found mixed" in run("score", ledger, other, "--differences").stdout
    assert "is direct, found mixed" not in run("score", ledger, other).stdout


def test_score_and_show_name_what_is_no_ledger(ledger, tmp_path):
    bad = tmp_path / "bad.ledger.json"
    bad.write_text("{}", encoding="utf-8")
    for code, arguments in ((1, ["show", ledger, bad]), (2, ["score", ledger, bad])):
        done = run(*arguments)
        assert done.exit_code == code
        assert f"{bad}: ledger: $.schema_version: is missing" in done.stderr


def test_extract_leaves_out_what_is_less_sure_and_says_so(article):
    [whole] = ledgers(run("extract", article).stdout)
    surest = max(a["confidence"] for a in whole["attributions"])
    [record] = ledgers(run("extract", article, "--min-confidence", surest).stdout)
    assert record["attributions"] == [a for a in whole["attributions"] if a["confidence"] == surest]
    assert record["run"]["options"] == whole["run"]["options"] | {"min_confidence": surest}
    assert schema.validate(record, ARTICLE) == ()
    [none] = ledgers(run("extract", article, "--min-confidence", 1).stdout)
    assert (none["attributions"], none["speakers"]) == ([], [])


def test_to_leave_nothing_out_is_the_default(article):
    assert run("extract", article, "--min-confidence", 0).stdout == run("extract", article).stdout


def test_show_leaves_out_what_is_less_sure(ledger):
    whole, sure = run("show", ledger).stdout, run("show", ledger, "--min-confidence", 0.5).stdout
    assert "7 attributions, 4 speakers" in whole
    assert "5 attributions, 4 speakers" in sure
    assert "25%" in whole
    assert "25%" not in sure


@pytest.fixture
def extracted(article, tmp_path, monkeypatch):
    """A ledger of the article, its path as it is seen from the folder of both."""
    monkeypatch.chdir(tmp_path)
    run("extract", article.name, "--out", "ledgers")
    return tmp_path / "ledgers" / "pier.ledger.json"


def explained(ledger, *arguments):
    ident = json.loads(ledger.read_text("utf-8"))["attributions"][0]["id"]
    done = run("explain", ledger, ident[:8], "--json", *arguments)
    return done, json.loads(done.stdout) if done.stdout else None


def test_explain_lists_the_entries_and_explains_one(extracted):
    record = json.loads(extracted.read_text("utf-8"))
    ids = [a["id"] for a in record["attributions"]]
    listed = run("explain", extracted.parent)
    assert [line.split()[0] for line in listed.stdout.splitlines()] == ids
    done = run("explain", extracted, ids[0])
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{ids[0]} in pier.txt\n")
    assert "“said” at" in done.stdout


def test_explain_reads_the_article_where_the_ledger_says_it_was(extracted):
    done, record = explained(extracted)
    assert (done.exit_code, record["again"], record["notes"]) == (0, True, [])
    assert record["cue"]["text"] == "said"


def test_explain_says_the_rest_where_the_text_is_missing_or_another(extracted, article):
    article.write_text("Another text.", encoding="utf-8")
    done, record = explained(extracted)
    assert (done.exit_code, record["again"], record["cue"]) == (0, False, None)
    assert record["notes"][0].startswith("pier.txt: is not the text that the ledger is of")
    article.unlink()
    done, record = explained(extracted)
    assert (done.exit_code, record["attribution"]["cue"]["text"]) == (0, "said")
    assert "there is no file pier.txt" in record["notes"][0]


def test_explain_takes_the_text_from_the_ledger_or_the_article_that_is_named(extracted, article, tmp_path):
    moved = article.rename(tmp_path / "moved.txt")
    assert explained(extracted)[1]["again"] is False
    assert explained(extracted, "--article", moved)[1]["again"] is True
    run("extract", moved, "--embed-text", "--out", "embedded")
    moved.unlink()
    assert explained(tmp_path / "embedded" / "moved.ledger.json")[1]["again"] is True


def test_explain_stops_at_an_article_that_is_another(extracted, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("Another text.", encoding="utf-8")
    done, record = explained(extracted, "--article", other)
    assert (done.exit_code, record) == (2, None)
    assert done.stderr == f"quotes: {other}: is not the text that the ledger is of, its sha256 is another\n"
    done, _ = explained(extracted, "--article", tmp_path / "none.txt")
    assert done.exit_code == 2
    assert "there is no such file" in done.stderr


def test_explain_opens_nothing_but_a_file(extracted):
    record = json.loads(extracted.read_text("utf-8"))
    for path in ("-", ".", "*", "a\0b"):
        record["source"]["path"] = path
        extracted.write_text(json.dumps(record), encoding="utf-8")
        done, shown = explained(extracted)
        assert (done.exit_code, shown["again"]) == (0, False)


def test_explain_names_ids_that_are_near(extracted):
    done = run("explain", extracted, "a-000")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "no attribution has the id 'a-000'; near it: a-" in done.stderr
    done = run("explain", extracted.parent / "none.json", "a-000")
    assert done.exit_code == 2
    assert "none.json: file: cannot be read" in done.stderr


def test_schema_prints_a_schema_or_the_names():
    assert json.loads(run("schema", "ledger").stdout)["$id"] == "urn:quotes-ledger:schema:ledger:1.0.0"
    assert "ledger" in run("schema").stdout.split()
    done = run("schema", "none")
    assert done.exit_code == 2
    assert "there is no schema 'none'; there are" in done.stderr


def test_version():
    assert run("--version").stdout == f"quotes {quotes.__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["extract"],
        ["nonsense"],
        ["extract", "x", "--acts", "some"],
        ["extract", "x", "--jobs", "0"],
        ["extract", "x", "--min-confidence", "1.1"],
        ["extract", "x", "--min-confidence", "nan"],
        ["show", "x", "--min-confidence", "-1"],
        ["show", "--width", "x", "y"],
    ],
)
def test_wrong_usage_exits_with_2(arguments):
    done = run(*arguments)
    assert done.exit_code == 2
    assert "Usage: " in done.stderr


def test_a_reader_that_goes_away_ends_the_command_in_silence():
    with process(
        "validate", *[ACCEPTANCE / "negative"] * 200, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as validate:
        validate.stdout.readline()
        validate.stdout.close()
        assert b"Traceback" not in validate.stderr.read()
    with process("schema", "ledger", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as printing:
        printing.stdout.close()
        assert printing.stderr.read() == b""


def test_progress_is_on_standard_error_and_only_on_a_terminal(article, tmp_path):
    for arguments, shown in ([], True), (["--no-progress"], False):
        ours, theirs = pty.openpty()
        with (
            (tmp_path / "out.jsonl").open("w") as out,
            process("extract", article, *arguments, stdout=out, stderr=theirs),
        ):
            os.close(theirs)
            screen = b""
            with suppress(OSError):  # Linux says so when the other side is closed and all is read
                while data := os.read(ours, 4096):
                    screen += data
        os.close(ours)
        assert (b"1/1" in screen) is shown
        [record] = ledgers((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
        assert record["attributions"]
    assert run("extract", article).stderr == ""
