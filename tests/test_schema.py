"""The ledger's schema and the checks beside it: each constraint is shown to bite."""

import json
import subprocess
import sys
import typing
from dataclasses import MISSING, fields

import jsonschema
import pytest
from constraints import ACCEPTANCE, broken, faulty, lines, nodes, plain, stated
from samples import LEDGER, TEXT

from quotes import files, ledger, model, schema
from quotes.ledger import content_hash
from quotes.model import Problem

CONSTRAINTS = lines("constraints.txt")
SCHEMA = json.loads(schema.text())
PLAIN = plain(SCHEMA)
RECORD = json.loads(LEDGER.to_json())


@pytest.mark.parametrize("line", CONSTRAINTS)
def test_each_constraint_has_an_example_that_breaks_it(line):
    record, expected = faulty(line, RECORD)
    found = schema.validate(record)
    assert expected in {p.check for p in found}, found
    assert all(p.path.startswith("$") and p.message for p in found)


def test_no_constraint_is_without_such_an_example():
    shown = {key for line in CONSTRAINTS for key in broken(SCHEMA, faulty(line, RECORD)[0])}
    assert sorted(stated(SCHEMA) - shown - {("#", "type")}) == []
    assert [p.check for p in schema.validate([])] == ["schema: type"]


@pytest.mark.parametrize("line", CONSTRAINTS)
def test_the_validator_finds_what_the_schema_as_it_is_written_finds(line):
    record, _ = faulty(line, RECORD)
    found, written = (
        sorted((e.json_path, e.message) for e in judge.iter_errors(record)) for judge in (schema.validator(), PLAIN)
    )
    assert found == written


@pytest.mark.parametrize("path", sorted((ACCEPTANCE / "positive").iterdir()), ids=lambda p: p.name)
def test_positive_examples_are_valid(path):
    records = list(files.records([path]))
    assert records
    assert [schema.validate(record) for _, record in records] == [()] * len(records)


@pytest.mark.parametrize("path", sorted((ACCEPTANCE / "negative").iterdir()), ids=lambda p: p.name)
def test_negative_examples_have_the_fault_that_they_expect(path):
    for _, record in files.records([path]):
        assert [{"path": p.path, "check": p.check} for p in schema.validate(record)] == record["x_expect"]


def test_every_semantic_check_has_a_negative_example():
    shown = {e["check"] for _, r in files.records([ACCEPTANCE / "negative"]) for e in r["x_expect"]}
    assert {check.__name__ for check in schema.CHECKS} <= shown


def test_a_ledger_without_text_is_checked_against_the_text_given():
    record = json.loads(LEDGER.to_json())
    del record["source"]["text"]
    record["integrity"]["sha256"] = content_hash(record)
    assert schema.validate(record) == ()
    assert schema.validate(record, TEXT) == ()
    other = TEXT.replace("Oster", "Ostra")
    assert {p.check for p in schema.validate(record, other)} == {"source", "offsets"}


def test_a_value_validates_as_its_record_does():
    assert schema.validate(LEDGER) == ()


@pytest.mark.parametrize("bad", [float("inf"), 2**60, "\ud800"], ids=repr)
def test_what_has_no_canonical_json_is_a_problem(bad):
    record = LEDGER.to_dict() | {"x_bad": bad}
    assert [p.check for p in schema.validate(record)] == ["integrity"]


def test_formats_are_checked():
    for name in ("uri", "date", "date-time"):
        assert name in jsonschema.Draft202012Validator.FORMAT_CHECKER.checkers


def test_the_grammar_of_iris_is_built_for_those_who_ask_and_no_sooner():
    code = """
import sys
from quotes import schema
schema.validate({})
assert not {"rfc3987_syntax", "lark"} & set(sys.modules)
import jsonschema
check = jsonschema.FormatChecker().conforms
assert check("https://a.example/é", "iri") and not check("no iri", "iri")
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_only_formats_wait_for_jsonschema():
    code = (
        "import json, sys; from quotes import schema; record = json.loads(sys.stdin.read())\n"
        "assert not list(schema.shape(record)); assert 'jsonschema' not in sys.modules\n"
        "record['source']['published'] = '2024-02-29'; assert not list(schema.shape(record))\n"
        "assert 'jsonschema' in sys.modules\n"
        "record['source']['published'] = '2024-02-30'; assert list(schema.shape(record))"
    )
    record = json.loads(LEDGER.to_json())
    record["source"] |= {"published": None, "url": None}
    subprocess.run([sys.executable, "-c", code], input=json.dumps(record), text=True, check=True)


def test_every_object_is_closed_but_for_keys_of_anybody():
    objects = [node for _, node in nodes(SCHEMA, "#") if node.get("type") == "object"]
    assert objects
    assert all(node["additionalProperties"] is False and node["patternProperties"] == {"^x_": True} for node in objects)


CLASSES = {
    "source": ledger.Source,
    "span": model.Span,
    "role": model.Role,
    "mention": model.Mention,
    "counts": ledger.Counts,
    "speaker": model.Speaker,
    "cue": model.Cue,
    "link": model.SpeakerLink,
    "evidence": model.Evidence,
    "attribution": model.Attribution,
    "not_speech": model.NotSpeech,
    "problem": model.Problem,
    "model": ledger.ModelInfo,
    "options": ledger.Options,
    "run": ledger.Run,
}


@pytest.mark.parametrize(("name", "cls"), CLASSES.items(), ids=CLASSES)
def test_the_schema_and_the_classes_have_the_same_keys_and_words(name, cls):
    properties = dict(SCHEMA["$defs"][name]["properties"])
    if name == "speaker":
        del properties["counts"]
    hints = typing.get_type_hints(cls)
    names = [f.name for f in fields(cls)]
    assert list(properties) == [n for name in names for n in (("start", "end", "text") if name == "span" else (name,))]
    words = {n: list(typing.get_args(h)) for n, h in hints.items() if typing.get_origin(h) is typing.Literal}
    assert words == {n: properties[n]["enum"] for n in words}
    assert {n for n, p in properties.items() if "enum" in p} == set(words)


def test_only_what_may_be_left_out_has_a_default_that_is_left_out():
    optional = {f.name for f in fields(ledger.Source) if f.metadata.get("omit_none") and f.default is not MISSING}
    assert optional == set(SCHEMA["$defs"]["source"]["properties"]) - set(SCHEMA["$defs"]["source"]["required"])


def test_schemas_are_named_and_their_ids_carry_the_version():
    assert "ledger" in schema.names()
    assert all(json.loads(schema.text(name))["$id"] for name in schema.names())
    assert json.loads(schema.text())["$id"].endswith(ledger.SCHEMA_VERSION)
    with pytest.raises(KeyError):
        schema.text("../ledger")


def test_a_value_that_may_be_null_says_what_else_it_must_be():
    record = json.loads(LEDGER.to_json())
    record["attributions"][0]["cue"] = "said"
    [problem] = schema.validate(record)
    assert problem == Problem(
        path="$.attributions[0].cue",
        check="schema: anyOf",
        message="'said' is not of type 'null', and 'said' is not of type 'object'",
    )
