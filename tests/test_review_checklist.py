"""Checklists: what they show, and what is read back of them."""

import csv
import io
import re
from dataclasses import replace

import pytest
from samples import LEDGER, TEXT, at

from quotes.model import Span
from quotes.review import Corrections, ReviewedError, apply, checklist, filled, table
from quotes.review.correction import Changes, Correction, Seen, origin, part, seen

BARE = replace(LEDGER, source=replace(LEDGER.source, text=None))
BY = {"checked with": "recording", "evidence": "minute 3", "checker": "Ana", "date": "2024-05-07"}


def rows(written):
    return list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"), newline="")))


def blank(ledger=LEDGER):
    return rows(checklist.write([(ledger, None)]))


def fill(number, ledger=LEDGER, text=None, **cells):
    """Return what is read of a checklist of which one row is filled, by the number of its entry from 1; 0 is a new row."""
    made = [*blank(ledger), {"source": "pier", "id": ""}]
    made[number - 1] |= BY | {name.replace("_", " "): cell for name, cell in cells.items()}
    return filled.read(table.write(checklist.COLUMNS, made).encode(), "c.csv", [(ledger, text)])


def only(read):
    assert read.problems == ()
    [correction] = read.corrections
    return correction


def test_a_row_shows_what_the_entry_says_and_where_it_is_from():
    row = blank()[1]
    assert {column: cell for column, cell in row.items() if cell} == {
        "title": "Oster to rebuild its pier",
        "published": "2024-05-06T07:08:09+02:00",
        "words": "the work was “ahead of plan”",
        "speaker": "Mara Voss",
        "role": "the mayor of Oster",
        "context": "She said in a statement that the work was “ahead of plan”.",
        "kind": "mixed",
        "speaker status": "resolved",
        "confidence": "0.90",
        "rule": "cue/subject",
        "url": "https://news.example/pier",
        "path": "news/pier.txt",
        "source": "pier",
        "id": "a2",
    }
    assert [row["speaker status"] for row in blank()][2:5] == [
        "anonymous",
        "collective",
        "ambiguous: Mara Voss or Ilse Voss",
    ]


def test_the_context_needs_the_text():
    assert {row["context"] for row in rows(checklist.write([(BARE, None)]))} == {""}
    assert checklist.write([(BARE, TEXT)]) == checklist.write([(LEDGER, None)])


def test_the_least_sure_may_come_first():
    shown = rows(checklist.write([(LEDGER, None)], least_sure_first=True))
    assert [row["id"] for row in shown] == ["a7", "a6", "a1", "a2", "a3", "a4", "a5"]


def test_a_confirmation_holds_what_was_seen_who_saw_it_and_with_what():
    assert only(fill(1, status="Confirmed ")) == Correction(
        source=origin(LEDGER.source),
        entry=seen(LEDGER, LEDGER.attributions[0], TEXT),
        status="confirmed",
        checked_with="recording",
        evidence="minute 3",
        checker="Ana",
        date="2024-05-07",
    )
    assert seen(LEDGER, LEDGER.attributions[0], TEXT).content[0].prefix == "Oster to rebuild its pier\n\n“"


@pytest.mark.parametrize(
    ("cells", "changes"),
    [
        ({"new_speaker": "Tobin Ashe"}, Changes(speaker="Tobin Ashe")),
        ({"new_speaker": "None"}, Changes(speaker="")),
        ({"new_speaker": "-", "new_role": "-"}, Changes(speaker="", role="")),
        ({"new_speaker": "Oster", "new_speaker_kind": "Organization"}, Changes(speaker="Oster", speaker_kind="organization")),
        ({"new_speaker_kind": "group"}, Changes(speaker="Mara Voss", speaker_kind="group")),
        ({"new_role": "former mayor"}, Changes(role="former mayor")),
        ({"new_kind": "indirect"}, Changes(kind="indirect")),
        ({"new_words": "the work was"}, Changes(content=(part(at("the work was"), TEXT),))),
        ({"new_words": "“ahead of plan”", "new_kind": "direct"}, Changes(content=(part(at("ahead of plan"), TEXT),), kind="direct")),
        (
            {"new_words": "the work [...] 'ahead of plan'", "new_kind": "mixed"},
            Changes(content=(part(at("the work"), TEXT), part(at("“ahead of plan”"), TEXT)), kind="mixed"),
        ),
    ],
)  # fmt: skip
def test_what_is_put_right_is_read(cells, changes):
    if cells == {"new_words": "the work was"}:
        cells = cells | {"new_kind": "indirect"}
        changes = replace(changes, kind="indirect")
    assert only(fill(2, status="corrected", **cells)).changes == changes


