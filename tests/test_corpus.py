"""The corpus: its gold ledgers are sound, the words that it quotes were said, and the scores on it never fall.

``pytest tests/test_corpus.py --remeasure-floors`` pins the scores of today in ``corpus/floors.json``. It refuses to
lower a floor unless ``--lower-floors`` says so as well: a floor is never lowered by accident.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from quotes.ledger import Ledger
from quotes.model import Article
from quotes.schema import validate
from quotes.score import Report, score

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
FLOORS = CORPUS / "floors.json"
SEEDS = ROOT.parent / "shared" / "seeds"
DISPATCHES = sorted(CORPUS.glob("*.txt"))
REPORTED = "Reported after: "


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8")  # bytes: read_text would rewrite the newlines, and offsets count them


def gold_of(path: Path) -> Ledger:
    return Ledger.from_dict(json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8")))


def seeds_of(path: Path) -> list[str]:
    last = text_of(path).rstrip().split("\n")[-1]
    return last.removeprefix(REPORTED).split(", ") if last.startswith(REPORTED) else []


@pytest.fixture(scope="module")
def report(extractor_of_all_acts) -> Report:
    articles = [Article(id=path.stem, path=path.name, text=text_of(path)) for path in DISPATCHES]
    return score(map(gold_of, DISPATCHES), extractor_of_all_acts.extract_many(articles))


def test_there_are_dispatches_of_both_kinds_and_each_has_gold():
    assert sum(bool(seeds_of(path)) for path in DISPATCHES) >= 4
    assert len(DISPATCHES) >= 12
    assert sorted(CORPUS.glob("*.gold.json")) == [path.with_suffix(".gold.json") for path in DISPATCHES]


@pytest.mark.parametrize("path", DISPATCHES, ids=lambda path: path.stem)
def test_gold_is_valid_and_made_by_hand(path):
    record = json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8"))
    assert validate(record, text_of(path)) == ()
    assert record["source"]["path"] == f"corpus/{path.name}"
    assert {(a["rule"], a["confidence"]) for a in record["attributions"]} == {("gold", 1.0)}
    assert len(text_of(path).split()) in range(150, 451)


@pytest.mark.parametrize("path", [p for p in DISPATCHES if seeds_of(p)], ids=lambda path: path.stem)
def test_words_of_real_people_stand_in_the_source_that_is_named(path):
    if not SEEDS.is_dir():
        pytest.skip(f"{SEEDS} is absent: the articles that the dispatch reports after cannot be compared")
    said = " ".join((SEEDS / seed).read_text(encoding="utf-8") for seed in seeds_of(path))
    for attribution in gold_of(path).attributions:
        for quoted in attribution.verbatim:
            assert quoted.text.rstrip(".,") in said


def test_the_corpus_has_windows_newlines_and_astral_characters():
    texts = list(map(text_of, DISPATCHES))
    assert any("\r\n" in text for text in texts)
    assert any(max(text) > "\uffff" for text in texts)


def test_scores_do_not_fall(report, request):
    measured = figures(report)
    if request.config.getoption("--remeasure-floors"):
        write_floors(FLOORS, measured, lower=request.config.getoption("--lower-floors"))
    pinned = json.loads(FLOORS.read_text(encoding="utf-8"))
    assert pinned["corpus_sha256"] == fingerprint(), "the corpus has changed: measure again with --remeasure-floors"
    assert fallen(pinned["floors"], measured, slack=pinned["slack"]) == {}, report.to_text()


def test_a_floor_is_not_lowered_by_accident(tmp_path):
    file = tmp_path / "floors.json"
    write_floors(file, {"f1": 80.0, "kind": 90.0})
    write_floors(file, {"f1": 81.5, "kind": 90.0})
    with pytest.raises(ValueError, match=r"f1: 81\.5 -> 81\.4"):
        write_floors(file, {"f1": 81.4, "kind": 95.0})
    assert json.loads(file.read_text(encoding="utf-8"))["floors"] == {"f1": 81.5, "kind": 90.0}
    write_floors(file, {"f1": 81.4, "kind": 95.0}, lower=True)
    assert json.loads(file.read_text(encoding="utf-8"))["floors"] == {"f1": 81.4, "kind": 95.0}


def test_a_score_below_its_floor_or_no_longer_measured_has_fallen():
    floors = {"f1": 80.0, "kind": 90.0, "role": 70.0}
    assert fallen(floors, {"f1": 79.6, "kind": 89.4, "new": 1.0}, slack=0.5) == {
        "kind": (90.0, 89.4),
        "role": (70.0, 0.0),
    }


def figures(report: Report) -> dict[str, float]:
    """Return what is pinned, in per cent, each the better the higher."""
    all_figures = report.to_dict()
    named = ("content_exact", "content_overlap", "cue_overlap", "mention_overlap", "content_and_mention")
    rates = {f"{name}_f1": all_figures[name]["f1"] for name in (*named, "content_and_speaker")}
    speaker, role, kind = all_figures["speaker"], all_figures["role"], all_figures["kind"]
    return rates | {
        "kind_right": percent(kind["right"], sum(kind.values())),
        "speaker_right": percent(speaker["right"], sum(speaker.values())),
        "speaker_right_when_not_abstained": percent(speaker["right"], speaker["right"] + speaker["wrong"]),
        "role_right": percent(role["right"], sum(role.values())),
        "traps_avoided": 0.0 if all_figures["traps"] else 100.0,
    }


def percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def fallen(
    floors: Mapping[str, float], measured: Mapping[str, float], *, slack: float
) -> dict[str, tuple[float, float]]:
    """Return each floor that ``measured`` is more than ``slack`` points below, with both figures."""
    return {
        name: (floor, measured.get(name, 0.0))
        for name, floor in floors.items()
        if measured.get(name, 0.0) < floor - slack
    }


def fingerprint() -> str:
    """Return one SHA-256 over the names and the bytes of all dispatches and gold ledgers."""
    digest = hashlib.sha256()
    for path in sorted([*DISPATCHES, *CORPUS.glob("*.gold.json")]):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def write_floors(file: Path, measured: Mapping[str, float], *, lower: bool = False) -> None:
    """Pin ``measured``; raise ``ValueError`` if that would lower a floor and ``lower`` is not set."""
    floors = json.loads(file.read_text(encoding="utf-8"))["floors"] if file.exists() else {}
    down = fallen(floors, measured, slack=0.0)
    if down and not lower:
        changes = ", ".join(f"{name}: {before} -> {now}" for name, (before, now) in down.items())
        raise ValueError(f"this would lower {changes}; if that is meant, add --lower-floors")
    # slack: one attribution of the corpus, which another processor's arithmetic may turn in the parse
    pinned = {"corpus_sha256": fingerprint(), "slack": 0.5, "floors": dict(measured)}
    file.write_text(json.dumps(pinned, indent=1) + "\n", encoding="utf-8")
