"""JSON Lines: a feed's items, one a line; ``schemas/feed.schema.json`` says what is in a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from quotes.codec import LedgerError, encode
from quotes.export import feed
from quotes.export.feed import Item, Withdrawn
from quotes.export.held import Held, items
from quotes.export.json_text import line


def pieces(held: Held) -> Iterator[str]:
    """Yield the lines of a ledger, without their ends."""
    return (line(encode(item)) for item in items(held))


def read(lines: Iterable[str]) -> Iterator[Item | Withdrawn]:
    """Yield the items that ``lines`` hold; raise ``LedgerError`` that names the line which holds none."""
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            yield feed.read(json.loads(text))
        except LedgerError as error:
            raise LedgerError(f"line {number}: {error.path}", error.reason) from error
        except ValueError as error:
            raise LedgerError(f"line {number}", f"is not JSON: {error}") from error
