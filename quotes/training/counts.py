"""Makes the counts that the rules decide by, and the confidence rests on, from PolNeAR 1.0: parsed once, read twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from quotes.ledger import Ledger, Options, Run
from quotes.lexicon.rates import forget as forget_rates
from quotes.model import Article, Parsed
from quotes.parse import Parser, load
from quotes.pipeline import ledger_of, run_of
from quotes.resolve.confidence import forget as forget_confidence
from quotes.segment import segment
from quotes.training.confidence import Labels, count_confidence
from quotes.training.polnear import Gold, articles, attributions
from quotes.training.rates import count_rates

DATA = Path(__file__).parents[1] / "data"


def make_counts(polnear: Path, labels: Path, out: Path = DATA) -> None:
    """Write ``rates.json`` and ``confidence.json`` into ``out``; half an hour on one core at the most.

    ``polnear`` holds ``train`` and ``dev``, each with ``text`` and ``attributions``; ``labels`` is a JSON list that
    names the speakers of articles of dev. The rates come first: what they let through is what confidence is counted on.
    """
    parser = load(None)
    run = run_of(parser.identity, Options(acts="all"))
    train = [(parsed(path, parser), gold) for path, gold in articles(polnear / "train")]
    count_rates(train, out / "rates.json")
    forget_rates()
    annotated = ((ledger(p, run), p.article.text, gold) for p, gold in train)
    count_confidence(annotated, labelled(polnear / "dev", labels, parser, run), out / "confidence.json")
    forget_confidence()


def parsed(path: Path, parser: Parser) -> Parsed:
    """Return an article of the corpus, parsed."""
    article = Article(id=path.name, text=path.read_bytes().decode("utf-8"))
    segments = segment(article)
    return Parsed(article=article, segments=segments, sentences=parser.parse(article, segments))


def ledger(source: Parsed, run: Run) -> Ledger:
    """Return the ledger of a parsed article."""
    return ledger_of(source.article, source.segments, source.sentences, run)


def labelled(
    root: Path, labels: Path, parser: Parser, run: Run
) -> Iterator[tuple[Ledger, str, dict[str, Gold], Labels]]:
    """Yield the ledgers of the articles whose speakers are named, with their annotations by id and the labels."""
    for record in json.loads(labels.read_text(encoding="utf-8")):
        source = parsed(root / "text" / f"{record['article']}.txt", parser)
        standoff = (root / "attributions" / record["ann"]).read_text(encoding="utf-8")
        gold = {g.id: g for g in attributions(standoff)}
        yield ledger(source, run), source.article.text, gold, record["labels"]
