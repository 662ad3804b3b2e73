"""Silver trees: running text as teachers parse it, for the small nets to learn from (Stanza's ``--silver_file``).

`python -m quotes.training.silver PART MODELS RAWTEXT TEXTS...` makes one of `PARTS` shares of them in the folder of the
teachers, which it is started in: ``silver_PART.conllu`` and ``silver_tagged_PART.conllu``.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

from quotes.blocks import blocks
from quotes.model import Article, Sentence
from quotes.parse import Parser, load
from quotes.segment import segment
from quotes.training.prepare import fits
from quotes.training.teacher import load as teachers
from quotes.training.treebank import Token, Tree, write_conllu
from quotes.training.vectors import documents

AT_ONCE = 40_000  # characters of texts that are parsed together
SHORTEST = 20  # words of a document: what is shorter is a rest of a page
WORDS = 300_000  # of each file of raw text
PARTS = 2


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


def retagged(tree: Tree, tags: Tree) -> Tree:
    """Return a tree with the tags of another of the same words."""
    pairs = zip(tree.tokens, tags.tokens, strict=True)
    return replace(
        tree, tokens=tuple(replace(one, upos=two.upos, xpos=two.xpos, feats=two.feats) for one, two in pairs)
    )


def teach(work: Path, part: int, models: Path, rawtext: Path, folders: Sequence[Path]) -> None:
    """Write one of `PARTS` shares of the silver trees into ``work``: with the teachers' tags, and with those of the models.

    The parser is to learn from such tags as it will get, so it needs the second.
    """
    found = list(silver(load(models), islice(texts(rawtext, folders), part, None, PARTS)))
    taught = teachers(work).annotate(found)
    write_conllu(taught, work / f"silver_{part}.conllu")
    write_conllu(map(retagged, taught, found), work / f"silver_tagged_{part}.conllu")


if __name__ == "__main__":
    import torch

    torch.set_num_threads(1)
    number, *places = sys.argv[1:]
    models, rawtext, *folders = map(Path, places)
    teach(Path(), int(number), models, rawtext, folders)
