"""A language model: sentences of raw text -> a transformer that says which word was hidden at a place.

What it knows of a word in its sentence is what the teachers begin with (Devlin et al. 2019, "BERT"; three words of ten
are hidden, as Wettig et al. 2023, "Should you mask 15% in masked language modeling?", found better). Words are read
whole, by an embedding of the frequent ones and one of their groups of letters, so a rare word is no stranger.

`python -m quotes.training.language SECONDS` trains it in the folder it is started in.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, dropout, embedding, embedding_bag, gelu, scaled_dot_product_attention

from quotes.training.material import GRAMS_OF_FORM, SHAPES, Material, grams, read_material, shape
from quotes.training.pace import Learner, Pace, Report, compiled, device, narrow
from quotes.training.sentences import LONGEST, Sentences

FILE = "language.pt"
SEED = 1
# Shares of the words that are asked for: hidden, read as they are, read as another.
HIDDEN, LEFT, SWAPPED = 0.26, 0.025, 0.015
DROPPED = 0.1
RATE, DECAY, WARM_UP = 8e-4, 0.05, 0.03
LAYERS_RATE = 1.2e-3
TREEBANKS_WEIGHT = 0.5
GUESSES = 40  # the likeliest, of which one is drawn where a word is rewritten
SPREAD = 0.02  # of the first weights
TURNS = 10_000  # the slowest wave of the places, in words (Su et al. 2021, "RoFormer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large a language model is, and how many words it reads at a step."""

    units: int
    layers: int
    heads: int
    grams: int  # units of a group of letters
    buckets: int  # numbers that groups of letters share
    words: int  # that have an embedding, and may be guessed
    batch: int


LARGE = Size(units=640, layers=10, heads=10, grams=256, buckets=150_000, words=50_000, batch=32_768)
SMALL = Size(units=256, layers=4, heads=4, grams=64, buckets=20_000, words=20_000, batch=8_192)


def size_for(place: torch.device, forms: Sequence[str]) -> Size:
    """Return the size that a device can train in an hour, with embeddings for no more words than there are forms."""
    size = LARGE if place.type == "cuda" else SMALL
    return replace(size, words=min(size.words, len(forms)))


