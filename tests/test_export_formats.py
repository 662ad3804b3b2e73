"""The other formats: their vocabulary, what each says of an attribution, and the words at its offsets."""

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from exported import BARE, HELD, REPLACED, RICH, document, loaded
from samples import ATTRIBUTIONS, LEDGER, TEXT, at

from quotes import schema
from quotes.export import FORMATS, Held, brat, csv, items, label_studio
from quotes.model import Span
from quotes.score import brat as reader

VOCABULARIES = Path(__file__).parent / "vocabularies"
ANNOTATION, SCHEMA_ORG = (
    json.loads((VOCABULARIES / f"{name}.json").read_text("utf-8")) for name in ("web-annotation", "schema-org")
)
BY_ID = {item.attribution: item for item in items(HELD)}


def objects(value):
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(inner)


# --- Web Annotation


def annotations(*held):
    return loaded("web-annotation", *held)["first"]["items"]


def test_annotations_use_the_terms_of_the_model_and_no_others():
    document = loaded("web-annotation")
    assert document.pop("@context") == ANNOTATION["context"]
    for node in objects(document):
        kind = node["type"]
        assert node.keys() - {"id", "type"} <= set(ANNOTATION["types"][kind])
        assert set(ANNOTATION["required"][kind]) <= node.keys()
        assert {node.get(key, "describing") for key in ("motivation", "purpose")} <= set(ANNOTATION["motivations"])


def test_both_selectors_of_each_target_find_the_words():
    for annotation, item in zip(annotations(), items(HELD), strict=True):
        for target, span in zip(annotation["target"], item.content, strict=True):
            place, quoted = target["selector"]
            assert TEXT[place["start"] : place["end"]] == quoted["exact"] == span.text
            around = quoted["prefix"] + quoted["exact"] + quoted["suffix"]
            assert TEXT.index(around) == place["start"] - len(quoted["prefix"])


def test_interrupted_words_have_a_target_for_each_stretch():
    [annotation] = [a for a in annotations() if a["id"].endswith(":a8")]
    assert [target["selector"][1]["exact"] for target in annotation["target"]] == ["We will", "rebuild it,"]


def test_an_article_with_an_address_is_the_source_and_its_text_the_state():
    target = annotations()[0]["target"][0]
    assert target["source"] == "https://news.example/pier"
    assert target["state"] == {"type": "TimeState", "cached": f"urn:quotes-ledger:text:pier:{LEDGER.source.sha256}"}
    offline = replace(HELD, ledger=replace(RICH, source=replace(RICH.source, url=None)))
    target = annotations(offline)[0]["target"][0]
    assert (target["source"], "state" in target) == (f"urn:quotes-ledger:text:pier:{LEDGER.source.sha256}", False)


def test_the_bodies_say_who_said_it_to_people_and_all_of_it_to_machines():
    said, item = annotations()[0]["body"]
    assert said["value"] == "Mara Voss, the mayor of Oster (direct speech, confidence 0.9)"
    record = json.loads(item["value"])
    assert list(schema.shape(record, "feed")) == []
    assert record["id"] == annotations()[0]["id"]


def test_without_the_text_an_annotation_has_no_surroundings():
    held = replace(HELD, ledger=replace(RICH, source=replace(RICH.source, text=None)))
    quoted = annotations(held)[0]["target"][0]["selector"][1]
    assert quoted == {"type": "TextQuoteSelector", "exact": "We will rebuild it,"}


def test_the_collection_counts_its_annotations_and_is_named_by_them():
    first, second = loaded("web-annotation"), loaded("web-annotation", Held(ledger=LEDGER))
    assert first["total"] == len(RICH.attributions)
    assert first["first"]["id"] == first["id"] + ":page:0"
    assert first["id"] != second["id"]


# --- schema.org


def graph(*held):
    return loaded("schema.org", *held)["@graph"]


def properties(kind):
    while kind is not None:
        yield from SCHEMA_ORG["properties"][kind].items()
        kind = SCHEMA_ORG["parents"][kind]


