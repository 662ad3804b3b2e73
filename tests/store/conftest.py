"""A store of each kind, empty, for each test: SQLite always, PostgreSQL where its server is installed."""

import pytest

from quotes import store


@pytest.fixture(params=["sqlite"])
def where(request, tmp_path):
    """The name of a store that is not there yet."""
    return str(tmp_path / "quotes.db")


@pytest.fixture
def desk(where):
    """A store that is open and empty."""
    with store.connect(where, create=True) as opened:
        yield opened
