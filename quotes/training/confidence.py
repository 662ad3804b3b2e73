"""Fits how sure an attribution is, on annotated news that the reader has not learned from: see ``quotes.resolve.confidence``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from quotes.ledger import Ledger
from quotes.model import Attribution, Sourced
from quotes.resolve.confidence import clues, link_key
from quotes.score.match import same_name
from quotes.training.polnear import Gold, Pairs, letters, likeness

Labels = dict[str, dict[str, Any]]
PENALTY = 2.0  # on squared weights: as many cases as it takes for a clue to be believed
STEPS = 30
ABOUT = (
    "words: the weights of a logistic function for the chance that words and source are right, fitted to every tenth "
    "article of PolNeAR 1.0 train with a reader that had learned from the others. links: how often a kind of link led to "
    "the right speaker, of speakers annotated for articles of PolNeAR 1.0 dev: [right, all]; * is all of them."
)

# An attribution's clues with their sizes, and whether its words and source are right.
Case = tuple[dict[str, float], bool]


def cases(text: str, found: Iterable[tuple[Sourced, Attribution]], gold: list[Gold]) -> Iterator[Case]:
    """Yield the case of each attribution of an annotated article."""
    pairs_found = list(found)
    matched = matches(text, [entry for _, entry in pairs_found], gold)
    for (item, entry), (_, right) in zip(pairs_found, matched, strict=True):
        yield dict(clues(item)), right is not None and source_agrees(entry, right)


def fit_words(found: Sequence[Case]) -> dict[str, float]:
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


def write_confidence(words: dict[str, float], links: dict[str, list[int]], out: Path) -> None:
    """Write weights and counts as a data file."""
    out.write_text(json.dumps({"about": ABOUT, "words": words, "links": links}, indent=1) + "\n", encoding="utf-8")


def link_counts(dev: Iterable[tuple[Ledger, str, dict[str, Gold], Labels]]) -> dict[str, list[int]]:
    """Return how many links of each kind are right, and how many there are.

    ``dev`` gives ledgers with their texts, annotations by id, and labels that name the speaker behind each annotation.
    """
    right: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for ledger, text, gold, labels in dev:
        for key, hit in links(ledger, text, gold, labels):
            for each in (key, "*"):
                seen[each] += 1
                right[each] += hit
    return {key: [right[key], n] for key, n in sorted(seen.items())}


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


def links(ledger: Ledger, text: str, gold: dict[str, Gold], labels: Labels) -> Iterator[tuple[str, bool]]:
    """Yield the kind of each link and whether it is right, where the annotation says who is behind the content."""
    labelled = [k for k, v in labels.items() if k in gold and v["act"] != "other"]
    by_gold = {id(gold[k]): labels[k] for k in labelled}
    for attribution, matched in matches(text, ledger.attributions, [gold[k] for k in labelled]):
        if matched is not None:
            label = by_gold[id(matched)]
            yield (
                link_key(attribution.speaker),
                is_right(ledger, attribution, label["speaker"] if label["resolvable"] else None),
            )


def is_right(ledger: Ledger, attribution: Attribution, name: str | None) -> bool:
    """Return whether the speaker's name is the annotated one; an unnamed one is right where no name can be known."""
    speaker = ledger.speaker_of(attribution)
    found = speaker.name if speaker is not None and attribution.speaker.status == "resolved" else None
    if found is None or name is None:
        return found is None and name is None
    return same_name(found, name)
