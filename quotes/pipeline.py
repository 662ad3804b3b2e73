"""The mission in six lines: an article becomes segments, sentences, quotations, attributions, speakers, and a ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from quotes import __version__
from quotes.attribute import asked_for, attribute
from quotes.blocks import blocks
from quotes.explanation import Explanation
from quotes.find import find, leftovers
from quotes.ledger import Ledger, ModelInfo, Options, Run, Source
from quotes.memory import loading, unswept
from quotes.model import Article, Attribution, Parsed, Reading
from quotes.parse import Identity, Parser, from_document, load
from quotes.reading import Reader
from quotes.reading import load as load_reader
from quotes.reasons import explain
from quotes.resolve import resolve
from quotes.segment import segment

Acts = Literal["speech", "all"]
GROUP = 40_000  # characters: enough words to fill the nets


class Extractor:
    """Extracts ledgers from articles; loads its model once, when it is made.

    ``model`` is None for the embedded English model, the name of a Stanza package or the path of a folder of models;
    ``acts`` is "speech" for what was said or written, "all" for what was thought, felt or wanted, or only spoken of, too;
    ``min_confidence``, 0 to 1, is the confidence below which attributions are left out.
    Raises ``quotes.ModelError`` if the model cannot be used.
    """

    def __init__(
        self,
        model: str | Path | None = None,
        *,
        acts: Acts = "speech",
        embed_text: bool = False,
        min_confidence: float = 0,
    ) -> None:
        self._options = Options.of(acts=acts, embed_text=embed_text, min_confidence=min_confidence)
        with loading():
            self._parser: Parser = load(model)
            self._reader: Reader = load_reader()

    @property
    def run(self) -> Run:
        """What made the ledgers: this version of the tool, the model and the options. Equal runs make equal ledgers."""
        return run_of(self._parser.identity, self._options)

    def extract(self, source: str | Article) -> Ledger:
        """Return the ledger of an article, or of a plain text."""
        article = source if isinstance(source, Article) else Article(id="text", text=source)
        return self.extract_group([article])[0]

    def extract_many(self, articles: Iterable[Article]) -> Iterator[Ledger]:
        """Yield the ledger of each article, in order; short ones that follow each other are read as a group."""
        for group in groups(articles):
            yield from self.extract_group(group)

    def extract_group(self, articles: Sequence[Article]) -> list[Ledger]:
        """Return the ledgers of articles that are parsed in one go: the same as one by one, and short ones sooner."""
        with unswept():
            segmented = [(article, segment(article)) for article in articles]
            sentences = self._parser.parse_all(segmented)
            parsed = [
                Parsed(article=article, segments=segments, sentences=found)
                for (article, segments), found in zip(segmented, sentences, strict=True)
            ]
            readings = self._reader.read_all(parsed)
            return [ledger_of(each, read, self.run) for each, read in zip(parsed, readings, strict=True)]

    def explain(self, ledger: Ledger, attribution: Attribution, text: str) -> Explanation:
        """Return why a ledger holds an attribution; its ``text`` is read again, with the acts that the ledger has.

        Raises ``ValueError`` if the text is not the one that the ledger is of.
        """
        return explain(self._parser, self._reader, self.run, entry=(ledger, attribution), text=text)


def groups(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Return articles in groups of at most GROUP characters, in order; one that is longer is alone."""
    return blocks(articles, lambda article: len(article.text), GROUP)


def extract(  # noqa: PLR0913 - what the extractor takes, and a parse
    source: str | Article,
    *,
    model: str | Path | None = None,
    acts: Acts = "speech",
    embed_text: bool = False,
    min_confidence: float = 0,
    document: object | None = None,
) -> Ledger:
    """Return the ledger of one article or text; with ``document``, a Stanza parse of that text, no model is loaded.

    Raises ``quotes.ModelError`` if the model cannot be used, ``ValueError`` if ``document`` is of another text.
    """
    if document is None:
        return Extractor(model, acts=acts, embed_text=embed_text, min_confidence=min_confidence).extract(source)
    article = source if isinstance(source, Article) else Article(id="text", text=source)
    segments = segment(article)
    sentences = from_document(article, segments, document)
    options = Options.of(acts=acts, embed_text=embed_text, min_confidence=min_confidence)
    run = Run(version=__version__, model=ModelInfo(name="stanza-document"), options=options)
    parsed = Parsed(article=article, segments=segments, sentences=sentences)
    return ledger_of(parsed, load_reader().read(parsed), run)


def ledger_of(parsed: Parsed, readings: Sequence[Reading], run: Run) -> Ledger:
    """Return the ledger of a parsed article."""
    article = parsed.article
    quotations = find(parsed, readings)
    sourced = asked_for(attribute(parsed, quotations), run.options)
    resolved = resolve(parsed, sourced)
    ledger = Ledger(
        source=Source.of(article, embed_text=run.options.embed_text),
        speakers=resolved.speakers,
        attributions=resolved.attributions,
        not_speech=tuple(leftovers(parsed, (s.quotation for s in sourced))),
        problems=article.problems,
        run=run,
    )
    least = run.options.min_confidence
    return ledger if least is None else ledger.at_least(least)


def run_of(identity: Identity, options: Options) -> Run:
    """Return the record of a run with a model and options."""
    model = ModelInfo(name=identity.name, version=identity.version, sha256=identity.sha256)
    return Run(version=__version__, model=model, options=options)
