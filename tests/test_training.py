"""The training data: treebanks flattened to plain tokens, quoted sentences in other styles, text with labels."""

import lzma
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from quotes.training import abbreviations, lemmas, pack, prepare, steps, vectors
from quotes.training.treebank import Token, Tree, flatten, read_trees, split_surface, write_conllu
from quotes.weights import EMBEDDED


def row(number, form, head, deprel="dep", *, misc="_", xpos="X", upos="X", lemma=None, feats="_"):
    return [str(number), form, lemma or form, upos, xpos, feats, str(head), deprel, "_", misc]


def tree(*forms, space=True):
    """A flat sentence: the first word is the root; a form that ends in "+" has no space behind it."""
    tokens = tuple(
        Token(
            form=form.removesuffix("+"),
            lemma=form.removesuffix("+"),
            upos="X" if form[0].isalnum() else "PUNCT",
            xpos="X",
            feats="_",
            head=0 if index == 0 else 1,
            deprel="root" if index == 0 else "dep",
            space=space and not form.endswith("+"),
        )
        for index, form in enumerate(forms)
    )
    return Tree(tokens=tokens, paragraph=True, document=True, genre="")


def test_a_multiword_token_becomes_its_pieces_without_a_space_between():
    rows = [
        row(1, "I", 4),
        ["2-3", "don’t", *["_"] * 7, "_"],
        row(2, "do", 4),
        row(3, "n't", 4),
        row(4, "know", 0, misc="SpaceAfter=No"),
    ]
    tokens = flatten(rows)
    assert [(t.form, t.space, t.head) for t in tokens] == [
        ("I", True, 4),
        ("do", False, 4),
        ("n’t", True, 4),
        ("know", False, 0),
    ]


def test_a_multiword_token_that_its_words_do_not_tile_stays_one_token_with_the_outer_head():
    rows = [["1-2", "wanna", *["_"] * 7, "_"], row(1, "want", 0), row(2, "to", 3), row(3, "go", 1)]
    assert [(t.form, t.lemma, t.head) for t in flatten(rows)] == [("wanna", "want", 0), ("go", "go", 1)]


def test_empty_nodes_are_dropped():
    rows = [row(1, "Sue", 2), row(2, "ate", 0), ["2.1", "ate", *["_"] * 8], row(3, "figs", 2)]
    assert [t.form for t in flatten(rows)] == ["Sue", "ate", "figs"]


def test_only_the_features_that_matter_are_kept():
    (token,) = flatten([row(1, "runs", 0, feats="Number=Sing|Style=Coll|Tense=Pres")])
    assert token.feats == "Number=Sing|Tense=Pres"


@pytest.mark.parametrize(
    ("surface", "forms", "pieces"),
    [
        ("cannot", ["can", "not"], ["can", "not"]),
        ("It’s", ["It", "'s"], ["It", "’s"]),
        ("dont", ["do", "n't"], []),
    ],
)
def test_a_surface_is_cut_where_the_lengths_add_up(surface, forms, pieces):
    assert split_surface(surface, forms) == pieces


def test_marks_are_restyled_by_whether_they_open_or_close():
    quoted = tree("He", "said", ":", '"+', "Yes+", ".+", '"')
    assert prepare.restyle(quoted, "curly").text == "He said : “Yes.”"
    assert prepare.restyle(quoted, "backtick").text == "He said : ``Yes.''"


def test_a_comma_goes_behind_the_closing_mark_and_heads_follow():
    moved = prepare.mark_before_comma(tree("Yes+", ",+", '"', "he", "said"))
    assert moved.text == 'Yes", he said'
    assert [t.head for t in moved.tokens] == [0, 1, 1, 1, 1]


def test_the_last_closing_mark_can_be_left_out():
    assert prepare.without_closing_mark(tree("Yes+", ",+", "”", "he", "said")).text == "Yes, he said"


def test_variants_are_made_of_quoted_sentences_only_and_with_the_same_seed_alike():
    trees = [tree("Good", "day"), tree("“+", "Yes+", "”", "he", "said")]
    once, again = prepare.sentence_data(trees), prepare.sentence_data(trees)
    assert once == again
    assert len(once) == 4
    assert once[0] == trees[0]


