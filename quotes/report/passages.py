"""What is known of an article's text: all of it, or only the words that its ledger quotes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from quotes.model import Span


@dataclass(frozen=True, slots=True)
class Passages:
    """Stretches of a text, in order and apart from each other; ``whole`` is whether they are all of it."""

    spans: Sequence[Span]
    whole: bool

    @classmethod
    def of_text(cls, text: str) -> Self:
        """Return the whole of ``text``."""
        return cls((Span(0, len(text), text),), whole=True)

    @classmethod
    def of_spans(cls, spans: Iterable[Span]) -> Self:
        """Return what ``spans`` tell of a text that is not at hand; a span that contradicts an earlier one is left out."""
        merged: list[Span] = []
        for span in sorted(s for s in spans if s.end - s.start == len(s.text) > 0):
            last = merged[-1] if merged else None
            if last is None or span.start > last.end:
                merged.append(span)
            elif last.text[span.start - last.start :].startswith(span.text[: last.end - span.start]):
                end = max(last.end, span.end)
                merged[-1] = Span(last.start, end, last.text + span.text[last.end - span.start :])
        return cls(tuple(merged), whole=False)

    def hold(self, span: Span) -> bool:
        """Return whether the words of ``span`` stand at its offsets."""
        index = bisect_right(self.spans, span.start, key=lambda s: s.start) - 1
        if index < 0 or not span.text or span.end - span.start != len(span.text):
            return False
        passage = self.spans[index]
        return passage.text[span.start - passage.start : span.end - passage.start] == span.text
