"""Trains the net of ``quotes.reading`` on PolNeAR 1.0 train: what journalists' sentences report, and of whom.

Each annotated cue with its source and content is a labelling of its window's words. The loss is the negative logarithm
of the chance of the cues, and of each labelling in a linear-chain conditional random field (Lafferty et al. 2001).
Adam's rate rises, then falls to nothing; the weights that are kept are a moving mean.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy
from torch.nn.functional import relu
from torch.nn.utils.rnn import pad_sequence

from quotes.model import Parsed
from quotes.reading import Vocabulary
from quotes.reading.clues import DISTANCES, FLAGS, MARKS, SHAPES, values
from quotes.reading.net import HEAD_CLUES, LABELS, PAIR_CLUES, WORD_CLUES, Words, legal
from quotes.reading.windows import Window, windows
from quotes.score.match import trim
from quotes.training.polnear import Gold, Pairs
from quotes.vectors import PLACE as VECTORS
from quotes.vectors import vectors

SEED = 11
LEAST_LEMMA = 5  # occurrences of a lemma that has an embedding of its own
UNITS = 128
LAYERS = 2
SIZES = {"lemma": 50, "upos": 16, "xpos": 16, "relation": 24}
BATCH = 1200  # words
EPOCHS = 16
RATE = 2e-3
WARM = 200  # steps in which the rate rises, or a tenth of all if that is less
KEEP = 0.998  # of the moving mean of the weights, at each step
DROP_INPUT, DROP_STATES, DROP_LEMMA = 0.25, 0.4, 0.2
DROP_MARKS = 0.1  # windows that are read as if they had no quotation marks: many a page has lost one
PAIRS_SHARE = 0.3  # the weight of the labels beside that of the cues


@dataclass(frozen=True, slots=True)
class Example:
    """A window with the labels that each of its cues gives to its words."""

    window: Window
    cues: tuple[tuple[int, tuple[int, ...]], ...]


def examples(parsed: Parsed, gold: Sequence[Gold]) -> Iterator[Example]:
    """Yield the windows of an annotated article with their cues and labels."""
    for window in windows(parsed):
        cues = [labelled(window, each) for each in gold if each.cue]
        yield Example(window, tuple(cue for cue in cues if cue is not None))


def labelled(window: Window, gold: Gold) -> tuple[int, tuple[int, ...]] | None:
    """Return the place of an attribution's cue in a window and the labels it gives, or None if the cue is elsewhere.

    The cue's place is that of its head in the parse. Edges that hardly two annotators cut alike are trimmed, as the
    scorer trims them.
    """
    inside = places(window, gold.cue)
    if not inside:
        return None
    labels = [0] * len(window.words)
    for kind, spans in (("content", gold.content), ("source", gold.source), ("cue", gold.cue)):
        for span in spans:
            for n, place in enumerate(places(window, [span])):
                labels[place] = LABELS.index(f"{'I' if n else 'B'}-{kind}")
    head = next((p for p in inside if window.heads[p] == p or window.heads[p] not in inside), inside[0])
    return head, tuple(labels)


def places(window: Window, spans: Pairs) -> list[int]:
    """Return the places of a window's words that touch some spans, trimmed."""
    whole = [window.parsed.article.span(start, end) for start, end in spans]
    bounds = [trim(span) or span for span in whole]
    return [place for place, word in enumerate(window.words) if any(bound.overlaps(word.span) for bound in bounds)]


def vocabulary(found: Iterable[Example], forms: Mapping[str, int]) -> tuple[Vocabulary, dict[str, list[str]]]:
    """Return the numbers of what stands in the windows, and the lists that the numbers count."""
    seen: dict[str, Counter[str]] = {kind: Counter() for kind in WORD_CLUES}
    for each in found:
        words = each.window.words
        for kind, found_values in {**values(words), "relation": [word.deprel for word in words]}.items():
            if kind in seen:
                seen[kind].update(found_values)
    lists = {
        kind: sorted(v for v, n in counts.items() if kind != "lemma" or n >= LEAST_LEMMA)
        for kind, counts in seen.items()
    }
    numbers = {kind: {value: i for i, value in enumerate(each, 1)} for kind, each in lists.items()}
    return Vocabulary(form=forms, **numbers), lists


