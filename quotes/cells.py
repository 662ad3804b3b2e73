"""Cells of tables that spreadsheets open: what an article says must never be computed there."""

from __future__ import annotations

import re
from typing import Final

# What begins a formula in one spreadsheet or another (OWASP, CSV injection), also behind blanks. The apostrophes that
# stand before such a beginning count too, or a cell that had one of its own could not be told from one that got it.
_FORMULA: Final = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")


def defused(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: with an apostrophe in front if it begins like one.

    >>> defused("=1+1"), defused("'Tis"), restored(defused("'=1"))
    ("'=1+1", "'Tis", "'=1")
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def restored(cell: str) -> str:
    """Return what ``defused`` made a cell of."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell
