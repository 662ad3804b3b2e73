"""The schemas of the exports: each constraint is shown to bite, and what is exported keeps to them."""

import json
import typing
from dataclasses import fields

import pytest
from constraints import ACCEPTANCE, broken, faulty, lines, nodes, plain, stated
from exported import SAMPLES

from quotes import model, schema
from quotes.export import csv, feed

SCHEMAS = {name: json.loads(schema.text(name)) for name in sorted({name for name, _ in SAMPLES.values()})}
CHANGES = [(sample, line) for sample in SAMPLES for line in lines(f"export/{sample}.txt")]
EACH = pytest.mark.parametrize(("sample", "line"), CHANGES, ids=[f"{sample} {line}" for sample, line in CHANGES])
# The question which kind of thing it is has settled these before they are asked.
SETTLED = {
    "feed": {"entry required type", "entry type", "withdrawn type", "withdrawn/properties/type const"},
    "export-schema-org": {f"{kind}/properties/@type const" for kind in ("article", "claim", "quotation")},
    "export-label-studio": {f"{kind}/properties/type const" for kind in ("choice", "region", "relation")},
}


@pytest.mark.parametrize("sample", SAMPLES)
def test_what_is_exported_is_valid(sample):
    name, record = SAMPLES[sample]
    assert list(schema.shape(record, name)) == []


@EACH
def test_each_constraint_has_an_example_that_breaks_it(sample, line):
    name, record = SAMPLES[sample]
    changed, expected = faulty(line, record)
    found = list(schema.shape(changed, name))
    assert expected in {p.check for p in found}, found


@pytest.mark.parametrize("name", SCHEMAS)
def test_no_constraint_is_without_such_an_example(name):
    shown = {
        key
        for sample, line in CHANGES
        if SAMPLES[sample][0] == name
        for key in broken(SCHEMAS[name], faulty(line, SAMPLES[sample][1])[0])
    }
    left = {" ".join(key).removeprefix("#/$defs/") for key in stated(SCHEMAS[name]) - shown - {("#", "type")}}
    assert left == SETTLED.get(name, set())


@EACH
def test_the_validator_finds_what_the_schema_as_it_is_written_finds(sample, line):
    name, record = SAMPLES[sample]
    changed, _ = faulty(line, record)
    found, written = (
        sorted((e.json_path, e.message) for e in judge.iter_errors(changed))
        for judge in (schema.validator(name), plain(SCHEMAS[name]))
    )
    assert found == written


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_object_is_closed(name):
    objects = [node for _, node in nodes(SCHEMAS[name], "#") if node.get("type") == "object" and "required" in node]
    dispatchers = [
        node for node in objects if set(node["required"]) <= {"type", "@type"} and len(node["properties"]) == 1
    ]
    closed = [node for node in objects if node not in dispatchers]
    assert closed
    assert all(node["additionalProperties"] is False for node in closed)
    assert all(("patternProperties" in node) == (name == "feed") for node in closed)


def test_every_sample_has_a_file_of_constraints_and_every_file_a_sample():
    assert {path.stem for path in (ACCEPTANCE / "export").iterdir()} == set(SAMPLES)


CLASSES = {
    "source": feed.Origin,
    "candidate": feed.Candidate,
    "credit": feed.Credit,
    "entry": feed.Item,
    "withdrawn": feed.Withdrawn,
    "role": model.Role,
    "cue": model.Cue,
    "evidence": model.Evidence,
}


@pytest.mark.parametrize(("name", "cls"), CLASSES.items(), ids=CLASSES)
def test_the_feeds_schema_and_the_classes_have_the_same_keys(name, cls):
    names = [f.name for f in fields(cls)]
    flat = [n for name in names for n in (("start", "end", "text") if name == "span" else (name,))]
    assert list(SCHEMAS["feed"]["$defs"][name]["properties"]) == flat


def test_the_feeds_schema_carries_the_version():
    properties = SCHEMAS["feed"]["$defs"]["entry"]["properties"]
    assert properties["feed_version"]["const"] == feed.FEED_VERSION
    assert SCHEMAS["feed"]["$id"].endswith(f":{feed.FEED_VERSION}")


def test_what_the_feed_takes_from_the_ledger_is_as_there():
    ledger = json.loads(schema.text())["$defs"]
    shared = ("offset", "id", "sha256", "span", "role", "mention", "cue", "evidence")
    assert all(SCHEMAS["feed"]["$defs"][name] == ledger[name] for name in shared)
    assert set(typing.get_args(model.Status)) == set(SCHEMAS["feed"]["$defs"]["credit"]["properties"]["status"]["enum"])


def test_the_columns_stand_in_the_order_of_the_schema():
    assert list(SCHEMAS["export-csv"]["properties"]) == [column.name for column in csv.COLUMNS]
