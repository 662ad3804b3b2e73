"""Properties of check: whatever the text, offsets point at the words, and typography does not change a verdict."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from property.ledgers import ledgers
from property.strategies import CLAIMS, body_texts, dirty_text, unicode_text
from quoted import quoting

from quotes.check import Claim, Place, check
from quotes.check.claims import read
from quotes.check.passage import passages
from quotes.check.show import COLUMNS, lines, record, rows
from quotes.entry import entries
from quotes.model import Problem
from quotes.wording import forms

TEXTS = dirty_text() | unicode_text() | st.sampled_from(CLAIMS)


def points(place: Place, text: str) -> bool:
    """Return whether all that a place says of the article stands in it."""
    return all(span.start < span.end and span.text == text[span.start : span.end] for span in place.spans)


def shape(place: Place) -> tuple[object, ...]:
    return place.entries, place.spans, place.wording, place.credit, place.similarity


@settings(max_examples=40)
@given(st.data(), ledgers())
def test_every_span_is_a_slice_of_the_article(data, ledger):
    text = ledger.source.text
    assume(text is not None and ledger.attributions)
    said = data.draw(st.sampled_from(ledger.attributions))
    words = said.content[0].text
    claim = data.draw(st.sampled_from((words, words[1:], words + " not", text)) | TEXTS)
    finding = check(Claim(text=claim, speaker=data.draw(st.none() | st.just("Voss"))), entries(ledger))
    places = (*finding.places, *finding.nearest)
    assert all(points(place, text) for place in places)
    for place in places:
        if (
            place.wording in {"verbatim", "truncated"}
            and "[" not in claim + words
            and "…" not in claim
            and "..." not in claim
        ):
            assert " ".join(forms(" ".join(span.text for span in place.spans))).split() == list(forms(claim))


@given(dirty_text(20), dirty_text(20), dirty_text(20))
def test_the_words_of_a_passage_are_those_of_the_article_at_their_offsets(before, said, after):
    assume(said)
    text = before + said + after
    entry = quoting(text, said)
    [found] = passages([entry])
    for token in found.tokens:
        assert forms(text[token.start : token.end]) == (token.form,)
    for i in range(len(found.tokens)):
        [span] = found.spans(range(i, i + 1))
        assert text[span.start : span.end] == span.text


@given(body_texts(1), st.data())
def test_what_is_quoted_is_found_verbatim_in_any_typography(said, data):
    claim = data.draw(
        st.sampled_from((said, said.upper(), said.replace("'", "’"), said.replace(" ", "\n\u2028"), f"„{said}“"))
    )
    finding = check(Claim(text=claim, speaker="Mara Voss"), [quoting(said)])
    assert finding.verdict == "verbatim"
    assert finding.confirmed


@given(st.lists(st.sampled_from(CLAIMS), min_size=1, max_size=4), TEXTS)
def test_the_order_of_the_candidates_makes_no_difference(said, claim):
    held = [quoting(text, source=f"s{n}") for n, text in enumerate(said)]
    forth, back = (check(Claim(text=claim), each) for each in (held, held[::-1]))
    assert (forth.verdict, forth.why, list(map(shape, forth.places))) == (
        back.verdict,
        back.why,
        list(map(shape, back.places)),
    )


@given(TEXTS, st.sampled_from(CLAIMS), st.none() | unicode_text(9))
def test_every_finding_can_be_shown(claim, said, speaker):
    finding = check(
        Claim(text=claim, speaker=speaker), [quoting(said, by=None), quoting(said + " We know.", source="b")]
    )
    shown = "\n".join(lines(finding))
    assert finding.verdict.upper() in shown
    assert not {c for c in shown if ord(c) < 32} - {"\n"}
    assert record(finding)["verdict"] == finding.verdict
    assert all(tuple(row) == COLUMNS for row in rows(finding))


@given(
    st.binary(max_size=300) | TEXTS.map(lambda text: f"claim,speaker\n{text}\n".encode("utf-8", "replace")),
    st.sampled_from(("c.csv", "c.jsonl")),
)
def test_any_file_of_claims_gives_claims_or_problems_that_name_it(tmp_path_factory, data, name):
    path = tmp_path_factory.mktemp("claims") / name
    path.write_bytes(data)
    for each in read(path):
        assert each.path.startswith(str(path)) if isinstance(each, Problem) else each.text.strip()