def test_variants_keep_every_head_inside_the_sentence():
    for copy in prepare.variants(tree("Yes+", ",+", "”", "he", "said", "+"), random.Random(1)):
        assert all(0 <= token.head <= len(copy.tokens) for token in copy.tokens)


def test_sentences_of_more_than_a_hundred_words_are_left_out_and_no_other():
    assert not prepare.fits(tree(*["word"] * 101))
    assert prepare.fits(tree(*["word"] * 100))
    assert prepare.fits(tree("https://www.example.org/news/2019/the-bridge-will-stay-shut"))


def test_labels_mark_the_last_character_of_each_token_and_sentence():
    block = [tree("No+", "."), tree("Do+", "n't+", "!")]
    assert prepare.raw_text(block) == "No. Don't!"
    assert prepare.character_labels(block) == "0120010012"[: len("No. Don't!")]


def test_conllu_is_read_back_as_written(tmp_path):
    trees = [tree("He", "left+", "."), tree("Why+", "?")]
    assert write_conllu(trees, tmp_path / "x.conllu") == 2
    assert [t.tokens[:-1] for t in read_trees(tmp_path / "x.conllu")] == [t.tokens[:-1] for t in trees]


def test_the_vectors_tokens_are_cut_as_the_treebanks_cut_them():
    line = "Sen. O’Brien doesn't own the U.S. well-being, Iraq’s $4.5m."
    cut = "sen. o ’ brien does n't own the u.s. well - being , iraq ’s $ 4.5 m ."
    assert " ".join(vectors.tokens(line)) == cut


def test_a_step_runs_stanzas_program_in_its_folder_with_a_fixed_seed():
    command = steps.command(steps.LEMMATIZER)
    assert command[1:3] == ["-m", "stanza.models.lemmatizer"]
    assert command[command.index("--seed") + 1] == str(steps.SEED)
    assert command[command.index("--save_dir") + 1] == "."


def test_a_failing_step_names_its_log(tmp_path):
    with pytest.raises(RuntimeError, match=r"nothing\.log"):
        steps.start(
            steps.Step(module="stanza.models.nothing_like_it", settings=(), saves="nothing.pt"), tmp_path
        ).check()


def test_a_packed_checkpoint_has_no_optimizer_no_paths_and_half_the_bits():
    import torch

    checkpoint = {
        "model": {"w": torch.ones(2), "i": torch.ones(2, dtype=torch.int64)},
        "config": {"save_dir": "somewhere", "train_file": "x", "lr": 0.1},
        "optimizer_state_dict": {"big": torch.ones(9)},
    }
    packed = pack.halve(pack.slim(checkpoint))
    assert packed["model"]["w"].dtype == torch.float16
    assert packed["model"]["i"].dtype == torch.int64
    assert packed["config"] == {"save_dir": None, "train_file": None, "lr": 0.1}
    assert set(packed) == {"model", "config"}


def test_the_whole_recipe_prepares_the_shared_treebanks(tmp_path):
    treebanks = Path(__file__).parents[2] / "shared" / "treebanks"
    if not treebanks.is_dir():
        pytest.skip("../shared/treebanks is absent: the training data cannot be prepared")
    dev = read_trees(treebanks / "en_gum_open-dev.conllu")
    assert len(dev) == 1022
    assert {"news"} <= {t.genre for t in dev}
    prepare.write_raw(prepare.paragraphs(dev), tmp_path / "dev.txt", tmp_path / "dev.labels")
    text, labels = ((tmp_path / name).read_text(encoding="utf-8") for name in ("dev.txt", "dev.labels"))
    assert list(map(len, text.split("\n\n"))) == list(map(len, labels.split("\n\n")))


def test_lemma_data_has_each_word_once_with_its_most_frequent_lemma_and_again_with_a_capital():
    said = tree("He", "said", "so")
    trees = [said, said, tree("so", "on")]
    tokens = list(prepare.lemma_data(trees)[0].tokens)
    assert sorted(t.form for t in tokens) == ["He", "On", "Said", "So", "on", "said", "so"]
    inflected = Tree(
        tokens=tuple(
            Token(form="said", lemma="say", upos="VERB", xpos="_", feats="_", head=0, deprel="root", space=True)
            for _ in "x"
        ),
        paragraph=True,
        document=True,
        genre="",
    )
    assert {(t.form, t.lemma) for t in prepare.lemma_data([inflected])[0].tokens} == {
        (form, "say") for form in ("said", "Said", "SAID")
    }


