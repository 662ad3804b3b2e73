"""The feed: its items, what a consumer can take them by, JSON Lines and CSV, and their order."""

import csv as standard
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from exported import BARE, BEFORE, HELD, REPLACED, RICH, document, lines, read_rows, rows
from samples import LEDGER, TEXT

from quotes.codec import LedgerError
from quotes.export import Held, Item, Withdrawn, csv, items, jsonl, order

SOURCE = LEDGER.source


def published(when, name="pier"):
    return Held(
        ledger=replace(
            BARE, source=replace(BARE.source, id=name, published=when), attributions=LEDGER.attributions[5:6]
        )
    )


def test_an_item_stands_alone():
    item = lines()[0]
    assert (item["words"], item["kind"], item["confidence"], item["rule"]) == (
        "We will rebuild it,",
        "direct",
        0.9,
        "cue/subject",
    )
    assert (item["speaker"]["name"], item["role"]["text"], item["speaker"]["status"]) == (
        "Mara Voss",
        "the mayor of Oster",
        "resolved",
    )
    assert item["source"] | {"url": "https://news.example/pier", "outlet": "Oster Bote"} == item["source"]
    assert TEXT[item["context"]["start"] : item["context"]["end"]] == item["context"]["text"]
    assert item["id"] == f"urn:quotes-ledger:entry:pier:{SOURCE.sha256}:a1"


def test_no_entry_is_left_out_whoever_said_it():
    assert [item["attribution"] for item in lines()] == [a.id for a in RICH.attributions]
    assert {item["speaker"]["status"] for item in lines()} == {
        "resolved", "anonymous", "collective", "ambiguous", "unresolved", "none",
    }  # fmt: skip


def test_the_hash_of_a_ledger_is_made_where_it_is_not_given():
    assert {item["source"]["ledger"] for item in lines()} == {RICH.sha256}
    assert {item["source"]["ledger"] for item in lines(replace(HELD, digest="1" * 64))} == {"1" * 64}


def test_candidates_are_named():
    [item] = [item for item in lines() if item["speaker"]["status"] == "ambiguous"]
    assert item["speaker"]["candidates"] == [{"id": "s1", "name": "Mara Voss"}, {"id": "s4", "name": "Ilse Voss"}]


def test_less_sure_entries_are_left_out_when_that_is_asked():
    assert [item["attribution"] for item in lines(replace(HELD, least=0.5))] == [
        a.id for a in RICH.attributions if a.confidence >= 0.5
    ]


def test_without_the_text_an_item_lacks_the_context_alone():
    bare = replace(RICH, source=replace(RICH.source, text=None))
    for with_text, without in zip(lines(), lines(replace(HELD, ledger=bare)), strict=True):
        assert without["context"] is None
        same = {"context": None, "source": with_text["source"] | {"ledger": bare.sha256}}
        assert with_text | same == without
    given = lines(replace(HELD, ledger=bare, text=TEXT))
    assert [item["context"] for item in given] == [item["context"] for item in lines()]


def test_a_new_version_says_what_it_takes_the_place_of_and_what_is_gone():
    *new, gone = items(REPLACED)
    kept = {item.attribution: item.replaces for item in new if isinstance(item, Item)}
    assert kept["a1"] == f"urn:quotes-ledger:entry:pier:{'0' * 64}:a1"
    assert kept["a8"] is None
    assert isinstance(gone, Withdrawn)
    assert gone.id == f"urn:quotes-ledger:entry:pier:{'0' * 64}:gone"
    assert (gone.position, gone.source.sha256) == (3, SOURCE.sha256)


def test_a_consumer_that_heeds_ids_replaces_and_withdrawn_has_what_there_is_now():
    kept = {}
    for item in (*items(Held(ledger=BEFORE)), *items(REPLACED)):
        if isinstance(item, Withdrawn):
            del kept[item.id]
        else:
            kept.pop(item.replaces, None)
            kept[item.id] = item
    assert list(kept.values()) == [item for item in items(REPLACED) if isinstance(item, Item)]


def test_a_new_reading_of_the_same_text_has_the_same_ids():
    again = replace(LEDGER, attributions=LEDGER.attributions[1:])
    *new, gone = items(Held(ledger=again, before=LEDGER))
    assert {item.replaces for item in new} == {None}
    assert gone.id == next(items(Held(ledger=LEDGER))).id


def test_what_was_never_sent_is_not_withdrawn():
    held = Held(ledger=replace(LEDGER, attributions=()), before=LEDGER, least=0.5)
    assert [item.attribution for item in items(held)] == ["a1", "a2", "a3", "a4", "a5"]


def test_two_sources_with_the_same_text_have_items_of_their_own():
    other = replace(LEDGER, source=replace(SOURCE, id="wire: 7/pier"))
    ids = [item["id"] for item in lines(Held(ledger=LEDGER), Held(ledger=other))]
    assert len(set(ids)) == 2 * len(LEDGER.attributions)
    assert any(ident.startswith("urn:quotes-ledger:entry:wire%3A%207%2Fpier:") for ident in ids)


@pytest.mark.parametrize("held", [HELD, REPLACED, Held(ledger=LEDGER)], ids=["rich", "replaced", "sample"])
def test_json_lines_and_csv_are_read_back_as_they_were(held):
    made = list(items(held))
    assert list(jsonl.read(document("jsonl", held).splitlines(keepends=True))) == made
    assert read_rows(document("csv", held)) == made


def test_an_item_is_the_entry_that_it_was_made_of():
    for item, entry in zip(items(HELD), HELD.entries(), strict=True):
        assert isinstance(item, Item)
        assert item.entry() == replace(entry, speaker=entry.speaker and replace(entry.speaker, mentions=()))


