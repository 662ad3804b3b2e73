"""Every rule of the extractor with a sentence that it is for, run through the real pipeline."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quotes.attribute.rules import RULES
from quotes.find import find
from quotes.find.quoted import LINKS
from quotes.model import Article, Parsed
from quotes.segment import segment

FRAME_EXAMPLES = {
    "clause": "Mara Voss said that the bridge had held.",
    "parenthetical": "The bridge, Mara Voss said, had held through the storm.",
    "according": "According to Mara Voss, the bridge has held.",
    "as": "Mara Voss described the bridge as a gift to the town.",
    "infinitive": "Mara Voss vowed to rebuild the bridge.",
    "gerund": "Mara Voss recommended closing the bridge.",
    "prep:of": "Mara Voss warned of the closure of the bridge.",
    "np": "Mara Voss announced the closure of the bridge.",
}
# The rules that come after the reading are asked where it has not found the source.
SOURCE_EXAMPLES = {
    "beside_mark": ('"We will rebuild the bridge." – Mara Voss', "Mara Voss"),
    "as_read": ("Mara Voss said that the bridge had held.", "Mara Voss"),
    "agent": ("It was confirmed by Mara Voss that the bridge had held.", "Mara Voss"),
    "pronoun": ('"It was a long night for the bridge," she said.', "she"),
    "between": (
        '"We will rebuild the bridge," Sen. Mara Voss (D-Ore.) said in an interview.',
        "Sen. Mara Voss (D-Ore.)",
    ),
    "subject": ('"We will rebuild the bridge," Mara Voss said.', "Mara Voss"),
    "inherited_subject": ('Mara Voss opened the bridge and said: "It is safe for everybody."', "Mara Voss"),
    "neighbour": ('"My mother would have burned the place down," shouted Bettina Krog.', "Bettina Krog"),
}
LINK_EXAMPLES = {
    "as_read": ("cue-then-quote", 'Asked again about the bridge, Mara Voss said "We will rebuild it."'),
    "signature": ("dash-signature", '"We will rebuild the bridge." – Mara Voss'),
    "label": ("colon-label", 'Mara Voss: "We will rebuild the bridge."'),
    "cue_before_comma": ("cue-then-quote", 'Mara Voss said: "We will rebuild the bridge."'),
    "after": ("quote-then-cue", '"We will rebuild the bridge," Mara Voss said.'),
    "before": ("cue-then-quote", 'Mara Voss told the council "We will rebuild the bridge."'),
    "above": ("cue-then-quote", 'Mara Voss told the council:\n\n"We will rebuild the bridge before the winter."'),
    "as_read_further_off": ("cue-then-quote", 'Mara Voss promised that she would stay. "We will rebuild the bridge."'),
    "cut_off": ("cut-off-source", '"We will rebuild the bridge before the winter", Navy Capt.'),
}


@pytest.mark.parametrize("frame", FRAME_EXAMPLES)
def test_each_frame_has_an_example(frame, extractor_of_all_acts):
    found = extractor_of_all_acts.extract(FRAME_EXAMPLES[frame]).attributions
    assert frame in [a.rule.partition("/")[0] for a in found]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_each_source_rule_has_an_example(rule, extractor):
    text, expected = SOURCE_EXAMPLES[rule.__name__]
    article = Article(id="a", text=text)
    segments = segment(article)
    parsed = Parsed(article=article, segments=segments, sentences=extractor._parser.parse(article, segments))
    quotations = find(parsed, extractor._reader.read(parsed))
    if rule.__name__ != "as_read":
        quotations = tuple(replace(quotation, reading=None) for quotation in quotations)
    found = [rule(parsed, quotation) for quotation in quotations]
    assert expected in [source.span.text for source in found if source is not None]


@pytest.mark.parametrize("rule", LINKS, ids=lambda rule: rule.__name__)
def test_each_link_has_an_example(rule, extractor_of_all_acts):
    name, text = LINK_EXAMPLES[rule.__name__]
    assert name in [a.rule.partition("/")[0] for a in extractor_of_all_acts.extract(text).attributions]
