"""Scores a model on raw text, end to end: the evaluation of the CoNLL 2018 shared task, then relation by relation.

The gold side is the treebank flattened as for training: a contraction is two tokens, not one token of two words.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from quotes.model import Article, Segment, Sentence, Word
from quotes.parse import Parser
from quotes.training.prepare import TREEBANKS, paragraphs, raw_text
from quotes.training.relations import Count, by_kind, by_relation
from quotes.training.treebank import Tree, read_trees

METRICS = ("Tokens", "Sentences", "UPOS", "XPOS", "Lemmas", "UAS", "LAS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A treebank as the parser would be given it, an article with a segment a paragraph, and its sentences as they should be."""

    article: Article
    segments: tuple[Segment, ...]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """A model's scores on one set: the F1 of each metric in percent, and counts by relation and by kind of sentence."""

    name: str
    words: int
    metrics: dict[str, float]
    relations: dict[str, Count]
    kinds: dict[str, Count]

    def to_dict(self) -> dict[str, Any]:
        """Return the scores as values for JSON; each count with its F1."""
        counts = {"relations": self.relations, "kinds": self.kinds}
        shown = {key: {name: {**asdict(c), "f1": c.f1} for name, c in item.items()} for key, item in counts.items()}
        return {"name": self.name, "words": self.words, "metrics": self.metrics, **shown}


def test_sets(treebanks: Path | None, part: str, files: Iterable[Path]) -> Iterator[tuple[str, list[Tree]]]:
    """Yield the names and sentences of what to score on: the treebanks' part, other files, and the news of each."""
    paths = [treebanks / f"{name}-{part}.conllu" for name in TREEBANKS] if treebanks else []
    for path in (*paths, *files):
        trees = _read(path)
        yield path.stem, trees
        news = [tree for tree in trees if tree.genre == "news"]
        if news:
            yield f"{path.stem} news", news


def _read(path: Path) -> list[Tree]:
    """Return the sentences of a treebank; raise ValueError, naming the file, if it is none."""
    try:
        trees = read_trees(path)
    except (ValueError, LookupError, StopIteration) as error:
        raise ValueError(f"{path}: this is not CoNLL-U ({error!r})") from error
    if not all(tree.tokens for tree in trees):
        raise ValueError(f"{path}: this is not CoNLL-U: a block of lines has no words")
    return trees


def evaluate(parser: Parser, sets: Iterable[tuple[str, list[Tree]]]) -> Iterator[Evaluation]:
    """Yield a model's scores on each set of sentences, which it is given as raw text."""
    for name, trees in sets:
        gold = gold_of(trees)
        yield score(name, gold, parser.parse(gold.article, gold.segments))


def gold_of(trees: Iterable[Tree]) -> Gold:
    """Return sentences as an article of their raw text, and as the sentences of it."""
    blocks = list(paragraphs(trees))
    texts = [raw_text(block) for block in blocks]
    article = Article(id="treebank", text="\n\n".join(texts))
    segments: list[Segment] = []
    sentences: list[Sentence] = []
    start = 0
    for index, (block, text) in enumerate(zip(blocks, texts, strict=True)):
        segments.append(Segment(span=article.span(start, start + len(text))))
        place = start
        for tree in block:
            sentences.append(_sentence(article, index, tree, place))
            place += len(tree.text) + tree.tokens[-1].space
        start += len(text) + 2
    return Gold(article=article, segments=tuple(segments), sentences=tuple(sentences))


def _sentence(article: Article, segment: int, tree: Tree, start: int) -> Sentence:
    """Return a treebank's sentence, which starts at an offset of the article, as the parser would return it."""
    words = []
    for index, token in enumerate(tree.tokens):
        end = start + len(token.form)
        word = Word(
            index=index,
            span=article.span(start, end),
            lemma=token.lemma,
            upos=token.upos,
            xpos=token.xpos,
            feats=token.feats,
            head=token.head - 1,
            deprel=token.deprel,
        )
        words.append(word)
        start = end + token.space
    return Sentence(span=article.span(words[0].span.start, words[-1].span.end), words=tuple(words), segment=segment)


def score(name: str, gold: Gold, found: Sequence[Sentence]) -> Evaluation:
    """Return the scores of the sentences that were found in the gold article's text."""
    from udtools import udeval  # type: ignore[import-untyped] # it ships no types

    right, system = (
        udeval.load_conllu(io.StringIO("".join(map(_conllu, sentences))), side, {})
        for side, sentences in (("gold", gold.sentences), ("found", found))
    )
    results = udeval.evaluate(right, system)
    return Evaluation(
        name=name,
        words=sum(len(sentence.words) for sentence in gold.sentences),
        metrics={metric: round(100 * results[metric].f1, 2) for metric in METRICS},
        relations=by_relation(gold.sentences, found),
        kinds=by_kind(gold.sentences, found),
    )


def _conllu(sentence: Sentence) -> str:
    rows = (
        (str(w.index + 1), w.text, w.lemma, w.upos, w.xpos, w.feats or "_", str(w.head + 1), w.deprel, "_", "_")
        for w in sentence.words
    )
    return "\n".join("\t".join(row) for row in rows) + "\n\n"
