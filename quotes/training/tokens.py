"""Trains the tokenizer's two linear models on the treebanks' paragraphs; a minute or two on one core, the same bytes again."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from quotes.parse.clues import (
    CUT_CLUES,
    END_CLUES,
    Course,
    Pair,
    cut_clues,
    end_clues,
    kind,
    may_end,
    may_part,
    shape_of,
)
from quotes.parse.tokens import CHUNK
from quotes.training.prepare import TREEBANKS, raw_text, tokenizer_data
from quotes.training.treebank import Tree, read_trees

SEED = 20
SCALE = 100


def spans_of(block: Iterable[Tree]) -> list[list[Pair]]:
    """Return the tokens of a paragraph as offsets into its `raw_text`, sentence by sentence."""
    result, start = [], 0
    for tree in block:
        sentence = []
        for token in tree.tokens:
            sentence.append((start, start + len(token.form)))
            start += len(token.form) + token.space
        result.append(sentence)
    return result


Items = dict[tuple[str, ...], list[int]]


def cut_items(blocks: Iterable[list[Tree]]) -> Items:
    """Return how often each tuple of clues stands at a place that is not cut, and at one that is."""
    items: Items = defaultdict(lambda: [0, 0])
    seen: dict[tuple[str, str], list[tuple[int, tuple[str, ...]]]] = {}
    for block in blocks:
        text = raw_text(block)
        starts = {start for sentence in spans_of(block) for start, _ in sentence}
        chunks = [match.span() for match in CHUNK.finditer(text)]
        for index, (start, end) in enumerate(chunks):
            chunk = text[start:end]
            if chunk.isalpha():
                continue
            after = kind(text[chunks[index + 1][0]]) if index + 1 < len(chunks) else ""
            key = chunk, after
            if key not in seen:
                shape = shape_of(chunk)
                seen[key] = [(p, cut_clues(chunk, shape, p, after)) for p in may_part(chunk, shape)]
            for place, clues in seen[key]:
                items[clues][start + place in starts] += 1
    return items


def end_items(blocks: Iterable[list[Tree]]) -> Items:
    """Return how often each tuple of clues stands behind a token that ends no sentence, and behind one that does."""
    items: Items = defaultdict(lambda: [0, 0])
    for block in blocks:
        text, sentences = raw_text(block), spans_of(block)
        tokens = [pair for sentence in sentences for pair in sentence]
        ends = {sentence[-1] for sentence in sentences}
        forms = [text[a:b] for a, b in tokens]
        course = Course(text, tokens, forms)
        candidates = set(may_end(tokens, forms))
        for index in range(len(tokens) - 1):
            if index in candidates:
                items[end_clues(course, index)][tokens[index] in ends] += 1
            if tokens[index] in ends:
                course.advance(index)
                course.ended(index)
    return items


def word_table(blocks: Iterable[list[Tree]], least: int = 2) -> dict[str, list[int]]:
    """Return where words of letters only are cut, for those that the treebanks cut at least twice and mostly."""
    whole: Counter[str] = Counter()
    cut: dict[str, Counter[tuple[int, ...]]] = defaultdict(Counter)
    for block in blocks:
        text = raw_text(block)
        starts = [start for sentence in spans_of(block) for start, _ in sentence]
        at = 0
        for match in CHUNK.finditer(text):
            inner = []
            while at < len(starts) and starts[at] < match.end():
                inner.append(starts[at] - match.start())
                at += 1
            if match[0].isalpha():
                whole[match[0].lower()] += 1
                if len(inner) > 1:
                    cut[match[0].lower()][tuple(inner[1:])] += 1
    result = {}
    for word, ways in sorted(cut.items()):
        way, count = ways.most_common(1)[0]
        if count >= least and 2 * count > whole[word]:
            result[word] = list(way)
    return result


def fit(
    items: Items,
    names: Sequence[str],
    *,
    penalty: float,
    least: int = 2,
    epochs: int = 30,
    rate: float = 0.3,
    batch: int = 2000,
) -> dict[str, Any]:
    """Return a logistic regression over the clues as JSON: AdaGrad, an L1 penalty, weights in hundredths."""
    rows = list(items)
    counts = np.array(list(items.values()), dtype=np.float64)
    index: dict[tuple[int, str], int] = {}
    seen: Counter[tuple[int, str]] = Counter()
    for row, (no, yes) in zip(rows, counts, strict=True):
        for pair in enumerate(row):
            seen[pair] += int(no + yes)
    for pair, count in seen.items():
        if count >= least and pair[1]:
            index[pair] = len(index) + 1
    ids = np.array([[index.get(pair, 0) for pair in enumerate(row)] for row in rows], dtype=np.int64)
    weights, bias = descend(ids, counts, len(index) + 1, penalty=penalty, epochs=epochs, rate=rate, batch=batch)
    tables: dict[str, dict[str, int]] = {name: {} for name in names}
    for (table, clue), place in sorted(index.items()):
        value = round(float(weights[place]) * SCALE)
        if value:
            tables[names[table]][clue] = value
    return {"bias": round(bias * SCALE), "weights": tables}


def descend(
    ids: Any, counts: Any, size: int, *, penalty: float, epochs: int, rate: float, batch: int
) -> tuple[Any, float]:
    """Return weights and bias that minimise the logistic loss plus the L1 penalty, by AdaGrad with soft thresholds."""
    chance = np.random.default_rng(SEED)
    weights, squares = np.zeros(size), np.full(size, 1e-2)
    bias, bias_squares = 0.0, 1e-2
    for _ in range(epochs):
        order = chance.permutation(len(ids))
        for low in range(0, len(order), batch):
            chosen = order[low : low + batch]
            rows, (no, yes) = ids[chosen], counts[chosen].T
            p = 1 / (1 + np.exp(-(weights[rows].sum(axis=1) + bias)))
            error = p * (no + yes) - yes
            unique, inverse = np.unique(rows, return_inverse=True)
            gradient = np.bincount(inverse.ravel(), np.repeat(error, rows.shape[1]), len(unique))
            squares[unique] += gradient**2
            step = rate / np.sqrt(squares[unique])
            moved = weights[unique] - step * gradient
            weights[unique] = np.sign(moved) * np.maximum(0, np.abs(moved) - step * penalty)
            weights[0] = 0
            bias_squares += error.sum() ** 2
            bias -= rate / bias_squares**0.5 * error.sum()
    return weights, float(bias)


def train_tokens(treebanks: Path, out: Path) -> None:
    """Train the tokenizer on the treebanks' train parts and write its weights into the file `out`."""
    blocks = [b for name in TREEBANKS for b in tokenizer_data(read_trees(treebanks / f"{name}-train.conllu"))]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(dumps(model_of(blocks)), encoding="utf-8")


def model_of(blocks: Sequence[list[Tree]]) -> dict[str, Any]:
    """Return the tokenizer's weights, learned from paragraphs."""
    return {
        "words": word_table(blocks),
        "cut": fit(cut_items(blocks), CUT_CLUES, penalty=0.05),
        "end": fit(end_items(blocks), END_CLUES, penalty=0.1),
    }


def dumps(model: dict[str, Any]) -> str:
    """Return the weights as a JSON file with a line for each weight, in order."""
    return json.dumps(model, ensure_ascii=False, indent=0, sort_keys=True) + "\n"
