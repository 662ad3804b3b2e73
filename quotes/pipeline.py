"""The mission in six lines: an article becomes segments, sentences, quotations, attributions, speakers, and a ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from quotes import __version__
from quotes.attribute import attribute
from quotes.explanation import Explanation
from quotes.find import find, leftovers
from quotes.ledger import Ledger, ModelInfo, Options, Run, Source
from quotes.model import Article, Attribution, Parsed, Quotation, Reading, Sourced, Word
from quotes.parse import Identity, Parser, blocks, from_document, load
from quotes.reading import Reader
from quotes.reading import load as load_reader
from quotes.resolve import resolve
from quotes.resolve.explain import explain as confidence_of
from quotes.segment import segment

Acts = Literal["speech", "all"]
GROUP = 20_000  # characters: enough words to fill the nets


class Extractor:
    """Extracts ledgers from articles; loads its model once, when it is made.

    ``model`` is None for the embedded English model, the name of a Stanza package or the path of a folder of models;
    ``acts`` is "speech" for what was said or written, "all" for what was thought, felt or wanted as well;
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
        segmented = [(article, segment(article)) for article in articles]
        sentences = self._parser.parse_all(segmented)
        parsed = [
            Parsed(article=article, segments=segments, sentences=found)
            for (article, segments), found in zip(segmented, sentences, strict=True)
        ]
        return [
            ledger_of(each, read, self.run) for each, read in zip(parsed, self._reader.read_all(parsed), strict=True)
        ]

    def explain(self, ledger: Ledger, attribution: Attribution, text: str) -> Explanation:
        """Return why a ledger holds an attribution; its ``text`` is read again, with the acts that the ledger has.

        Raises ``ValueError`` if the text is not the one that the ledger is of.
        """
        article = article_of(ledger.source, text)
        segments = segment(article)
        parsed = Parsed(article=article, segments=segments, sentences=self._parser.parse(article, segments))
        sourced = asked_for(attribute(parsed, find(parsed, self._reader.read(parsed))), ledger.run.options)
        resolved = resolve(parsed, sourced).attributions
        made = {each.id: (item, each) for item, each in zip(sourced, resolved, strict=True)}
        notes = tuple(differences(ledger.run, self.run))
        if attribution.id not in made:
            notes += ("read again, the text gives no such entry",)
            return Explanation(ledger=ledger, attribution=attribution, notes=notes)
        item, again = made[attribution.id]
        if again != attribution:
            notes += (f"read again, the entry differs: rule {again.rule}, confidence {again.confidence}",)
        quotation = item.quotation
        cue = cue_word(parsed, quotation)
        return Explanation(
            ledger=ledger,
            attribution=attribution,
            again=True,
            read=quotation.reading is not None,
            weighed=self._reader.explain(parsed, quotation.sentence, cue.index) if cue else None,
            sum=confidence_of(item, again),
            notes=notes,
        )


def cue_word(parsed: Parsed, quotation: Quotation) -> Word | None:
    """Return the cue of a quotation if that is a word: a dash or a colon can be one too."""
    word = None if quotation.word is None else parsed.sentences[quotation.sentence].words[quotation.word]
    return None if word is None or word.upos == "PUNCT" else word


def article_of(source: Source, text: str) -> Article:
    """Return the article that a ledger's source describes; raise ``ValueError`` if ``text`` is not its text."""
    names = ("id", "path", "url", "title", "published", "outlet", "media_type")
    article = Article(text=text, **{name: getattr(source, name) for name in names})
    if article.sha256 != source.sha256:
        raise ValueError(f"the text's sha256 is {article.sha256}, that of the ledger's {source.sha256}")
    return article


def differences(before: Run, now: Run) -> Iterator[str]:
    """Yield what may make two runs over one text differ, in words."""
    if before.version != now.version:
        yield f"the ledger was made by version {before.version}, and read again by {now.version}"
    if before.model != now.model:
        yield f"the ledger was made with the model {named(before.model)}, and read again with {named(now.model)}"


def named(model: ModelInfo) -> str:
    """Return a model's name, version and the beginning of its hash."""
    return " ".join(part for part in (model.name, model.version, (model.sha256 or "")[:12]) if part)


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


def asked_for(sourced: Iterable[Sourced], options: Options) -> tuple[Sourced, ...]:
    """Return the quotations of the acts that were asked for: "speech" is what was said or written, not only spoken of."""
    every = options.acts == "all"
    return tuple(s for s in sourced if every or (s.quotation.act != "thought" and not s.quotation.topical))


def run_of(identity: Identity, options: Options) -> Run:
    """Return the record of a run with a model and options."""
    model = ModelInfo(name=identity.name, version=identity.version, sha256=identity.sha256)
    return Run(version=__version__, model=model, options=options)
