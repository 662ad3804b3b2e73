"""Fits the reader and the confidence to PolNeAR 1.0: a parse of its articles, a reader on trial, then the one that is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from quotes.attribute import attribute
from quotes.find import find
from quotes.ledger import Options, Run
from quotes.model import Article, Attribution, Parsed, Reading, Sourced
from quotes.parse import Parser, load
from quotes.pipeline import ledger_of, run_of
from quotes.reading import PLACE, Reader
from quotes.reading import load as load_reader
from quotes.resolve import resolve
from quotes.resolve.confidence import forget
from quotes.segment import segment
from quotes.training.confidence import Case, Labelled, cases, fit, link_cases, write_confidence
from quotes.training.pack import write_manifest
from quotes.training.polnear import Gold, articles, attributions
from quotes.training.reader import EPOCHS, train
from quotes.weights import EMBEDDED, MANIFEST

DATA = Path(__file__).parents[1] / "data"
HELD_OUT = 10  # every so many-th article is not learned from on trial

Annotated = tuple[Parsed, list[Gold]]


def make_reader(
    polnear: Path, labels: Path, models: Path = EMBEDDED, data: Path = DATA, *, epochs: int = EPOCHS
) -> None:
    """Write the reader's weights into ``models`` and ``confidence.json`` into ``data``.

    Two readers are trained, each some 30 minutes on one core with 16 epochs over PolNeAR 1.0 train.
    ``polnear`` holds ``train`` and ``dev``, each with ``text`` and ``attributions``; ``labels`` is a JSON list that
    names the speakers of articles of dev. Confidence is fitted to articles that a reader on trial has not seen; the
    reader that is kept has learned from all of them.
    """
    parser = load(None)
    run = run_of(parser.identity, Options(acts="all"))
    corpus = [(parsed(path, parser), gold) for path, gold in articles(polnear / "train")]
    with TemporaryDirectory() as trial:
        train(trial_part(corpus), models, Path(trial), epochs=epochs)
        words = fit(list(held_out_cases(corpus, load_reader(models, Path(trial)))))
    train(corpus, models, models / PLACE, epochs=epochs)
    manifest = json.loads((models / MANIFEST).read_bytes())
    write_manifest(models, name=manifest["name"], version=manifest["version"])
    dev = labelled(polnear / "dev", labels, parser, load_reader(models), run)
    links = fit([case for article in dev for case in link_cases(article, words)])
    write_confidence(words, links, data / "confidence.json")
    forget()


def trial_part(corpus: Sequence[Annotated]) -> list[Annotated]:
    """Return the articles that the reader on trial learns from."""
    return [each for place, each in enumerate(corpus) if (place + 1) % HELD_OUT]


def held_out_cases(corpus: Sequence[Annotated], reader: Reader) -> Iterator[Case]:
    """Yield each attribution found in the articles that the reader on trial has not seen, with whether it is right."""
    for source, gold in corpus[HELD_OUT - 1 :: HELD_OUT]:
        yield from cases(source.article.text, found(source, reader.read(source)), gold)


def found(source: Parsed, readings: Sequence[Reading]) -> list[tuple[Sourced, Attribution]]:
    """Return what is found in an article, before and after its source is resolved."""
    sourced = attribute(source, find(source, readings))
    return list(zip(sourced, resolve(source, sourced).attributions, strict=True))


def parsed(path: Path, parser: Parser) -> Parsed:
    """Return an article of the corpus, parsed."""
    article = Article(id=path.name, text=path.read_bytes().decode("utf-8"))
    segments = segment(article)
    return Parsed(article=article, segments=segments, sentences=parser.parse(article, segments))


def labelled(root: Path, labels: Path, parser: Parser, reader: Reader, run: Run) -> Iterator[Labelled]:
    """Yield the articles whose speakers are named, read with all acts."""
    for record in json.loads(labels.read_text(encoding="utf-8")):
        source = parsed(root / "text" / f"{record['article']}.txt", parser)
        standoff = (root / "attributions" / record["ann"]).read_text(encoding="utf-8")
        readings = reader.read(source)
        yield Labelled(
            ledger=ledger_of(source, readings, run),
            items=attribute(source, find(source, readings)),
            text=source.article.text,
            gold={g.id: g for g in attributions(standoff)},
            labels=record["labels"],
        )
