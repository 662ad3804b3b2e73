"""Ledgers on disk: read back as they were, written whole or not at all."""

import errno
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from samples import ARTICLE, LEDGER, RUN

import quotes
from quotes import files
from quotes.ledger import LedgerError, Source
from quotes.model import Problem


def test_what_is_saved_is_loaded(tmp_path):
    path = files.save(LEDGER, tmp_path)
    assert path.name == "pier.ledger.json"
    assert list(quotes.load(path)) == [LEDGER]
    assert list(tmp_path.iterdir()) == [path]


def test_json_lines_and_folders_are_loaded(tmp_path):
    files.save(LEDGER, tmp_path)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "two.jsonl").write_text(f"{LEDGER.to_json()}\n\n{LEDGER.to_json()}\n", encoding="utf-8")
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    assert list(files.load(tmp_path)) == [LEDGER] * 3


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is not JSON"),
        (b"\xff", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b'{"x_a": NaN}', "NaN is no JSON"),
        (b"[]", "is not a JSON object"),
        (b"{}", r"\$\.schema_version: is missing"),
    ],
)
def test_what_is_no_ledger_is_named_by_file_and_line(tmp_path, data, message):
    path = tmp_path / "bad.jsonl"
    path.write_bytes(LEDGER.to_json().encode() + b"\n" + (data or b"{") + b"\n")
    loading = files.load(path)
    assert next(loading) == LEDGER
    with pytest.raises(LedgerError, match=message) as caught:
        next(loading)
    assert str(caught.value).startswith(f"{path}:2: ")


def test_what_cannot_be_read_is_a_problem(tmp_path):
    (_, missing), (_, empty), (_, odd) = files.records([tmp_path / "no.json", tmp_path, "a\0b"])
    assert missing == Problem(
        path=str(tmp_path / "no.json"), check="file", message="cannot be read: No such file or directory"
    )
    assert empty.message.startswith("the folder holds no")
    assert odd.message.startswith("cannot be read")


def test_a_failed_write_leaves_the_old_ledger_and_nothing_else(tmp_path):
    path = files.save(LEDGER, tmp_path)
    before = path.read_bytes()
    unwritable = replace(LEDGER, extensions={("x_bad",): object()})
    with pytest.raises(ValueError, match="unsupported type"):
        files.save(unwritable, tmp_path)
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == before


def test_a_file_takes_its_place_when_all_is_in_it_and_its_line_ends_are_left_alone(tmp_path):
    target = tmp_path / "a.csv"
    with files.whole(target) as file:
        file.write("a\r\nb\rc\n")
        assert not target.exists()
    assert target.read_bytes() == b"a\r\nb\rc\n"
    with pytest.raises(TypeError), files.whole(target) as file:
        file.writelines(["d", None])
    assert (list(tmp_path.iterdir()), target.read_bytes()) == ([target], b"a\r\nb\rc\n")


def test_a_folder_that_is_none_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="Not a directory"):
        files.save(LEDGER, tmp_path / "file")
    with pytest.raises(OSError, match="File exists"), files.opened(tmp_path / "file"):
        pass


def test_an_error_names_the_file_that_was_to_be_written(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left on device") as caught:
        files.save(LEDGER, tmp_path)
    assert caught.value.filename == str(tmp_path / "pier.ledger.json")
    assert list(tmp_path.iterdir()) == []


def test_opening_a_folder_removes_what_was_left_unfinished_and_nothing_else(tmp_path):
    path = files.save(LEDGER, tmp_path)
    (tmp_path / ".abc.ledger.json.tmp").write_text("{", encoding="utf-8")
    (tmp_path / ".mine.tmp").write_text("", encoding="utf-8")
    with files.opened(tmp_path):
        assert sorted(tmp_path.iterdir()) == [tmp_path / ".mine.tmp", path]
        unfinished = tmp_path / ".def.ledger.json.tmp"
        unfinished.write_text("{", encoding="utf-8")
        with files.opened(tmp_path):
            assert unfinished.exists(), "another run may be writing it"
    with files.opened(tmp_path):
        assert not unfinished.exists()


def test_opening_a_folder_makes_it(tmp_path):
    with files.opened(tmp_path / "new" / "ledgers"):
        assert list((tmp_path / "new" / "ledgers").iterdir()) == []


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "a/b", "a\\b", "", ".", "..", ".hidden", "x" * 500, "a\0b", "a:b", "naïve 😀", "漢" * 100],
)
def test_every_id_has_a_file_name_of_its_own_that_stays_in_the_folder(tmp_path, name):
    path = files.save(replace(LEDGER, source=replace(LEDGER.source, id=name or "-")), tmp_path)
    assert path.parent == tmp_path
    assert files.file_name(name) != files.file_name(name + "~")
    assert len(files.file_name(name).encode()) < 255


def test_a_ledger_is_current_if_it_is_whole_and_of_the_same_text_and_run(tmp_path):
    ledger = replace(LEDGER, source=Source.of(ARTICLE), run=RUN)
    assert not files.is_current(tmp_path, ARTICLE, RUN)
    path = files.save(ledger, tmp_path)
    assert files.is_current(tmp_path, ARTICLE, RUN)
    assert not files.is_current(tmp_path, replace(ARTICLE, text=ARTICLE.text + " "), RUN)
    assert not files.is_current(tmp_path, replace(ARTICLE, title="Another"), RUN)
    assert not files.is_current(tmp_path, ARTICLE, replace(RUN, version="0.2.0"))
    record = json.loads(path.read_text(encoding="utf-8"))
    for change in (
        {"attributions": []},
        {"schema_version": "0.9.0"},
        {"integrity": None},
        {"x_note": "mine"},
        {"x_number": 10**400},
        {"x_half": "\ud800"},
    ):
        path.write_text(json.dumps(record | change), encoding="utf-8")
        assert not files.is_current(tmp_path, ARTICLE, RUN)
    for text in ("{", "[]", "{}", ""):
        path.write_text(text, encoding="utf-8")
        assert not files.is_current(tmp_path, ARTICLE, RUN)


@pytest.mark.parametrize("value", [1.0, 1e-7, 1e22, {"😀": 1, "\uffff": 2}, "\x7f\x1f\u2028"])
def test_a_ledger_with_what_is_the_users_is_current_whatever_json_that_is(tmp_path, value):
    ledger = replace(LEDGER, source=Source.of(ARTICLE), run=RUN, extensions={("source", "x_note"): value})
    path = files.save(ledger, tmp_path)
    assert files.is_current(tmp_path, ARTICLE, RUN)
    path.write_text(path.read_text(encoding="utf-8").replace("x_note", "x_nose"), encoding="utf-8")
    assert not files.is_current(tmp_path, ARTICLE, RUN)
