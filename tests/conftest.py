"""What the tests share: the real extractor, loaded once."""

import pytest
from hypothesis import settings

import quotes

# The first example of a test may have to load something; time is measured by tests/bench.py.
settings.register_profile("quotes", deadline=None)
settings.load_profile("quotes")


@pytest.fixture(scope="session")
def extractor():
    """The extractor with the embedded model."""
    return quotes.Extractor()
