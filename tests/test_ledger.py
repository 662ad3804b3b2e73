"""The ledger as a value, as JSON, and under its hash."""

import hashlib
import json
from dataclasses import replace

import pytest
from samples import ARTICLE, ATTRIBUTIONS, LEDGER, RUN, SPEAKERS

from quotes import schema
from quotes.ledger import Ledger, LedgerError, Options, Source

RECORD = json.loads(LEDGER.to_json())


def changed(path, value):
    """Return the sample's record with one value replaced; `path` is a list of steps."""
    record = json.loads(LEDGER.to_json())
    place = record
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return record


def test_the_fields_are_those_of_the_specification():
    # fmt: off
    assert list(RECORD) == ["schema_version", "source", "speakers", "attributions", "not_speech", "problems", "run", "integrity"]
    assert list(RECORD["source"]) == ["id", "path", "url", "title", "published", "outlet", "media_type", "sha256", "length", "text"]
    assert list(RECORD["speakers"][0]) == ["id", "name", "kind", "roles", "aliases", "mentions", "counts"]
    assert list(RECORD["speakers"][0]["roles"][0]) == ["start", "end", "text", "title", "organization", "rank"]
    assert list(RECORD["attributions"][0]) == ["id", "kind", "act", "content", "verbatim", "cue", "speaker", "role", "addressee", "medium", "confidence", "rule", "evidence"]
    assert list(RECORD["attributions"][0]["cue"]) == ["start", "end", "text", "lemma", "stance", "polarity"]
    assert list(RECORD["attributions"][0]["speaker"]) == ["id", "status", "mention", "candidates"]
    assert list(RECORD["attributions"][0]["speaker"]["mention"]) == ["start", "end", "text", "form"]
    assert list(RECORD["attributions"][0]["evidence"][0]) == ["shows", "start", "end", "text"]
    assert list(RECORD["not_speech"][0]) == ["start", "end", "text", "reason"]
    assert list(RECORD["problems"][0]) == ["path", "check", "message"]
    assert list(RECORD["run"]) == ["tool", "version", "model", "options"]
    # fmt: on


def test_the_text_is_there_only_where_it_was_asked_for():
    assert "text" not in replace(LEDGER, source=Source.of(ARTICLE)).to_dict()["source"]
    assert RECORD["source"]["text"] == ARTICLE.text


def test_a_source_knows_the_hash_and_length_of_its_text():
    source = Source.of(ARTICLE)
    assert source.sha256 == hashlib.sha256(ARTICLE.text.encode()).hexdigest()
    assert source.length == len(ARTICLE.text)


def test_counts_are_of_the_attributions_credited_to_each_speaker():
    counted = {s["id"]: s["counts"] for s in RECORD["speakers"]}
    assert counted["s1"] == {"direct": 1, "mixed": 1, "indirect": 0}
    assert counted["s4"] == {"direct": 0, "mixed": 0, "indirect": 0}


def test_from_dict_is_the_inverse_of_to_dict():
    assert Ledger.from_dict(LEDGER.to_dict()) == LEDGER
    assert Ledger.from_dict(RECORD).to_json() == LEDGER.to_json()


def test_the_hash_is_of_the_canonical_json_of_everything_else():
    body = {key: value for key, value in RECORD.items() if key != "integrity"}
    body = json.loads(json.dumps(body), parse_float=lambda f: int(float(f)) if float(f).is_integer() else float(f))
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert LEDGER.canonical_json() == canonical.encode()
    assert RECORD["integrity"]["sha256"] == LEDGER.sha256 == hashlib.sha256(canonical.encode()).hexdigest()


def test_any_change_changes_the_hash():
    assert replace(LEDGER, attributions=ATTRIBUTIONS[:-1]).sha256 != LEDGER.sha256
    assert replace(LEDGER, speakers=SPEAKERS[:1]).sha256 != LEDGER.sha256


def test_json_is_one_line_or_indented_and_keeps_other_scripts():
    assert "\n" not in LEDGER.to_json()
    assert "naïve 😀" in LEDGER.to_json()
    assert LEDGER.to_json(indent=2).startswith('{\n  "schema_version"')


def test_speaker_of_gives_the_speaker_or_none():
    assert LEDGER.speaker_of(ATTRIBUTIONS[0]) == SPEAKERS[0]
    assert LEDGER.speaker_of(ATTRIBUTIONS[4]) is None
    assert LEDGER.speaker("s9") is None


PLACES = [
    ["x_top"],
    ["source", "x_archive"],
    ["speakers", 0, "x_wikidata"],
    ["speakers", 0, "counts", "x_more"],
    ["speakers", 0, "roles", 0, "title", "x_lang"],
    ["attributions", 2, "cue", "x_frame"],
    ["attributions", 0, "content", 0, "x_words"],
    ["run", "model", "x_licence"],
]


