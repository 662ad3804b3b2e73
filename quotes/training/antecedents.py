"""Fits the weights by which ``quotes.resolve.antecedents`` ranks the antecedents of "he" and "she", on GUM.

A log-linear model over the candidates of each pronoun, in which "none of these" is one more outcome: Denis and Baldridge
(2007) rank candidates so. Its few features can be read in the data file.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from quotes.attribute import attribute
from quotes.find import find
from quotes.model import Parsed, Reading, Sourced, Word
from quotes.parse import load
from quotes.reading import load as load_reader
from quotes.resolve import cast_of, reading_order, whom
from quotes.resolve.antecedents import FEATURES, Place, candidates, features, weights
from quotes.resolve.cast import Referent
from quotes.resolve.scene import Scene, is_free
from quotes.score.match import same_name
from quotes.training.attributions import parsed
from quotes.training.confidence import Labels
from quotes.training.coreference import Annotated, read_documents
from quotes.training.polnear import Gold, attributions

GENRES = ("news", "interview")
ABOUT = (
    "What speaks for and against an antecedent of a personal pronoun: weights of a log-linear model in which an "
    "antecedent that is not among the candidates has score 0. Fitted by python -m quotes.training antecedents to the "
    "coreference of the news and interviews of UD English GUM (openly licensed documents), and to the speakers "
    "annotated for every second labelled article of PolNeAR 1.0 dev."
)
PENALTY = 1.0
STEPS = 400
RATE = 0.5
ROUNDS = 4
FOLDS = 5


# The name of whom a pronoun means, by its offset.
Named = dict[int, str]
# Which of some referents a pronoun is: its sentence's index, the word, the referents; None for a pronoun to pass over.
Answer = Callable[[int, Word, list[Referent]], list[bool] | None]
Judge = Callable[[Iterable[Place]], Answer]


@dataclass(frozen=True, slots=True)
class Sample:
    """A pronoun: the features of each candidate, and which of them it means, -1 for none."""

    candidates: tuple[dict[str, float], ...]
    right: int


def fit_antecedents(treebanks: Path, labelled: Iterable[tuple[Parsed, Named]], out: Path) -> dict[str, str]:
    """Write ``antecedents.json`` into ``out``; return how the model does in cross-validation, by threshold.

    ``labelled`` gives news articles with the name of whom a pronoun means, by its offset.
    """
    documents = [d for d in read_documents(sorted(treebanks.glob("en_gum_open-*.conllu"))) if d.genre in GENRES]
    articles = list(labelled)
    reader = load_reader()
    whole = [(d.parsed, reader.read(d.parsed), by_entity(d)) for d in documents]
    whole += [(parsed, reader.read(parsed), by_name(names)) for parsed, names in articles]
    model = dict.fromkeys(FEATURES, 0.0)
    for _ in range(ROUNDS):
        write(model, out / "antecedents.json")
        weights.cache_clear()
        samples = [list(samples_of(*each)) for each in whole]
        model = fit(s for found in samples for s in found)
    write(model, out / "antecedents.json")
    weights.cache_clear()
    return cross_validated(samples)


def labelled_articles(polnear: Path, labels: Path) -> Iterator[tuple[Parsed, Named]]:
    """Yield every second article of PolNeAR's dev whose speakers are named, with the names behind its pronouns."""
    parser = load(None)
    for record in json.loads(labels.read_text(encoding="utf-8"))[::2]:
        article = parsed(polnear / "dev" / "text" / f"{record['article']}.txt", parser)
        standoff = (polnear / "dev" / "attributions" / record["ann"]).read_text(encoding="utf-8")
        gold = {g.id: g for g in attributions(standoff)}
        yield article, names_of_sources(gold, record["labels"], article.article.text)


def write(model: dict[str, float], path: Path) -> None:
    """Write a model as a data file."""
    rounded = {name: round(value, 2) for name, value in sorted(model.items())}
    path.write_text(json.dumps({"about": ABOUT, "weights": rounded}, indent=1) + "\n", encoding="utf-8")


