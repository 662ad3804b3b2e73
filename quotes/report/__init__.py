"""A report: ledgers and their articles as one page to read in a browser, without a network and without trust in them."""

from quotes.report.article import Document
from quotes.report.page import render

__all__ = ["Document", "render"]
