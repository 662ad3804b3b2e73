"""The reader: its clues, its net in training and in use, its search for the best labelling, its files."""

from __future__ import annotations

import itertools
import json
import shutil

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from quotes.model import Article, Parsed, Sentence, Word
from quotes.parse import load
from quotes.reading import VECTORS, Reader, Vocabulary
from quotes.reading import load as load_reader
from quotes.reading.clues import FLAGS, SHAPES, distance, distinct, flags, paths, values
from quotes.reading.decode import best, stretches
from quotes.reading.net import LABELS, Net, legal
from quotes.reading.windows import LONGEST, windows
from quotes.segment import segment
from quotes.training.polnear import Gold
from quotes.training.reader import Trainee, batch, examples, item, loss, train, vocabulary
from quotes.weights import EMBEDDED, ModelError

TEXTS = (
    'Mara Voss said the pier had held. "We will rebuild it," she added.\n\nLars Iwen denied it.',
    "According to the ministry, nobody was hurt.\n\nIt rained.",
    "No.",
)


def parse(text, parser):
    article = Article(id="a", text=text)
    segments = segment(article)
    return Parsed(article=article, segments=segments, sentences=parser.parse(article, segments))


@pytest.fixture(scope="module")
def parser():
    return load()


@pytest.fixture(scope="module")
def articles(parser):
    return [parse(text, parser) for text in TEXTS]


@pytest.fixture(scope="module")
def gold():
    text = TEXTS[0]
    return [Gold(id="E1", source=[(0, 9)], cue=[(10, 14)], content=[(15, text.index("held") + 4)])]


@pytest.fixture(scope="module")
def trainee(articles, gold):
    """A net with random weights, and the vocabulary that it goes with."""
    torch.manual_seed(3)
    stored = torch.load(EMBEDDED / VECTORS, map_location="cpu", weights_only=True)
    found = [example for each in articles for example in examples(each, gold if each is articles[0] else [])]
    numbers, lists = vocabulary(found, stored["vocab"]["_unit2id"])
    net = Trainee(stored["emb"].float(), lists).eval()
    weights = {name: p.detach() for name, p in net.named_parameters() if p.requires_grad}
    return net, numbers, found, Net(weights, net.vectors.weight)


