"""Every rule of the extractor with a sentence that it is for, run through the real pipeline."""

from __future__ import annotations

import pytest

from quotes.attribute.rules import RULES
from quotes.find.quoted import LINKS

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
SOURCE_EXAMPLES = {
    "according_source": "According to Mara Voss, the bridge has held.",
    "beside_mark": '"We will rebuild the bridge." – Mara Voss',
    "pronoun": "Mara Voss opened the bridge, and she said that it was safe.",
    "agent": "It was confirmed by Mara Voss that the bridge had held.",
    "between": '"We will rebuild the bridge," Sen. Mara Voss (D-Ore.) said in an interview.',
    "subject": "Mara Voss said that the bridge had held.",
    "owner": "Mara Voss made the claim that the bridge had held.",
    "earlier_speaker": "Mara Voss said the bridge had held, adding that it was safe.",
    "head_noun": "A man claiming that he owned the bridge was led away.",
    "inherited_subject": "Mara Voss opened the bridge and said that it was safe.",
    "neighbour": '"My mother would have burned the place down," shouted Bettina Krog, 61, a season-ticket holder.',
}
LINK_EXAMPLES = {
    "signature": ("dash-signature", '"We will rebuild the bridge." – Mara Voss'),
    "label": ("colon-label", 'Mara Voss: "We will rebuild the bridge."'),
    "cue_before_comma": ("cue-then-quote", 'Mara Voss said: "We will rebuild the bridge."'),
    "after": ("quote-then-cue", '"We will rebuild the bridge," Mara Voss said.'),
    "before": ("cue-then-quote", 'Mara Voss told the council "We will rebuild the bridge."'),
    "cut_off": ("cut-off-source", '"We will rebuild the bridge before the winter", Navy Capt.'),
}


@pytest.mark.parametrize("frame", FRAME_EXAMPLES)
def test_each_frame_has_an_example(frame, extractor_of_all_acts):
    found = extractor_of_all_acts.extract(FRAME_EXAMPLES[frame]).attributions
    assert frame in [a.rule.partition("/")[0] for a in found]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_each_source_rule_has_an_example(rule, extractor_of_all_acts):
    found = [
        a.rule.partition("/")[2] for a in extractor_of_all_acts.extract(SOURCE_EXAMPLES[rule.__name__]).attributions
    ]
    assert rule.__name__.replace("_", "-") in found


@pytest.mark.parametrize("rule", LINKS, ids=lambda rule: rule.__name__)
def test_each_link_has_an_example(rule, extractor_of_all_acts):
    name, text = LINK_EXAMPLES[rule.__name__]
    assert name in [a.rule.partition("/")[0] for a in extractor_of_all_acts.extract(text).attributions]
