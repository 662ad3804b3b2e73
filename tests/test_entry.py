"""Entries: what of a ledger stands on its own."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import ARTICLE, LEDGER, TEXT

from quotes.entry import FURTHEST, around, entries
from quotes.model import Span

BARE = replace(LEDGER, source=replace(LEDGER.source, text=None))


def test_an_entry_has_its_source_its_speaker_and_its_sentence():
    first, *_ = found = list(entries(BARE, TEXT))
    assert [entry.attribution for entry in found] == list(LEDGER.attributions)
    assert first.speaker is not None
    assert first.speaker.name == "Mara Voss"
    assert first.words == first.verbatim
    assert first.context is not None
    assert first.context.text == "“We will rebuild it,” Mara Voss, the mayor of Oster, told reporters on Monday."
    assert all(e.context is not None and TEXT[e.context.start : e.context.end] == e.context.text for e in found)


def test_without_a_text_there_is_no_context():
    assert {entry.context for entry in entries(BARE)} == {None}


def test_the_text_of_the_ledger_is_used_and_not_repeated():
    assert LEDGER.source.text == TEXT
    assert list(entries(LEDGER)) == list(entries(BARE, TEXT))
    assert all(entry.source.text is None for entry in entries(LEDGER))


def test_a_text_of_another_article_is_refused():
    with pytest.raises(ValueError, match="pier: the text is not the one that the ledger is of"):
        list(entries(BARE, TEXT + " "))


@pytest.mark.parametrize(
    ("text", "words", "context"),
    [
        ("He left. “It is over,” he said. They went.", "It is over,", "“It is over,” he said."),
        ("He said: “It is over.” They went.", "It is over.", "He said: “It is over.”"),
        ("A head\n \n“It is over,” he said\n\nMore.", "It is over,", "“It is over,” he said"),
        ("cut up\n“It is over,” he\nsaid at noon.", "It is over,", "cut up\n“It is over,” he\nsaid at noon."),
        ("x" * 3000 + " over " + "y" * 3000, "over", "x" * (FURTHEST - 1) + " over " + "y" * (FURTHEST - 1)),
    ],
)
def test_the_context_is_the_sentences_that_the_words_stand_in(text, words, context):
    start = text.index(words)
    assert around(text, (Span(start, start + len(words), words),)).text == context


@given(st.text(alphabet="aB. \n“”!😀", min_size=1, max_size=60), st.data())
def test_the_context_is_a_piece_of_the_text_and_covers_the_words(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    words = Span(start, end, text[start:end])
    context = around(text, (words,))
    assert text[context.start : context.end] == context.text
    assert context.covers(words)


def test_the_sample_is_of_the_text():
    assert ARTICLE.sha256 == LEDGER.source.sha256
