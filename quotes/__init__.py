"""Extract quotations and their attribution from news: what was said, by whom, in what role, and how sure that is.

    >>> import quotes
    >>> ledger = quotes.extract('"We will rebuild," said Mara Voss, the mayor of Oster.')

``extract`` makes a ledger of one text, ``Extractor`` of many, ``validate`` checks a ledger, ``load`` reads it back.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quotes.files import load
    from quotes.ledger import Ledger
    from quotes.model import Article, Problem
    from quotes.pipeline import Extractor, extract
    from quotes.schema import validate
    from quotes.weights import ModelError

__version__ = "0.1.0"

__all__ = ["Article", "Extractor", "Ledger", "ModelError", "Problem", "extract", "load", "validate"]

# Imported when first used, so that `import quotes` and `quotes --help` answer at once.
_HOMES = {
    "Article": "quotes.model",
    "Extractor": "quotes.pipeline",
    "Ledger": "quotes.ledger",
    "ModelError": "quotes.weights",
    "Problem": "quotes.model",
    "extract": "quotes.pipeline",
    "load": "quotes.files",
    "validate": "quotes.schema",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'quotes' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
