"""Every rule of the extractor with a sentence that it is for, run through the real pipeline."""

from __future__ import annotations

import pytest

from quotes.attribute.rules import RULES
from quotes.find.complements import COMPLEMENTS
from quotes.find.quoted import LINKS

COMPLEMENT_EXAMPLES = {
    "enclosed": ("parenthetical", "The bridge, Mara Voss said, had held through the storm."),
    "after_that": ("clause", "Mara Voss warned that bridge down, trade is down."),
    "bare_clause": ("clause", "Mara Voss spoke to reporters, saying the army and the coalition would not attack."),
    "that_clause": ("clause", "Mara Voss said that the bridge had held."),
    "parenthetical": ("parenthetical", "The bridge, Mara Voss said, had held through the storm."),
    "paratactic": ("clause", "Mara Voss said: the bridge has held."),
    "as_phrase": ("as", "Mara Voss described the bridge as a gift to the town."),
    "naming": ("naming", "Mara Voss called the closure a mistake."),
    "infinitive": ("infinitive", "Mara Voss vowed to rebuild the bridge."),
    "gerund": ("gerund", "Mara Voss recommended closing the bridge."),
    "prepositional": ("prep:of", "Mara Voss spoke of the closure of the bridge."),
    "noun_phrase": ("np", "Mara Voss announced the closure of the bridge."),
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


@pytest.mark.parametrize("rule", COMPLEMENTS, ids=lambda rule: rule.__name__)
def test_each_complement_has_an_example(rule, extractor_of_all_acts):
    frame, text = COMPLEMENT_EXAMPLES[rule.__name__]
    assert frame in [a.rule.partition("/")[0] for a in extractor_of_all_acts.extract(text).attributions]


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
