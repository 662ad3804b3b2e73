"""Counts how often each rule and each kind of link is right: the data behind ``quotes.resolve.confidence``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from quotes.ledger import Ledger
from quotes.model import Attribution
from quotes.resolve.confidence import link_key
from quotes.score.match import same_name
from quotes.training.polnear import Gold, Pairs, letters, likeness

Labels = dict[str, dict[str, Any]]
ABOUT = (
    "How often a rule found the right words and source (rules: PolNeAR 1.0 train) and a kind of link the right speaker "
    "(links: speakers annotated for articles of PolNeAR 1.0 dev): [right, all]; * pools all of a part."
)


def count_confidence(
    train: Iterable[tuple[Ledger, str, list[Gold]]],
    dev: Iterable[tuple[Ledger, str, dict[str, Gold], Labels]],
    out: Path,
) -> None:
    """Write the counts as a data file.

    ``train`` gives ledgers with their texts and annotations, ``dev`` ledgers with texts, annotations by id, and labels
    that name the speaker behind each annotation.
    """
    rules, links = Tally(), Tally()
    for ledger, text, gold in train:
        for attribution, matched in matches(text, ledger, gold):
            rules.add(attribution.rule, matched is not None and source_agrees(attribution, matched))
    for ledger, text, by_id, labels in dev:
        count_links(ledger, text, by_id, labels, links)
    counts = {"about": ABOUT, "rules": rules.counts(), "links": links.counts()}
    out.write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")


class Tally:
    """Right ones and all ones by key, and over all keys."""

    def __init__(self) -> None:
        self._right: Counter[str] = Counter()
        self._all: Counter[str] = Counter()

    def add(self, key: str, right: bool) -> None:
        """Count one case."""
        for k in (key, "*"):
            self._all[k] += 1
            self._right[k] += right

    def counts(self) -> dict[str, list[int]]:
        """Return the counts by key, in order of the keys."""
        return {k: [self._right[k], n] for k, n in sorted(self._all.items())}


def matches(text: str, ledger: Ledger, gold: list[Gold]) -> Iterator[tuple[Attribution, Gold | None]]:
    """Yield each attribution with the annotated one whose content it shares most, if that is at least half."""
    contents = [letters(text, g.content) for g in gold]
    for attribution in ledger.attributions:
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


def count_links(ledger: Ledger, text: str, gold: dict[str, Gold], labels: Labels, links: Tally) -> None:
    """Add one article's links to the tally, where the annotation says who is behind the content."""
    labelled = [k for k, v in labels.items() if k in gold and v["act"] != "other"]
    by_gold = {id(gold[k]): labels[k] for k in labelled}
    for attribution, matched in matches(text, ledger, [gold[k] for k in labelled]):
        if matched is not None:
            label = by_gold[id(matched)]
            right = is_right(ledger, attribution, label["speaker"] if label["resolvable"] else None)
            links.add(key_of(attribution), right)


def key_of(attribution: Attribution) -> str:
    """Return the kind of link that an attribution has."""
    mention = attribution.speaker.mention
    return link_key(attribution.speaker.status, mention.form if mention else "name", mention is None)


def is_right(ledger: Ledger, attribution: Attribution, name: str | None) -> bool:
    """Return whether the speaker's name is the annotated one; an unnamed one is right where no name can be known."""
    speaker = ledger.speaker_of(attribution)
    found = speaker.name if speaker is not None and attribution.speaker.status == "resolved" else None
    if found is None or name is None:
        return found is None and name is None
    return same_name(found, name)
