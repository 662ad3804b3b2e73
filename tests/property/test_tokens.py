"""Properties of ``quotes.parse.tokens``; each test quotes the sentence of the specification that it checks."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from property.strategies import article_texts, dirty_text, unicode_text

from quotes.parse.boundaries import clean
from quotes.parse.tokens import Tokenizer
from quotes.weights import EMBEDDED

any_text = st.one_of(unicode_text(), dirty_text(), article_texts())


@cache
def tokenizer() -> Tokenizer:
    return Tokenizer.load(EMBEDDED / "en" / "tokens" / "news.json")


@given(any_text)
def test_offsets(text: str) -> None:
    """Offsets ascend, never overlap, and cover every non-space character exactly once."""
    tokens = tokenizer().tokens(text)
    assert all(start < end for start, end in tokens)
    assert all(before[1] <= after[0] for before, after in pairwise(tokens))
    assert "".join(text[start:end] for start, end in tokens) == "".join(text.split())


@given(any_text)
def test_no_token_holds_a_space(text: str) -> None:
    """text[start:end] has no space."""
    assert not any(map(str.isspace, "".join(text[start:end] for start, end in tokenizer().tokens(text))))


@given(any_text)
def test_sentences_are_the_tokens_in_order(text: str) -> None:
    """Tokens as offsets, sentence by sentence; the last token always ends a sentence."""
    sentences = tokenizer().sentences(text)
    assert all(sentences)
    assert [pair for sentence in sentences for pair in sentence] == tokenizer().tokens(text)


@given(any_text)
def test_equal_text_gives_equal_tokens(text: str) -> None:
    """Equal text gives equal tokens."""
    fresh = Tokenizer.load(EMBEDDED / "en" / "tokens" / "news.json") if len(text) % 50 == 0 else tokenizer()
    assert fresh.sentences(text) == tokenizer().sentences(text)


@given(any_text)
def test_clean_text(text: str) -> None:
    """Tokens as offsets into a cleaned segment text, whatever the segment holds."""
    cleaned = clean(text, 0, len(text)).text
    tokens = tokenizer().tokens(cleaned)
    assert "".join(cleaned[start:end] for start, end in tokens) == cleaned.replace(" ", "")


@given(st.text(st.characters(categories=["Lu", "Ll"]), min_size=1).filter(str.isalpha))
def test_a_chunk_of_letters_is_one_token_unless_listed(word: str) -> None:
    """A chunk of letters only that is not in a small learned table is one token."""
    cuts = tokenizer()._words.get(word.lower(), ())
    assert len(tokenizer().tokens(word)) == len(cuts) + 1