class Block(nn.Module):
    """A layer of a transformer, with the norms before its two parts."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        units, self.heads = size.units, size.heads
        self.norms = nn.ModuleList(nn.LayerNorm(units) for _ in range(2))
        self.sides, self.out = nn.Linear(units, 3 * units), nn.Linear(units, units)
        self.up, self.down = nn.Linear(units, 4 * units), nn.Linear(4 * units, units)
        for layer in (self.sides, self.up):
            nn.init.normal_(layer.weight, std=0.5 * units**-0.5)
        for layer in (self.out, self.down):
            nn.init.normal_(layer.weight, std=SPREAD / math.sqrt(2 * size.layers))

    def forward(self, block: Tensor, waves: tuple[Tensor, Tensor], share: float) -> Tensor:
        """Return the states [sentences, words, units] above the states of a block, a share of which is left out."""
        count, words, units = block.shape
        sides = self.sides(self.norms[0](block)).view(count, words, 3, self.heads, units // self.heads)
        asking, asked, values = sides.permute(2, 0, 3, 1, 4)
        left_out = share if self.training else 0.0
        seen = scaled_dot_product_attention(turned(asking, waves), turned(asked, waves), values, dropout_p=left_out)
        block = block + dropout(self.out(seen.transpose(1, 2).reshape(block.shape)), share, self.training)
        return block + dropout(self.down(gelu(self.up(self.norms[1](block)))), share, self.training)


def turned(block: Tensor, waves: tuple[Tensor, Tensor]) -> Tensor:
    """Return a block [..., words, units] with each word turned by its place."""
    one, other = block.chunk(2, -1)
    cosine, sine = waves
    return torch.cat([one * cosine - other * sine, one * sine + other * cosine], -1)


class Encoder(nn.Module):
    """Reads sentences; a root stands before the first word of each."""

    def __init__(self, size: Size, forms: Sequence[str]) -> None:
        super().__init__()
        self.size = size
        self.words = nn.Embedding(size.words + 1, size.units)  # the last is for all others
        self.grams = nn.Embedding(size.buckets, size.grams, padding_idx=0)
        self.mixed = nn.Linear(size.grams, size.units, bias=False)
        self.shapes = nn.Embedding(len(SHAPES), size.units)
        self.hidden, self.root = (nn.Parameter(torch.randn(size.units) * SPREAD) for _ in range(2))
        for each in (self.words, self.grams, self.shapes):
            nn.init.normal_(each.weight, std=SPREAD)
        self.first, self.last = nn.LayerNorm(size.units), nn.LayerNorm(size.units)
        self.blocks = nn.ModuleList(Block(size) for _ in range(size.layers))
        found = np.zeros((len(forms), GRAMS_OF_FORM), dtype=np.int32)
        for row, form in enumerate(forms):
            numbers = grams(form, size.buckets)
            found[row, : len(numbers)] = numbers
        half = size.units // size.heads // 2
        angles = torch.arange(LONGEST + 1).unsqueeze(1) * float(TURNS) ** (-torch.arange(half) / half)
        for name, value in (
            ("grams_of", torch.from_numpy(found)),
            ("shape_of", torch.tensor([shape(form) for form in forms])),
            ("cosines", angles.cos()),
            ("sines", angles.sin()),
        ):
            self.register_buffer(name, value, persistent=False)

    def read(self, words: Tensor, hidden: Tensor | None) -> Tensor:
        """Return what is known of words [sentences, words] one by one, and of the root: [sentences, 1 + words, units]."""
        forms, places = words.unique(return_inverse=True)
        spelt = embedding_bag(self.grams_of[forms], self.grams.weight, mode="mean", padding_idx=0)
        known = self.words(forms.clamp(max=self.size.words)) + self.mixed(spelt) + self.shapes(self.shape_of[forms])
        block = embedding(places, known)
        if hidden is not None:
            block = torch.where(hidden.unsqueeze(2), self.hidden.to(block.dtype), block)
        return torch.cat([self.root.to(block.dtype).expand(len(block), 1, -1), block], 1)

    def forward(self, words: Tensor, hidden: Tensor | None = None, share: float = DROPPED) -> list[Tensor]:
        """Return the states [sentences, 1 + words, units] above each layer; of ``hidden`` words nothing is read."""
        block = dropout(self.first(self.read(words, hidden)), share, self.training).bfloat16()
        waves = (self.cosines[: block.shape[1]].bfloat16(), self.sines[: block.shape[1]].bfloat16())
        run = compiled(Block.forward, block.device.type)
        states = []
        for layer in self.blocks:
            block = run(layer, block, waves, share)
            states.append(block)
        return states


class Guesser(nn.Module):
    """Says which frequent word stands at a place."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.layer, self.norm = nn.Linear(size.units, size.units), nn.LayerNorm(size.units)
        self.bias = nn.Parameter(torch.zeros(size.words))

    def forward(self, states: Tensor, encoder: Encoder) -> Tensor:
        """Return the scores [words, frequent words] of states [words, units]."""
        made = self.norm(gelu(self.layer(encoder.last(states)))).bfloat16()
        weights = encoder.words.weight[: encoder.size.words].bfloat16()
        return (made @ weights.T + self.bias.bfloat16()).float()


def corpus(material: Material) -> Sentences:
    """Return the sentences that the model learns from: the raw text, and each treebank sentence in every other pass."""
    words, lengths = material.trees["train"]
    both = torch.cat([material.raw.words, words[:, 0].to(material.raw.words.dtype)])
    counts = [len(material.raw.lengths), len(lengths)]
    return Sentences(both, torch.cat([material.raw.lengths, lengths]), np.repeat([1.0, TREEBANKS_WEIGHT], counts))


