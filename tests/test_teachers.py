"""The language model and the teachers that silver trees are made by, on a few sentences."""

import random
import re
from itertools import islice

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from quotes.training import language, silver, teacher
from quotes.training.treebank import Token, Tree, write_conllu
from quotes.training.vectors import save_pretrain

LINES = [
    "She said (in May) that the U.S. would sign.",
    "“We are ready!” he added. “Are you?”",
    "A bird sang. Nobody on the old pier heard it, he wrote.",
]
NOUNS, VERBS = ("mayor", "judge", "baker", "pilot"), ("praised", "met", "saw", "blamed")


def made(subject, verb, thing):
    """A sentence of six words with its tree."""
    rows = [
        ("the", "DET", 2, "det"),
        (subject, "NOUN", 3, "nsubj"),
        (verb, "VERB", 0, "root"),
        ("the", "DET", 5, "det"),
        (thing, "NOUN", 3, "obj"),
        (".", "PUNCT", 3, "punct"),
    ]
    tokens = tuple(
        Token(form=form, lemma=form, upos=upos, xpos=upos.lower(), feats="_", head=head, deprel=deprel, space=True)
        for form, upos, head, deprel in rows
    )
    return Tree(tokens=tokens, paragraph=False, document=False, genre="")


@pytest.fixture(autouse=True)
def _one_thread():
    """Nets this small take far longer on several threads."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A folder with vectors, a corpus and treebanks, and nets that are small enough for it."""
    for module, name, value in (
        (language, "UNITS", 16),
        (language, "PROJECTED", 8),
        (language, "DRAWN", 8),
        (language, "BATCH", 60),
        (teacher, "STATES", 16),
        (teacher, "UNITS", 24),
        (teacher, "BATCH", 60),
        (teacher, "OFTEN", 1),
        (teacher, "DROPPED", 0.1),
    ):
        monkeypatch.setattr(module, name, value)
    forms = ["the", ".", "she", "said", *NOUNS, *VERBS]
    rows = np.random.default_rng(3).normal(size=(len(forms), 10))
    save_pretrain(forms, list(rows), tmp_path / "vectors.pt")
    language.write_corpus(LINES * 20, tmp_path / language.CORPUS)
    trees = [made(one, verb, other) for one in NOUNS for verb in VERBS for other in NOUNS]
    write_conllu(trees, tmp_path / "train.conllu")
    write_conllu(trees[:20], tmp_path / "dev_short.conllu")
    return tmp_path


def pieces(line):
    return [" ".join(sentence) for sentence in language.sentences(re.findall(r"\w+(?:\.\w\.)?|\S", line))]


def test_lines_are_cut_behind_full_stops_and_the_marks_behind_them():
    assert pieces(LINES[1]) == ["“ We are ready ! ”", "he added .", "“ Are you ? ”"]
    assert pieces("He left") == ["He left"]


def test_no_sentence_of_the_corpus_is_too_long_and_no_word_is_lost():
    forms = ["word"] * (2 * language.LONGEST + 5)
    assert [len(sentence) for sentence in language.sentences(forms)] == [language.LONGEST, language.LONGEST, 5]


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("said", "lower"),
        ("Voss", "title"),
        ("NATO", "upper"),
        ("McCain", "mixed"),
        ("2nd", "digit"),
        ("”", "other"),
        ("n't", "lower"),
    ],
)
def test_a_form_has_a_shape(form, name):
    assert language.SHAPES[language.shape(form)] == name


@pytest.mark.parametrize("direction", language.DIRECTIONS)
def test_each_word_is_read_before_the_next_of_its_direction_is_wanted(work, direction):
    from stanza.models.common.pretrain import Pretrain

    vocab = Pretrain(str(work / "vectors.pt")).vocab
    corpus = language.Corpus(work / language.CORPUS, vocab)
    edges = language.Forms(vocab).numbers([language.START, language.END])
    for read, wanted in islice(corpus.batches(direction, np.random.default_rng(0)), 5):
        assert (read[:, 0] == edges[0]).all()
        within = wanted[:, 1:] >= 0
        assert torch.equal(read[:, 1:, 0][within], wanted[:, :-1][within])
        ends = within.sum(1)
        assert (wanted[torch.arange(len(wanted)), ends] == edges[1, 0]).all()


def test_the_loss_is_the_cross_entropy_and_so_are_its_gradients():
    torch.manual_seed(0)
    states, weights, bias = (torch.randn(*shape, requires_grad=True) for shape in ((40, 16), (30, 16), (30,)))
    wanted = torch.randint(0, 30, (40,))
    found = language.Loss.apply(states, weights, bias, wanted)
    got = torch.autograd.grad(found, (states, weights, bias))
    expected = cross_entropy(states @ weights.T + bias, wanted)
    for one, other in zip(got, torch.autograd.grad(expected, (states, weights, bias)), strict=True):
        assert torch.allclose(one, other, atol=0.02 * float(other.abs().max()))
    assert found.item() == pytest.approx(expected.item(), rel=0.02)


def losses(output):
    return [float(value) for value in re.findall(r"^\d+\t([\d.]+)\t", output, flags=re.MULTILINE)]


def test_a_language_model_learns_what_comes_next(work, capsys):
    language.train(work, "on", steps=300)
    first, *_, last = losses(capsys.readouterr().out)
    assert last < first / 2


def test_teachers_learn_trees_and_agree(work, capsys):
    for direction in language.DIRECTIONS:
        language.train(work, direction, steps=20)
    for seed in teacher.SEEDS:
        teacher.train(work, seed, steps=120)
    teachers = teacher.load(work)
    trees = [made("baker", "saw", "judge"), made("pilot", "blamed", "mayor")]
    lost = [
        silver.retagged(tree, Tree(tokens=tree.tokens[::-1], paragraph=False, document=False, genre=""))
        for tree in trees
    ]
    assert lost != trees
    assert teachers.annotate(lost) == trees
    assert "LAS 100.00" in capsys.readouterr().out


def test_trees_come_back_in_the_order_they_came(work):
    for direction in language.DIRECTIONS:
        language.train(work, direction, steps=1)
    for seed in teacher.SEEDS:
        teacher.train(work, seed, steps=1)
    trees = [made("baker", "saw", "judge")]
    trees += [Tree(tokens=trees[0].tokens[:size], paragraph=False, document=False, genre="") for size in (3, 1, 5, 2)]
    found = teacher.load(work).annotate(trees)
    assert [[token.form for token in tree.tokens] for tree in found] == [
        [token.form for token in tree.tokens] for tree in trees
    ]


@pytest.mark.parametrize("lengths", [[3, 1, 4], [4, 4]])
def test_a_turned_block_has_each_sentence_backwards(lengths):
    block = torch.arange(4 * len(lengths), dtype=torch.float32).reshape(len(lengths), 4, 1)
    turned = teacher.turned(block, torch.tensor(lengths))
    for row, size in enumerate(lengths):
        assert turned[row, :size, 0].tolist() == block[row, :size, 0].tolist()[::-1]
    assert torch.equal(teacher.turned(turned, torch.tensor(lengths)), block)


def test_sentences_of_about_one_length_go_together_and_none_is_lost():
    chance = random.Random(2)
    whole = made("baker", "saw", "judge").tokens
    trees = [Tree(tokens=whole[: chance.randint(1, 6)], paragraph=False, document=False, genre="") for _ in range(50)]
    parts = list(teacher.grouped(trees, 40))
    assert sum(map(len, parts)) == len(trees)
    assert all(len(part) * teacher.rounded(max(len(tree.tokens) for tree in part)) <= 40 for part in parts)
