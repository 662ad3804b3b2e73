"""What the tests share: the real extractor, loaded once, and a ledger on disk."""

import signal
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from samples import LEDGER

import quotes
from quotes import files
from quotes.model import Article
from quotes.store import connect

# A shell's background job ignores Ctrl-C, and so would the programs that tests press it for.
signal.signal(signal.SIGINT, signal.default_int_handler)

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


@pytest.fixture(scope="session")
def corpus_ledgers(extractor):
    """The ledgers of the corpus as the extractor makes them, with their texts."""
    paths = sorted((Path(__file__).parent.parent / "corpus").glob("*.txt"))
    articles = [Article(id=path.stem, path=path.name, text=path.read_bytes().decode("utf-8")) for path in paths]
    return [
        replace(ledger, source=replace(ledger.source, text=article.text))
        for article, ledger in zip(articles, extractor.extract_many(articles), strict=True)
    ]


@pytest.fixture
def ledger(tmp_path):
    """The file of the ledger of samples.py, in a folder of its own."""
    (tmp_path / "ledgers").mkdir()
    return files.save(LEDGER, tmp_path / "ledgers")


@pytest.fixture
def store(tmp_path, ledger):
    """The file of a store that holds that ledger."""
    with connect(tmp_path / "quotes.db", create=True) as opened:
        list(opened.add(files.records([ledger])))
    return tmp_path / "quotes.db"


def pytest_addoption(parser):
    """Add the two options of test_corpus.py, which pins the scores on the corpus."""
    parser.addoption("--remeasure-floors", action="store_true", help="pin the scores of today in corpus/floors.json")
    parser.addoption("--lower-floors", action="store_true", help="let --remeasure-floors lower a floor")