class Layer(nn.Module):
    """One layer of a highway LSTM in both directions, over windows padded to one length."""

    def __init__(self, inputs: int, units: int) -> None:
        super().__init__()
        self.forwards = nn.LSTM(inputs, units, batch_first=True)
        self.backwards = nn.LSTM(inputs, units, batch_first=True)
        self.highway = nn.Linear(inputs, 2 * units)
        self.gate = nn.Linear(inputs, 2 * units)

    def forward(self, states: Tensor, reverse: Tensor) -> Tensor:
        """Return the layer's output for states [windows, words, units]; ``reverse`` turns each window's words round."""
        there, _ = self.forwards(states)
        back, _ = self.backwards(taken(states, reverse))
        both = torch.cat([there, taken(back, reverse)], dim=2)
        return both + torch.sigmoid(self.gate(states)) * torch.tanh(self.highway(states))


def taken(rows: Tensor, places: Tensor) -> Tensor:
    """Return the rows [windows, words, units] in the order of places [windows, words]."""
    return rows.gather(1, places.unsqueeze(2).expand(-1, -1, rows.shape[2]))


class Trainee(nn.Module):
    """The net as it is trained; its parameters have the names that ``quotes.reading.net`` knows them by."""

    def __init__(self, vectors: Tensor, lists: dict[str, list[str]]) -> None:
        super().__init__()
        self.vectors = nn.Embedding.from_pretrained(vectors, freeze=True)
        for kind in WORD_CLUES:
            setattr(self, kind, nn.Embedding(len(lists[kind]) + 1, SIZES[kind]))
        own = vectors.shape[1] + sum(SIZES[kind] for kind in WORD_CLUES) + len(FLAGS)
        self.input = nn.Linear(own + vectors.shape[1] + sum(SIZES[kind] for kind in HEAD_CLUES), 2 * UNITS)
        for index in range(LAYERS):
            setattr(self, f"layer{index}", Layer(2 * UNITS, UNITS))
        self.cue_hidden, self.cue_score = nn.Linear(4 * UNITS, UNITS), nn.Linear(UNITS, 1)
        self.as_word, self.as_cue = nn.Linear(4 * UNITS, UNITS), nn.Linear(4 * UNITS, UNITS)
        relations = len(lists["relation"]) + 1
        self.shape, self.distance = nn.Embedding(len(SHAPES), UNITS), nn.Embedding(2 * len(DISTANCES) + 1, UNITS)
        self.below, self.above = nn.Embedding(relations, UNITS), nn.Embedding(relations, UNITS)
        for kind in PAIR_CLUES:
            nn.init.normal_(getattr(self, kind).weight, 0, 0.1)
        self.middle, self.label = nn.Linear(UNITS, UNITS), nn.Linear(UNITS, len(LABELS))
        self.moves = nn.Parameter(torch.zeros(len(LABELS), len(LABELS)))
        self.starts = nn.Parameter(torch.zeros(len(LABELS)))
        self.drop_input, self.drop = nn.Dropout(DROP_INPUT), nn.Dropout(DROP_STATES)

    def states(self, words: Words, reverse: Tensor) -> Tensor:
        """Return the states [windows, words, units] of words and their heads."""
        own = {kind: getattr(self, kind)(getattr(words, kind)) for kind in WORD_CLUES}
        if self.training:
            own["lemma"] = own["lemma"] * (torch.rand_like(own["lemma"][..., :1]) >= DROP_LEMMA)
            kept = torch.rand(len(words.flags), 1, 1) >= DROP_MARKS
            words = words._replace(flags=torch.cat([words.flags[..., :MARKS] * kept, words.flags[..., MARKS:]], dim=2))
        form = self.vectors(words.form)
        head = [taken(part, words.head) for part in (form, *(own[kind] for kind in HEAD_CLUES))]
        states = relu(self.input(self.drop_input(torch.cat([form, *own.values(), words.flags, *head], dim=2))))
        for index in range(LAYERS):
            states = getattr(self, f"layer{index}")(self.drop(states), reverse)
        states = self.drop(states)
        return torch.cat([states, taken(states, words.head)], dim=2)

    def cues(self, states: Tensor) -> Tensor:
        """Return the scores [windows, words] of words as cues."""
        scores: Tensor = self.cue_score(relu(self.cue_hidden(states))).squeeze(2)
        return scores

    def labels(self, states: Tensor, window: Tensor, place: Tensor, clues: Sequence[Tensor]) -> Tensor:
        """Return the scores [cues, words, labels] of words as cues see them."""
        hidden = self.as_word(states)[window] + self.as_cue(states[window, place]).unsqueeze(1)
        for kind, numbers in zip(PAIR_CLUES, clues, strict=True):
            hidden = hidden + getattr(self, kind)(numbers)
        hidden = relu(hidden)
        hidden = hidden + relu(self.middle(self.drop(hidden)))
        scores: Tensor = self.label(hidden)
        return scores