def test_a_quotation_that_was_missed_is_a_row_of_its_own():
    added = only(fill(0, status="added", new_words="Oster to rebuild its pier", new_speaker="Mara Voss"))
    assert added.entry == Seen(content=(part(at("Oster to rebuild its pier"), TEXT),))
    assert added.changes == Changes(kind="indirect", speaker="Mara Voss")
    quoted = only(fill(0, status="added", new_words="“pier – of – dreams”"))
    assert quoted.changes == Changes(kind="direct")
    assert quoted.entry.content == (part(at("pier – of – dreams"), TEXT),)


@pytest.mark.parametrize(
    ("number", "cells", "column", "message"),
    [
        (1, {"status": "wrong"}, "status", "'wrong' is none of confirmed, corrected, rejected, disputed, added, unsure"),
        (1, {"status": ""}, "status", "is empty though the row is filled"),
        (1, {"status": "corrected"}, "status", "is corrected, but nothing is put right"),
        (1, {"status": "confirmed", "new_role": "mayor"}, "new role", "is filled, but the status is confirmed"),
        (1, {"status": "unsure", "checker": ""}, "checker", "is empty; write who checked"),
        (1, {"status": "unsure", "date": ""}, "date", "is empty; write the day"),
        (1, {"status": "unsure", "date": "07/05/2024"}, "date", "'07/05/2024' is no date; write year-month-day, as 2024-05-06"),
        (1, {"status": "unsure", "date": "2024-02-30"}, "date", "'2024-02-30' is no date"),
        (1, {"status": "unsure", "date": "20240507"}, "date", "'20240507' is no date"),
        (1, {"status": "corrected", "new_kind": "quote"}, "new kind", "'quote' is none of direct, mixed, indirect"),
        (1, {"status": "corrected", "new_speaker": "A", "new_speaker_kind": "man"}, "new speaker kind", "'man' is none of person"),
        (6, {"status": "corrected", "new_speaker_kind": "person"}, "new speaker kind", "nobody is named"),
        (1, {"status": "corrected", "new_words": "We shall rebuild it"}, "new words", "is not in the article; the nearest is '“We will rebuild it'"),
        (1, {"status": "corrected", "new_words": "[…]"}, "new words", "has no words"),
        (3, {"status": "corrected", "new_kind": "mixed"}, "new kind", "has words inside quotation marks, and these have none"),
        (2, {"status": "corrected", "new_words": "the work was"}, "new words", "has words inside quotation marks, and these have none"),
        (0, {"status": "added", "new_words": "Voss"}, "new words", "'Voss' is 4 times in the article; write more of the words"),
        (0, {"status": "added", "new_words": "port off"}, "new words", "'port off' is not in the article; the nearest is 'port off'"),
        (0, {"status": "added"}, "new words", "is empty; write the words"),
        (0, {"status": "confirmed"}, "id", "is empty; only a quotation that was missed has none"),
        (1, {"status": "confirmed", "source": "quay"}, "source", "'quay' is none of the sources of these ledgers"),
        (1, {"status": "confirmed", "id": "a99", "words": "x"}, "id", "'a99' is no entry of the ledger"),
        (1, {"status": "confirmed", "speaker": "Ilse Voss"}, "speaker", "is 'Ilse Voss', but 'Mara Voss' in the ledger.*belongs into `new speaker`"),
        (1, {"status": "confirmed", "words": "We will not rebuild it,"}, "words", "but 'We will rebuild it,' in the ledger"),
    ],
)  # fmt: skip
def test_a_row_with_a_mistake_is_named_by_its_number_and_column(number, cells, column, message):
    read = fill(number, **cells)
    assert read.corrections == ()
    [problem] = read.problems
    assert (problem.path, problem.check) == (f"c.csv, row {number + 1 if number else 9}", column)
    assert re.search(message, problem.message)


