"""Options and fixtures that the tests share."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--remeasure-floors", action="store_true", help="pin the scores of today in corpus/floors.json")
    parser.addoption("--lower-floors", action="store_true", help="let --remeasure-floors lower a floor")
