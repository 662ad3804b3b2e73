"""What a schema demands, and which of its demands a record breaks: each is to be shown to bite."""

import json
import re
from pathlib import Path

import jsonschema

ACCEPTANCE = Path(__file__).parent / "acceptance"
KEYWORDS = {
    "type",
    "const",
    "enum",
    "pattern",
    "format",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
}


def lines(name):
    """Return the lines of a file of constraints that change something."""
    return [line for line in (ACCEPTANCE / name).read_text("utf-8").splitlines() if line.startswith("$")]


def faulty(line, record):
    """Return `record` with the change that a line of a file of constraints makes, and the check that must find it."""
    change, expected = line.rsplit(" -> ", 1)
    record = json.loads(json.dumps(record))
    path, equals, value = change.partition(" = ")
    steps = [int(n) if n else name for n, name in re.findall(r"\[(\d+)\]|\.([^.\[ ]+)", path.removesuffix(" removed"))]
    place = record
    for step in steps[:-1]:
        place = place[step]
    if equals:
        place[steps[-1]] = json.loads(value)
    else:
        del place[steps[-1]]
    return record, expected


def plain(schema):
    """Return a validator of a schema as it is written."""
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)


def stated(node, place="#"):
    """Return every constraint in a schema: where it stands, and its keyword or the key that it requires."""
    found = set()
    if isinstance(node, list):
        return {c for i, item in enumerate(node) for c in stated(item, f"{place}/{i}")}
    if not isinstance(node, dict):
        return found
    if "properties" in node and "additionalProperties" in node:
        found |= {(place, "additionalProperties")} | {(place, f"required {key}") for key in node["required"]}
    found |= {(place, key) for key in KEYWORDS & node.keys() if not isinstance(node[key], dict)}
    # What is only asked, or shared with the branch that says null, constrains nothing by itself.
    parts = {k: v for k, v in node.items() if k not in {"if", "patternProperties", "enum", "const", "required"}}
    for key, value in parts.items():
        found |= stated(value, f"{place}/{key}")
    return {c for c in found if not c[0].endswith("/anyOf/0")}


def broken(schema, record):
    """Yield the constraints of a schema that `record` breaks, named as `stated` names them."""
    places = {id(node): place for place, node in nodes(schema, "#")}
    errors = list(plain(schema).iter_errors(record))
    while errors:
        error = errors.pop()
        errors += error.context
        key = error.validator
        if key == "required":
            key = "required " + re.match(r"'([^']+)'", error.message)[1]
        yield places[id(error.schema)], key


def nodes(node, place):
    """Yield the objects of a schema with the places where they stand."""
    if isinstance(node, dict):
        yield place, node
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield from nodes(value, f"{place}/{key}")
