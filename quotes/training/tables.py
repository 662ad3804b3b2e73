"""Prints evaluations as tables for a terminal."""

from collections.abc import Iterator, Sequence

from quotes.training.breaks import KINDS, Breaks
from quotes.training.evaluate import METRICS, Evaluation
from quotes.training.relations import Count

WIDTH = 38


def heading() -> str:
    """Return the line above the scores."""
    return f"{'set':{WIDTH}} {'words':>7} " + " ".join(f"{name:>9}" for name in METRICS)


def row(evaluation: Evaluation) -> str:
    """Return the scores of one set."""
    figures = " ".join(f"{evaluation.metrics[name]:9.2f}" for name in METRICS)
    return f"{evaluation.name:{WIDTH}} {evaluation.words:7d} {figures}"


def relations(evaluations: Sequence[Evaluation]) -> Iterator[str]:
    """Yield the lines of the tables of relations and of kinds of sentences: F1 and how many are in the gold side."""
    columns = "".join(f" {evaluation.name:>22}" for evaluation in evaluations)
    for title, tables in (
        ("relation: labelled attachment F1, number", [e.relations for e in evaluations]),
        ("kind of sentence: F1, number", [e.kinds for e in evaluations]),
    ):
        yield ""
        yield f"{title:{WIDTH}}{columns}"
        for name in tables[0] if tables else ():
            yield f"{name:{WIDTH}}" + "".join(f" {_cell(table[name]):>22}" for table in tables)


def _cell(count: Count) -> str:
    figure = "-" if count.f1 is None else f"{count.f1:.2f}"
    return f"{figure} {count.gold:6d}"


def breaks(found: Breaks, examples: int) -> Iterator[str]:
    """Yield the lines of the table of wrong sentence boundaries, with so many examples of each kind."""
    yield f"{found.name}: {found.articles} articles, {found.sentences} sentences"
    for kind in KINDS:
        faults = [fault for fault in found.faults if fault.kind == kind]
        yield f"{kind:60} {len(faults):6d}"
        step = max(1, len(faults) // max(1, examples))
        yield from (f"    {fault}" for fault in faults[: examples * step : step])
    yield f"{'all kinds':60} {len(found.faults):6d}"
