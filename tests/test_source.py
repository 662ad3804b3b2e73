"""Reading: every kind of source, every kind of bad one, and the encodings."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes import schema
from quotes.ledger import Ledger, ModelInfo, Run, Source
from quotes.model import Article, Problem
from quotes.source import count, read
from quotes.source.encoding import decode
from quotes.source.records import read_records

WORDS = "“Hello,” said José Núñez, the mayor of San José — it’s naïve."
LATIN = '"Hola," said José Núñez, the mayor of San José.'


def write(path, data):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def one(*sources, **options):
    [item] = read(sources, **options)
    return item


def records(*lines):
    return [
        item
        for _, item in read_records([line if isinstance(line, bytes) else line.encode() for line in lines], "r.jsonl")
    ]


def test_a_file_is_an_article_named_by_the_file_with_its_line_ends_kept(tmp_path):
    path = write(tmp_path / "pier.txt", b"One\r\ntwo\rthree\n")
    article = one(path)
    assert article == Article(id="pier", text="One\r\ntwo\rthree\n", path=path.as_posix())


def test_the_path_is_as_the_caller_gave_it(tmp_path, monkeypatch):
    write(tmp_path / "news" / "pier.txt", "Text")
    monkeypatch.chdir(tmp_path)
    assert one("news/pier.txt").path == "news/pier.txt"
    assert one("news").path == "news/pier.txt"
    assert one("n*/*.txt").path == "news/pier.txt"


def test_a_folder_is_read_to_the_bottom_by_name_without_what_is_hidden(tmp_path):
    for name in ("b.txt", "a.text", "sub/c.TXT", ".hidden.txt", ".git/d.txt", "notes.md", "a.ledger.json"):
        write(tmp_path / name, name)
    assert [a.text for a in read([tmp_path])] == ["a.text", "b.txt", "sub/c.TXT"]


def test_a_file_named_twice_is_read_once(tmp_path):
    write(tmp_path / "a.txt", "Text")
    assert len(list(read([tmp_path, tmp_path / "a.txt", tmp_path / ".." / tmp_path.name / "a.txt"]))) == 1


def test_a_file_of_another_kind_is_read_as_text_if_it_is_named(tmp_path):
    assert one(write(tmp_path / "release.md", "Text")).id == "release.md"


def test_a_file_whose_name_looks_like_a_pattern_is_a_file(tmp_path):
    assert one(write(tmp_path / "a[1].txt", "Text")).text == "Text"


def test_standard_input_is_text_or_records_as_its_first_line_tells():
    assert one("-", stdin=io.BytesIO(b"Text\n")) == Article(id="stdin", text="Text\n")
    assert one("-", stdin=io.BytesIO(b'{"text": "Text"}\n')) == Article(id="stdin-1", text="Text")
    assert one("-", stdin=io.BytesIO(b"{broken")).text == "{broken"


def test_records_have_what_they_say():
    full = {
        "text": "T",
        "id": "a1",
        "title": "A",
        "url": "https://a.example/1?x=%20",
        "outlet": "O",
        "tags": [1],
        "x_k": 2,
    }
    [article] = records(json.dumps(full | {"published": "2024-05-06T07:08:09Z"}))
    assert article == Article(
        id="a1",
        text="T",
        title="A",
        url="https://a.example/1?x=%20",
        outlet="O",
        published="2024-05-06T07:08:09+00:00",
    )


def test_records_without_an_id_are_named_by_file_and_line():
    assert [a.id for a in records('{"text": "a"}', "", '{"text": "b"}', '{"text": "c", "id": 7}')] == [
        "r-1",
        "r-3",
        "7",
    ]


@pytest.mark.parametrize(
    ("given", "published", "message"),
    [
        ("2024-05-06", "2024-05-06", None),
        ("20240506", "2024-05-06", None),
        ("2024-05-06 07:08:09+02:00", "2024-05-06T07:08:09+02:00", None),
        ("2024-05-06T07:08:09", "2024-05-06", "has no time zone: its date is kept"),
        ("6 May 2024", None, "is not an ISO 8601 date; left out"),
        (20240506, None, "is not a string; left out"),
    ],
)
def test_a_date_is_as_the_schema_has_it_or_left_out_with_a_problem(given, published, message):
    [article] = records(json.dumps({"text": "a", "published": given}))
    assert article.published == published
    assert [p.message for p in article.problems] == ([f"published {given!r} {message}"] if message else [])


def test_a_url_that_is_none_is_left_out_with_a_problem():
    [article] = records('{"text": "a", "url": "http://a b"}')
    assert article.url is None
    assert article.problems == (
        Problem(path="r.jsonl:1", check="url", message="url 'http://a b' is not a URI (RFC 3986); left out"),
    )


@pytest.mark.parametrize(
    ("line", "check", "message"),
    [
        ("nope", "json", "is not JSON (Expecting value"),
        ("[1]", "json", "is not an object; each line must be one JSON object such as"),
        ("[" * 100_000, "json", "is not JSON (maximum recursion depth"),
        ('{"text": ' + "1" * 5000 + "}", "json", "is not JSON (Exceeds the limit"),
        ('{"id": "a"}', "text", 'has no "text"'),
        ('{"text": 5}', "text", 'has no "text", or it is not a string'),
        ('{"text": " \\n"}', "text", 'the "text" is empty'),
        ('{"text": "a \\ud800 b"}', "surrogate", "holds a lone surrogate"),
        ('{"text": "a", "title": "\\udfff"}', "surrogate", "holds a lone surrogate"),
        (b'{"text": "a\xff"}', "encoding", "is not UTF-8 at byte 11 of the line"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_a_bad_record_is_a_problem_that_names_file_and_line_and_the_others_are_read(line, check, message):
    first, bad, last = records('{"text": "a"}', line, '{"text": "b"}')
    assert (first.text, last.text) == ("a", "b")
    assert (bad.path, bad.check) == ("r.jsonl:2", check)
    assert bad.message.startswith(message)


def test_a_pair_of_surrogates_is_a_character():
    assert records('{"text": "\\ud83d\\ude00"}')[0].text == "😀"


@pytest.mark.parametrize(
    ("name", "data", "check", "message"),
    [
        ("empty.txt", b"", "text", "is empty"),
        ("blank.txt", b" \n\xc2\xa0\n", "text", "is empty"),
        ("binary.txt", bytes(range(256)) * 4, "encoding", "is not text"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(100), "encoding", "is not text"),
        ("page.html", b"<p>Text</p>", "source", "HTML is not read yet"),
        ("page.txt", b"\n<!DOCTYPE html><p>Text</p>", "source", "HTML is not read yet"),
        ("paper.pdf", b"%PDF-1.4", "source", "PDF is not read"),
        ("one.json", b'{"text": "a"}', "source", "is not an article"),
    ],
)
def test_a_bad_file_is_a_problem_that_names_it(tmp_path, name, data, check, message):
    path = write(tmp_path / name, data)
    problem = one(path)
    assert (problem.path, problem.check) == (path.as_posix(), check)
    assert problem.message.startswith(message)


def test_what_is_not_there_is_a_problem(tmp_path):
    missing, pattern, folder, odd = read([tmp_path / "no.txt", str(tmp_path / "*.x"), tmp_path, "a\0b"])
    assert missing == Problem(path=str(tmp_path / "no.txt"), check="source", message="there is no such file or folder")
    assert pattern.message == "the pattern matches no file"
    assert folder.message.startswith("the folder holds no .txt")
    assert odd.message == "there is no such file or folder"


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no file here that even root cannot read")
def test_what_cannot_be_read_is_a_problem():
    assert one("/proc/self/mem") == Problem(
        path="/proc/self/mem", check="source", message="cannot be read: Input/output error"
    )


def test_a_file_that_vanishes_is_a_problem(tmp_path):
    paths = [write(tmp_path / name, "Text " + name) for name in ("a.txt", "b.txt")]
    reading = read(paths)
    next(reading)
    paths[1].unlink()
    paths[1].mkdir()
    assert next(reading).message.startswith(("there is no", "cannot be read", "the folder holds no"))


def test_two_articles_never_share_an_id(tmp_path):
    for name, text in (("a/x.txt", "one"), ("b/x.txt", "two"), ("c/x.txt", "one")):
        write(tmp_path / name, text)
    first, second, third = read([tmp_path])
    assert first.id == "x"
    assert second.id == f"x~{second.sha256[:8]}"
    assert [p.check for p in second.problems] == ["id"]
    assert third == Problem(
        path=(tmp_path / "c/x.txt").as_posix(), check="id", message="the same text was read already under the id 'x'"
    )


def test_articles_are_counted_before_they_are_read(tmp_path):
    write(tmp_path / "a.txt", "Text")
    write(tmp_path / "r.jsonl", '{"text": "a"}\n\n{"text": "b"}\n')
    assert count([tmp_path, "missing.txt"]) == 4
    assert count([tmp_path, "-"]) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf_8_needs_no_word_about_it_and_its_mark_is_no_text(encoding):
    assert decode(WORDS.encode(encoding), "a") == (WORDS, ())


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (WORDS, "cp1252", "windows-1252"),
        (LATIN, "latin-1", "windows-1252"),
        (WORDS, "utf-16", "utf-16"),
        (WORDS, "utf-16-le", "utf-16-le"),
        ("Он сказал, что всё будет хорошо. Министр обороны заявил.", "cp1251", "windows-1251"),
    ],
)
def test_other_encodings_are_found_and_reported(text, encoding, name):
    found, [problem] = decode(text.encode(encoding), "a.txt")
    assert found == text
    assert problem.check == "encoding"
    assert problem.message.startswith(f"decoded as {name}, a guess")


def test_utf_8_with_a_damaged_byte_loses_that_byte_only():
    found, [problem] = decode(WORDS.encode() + b"\xff end \xe2\x80", "a.txt")
    assert found == WORDS + "\ufffd end \ufffd"
    assert problem.message == "2 damaged characters read as U+FFFD; the rest is UTF-8"


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_a_problem(data):
    decoded = decode(data, "a")
    text = "" if isinstance(decoded, Problem) else decoded[0]
    assert text.encode("utf-8").decode() == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_utf_8_is_read_as_it_is(text):
    assert decode(text.encode(), "a") == (text.removeprefix("\ufeff"), ())


LOOSE = (
    st.none() | st.integers() | st.text(max_size=30) | st.sampled_from(["http://a.example/é", "http://[", "2024-W01-1"])
)


@given(
    st.fixed_dictionaries(
        {"text": st.text(min_size=1)}, optional=dict.fromkeys(("id", "title", "url", "published"), LOOSE)
    )
)
def test_what_any_record_says_of_its_source_is_valid(record):
    for article in records(json.dumps(record)):
        if isinstance(article, Article):
            ledger = Ledger(
                source=Source.of(article), problems=article.problems, run=Run(version="1", model=ModelInfo(name="m"))
            )
            assert schema.validate(ledger, article.text) == ()


def test_shared_seeds_are_read():
    folder = Path(__file__).resolve().parents[2] / "shared" / "seeds"
    if not folder.is_dir():
        pytest.skip("../shared/seeds is not here")
    articles = list(read([folder]))
    assert len(articles) == 5
    assert all(isinstance(a, Article) and not a.problems for a in articles)
