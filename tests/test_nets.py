"""Stanza's nets run bare give what Stanza's processors give, whatever company a sentence is in."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from stanza.models.common.chuliu_edmonds import chuliu_edmonds_one_root

from quotes import recurrent
from quotes.model import Article
from quotes.parse import _one_thread, graph, load, nets, shown, tagger, trees
from quotes.parse.annotate import PROCESSORS, Bare, Plain
from quotes.segment import segment

CORPUS = Path(__file__).parent.parent / "corpus"
ODD = [["?!"], ["!!!", "What", "?!?"], ["a" * 40, "\U0001f600", "…"], ["“"], ["Dr.", "No", "no", "NO", "nO"]]


@pytest.fixture(scope="module")
def parser():
    return load()


@pytest.fixture(scope="module")
def processors(parser):
    return [parser._pipeline.processors[name] for name in PROCESSORS]


@pytest.fixture(scope="module")
def sentences(parser):
    """The words of the corpus's sentences, and some odd ones."""
    articles = [Article(id=path.stem, text=path.read_text(encoding="utf-8")) for path in sorted(CORPUS.glob("*.txt"))]
    parsed = parser.parse_all([(article, segment(article)) for article in articles])
    return [[shown(word.text) for word in sentence.words] for each in parsed for sentence in each] + ODD


@pytest.fixture(autouse=True)
def one_thread():
    """Run torch as the parse stage runs it: with two threads a product's last digit depends on how they share it."""
    with _one_thread():
        yield


def analyses(annotator, sentences):
    return list(annotator.annotate(sentences))


def test_the_embedded_model_runs_bare(parser):
    assert type(parser._annotator) is Bare


@pytest.mark.parametrize("mend", [False, True], ids=["as it is", "with doubled subjects mended"])
def test_bare_nets_give_what_stanzas_processors_give_word_for_word(processors, sentences, mend, monkeypatch):
    monkeypatch.setitem(processors[2].config, "resolve_head_constraints", mend)
    assert analyses(Bare(*processors), sentences) == analyses(Plain(processors), sentences)


def test_a_sentence_is_analysed_alone_as_in_company(processors, sentences):
    together = analyses(Bare(*processors), sentences)
    annotator = Bare(*processors)
    apart = [analyses(annotator, [sentence])[0] for sentence in reversed(sentences[::4])]
    assert apart[::-1] == together[::4]


def test_scores_are_the_same_to_the_last_bit_in_any_company(parser, sentences):
    net = parser._annotator._parser
    words = [[None, *((form, form.lower(), "NOUN", "NN") for form in s)] for s in [*sentences[:60], *ODD]]
    with torch.inference_mode():
        together = scores(net, words)
        assert all(torch.equal(scores(net, [each])[0], whole) for each, whole in zip(words, together, strict=True))


def test_scores_of_relations_are_the_same_to_the_last_bit_in_any_company(parser):
    scorer = parser._annotator._parser._labels
    chance = torch.Generator().manual_seed(1)
    states = torch.randn(400, len(scorer._layers[0]._weight), generator=chance)
    heads = torch.randint(0, 100, (400,), generator=chance)  # a hundred words with several dependents each,
    heads[:20] = torch.arange(380, 400)  # and twenty with one
    with torch.inference_mode():
        sides = scorer.sides(states)
        together = scorer.chosen(*sides, heads)
        for head in heads.unique().tolist():
            own = heads == head
            assert torch.equal(scorer.chosen(sides[0][own], sides[1], heads[own]), together[own])


def scores(net, sentences):
    lengths = [len(sentence) for sentence in sentences]
    steps = recurrent.Steps(lengths)
    words = [word for sentence in sentences for word in sentence]
    states = recurrent.run(net._layers, net._memory.projected(words, steps), steps)
    return [matrix for block in net._blocks(states, lengths) for matrix in net._arc_scores(*block)]


def test_a_full_memory_begins_anew(processors, sentences, monkeypatch):
    some = sentences[:60]
    before = analyses(Bare(*processors), some)
    monkeypatch.setattr(nets, "REMEMBERED", 100)
    small = Bare(*processors)
    assert [analyses(small, [sentence])[0] for sentence in some] == before
    assert analyses(small, some) == before  # more words at once than it remembers


@pytest.mark.parametrize(
    ("change", "fits"),
    [({}, True), ({"charlm": True}, False), ({"bert_model": "a transformer"}, False), ({"pretrain": False}, False)],
)
def test_nets_with_language_models_are_left_to_stanza(processors, change, fits):
    net = processors[0].trainer.model
    assert nets.fits(SimpleNamespace(args={**net.args, **change})) is fits


def test_parsers_of_another_kind_are_left_to_stanza(processors, monkeypatch):
    model, vocab = processors[2].trainer.model, processors[2].vocab
    assert graph.fits(model, vocab)
    for option in ("use_arc_embedding", "reversed", "use_ufeats"):
        with monkeypatch.context() as patch:
            patch.setitem(model.args, option, True)
            assert not graph.fits(model, vocab)
    assert not tagger.fits(SimpleNamespace(args=model.args, tag_names=["upos"], tag_hid={}), vocab)


def chances(scores):
    """Return the logarithms of the chances of heads, a row a dependent, as the parser has them."""
    np.fill_diagonal(scores, -np.inf)
    return scores - np.log(np.exp(scores).sum(1, keepdims=True))


square = (
    st.integers(2, 9)
    .flatmap(lambda n: arrays.arrays(np.float64, (n, n), elements=st.floats(-20, 20, width=32), unique=True))
    .map(chances)
)


@given(square)
def test_the_compiled_search_finds_the_tree_that_stanzas_finds(scores):
    found = trees.spanning_tree(scores)
    assert trees.is_tree(found)
    assert weight(scores, found) == pytest.approx(weight(scores, chuliu_edmonds_one_root(scores).tolist()))


@given(square)
def test_best_heads_that_make_a_tree_are_the_best_tree(scores):
    best = [0, *scores.argmax(1).tolist()[1:]]
    assert not trees.is_tree(best) or weight(scores, best) == pytest.approx(weight(scores, trees.spanning_tree(scores)))


def weight(scores, heads):
    return sum(scores[dependent, head] for dependent, head in enumerate(heads) if dependent)


@pytest.mark.parametrize(
    ("heads", "tree"),
    [
        ([0, 0], True),
        ([0, 2, 0, 2], True),
        ([0, 0, 0], False),  # two words below the root
        ([0, 2, 1], False),  # none, and a circle
        ([0, 0, 3, 2], False),  # a circle beside the tree
        ([0, 2, 2, 0], False),  # its own head
    ],
)
def test_a_tree_has_one_word_below_the_root_and_no_circle(heads, tree):
    assert trees.is_tree(heads) is tree
