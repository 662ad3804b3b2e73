"""Lessons: sentences, and what the teachers think of each word, for the small nets to learn from.

They are sentences of raw text; of the treebanks, rewritten by the language model (Jiao et al. 2020, "TinyBERT"), so that
the small nets see the treebanks' kinds of text in more words than stand in them; and of the treebanks as they are. Of
each word the likeliest heads, relations and tags are kept with their chances (Hinton et al. 2015, "Distilling the
knowledge in a neural network").
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from quotes.training import language, teacher
from quotes.training.material import Material
from quotes.training.sentences import Sentences
from quotes.training.teacher import Teacher, opinion, right

CHANGED = 0.45  # share of a sentence's words that is rewritten, at most
TRUSTED = 0.6  # chance that is given to what a treebank says
KEPT = {"heads": 8, "deprel": 6, "upos": 4, "xpos": 4}  # values that are kept of each word


class Plan(NamedTuple):
    """How many words of raw text are read, how often the treebanks are rewritten, how often sentences come in a pass.

    The weights are of raw text, rewritten sentences and treebanks.
    """

    raw: int
    times: int
    weights: tuple[float, float, float]
    together: int  # words that the teachers read at once


LARGE = Plan(raw=26_000_000, times=20, weights=(1, 2, 16), together=65_536)
SMALL = Plan(raw=1_500_000, times=3, weights=(1, 1, 4), together=8_192)


def plan_for(place: torch.device) -> Plan:
    """Return the plan that a device gets through in a few minutes."""
    return LARGE if place.type == "cuda" else SMALL


class Thought(NamedTuple):
    """The likeliest values of each word and their chances, [words, kept] each."""

    values: Tensor
    chances: Tensor


class Lessons(NamedTuple):
    """Sentences; what is thought of each of their words; the number of the features that each is said to have [words]."""

    sentences: Sentences
    thoughts: dict[str, Thought]
    feats: Tensor


def make(work: Path, material: Material, place: torch.device) -> Lessons:
    """Return the lessons by the teachers of the folder ``work``; progress goes to stdout."""
    plan = plan_for(place)
    teachers = teacher.load(work, material, place)
    print("teachers together", right(teachers, material), flush=True)
    gold, lengths = material.trees["train"]
    kinds = [share_of(material.raw, plan.raw), rewritten(work, material, place, plan), (gold[:, 0].int(), lengths)]
    weights = np.repeat(plan.weights, [len(counts) for _, counts in kinds])
    sentences = Sentences(torch.cat([words for words, _ in kinds]), torch.cat([counts for _, counts in kinds]), weights)
    thoughts, feats = thought(teachers, sentences, plan.together)
    trust(thoughts, feats, gold)
    print("words of raw text, rewritten, of treebanks", *(len(words) for words, _ in kinds), flush=True)
    return Lessons(sentences, thoughts, feats)


def share_of(sentences: Sentences, words: int) -> tuple[Tensor, Tensor]:
    """Return the words and lengths of the first sentences, so many words at most."""
    count = int(torch.searchsorted(sentences.lengths.cumsum(0), words, right=True))
    lengths = sentences.lengths[:count]
    return sentences.words[: int(lengths.sum())], lengths


def rewritten(work: Path, material: Material, place: torch.device, plan: Plan) -> tuple[Tensor, Tensor]:
    """Return the words and lengths of the treebanks' sentences, rewritten by the language model some times."""
    encoder, guesser = language.load(work, material.forms, place)
    gold, lengths = material.trees["train"]
    sentences = Sentences(gold[:, 0], lengths)
    may_change = torch.tensor([any(map(str.isalnum, form)) for form in material.forms], device=place)
    rewriter = language.Rewriter(encoder, guesser, may_change, most=CHANGED)
    versions = []
    for _ in range(plan.times):
        words = gold[:, 0].int()
        for places in sentences.once(plan.together // 4):
            words[places] = rewriter.rewrite(sentences.words[places]).int()
        versions.append(words)
    return torch.cat(versions), lengths.repeat(plan.times)


def thought(teachers: Sequence[Teacher], sentences: Sentences, together: int) -> tuple[dict[str, Thought], Tensor]:
    """Return what teachers think of sentences, and the features that they find likeliest."""
    count, place = len(sentences.words), sentences.words.device
    thoughts = {
        name: Thought(
            torch.zeros(count, kept, dtype=torch.uint8, device=place),
            torch.zeros(count, kept, dtype=torch.half, device=place),
        )
        for name, kept in KEPT.items()
    }
    feats = torch.zeros(count, dtype=torch.short, device=place)
    for places in sentences.once(together):
        found = opinion(teachers, sentences.words[places].long())
        upos, xpos, features = found.tags
        chances = {"heads": found.arcs, "deprel": found.relations, "upos": upos, "xpos": xpos}
        for name, (values, kept) in thoughts.items():
            best = chances[name].topk(min(KEPT[name], chances[name].shape[2]), 2)
            width = best.values.shape[2]
            values[places, :width] = best.indices.to(torch.uint8)
            kept[places, :width] = best.values.half()
        feats[places] = features.argmax(2).short()
    return thoughts, feats


def trust(thoughts: dict[str, Thought], feats: Tensor, gold: Tensor) -> None:
    """Give most of the chance of the last words to what the treebank ``gold`` [words, COLUMNS] says of them.

    What the teachers think of a relation is of the head that they chose; where the treebank has another, it is dropped.
    """
    start = len(feats) - len(gold)
    _, upos, xpos, features, heads, relations = gold.unbind(1)
    other = thoughts["heads"].values[start:, 0] != heads.to(torch.uint8)
    for name, wanted in (("heads", heads), ("deprel", relations), ("upos", upos), ("xpos", xpos)):
        values, chances = (block[start:] for block in thoughts[name])
        chances *= 1 - TRUSTED
        values[:, -1] = wanted.to(torch.uint8)
        chances[:, -1] = TRUSTED
    thoughts["deprel"].chances[start:, :-1][other] = 0
    feats[start:] = features.short()
