"""Fits how sure an attribution is, on annotated news that the reader has not learned from: see ``quotes.resolve.confidence``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from quotes.ledger import Ledger
from quotes.model import Attribution, Sourced
from quotes.resolve.confidence import chance_of, clues, link_clues
from quotes.score.match import same_name
from quotes.training.polnear import Gold, Pairs, letters, likeness

Labels = dict[str, dict[str, Any]]
PENALTY = 2.0  # on squared weights: as many cases as it takes for a clue to be believed
STEPS = 30
ABOUT = (
    "words: the weights of a logistic function for the chance that words and source are right, fitted to every tenth "
    "article of PolNeAR 1.0 train with a reader that had learned from the others. links: those of another, for the chance "
    "that the link of such words leads to the right speaker, fitted to speakers annotated for articles of PolNeAR 1.0 dev."
)

# Clues with their sizes, and whether what they speak for is right: an attribution's words and source, or its link.
Case = tuple[dict[str, float], bool]


def cases(text: str, found: Iterable[tuple[Sourced, Attribution]], gold: list[Gold]) -> Iterator[Case]:
    """Yield the case of each attribution of an annotated article."""
    pairs_found = list(found)
    matched = matches(text, [entry for _, entry in pairs_found], gold)
    for (item, entry), (_, right) in zip(pairs_found, matched, strict=True):
        yield dict(clues(item)), right is not None and source_agrees(entry, right)


def fit(found: Sequence[Case]) -> dict[str, float]:
    """Return the weights of clues by name: logistic regression with a penalty on squares, by Newton's method."""
    names = sorted({name for held, _ in found for name in held})
    rows = np.array([[held.get(name, 0.0) for name in names] for held, _ in found])
    right = np.array([answer for _, answer in found], dtype=float)
    weights = np.zeros(len(names))
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-rows @ weights))
        gradient = rows.T @ (chance - right) + PENALTY * weights
        curvature = (rows * (chance * (1 - chance))[:, None]).T @ rows + PENALTY * np.eye(len(names))
        weights -= np.linalg.solve(curvature, gradient)
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


def write_confidence(words: dict[str, float], links: dict[str, float], out: Path) -> None:
    """Write both weights as a data file."""
    out.write_text(json.dumps({"about": ABOUT, "words": words, "links": links}, indent=1) + "\n", encoding="utf-8")


class Labelled(NamedTuple):
    """An annotated article whose speakers are named: what was found, the annotations by id, and labels for some of them.

    ``items`` are what the attributions of the ledger were made of, in their order.
    """

    ledger: Ledger
    items: Sequence[Sourced]
    text: str
    gold: dict[str, Gold]
    labels: Labels


def link_cases(article: Labelled, words: Mapping[str, float]) -> Iterator[Case]:
    """Yield the case of each link, where the annotation says who is behind the content; ``words`` are weights of clues."""
    known = {id(article.gold[k]): v for k, v in article.labels.items() if k in article.gold and v["act"] != "other"}
    gold = [each for each in article.gold.values() if id(each) in known]
    matched = matches(article.text, article.ledger.attributions, gold)
    for item, (attribution, right) in zip(article.items, matched, strict=True):
        if right is not None:
            label = known[id(right)]
            name = label["speaker"] if label["resolvable"] else None
            held = link_clues(attribution.speaker, chance_of(dict(clues(item)), words))
            yield dict(held), is_right(article.ledger, attribution, name)


def matches(text: str, entries: Iterable[Attribution], gold: list[Gold]) -> Iterator[tuple[Attribution, Gold | None]]:
    """Yield each attribution with the annotated one whose content it shares most, if that is at least half."""
    contents = [letters(text, g.content) for g in gold]
    for attribution in entries:
        mine = letters(text, pairs(attribution))
        best = max(range(len(gold)), key=lambda i: likeness(mine, contents[i]), default=None)
        # One annotated quotation may run on over what is found as two: the second lies wholly inside it.
        found = best is not None and (likeness(mine, contents[best]) >= 0.5 or (mine and mine <= contents[best]))
        yield attribution, gold[best] if best is not None and found else None


def pairs(attribution: Attribution) -> Pairs:
    """Return the offsets of an attribution's content."""
    return [(s.start, s.end) for s in attribution.content]


def source_agrees(attribution: Attribution, gold: Gold) -> bool:
    """Return whether found and annotated source overlap, or both are absent."""
    mention = attribution.speaker.mention
    carried = next((e.span for e in attribution.evidence if e.shows == "antecedent"), None)
    span = mention.span if mention is not None else carried
    if span is None or not gold.source:
        return span is None and not gold.source
    return any(a < span.end and span.start < b for a, b in gold.source)


def is_right(ledger: Ledger, attribution: Attribution, name: str | None) -> bool:
    """Return whether the speaker's name is the annotated one; an unnamed one is right where no name can be known."""
    speaker = ledger.speaker_of(attribution)
    found = speaker.name if speaker is not None and attribution.speaker.status == "resolved" else None
    if found is None or name is None:
        return found is None and name is None
    return same_name(found, name)
