"""Words that are the same but for typography, and tables that went through a spreadsheet."""

import csv

import pytest

from quotes.review import table
from quotes.review.typography import fold, found

COLUMNS = ("words", "status", "new speaker")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“We will rebuild it,”", "'We will rebuild it'"),
        ("We  will\nrebuild it.", "We will rebuild it"),
        ("the town – which has no money – waits", "the town - which has no money - waits"),
        ("it isn’t over…", "it isn't over..."),
        ("na\u00efve", "nai\u0308ve"),
        ("re\u00adbuild", "rebuild"),
    ],
)
def test_marks_dashes_spaces_and_edges_make_no_other_words(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We will rebuild it", "We will not rebuild it"),
        ("It is over.", "It is over?"),
        ("-5 degrees", "5 degrees"),
        (".5 per cent", "5 per cent"),
        ("10²", "102"),
        ("the US", "the us"),
        ("…", "—"),
    ],
)
def test_what_changes_the_meaning_makes_other_words(one, other):
    assert fold(one) != fold(other)


def test_words_are_found_to_the_letter_before_they_are_found_in_another_setting():
    text = "He said: “It isn’t\nover – yet.” It isn't over - yet."
    assert [text[s:e] for s, e in found("It isn't over - yet", text)] == ["It isn't over - yet"]
    assert [text[s:e] for s, e in found("It isn’t over — yet", text)] == ["It isn’t\nover – yet", "It isn't over - yet"]
    assert list(found("over.", text)) == []


def read(text, **options):
    data = text if isinstance(text, bytes) else text.encode(options.pop("encoding", "utf-8"))
    return table.read(data, "c.csv", COLUMNS, ("status",))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_is_read_however_a_spreadsheet_saves_it(separator, end, encoding):
    lines = (("Status", "Mine", "WORDS"), ("confirmed", "x", "“No 😀”"), ("", "", ""), ("unsure", "", '"a"'))
    quoted = [separator.join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines]
    found_in = read(end.join(quoted), encoding=encoding)
    assert found_in.columns == ("status", "words")
    assert [(row.number, *row.cells.values()) for row in found_in.rows] == [
        (2, "confirmed", "“No 😀”"),
        (4, "unsure", '"a"'),
    ]


def test_the_separator_may_be_stated_in_a_first_line():
    assert [row.cells for row in read("sep=;\r\nwords;status\r\na,b;unsure\r\n").rows] == [
        {"words": "a,b", "status": "unsure"}
    ]


def test_cells_that_are_missing_are_empty_and_those_beyond_the_header_are_told():
    short, long = read("status,words\nunsure\nunsure,a,b,\n").rows
    assert short.cells == {"status": "unsure", "words": ""}
    assert long.beyond == ("b",)


def test_what_excel_on_windows_calls_csv_is_read_and_said():
    found_in = read("status;words\nunsure;“naïve” – é\n", encoding="cp1252")
    assert found_in.rows[0].cells["words"] == "“naïve” – é"
    assert [note.check for note in found_in.notes] == ["encoding"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is no checklist"),
        (b"\x00\x01\x02", "is no checklist"),
        (b"a,b\n1,2\n", "is no checklist: its first row has none of the columns"),
        (b"words,new speaker\n", "has no column status; give it back its name"),
        (b"status,status\n", "has the column status more than once"),
        (b'status\n"unsure\n', "cannot be read behind row 1: unexpected end of data; is a quotation mark missing"),
        (b"PK\x03\x04...", "is a workbook"),
        (b"\xff\xfes", "is not UTF-16"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(data, message):
    with pytest.raises(table.TableError, match=message):
        read(data)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum(a)", "\t=1", "\r=1", "＝1", " =1", "'=1", "''=1"])
def test_a_spreadsheet_computes_nothing_that_an_article_says(cell):
    written = table.write(COLUMNS, [{"words": cell, "status": "unsure"}])
    assert next(csv.reader(written.splitlines(keepends=True)[1:]))[0] == f"'{cell}"
    assert read(written).rows[0].cells["words"] == cell


def test_an_apostrophe_that_guards_nothing_stays():
    written = table.write(COLUMNS, [{"words": "'tis", "status": "unsure"}])
    assert "\r\n'tis,unsure" in written
    assert read(written).rows[0].cells["words"] == "'tis"


def test_cells_of_any_size_are_read_and_the_limit_of_the_process_stays():
    limit = csv.field_size_limit()
    assert read(table.write(COLUMNS, [{"words": "x" * 200_000, "status": "unsure"}])).rows[0].cells["words"][-1] == "x"
    assert csv.field_size_limit() == limit