def word(form, upos, lemma):
    """A sentence of one word."""
    token = Token(form=form, lemma=lemma, upos=upos, xpos="_", feats="_", head=0, deprel="root", space=True)
    return Tree(tokens=(token,), **PLACE)


PLACE = {"paragraph": True, "document": True, "genre": ""}


def test_a_word_with_a_capital_is_known_with_its_tag_only():
    trees = [
        word("saw", "VERB", "see"),
        word("saw", "NOUN", "saw"),
        word("Saw", "VERB", "see"),
        word("dog", "NOUN", "dog"),
    ]
    assert lemmas.known(trees) == {
        lemmas.ANY_TAG: {"saw": "see", "dog": "dog"},
        "NOUN": {"saw": "saw"},
        "VERB": {"Saw": "see"},
    }


def test_the_embedded_lemmatizer_reads_the_list_that_it_is_given(tmp_path):
    from stanza.models.lemma.trainer import Trainer

    (tmp_path / "lemmatizer.pt").write_bytes((EMBEDDED / "en" / "lemma" / "news.pt").read_bytes())
    write_conllu([word("oxen", "NOUN", "ox"), word("Oxen", "NOUN", "ox")], tmp_path / "train_lemmas.conllu")
    forms = ["convene", "convened", "Oster"]
    np.savez(tmp_path / "material.npz", forms=np.array("\n".join(forms)), words=np.repeat([0, 1, 2], [30, 3, 300]))
    lemmas.relist(tmp_path)
    trainer = Trainer(model_file=str(tmp_path / "lemmatizer.pt"), device="cpu")
    pairs = [("oxen", "NOUN"), ("oxen", "PROPN"), ("Oxen", "NOUN"), ("oster", "PROPN"), ("convened", "VERB")]
    assert trainer.skip_seq2seq([*pairs, ("Oxen", "PROPN"), ("oster", "NOUN")]) == [*[True] * 5, False, False]
    assert trainer.predict_dict(pairs) == ["ox", "ox", "ox", "Oster", "convene"]


def test_a_lemma_hangs_on_the_penn_tag_where_it_is_not_the_usual_one():
    def seen(form, upos, xpos, lemma, times):
        return [Tree(tokens=(replace(word(form, upos, lemma).tokens[0], xpos=xpos),), **PLACE)] * times

    trees = [
        *seen("her", "PRON", "PRP$", "her", 5),
        *seen("her", "PRON", "PRP", "she", 3),
        *seen("lay", "VERB", "VBP", "lay", 4),
        *seen("lay", "VERB", "VBD", "lie", 1),  # once is no rule,
        *seen("lay", "VERB", "VB", "lie", 2),  # nor is half
        *seen("lay", "VERB", "VB", "lay", 2),
        *seen("--", "PUNCT", ",", "--", 5),
        *seen("--", "PUNCT", ":", "-", 4),
    ]
    assert lemmas.by_penn(trees) == {"her": {"PRON PRP": "she"}}


def test_a_plural_with_a_capital_is_that_of_a_name_by_its_tag():
    def seen(form, xpos, lemma):
        return Tree(tokens=(replace(word(form, "NOUN", lemma).tokens[0], xpos=xpos),), **PLACE)

    trees = [seen("scholars", "NNS", "scholar"), seen("news", "NN", "news"), seen("rates", "NNS", "rate")]
    counts = {"Scholars": 20, "News": 90, "Rates": 3, "Banks": 50}
    assert lemmas.plural_names(trees, counts) == {"Scholars": "Scholar"}
    assert lemmas.plural_names([*trees, seen("Scholars", "NNPS", "Scholars")], counts) == {}


