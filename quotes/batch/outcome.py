"""What goes into a run and what comes out of it: settings, tasks, outcomes, and the one step between them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from quotes.ledger import Ledger, Options, Run, json_text
from quotes.model import Article, Problem
from quotes.pipeline import Acts, Extractor, run_of
from quotes.schema import validate
from quotes.weights import EMBEDDED, MANIFEST, check


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How ledgers are made: what ``quotes.Extractor`` takes, and the indent of their JSON, None for one line."""

    model: str | None = None
    acts: Acts = "speech"
    embed_text: bool = False
    min_confidence: float = 0
    indent: int | None = None

    def extractor(self) -> Extractor:
        """Return the extractor; raise ``ModelError`` if its model cannot be used."""
        return Extractor(self.model, acts=self.acts, embed_text=self.embed_text, min_confidence=self.min_confidence)

    def run(self) -> Run:
        """Return what ledgers of these settings say made them; a model with a manifest is not loaded for it.

        Raises ``ModelError`` if the model cannot be used.
        """
        folder = EMBEDDED if self.model is None else Path(self.model)
        if not (folder / MANIFEST).is_file():
            return self.extractor().run
        options = Options.of(acts=self.acts, embed_text=self.embed_text, min_confidence=self.min_confidence)
        return run_of(check(folder), options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """An article that needs a ledger; ``index`` counts the run's sources from 0."""

    index: int
    article: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a source: the JSON of its ledger, or the problem there is instead; neither if one was kept.

    ``index`` counts the run's sources from 0; ``id`` is the article's, and ``words`` its length, where there is one.
    """

    index: int
    id: str | None = None
    words: int = 0
    ledger: str | None = None
    problem: Problem | None = None

    @classmethod
    def of(cls, task: Task, made: str | Problem) -> Outcome:
        """Return the outcome of a task: the ledger or the problem that was made of it."""
        ledger, problem = (None, made) if isinstance(made, Problem) else (made, None)
        words = len(task.article.text.split())
        return cls(index=task.index, id=task.article.id, words=words, ledger=ledger, problem=problem)


def make(extractor: Extractor, articles: Sequence[Article], indent: int | None = None) -> list[str | Problem]:
    """Return the JSON of each article's ledger, valid, or the problem that there is instead.

    They are made in one go; should that fail, one by one, and it fails only for the articles whose fault it is.
    """
    if len(articles) > 1:
        with suppress(Exception):
            ledgers = extractor.extract_group(articles)
            return [_checked(*each, indent) for each in zip(articles, ledgers, strict=True)]
    return [_make_one(extractor, article, indent) for article in articles]


def _make_one(extractor: Extractor, article: Article, indent: int | None) -> str | Problem:
    try:
        return _checked(article, extractor.extract(article), indent)
    except Exception as error:  # noqa: BLE001 - one article must not end a run of ten thousand
        return _failed(article, "extract", f"failed, please report it: {type(error).__name__}: {error}")


def _checked(article: Article, ledger: Ledger, indent: int | None) -> str | Problem:
    """Return the JSON of a ledger, or the problem that it is not valid."""
    record = ledger.to_dict()
    faults = validate(record, article.text)
    if faults:
        message = f"made a ledger that is not valid, please report it: {faults[0].path}: {faults[0].message}"
        return _failed(article, "validate", message)
    return json_text(record, indent=indent)


def lost(article: Article, death: str) -> Problem:
    """Return the problem of an article whose worker died of ``death`` while it read it."""
    message = f"the process that read it {death}; the others are not affected; if memory ran out, use fewer --jobs"
    return _failed(article, "worker", message)


def _failed(article: Article, check: str, message: str) -> Problem:
    return Problem(path=article.path or article.id, check=check, message=message)
