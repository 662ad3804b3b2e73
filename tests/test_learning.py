"""How the nets are made: a language model, teachers over it, students in Stanza's layout; on a few sentences."""

from dataclasses import replace
from itertools import count

import numpy as np
import pytest
import torch

from quotes.parse import TOKENS, load, shown
from quotes.training import language, layout, lessons, material, pace, student, teacher
from quotes.training.pack import pack
from quotes.training.sentences import Sentences
from quotes.training.treebank import Token, Tree, write_conllu
from quotes.training.vectors import save_pretrain
from quotes.weights import EMBEDDED

NOUNS, VERBS = ("mayor", "judge", "baker", "pilot"), ("praised", "met", "saw", "blamed")
SMALL = language.Size(units=32, layers=2, heads=2, grams=16, buckets=500, words=200, batch=200)
PLAN = lessons.Plan(raw=500, times=2, weights=(1, 1, 2), together=400)
CPU = torch.device("cpu")


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
    feats = {"DET": "Definite=Def|PronType=Art", "NOUN": "Number=Sing", "VERB": "Mood=Ind|Tense=Past|VerbForm=Fin"}
    tokens = tuple(
        Token(
            form=form,
            lemma=form,
            upos=upos,
            xpos=upos.lower(),
            feats=feats.get(upos, "_"),
            head=head,
            deprel=deprel,
            space=form != thing or deprel != "obj",
        )
        for form, upos, head, deprel in rows
    )
    return Tree(tokens=tokens, paragraph=False, document=False, genre="")


TREES = [made(one, verb, other) for one in NOUNS for verb in VERBS for other in NOUNS]


