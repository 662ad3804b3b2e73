"""Teachers: a language model learned on to tag and parse, for the small shipped nets to learn from.

A teacher reads the layers of `quotes.training.language`, mixed, with the biaffine scorers of Dozat and Manning (2017),
"Deep biaffine attention for neural dependency parsing", and heads for tags. Several, of other seeds and rates, vote with
their mean chances. Nothing of them is shipped.

`python -m quotes.training.teacher SEED SECONDS` trains one in the folder it is started in.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, dropout, leaky_relu

from quotes.training import language
from quotes.training.language import Encoder, Size
from quotes.training.material import TAGS, Material, read_material
from quotes.training.pace import Learner, Pace, Report, device, narrow
from quotes.training.sentences import Sentences

ARC_UNITS, LABEL_UNITS, TAG_UNITS = 512, 192, 256
SLOPE = 0.1  # of the units below nothing
DROPPED, DROPPED_ABOVE = 0.15, 0.33
HIDDEN = 0.12  # share of words that are not read
SMOOTHED, TAGS_WEIGHT = 0.03, 0.3
# The rate of the language model for each seed: teachers that differ err less together.
RATES = {1: 2e-4, 2: 1e-4, 3: 3e-4, 4: 2e-4}
HEADS_RATE, DECAY, WARM_UP, HORIZON = 1e-3, 0.01, 0.06, 200
BATCH = 4_096  # words
TOGETHER = 16_384  # words that are read together where nothing is learned
NEVER = -1e4  # the score of a word as its own head


class Opinion(NamedTuple):
    """What is thought of sentences: chances of heads [sentences, words, 1 + words], the best head, and then of relations.

    The relations [sentences, words, relations] are those to the best head; ``tags`` are of each kind of `TAGS`.
    """

    arcs: Tensor
    heads: Tensor
    relations: Tensor
    tags: list[Tensor]


class Sides(nn.Module):
    """The words as dependents and as heads, and the weights of their pairs."""

    def __init__(self, inputs: int, units: int, outputs: int) -> None:
        super().__init__()
        self.dependents, self.heads = nn.Linear(inputs, units), nn.Linear(inputs, units)
        self.weight = nn.Parameter(torch.zeros(outputs, units + 1, units + 1))

    def forward(self, states: Tensor) -> tuple[Tensor, Tensor]:
        """Return states as dependents and as heads, [sentences, words, units + 1] each."""
        one = states.new_ones(*states.shape[:2], 1)
        dependents, heads = (
            torch.cat([left_out(leaky_relu(layer(left_out(states, self.training)), SLOPE), self.training), one], 2)
            for layer in (self.dependents, self.heads)
        )
        return dependents, heads


def left_out(states: Tensor, training: bool) -> Tensor:
    """Return states without some of the units, while they learn."""
    return dropout(states, DROPPED_ABOVE, training)


class Teacher(nn.Module):
    """Tags and parses sentences; see the module."""

    def __init__(self, size: Size, material: Material) -> None:
        super().__init__()
        self.encoder = Encoder(size, material.forms)
        self.mixes = nn.Parameter(torch.zeros(2, size.layers))  # of the layers: for trees, and for tags
        with torch.no_grad():
            self.mixes[0, -1] = 2
            self.mixes[1, size.layers // 2 :] = 1
        self.norms = nn.ModuleList(nn.LayerNorm(size.units) for _ in range(2))
        self.arcs = Sides(size.units, ARC_UNITS, 1)
        self.labels = Sides(size.units, LABEL_UNITS, len(material.values["deprel"]))
        self.tagging = nn.Linear(size.units, TAG_UNITS)
        self.tags = nn.ModuleList(nn.Linear(TAG_UNITS, len(material.values[name])) for name in TAGS)

    def forward(self, words: Tensor, hidden: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Return the states [sentences, 1 + words, units] that trees, and that tags are read from."""
        layers = torch.stack(self.encoder(words, hidden, DROPPED))
        for_trees, for_tags = (
            norm(torch.einsum("l,lswu->swu", mix, layers))
            for norm, mix in zip(self.norms, self.mixes.softmax(1).to(layers.dtype), strict=True)
        )
        return for_trees, for_tags

    def arc_scores(self, states: Tensor) -> Tensor:
        """Return the scores [sentences, words, 1 + words] of heads, the root first."""
        dependents, heads = self.arcs(states)
        scores = (dependents[:, 1:] @ self.arcs.weight[0].to(dependents.dtype) @ heads.transpose(1, 2)).float()
        itself = torch.arange(scores.shape[1], device=scores.device)
        scores[:, itself, itself + 1] = NEVER
        return scores

    def label_scores(self, states: Tensor, chosen: Tensor) -> Tensor:
        """Return the scores [sentences, words, relations] of words as dependents of the heads [sentences, words]."""
        dependents, heads = self.labels(states)
        heads = heads.gather(1, chosen.unsqueeze(2).expand(-1, -1, heads.shape[2]))
        weight = self.labels.weight.to(dependents.dtype)
        relations, units, _ = weight.shape
        weighted = dependents[:, 1:].reshape(-1, units) @ weight.transpose(0, 1).reshape(units, -1)
        scores = weighted.view(-1, relations, units) @ heads.reshape(-1, units, 1)
        return scores.view(*chosen.shape, relations).float()

    def tag_scores(self, states: Tensor) -> list[Tensor]:
        """Return the scores [sentences, words, tags] of each kind of tags."""
        made = leaky_relu(self.tagging(left_out(states[:, 1:], self.training)), SLOPE)
        made = left_out(made, self.training)
        return [head(made).float() for head in self.tags]

    def loss(self, words: Tensor) -> Tensor:
        """Return the loss of treebank words [sentences, words, COLUMNS]."""
        forms, *tags, heads, relations = words.unbind(2)
        hidden = torch.rand(forms.shape, device=forms.device) < HIDDEN
        for_trees, for_tags = self(forms, hidden)
        found = mean_loss(self.arc_scores(for_trees), heads, smoothed=0.0)
        found = found + mean_loss(self.label_scores(for_trees, heads), relations)
        kinds = [mean_loss(s, t) for s, t in zip(self.tag_scores(for_tags), tags, strict=True)]
        return found + TAGS_WEIGHT * torch.stack(kinds).sum()