def kinds(kind):
    while kind is not None:
        yield kind
        kind = SCHEMA_ORG["parents"][kind]


def test_the_graph_uses_the_terms_of_schema_org_on_the_types_that_have_them():
    assert loaded("schema.org")["@context"][0] == SCHEMA_ORG["context"]
    articles = {node["@id"] for node in graph() if node["@type"] == "NewsArticle"}
    for node in objects(graph()):
        if "@type" not in node:
            assert node["@id"] in articles
            continue
        known = dict(properties(node["@type"]))
        for key, value in node.items():
            if key.startswith(("@", "quotes:")):
                continue
            for each in value if isinstance(value, list) else [value]:
                taken = (
                    kinds(each.get("@type", "NewsArticle"))
                    if isinstance(each, dict)
                    else {"Text", "URL", "Date", "DateTime"}
                )
                assert set(taken) & set(known[key]), (node["@type"], key)


def test_nothing_is_rated_or_reviewed():
    text = document("schema.org")
    assert not [term for term in SCHEMA_ORG["never"] if term in text]


def test_only_what_stands_in_quotation_marks_is_a_quotation():
    nodes = {node["quotes:attribution"]: node for node in graph() if "quotes:attribution" in node}
    assert {key: node["@type"] for key, node in nodes.items()} == {
        a.id: "Quotation" if a.kind == "direct" else "Claim" for a in RICH.attributions
    }
    [part] = nodes["a2"]["hasPart"]
    assert (part["@type"], part["text"]) == ("Quotation", "ahead of plan")
    assert "hasPart" not in nodes["a3"]
    assert nodes["a1"]["isPartOf"] == nodes["a3"]["appearance"] == {"@id": graph()[0]["@id"]}


def test_speakers_are_what_schema_org_has_for_them():
    nodes = {node["quotes:attribution"]: node for node in graph() if "quotes:attribution" in node}
    assert nodes["a1"]["creator"] == {"@type": "Person", "name": "Mara Voss", "description": "the mayor of Oster"}
    assert nodes["a12"]["creator"] == {"@type": "Person", "description": "A port official"}
    assert nodes["a9"]["creator"] == {"@type": "Organization", "name": "Oster Council"}
    assert nodes["a8"]["isBasedOn"]["@type"] == "CreativeWork"
    assert "creator" not in nodes["a4"]
    assert nodes["a4"]["creditText"] == "Critics"
    assert nodes["a5"]["creditText"] == "Voss"
    assert not {"creator", "creditText", "isBasedOn"} & nodes["a6"].keys()
    assert {key: node["quotes:status"] for key, node in nodes.items()} == {
        a.id: a.speaker.status for a in RICH.attributions
    }


def test_nobody_is_credited_with_what_they_deny():
    nodes = {node["quotes:attribution"]: node for node in graph() if "quotes:attribution" in node}
    assert nodes["a3"]["description"] == "A port official (anonymous, negative: denied)"
    assert (nodes["a3"]["quotes:stance"], nodes["a3"]["quotes:polarity"]) == ("denying", "negative")
    for denied in (nodes["a3"], nodes["a13"], nodes["a13"]["hasPart"][0], nodes["a14"]):
        assert "description" in denied
        assert not {"creator", "creditText", "isBasedOn"} & denied.keys()


def test_an_article_in_which_nothing_is_said_is_in_the_graph():
    [node] = graph(Held(ledger=BARE))
    assert node == {
        "@type": "NewsArticle",
        "@id": f"urn:quotes-ledger:source:pier:{LEDGER.source.sha256}",
        "encodingFormat": "text/plain",
        "quotes:source": "pier",
        "quotes:sha256": LEDGER.source.sha256,
    }


# --- JSON Feed


