"""The first stage: whatever the caller names in, articles and problems out."""

from quotes.source.files import find, read

__all__ = ["find", "read"]