def test_a_row_with_a_mistake_does_not_keep_the_others_from_being_read():
    made = blank()
    for row, status in zip(made, ("confirmed", "maybe", "rejected"), strict=False):
        row.update(BY, status=status)
    read = filled.read(table.write(checklist.COLUMNS, made).encode(), "c.csv", [(LEDGER, None)])
    assert [c.status for c in read.corrections] == ["confirmed", "rejected"]
    assert [p.path for p in read.problems] == ["c.csv, row 3"]


def test_cells_behind_the_last_column_are_a_mistake():
    data = checklist.write([(LEDGER, None)]).replace("pier,a1\r\n", "pier,a1,,over\r\n").encode()
    [problem] = filled.read(data, "c.csv", [(LEDGER, None)]).problems[:1]
    assert (problem.path, problem.check) == ("c.csv, row 2", "row")
    assert "is not quoted" in problem.message


def test_new_words_need_the_article():
    [problem] = fill(1, ledger=BARE, status="corrected", new_words="We will rebuild").problems
    assert problem.message == "can only be found in the article; name it with --text"
    assert only(fill(1, ledger=BARE, text=TEXT, status="corrected", new_words="We will rebuild")).changes is not None


def test_an_entry_is_found_by_what_the_row_shows_if_its_id_is_another_now():
    other = replace(LEDGER, attributions=tuple(replace(a, id=f"b{a.id}") for a in LEDGER.attributions))
    made = blank()
    made[0] |= BY | {"status": "confirmed"}
    read = filled.read(table.write(checklist.COLUMNS, made).encode(), "c.csv", [(other, None)])
    assert only(read).words == "We will rebuild it,"


def test_what_was_found_before_is_filled_in_and_read_back_as_it_was():
    one = only(fill(1, status="confirmed"))
    held = Corrections.of(
        [
            one,
            replace(one, checker="Bo", status="disputed"),
            only(fill(3, status="corrected", new_speaker="none", new_role="none", new_words="was short")),
            only(fill(0, status="added", new_words="Oster to rebuild its pier")),
        ]
    )
    written = checklist.write([(LEDGER, None)], held)
    assert [row["status"] for row in rows(written) if row["status"]] == ["confirmed", "disputed", "corrected", "added"]
    read = filled.read(written.encode(), "c.csv", [(LEDGER, None)])
    assert (Corrections.of(read.corrections), read.problems) == (held, ())


def test_what_is_settled_may_be_left_out_but_not_what_is_left_open_or_contradicted():
    one, two = only(fill(1, status="confirmed")), only(fill(2, status="confirmed"))
    held = Corrections.of(
        [
            one,
            replace(one, checker="Bo"),
            two,
            replace(two, checker="Bo", status="disputed"),
            only(fill(3, status="unsure")),
        ]
    )
    left = rows(checklist.write([(LEDGER, None)], held, only_open=True))
    assert [(row["id"], row["status"]) for row in left][:4] == [
        ("a2", "confirmed"),
        ("a2", "disputed"),
        ("a3", "unsure"),
        ("a4", ""),
    ]


def test_a_ledger_that_was_reviewed_is_listed_as_it_was_extracted():
    reviewed = apply(LEDGER, [only(fill(1, status="rejected"))]).ledger
    assert len(reviewed.attributions) == 6
    assert checklist.write([(reviewed, None)]) == checklist.write([(LEDGER, None)])
    with pytest.raises(ReviewedError, match="was changed after it was reviewed"):
        checklist.write([(reviewed.at_least(0.5), None)])


def test_words_are_placed_nearest_to_the_entry():
    changed = only(fill(5, status="corrected", new_words="Voss")).changes
    assert changed.content[0].span == Span(TEXT.index("Voss disagreed"), TEXT.index("Voss disagreed") + 4, "Voss")
