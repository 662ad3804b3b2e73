"""Counts how often each rule and each kind of link is right: the data behind ``quotes.resolve.confidence``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quotes.ledger import Ledger
from quotes.model import Article, Attribution
from quotes.pipeline import Extractor
from quotes.resolve.confidence import link_key
from quotes.score.match import same_name
from quotes.training.polnear import Gold, Pairs, articles, attributions, letters, likeness

ABOUT = (
    "How often a rule found the right words and source (rules: PolNeAR 1.0 train) and a kind of link the right speaker "
    "(links: speakers annotated for articles of PolNeAR 1.0 dev): [right, all]; * pools all of a part."
)


def count_confidence(polnear: Path, labels: Path, extractor: Extractor, out: Path) -> None:
    """Write the counts as a data file; ``polnear`` holds train and dev, ``labels`` names the speakers of dev articles."""
    rules, links = Tally(), Tally()
    for path, gold in articles(polnear / "train"):
        ledger = extractor.extract(read(path))
        for attribution, matched in matches(path.read_bytes().decode("utf-8"), ledger, gold):
            rules.add(attribution.rule, matched is not None and source_agrees(attribution, matched))
    for record in json.loads(labels.read_text(encoding="utf-8")):
        count_links(polnear / "dev", record, extractor, links)
    out.write_text(
        json.dumps({"about": ABOUT, "rules": rules.counts(), "links": links.counts()}, indent=1) + "\n",
        encoding="utf-8",
    )


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


def read(path: Path) -> Article:
    """Return an article of the corpus as it stands on disk."""
    return Article(id=path.name, text=path.read_bytes().decode("utf-8"))


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


def count_links(root: Path, record: dict[str, Any], extractor: Extractor, links: Tally) -> None:
    """Add one article's links to the tally, where the annotation says who is behind the content."""
    path = root / "text" / f"{record['article']}.txt"
    standoff = (root / "attributions" / record["ann"]).read_text(encoding="utf-8")
    article = read(path)
    gold = dict(zip(ids(standoff), attributions(standoff), strict=True))
    labelled = {k: v for k, v in record["labels"].items() if k in gold and v["act"] != "other"}
    ledger = extractor.extract(article)
    by_gold = {id(gold[k]): v for k, v in labelled.items()}
    for attribution, matched in matches(article.text, ledger, [gold[k] for k in labelled]):
        if matched is not None:
            label = by_gold[id(matched)]
            links.add(
                key_of(attribution), is_right(ledger, attribution, label["speaker"] if label["resolvable"] else None)
            )


def ids(standoff: str) -> Iterator[str]:
    """Yield the ids of a standoff file's attributions, in order."""
    return (line.split("\t")[0] for line in standoff.split("\n") if line.startswith("E") and "\t" in line)


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
