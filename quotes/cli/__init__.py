"""The command `quotes`: a thin shell over the library, and the only package that prints or exits.

It exits with 0 if all is well, 1 if something was found wrong or some sources failed, 2 if it could not do what was
asked, 130 if it was interrupted. Data goes to standard output, all else to standard error.
"""

from __future__ import annotations

import sys

from quotes.cli.app import app

# Each module registers its command, and the help lists them in this order.
# isort: off
from quotes.cli import extract, show, report, review, add, search, check, variants  # noqa: F401
from quotes.cli import explain, validate, score, export, schema  # noqa: F401
# isort: on

__all__ = ["app", "main"]


def main() -> None:
    """Run the command; what is printed is UTF-8 wherever it goes."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]  # a TextIOWrapper
    app()
