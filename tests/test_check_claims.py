"""Lists of claims: CSV and JSON Lines, and what is said of a row that is none."""

import pytest

from quotes.check import Claim
from quotes.check.claims import read
from quotes.model import Problem


def of(tmp_path, text, name="claims.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return list(read(path))


@pytest.mark.parametrize(
    "text",
    [
        "claim,speaker,id\nThe pier is safe,Mara Voss,7\n",
        "\ufeffID;Speaker;Quote\r\n7;Mara Voss;The pier is safe\r\n",
        'id\ttext\tspeaker\n7\t"The pier is safe"\t Mara Voss \n\n',
        "claim|note|speaker|id\nThe pier is safe|seen|Mara Voss|7",
    ],
)
def test_a_table_has_its_columns_in_any_order_with_the_usual_separators(tmp_path, text):
    assert of(tmp_path, text) == [Claim(text="The pier is safe", speaker="Mara Voss", id="7")]


def test_json_lines_have_an_object_a_line(tmp_path):
    text = '{"claim": "The pier is safe", "id": 7}\n\n{"quote": "It will close", "speaker": null, "note": []}\r\n'
    assert of(tmp_path, text, "claims.jsonl") == [Claim(text="The pier is safe", id="7"), Claim(text="It will close")]


def test_a_claim_may_have_lines_separators_and_any_character(tmp_path):
    claim = 'one, "two"\nthree\u2028four 😀 \x00'
    quoted = claim.replace('"', '""')
    assert of(tmp_path, f'claim,id\n"{quoted}",1\nfive\u2028six,2\n') == [
        Claim(text=claim, id="1"),
        Claim(text="five\u2028six", id="2"),
    ]


@pytest.mark.parametrize(
    ("text", "name", "place", "message"),
    [
        (
            "words,speaker\nThe pier,Voss\n",
            "c.csv",
            "c.csv",
            "has no column 'claim' (nor 'quote' or 'text'); its columns are 'words', 'speaker'",
        ),
        ("", "c.csv", "c.csv", "its columns are none"),
        ("claim,speaker\nThe pier\n ,Voss\n", "c.csv", "c.csv:3", "'claim' is empty"),
        ("claim,speaker\nThe pier\nyes, we will, he said\n", "c.csv", "c.csv:3", "has 3 cells, the header 2"),
        ('claim\nThe pier\n"open', "c.csv", "c.csv:3", "is not CSV"),
        (b"claim\nThe pier\xff\n", "c.csv", "c.csv", "is not UTF-8 at byte 14"),
        ('{"claim": "The pier"}\n{"speaker": "Voss"}', "c.jsonl", "c.jsonl:2", "has no key 'claim'"),
        ('{"claim": "The pier"}\n["The pier"]', "c.jsonl", "c.jsonl:2", "is not a JSON object"),
        ('{"claim": "The pier"}\n{"claim": 3}', "c.jsonl", "c.jsonl:2", "'claim' is int, not a string"),
        ('{"claim": "The pier"}\n{"claim"', "c.ndjson", "c.ndjson:2", "is not JSON"),
    ],
)
def test_what_is_no_claim_is_named_with_its_row(tmp_path, text, name, place, message):
    problems = [each for each in of(tmp_path, text, name) if isinstance(each, Problem)]
    assert [problem.path for problem in problems] == [str(tmp_path / place)]
    assert message in problems[0].message


def test_the_other_rows_are_read(tmp_path):
    found = of(tmp_path, "claim\none\n\n  \ntwo,too,many\nthree\n")
    assert [each.text for each in found if isinstance(each, Claim)] == ["one", "three"]


@pytest.mark.parametrize("path", ["there-is-none.csv", "a\x00b.csv", "."])
def test_a_file_that_cannot_be_read_is_a_problem(path):
    [problem] = read(path)
    assert isinstance(problem, Problem)
    assert problem.check == "file"