def test_a_window_is_whole_sentences_of_one_paragraph(articles):
    found = list(windows(articles[0]))
    assert [len(set(window.sentences)) for window in found] == [2, 1]
    assert sum(len(window.words) for window in found) == sum(len(s.words) for s in articles[0].sentences)
    long = sentences_of(LONGEST // 2, 5)
    assert [len(window.words) for window in windows(long)] == [LONGEST, LONGEST, LONGEST // 2]


def sentences_of(words, count):
    """Return an article of one paragraph with `count` sentences of so many words."""
    article = Article(id="long", text="a " * (words * count))
    made = []
    for n in range(count):
        spans = [article.span(2 * (n * words + i), 2 * (n * words + i) + 1) for i in range(words)]
        row = tuple(
            Word(index=i, span=s, lemma="a", upos="X", xpos="FW", feats="", head=i - 1, deprel="dep")
            for i, s in enumerate(spans)
        )
        made.append(Sentence(span=article.span(spans[0].start, spans[-1].end), words=row, segment=0))
    return Parsed(article=article, segments=segment(article), sentences=tuple(made))


def test_flags_tell_marks_layout_lexicon_and_dependents(articles):
    window = next(iter(windows(articles[0])))
    held = {
        (word.text, word.span.start): {name for name, flag in zip(FLAGS, row, strict=True) if flag}
        for word, row in zip(window.words, flags([window], distinct(window.words)), strict=True)
    }
    by_text = {text: names for (text, _), names in held.items()}
    assert {"listed as a cue", "takes clause", "has nsubj", "has ccomp", "in the body"} <= by_text["said"]
    assert "inside marks" in by_text["rebuild"] - by_text["said"]
    assert {"capitalised", "first of its sentence"} <= by_text["Mara"]
    marks = [names & {"at an opening mark", "at a closing mark"} for (text, _), names in held.items() if text == '"']
    assert marks == [{"at an opening mark"}, {"at a closing mark"}]


def test_words_of_a_kind_are_known_by_the_first(parser):
    (window,) = windows(parse("He said it, he said, and he left. He said so.", parser))
    firsts, places = distinct(window.words)
    assert len(firsts) == len({(w.text, w.lemma, w.upos, w.xpos) for w in window.words}) < len(window.words)
    for word, place in zip(window.words, places, strict=True):
        like = firsts[place]
        assert (like.text, like.lemma, like.upos, like.xpos) == (word.text, word.lemma, word.upos, word.xpos)
        assert like.span.start <= word.span.start


def test_a_path_goes_up_from_the_cue_and_down_to_the_word():
    article = Article(id="p", text="Voss said it fell. Yes")
    spans = [article.span(a, b) for a, b in ((0, 4), (5, 9), (10, 12), (13, 17), (17, 18), (19, 22))]
    heads, relations = (1, -1, 3, 1, 1, -1), ("nsubj", "root", "nsubj", "ccomp", "punct", "root")
    words = [
        Word(index=i if i < 5 else 0, span=s, lemma=s.text, upos="X", xpos="FW", feats="", head=h, deprel=r)
        for i, (s, h, r) in enumerate(zip(spans, heads, relations, strict=True))
    ]
    sentences = (
        Sentence(span=article.span(0, 18), words=tuple(words[:5]), segment=0),
        Sentence(span=article.span(19, 22), words=tuple(words[5:]), segment=0),
    )
    (window,) = windows(Parsed(article=article, segments=segment(article), sentences=sentences))
    assert paths(window, 1) == [
        ("0/1/before", "nsubj", "-"),
        ("0/0/cue", "-", "-"),
        ("0/2/after", "ccomp", "-"),
        ("0/1/after", "ccomp", "-"),
        ("0/1/after", "punct", "-"),
        ("sentence +1", "-", "-"),
    ]
    assert paths(window, 3)[0] == ("1/1/before", "nsubj", "ccomp")


def test_every_path_has_a_known_shape(articles):
    for article in articles:
        for window in windows(article):
            shapes = {path[0] for cue in range(len(window.words)) for path in paths(window, cue)}
            assert shapes <= set(SHAPES)


def test_distances_fall_into_buckets_on_either_side():
    numbers = [distance(n) for n in range(-100, 101)]
    assert distance(0) == 0
    assert distance(-1) != distance(1)
    assert len(set(numbers)) == 23
    assert distance(-100) == distance(-64)


def test_any_double_mark_is_read_as_a_straight_one(parser):
    curly = parse("“No,” he said.", parser)
    assert values(next(windows(curly)).words)["form"][0] == '"'


def test_net_in_use_gives_what_the_trained_one_gives(trainee):
    net, numbers, found, used = trainee
    with torch.inference_mode():
        for example in found:
            size = len(example.window.words)
            alone = batch([item(example, numbers)])
            states = net.states(alone.words, alone.reverse)
            bare = used.states(numbers.words([example.window]), [size])
            assert torch.allclose(states[0], bare, atol=1e-5)
            assert torch.allclose(net.cues(states)[0].sigmoid(), used.cues(bare), atol=1e-5)
            pairs = numbers.pairs([example.window], [(0, place) for place in range(size)])
            scores = used.labels(bare, pairs).view(size, size, len(LABELS))
            clues = [clue.view(size, size) for clue in pairs[2:]]
            labels = net.labels(states, torch.zeros(size, dtype=torch.long), torch.arange(size), clues)
            assert torch.allclose(labels, scores, atol=1e-5)


def test_an_article_is_read_alone_as_in_company(trainee, articles):
    _, numbers, _, used = trainee
    reader = Reader(used, numbers, least=0.0)
    together = reader.read_all(articles)
    assert [reader.read(article) for article in articles] == together
    assert sum(map(len, together)) == sum(len(s.words) for article in articles for s in article.sentences)
    assert reader.read_all([]) == []


scores = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.lists(st.integers(-4, 4), min_size=7, max_size=7), min_size=n, max_size=n)
)


