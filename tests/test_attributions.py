"""The reader and its confidence, fitted to a corpus of two sentences of ours with the real models."""

from __future__ import annotations

import json
import shutil

import pytest

from quotes.resolve.confidence import chance_of
from quotes.training.attributions import make_reader
from quotes.training.confidence import fit
from quotes.training.polnear import articles
from quotes.weights import EMBEDDED, check

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


def corpus(folder, copies=12):
    for part in ("train", "dev"):
        for name, ending, content in (("text", ".txt", TEXT), ("attributions", "_1.ann", STANDOFF)):
            (folder / part / name).mkdir(parents=True, exist_ok=True)
            for letter in "abcdefghijklmnopqrstuvwxyz"[:copies]:
                (folder / part / name / f"{letter}{ending}").write_text(content, encoding="utf-8")
    return folder


def test_standoff_is_read(tmp_path):
    ((path, (gold,)),) = articles(corpus(tmp_path, copies=1) / "train")
    assert path.name == "a.txt"
    assert (gold.id, gold.source, gold.cue, gold.content) == ("E1", [(0, 9)], [(10, 14)], [(20, 37)])


def test_reader_and_confidence_are_fitted_and_vouched_for(tmp_path, capsys):
    labels = tmp_path / "labels.json"
    labels.write_text(json.dumps(LABELS), encoding="utf-8")
    models = tmp_path / "models"
    for place in ("resources.json", "en/manifest.json", "en/pretrain/news.pt"):
        (models / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(EMBEDDED / place, models / place)
    make_reader(corpus(tmp_path), labels, models, tmp_path, epochs=60)
    fitted = json.loads((tmp_path / "confidence.json").read_text(encoding="utf-8"))
    assert "chance of the cue" in fitted["words"]
    assert {"resolved/name", "chance of words and source, resolved"} <= set(fitted["links"])
    assert check(models).name == "quotes-en-news"
    manifest = json.loads((models / "en" / "manifest.json").read_text(encoding="utf-8"))
    assert {"en/reading/news.npz", "en/reading/news.json"} <= set(manifest["files"])
    assert capsys.readouterr().out.count("epoch 60") == 2


def test_weights_follow_the_cases():
    found = [({"always": 1.0, "sure": size}, size > 0) for size in (-2.0, -1.0, 1.0, 2.0)] * 50
    weights = fit(found)
    assert chance_of({"always": 1.0, "sure": 2.0}, weights) > 0.9
    assert chance_of({"always": 1.0, "sure": -2.0}, weights) < 0.1
    assert chance_of({"always": 1.0, "never seen": 9.0}, weights) == pytest.approx(0.5, abs=0.05)
