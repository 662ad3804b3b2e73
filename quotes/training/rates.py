"""Counts how often each cue reports with each complement in PolNeAR train: the data behind ``quotes.lexicon.rate``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from quotes.find.reports import candidates
from quotes.lexicon.rates import is_listed, key, pooled_key
from quotes.model import Parsed
from quotes.training.polnear import Gold, letters, likeness

LEAST_SEEN = 3
ABOUT = (
    "How often a cue with a complement is an attribution: [hits, uses], keyed by lemma, part of speech and complement; "
    "* pools the cues that the lexicon lists, or does not list, with it. Counted in PolNeAR 1.0 train with the "
    "embedded models; a use is a hit if an annotated attribution has the cue and half of the content."
)


def count_rates(corpus: Iterable[tuple[Parsed, list[Gold]]], out: Path) -> None:
    """Write the counts of annotated articles as a data file."""
    seen: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for parsed, gold in corpus:
        count(parsed, gold, seen, hits)
    write(seen, hits, out)


def count(parsed: Parsed, gold: list[Gold], seen: Counter[str], hits: Counter[str]) -> None:
    """Add one article's uses of cues to the counts."""
    text = parsed.article.text
    contents = [letters(text, g.content) for g in gold]
    # Of the rules that take the same complement, the first one's words count, as in the extractor.
    first = {(r.sentence, r.word, r.frame): r for r in reversed(list(candidates(parsed)))}
    for found in first.values():
        mine = letters(text, [(s.start, s.end) for s in found.content])
        hit = any(
            any(a < found.cue.span.end and found.cue.span.start < b for a, b in g.cue) and likeness(mine, theirs) >= 0.5
            for g, theirs in zip(gold, contents, strict=True)
        )
        for k in (key(found.entry, found.frame), pooled_key(found.frame, is_listed(found.entry, found.frame))):
            seen[k] += 1
            hits[k] += hit


def write(seen: Counter[str], hits: Counter[str], out: Path) -> None:
    """Write the counts in a canonical form: one line a key, in order, without what was hardly seen."""
    kept = {k: [hits[k], n] for k, n in sorted(seen.items()) if n >= LEAST_SEEN or k.startswith("*")}
    lines = ",\n".join(f"    {json.dumps(k, ensure_ascii=False)}: {json.dumps(v)}" for k, v in kept.items())
    about = json.dumps(ABOUT)
    out.write_text(f'{{\n  "about": {about},\n  "counts": {{\n{lines}\n  }}\n}}\n', encoding="utf-8")
