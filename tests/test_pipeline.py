"""The extractor as a library: one text, many, a parse that the caller made, and what is left out."""

from __future__ import annotations

import json

import pytest

import quotes
from quotes import parse
from quotes.model import Article
from quotes.schema import validate
from quotes.weights import EMBEDDED

TEXT = "Mara Voss, the mayor of Oster, believes that the pier is safe. She said that it would open in May."


def test_extract_takes_a_text(extractor):
    ledger = quotes.extract(TEXT)
    assert ledger == extractor.extract(TEXT)
    assert [ledger.speaker_of(a).name for a in ledger.attributions] == ["Mara Voss"]
    assert validate(ledger, TEXT) == ()


def test_thoughts_are_left_out_unless_asked_for(extractor, extractor_of_all_acts):
    assert [a.act for a in extractor.extract(TEXT).attributions] == ["speech"]
    assert [a.act for a in extractor_of_all_acts.extract(TEXT).attributions] == ["thought", "speech"]


def test_only_speakers_that_the_attributions_mention_are_listed(extractor):
    ledger = extractor.extract("Critics believe that the pier is old. Lars Iwen said that it was safe.")
    assert [s.name for s in ledger.speakers] == ["Lars Iwen"]


def test_extract_many_yields_one_ledger_an_article_in_order(extractor):
    articles = [Article(id=name, text=TEXT) for name in ("one", "two")]
    assert [ledger.source.id for ledger in extractor.extract_many(articles)] == ["one", "two"]


def stanza_pipeline():
    """Return Stanza's own pipeline over the embedded models."""
    return parse._pipeline(EMBEDDED, "en", "default", "")


def test_a_callers_parse_gives_the_same_attributions(extractor):
    document = stanza_pipeline()(TEXT)
    ledger = quotes.extract(TEXT, document=document)
    assert ledger.attributions == extractor.extract(TEXT).attributions
    assert ledger.run.model.name == "stanza-document"
    assert validate(ledger, TEXT) == ()


def test_a_parse_of_another_text_is_refused():
    document = stanza_pipeline()("Lars Iwen said that the pier was safe.")
    with pytest.raises(ValueError, match="another text"):
        quotes.extract(TEXT, document=document)


def test_an_unknown_model_is_refused_by_name():
    with pytest.raises(quotes.ModelError, match="no-such-model"):
        quotes.Extractor("no-such-model")


def test_the_text_is_embedded_on_request():
    ledger = quotes.extract(TEXT, embed_text=True)
    assert ledger.source.text == TEXT
    assert json.loads(ledger.to_json())["source"]["text"] == TEXT


def test_a_role_is_split_into_its_parts(extractor):
    (speaker,) = extractor.extract("Varland Navy Capt. Nils Orde said the pier was closed.").speakers
    assert speaker.name == "Nils Orde"
    assert speaker.roles[0].rank is not None
    (speaker,) = extractor.extract("Mara Voss, the mayor of Oster, said the pier was closed.").speakers
    assert (speaker.roles[0].title.text, speaker.roles[0].organization.text) == ("mayor", "Oster")


def test_an_abbreviation_is_explained_by_its_letters(extractor):
    text = "The Alliance to Reclaim Our Shores (AROS) met on Monday. AROS said that the pier was safe."
    (speaker,) = extractor.extract(text).speakers
    assert speaker.name == "Alliance to Reclaim Our Shores"
    assert "AROS" in speaker.aliases
