"""The best few labellings of a window and the chances of what they say, against all labellings there are."""

import itertools
import math

import pytest
import torch

from quotes.reading.alternatives import alike, best_few, pairs, total
from quotes.reading.decode import best, stretches
from quotes.reading.net import LABELS, legal

SIZE = len(LABELS)


def scored(seed, words):
    """Return random scores of labels, moves and starts, of which some are ruled out."""
    chance = torch.Generator().manual_seed(seed)
    moves, starts = legal(torch.randn(SIZE, SIZE, generator=chance), torch.randn(SIZE, generator=chance))
    return 2 * torch.randn(words, SIZE, generator=chance), moves, starts


def every(scores, moves, starts):
    """Return the score of each labelling that is possible, the best first."""
    found = {}
    for labels in itertools.product(range(SIZE), repeat=len(scores)):
        steps = sum(moves[a, b] for a, b in itertools.pairwise(labels))
        score = float(starts[labels[0]] + sum(row[n] for row, n in zip(scores, labels, strict=True)) + steps)
        if score > -math.inf:
            found[labels] = score
    return dict(sorted(found.items(), key=lambda each: -each[1]))


def told(labels):
    return tuple(tuple(stretches(labels, kind)) for kind in ("source", "content"))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("count", [1, 5, 40])
def test_the_best_few_are_the_best_of_all(seed, count):
    scores = scored(seed, 4)
    right = list(every(*scores))
    assert [tuple(labels) for labels in best_few(*scores, count)] == right[:count]


def test_fewer_labellings_than_asked_for_are_all_there_are():
    scores, moves, starts = scored(0, 2)
    assert len(best_few(scores, moves, starts, 1000)) == len(every(scores, moves, starts))
    assert len(best_few(scores[:1], moves, starts, 1000)) == sum(not label.startswith("I-") for label in LABELS)


@pytest.mark.parametrize("seed", range(3))
def test_the_first_is_the_one_that_the_reader_takes(seed):
    scores, moves, starts = scored(seed, 30)
    taken, _ = best(scores.unsqueeze(0), torch.tensor([30]), moves, starts)
    assert best_few(scores, moves, starts, 3)[0] == taken[0].tolist()


@pytest.mark.parametrize("seed", range(3))
def test_a_chance_is_that_of_all_labellings_with_that_source_and_content(seed):
    scores = scored(seed, 4)
    weights = {labels: math.exp(score) for labels, score in every(*scores).items()}
    summed = {}
    for labels, weight in weights.items():
        summed[told(labels)] = summed.get(told(labels), 0) + weight / sum(weights.values())
    found = list(pairs(*scores, 5))
    assert len({each[:2] for each in found}) == len(found) == 5
    assert [chance for *_, chance in found] == sorted((c for *_, c in found), reverse=True)
    for source, content, chance in found:
        assert chance == pytest.approx(summed[source, content], abs=1e-5)


def test_the_summed_score_is_that_of_all_labellings():
    scores, moves, starts = scored(0, 4)
    right = math.log(sum(map(math.exp, every(scores, moves, starts).values())))
    assert total(scores.unsqueeze(0), moves, starts).item() == pytest.approx(right, abs=1e-4)


def test_labellings_are_alike_that_differ_in_the_cue_alone():
    labels = [1, 2, 0, 5, 3, 4]
    allowed = alike(labels)
    assert allowed[0].nonzero().flatten().tolist() == [1]
    assert allowed[3].nonzero().flatten().tolist() == [0, 5, 6]