@pytest.mark.parametrize("place", PLACES, ids=lambda p: ".".join(map(str, p)))
def test_keys_that_begin_with_x_survive_a_round_trip(place):
    record = changed(place, {"any": ["thing", None, 1.5]})
    ledger = Ledger.from_dict(record)
    again = ledger.to_dict()
    assert {k: v for k, v in again.items() if k != "integrity"} == {k: v for k, v in record.items() if k != "integrity"}
    assert ledger != LEDGER
    assert ledger.sha256 != LEDGER.sha256


def test_an_extension_of_something_that_is_gone_is_refused():
    ledger = Ledger.from_dict(changed(["attributions", 6, "x_note"], "last"))
    with pytest.raises(LedgerError, match=r"\$\.attributions\[6\]\.x_note: is an extension of something"):
        replace(ledger, attributions=ATTRIBUTIONS[:2]).to_dict()


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["schema_version"], "2.0.0", r"\$\.schema_version: is '2\.0\.0', not one of 1\.0\.0"),
        (["source"], None, r"\$\.source: is null, not an object"),
        (["source", "length"], 1.5, r"\$\.source\.length: is a number, not a whole number"),
        (["source", "length"], True, r"\$\.source\.length: is true or false, not a whole number"),
        (["speakers"], {}, r"\$\.speakers: is an object, not a list"),
        (["speakers", 1, "name"], 5, r"\$\.speakers\[1\]\.name: is a whole number, not a string"),
        (["speakers", 1, "counts"], {"direct": 1}, r"\$\.speakers\[1\]\.counts\.mixed: is missing"),
        (["attributions", 0, "cue", "start"], "0", r"\$\.attributions\[0\]\.cue\.start: is a string"),
        (["attributions", 0, "cue", "loud"], 1, r"\$\.attributions\[0\]\.cue\.loud: is not a key"),
        (["attributions", 0, "kind"], "scare", r"\$\.attributions\[0\]\.kind: is 'scare', not one of direct"),
        (["attributions", 0, "confidence"], "high", r"\$\.attributions\[0\]\.confidence: is a string, not a number"),
        (["run", "options", "embed_text"], 1, r"\$\.run\.options\.embed_text: is a whole number, not true or false"),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, list) else "",
)
def test_a_fault_is_named_by_its_json_path(path, value, message):
    with pytest.raises(LedgerError, match=message) as caught:
        Ledger.from_dict(changed(path, value))
    assert str(caught.value) == f"{caught.value.path}: {caught.value.reason}"


@pytest.mark.parametrize("value", [None, [], "text", 1])
def test_what_is_no_object_is_no_ledger(value):
    with pytest.raises(LedgerError, match=r"\$: is not an object"):
        Ledger.from_dict(value)


def test_a_missing_key_is_named():
    record = changed(["x_a"], 1)
    del record["attributions"][3]["rule"]
    with pytest.raises(LedgerError, match=r"\$\.attributions\[3\]\.rule: is missing"):
        Ledger.from_dict(record)


def test_one_run_is_equal_to_another_of_the_same_options():
    assert replace(RUN) == RUN
    assert replace(RUN, version="0.2.0") != RUN


def test_at_least_leaves_out_what_is_less_sure_and_the_speakers_of_that_alone():
    extensions = {("speakers", 3, "x_a"): 1, ("attributions", 4, "x_b"): 2, ("attributions", 1, "x_c"): 3}
    entries = [replace(a, confidence=c) for a, c in zip(ATTRIBUTIONS, (0.9, 0.1, 0.1, 0.5, 0.5, 0.1, 0.1), strict=True)]
    kept = replace(LEDGER, attributions=tuple(entries), extensions=extensions).at_least(0.5)
    assert [a.id for a in kept.attributions] == ["a1", "a4", "a5"]
    assert [s.id for s in kept.speakers] == ["s1", "s3", "s4"]
    assert kept.extensions == {("speakers", 2, "x_a"): 1, ("attributions", 2, "x_b"): 2}
    assert kept.not_speech == LEDGER.not_speech
    assert schema.validate(kept, ARTICLE.text) == ()


def test_at_least_nothing_is_the_same_ledger_with_the_speakers_that_are_credited_with_nothing():
    silent = replace(LEDGER, attributions=ATTRIBUTIONS[:1])
    assert silent.at_least(0) == silent
    assert LEDGER.at_least(0) == LEDGER


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_options_take_only_a_share(share):
    with pytest.raises(ValueError, match="not between 0 and 1"):
        Options.of(acts="all", embed_text=False, min_confidence=share)


def test_an_option_that_asks_nothing_is_not_recorded():
    assert Options.of(acts="all", embed_text=False, min_confidence=0) == Options(acts="all")
    assert "min_confidence" not in RECORD["run"]["options"]
