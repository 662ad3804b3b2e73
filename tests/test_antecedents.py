"""Ranking of antecedents: the fitted weights, and how GUM's coreference is read to fit them."""

import json
from importlib.resources import files
from math import exp

import pytest

from quotes.model import Article
from quotes.resolve.antecedents import FEATURES, Place, choose, tellings
from quotes.resolve.cast import Referent
from quotes.training.antecedents import Sample, fit, likelihoods, names_of_sources
from quotes.training.coreference import annotated
from quotes.training.polnear import Gold

DOCUMENT = """# newdoc id = made
# meta::genre = news
# newpar
# text = Anna's boat sank.
1-2\tAnna's\t_\t_\t_\t_\t_\t_\t_\t_
1\tAnna\tAnna\tPROPN\tNNP\t_\t3\tnmod:poss\t_\tEntity=(2-object-new(1-person-new)
2\t's\t's\tPART\tPOS\t_\t1\tcase\t_\t_
3\tboat\tboat\tNOUN\tNN\t_\t4\tnsubj\t_\tEntity=2)
4\tsank\tsink\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

# newpar
# text = "It was old," she said.
1\t"\t"\tPUNCT\t``\t_\t4\tpunct\t_\tSpaceAfter=No
2\tIt\tit\tPRON\tPRP\t_\t4\tnsubj\t_\tEntity=(2-object-giv)
3\twas\tbe\tAUX\tVBD\t_\t4\tcop\t_\t_
4\told\told\tADJ\tJJ\t_\t7\tccomp\t_\tSpaceAfter=No
5\t,\t,\tPUNCT\t,\t_\t4\tpunct\t_\tSpaceAfter=No
6\t"\t"\tPUNCT\t''\t_\t4\tpunct\t_\t_
7\tshe\tshe\tPRON\tPRP\t_\t8\tnsubj\t_\tEntity=(1-person-giv)
8\tsaid\tsay\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No
9\t.\t.\tPUNCT\t.\t_\t8\tpunct\t_\t_
"""


def place(name: str) -> Place:
    referent = Referent(kind="person", name=name)
    return Place(referent=referent, sentence=0, telling=0, word=0, start=0, subject=2, quoted=False)


def test_each_feature_has_a_weight_and_the_file_says_where_it_comes_from():
    data = json.loads((files("quotes") / "data" / "antecedents.json").read_text(encoding="utf-8"))
    assert sorted(data["weights"]) == sorted(FEATURES)
    assert "GUM" in data["about"]


@pytest.mark.parametrize(
    ("scores", "named"),
    [((3.0, 0.0), ["Ada"]), ((2.0, 1.9), ["Ada", "Bo"]), ((-3.0,), []), ((), [])],
    ids=["one is likely", "two come near", "none is likely", "nobody fits"],
)
def test_whom_a_pronoun_means_by_the_scores(scores, named):
    found = choose([(score, [place(name)]) for score, name in zip(scores, ("Ada", "Bo"), strict=False)])
    assert [r.name for r in found.referents] == named


def test_a_document_is_laid_out_as_its_surface_has_it():
    document = annotated(DOCUMENT)
    assert document.genre == "news"
    assert document.parsed.article == Article(id="document", text='Anna\'s boat sank.\n\n"It was old," she said.')
    assert [w.text for w in document.parsed.sentences[1].words][5:8] == ['"', "she", "said"]
    assert [s.segment for s in document.parsed.sentences] == [0, 1]


def test_a_word_belongs_to_its_shortest_mention():
    entities = annotated(DOCUMENT).entities
    assert entities == {(0, 0): "1", (0, 1): "2", (0, 2): "2", (1, 1): "2", (1, 6): "1"}


def test_only_sentences_with_words_of_the_article_count_as_distance():
    assert tellings(annotated(DOCUMENT).parsed) == (1, 2)
    quoted = DOCUMENT.replace('6\t"\t"', "6\tthen\tthen").replace("9\t.\t.", '9\t"\t"')
    assert tellings(annotated(quoted).parsed) == (1, 1)


def test_weights_make_what_is_right_likelier_and_none_of_these_has_score_0():
    sample = Sample(({"subject": 1.0}, {"often": 1.0}), 0)
    weights = fit([sample] * 20)
    assert weights["subject"] > 0 > weights["often"]
    assert set(weights) == set(FEATURES)
    assert likelihoods([0.0, 1.0]) == pytest.approx([1 / (2 + exp(1)), exp(1) / (2 + exp(1))])


def test_names_stand_where_a_pronoun_is_the_source():
    text = "She said so. Voss left, he said."
    gold = {
        "E1": Gold(id="E1", source=[(0, 3)], cue=[], content=[]),
        "E2": Gold(id="E2", source=[(24, 26)], cue=[], content=[]),
        "E3": Gold(id="E3", source=[(13, 17)], cue=[], content=[]),
    }
    labels = {"E1": {"speaker": "Ada"}, "E2": {"speaker": None}, "E3": {"speaker": "Voss"}}
    assert names_of_sources(gold, labels, text) == {0: "Ada"}