def samples_of(parsed: Parsed, readings: Sequence[Reading], judge: Judge) -> Iterator[Sample]:
    """Yield the pronouns of an article as the resolver comes upon them, whoever has spoken before them known."""
    cast, found = cast_of(parsed)
    scene = Scene.set(parsed, cast, found)
    answer = judge(scene.places)
    waiting = sorted(attribute(parsed, find(parsed, readings)), key=reading_order, reverse=True)
    sources = {item.source.span.start for item in waiting if item.source is not None}
    for index, sentence in enumerate(parsed.sentences):
        for word in sentence.words:
            if not is_free(parsed, word):
                continue
            catch_up(scene, waiting, word.span.start)
            scene.read_on(word.span.start)
            pronoun = scene.asked(index, word, speaks=word.span.start in sources)
            places = candidates(parsed, scene.before(word.span.start), pronoun)
            meant = answer(index, word, [p[0].referent for p in places])
            if meant is not None:
                told = [features(p, pronoun) for p in places]
                yield Sample(tuple(told), next((i for i, right in enumerate(meant) if right), -1))


def by_entity(document: Annotated) -> Judge:
    """Return the judge that knows the entities of a document."""

    def judge(places: Iterable[Place]) -> Answer:
        known = entities(document, places)

        def answer(index: int, word: Word, referents: list[Referent]) -> list[bool] | None:
            mine = document.entities.get((index, word.index))
            return [mine is not None and known.get(id(r)) == mine for r in referents]

        return answer

    return judge


def by_name(names: Named) -> Judge:
    """Return the judge that knows the names behind some pronouns."""

    def answer(_: int, word: Word, referents: list[Referent]) -> list[bool] | None:
        name = names.get(word.span.start)
        return None if name is None else [r.name is not None and same_name(r.name, name) for r in referents]

    return lambda _: answer


def names_of_sources(gold: dict[str, Gold], labels: Labels, text: str) -> Named:
    """Return the names of those whom "he" and "she" mean as sources of annotated attributions, by offset."""
    return {
        start: labels[key]["speaker"]
        for key, one in gold.items()
        for start, end in one.source
        if key in labels and labels[key]["speaker"] and text[start:end].lower() in ("he", "she")
    }


def catch_up(scene: Scene, waiting: list[Sourced], offset: int) -> None:
    """Resolve the sources that stand before an offset; ``waiting`` holds them, the first one last."""
    while waiting and reading_order(waiting[-1])[0] < offset:
        whom(scene, waiting.pop())


def entities(document: Annotated, places: Iterable[Place]) -> dict[int, str]:
    """Return the entity that most places of each referent belong to."""
    counts: dict[int, Counter[str]] = {}
    for place in places:
        entity = document.entities.get((place.sentence, place.word))
        if entity is not None:
            counts.setdefault(id(place.referent), Counter())[entity] += 1
    return {key: count.most_common(1)[0][0] for key, count in counts.items()}


def fit(samples: Iterable[Sample]) -> dict[str, float]:
    """Return the weights that make the right candidates likeliest, under a quadratic penalty, by gradient ascent."""
    kept = list(samples)
    names = FEATURES
    rows = [
        np.array([[c.get(name, 0.0) for name in names] for c in s.candidates]).reshape(-1, len(names)) for s in kept
    ]
    values = np.zeros(len(names))
    for _ in range(STEPS):
        gradient = -PENALTY * values / len(kept)
        for sample, row in zip(kept, rows, strict=True):
            if len(row):
                chances = likelihoods(row @ values)
                meant = row[sample.right] if sample.right >= 0 else 0.0
                gradient += (meant - chances @ row) / len(kept)
        values += RATE * gradient
    return dict(zip(names, values.tolist(), strict=True))


def likelihoods(scores: np.ndarray) -> np.ndarray:
    """Return the chances of candidates by their scores, "none of these" being one more of score 0."""
    raised = np.exp(scores)
    return raised / (1.0 + raised.sum())


def cross_validated(samples: list[list[Sample]]) -> dict[str, str]:
    """Return precision and recall at some thresholds: each fifth of the documents by a model of the others."""
    seen: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        model = fit(s for i, found in enumerate(samples) if i % FOLDS != fold for s in found)
        for sample in (s for found in samples[fold::FOLDS] for s in found):
            scores = np.array([sum(model.get(k, 0.0) * v for k, v in c.items()) for c in sample.candidates])
            chances = likelihoods(scores)
            best = int(chances.argmax()) if len(chances) else -1
            seen.append((float(chances[best]) if best >= 0 else 0.0, best == sample.right))
    return {f"{limit:.2f}": rates(seen, limit) for limit in (0.0, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)}


def rates(seen: list[tuple[float, bool]], limit: float) -> str:
    """Return the precision of what is at least so likely, and how much of all that is, in per cent."""
    named = [right for chance, right in seen if chance >= limit and chance > 0]
    return f"precision {100 * sum(named) / max(1, len(named)):.1f}, named {len(named)} of {len(seen)}"
