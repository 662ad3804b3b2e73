"""Scores a model on raw text, end to end, by the evaluation of the CoNLL 2018 shared task.

The gold side is the treebank flattened as for training: a contraction is two tokens, not one token of two words.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from quotes.model import Article, Segment, Sentence
from quotes.training.prepare import TREEBANKS, paragraphs, raw_text
from quotes.training.treebank import Tree, read_trees

METRICS = ("Tokens", "Sentences", "UPOS", "Lemmas", "UAS", "LAS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The F1 of each metric, in percent, on one set of sentences."""

    name: str
    words: int
    values: tuple[float, ...]

    def __str__(self) -> str:
        return f"{self.name:28} {self.words:7d} " + " ".join(f"{value:9.2f}" for value in self.values)


def heading() -> str:
    """Return the line above the scores."""
    return f"{'set':28} {'words':>7} " + " ".join(f"{name:>9}" for name in METRICS)


def evaluate(model: str | Path | None, treebanks: Path, *, part: str = "dev") -> list[Score]:
    """Return a model's scores on a part of each treebank, and on the news documents of it where genres are marked."""
    from quotes.parse import load

    parser = load(model)
    scores = []
    for name in TREEBANKS:
        trees = read_trees(treebanks / f"{name}-{part}.conllu")
        news = [tree for tree in trees if tree.genre == "news"]
        for label, chosen in ((f"{name}-{part}", trees), (f"{name}-{part} news", news)):
            if chosen:
                article, segments = as_article(chosen)
                scores.append(score(label, chosen, parser.parse(article, segments)))
    return scores


def as_article(trees: Iterable[Tree]) -> tuple[Article, tuple[Segment, ...]]:
    """Return the raw text of sentences as an article, one segment a paragraph."""
    blocks = [raw_text(block) for block in paragraphs(trees)]
    article = Article(id="treebank", text="\n\n".join(blocks))
    segments, start = [], 0
    for block in blocks:
        segments.append(Segment(span=article.span(start, start + len(block))))
        start += len(block) + 2
    return article, tuple(segments)


def score(name: str, trees: Sequence[Tree], sentences: Iterable[Sentence]) -> Score:
    """Return the scores of `sentences` against the gold `trees` of the same text."""
    from udtools import udeval  # type: ignore[import-untyped] # it ships no types

    gold = udeval.load_conllu(io.StringIO("".join(map(_gold, trees))), "gold", {})
    found = udeval.load_conllu(io.StringIO("".join(map(_found, sentences))), "found", {})
    results = udeval.evaluate(gold, found)
    values = tuple(round(100 * results[metric].f1, 2) for metric in METRICS)
    return Score(name=name, words=sum(len(tree.tokens) for tree in trees), values=values)


def _gold(tree: Tree) -> str:
    rows = (
        (str(i), t.form, t.lemma, t.upos, t.xpos, t.feats, str(t.head), t.deprel, "_", "_")
        for i, t in enumerate(tree.tokens, 1)
    )
    return "\n".join("\t".join(row) for row in rows) + "\n\n"


def _found(sentence: Sentence) -> str:
    rows = (
        (str(w.index + 1), w.text, w.lemma, w.upos, w.xpos, w.feats or "_", str(w.head + 1), w.deprel, "_", "_")
        for w in sentence.words
    )
    return "\n".join("\t".join(row) for row in rows) + "\n\n"
