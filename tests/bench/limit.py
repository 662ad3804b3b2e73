"""The distance to the limit: the multiply-adds that the nets need for a word, and how many the machine can do."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from quotes.weights import EMBEDDED

NETS = {"pos": "tagger", "depparse": "parser"}  # the lemmatizer's net runs for unknown words only
SAMPLE = 20  # texts over which words, sentences and letters are counted
SIZE = 1024  # rows and columns of the matrices whose product is timed
Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengths:
    """What the cost of a word depends on: its characters and the words of its sentence, both as means over words.

    ``heads`` is the share of words that have dependents.
    """

    characters: float
    words: float
    heads: float


def multiply_adds(shapes: Mapping[str, Shape], lengths: Lengths) -> float:
    """Return the multiply-adds of a word in a net with weights of these shapes, named as Stanza names them.

    A matrix is used once a word, in the net over letters once a letter, an embedding is looked up. A bilinear scorer
    of arcs compares each word with every word of its sentence, one of relations with the head alone, and it is the heads
    that it weights.
    """
    return sum(_uses(name, shape, lengths) for name, shape in shapes.items())


def _uses(name: str, shape: Shape, lengths: Lengths) -> float:
    if len(shape) < 2 or "emb" in name or name.endswith(("_init", "bias")):
        return 0
    if len(shape) == 3:
        dependents, heads, outputs = shape
        if outputs == 1:
            return dependents * heads + heads * lengths.words
        return dependents * heads * outputs * lengths.heads + dependents * outputs
    often = lengths.characters if name.startswith("charmodel.") else 1
    return math.prod(shape) * often


def measured(texts: Sequence[str]) -> dict[str, Any]:
    """Return the multiply-adds of a word, by net, the machine's rates of them, and what the counts rest on."""
    import torch

    threads = torch.get_num_threads()
    tokens, words, lengths = counts(texts[:SAMPLE])
    shapes = {name: _shapes(net) for net, name in NETS.items()}
    return {
        "multiply_adds": {name: multiply_adds(shape, lengths) for name, shape in shapes.items()},
        "without_letters": sum(multiply_adds(s, replace(lengths, characters=0)) for s in shapes.values()),
        "characters": lengths.characters,
        "sentence": lengths.words,
        "heads": lengths.heads,
        "tokens_per_word": tokens / words,
        "threads": threads,
        "rates": {number: gemm_rate(number) for number in sorted({1, threads})},
    }


def counts(texts: Sequence[str]) -> tuple[int, int, Lengths]:
    """Return the number of our tokens and of words cut at white space, and the mean lengths, of some texts."""
    from quotes import Article
    from quotes.parse import load
    from quotes.segment import segment

    parser = load()
    articles = [Article(id="x", text=text) for text in texts]
    sentences = [s for article in articles for s in parser.parse(article, segment(article))]
    tokens = sum(len(s.words) for s in sentences)
    characters = sum(len(word.text) for s in sentences for word in s.words)
    met = sum(len(s.words) ** 2 for s in sentences)
    heads = sum(len({word.head for word in s.words if word.head >= 0}) for s in sentences)
    lengths = Lengths(characters=characters / tokens, words=met / tokens, heads=heads / tokens)
    return tokens, sum(len(text.split()) for text in texts), lengths


def _shapes(net: str) -> dict[str, Shape]:
    import torch

    (path,) = (EMBEDDED / "en" / net).glob("*.pt")
    checkpoint = torch.load(Path(path), map_location="cpu", weights_only=True)
    return {name: tuple(tensor.shape) for name, tensor in checkpoint["model"].items()}


def gemm_rate(threads: int, *, tries: int = 20) -> float:
    """Return the multiply-adds a second of a product of two square matrices in single precision, the best of `tries`."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    left, right = torch.rand(SIZE, SIZE), torch.rand(SIZE, SIZE)
    left @ right
    best = min(_timed(left, right) for _ in range(tries))
    torch.set_num_threads(before)
    return float(SIZE**3 / best)


def _timed(left: Any, right: Any) -> float:
    begun = time.perf_counter()
    left @ right
    return time.perf_counter() - begun
