"""The systems that are compared, each a way to load it and a way to run it over a file of texts.

Nothing heavy is imported before a system is loaded, for a system is measured from the start of its process.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import texts

Run = Callable[[Path], int]
BATCHES = 8  # for each process of spaCy's, at least where there are so many documents
STANZA, SPACY = "stanza-default-size", "spacy-small-shape"  # folders of what is built before the measuring


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """What is measured. It reads about `words` words of a set of texts, so that a slow system does not take all the time.

    Either `load` is called in a fresh process and returns the function that runs over a file and returns the number
    of its results, or `command` is run with a file and an output folder. `processes` is how many work at once.
    """

    name: str
    label: str
    words: int = 1_000_000
    processes: int = 1
    load: Callable[[Path], Run] | None = None
    command: tuple[str, ...] = ()


def load_quotes(_: Path) -> Run:
    """Load the extractor: from the file to ledgers that are validated and turned into JSON."""
    import quotes
    from quotes import schema
    from quotes.source import read

    extractor = quotes.Extractor()

    def run(path: Path) -> int:
        done = 0
        articles = [item for item in read([str(path)]) if isinstance(item, quotes.Article)]
        for article, ledger in zip(articles, extractor.extract_many(articles), strict=True):
            if schema.validate(ledger, article.text):
                raise SystemExit(f"the ledger of {article.id} is not valid")
            done += bool(ledger.to_json())
        return done

    return run


def load_stanza(_: Path) -> Run:
    """Load plain Stanza with the embedded models."""
    from bench import stanza_shape

    nlp = stanza_shape.pipeline()
    return lambda path: sum(bool(nlp(text).sentences) for text in texts.read(path))


def load_default_stanza(work: Path) -> Run:
    """Load plain Stanza with nets of its default size."""
    from bench import stanza_shape

    nlp = stanza_shape.default_pipeline(work / STANZA)
    return lambda path: sum(bool(nlp(text).sentences) for text in texts.read(path))


def _load_spacy(work: Path, *, processes: int) -> Run:
    sys.modules["torch"] = None  # type: ignore[assignment]  # spaCy would load it, as who installs spaCy alone has not
    import spacy

    from bench import spacy_shape  # noqa: F401 registers the rules

    nlp = spacy.load(work / SPACY)

    def run(path: Path) -> int:
        documents = texts.read(path)
        several = processes if len(documents) > 1 else 1
        # Its default batch of 1,000 documents would give all of them to one process.
        batch = min(64, -(-len(documents) // (BATCHES * several)))
        return sum("quotes" in doc.spans for doc in nlp.pipe(documents, n_process=several, batch_size=batch))

    return run


SYSTEMS = (
    System(name="quotes", label="quotes, one process", load=load_quotes),
    System(
        name="quotes-2",
        label="quotes extract --jobs 2",
        processes=2,
        command=(sys.executable, "-m", "quotes", "extract", "{texts}", "--jobs", "2", "--out", "{out}"),
    ),
    System(name="stanza", label="Stanza, our models", words=25_000, load=load_stanza),
    System(name="stanza-default", label="Stanza, nets of its default size", words=15_000, load=load_default_stanza),
    System(
        name="spacy",
        label="spaCy, small shape + rules",
        words=200_000,
        load=lambda work: _load_spacy(work, processes=1),
    ),
    System(
        name="spacy-2",
        label="spaCy, the same, n_process=2",
        words=200_000,
        processes=2,
        load=lambda work: _load_spacy(work, processes=2),
    ),
)
OURS = {"quotes": "1 process", "quotes-2": "2 processes"}  # those that the others are compared with
