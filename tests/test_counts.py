"""The counts from annotated news, made of a corpus of two sentences of ours with the real model."""

from __future__ import annotations

import json

from quotes.lexicon.rates import forget as forget_rates
from quotes.resolve.confidence import forget as forget_confidence
from quotes.training.counts import make_counts
from quotes.training.polnear import articles

TEXT = "Mara Voss said that the pier was safe. Lars Iwen said that it was not."
STANDOFF = (
    "T1\tSource 0 9\tMara Voss\nT2\tCue 10 14\tsaid\nT3\tContent 20 37\tthe pier was safe\n"
    "T4\tAttribution 10 14\tsaid\nE1\tAttribution:T4 Source:T1 Cue:T2 Content:T3\n"
)
LABELS = [
    {
        "article": "a",
        "ann": "a_1.ann",
        "labels": {"E1": {"act": "speech", "speaker": "Mara Voss", "resolvable": True}},
    }
]


def corpus(folder):
    for part in ("train", "dev"):
        for name, file, content in (("text", "a.txt", TEXT), ("attributions", "a_1.ann", STANDOFF)):
            (folder / part / name).mkdir(parents=True, exist_ok=True)
            (folder / part / name / file).write_text(content, encoding="utf-8")
    return folder


def test_standoff_is_read(tmp_path):
    ((path, (gold,)),) = articles(corpus(tmp_path) / "train")
    assert path.name == "a.txt"
    assert (gold.id, gold.source, gold.cue, gold.content) == ("E1", [(0, 9)], [(10, 14)], [(20, 37)])


def test_counts_are_of_what_is_annotated(tmp_path):
    labels = tmp_path / "labels.json"
    labels.write_text(json.dumps(LABELS), encoding="utf-8")
    try:
        make_counts(corpus(tmp_path), labels, tmp_path)
    finally:
        forget_rates()
        forget_confidence()
    rates = json.loads((tmp_path / "rates.json").read_text(encoding="utf-8"))["counts"]
    confidence = json.loads((tmp_path / "confidence.json").read_text(encoding="utf-8"))
    assert rates["*/listed/clause"] == [1, 2]
    assert confidence["rules"]["clause/subject"] == [1, 2]
    assert confidence["links"]["resolved/name"] == [1, 1]
