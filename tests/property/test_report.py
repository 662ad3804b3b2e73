"""What holds of the report of any ledger: the text is the article's, nothing is lost, and nothing gets out of its place."""

import re
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st
from pages import Page, crossing, hostile, without_text
from property.ledgers import ledgers
from property.strategies import dirty_text, unicode_text
from samples import LEDGER

from quotes.model import Span
from quotes.report import Document, render
from quotes.report.characters import Legible, plain, replaced
from quotes.report.passages import Passages
from quotes.report.runs import Mark, split

ADDRESS = re.compile(r"#[\w-]+|https?://\S+")


def as_stated(text):
    """Return `text` with the replacements that the page states, made one by one."""
    made = []
    for at, character in enumerate(text):
        if character == "\r":
            made.append("" if text[at + 1 : at + 2] == "\n" else "\n")
        elif character < " " and character not in "\t\n":
            made.append(chr(ord(character) + 0x2400))
        else:
            made.append("␡" if character == "\x7f" else character)
    return "".join(made)


@settings(max_examples=40)
@given(ledgers())
@example(LEDGER)
@example(hostile())
@example(without_text(hostile()))
@example(crossing())
def test_the_page_of_any_ledger_holds_its_text_and_all_its_entries_each_in_its_place(ledger):
    page = Page(render([Document(ledger=ledger)]))
    if ledger.source.text is not None:
        the_text_is_the_articles(page, ledger)
    nothing_vanishes(page, ledger)
    nothing_gets_out_of_its_place(page)


def the_text_is_the_articles(page, ledger):
    [text] = page.find("text")
    assert text["text"] == as_stated(ledger.source.text)


def nothing_vanishes(page, ledger):
    shown = [e["text"] for e in page.find("words")]
    assert shown == [" … ".join(as_stated(span.text) for span in a.content) for a in ledger.attributions]
    rest = "".join(e["text"] for e in page.find("rest"))
    said = [e for n in ledger.not_speech for e in (n.span.text, n.reason)] + [p.message for p in ledger.problems]
    assert all(as_stated(words) in rest for words in said)
    voices = "".join(e["text"] for e in page.find("voice"))
    assert all(as_stated(s.name) in voices for s in ledger.speakers if s.name and s.name.strip())


def nothing_gets_out_of_its_place(page):
    assert len(page.find("script")) == len(page.find("style")) == 1
    assert len(page.ids) == len(set(page.ids))
    for element in page.elements:
        names = element["attributes"].keys()
        assert not [name for name in names if name.startswith("on") or name in {"style", "src", "srcdoc", "action"}]
        address = element["attributes"].get("href")
        assert address is None or ADDRESS.fullmatch(address)
        if address and address.startswith("#"):
            assert address[1:] in page.ids


@given(st.one_of(dirty_text(), unicode_text()))
def test_runs_of_any_text_are_the_text(text):
    assert replaced(text) == as_stated(text)
    for cut in range(len(text) + 1):
        parts = [Legible.of(text).html(0, cut), Legible.of(text).html(cut, len(text))]
        assert Page("<p>" + "".join(parts) + "</p>").find("p")[0]["text"] == as_stated(text)


@settings(max_examples=20)
@given(ledgers().map(without_text))
@example(without_text(LEDGER))
def test_without_its_text_the_words_of_a_ledger_are_shown_in_their_order(ledger):
    page = Page(render([Document(ledger=ledger)]))
    [text] = page.find("text")
    at = 0
    for first in [a.content[0] for a in ledger.attributions]:
        if "\r" not in first.text:  # whether it ends a line depends on what stands behind it
            at = text["text"].index(as_stated(first.text), at)
    assert page.find("missing")


@settings(max_examples=10)
@given(st.lists(ledgers(), min_size=2, max_size=3))
def test_several_ledgers_have_an_index_that_leads_to_each(several):
    page = Page(render([Document(ledger=ledger) for ledger in several]))
    assert page.find("articles")
    links = {e["attributes"].get("href") for e in page.elements}
    assert {f"#a{n}" for n in range(1, len(several) + 1)} <= links
    assert len(page.find("entry")) == sum(len(ledger.attributions) for ledger in several)
    nothing_gets_out_of_its_place(page)


@given(st.data(), st.integers(1, 30))
def test_runs_cover_the_text_once_and_know_what_covers_them(data, length):
    bounds = st.tuples(st.integers(0, length - 1), st.integers(1, length)).map(sorted).filter(lambda b: b[0] < b[1])
    stretches = data.draw(st.lists(bounds, max_size=6))
    marks = [Mark(start=s, end=e, entry=n, shows="content") for n, (s, e) in enumerate(stretches)]
    runs = list(split(0, length, marks))
    assert [at for run in runs for at in range(run.start, run.end)] == [*range(length)]
    for run in runs:
        for at in range(run.start, run.end):
            assert set(run.marks) == {m for m in marks if m.start <= at < m.end}
        assert [m.end - m.start for m in run.marks] == sorted(m.end - m.start for m in run.marks)


@given(st.data(), unicode_text(40).filter(bool))
def test_passages_of_spans_are_pieces_of_the_text(data, text):
    bounds = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(lambda b: b[0] < b[1])
    spans = [Span(start, end, text[start:end]) for start, end in data.draw(st.lists(bounds, max_size=6))]
    known = Passages.of_spans(spans)
    assert all(text[p.start : p.end] == p.text for p in known.spans)
    assert all(map(known.hold, spans))
    assert all(a.end < b.start for a, b in pairwise(known.spans))


@given(unicode_text())
def test_what_stands_in_an_attribute_has_no_line_and_turns_nothing(text):
    assert not set(plain(text)) & set("\n\r\0\u202e\u2066\u200b")
