"""Reviews ledgers: a checklist that people fill, the corrections that are read of it, and ledgers with them applied.

Corrections are an overlay, never edits: a file beside the ledgers that finds its entries again by their words.
``checklist`` writes rows, ``filled`` reads them back over ``table``; ``correction`` is the vocabulary, ``document`` the
file and ``merge`` takes in what was read; ``anchors`` finds entries again, ``amend`` makes what a correction asks for,
``agreement`` says whether checkers contradict each other, and ``trace`` writes a review into a ledger and takes it out.
"""

from __future__ import annotations

from quotes.review.application import Outcome, Reviewed, apply
from quotes.review.correction import Correction
from quotes.review.document import Corrections, CorrectionsError, load, save
from quotes.review.trace import ReviewedError, unreviewed

__all__ = [
    "Correction",
    "Corrections",
    "CorrectionsError",
    "Outcome",
    "Reviewed",
    "ReviewedError",
    "apply",
    "load",
    "save",
    "unreviewed",
]