@pytest.mark.parametrize(
    ("form", "upos", "base"),
    [
        ("suing", "VERB", "sue"),
        ("barred", "VERB", "bar"),
        ("convened", "VERB", "convene"),
        ("relied", "VERB", "rely"),
        ("vetoes", "NOUN", "veto"),
        ("prairies", "NOUN", "prairie"),
        ("diaries", "NOUN", "diary"),
        ("friendliest", "ADJ", "friendly"),
        ("saddest", "ADJ", "sad"),
    ],
)
def test_the_rules_of_spelling_lead_to_the_base(form, upos, base):
    assert base in lemmas.bases(form, upos)


@pytest.mark.parametrize(("form", "upos"), [("bring", "NOUN"), ("pass", "VERB"), ("heroines", "ADJ"), ("woes", "ADJ")])
def test_a_form_without_an_ending_of_its_tag_has_no_base(form, upos):
    assert not list(lemmas.bases(form, upos))


def test_what_the_net_spells_stays_where_it_is_a_word_or_the_rules_lead_to_none():
    counts = {"convene": 50, "planed": 90, "plan": 90, "plane": 90}
    found = {("convened", "VERB"): "conven", ("planed", "VERB"): "plane", ("glorped", "VERB"): "glorpe"}
    assert lemmas.respelt(found, {lemmas.ANY_TAG: {}}, counts) == {"VERB": {"convened": "convene"}}
    listed = {lemmas.ANY_TAG: {}, "VERB": {"conven": "conven"}}
    assert lemmas.respelt(found, listed, counts) == {}


def test_a_name_is_one_that_hardly_ever_stands_without_its_capital():
    counts = {"Oster": 300, "oster": 1, "Mark": 300, "mark": 50, "Rare": 9, "NATO": 300, "Osters": 300}
    assert dict(lemmas.names(counts)) == {"oster": "Oster"}


def names(*rows):
    """A flat sentence of names: each row is a form and its part of speech; the first word is the root."""
    tokens = tuple(
        Token(form=form, lemma=form, upos=upos, xpos="_", feats="_", head=min(index, 1), deprel="dep", space=True)
        for index, (form, upos) in enumerate(rows)
    )
    return Tree(tokens=tokens, paragraph=True, document=True, genre="")


def test_titles_months_and_firms_are_abbreviated():
    sentence = names(
        ("General", "PROPN"), ("Zorba", "PROPN"), ("left", "VERB"), ("Acme", "PROPN"), ("Company", "PROPN")
    )
    short = abbreviations.abbreviated(sentence, random.Random(2))
    assert short.text.endswith(". Zorba left Acme Co.")
    assert {t.form for t in short.tokens[:-4]} <= {*abbreviations.TITLES, *" ".join(abbreviations.TWO_TITLES).split()}
    assert all(0 <= t.head <= len(short.tokens) for t in short.tokens)
    dated = names(("on", "ADP"), ("August", "PROPN"), ("5", "NUM"))
    assert abbreviations.abbreviated(dated, random.Random(1)).text == "on Aug. 5"


def test_nothing_is_abbreviated_before_a_full_stop_or_without_a_name():
    plain = names(("the", "DET"), ("general", "NOUN"), ("left", "VERB"), ("Acme", "PROPN"), ("Company", "PROPN"))
    stop = names(*((t.form, t.upos) for t in plain.tokens), (".", "PUNCT"))
    assert abbreviations.abbreviated(stop, random.Random(1)) == stop


def test_a_headline_has_capitals_and_no_full_stop():
    assert prepare.headline(tree("they", "do+", "n't", "agree+", ".")).text == "They Don't Agree"


def test_joined_paragraphs_have_a_space_between():
    block = prepare.joined([tree("No+", ".+")], [tree("Yes+", ".")])
    assert prepare.raw_text(block) == "No. Yes."


def test_tokenizer_data_has_every_paragraph_as_it_is():
    blocks = [tree("He", "left", "at", "five", "sharp+", "."), tree("“+", "Yes+", "”", "she", "said+", ".")]
    data = prepare.tokenizer_data(blocks)
    assert all([block] in data for block in blocks)
    assert '"Yes" she said.' in [prepare.raw_text(b) for b in data]


def test_documents_are_parted_by_blank_lines(tmp_path):
    with lzma.open(tmp_path / "raw.xz", "wt", encoding="utf-8") as file:
        file.write("\none\nand on\n\n \ntwo\n")
    assert list(vectors.documents(tmp_path / "raw.xz")) == ["one\nand on", "two"]
