"""A language model over words: raw news text -> two LSTMs, one that reads on and one that reads back.

What the two know of a word in its sentence is what a large parser learns from beside the treebanks, after Peters et al.
(2018), "Deep contextualized word representations". Each predicts the next word of its direction among the words of the
batch and some others that are drawn, with the logarithm of their chance taken off (Jean et al., 2015, "On using very
large target vocabulary for neural machine translation").

`python -m quotes.training.language on|back` trains one direction in the folder it is started in, from its `CORPUS`.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from quotes.training.anneal import Mean, Progress, rate
from quotes.training.vectors import TOKEN

UNITS = 512
PROJECTED = 256  # units from which a word is predicted
SUFFIXES, SUFFIX_UNITS = 4096, 32
SHAPE_UNITS = 8
LONGEST = 60  # words of a sentence; a longer one is cut
SHORTEST = 3
BATCH = 6_000  # words
STEPS = 6_500
DRAWN = 1024  # words that are drawn for each batch
RATE = 0.002
SEED = 1234
START, END = "\x02", "\x03"  # what a direction reads before the first word, and what comes after the last
ENDS = frozenset(".!?")
CLOSING = frozenset("\"'’”)]»")
DIRECTIONS = ("on", "back")
CORPUS = "corpus.npz"
SHAPES = ("lower", "title", "upper", "mixed", "digit", "other")


def shape(form: str) -> int:
    """Return the number of a form's shape: how it is capitalised, or whether it has digits or no letters."""
    if any(letter.isdigit() for letter in form):
        return SHAPES.index("digit")
    if not any(letter.isalpha() for letter in form):
        return SHAPES.index("other")
    for name in ("lower", "title", "upper"):
        if getattr(form, f"is{name}")():
            return SHAPES.index(name)
    return SHAPES.index("mixed")


def suffix(form: str) -> int:
    """Return the number of a form's last three letters, out of `SUFFIXES`."""
    return zlib.crc32(form.lower()[-3:].encode()) % SUFFIXES


def sentences(forms: list[str]) -> Iterator[list[str]]:
    """Yield the forms of a line cut behind full stops and the marks that close behind them, and wherever one is too long."""
    start = 0
    for place, form in enumerate(forms):
        after = forms[place + 1] if place + 1 < len(forms) else ""
        ends = form in ENDS or (form in CLOSING and place > start and forms[place - 1] in ENDS)
        if (ends and after not in CLOSING) or place + 1 - start == LONGEST or not after:
            yield forms[start : place + 1]
            start = place + 1


def write_corpus(lines: Iterable[str], out: Path) -> int:
    """Write the sentences of lines as numbers of forms into ``out``; return how many words they have."""
    numbers: dict[str, int] = {}
    words, lengths = array("i"), array("h")
    for line in lines:
        for sentence in sentences(TOKEN.findall(line)):
            if len(sentence) >= SHORTEST:
                words.extend(numbers.setdefault(form, len(numbers)) for form in sentence)
                lengths.append(len(sentence))
    np.savez(out, words=np.array(words), lengths=np.array(lengths), forms=np.array("\n".join(numbers)))
    return len(words)


class Forms:
    """What the model reads of forms: the number of the vector of each, of its suffix and its shape."""

    def __init__(self, vocab: Any) -> None:
        self._vocab = vocab

    def numbers(self, forms: Iterable[str]) -> Tensor:
        """Return the three numbers [forms, 3] of each form."""
        rows = [(self._vocab.unit2id(form.lower()), suffix(form), shape(form)) for form in forms]
        return torch.tensor(rows, dtype=torch.long).reshape(-1, 3)


class Reader(nn.Module):
    """One direction: forms, by `Forms`, -> the states of an LSTM behind each."""

    def __init__(self, vectors: Tensor) -> None:
        super().__init__()
        self.vectors = nn.Embedding.from_pretrained(vectors, freeze=True)
        self.suffixes = nn.Embedding(SUFFIXES, SUFFIX_UNITS)
        self.shapes = nn.Embedding(len(SHAPES), SHAPE_UNITS)
        self.lstm = nn.LSTM(vectors.shape[1] + SUFFIX_UNITS + SHAPE_UNITS, UNITS, batch_first=True)

    def forward(self, numbers: Tensor) -> Tensor:
        """Return the states [sentences, words, units] behind the words [sentences, words, 3] of each sentence."""
        vectors, suffixes, shapes = numbers.unbind(2)
        inputs = torch.cat([self.vectors(vectors), self.suffixes(suffixes), self.shapes(shapes)], 2)
        states: Tensor = self.lstm(inputs)[0]
        return states


class Loss(torch.autograd.Function):
    """The mean cross entropy of words among candidates, by products in 16 bits, with the gradient made on the way."""

    @staticmethod
    def forward(ctx: Any, states: Tensor, weights: Tensor, bias: Tensor, wanted: Tensor) -> Tensor:
        """Return the loss of ``states`` [words, units] against ``weights`` [candidates, units] and ``bias`` [candidates]."""
        narrow, candidates = states.bfloat16(), weights.bfloat16()
        chances = torch.addmm(bias.bfloat16(), narrow, candidates.T).softmax(1)
        rows = torch.arange(len(wanted))
        loss = -chances[rows, wanted].float().clamp_min(1e-8).log().mean()
        chances[rows, wanted] -= 1
        scale = 1 / len(wanted)
        ctx.gradients = (
            (chances @ candidates).float() * scale,
            (chances.T @ narrow).float() * scale,
            (chances.new_ones(1, len(wanted)) @ chances)[0].float() * scale,
        )
        return loss

    @staticmethod
    def backward(ctx: Any, scale: Tensor) -> tuple[Tensor, Tensor, Tensor, None]:
        """Return the gradients of what went in."""
        states, weights, bias = ctx.gradients
        return states * scale, weights * scale, bias * scale, None


