"""The text of an article as the page shows it: its runs, with what each shows of which entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from quotes.model import Span
from quotes.report.cards import Card, Other, anchor, marks
from quotes.report.characters import Legible
from quotes.report.passages import Passages
from quotes.report.runs import Mark, Run, split

ASIDE: Final = "aside"  # what the mark of a string that is not speech shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A run as the page shows it.

    ``cards`` are the entries whose words it is of, the innermost first, ``begins`` those whose words begin here,
    ``asides`` the strings that are no speech and begin here; ``aside`` is whether it is of one. ``tokens`` tell the
    script what the run shows of which entry: ``3cue`` where that begins, ``3cue-`` where it goes on. ``at`` is the
    run's anchor where something needs one.
    """

    html: Markup
    cards: tuple[Card, ...] = ()
    begins: tuple[Card, ...] = ()
    asides: tuple[Other, ...] = ()
    aside: bool = False
    tokens: str = ""
    verbatim: bool = False
    at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of the text that is known, and how many code points before it are not."""

    runs: tuple[Stretch, ...]
    gap: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What is marked in an article: its entries and the strings that are not speech, both in the order of their numbers."""

    article: str
    cards: Sequence[Card]
    asides: Sequence[Other]

    def shown(self, passages: Passages) -> Iterator[Passage]:
        """Yield the passages of the text as they are shown."""
        every = sorted(self._marks(passages))
        anchors = {p.span.start for card in self.cards for p in card.places if p.at}
        first, known = 0, 0
        for span in passages.spans:
            last = first
            while last < len(every) and every[last].start < span.end:
                last += 1
            legible = Legible.of(span.text)
            runs = split(span.start, span.end, every[first:last])
            yield Passage(runs=tuple(self._run(r, span, legible, anchors) for r in runs), gap=span.start - known)
            first, known = last, span.end

    def _marks(self, passages: Passages) -> Iterator[Mark]:
        for card in self.cards:
            yield from marks(card, passages)
        for aside in self.asides:
            if aside.placed:
                span = aside.entry.span
                yield Mark(start=span.start, end=span.end, entry=aside.number, shows=ASIDE)

    def _run(self, run: Run, passage: Span, legible: Legible, anchors: set[int]) -> Stretch:
        html = legible.html(run.start - passage.start, run.end - passage.start)
        if not run.marks:
            return Stretch(html=html)
        covering = {m.entry: self.cards[m.entry - 1] for m in run.marks if m.shows == "content"}
        innermost = next(iter(covering), None)
        return Stretch(
            html=html,
            cards=tuple(covering.values()),
            begins=tuple(c for c in reversed(covering.values()) if c.attribution.content[0].start == run.start),
            asides=tuple(self.asides[m.entry - 1] for m in run.marks if m.shows == ASIDE and m.start == run.start),
            aside=any(m.shows == ASIDE for m in run.marks),
            tokens=" ".join(_tokens(run)),
            verbatim=any(m.shows == "verbatim" and m.entry == innermost for m in run.marks),
            at=anchor(self.article, run.start) if run.start in anchors else None,
        )


def _tokens(run: Run) -> Iterable[str]:
    """Return what a run shows of its entries besides their words, which it carries as ``cards``."""
    shown: dict[str, bool] = {}
    for mark in run.marks:
        if mark.shows not in {"content", ASIDE}:
            token = f"{mark.entry}{mark.shows}"
            shown[token] = shown.get(token, False) or mark.start == run.start
    return (token + ("" if begins else "-") for token, begins in shown.items())
