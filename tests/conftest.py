"""What the tests share: the real extractor, loaded once."""

import pytest
from hypothesis import settings

import quotes

# The first example of a test may have to load something; time is measured by tests/bench.
settings.register_profile("quotes", deadline=None)
settings.load_profile("quotes")


@pytest.fixture(scope="session")
def extractor():
    """The extractor with the embedded model."""
    return quotes.Extractor()


@pytest.fixture(scope="session")
def extractor_of_all_acts():
    """The extractor that keeps thoughts and feelings too, with the same model, which is loaded once."""
    return quotes.Extractor(acts="all")


def pytest_addoption(parser):
    """Add the two options of test_corpus.py, which pins the scores on the corpus."""
    parser.addoption("--remeasure-floors", action="store_true", help="pin the scores of today in corpus/floors.json")
    parser.addoption("--lower-floors", action="store_true", help="let --remeasure-floors lower a floor")