def test_each_entry_of_the_feed_holds_an_item():
    feed = loaded("json-feed")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [list(schema.shape(item["_quotes"], "feed")) for item in feed["items"]] == [[]] * len(RICH.attributions)
    assert [item["id"] for item in feed["items"]] == [item["_quotes"]["id"] for item in feed["items"]]
    first = feed["items"][0]
    assert (first["title"], first["content_text"]) == ("Mara Voss, the mayor of Oster", "“We will rebuild it,”")
    assert (first["external_url"], first["date_published"]) == (
        "https://news.example/pier",
        "2024-05-06T07:08:09+02:00",
    )


def test_a_day_is_its_first_moment_and_no_date_is_none():
    dated = Held(ledger=replace(LEDGER, source=replace(LEDGER.source, published="2024-05-06")))
    assert loaded("json-feed", dated)["items"][0]["date_published"] == "2024-05-06T00:00:00Z"
    undated = Held(ledger=replace(LEDGER, source=replace(LEDGER.source, published=None)))
    assert "date_published" not in loaded("json-feed", undated)["items"][0]


def test_a_title_says_what_is_not_known():
    titles = {item["_quotes"]["attribution"]: item["title"] for item in loaded("json-feed")["items"]}
    assert titles["a3"] == "A port official (anonymous, negative: denied)"
    assert titles["a12"] == "A port official (anonymous)"
    assert titles["a13"] == "Mara Voss (negative: denied)"
    assert titles["a4"] == "Critics (collective)"
    assert titles["a5"] == "Voss (Mara Voss or Ilse Voss)"
    assert titles["a6"] == "no source"
    assert titles["a7"] == "He (unresolved)"


# --- Label Studio


def regions(task):
    """Return the regions of a task as spans, by their ids."""
    text = task["data"]["text"]
    return {
        part["id"]: (part["value"]["labels"][0], Span(part["value"]["start"], part["value"]["end"], text[part["value"]["start"] : part["value"]["end"]]))
        for part in task["predictions"][0]["result"]
        if part["type"] == "labels"
    }  # fmt: skip


def test_the_regions_of_a_task_are_the_spans_of_the_ledger():
    [task] = loaded("label-studio")
    found = regions(task)
    for number, item in enumerate(items(HELD)):
        expected = {f"e{number}-content-{i}": ("Content", span) for i, span in enumerate(item.content)}
        if item.cue:
            expected[f"e{number}-cue"] = ("Cue", item.cue.span)
        if item.speaker.mention:
            expected[f"e{number}-source"] = ("Source", item.speaker.mention.span)
        assert expected == {key: value for key, value in found.items() if key.startswith(f"e{number}-")}


def test_relations_tie_the_cue_the_source_and_what_follows_to_the_first_words():
    [task] = loaded("label-studio")
    relations = [part for part in task["predictions"][0]["result"] if part["type"] == "relation"]
    assert {(r["from_id"], r["to_id"], *r["labels"]) for r in relations if r["from_id"].startswith("e0-")} == {
        ("e0-content-0", "e0-cue", "cue"),
        ("e0-content-0", "e0-source", "source"),
    }
    assert [r["labels"] for r in relations if r["to_id"].endswith("content-1")] == [["continued"]]


def test_the_labelling_interface_has_every_name_that_a_task_uses():
    tags = list(ET.fromstring(label_studio.LABELLING).iter())
    named = {tag.get("name"): tag for tag in tags if tag.get("name")}
    relations = {tag.get("value") for tag in tags if tag.tag == "Relation"}
    for part in loaded("label-studio")[0]["predictions"][0]["result"]:
        if part["type"] == "relation":
            assert set(part["labels"]) <= relations
        else:
            control = named[part["from_name"]]
            assert (control.tag.lower(), control.get("toName"), named[part["to_name"]].tag) == (
                part["type"],
                "text",
                "Text",
            )
            assert set(part["value"][part["type"]]) <= {child.get("value") for child in control}


def test_the_labelling_interface_of_the_documentation_is_that():
    docs = Path(__file__).resolve().parent.parent / "docs" / "export.md"
    assert label_studio.LABELLING in docs.read_text(encoding="utf-8")


