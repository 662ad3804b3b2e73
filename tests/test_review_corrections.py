"""The corrections file: its schema, what is refused, what survives, and how checklists are taken into it."""

import json
import typing
from dataclasses import fields, replace

import pytest
from reviews import found, missed
from samples import LEDGER, TEXT, at

from quotes import schema
from quotes.review import Corrections, CorrectionsError, load, merge, save
from quotes.review.correction import (
    VERDICTS,
    VERSION,
    Changes,
    Correction,
    Origin,
    Part,
    Seen,
    origin,
    part,
    seen,
)

SCHEMA = json.loads(schema.text("corrections"))
KNOWN = [(LEDGER, None)]


EVERY = Corrections.of(
    [
        found(1),
        found(2, "corrected", speaker="Ilse Voss", speaker_kind="person", role="", kind="indirect"),
        found(2, "disputed", checker="Bo", evidence="minute 3", checked_with="recording"),
        found(3, "corrected", content=(part(at("money"), TEXT), part(at("short"), TEXT))),
        found(4, "rejected"),
        found(5, "unsure"),
        missed("Oster to rebuild its pier", speaker="Mara Voss"),
    ]
)


def test_corrections_are_written_and_read_as_they_are(tmp_path):
    path = tmp_path / "corrections.json"
    save(EVERY, path)
    assert load(path) == EVERY
    assert path.read_text(encoding="utf-8") == EVERY.to_json()
    assert list(tmp_path.iterdir()) == [path]


def test_the_order_is_that_of_the_words_whatever_order_they_came_in():
    assert Corrections.of(reversed(EVERY.items)) == EVERY
    assert Corrections.of([*EVERY.items, *EVERY.items]) == EVERY
    assert [c.entry.content[0].start for c in EVERY.items] == sorted(c.entry.content[0].start for c in EVERY.items)


def test_keys_of_anybody_survive():
    record = json.loads(EVERY.to_json())
    record["x_desk"] = {"a": [1]}
    record["corrections"][1]["x_ticket"] = 7
    record["corrections"][1]["entry"]["content"][0]["x_page"] = "3"
    again = Corrections.from_json(json.dumps(record))
    assert again == EVERY
    assert json.loads(again.to_json()) == record
    assert json.loads(merge.merge(again, [found(6)], KNOWN).corrections.to_json())["x_desk"] == {"a": [1]}


def edited(**keys):
    record = json.loads(Corrections.of([found(1)]).to_json())
    record["corrections"][0] |= keys
    return record


PART = json.loads(EVERY.to_json())["corrections"][0]["entry"]["content"][0]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("{", r"\$: json: is not JSON"),
        (b"\xff", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ('{"corrections": [], "x_a": NaN}', "NaN is no JSON"),
        ('{"corrections": [], "x_a": "\\ud800"}', "is not JSON: .*surrogates not allowed"),
        ("[]", "holds no corrections"),
        (LEDGER.to_json(), "holds no corrections"),
        ({"schema_version": "1.1.0", "corrections": []}, "is of version 1.1.0, this program knows 1.0.0: a newer one"),
        ({"schema_version": "0.9.0", "corrections": []}, r"\$\.schema_version: schema: const: '1.0.0' was expected"),
        ({"schema_version": None, "corrections": []}, r"\$\.schema_version"),
        ({"corrections": []}, "'schema_version' is a required property"),
        ({"schema_version": "1.0.0", "corrections": [], "more": 1}, "'more'"),
        (edited(status="wrong"), r"\$\.corrections\[0\]\.status: schema: enum: 'wrong' is not one of"),
        (edited(date="7.5.2024"), r"\.date: schema: format: '7.5.2024' is not a 'date'"),
        (edited(checker=""), r"\.checker: schema: minLength"),
        (edited(checker=None), r"\.checker: schema: type"),
        (edited(more=1), r"\$\.corrections\[0\]: schema: additionalProperties"),
        (edited(status="corrected"), "'changes' is a required property"),
        (edited(changes={"role": "mayor"}), r"\$\.corrections\[0\]: schema: not"),
        (edited(status="corrected", changes={}), "non-empty|enough properties"),
        (edited(status="corrected", changes={"speaker_kind": "person"}), "'speaker' is a dependency of 'speaker_kind'"),
        (edited(status="added", changes={"kind": "direct"}), r"\.entry\.\w+: schema: const: None was expected"),
        (edited(entry={"content": [], "kind": "direct", "link": "none", "speaker": None, "role": None}), r"\.content"),
        (edited(source={"id": "pier", "path": None, "url": None, "sha256": "0"}), r"\.sha256: schema: pattern"),
        (
            edited(entry={"content": [PART | {"end": 99}], "kind": "direct", "link": "none", "speaker": None, "role": None}),
            r"\$\.corrections\[0\]\.entry\.content\[0\]: offsets: end less start is not the length of exact",
        ),
        (
            edited(status="corrected", changes={"content": [PART, PART]}),
            r"\$\.corrections\[0\]\.changes\.content\[1\]: offsets: begins before the part before it ends",
        ),
    ],
)  # fmt: skip
def test_what_holds_no_corrections_is_refused_with_place_and_reason(data, message):
    text = json.dumps(data) if isinstance(data, dict) else data
    with pytest.raises(CorrectionsError, match=message):
        Corrections.from_json(text)