def unlikeliness(scores: Tensor, labels: Tensor, inside: Tensor, moves: Tensor, starts: Tensor) -> Tensor:
    """Return the negative logarithm of the chance of each labelling [cues] in the conditional random field."""
    rows = torch.arange(len(scores))
    right = starts[labels[:, 0]] + scores[:, 0][rows, labels[:, 0]]
    total = starts + scores[:, 0]
    for place in range(1, scores.shape[1]):
        goes_on = inside[:, place]
        step = moves[labels[:, place - 1], labels[:, place]] + scores[rows, place, labels[:, place]]
        right = right + torch.where(goes_on, step, 0.0)
        summed = torch.logsumexp(total.unsqueeze(2) + moves, dim=1) + scores[:, place]
        total = torch.where(goes_on.unsqueeze(1), summed, total)
    return torch.logsumexp(total, dim=1) - right


@dataclass(frozen=True, slots=True)
class Item:
    """An example as numbers: the clues of its words, which words are cues, and of each cue the place, labels, clues."""

    words: Words
    cues: Tensor
    labelled: tuple[tuple[int, Tensor, Tensor], ...]

    @property
    def size(self) -> int:
        """The number of words."""
        return len(self.cues)


def item(example: Example, numbers: Vocabulary) -> Item:
    """Return an example as numbers."""
    window = example.window
    cues = torch.zeros(len(window.words))
    for place, _ in example.cues:
        cues[place] = 1.0
    labels = [
        (place, torch.tensor(labels), torch.stack(numbers.pairs([window], [(0, place)])[2:]))
        for place, labels in example.cues
    ]
    return Item(numbers.words([window]), cues, tuple(labels))


@dataclass(frozen=True, slots=True)
class Batch:
    """Items padded to one length: ``window`` and ``place`` of each cue, its labels and the clues of its pairs."""

    words: Words
    cues: Tensor
    inside: Tensor
    reverse: Tensor
    window: Tensor
    place: Tensor
    labels: Tensor
    clues: list[Tensor]


def batch(items: Sequence[Item]) -> Batch:
    """Return some items as one batch."""
    words = Words(*(pad_sequence([getattr(i.words, name) for i in items], batch_first=True) for name in Words._fields))
    cues = pad_sequence([i.cues for i in items], batch_first=True)
    sizes = torch.tensor([i.size for i in items]).unsqueeze(1)
    order = torch.arange(cues.shape[1])
    found = [(n, place, labels, clues) for n, i in enumerate(items) for place, labels, clues in i.labelled]
    longest = torch.zeros(cues.shape[1], dtype=torch.long)  # pads all to the width of the batch
    return Batch(
        words=words,
        cues=cues,
        inside=order < sizes,
        reverse=torch.where(order < sizes, sizes - 1 - order, order),
        window=torch.tensor([n for n, _, _, _ in found], dtype=torch.long),
        place=torch.tensor([place for _, place, _, _ in found], dtype=torch.long),
        labels=pad_sequence([*(labels for _, _, labels, _ in found), longest], batch_first=True)[:-1],
        clues=[
            pad_sequence([*(clues[row] for _, _, _, clues in found), longest], batch_first=True)[:-1]
            for row in range(len(PAIR_CLUES))
        ],
    )


