"""Exports of any ledger, with astral characters, odd line ends and formulas in every place that takes words."""

import csv as standard
import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st
from property.ledgers import ledgers
from property.strategies import unicode_text

from quotes import schema
from quotes.cells import defused, restored
from quotes.export import FORMATS, Held, Item, brat, csv, export, items, jsonl, label_studio, web_annotation
from quotes.ledger import Ledger
from quotes.score import brat as reader

FEW = settings(max_examples=30)


@st.composite
def held(draw: st.DrawFn) -> tuple[Held, str]:
    """Return a ledger with its text, and the text."""
    ledger: Ledger = draw(ledgers().filter(lambda each: each.source.text is not None))
    text = ledger.source.text
    assert text is not None
    return Held(ledger=ledger), text


@FEW
@given(ledgers())
def test_json_lines_hold_what_the_ledger_has_and_keep_to_the_schema(ledger):
    text = "".join(export([Held(ledger=ledger)], "jsonl"))
    found = list(jsonl.read(text.splitlines()))
    assert [item.entry().attribution for item in found if isinstance(item, Item)] == list(ledger.attributions)
    assert [list(schema.shape(json.loads(line), "feed")) for line in text.splitlines()] == [[] for _ in found]


@FEW
@given(ledgers())
def test_csv_holds_what_json_lines_hold(ledger):
    text = "".join(export([Held(ledger=ledger)], "csv"))
    assert list(csv.read(io.StringIO(text, newline=""))) == list(items(Held(ledger=ledger)))
    for row in standard.DictReader(io.StringIO(text, newline=""), strict=True):
        assert list(schema.shape(row, "export-csv")) == []
        assert not [cell for cell in row.values() if cell[:1] in set("=+-@\t\r\n＝＋－＠")]


@given(unicode_text(20) | st.text(alphabet="'=+-@\t\r\n", max_size=6))
def test_a_cell_that_is_defused_is_fused_again(words):
    assert restored(defused(words)) == words
    assert defused(words)[:1] not in set("=+-@\t\r\n＝＋－＠")


@FEW
@given(held())
def test_annotations_and_regions_prove_their_words(pair):
    one, text = pair
    spans = [list(item.content) for item in items(one)]
    found = [
        [(s["start"], s["end"], q["exact"]) for s, q in (t["selector"] for t in json.loads(piece)["target"])]
        for piece in web_annotation.pieces(one)
    ]
    assert found == [[(s.start, s.end, text[s.start : s.end]) for s in each] for each in spans]
    regions = [part for part in label_studio.task(one)["predictions"][0]["result"] if part["type"] == "labels"]
    assert all(text[p["value"]["start"] : p["value"]["end"]] == p["value"]["text"] for p in regions)
    said = [p["value"]["text"] for p in regions if p["value"]["labels"] == ["Content"]]
    assert said == [span.text for each in spans for span in each]


@FEW
@given(held())
def test_standoff_is_read_back_as_all_but_the_ends_of_lines(pair):
    one, text = pair
    try:
        entries, problems = reader.parse(brat.standoff(one), text, "a.ann")
    except brat.UnmarkableError:
        assert any(not "".join(item.words.splitlines()).strip(" \n\r") for item in items(one))
        return
    assert problems == ()
    for entry, item in zip(entries, items(one), strict=True):
        assert [s.text for s in entry.content] == [p for s in item.content for p in s.text.splitlines() if p]
        assert all(text[s.start : s.end] == s.text for s in entry.content)


@settings(max_examples=20)
@given(st.lists(held(), max_size=2), st.sampled_from(sorted(set(FORMATS) - {"jsonl", "csv"})))
def test_every_document_is_json_that_keeps_to_its_schema(pairs, to):
    document = json.loads("".join(export([one for one, _ in pairs], to)))
    assert list(schema.shape(document, f"export-{to.replace('.', '-')}")) == []
