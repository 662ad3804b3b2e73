"""The first stage: whatever the caller names in, articles and problems out."""

from quotes.source.files import count, read

__all__ = ["count", "read"]