def test_all_that_is_wrong_is_told_with_the_file(tmp_path):
    path = tmp_path / "c.json"
    path.write_text(json.dumps(edited(status="wrong", date="x")), encoding="utf-8")
    with pytest.raises(CorrectionsError) as caught:
        load(path)
    assert [p.path for p in caught.value.problems] == [f"{path}: $.corrections[0].{key}" for key in ("date", "status")]
    with pytest.raises(CorrectionsError, match=r"no\.json: file: cannot be read: No such file"):
        load(tmp_path / "no.json")
    with pytest.raises(CorrectionsError, match="cannot be read"):
        load(tmp_path)


CLASSES = {"origin": Origin, "part": Part, "seen": Seen, "changes": Changes, "correction": Correction}


@pytest.mark.parametrize(("name", "cls"), CLASSES.items(), ids=CLASSES)
def test_the_schema_and_the_classes_have_the_same_keys_and_words(name, cls):
    properties = SCHEMA["$defs"][name]["properties"]
    written = [f for f in fields(cls) if not f.metadata.get("unwritten")]
    assert list(properties) == [f.name for f in written]
    optional = {f.name for f in written if f.metadata.get("omit_none")}
    assert set(properties) - set(SCHEMA["$defs"][name].get("required", ())) == optional
    for field, hint in typing.get_type_hints(cls).items():
        words = [
            w
            for h in (hint, *typing.get_args(hint))
            if typing.get_origin(h) is typing.Literal
            for w in typing.get_args(h)
        ]
        assert [w for w in properties.get(field, {}).get("enum", ()) if w] == words


def test_every_object_of_the_schema_is_closed_but_for_keys_of_anybody():
    objects = [SCHEMA, *(d for d in SCHEMA["$defs"].values() if d.get("type") == "object")]
    assert len(objects) == 6
    assert all(o["additionalProperties"] is False and o["patternProperties"] == {"^x_": True} for o in objects)
    assert SCHEMA["$id"].endswith(VERSION)
    assert SCHEMA["properties"]["schema_version"] == {"const": VERSION}
    assert SCHEMA["$defs"]["correction"]["properties"]["status"]["enum"] == list(VERDICTS)


def test_a_source_is_known_again_by_its_text_its_id_or_its_url():
    source = LEDGER.source
    for same in ({"id": "x", "url": None}, {"id": "x", "sha256": "0" * 64}, {"url": "a:b", "sha256": "0" * 64}):
        assert Corrections.of([found(1)]).about(replace(source, **same))
    assert not Corrections.of([found(1)]).about(replace(source, id="x", url="a:b", sha256="0" * 64))
    assert not Corrections.of([replace(found(1), source=replace(origin(source), url=None))]).about(
        replace(source, id="x", url=None, sha256="0" * 64)
    )


def test_what_is_new_is_taken_in_and_what_is_there_stays():
    merged = merge.merge(EVERY, [found(6, "rejected")], KNOWN)
    assert merged.new == (found(6, "rejected"),)
    assert merged.corrections == Corrections.of([*EVERY.items, found(6, "rejected")])
    again = merge.merge(merged.corrections, [found(6, "rejected"), *EVERY.items], KNOWN)
    assert (again.corrections, again.new, again.replaced, again.older) == (merged.corrections, (), (), ())


def test_the_last_word_of_a_checker_counts():
    first, second = found(1, "unsure"), found(1, "confirmed", date="2024-05-08", checker="ANA")
    later = merge.merge(Corrections.of([first]), [second], KNOWN)
    assert (later.corrections.items, later.replaced) == ((second,), (second,))
    earlier = merge.merge(Corrections.of([second]), [first], KNOWN)
    assert (earlier.corrections.items, earlier.older) == ((second,), (first,))
    same_day = merge.merge(Corrections.of([first]), [replace(first, evidence="minute 4")], KNOWN)
    assert same_day.corrections.items == (replace(first, evidence="minute 4"),)


def test_an_anchor_that_got_more_context_is_no_other_word():
    bare = replace(found(1), entry=seen(LEDGER, LEDGER.attributions[0], None))
    merged = merge.merge(Corrections.of([bare]), [found(1)], KNOWN)
    assert (merged.corrections.items, merged.new, merged.replaced) == ((bare,), (), ())


def test_what_two_checkers_say_is_kept_and_their_conflict_told():
    against = found(1, "corrected", checker="Bo", speaker="Ilse Voss")
    merged = merge.merge(Corrections.of([found(1)]), [against, found(2), found(2, checker="Bo")], KNOWN)
    assert set(merged.corrections.items) >= {found(1), against}
    [conflict] = merged.conflicts
    assert (conflict.path, conflict.check) == ("news/pier.txt", "conflict")
    assert conflict.message == (
        "“We will rebuild it,”: Ana (2024-05-07): confirmed, Bo (2024-05-07): corrected, speaker “Ilse Voss”"
    )


def test_corrections_of_sources_that_are_not_at_hand_stay_as_they_are():
    elsewhere = [replace(found(1), source=Origin(id=name, sha256="0" * 63 + name)) for name in "ab"]
    merged = merge.merge(Corrections.of(elsewhere), [found(1)], KNOWN)
    assert set(merged.corrections.items) == {*elsewhere, found(1)}
    assert merged.conflicts == ()