def mean_loss(scores: Tensor, wanted: Tensor, smoothed: float = SMOOTHED) -> Tensor:
    """Return the mean cross entropy of scores [sentences, words, values] and the wanted values [sentences, words]."""
    return cross_entropy(scores.flatten(0, 1), wanted.flatten(), label_smoothing=smoothed)


def opinion(teachers: Sequence[Teacher], words: Tensor) -> Opinion:
    """Return what teachers think together of sentences [sentences, words]."""
    with torch.no_grad(), narrow(words.device):
        states = [teacher(words) for teacher in teachers]
        both = list(zip(teachers, states, strict=True))
        arcs = mean_chance([teacher.arc_scores(trees) for teacher, (trees, _) in both])
        heads = arcs.argmax(2)
        relations = mean_chance([teacher.label_scores(trees, heads) for teacher, (trees, _) in both])
        tags = [
            mean_chance(kind)
            for kind in zip(*(teacher.tag_scores(of_tags) for teacher, (_, of_tags) in both), strict=True)
        ]
    return Opinion(arcs, heads, relations, tags)


def mean_chance(scores: Sequence[Tensor]) -> Tensor:
    """Return the mean of the chances that several scores [..., values] give."""
    return torch.stack([each.softmax(-1) for each in scores]).mean(0)


def right(teachers: Sequence[Teacher], material: Material) -> str:
    """Return the shares of dev tokens with the right tags, head, and head and relation, in percent, as text."""
    words, lengths = material.trees["dev_short"]
    counts = torch.zeros(len(TAGS) + 2, device=words.device)
    for places in Sentences(words, lengths).once(TOGETHER):
        forms, *tags, heads, relations = words[places].unbind(2)
        found = opinion(teachers, forms)
        attached = found.heads == heads
        hits = [one.argmax(2) == two for one, two in zip(found.tags, tags, strict=True)]
        hits += [attached, attached & (found.relations.argmax(2) == relations)]
        counts += torch.stack([hit.sum() for hit in hits])
    names = (*TAGS, "UAS", "LAS")
    return " ".join(f"{name} {100 * hit / len(words):.2f}" for name, hit in zip(names, counts.tolist(), strict=True))


def load(work: Path, material: Material, place: torch.device) -> list[Teacher]:
    """Return the teachers of the folder ``work``."""
    found = []
    for path in sorted(work.glob("teacher_*.pt")):
        stored = torch.load(path, map_location="cpu", weights_only=True)
        teacher = Teacher(Size(**stored["size"]), material)
        teacher.load_state_dict(stored["weights"], strict=False)
        found.append(teacher.to(place).eval())
    return found


def train(work: Path, seed: int, seconds: float) -> None:
    """Train one teacher and write it into ``work``; progress goes to stdout."""
    torch.manual_seed(seed)
    place = device()
    material = read_material(work, place)
    encoder, _ = language.load(work, material.forms, place)
    teacher = Teacher(encoder.size, material).to(place).train()
    teacher.encoder.load_state_dict(encoder.state_dict())
    above = [weight for name, weight in teacher.named_parameters() if not name.startswith("encoder.")]
    learner = Learner(
        [
            {"params": list(teacher.encoder.parameters()), "lr": RATES[seed], "weight_decay": DECAY},
            {"params": above, "lr": HEADS_RATE, "weight_decay": DECAY},
        ],
        warm_up=WARM_UP,
        horizon=HORIZON,
        beta=0.95,
    )
    words, lengths = material.trees["train"]
    report = Report(f"teacher {seed}", (0.5, 0.75))
    for share, places in Pace(seconds).draw(Sentences(words, lengths).drawn(BATCH, seed)):
        with narrow(place):
            loss = teacher.loss(words[places])
        learner.step(loss, share)
        report.add(loss, places.numel())
        if report.due(share):
            with learner.means():
                report.say(right([teacher.eval()], material))
            teacher.train()
    with learner.means():
        report.say(right([teacher.eval()], material))
        torch.save({"size": asdict(encoder.size), "weights": teacher.state_dict()}, work / f"teacher_{seed}.pt")


if __name__ == "__main__":
    train(Path(), int(sys.argv[1]), float(sys.argv[2]))
