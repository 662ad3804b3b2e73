"""Scores of a model on a treebank: whole, by relation and by kind of sentence, against treebanks made here."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from quotes.model import Sentence
from quotes.training import __main__ as command
from quotes.training import evaluate, relations, tables
from quotes.training.treebank import read_trees

SAID = """# newpar
1	“	“	PUNCT	``	_	2	punct	_	SpaceAfter=No
2	No	no	INTJ	UH	_	5	ccomp	_	SpaceAfter=No
3	,	,	PUNCT	,	_	2	punct	_	SpaceAfter=No
4	”	”	PUNCT	''	_	2	punct	_	_
5	said	say	VERB	VBD	_	0	root	_	_
6	Ana	Ana	PROPN	NNP	_	5	nsubj	_	_
7	Ruiz	Ruiz	PROPN	NNP	_	6	flat	_	SpaceAfter=No
8	.	.	PUNCT	.	_	5	punct	_	_

1	He	he	PRON	PRP	_	2	nsubj	_	_
2	left	leave	VERB	VBD	_	0	root	_	SpaceAfter=No
3	,	,	PUNCT	,	_	2	punct	_	_
4	according	accord	VERB	VBG	_	6	case	_	_
5	to	to	ADP	IN	_	4	fixed	_	_
6	Gray	Gray	PROPN	NNP	_	2	obl	_	SpaceAfter=No
7	.	.	PUNCT	.	_	2	punct	_	_

# newpar
1	Mayor	mayor	NOUN	NN	_	2	nsubj	_	_
2	leaves	leave	VERB	VBZ	_	0	root	_	_
3	town	town	NOUN	NN	_	2	obj	_	_
"""


@pytest.fixture
def gold(tmp_path):
    path = tmp_path / "said.conllu"
    path.write_text(SAID, encoding="utf-8")
    return evaluate.gold_of(read_trees(path))


def changed(sentences, place, number, **fields):
    """The sentences with one word of one of them changed."""
    words = list(sentences[place].words)
    words[number - 1] = replace(words[number - 1], **fields)
    kept = sentences[place]
    new = Sentence(span=kept.span, words=tuple(words), segment=kept.segment)
    return (*sentences[:place], new, *sentences[place + 1 :])


def test_a_treebank_is_an_article_of_its_raw_text(gold):
    assert gold.article.text == "“No,” said Ana Ruiz. He left, according to Gray.\n\nMayor leaves town"
    assert [s.segment for s in gold.sentences] == [0, 0, 1]
    assert all(gold.article.text[w.span.start : w.span.end] == w.text for s in gold.sentences for w in s.words)


def test_a_treebank_scores_full_marks_against_itself(gold):
    found = evaluate.score("itself", gold, gold.sentences)
    assert set(found.metrics) == set(evaluate.METRICS)
    assert set(found.metrics.values()) == {100.0}
    assert found.words == 18
    assert {c.f1 for c in (*found.relations.values(), *found.kinds.values())} <= {100.0, None}


def test_relations_are_counted_by_what_attribution_rests_on(gold):
    counts = relations.by_relation(gold.sentences, gold.sentences)
    numbers = {name: count.gold for name, count in counts.items() if count.gold}
    assert numbers == {
        "root": 3,
        "nsubj": 3,
        "nsubj, behind its verb": 1,
        "nsubj of a reporting verb": 1,
        "ccomp": 1,
        "ccomp of a reporting verb": 1,
        'obl of "according to"': 1,
        "obj": 1,
        "flat": 1,
    }


def test_a_wrong_label_and_a_wrong_head_cost_precision_and_recall(gold):
    relabelled = changed(gold.sentences, 0, 6, deprel="obj")
    counts = relations.by_relation(gold.sentences, relabelled)
    assert counts["nsubj"] == relations.Count(gold=3, found=2, right=2)
    assert counts["obj"] == relations.Count(gold=1, found=2, right=1)
    moved = changed(gold.sentences, 0, 7, head=4)
    assert relations.by_relation(gold.sentences, moved)["flat"] == relations.Count(gold=1, found=1, right=0)


def test_a_subtype_of_the_label_costs_nothing_but_where_it_is_counted(gold):
    passive = changed(gold.sentences, 1, 1, deprel="nsubj:pass")
    assert relations.by_relation(gold.sentences, passive)["nsubj"].f1 == 100.0


def test_all_arcs_together_are_the_las_of_the_shared_task(gold):
    found = changed(changed(gold.sentences, 0, 6, deprel="obj"), 1, 6, head=2)
    expected = evaluate.score("x", gold, found).metrics["LAS"]
    kinds = relations.by_kind(gold.sentences, found)
    plain = len(gold.sentences[1].words) - 1  # the sentence that is of no kind has one wrong arc
    right = sum(count.right for name, count in kinds.items() if name.endswith("LAS")) + plain
    assert round(100 * right / 18, 2) == expected


def test_kinds_of_sentences_are_quotations_and_headings(gold):
    kinds = relations.by_kind(gold.sentences, gold.sentences[:2])
    assert kinds["with quotation marks: found whole"] == relations.Count(gold=1, found=1, right=1)
    assert kinds["headings: found whole"] == relations.Count(gold=1, found=1, right=0)
    assert kinds["headings: LAS"] == relations.Count(gold=3, found=0, right=0)


def test_the_tables_have_a_line_a_relation_and_a_column_a_set(gold):
    found = [evaluate.score(name, gold, gold.sentences) for name in ("one", "two")]
    lines = list(tables.relations(found))
    assert sum("relation" in line or "kind of" in line for line in lines[:2]) == 1
    assert [line.split()[-4:] for line in lines if line.startswith("flat")] == [["100.00", "1", "100.00", "1"]]
    assert len(tables.row(found[0])) == len(tables.heading())


def test_news_is_scored_on_its_own_where_genres_are_marked(tmp_path):
    path = tmp_path / "x.conllu"
    path.write_text(f"# newdoc\n# meta::genre = news\n{SAID}\n# newdoc\n{SAID}", encoding="utf-8")
    sets = dict(evaluate.test_sets(None, "dev", [path]))
    assert {name: len(trees) for name, trees in sets.items()} == {"x": 6, "x news": 3}


def test_the_command_scores_a_file_and_prints_json(tmp_path, capsys):
    path = tmp_path / "said.conllu"
    path.write_text(SAID, encoding="utf-8")
    assert command.main(["evaluate", "--conllu", str(path), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    (found,) = shown["sets"]
    assert found["name"] == "said"
    assert found["metrics"]["Tokens"] == 100.0
    assert found["relations"]["root"]["gold"] == 3
    assert shown["breaks"] is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "--treebanks, --conllu or --polnear"),
        (["--conllu", "{}/nowhere.conllu"], "nowhere.conllu: No such file"),
        (["--conllu", "{}/prose.conllu"], "prose.conllu: this is not CoNLL-U"),
        (["--polnear", "{}"], "dev"),
        (["--model", "{}/no-model", "--polnear", "{}"], "no-model"),
    ],
)
def test_a_mistake_is_named_in_a_line(tmp_path, capsys, arguments, message):
    (tmp_path / "prose.conllu").write_text("He left the town.\n\nIt rained.\n", encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        command.main(["evaluate", *(argument.format(tmp_path) for argument in arguments)])
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err.splitlines()[-1]


def test_a_reader_that_leaves_early_is_no_fault(tmp_path):
    path = tmp_path / "said.conllu"
    path.write_text(SAID, encoding="utf-8")
    program = [sys.executable, "-m", "quotes.training", "evaluate", "--conllu", str(path)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 1