@given(st.lists(scores, min_size=1, max_size=3), st.lists(st.integers(-3, 3), min_size=49, max_size=49))
@settings(max_examples=60, deadline=None)
def test_the_best_labelling_is_the_best_of_all(rows, moves):
    allowed, starts = legal(
        torch.tensor(moves, dtype=torch.float64).view(7, 7) / 8, torch.zeros(7, dtype=torch.float64)
    )
    lengths = torch.tensor([len(row) for row in rows])
    padded = torch.nn.utils.rnn.pad_sequence([torch.tensor(row, dtype=torch.float64) for row in rows], batch_first=True)
    labels, sure = best(padded, lengths, allowed, starts)
    for row, found, chance in zip(rows, labels.tolist(), sure.tolist(), strict=True):
        every = {
            sequence: float(starts[sequence[0]])
            + sum(row[i][label] for i, label in enumerate(sequence))
            + sum(float(allowed[a, b]) for a, b in itertools.pairwise(sequence))
            for sequence in itertools.product(range(7), repeat=len(row))
        }
        top = max(every.values())
        assert every[tuple(found[: len(row)])] == pytest.approx(top)
        total = torch.logsumexp(torch.tensor(list(every.values())), dim=0)
        assert chance == pytest.approx(float((top - total).exp()), rel=1e-4)


def test_stretches_begin_where_their_label_does():
    assert stretches([0, 3, 4, 0, 3, 3, 4], "content") == [(1, 2), (4, 4), (5, 6)]
    assert stretches([0, 1, 2], "content") == []


def test_labels_are_those_of_the_annotation(articles, gold):
    (example, _) = examples(articles[0], gold)
    ((place, labels),) = example.cues
    words = [word.text for word in example.window.words]
    assert words[place] == "said"
    shown = [(word, LABELS[label]) for word, label in zip(words, labels, strict=True) if label]
    assert shown[:4] == [("Mara", "B-source"), ("Voss", "I-source"), ("said", "B-cue"), ("the", "B-content")]
    assert [word for word, label in shown if label.endswith("content")] == ["the", "pier", "had", "held"]


def test_training_learns_and_its_files_are_read(articles, gold, tmp_path, capsys):
    torch.manual_seed(5)
    train([(articles[0], gold)], EMBEDDED, tmp_path, epochs=120)
    (reading,) = [r for r in load_reader(EMBEDDED, tmp_path).read(articles[0]) if r.chance > 0.5]
    assert [span.text for span in reading.cue] == ["said"]
    assert "epoch 120" in capsys.readouterr().out


def test_loss_is_finite_without_a_cue(trainee):
    net, numbers, found, _ = trainee
    bare = [item(example, numbers) for example in found if not example.cues]
    assert torch.isfinite(loss(net, batch(bare)))


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda folder: (folder / "news.npz").unlink(), r"news\.npz: the model file cannot be read"),
        (lambda folder: (folder / "news.npz").write_bytes(b"PK no"), "these are not the weights of a reader"),
        (lambda folder: (folder / "news.json").write_text("{}"), "these are not the weights of a reader"),
    ],
)
def test_a_damaged_reader_is_named(damage, message, tmp_path):
    shutil.copytree(EMBEDDED / "en" / "reading", tmp_path / "r")
    damage(tmp_path / "r")
    with pytest.raises(ModelError, match=message):
        load_reader(EMBEDDED, tmp_path / "r")


def test_vocabulary_lists_are_what_the_file_says():
    lists = json.loads((EMBEDDED / "en" / "reading" / "news.json").read_text(encoding="utf-8"))
    assert set(lists) == {"lemma", "upos", "xpos", "relation"}
    assert all(each == sorted(set(each)) for each in lists.values())
    assert isinstance(load_reader()._vocabulary, Vocabulary)
