"""Scores what was found against gold: the words, to whom they are credited, in what role, and whether confidence holds.

Both sides are ledgers or brat standoff. ``document`` says what is read of them and ``brat`` reads standoff; ``match``
says when two things are the same; ``judge`` applies it to an article; ``report`` sums the figures up, with intervals by
``bootstrap``; ``calibration`` measures confidence; ``compare`` sets two reports side by side.
"""

from __future__ import annotations

from collections.abc import Iterable

from quotes.ledger import Ledger
from quotes.model import Problem
from quotes.score.compare import Comparison
from quotes.score.document import Document, documents
from quotes.score.figures import Rate, Tally
from quotes.score.judge import Judgement, judge
from quotes.score.report import Report

__all__ = ["Comparison", "Document", "Judgement", "Rate", "Report", "Tally", "score"]


def score(gold: Iterable[Ledger | Document], found: Iterable[Ledger | Document]) -> Report:
    """Return how ``found`` compares with ``gold``, articles matched by source id, else by the base name of their path.

    A gold article without a match, or whose match was made from another text, is a problem of the report and all of it
    counts as missed. Found articles that gold does not know are left out.
    """
    by_key: dict[str, Document] = {}
    for document in documents(found):
        for key in document.keys:
            by_key.setdefault(key, document)
    golds = documents(gold)
    matches = [(document, *_match(document, by_key)) for document in golds]
    return Report(
        articles=tuple(judge(document, match) for document, match, _ in matches),
        problems=tuple(problem for _, _, problem in matches if problem),
        named=all(document.named and (match is None or match.named) for document, match, _ in matches),
    )


def _match(gold: Document, by_key: dict[str, Document]) -> tuple[Document | None, Problem | None]:
    match = next((by_key[key] for key in gold.keys if key in by_key), None)
    if match is None:
        return None, Problem(path=gold.name, check="missing", message="nothing was found for this source")
    if match.sha256 != gold.sha256:
        message = "gold and found were made from different texts: their offsets cannot be compared"
        return None, Problem(path=gold.name, check="text", message=message)
    return match, None
