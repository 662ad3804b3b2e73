"""Reads what people found who checked an entry, as a reviewed ledger has it beside the entry under ``x_review``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from quotes.ledger import Ledger

KEY: Final = "x_review"
CHANGES: Final = ("speaker", "role", "kind")


def findings(ledger: Ledger, number: int) -> Iterator[str]:
    """Yield in words what each person found who checked the entry at an index of ``attributions``.

    "disputed by Ana Lund, 2024-05-09 (recording, minute 12)"; a ledger that was not reviewed has none.
    """
    held = ledger.extensions.get(("attributions", number, KEY))
    reviews = held.get("reviews") if isinstance(held, Mapping) else None
    for review in reviews if isinstance(reviews, list | tuple) else ():
        if isinstance(review, Mapping) and all(
            isinstance(review.get(key), str) for key in ("status", "checker", "date")
        ):
            yield _finding(review)


def _finding(review: Mapping[str, Any]) -> str:
    """Return a review in words; keys that begin with ``x_`` are anybody's, so nothing but strings is taken."""
    said = {key: value for key, value in review.items() if isinstance(value, str) and value}
    changed = "".join(f", {key}: {said[key]}" for key in CHANGES if key in said)
    with_what = ", ".join(said[key] for key in ("checked_with", "evidence") if key in said)
    told = f" ({with_what})" if with_what else ""
    return f"{review['status']} by {review['checker']}, {review['date']}{changed}{told}"