def test_a_line_stays_one_line_whatever_ends_a_line():
    ends = "a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g\rh\ni"
    ledger = replace(LEDGER, source=replace(SOURCE, title=ends))
    text = document("jsonl", Held(ledger=ledger))
    assert len(text.splitlines()) == len(LEDGER.attributions)
    assert {json.loads(line)["source"]["title"] for line in text.splitlines()} == {ends}


def test_csv_is_as_rfc_4180_has_it():
    text = document("csv")
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    table = list(standard.reader(io.StringIO(text, newline=""), strict=True))
    assert {len(row) for row in table} == {len(csv.COLUMNS)}
    assert table[0] == [column.name for column in csv.COLUMNS]


@pytest.mark.parametrize(
    "words", ['a,"b"\r\nc', "=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "'=1", "''@x", "＝1", "'Tis", "'"]
)
def test_a_cell_is_never_a_formula_and_is_read_back(words):
    held = Held(ledger=replace(LEDGER, source=replace(SOURCE, title=words)))
    cell = rows(held)[0]["source_title"]
    assert cell[0] not in "=+-@\t\r\n＝＋－＠"
    assert {item.source.title for item in read_rows(document("csv", held))} == {words}


def test_no_title_and_an_empty_title_are_one_in_csv():
    held = Held(ledger=replace(LEDGER, source=replace(SOURCE, title="")))
    assert {item.source.title for item in read_rows(document("csv", held))} == {None}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.replace("0.9", "much", 1), "row 1: confidence: cannot be read"),
        (lambda t: t.replace(",act,", ",deed,"), "row 1: act: is not there"),
        (lambda t: t.replace("28-47", "28", 1), "row 1: content: cannot be read"),
        (lambda t: t.replace(",direct,", ",loud,", 1), r"row 1: \$.kind: is 'loud'"),
        (lambda t: t + '"', "is not CSV"),
    ],
)
def test_a_csv_that_is_none_of_ours_is_named_by_its_row_and_column(change, message):
    with pytest.raises(LedgerError, match=message):
        read_rows(change(document("csv")))


@pytest.mark.parametrize(
    ("line", "message"),
    [("{", "line 2: is not JSON"), ("[]", r"line 2: \$"), ('{"type":"entry"}', "line 2: .*is missing")],
)
def test_a_line_that_is_no_item_is_named(line, message):
    with pytest.raises(LedgerError, match=message):
        list(jsonl.read([document("jsonl").splitlines()[0], line]))
    assert list(jsonl.read(["", "\n"])) == []


def test_files_stand_in_the_order_of_date_source_and_place_in_the_text():
    shuffled = [
        published(None, "a"),
        published("2024-05-07", "b"),
        published("2024-05-06T23:30:00-02:00", "c"),
        published("2024-05-07T00:00:00Z", "a"),
        published("2024-05-06", "z"),
    ]
    found = [(item["source"]["published"], item["source"]["id"]) for item in lines(*shuffled)]
    assert found == [
        ("2024-05-06", "z"),
        ("2024-05-07T00:00:00Z", "a"),
        ("2024-05-07", "b"),
        ("2024-05-06T23:30:00-02:00", "c"),
        (None, "a"),
    ]
    assert document("jsonl", *shuffled) == document("jsonl", *reversed(shuffled))


def test_what_comes_from_a_store_stays_in_its_order():
    shuffled = [published("2024-05-07"), published(None), published("2024-05-06")]
    text = document("jsonl", *shuffled, in_order=True)
    assert [json.loads(line)["source"]["published"] for line in text.splitlines()] == ["2024-05-07", None, "2024-05-06"]


def test_more_than_memory_is_kept_for_is_sorted_all_the_same(monkeypatch):
    monkeypatch.setattr(order, "IN_MEMORY", 1)
    assert [item["source"]["published"] for item in lines(published("2024-05-07"), published("2024-05-06"))] == [
        "2024-05-06",
        "2024-05-07",
    ]


def test_a_place_to_go_on_is_a_day_a_moment_or_a_position():
    assert order.since("2024-05-06") == date(2024, 5, 6)
    assert order.since("2024-05-06T07:08:09z") == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    assert order.since("17") == 17


@pytest.mark.parametrize(
    "words", ["", "yesterday", "2024-05-06T07:08:09", "2024-13-01", "-1", "٣", "20240506x", "2024-05"]
)
def test_what_is_none_is_refused(words):
    with pytest.raises(ValueError, match="is no date such as"):
        order.since(words)


@pytest.mark.parametrize(
    ("when", "start", "taken"),
    [
        ("2024-05-06", "2024-05-06", True),
        ("2024-05-05", "2024-05-06", False),
        ("2024-05-06T00:30:00+02:00", "2024-05-06", True),
        ("2024-05-05T23:30:00-02:00", "2024-05-06", False),
        ("2024-05-06", "2024-05-06T12:00:00Z", True),
        ("2024-05-06T11:00:00Z", "2024-05-06T12:00:00+02:00", True),
        ("2024-05-06T09:59:59Z", "2024-05-06T12:00:00+02:00", False),
        ("2024-05-06t23:59:60z", "2024-05-06", True),
        ("0001-01-01T00:00:00+14:00", "2024-05-06T00:00:00Z", False),
        (None, "2024-05-06", True),
    ],
)
def test_since_takes_what_was_published_then_or_later_or_nobody_knows_when(when, start, taken):
    source = replace(SOURCE, published=when)
    assert order.is_since(source, order.since(start)) is taken
    assert order.place(source)[0] is (when is None)


def test_a_feed_without_items_is_a_feed():
    bare = Held(ledger=BARE)
    assert document("jsonl", bare) == ""
    assert document("csv", bare) == csv.HEAD