def loss(encoder: Encoder, guesser: Guesser, words: Tensor) -> Tensor | None:
    """Return the mean loss of guesses at words of sentences [sentences, words]; None where none was asked for."""
    chance = torch.rand(words.shape, device=words.device)
    known = words < encoder.size.words
    asked = known & (chance < HIDDEN + LEFT + SWAPPED)
    if not asked.any():
        return None
    swapped = asked & (chance >= HIDDEN + LEFT)
    others = torch.randint_like(words, encoder.size.words)
    states = encoder(torch.where(swapped, others, words), asked & (chance < HIDDEN))[-1][:, 1:]
    run = compiled(loss_of_guesses, words.device.type)
    return run(guesser, encoder, states[asked], words[asked].long())


def loss_of_guesses(guesser: Guesser, encoder: Encoder, states: Tensor, wanted: Tensor) -> Tensor:
    """Return the mean loss of guesses from states [words, units] at wanted words [words]."""
    return cross_entropy(guesser(states, encoder), wanted)


def train(work: Path, seconds: float) -> None:
    """Train the language model and write it into ``work``; progress goes to stdout."""
    torch.manual_seed(SEED)
    place = device()
    material = read_material(work, place)
    size = size_for(place, material.forms)
    sentences = corpus(material)
    encoder, guesser = Encoder(size, material.forms).to(place), Guesser(size).to(place)
    layers = [weight for weight in encoder.blocks.parameters() if weight.dim() > 1]
    known = set(map(id, layers))
    others = [weight for weight in (*encoder.parameters(), *guesser.parameters()) if id(weight) not in known]
    learner = Learner(
        [
            {"params": [weight for weight in others if weight.dim() > 1], "lr": RATE, "weight_decay": DECAY},
            {"params": [weight for weight in others if weight.dim() < 2], "lr": RATE, "weight_decay": 0.0},
        ],
        matrices=[{"params": layers, "lr": LAYERS_RATE, "weight_decay": DECAY}],
        warm_up=WARM_UP,
    )
    report = Report("language")
    for share, places in Pace(seconds).draw(sentences.drawn(size.batch, SEED)):
        words = sentences.words[places]
        with narrow(place):
            found = loss(encoder, guesser, words)
        if found is not None:
            learner.step(found, share)
            report.add(found, words.numel())
        if report.due(share):
            report.say()
    report.say()
    torch.save({"size": asdict(size), "encoder": encoder.state_dict(), "guesser": guesser.state_dict()}, work / FILE)


def load(work: Path, forms: Sequence[str], place: torch.device) -> tuple[Encoder, Guesser]:
    """Return the language model of the folder ``work``."""
    found = torch.load(work / FILE, map_location="cpu", weights_only=True)
    size = Size(**found["size"])
    encoder, guesser = Encoder(size, forms), Guesser(size)
    encoder.load_state_dict(found["encoder"], strict=False)  # tables of the forms are made, not stored
    guesser.load_state_dict(found["guesser"])
    return encoder.to(place).eval(), guesser.to(place).eval()


class Rewriter:
    """Puts other words in the place of some, as likely as a language model finds them."""

    def __init__(self, encoder: Encoder, guesser: Guesser, may_change: Tensor, *, most: float) -> None:
        """``may_change`` [forms] says which words may; of a sentence some share of them does, up to ``most``."""
        self._encoder, self._guesser = encoder, guesser
        self._may_change, self._most = may_change, most

    def rewrite(self, words: Tensor) -> Tensor:
        """Return sentences [sentences, words], rewritten."""
        shares = torch.rand(len(words), 1, device=words.device) * self._most
        hidden = (torch.rand(words.shape, device=words.device) < shares) & self._may_change[words]
        if not hidden.any():
            return words
        with torch.no_grad(), narrow(words.device):
            scores = self._guesser(self._encoder(words, hidden)[-1][:, 1:][hidden], self._encoder)
        likely = scores.topk(min(GUESSES, scores.shape[1]))
        drawn = torch.multinomial(likely.values.softmax(1), 1)
        rewritten = words.clone()
        rewritten[hidden] = likely.indices.gather(1, drawn)[:, 0].to(words.dtype)
        return rewritten


if __name__ == "__main__":
    train(Path(), float(sys.argv[1]))
