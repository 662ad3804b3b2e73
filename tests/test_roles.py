"""The parts of a role: what the office is, whose it is, the rank that goes with it, and how it is held."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "“It held,” said Mara Voss, the former deputy mayor of Oster.",
            {"title": "mayor", "organization": "Oster", "rank": None, "modifier": "former deputy"},
        ),
        (
            "“It held,” said Mara Voss, the mayor of Oster.",
            {"title": "mayor", "organization": "Oster", "rank": None, "modifier": None},
        ),
        (
            "“It held,” said Lars Iwen, the acting director of the port.",
            {"title": "director", "organization": "the port", "rank": None, "modifier": "acting"},
        ),
        (
            "“It held,” said Pentagon spokesman Army Col. Lars Iwen.",
            {"title": "spokesman", "organization": "Pentagon", "rank": "Army Col.", "modifier": None},
        ),
        (
            "“It held,” said an Iraqi military commander.",
            {"title": "commander", "organization": None, "rank": None, "modifier": None},
        ),
        (
            "“It held,” said U.S. Defence Secretary Lars Iwen.",
            {"title": "Secretary", "organization": "U.S. Defence", "rank": None, "modifier": None},
        ),
    ],
)
def test_a_role_has_its_parts(text, parts, extractor):
    (speaker,) = extractor.extract(text).speakers
    role = speaker.roles[0]
    assert {name: span and span.text for name in parts for span in [getattr(role, name)]} == parts


def test_a_modifier_is_in_the_ledger_only_where_one_is_stated(extractor):
    plain = extractor.extract("“It held,” said Mara Voss, the mayor of Oster.").to_dict()
    held = extractor.extract("“It held,” said Mara Voss, the acting mayor of Oster.").to_dict()
    assert "modifier" not in plain["speakers"][0]["roles"][0]
    assert held["speakers"][0]["roles"][0]["modifier"]["text"] == "acting"
