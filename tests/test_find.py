"""What `find` makes of readings that do not go with the quotation marks, or with each other."""

from __future__ import annotations

import pytest

from quotes.find import find
from quotes.model import Article, Parsed, Reading
from quotes.segment import segment


@pytest.fixture
def parse(extractor):
    def parsed(text):
        article = Article(id="a", text=text)
        segments = segment(article)
        return Parsed(article=article, segments=segments, sentences=extractor._parser.parse(article, segments))

    return parsed


def read(parsed, cue, content, source="Mara Voss", chance=0.9):
    """Return a reading of the first occurrence of a cue, with words of the text as content and source."""
    text = parsed.article.text

    def spans(words):
        return (parsed.article.span(text.index(words), text.index(words) + len(words)),) if words else ()

    index, word = next((i, w) for i, s in enumerate(parsed.sentences) for w in s.words if w.text == cue.split()[-1])
    return Reading(
        sentence=index,
        word=word.index,
        chance=chance,
        sure=0.9,
        source=spans(source),
        content=spans(content),
        cue=spans(cue),
    )


def contents(parsed, *readings):
    return [[span.text for span in quotation.content] for quotation in find(parsed, readings)]


def test_a_content_takes_in_all_of_a_quotation_that_it_breaks_off_in(parse):
    parsed = parse("Mara Voss said the pier “was safe for all of us. We will keep it open,” and she left.")
    (quotation,) = find(parsed, [read(parsed, "said", "the pier “was safe for all of us")])
    assert [span.text for span in quotation.content] == ["the pier “was safe for all of us. We will keep it open,”"]
    assert all(any(span.covers(part) for span in quotation.content) for part in quotation.verbatim)


def test_a_content_ends_behind_the_mark_that_closes_it(parse):
    parsed = parse("Mara Voss called the sale “a surprise” on Monday.")
    assert contents(parsed, read(parsed, "called", "the sale “a surprise")) == [["the sale “a surprise”"]]


def test_an_unlikely_cue_reports_nothing(parse):
    parsed = parse("Mara Voss announced the sale of the pier.")
    assert contents(parsed, read(parsed, "announced", "the sale of the pier", chance=0.45)) == []
    assert contents(parsed, read(parsed, "announced", "the sale of the pier", chance=0.55)) == [
        ["the sale of the pier"]
    ]


def test_the_likelier_of_two_cues_that_share_a_word_reports(parse):
    parsed = parse("Mara Voss said in a statement that the pier was safe.")
    more = read(parsed, "said in a statement", "the pier was safe", chance=0.7)
    less = read(parsed, "said", "the pier was safe", chance=0.6)
    (quotation,) = find(parsed, [less, more])
    assert quotation.cue.span.text == "said in a statement"


def test_a_participle_whose_source_stands_outside_ends_the_content(parse):
    parsed = parse("Mara Voss said the pier was safe, adding that it would open in May.")
    whole = read(parsed, "said", "the pier was safe, adding that it would open in May")
    part = read(parsed, "adding", "it would open in May")
    assert contents(parsed, whole, part) == [["the pier was safe"], ["it would open in May"]]


def test_an_idle_it_is_no_content(parse):
    parsed = parse("It was announced by Mara Voss that the pier was safe.")
    reading = read(parsed, "was announced", "the pier was safe")
    idle = Reading(
        sentence=reading.sentence,
        word=reading.word,
        chance=0.9,
        sure=0.9,
        source=reading.source,
        content=(parsed.article.span(0, 2), *reading.content),
        cue=reading.cue,
    )
    assert contents(parsed, idle) == [["the pier was safe"]]


def test_what_a_speaker_reports_inside_marks_is_no_report_of_the_article(parse):
    parsed = parse("“My aunt told me that the pier was safe,” Mara Voss said.")
    inside = read(parsed, "told", "the pier was safe", source="My aunt")
    assert contents(parsed, inside) == [["My aunt told me that the pier was safe,"]]


def test_a_headline_ends_with_its_source_and_cue(parse):
    parsed = parse("Bridge will stay shut until May, mayor says\n\nThe bridge was built in 1931. It is old.")
    assert parsed.segments[0].kind == "headline"
    assert contents(parsed, read(parsed, "says", "", source="mayor")) == [["Bridge will stay shut until May"]]


def test_what_is_only_spoken_of_is_topical(parse):
    parsed = parse("Mara Voss condemned the attack. She announced the sale of the pier.")
    topical = [
        quotation.topical
        for quotation in find(
            parsed,
            [
                read(parsed, "condemned", "the attack"),
                read(parsed, "announced", "the sale of the pier", source="She"),
            ],
        )
    ]
    assert topical == [True, False]