def loss(net: Trainee, of: Batch) -> Tensor:
    """Return the loss of a batch, for each of its windows."""
    states = net.states(of.words, of.reverse)
    total = cross_entropy(net.cues(states)[of.inside], of.cues[of.inside], reduction="sum")
    if len(of.window):
        scores = net.labels(states, of.window, of.place, of.clues)
        moves, starts = possible(net)
        total = total + PAIRS_SHARE * unlikeliness(scores, of.labels, of.inside[of.window], moves, starts).sum()
    return total / len(of.cues)


def possible(net: Trainee) -> tuple[Tensor, Tensor]:
    """Return the scores of moves and starts; a large negative number, not infinity, keeps gradients finite."""
    moves, starts = legal(net.moves, net.starts)
    return moves.clamp(min=-1e4), starts.clamp(min=-1e4)


def batches(items: Sequence[Item], chance: random.Random) -> list[list[Item]]:
    """Return the items in batches of about BATCH words, of windows of about one length, in random order."""
    ordered = sorted(items, key=lambda i: i.size + 3 * chance.random())
    found: list[list[Item]] = [[]]
    for each in ordered:
        if found[-1] and (len(found[-1]) + 1) * each.size > BATCH:
            found.append([])
        found[-1].append(each)
    chance.shuffle(found)
    return found


def learn(net: Trainee, items: Sequence[Item], epochs: int = EPOCHS) -> dict[str, Tensor]:
    """Train a net; return the moving mean of its weights by name. Prints the mean loss of each epoch."""
    chance = random.Random(SEED)  # noqa: S311 (no secret)
    learned = {name: p for name, p in net.named_parameters() if p.requires_grad}
    kept = {name: p.detach().clone() for name, p in learned.items()}
    optimiser = torch.optim.AdamW(learned.values(), lr=RATE, betas=(0.9, 0.98), weight_decay=0.01)
    last, step = epochs * len(batches(items, random.Random(SEED))), 0  # noqa: S311 (no secret)
    warm = min(WARM, last // 10 + 1)
    net.train()
    for epoch in range(epochs):
        began, total = time.monotonic(), 0.0
        parts = batches(items, chance)
        for part in parts:
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1.0, (step + 1) / warm) * max(0.0, 1 - step / last)
            value = loss(net, batch(part))
            optimiser.zero_grad()
            value.backward()
            nn.utils.clip_grad_norm_(learned.values(), 5.0)
            optimiser.step()
            step += 1
            total += value.item()
            for name, parameter in learned.items():
                kept[name].lerp_(parameter.detach(), 1 - min(KEEP, step / (step + 20)))
        print(f"epoch {epoch + 1}: loss {total / len(parts):.3f}, {time.monotonic() - began:.0f} s", flush=True)
    return kept


def train(corpus: Iterable[tuple[Parsed, Sequence[Gold]]], models: Path, out: Path, *, epochs: int = EPOCHS) -> None:
    """Train a reader on annotated articles, with the word vectors of a folder of models, and write it into ``out``.

    The weights are arrays of half precision in ``news.npz``, each by its name; ``news.json`` lists the lemmas, tags and
    relations that the rows of the embeddings stand for, from row 1; row 0 is for all others.
    """
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    stored = vectors(models / VECTORS)
    found = [example for parsed, gold in corpus for example in examples(parsed, gold)]
    numbers, lists = vocabulary(found, stored.numbers)
    net = Trainee(stored.rows, lists)
    write(learn(net, [item(each, numbers) for each in found], epochs), lists, out)


def write(weights: dict[str, Any], lists: dict[str, list[str]], place: Path) -> None:
    """Write the weights and the vocabulary of a reader into a folder."""
    place.mkdir(parents=True, exist_ok=True)
    np.savez(place / "news.npz", **{name: value.half().numpy() for name, value in sorted(weights.items())})
    (place / "news.json").write_text(json.dumps(lists, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
