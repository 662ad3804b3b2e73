"""Properties of ``quotes.segment``; each test quotes the sentence of the specification that it checks."""

from __future__ import annotations

import gc
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from property.strategies import article_texts, body_paragraphs, body_texts, dirty_text, unicode_text

from quotes.model import Article, Quoted, Segment, Span
from quotes.segment import segment

any_text = st.one_of(unicode_text(), dirty_text(), article_texts())


def segments_of(text: str) -> tuple[Segment, ...]:
    return segment(Article(id="a", text=text))


@given(any_text)
def test_partition(text: str) -> None:
    """Segments in order, disjoint, and every non-space character lies in exactly one segment."""
    at = 0
    for found in segments_of(text):
        assert found.span.start >= at
        assert not text[at : found.span.start].strip()
        at = found.span.end
    assert not text[at:].strip()


@given(any_text)
def test_edges(text: str) -> None:
    """Spans exclude surrounding white space."""
    for found in segments_of(text):
        assert found.span.text
        assert found.span.text == found.span.text.strip()


@given(any_text)
def test_offsets(text: str) -> None:
    """Everything a ledger quotes is text[start:end]."""
    for found in segments_of(text):
        for span in (found.span, *(s for q in found.quoted for s in (q.outer, q.inner))):
            assert span.text == text[span.start : span.end]


@given(any_text)
def test_inner_lies_inside_outer(text: str) -> None:
    """``outer`` includes the marks, ``inner`` does not; a quotation is repaired within its paragraph."""
    for found in segments_of(text):
        for quoted in found.quoted:
            assert quoted.inner.text.strip()
            assert quoted.outer.covers(quoted.inner)
            assert found.span.covers(quoted.outer)
            assert (quoted.outer.start < quoted.inner.start) == quoted.opened
            assert (quoted.inner.end < quoted.outer.end) == quoted.closed


@given(any_text)
def test_nesting(text: str) -> None:
    """``depth`` is 0 for an outermost quotation: quotations are in order, and nest or are apart, but never cross."""
    for found in segments_of(text):
        open_at: list[Quoted] = []
        for quoted in found.quoted:
            while open_at and open_at[-1].outer.end <= quoted.outer.start:
                open_at.pop()
            assert quoted.depth == len(open_at)
            if open_at:
                assert open_at[-1].inner.covers(quoted.outer)
            open_at.append(quoted)


@given(any_text)
def test_continues_only_what_was_left_open(text: str) -> None:
    """``continues`` is true if the paragraph before left its quotation open and this one re-opens it."""
    unclosed = False
    for found in segments_of(text):
        for index, quoted in enumerate(found.quoted):
            assert not quoted.continues or (index == 0 and unclosed and quoted.outer.start == found.span.start)
        if found.kind == "body":
            unclosed = any(not quoted.closed for quoted in found.quoted)


@given(body_paragraphs(), body_texts())
def test_paragraph_in_front_shifts_spans(front: str, text: str) -> None:
    """A paragraph put in front shifts every span and changes nothing else."""
    shift = len(front) + 2
    before, after = segments_of(text), segments_of(f"{front}\n\n{text}")[1:]
    assert [_moved(found, shift) for found in before] == list(after)


@given(article_texts())
def test_line_ends_do_not_matter(text: str) -> None:
    """All line separators are handled: the same article with other line ends has the same paragraphs."""
    plain = text.replace("\r\n", "\n").replace("\u2029", "\n")
    for line_end in ("\r\n", "\r", "\u2028", "\x85"):
        other = segments_of(plain.replace("\n", line_end))
        assert [(s.span.text, s.kind) for s in other] == [(s.span.text, s.kind) for s in segments_of(plain)]


@given(dirty_text(20), body_texts(3))
def test_stray_marks_stay_in_their_paragraph(dirt: str, text: str) -> None:
    """Marks that never close or never open are repaired within their paragraph without poisoning the article."""
    dirty = " ".join(dirt.split())
    alone = segments_of(text)
    after = segments_of(f"The town is quiet. It sleeps. {dirty} It sleeps, he said.\n\n{text}")
    assert [s.span.text for s in after[-len(alone) :]] == [s.span.text for s in alone]
    assert [[q.outer.text for q in s.quoted if q.opened] for s in after[-len(alone) :]] == [
        [q.outer.text for q in s.quoted if q.opened] for s in alone
    ]


@pytest.mark.parametrize(
    "unit", ['"', "“", "' ", "a” ", "“a ", "'a ", "As s' ", '"a, he said ', "« a ", "6'2\" ", "<a", "\n\n", "x\n"]
)
def test_linear_time(unit: str) -> None:
    """The time is linear in the article's length, whatever stands in it."""
    short, long = (unit * (size // len(unit)) for size in (20_000, 160_000))
    segments_of(short)
    assert _seconds(long) < 24 * max(_seconds(short), 0.01)


def test_one_long_line() -> None:
    """A long single line is worked through like any other."""
    text = 'The town said "no" to it, and that\'s all. ' * 60_000
    (found,) = segments_of(text)
    assert len(found.quoted) == 60_000


def _seconds(text: str) -> float:
    """Return the best of three times, without the collector: what it costs depends on all that the tests have loaded."""
    times = []
    gc.collect()
    gc.disable()
    try:
        for _ in range(3):
            started = time.process_time()
            segments_of(text)
            times.append(time.process_time() - started)
    finally:
        gc.enable()
    return min(times)


def _moved(found: Segment, shift: int) -> Segment:
    def move(span: Span) -> Span:
        return Span(span.start + shift, span.end + shift, span.text)

    quoted = tuple(
        Quoted(
            outer=move(q.outer),
            inner=move(q.inner),
            depth=q.depth,
            opened=q.opened,
            closed=q.closed,
            continues=q.continues,
        )
        for q in found.quoted
    )
    return Segment(span=move(found.span), kind=found.kind, quoted=quoted)