def test_a_task_without_its_text_is_refused():
    with pytest.raises(ValueError, match="pier: its text is not known"):
        document("label-studio", Held(ledger=BARE))


def test_a_task_in_which_nothing_was_found_is_a_task():
    [task] = loaded("label-studio", Held(ledger=BARE, text=TEXT))
    assert task["predictions"] == [{"model_version": "quotes 0.1.0", "result": []}]


# --- brat


def test_standoff_is_read_back_as_the_spans_that_it_was_made_of():
    entries, problems = reader.parse(brat.standoff(HELD), TEXT, "pier.ann")
    assert problems == ()
    for entry, attribution in zip(entries, RICH.attributions, strict=True):
        assert entry.content == attribution.content
        assert entry.cue == ((attribution.cue.span,) if attribution.cue else ())
        assert entry.mention == ((attribution.speaker.mention.span,) if attribution.speaker.mention else ())


def test_attributes_and_a_note_say_what_marks_cannot():
    first, *_ = re.findall(r"^#1\t.*", brat.standoff(HELD), re.MULTILINE)
    assert json.loads(first.split("\t")[2]) == {
        "attribution": "a1", "speaker": "Mara Voss", "role": "the mayor of Oster", "confidence": 0.9, "rule": "cue/subject",
    }  # fmt: skip
    assert "A1\tKind E1 direct\nA2\tStatus E1 resolved\nA3\tPolarity E1 positive\n" in brat.standoff(HELD)


def test_a_mark_over_several_lines_leaves_out_their_ends():
    text = "He said it\r\nwas\u2028over 😀.\nYes"
    ledger = replace(
        LEDGER,
        attributions=(
            replace(
                ATTRIBUTIONS[3],
                content=(Span(8, 25, text[8:25]),),
                speaker=replace(ATTRIBUTIONS[3].speaker, mention=None),
            ),
        ),
    )
    marked = next(line for line in brat.standoff(Held(ledger=ledger)).splitlines() if "\tContent" in line)
    assert marked.split("\t")[1:] == ["Content 8 10;12 15;16 23;24 25", "it was over 😀. Y"]


def test_words_that_are_only_the_ends_of_lines_cannot_be_marked():
    ledger = replace(LEDGER, attributions=(replace(ATTRIBUTIONS[3], content=(Span(25, 27, "\n\n"),)),))
    with pytest.raises(brat.UnmarkableError, match="a4: its words are nothing but the ends of lines"):
        brat.standoff(Held(ledger=ledger))


def test_the_configuration_has_every_type_that_is_written():
    known = set(re.findall(r"^([\w-]+)", brat.CONFIGURATION, re.MULTILINE))
    written = re.findall(r"^[TA]\d+\t(\S+)", brat.standoff(HELD), re.MULTILINE)
    events = re.findall(r"^E\d+\t([\w-]+):", brat.standoff(HELD), re.MULTILINE)
    assert {*written, *events} <= known
    assert set(events) == {"Attribution", "Attribution-no-source"}


# --- all of them


@pytest.mark.parametrize("to", FORMATS)
def test_an_export_gives_the_same_bytes_each_time_and_in_whatever_order_files_come(to):
    other = replace(HELD, ledger=replace(RICH, source=replace(RICH.source, id="other", published=None)))
    assert document(to, HELD, other) == document(to, other, HELD)


@pytest.mark.parametrize("to", set(FORMATS) - {"jsonl", "csv"})
def test_formats_that_cannot_take_anything_back_leave_out_what_was_withdrawn(to):
    assert "withdrawn" not in document(to, REPLACED)


def test_what_anybody_added_to_a_ledger_is_left_out():
    noted = replace(HELD, ledger=replace(RICH, extensions={("attributions", 0, "x_note"): "mine", ("x_all",): 1}))
    assert all("x_note" not in document(to, noted) for to in FORMATS)
    assert len(csv.COLUMNS) == len(set(csv.COLUMNS))


def test_the_sample_has_an_astral_character():
    assert at("😀").end == at("😀").start + 1
