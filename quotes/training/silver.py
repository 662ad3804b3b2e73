"""Silver trees: running text as a model parses it, for a smaller model to learn from (Stanza's ``--silver_file``)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from quotes.blocks import blocks
from quotes.model import Article, Sentence
from quotes.parse import Parser
from quotes.segment import segment
from quotes.training.prepare import fits
from quotes.training.treebank import Token, Tree
from quotes.training.vectors import documents

AT_ONCE = 40_000  # characters of texts that are parsed together
SHORTEST = 20  # words of a document: what is shorter is a rest of a page
WORDS = 300_000  # of each file of raw text


def silver(parser: Parser, texts: Iterable[str]) -> Iterator[Tree]:
    """Yield the sentences of texts, as far as they are fit to train on, with the tags, lemmas and trees of a parser."""
    articles = (Article(id=str(number), text=text) for number, text in enumerate(texts))
    for block in blocks(articles, lambda article: len(article.text), AT_ONCE):
        parsed = parser.parse_all([(article, segment(article)) for article in block])
        for article, sentences in zip(block, parsed, strict=True):
            yield from filter(fits, (tree(article, sentence) for sentence in sentences))


def tree(article: Article, sentence: Sentence) -> Tree:
    """Return a parsed sentence as one of a treebank."""
    tokens = tuple(
        Token(
            form=word.text,
            lemma=word.lemma,
            upos=word.upos,
            xpos=word.xpos,
            feats=word.feats or "_",
            head=word.head + 1,
            deprel=word.deprel,
            space=article.text[word.span.end : word.span.end + 1].isspace(),
        )
        for word in sentence.words
    )
    return Tree(tokens=tokens, paragraph=False, document=False, genre="")


def texts(rawtext: Path, folders: Iterable[Path], *, words: int = WORDS) -> Iterator[str]:
    """Yield the texts to parse: about so many words of each `*.xz` file, and all `*.txt` files of some folders."""
    for path in sorted(rawtext.glob("*.xz")):
        yield from sample(documents(path), words)
    for path in sorted(chain.from_iterable(folder.glob("*.txt") for folder in folders)):
        yield path.read_bytes().decode("utf-8")


def sample(found: Iterable[str], words: int) -> Iterator[str]:
    """Yield documents of about so many words together, the same ones in whatever order they come: those of least hash."""
    long = (document for document in found if len(document.split()) >= SHORTEST)
    for document in sorted(long, key=lambda each: hashlib.sha256(each.encode()).digest()):
        if words <= 0:
            return
        words -= len(document.split())
        yield document