@pytest.fixture(autouse=True)
def _one_thread():
    """Nets this small take far longer on several threads."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def _small():
    """Nets that are small enough for the sentences, and a clock by which every step takes a second."""
    patch = pytest.MonkeyPatch()
    patch.setattr(pace, "CLOCK", count().__next__)
    patch.setattr(pace, "device", lambda: CPU)
    for module in (language, teacher, student):
        patch.setattr(module, "device", lambda: CPU)
    patch.setattr(language, "SMALL", SMALL)
    patch.setattr(lessons, "SMALL", PLAN)
    patch.setattr(teacher, "BATCH", 100)
    patch.setitem(student.BATCH, "cpu", 150)
    for module, name, value in (
        (language, "RATE", 0.003),
        (language, "LAYERS_RATE", 0.01),
        (teacher, "DROPPED_ABOVE", 0.1),
        (teacher, "HIDDEN", 0.02),
        (teacher, "HORIZON", 20),
        (teacher, "RATES", {1: 0.002, 3: 0.003}),
        (teacher, "HEADS_RATE", 0.003),
        (student, "HORIZON", 20),
    ):
        patch.setattr(module, name, value)
    yield
    patch.undo()


@pytest.fixture(scope="module")
def work(tmp_path_factory, _small):
    """A folder with material of the treebank and of raw text."""
    folder = tmp_path_factory.mktemp("work")
    forms = ["the", ".", "she", "said", *NOUNS, *VERBS]
    save_pretrain(forms, list(np.random.default_rng(3).normal(size=(len(forms), 10))), folder / "vectors.pt")
    write_conllu(TREES, folder / "train.conllu")
    write_conllu(TREES[:20], folder / "dev_short.conllu")
    texts = [
        f"The {one} {verb} the {other}. “Come in,” she said." for one in NOUNS for verb in VERBS for other in NOUNS
    ]
    for part in range(material.PARTS):
        material.cut(texts[part :: material.PARTS], EMBEDDED / TOKENS, folder / f"cut_{part}.npz")
    material.write_material(folder)
    return folder


@pytest.fixture(scope="module")
def taught(work):
    """The folder once a language model and two teachers have learned."""
    torch.set_num_threads(1)
    language.train(work, 60)
    for seed in (1, 3):
        teacher.train(work, seed, 120)
    return work


@pytest.fixture(scope="module")
def learned(taught):
    """The folder once the students have learned, too."""
    student.train(taught, 80, 160)
    layout.write(taught)
    return taught


def sentences(*lengths, weights=None):
    words = torch.arange(sum(lengths))
    return Sentences(words, torch.tensor(lengths), None if weights is None else np.array(weights))


def test_every_word_comes_once_beside_sentences_of_its_length():
    found = list(sentences(3, 5, 3, 1, 5, 3).once(6))
    assert sorted(place for places in found for place in places.flatten().tolist()) == list(range(20))
    assert [tuple(places.shape) for places in found] == [(1, 1), (2, 3), (1, 3), (1, 5), (1, 5)]


def test_a_sentence_comes_as_often_in_a_pass_as_its_weight_says():
    drawn = sentences(2, 2, 4, weights=[3.0, 1.0, 0.0]).drawn(100, seed=1)
    assert sorted(next(drawn)[:, 0].tolist()) == [0, 0, 0, 2]


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
    assert material.SHAPES[material.shape(form)] == name


@pytest.mark.parametrize("form", ["a", "”", "said", "Antidisestablishmentarianism"])
def test_a_form_has_groups_of_letters_and_no_more_than_there_is_room_for(form):
    found = material.grams(form, 100)
    assert 0 < len(found) <= material.GRAMS_OF_FORM
    assert all(0 < each < 100 for each in found)
    assert found == material.grams(form.lower(), 100)


def test_a_sentence_of_raw_text_stands_twice_at_most():
    words, lengths = np.array([1, 2, 1, 2, 7, 1, 2, 3], dtype=np.int32), np.array([2, 2, 1, 2, 1])
    kept, left = material.without_repeats(words, lengths)
    assert (kept.tolist(), left.tolist()) == ([1, 2, 1, 2, 7, 3], [2, 2, 1, 1])


def test_sentences_are_mixed_but_stay_whole():
    lengths = np.array([2, 1, 3] * 20, dtype=np.uint8)
    words, found = material.mixed(np.repeat(np.arange(60), lengths), lengths)
    whole = [part.tolist() for part in np.split(words, np.cumsum(found)[:-1])]
    assert sorted(whole) == [[number] * size for number, size in enumerate(lengths.tolist())]
    assert whole != sorted(whole)


def test_material_has_the_sentences_and_trees_it_was_made_of(work):
    found = material.read_material(work, CPU)
    raw = [[found.forms[word] for word in found.raw.words[places[0]].tolist()] for places in found.raw.once(1)]
    assert ["“", "Come", "in", ",", "”", "she", "said", "."] in raw
    assert sum(sentence[0] == "“" for sentence in raw) == material.OFTEN
    words, lengths = found.trees["train"]
    assert lengths.tolist() == [6] * len(TREES)
    form, upos, _, feats, head, relation = words[1].tolist()
    assert (found.forms[form], found.values["upos"][upos], head, found.values["deprel"][relation]) == (
        "mayor",
        "NOUN",
        3,
        "nsubj",
    )
    number = list(found.features).index("Number")
    assert found.features["Number"][found.parts[feats, number]] == "Sing"
    assert found.rows[form] == 4 + ["the", ".", "she", "said", *NOUNS].index("mayor")


@pytest.mark.parametrize("places", [(0, 1), (3, 9)])
def test_how_words_are_turned_against_each_other_depends_on_their_distance_alone(places):
    encoder = language.Encoder(SMALL, ["a"])
    block = torch.randn(1, 12, 16)
    block[:] = block[:, :1]
    turned = language.turned(block, (encoder.cosines[:12], encoder.sines[:12]))[0]
    one, other = places
    assert torch.allclose(turned[one] @ turned[other], turned[one + 2] @ turned[other + 2], atol=1e-4)


def loss_of(output):
    return [float(line.split("loss ")[1].split()[0]) for line in output.splitlines() if "loss" in line]


def test_a_language_model_learns_what_was_hidden(work, capsys):
    language.train(work, 200)
    first, *_, last = loss_of(capsys.readouterr().out)
    assert last < first / 1.5


def test_only_words_that_may_change_are_rewritten(taught):
    found = material.read_material(taught, CPU)
    encoder, guesser = language.load(taught, found.forms, CPU)
    may = torch.tensor([form in NOUNS for form in found.forms])
    words = found.trees["train"][0][:, 0].view(-1, 6)
    torch.manual_seed(1)
    rewritten = language.Rewriter(encoder, guesser, may, most=1.0).rewrite(words)
    assert (rewritten != words).any()
    assert torch.equal(rewritten[~may[words]], words[~may[words]])


def test_teachers_learn_trees_and_agree(taught):
    found = material.read_material(taught, CPU)
    teachers = teacher.load(taught, found, CPU)
    assert len(teachers) == 2
    assert "UAS 100.00 LAS 100.00" in teacher.right(teachers, found)


def test_chances_of_opinions_are_chances(taught):
    found = material.read_material(taught, CPU)
    words = found.trees["train"][0][:, 0].view(-1, 6)[:4]
    given = teacher.opinion(teacher.load(taught, found, CPU), words)
    for chances in (given.arcs, given.relations, *given.tags):
        assert torch.allclose(chances.sum(2), torch.ones(4, 6), atol=0.01)
    assert given.arcs.shape == (4, 6, 7)


def test_what_a_treebank_says_has_most_of_the_chance():
    gold = torch.tensor([[0, 5, 6, 7, 2, 9], [0, 5, 6, 7, 1, 9]])
    thoughts = {
        name: lessons.Thought(torch.full((3, kept), 1, dtype=torch.uint8), torch.full((3, kept), 0.25).half())
        for name, kept in lessons.KEPT.items()
    }
    feats = torch.zeros(3, dtype=torch.short)
    lessons.trust(thoughts, feats, gold)
    values, chances = thoughts["heads"]
    assert values[1:, -1].tolist() == [2, 1]
    assert chances[1:, -1].tolist() == [pytest.approx(lessons.TRUSTED, abs=1e-3)] * 2
    assert thoughts["deprel"].chances[1, :-1].sum() == 0  # a relation to another head
    assert thoughts["deprel"].chances[2, :-1].sum() > 0
    assert chances[0].tolist() == [0.25] * lessons.KEPT["heads"]
    assert feats.tolist() == [0, 7, 7]


def test_students_are_read_by_the_package_as_they_learned(learned, tmp_path):
    for processor in ("tokenize", "lemma"):  # which are made otherwise
        name = {"tokenize": "tokenizer.pt", "lemma": "lemmatizer.pt"}[processor]
        (learned / name).write_bytes((EMBEDDED / "en" / processor / "news.pt").read_bytes())
    pack(learned, tmp_path, version="0")
    (tmp_path / TOKENS).parent.mkdir()
    (tmp_path / TOKENS).write_bytes((EMBEDDED / TOKENS).read_bytes())
    forms = [[token.form for token in tree.tokens] for tree in TREES[:9]]
    found = list(load(tmp_path)._annotator.annotate(forms))
    for tree, sentence in zip(TREES, found, strict=False):
        assert [(a.head, a.relation, a.upos, a.xpos, a.feats or "_") for a in sentence] == [
            (t.head, t.deprel, t.upos, t.xpos, t.feats) for t in tree.tokens
        ]


@pytest.mark.parametrize(("name", "processor"), [("tagger", "pos"), ("parser", "depparse")])
def test_students_have_the_weights_of_the_embedded_nets(learned, name, processor):
    ours = torch.load(learned / f"{name}.pt", weights_only=True)
    embedded = torch.load(EMBEDDED / "en" / processor / "news.pt", weights_only=True)
    named = [{key for key in each["model"] if "feats" not in key} for each in (ours, embedded)]  # features differ
    assert named[0] == named[1]
    assert ours["vocab"].keys() == embedded["vocab"].keys()


def test_a_form_is_read_the_same_beside_forms_of_any_length(work):
    net = student.Tagger(material.read_material(work, CPU)).eval()
    letters = torch.zeros(4, student.LETTERS, dtype=torch.short)
    for row, length in enumerate((3, student.LETTERS, 1, student.SHORT + 1)):
        letters[row, :length] = torch.arange(length) % 9 + 4
    together = net.spelt(letters)
    for row, form in enumerate(letters):
        torch.testing.assert_close(net.spelt(form.unsqueeze(0))[0], together[row])


def test_a_long_form_is_learned_as_the_parser_will_see_it(tmp_path):
    address = "https://www.example.org/news/2019/the-bridge-will-stay-shut"
    save_pretrain(["the"], [np.arange(10.0)], tmp_path / "vectors.pt")
    tokens = (replace(TREES[0].tokens[0], form=address, head=0, deprel="root"),)
    for name in material.TREES:
        write_conllu([replace(TREES[0], tokens=tokens)], tmp_path / f"{name}.conllu")
    for part in range(material.PARTS):
        material.cut(["The mayor met the judge."], EMBEDDED / TOKENS, tmp_path / f"cut_{part}.npz")
    material.write_material(tmp_path)
    found = material.read_material(tmp_path, CPU)
    assert found.forms[found.trees["train"][0][0, 0]] == shown(address)
    assert len(shown(address)) <= student.LETTERS


def test_matrices_and_other_weights_learn_and_rest_at_the_end():
    matrix, bias = torch.nn.Parameter(torch.zeros(3, 2)), torch.nn.Parameter(torch.zeros(3))
    others, matrices = ([{"params": [weight], "lr": 0.05, "weight_decay": 0.0}] for weight in (bias, matrix))
    learner = pace.Learner(others, matrices=matrices, warm_up=0.1)
    seen, wanted = torch.eye(2), torch.tensor([[1.0, 0.0, 2.0], [0.0, -1.0, 2.0]])
    losses = []
    for step in range(200):
        loss = (seen @ matrix.T + bias - wanted).square().sum()
        learner.step(loss, step / 200)
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 100
    before = matrix.detach().clone(), bias.detach().clone()
    learner.step((matrix.sum() + bias.sum()) * 1.0, 1.0)
    assert torch.equal(matrix, before[0])
    assert torch.equal(bias, before[1])


def test_the_rate_rises_then_falls_to_nothing():
    factors = [pace.rate(step / 1000, 0.05) for step in range(1001)]
    assert factors[0] == factors[-1] == 0
    assert max(factors) == factors[50] == 1
    assert factors[:51] == sorted(factors[:51])
    assert factors[50:] == sorted(factors[50:], reverse=True)


@pytest.mark.usefixtures("_small")
def test_batches_are_drawn_until_the_time_is_over():
    assert [round(share, 2) for share, _ in pace.Pace(4).draw(count())] == [0.25, 0.5, 0.75]


def test_the_mean_of_the_weights_is_shown_and_taken_away_again():
    weight = torch.nn.Parameter(torch.zeros(1))
    learner = pace.Learner([{"params": [weight], "lr": 1.0, "weight_decay": 0.0}], warm_up=0.5, horizon=10)
    learner.step(weight.sum(), 0.5)
    learner.step(weight.sum(), 0.5)
    last = weight.item()
    with learner.means():
        assert last < weight.item() < 0
    assert weight.item() == last