class Words(nn.Module):
    """Predicts words from the states of a `Reader`."""

    def __init__(self, counts: Tensor) -> None:
        super().__init__()
        self.project = nn.Linear(UNITS, PROJECTED)
        self.weights = nn.Embedding(len(counts), PROJECTED, sparse=True)
        self.bias = nn.Embedding(len(counts), 1, sparse=True)
        nn.init.normal_(self.weights.weight, std=PROJECTED**-0.5)
        nn.init.zeros_(self.bias.weight)
        self._shares = counts / counts.sum()
        self._drawn = counts.pow(0.75)
        self._drawn /= self._drawn.sum()

    def forward(self, states: Tensor, wanted: Tensor) -> Tensor:
        """Return the loss of the states [words, units] before the wanted words [words]."""
        drawn = torch.multinomial(self._drawn, DRAWN, replacement=True)
        candidates = torch.cat([wanted, drawn]).unique()
        places = torch.searchsorted(candidates, wanted)
        missed = (1 - self._shares[candidates]) ** len(wanted) * (1 - self._drawn[candidates]) ** DRAWN
        bias = self.bias(candidates)[:, 0] - (1 - missed).clamp_min(1e-6).log()
        loss: Tensor = Loss.apply(self.project(states).float(), self.weights(candidates), bias, places)
        return loss


class Corpus:
    """The sentences of a corpus in batches of about one length, in an order drawn anew for each epoch."""

    def __init__(self, path: Path, vocab: Any) -> None:
        with np.load(path) as found:
            self._words, self._lengths = torch.from_numpy(found["words"]).long(), found["lengths"].astype(np.int64)
            forms = str(found["forms"]).split("\n")
        self._starts = np.cumsum(self._lengths) - self._lengths
        self._table = Forms(vocab).numbers([*forms, START, END])
        self._start, self._end = len(forms), len(forms) + 1

    def counts(self, size: int) -> Tensor:
        """Return how often each word [size] of the vocabulary stands in the corpus."""
        known = self._table[:, 0]
        counts = torch.bincount(known[self._words], minlength=size)
        counts[known[self._end]] = len(self._lengths)
        return counts.float()

    def batches(self, direction: str, generator: np.random.Generator) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield what is read [sentences, words, 3] and the words [sentences, words] that come next, without an end."""
        while True:
            order = np.lexsort((generator.random(len(self._lengths)), self._lengths))
            lengths = self._lengths[order]
            cuts = [0]
            for place, length in enumerate(lengths):
                if (place - cuts[-1] + 1) * length > BATCH:
                    cuts.append(place)
            cuts.append(len(order))
            for part in generator.permutation(len(cuts) - 1):
                rows = order[cuts[part] : cuts[part + 1]]
                if len(rows):
                    yield self._batch(rows, direction)

    def _batch(self, rows: Any, direction: str) -> tuple[Tensor, Tensor]:
        longest = int(self._lengths[rows].max())
        places = torch.arange(longest)
        lengths = torch.from_numpy(self._lengths[rows]).unsqueeze(1)
        starts = torch.from_numpy(self._starts[rows]).unsqueeze(1)
        within = places < lengths
        places = places if direction == "on" else lengths - 1 - places
        words = torch.where(within, self._words[(starts + places).clamp(0, len(self._words) - 1)], self._end)
        edge = words.new_full((len(rows), 1), self._start)
        last = words.new_full((len(rows), 1), self._end)
        read = torch.cat([edge, words], 1)
        following = torch.cat([words, last], 1)
        targets = self._table[following, 0]
        targets[:, 1:][~within] = -1  # only the end itself is predicted, not what fills up
        return self._table[read], targets


def train(work: Path, direction: str, *, steps: int = STEPS) -> None:
    """Train one direction and write its `Reader` into ``work``; progress goes to stdout."""
    from stanza.models.common.pretrain import Pretrain

    torch.manual_seed(SEED)
    pretrain = Pretrain(str(work / "vectors.pt"))
    vectors = torch.as_tensor(pretrain.emb)
    corpus = Corpus(work / CORPUS, pretrain.vocab)
    reader, words = Reader(vectors), Words(corpus.counts(len(vectors)).clamp_min(1))
    dense = [weight for weight in (*reader.parameters(), *words.project.parameters()) if weight.requires_grad]
    optimizers = [
        torch.optim.Adam(dense, RATE, betas=(0.9, 0.98)),
        torch.optim.SparseAdam([words.weights.weight, words.bias.weight], RATE, betas=(0.9, 0.98)),
    ]
    mean, progress = Mean(reader), Progress(every=100)
    for step, (numbers, targets) in enumerate(corpus.batches(direction, np.random.default_rng(SEED)), 1):
        for optimizer in optimizers:
            optimizer.zero_grad()
            optimizer.param_groups[0]["lr"] = RATE * rate(step, steps)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = reader(numbers)
            real = targets >= 0
            loss = words(states[real], targets[real])
        loss.backward()
        nn.utils.clip_grad_norm_(dense, 1.0)
        for optimizer in optimizers:
            optimizer.step()
        mean.update()
        progress.add(loss.item())
        if step % 1000 == 0 or step == steps:
            with mean.shown():
                torch.save(reader.state_dict(), work / f"language_{direction}.pt")
        if step == steps:
            return


if __name__ == "__main__":
    torch.set_num_threads(1)
    train(Path(), sys.argv[1])
