"""What is wrong in found attributions is sorted by kind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quotes.model import Article, Mention, Parsed, SpeakerLink
from quotes.score.document import Entry
from quotes.segment import segment
from quotes.training.errors import errors, table

TEXT = "Mara Voss told the council that the pier was safe."


@pytest.fixture(scope="module")
def article(extractor):
    plain = Article(id="a", text=TEXT)
    segments = segment(plain)
    return Parsed(article=plain, segments=segments, sentences=extractor._parser.parse(plain, segments))


@pytest.fixture(scope="module")
def found(extractor):
    (entry,) = extractor.extract(TEXT).attributions
    return entry


def span(words):
    start = TEXT.index(words)
    return Article(id="a", text=TEXT).span(start, start + len(words))


def gold(content="the pier was safe", source="Mara Voss", cue="told"):
    return Entry(
        kind="indirect",
        content=(span(content),),
        cue=(span(cue),) if cue else (),
        mention=(span(source),) if source else (),
    )


@pytest.mark.parametrize(
    ("annotated", "kinds"),
    [
        (gold(), []),
        (gold(content="the council that the pier was safe"), ["content: begins too late"]),
        (gold(content="the pier was"), ["content: ends too late"]),
        (gold(source="Mara"), ["source: ends too late"]),
        (gold(source=""), ["source: found where none is annotated"]),
        (gold(source="the council"), ["source: other words"]),
        (gold(cue="told the council"), ["cue: ends too early"]),
        (gold(cue="Mara"), ["cue: other words"]),
        (
            gold(content="Mara Voss"),
            ["missed: indirect, listed verb", "added: indirect, clause"],
        ),
    ],
)
def test_a_difference_has_a_kind(article, found, annotated, kinds):
    found = replace(found, cue=replace(found.cue, span=span("told")))
    assert list(errors(article, [found], [annotated])) == kinds


def test_a_source_that_is_not_found_is_told(article, found):
    nobody = replace(found, speaker=SpeakerLink(id=None, status="none"), cue=replace(found.cue, span=span("told")))
    assert list(errors(article, [nobody], [gold()])) == ["source: none found"]
    mention = Mention(span=span("Mara Voss"), form="name")
    assert found.speaker.mention == mention


def test_what_nobody_found_is_sorted_by_its_cue(article):
    assert list(errors(article, [], [gold(), gold(cue=""), gold(cue="council")])) == [
        "missed: indirect, listed verb",
        "missed: indirect, no cue",
        "missed: indirect, unlisted noun",
    ]


def test_the_table_has_the_most_frequent_kinds_first():
    assert list(table(["b", "a", "b", "c"], 2)) == ["    2  b", "    1  a", "    4  all, of 3 kinds"]
