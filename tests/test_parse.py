"""The parse stage with the real model: offsets, independence of paragraphs, sentence ends, other models, documents."""

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotes import parse
from quotes.model import Article, Segment
from quotes.parse import boundaries
from quotes.parse.penn import ByPenn
from quotes.weights import EMBEDDED, ModelError

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)
NEWSY = st.lists(
    st.sampled_from(
        [
            "“Yes,” ",
            "he said. ",
            "Lt. Gen. ",
            "Smith ",
            '"',
            "'",
            "\n",
            "\x00",
            "\xad",
            "\u200b",
            "\u3000",
            ". ",
            "don’t ",
            "told reporters ",
            "U.S. ",
            "— ",
            "…",
            "``",
            "''",
            "«",
            "😀",
            "é",
            "\u2028",
            "1,000 ",
        ]
    ),
    max_size=25,
).map("".join)
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def parser():
    return parse.load()


def article(*paragraphs):
    """An article of these paragraphs and their segments."""
    whole = Article(id="x", text="\n\n".join(paragraphs))
    segments, start = [], 0
    for text in paragraphs:
        segments.append(Segment(span=whole.span(start, start + len(text))))
        start += len(text) + 2
    return whole, tuple(segments)


def texts(sentences):
    return [s.span.text for s in sentences]


def shape(sentences, shift=0):
    return [
        [
            (w.span.start - shift, w.span.end - shift, w.lemma, w.upos, w.xpos, w.feats, w.head, w.deprel)
            for w in s.words
        ]
        for s in sentences
    ]


def test_a_sentence_has_words_tags_lemmas_and_one_root(parser):
    (sentence,) = parser.parse(*article("The general told reporters that the city had fallen."))
    assert [w.text for w in sentence.words] == [
        *["The", "general", "told", "reporters", "that", "the", "city", "had", "fallen"],
        ".",
    ]
    told = sentence.words[2]
    assert (told.lemma, told.upos, told.head, told.deprel) == ("tell", "VERB", -1, "root")
    assert sentence.words[1].deprel == "nsubj"
    assert sentence.words[1].head == 2
    assert sum(w.head == -1 for w in sentence.words) == 1


def test_the_penn_tag_decides_a_lemma(parser):
    (sentence,) = parser.parse(*article("Voss saw her in her office."))
    assert [(w.lemma, w.xpos) for w in sentence.words if w.text == "her"] == [("she", "PRP"), ("her", "PRP$")]


@pytest.mark.parametrize("text", [None, "{", "[]", '{"her": 1}'])
def test_a_table_of_lemmas_that_cannot_be_used_is_named(tmp_path, text):
    path = tmp_path / "penn.json"
    if text:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=r"penn\.json"):
        ByPenn.load(path)


def test_contractions_are_two_words_that_keep_their_characters(parser):
    (sentence,) = parser.parse(*article("They don’t know what it's for."))
    assert [w.text for w in sentence.words] == ["They", "do", "n’t", "know", "what", "it", "'s", "for", "."]


@pytest.mark.parametrize(
    "text",
    [
        "“We are ready,” said Lt. Gen. Ana Ruiz.",
        "“Is it over?” he asked.",
        "“It is over!” Ruiz said.",
        "The talks in the U.S. Congress went on.",
        '"No," Sen. J. Doe said.',
    ],
)
def test_a_quotation_its_reporting_clause_and_a_rank_stay_in_one_sentence(parser, text):
    assert texts(parser.parse(*article(text))) == [text]


def test_a_closing_mark_stays_with_its_sentence(parser):
    found = texts(parser.parse(*article("He said: “We won the vote. We will win again.” The crowd went home.")))
    assert found[-1] == "The crowd went home."
    assert found[-2].endswith("again.”")


def test_quotation_marks_are_words_of_their_own(parser):
    for marks in ('""', "“”", "«»", "„“", "``''"):
        half = len(marks) // 2
        text = f"He said {marks[:half]}we won the vote{marks[half:]} on Monday."
        words = [w.text for s in parser.parse(*article(text)) for w in s.words]
        assert marks[:half] in words
        assert marks[half:] in words


def test_the_segment_of_each_sentence_is_named_and_empty_segments_have_none(parser):
    sentences = parser.parse(*article("One day it rained.", " \n ", "Then it stopped. We left."))
    assert [s.segment for s in sentences] == [0, 2, 2]


def check_offsets(whole, sentences):
    end = 0
    for sentence in sentences:
        assert sentence.words
        assert sentence.span.start == sentence.words[0].span.start
        for index, word in enumerate(sentence.words):
            assert word.index == index
            assert end <= word.span.start < word.span.end
            assert whole.text[word.span.start : word.span.end] == word.text
            assert -1 <= word.head < len(sentence.words)
            end = word.span.end


@SLOW
@given(ANY_TEXT | NEWSY)
def test_any_text_without_surrogates_parses_and_keeps_its_offsets(text):
    """ "Offsets are code points into Article.text; everything quoted is text[start:end]"."""
    whole, segments = article(text)
    check_offsets(whole, parse.load().parse(whole, segments))


@SLOW
@given(ANY_TEXT | NEWSY, NEWSY)
def test_a_paragraph_in_front_shifts_every_span_and_changes_nothing_else(front, text):
    alone = parse.load().parse(*article(text))
    behind = [s for s in parse.load().parse(*article(front, text)) if s.segment == 1]
    assert shape(behind, len(front) + 2) == shape(alone)


def test_two_parses_are_equal(parser):
    whole, segments = article("“We will not go,” she said, adding that nobody had asked.", "He agreed.")
    assert parser.parse(whole, segments) == parser.parse(whole, segments)


@pytest.mark.parametrize(
    "text", ["", " \n\t", "\x00\x01", '"' * 3000, "a" * 200_000, "word " * 3000, "\ufeff", "。" * 50]
)
def test_texts_that_are_no_prose_parse(parser, text):
    whole, segments = article(text)
    check_offsets(whole, parser.parse(whole, segments))


def test_no_sentence_is_longer_than_the_cap(parser):
    sentences = parser.parse(*article("and then we went on, " * 100))
    assert max(len(s.words) for s in sentences) <= boundaries.LONGEST_SENTENCE


# Other models


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("models") / "resources"
    shutil.copytree(EMBEDDED, place)
    return place


def test_the_embedded_files_laid_out_as_a_resources_folder_load_by_path(parser, folder):
    (folder / "en" / "manifest.json").unlink()
    other = parse.load(folder)
    whole, segments = article("“We won,” Ruiz said.")
    assert other.parse(whole, segments) == parser.parse(whole, segments)
    assert other.identity.name == "resources"
    assert other.identity.sha256 != parser.identity.sha256


def test_a_model_is_loaded_once():
    assert parse.load() is parse.load(None)


def test_a_folder_without_resources_json_is_refused(tmp_path):
    with pytest.raises(ModelError, match=r"resources\.json: there is no such file"):
        parse.load(tmp_path)


def test_a_package_that_is_not_on_this_machine_is_refused_with_the_way_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setattr("stanza.resources.common.DEFAULT_MODEL_DIR", str(tmp_path))
    with pytest.raises(ModelError, match=r"no Stanza package 'tlh' .* stanza\.download\('tlh'\)"):
        parse.load("tlh")


def test_a_package_is_looked_up_in_the_users_stanza_resources(monkeypatch, tmp_path, parser):
    shutil.copytree(EMBEDDED, tmp_path / "stanza")
    monkeypatch.setattr("stanza.resources.common.DEFAULT_MODEL_DIR", str(tmp_path / "stanza"))
    named = parse.load("en_news")
    assert named.identity.name == "stanza-en_news"
    whole, segments = article("He left.")
    assert shape(named.parse(whole, segments)) == shape(parser.parse(whole, segments))


def test_a_file_that_is_no_model_is_refused(tmp_path):
    shutil.copytree(EMBEDDED, tmp_path / "own")
    (tmp_path / "own" / "en" / "manifest.json").unlink()
    (tmp_path / "own" / "en" / "pos" / "news.pt").write_bytes(b"not a model")
    with pytest.raises(ModelError, match="the model cannot be loaded"):
        parse.load(tmp_path / "own")


# Documents that the caller parsed


def document_of(text):
    from stanza import Pipeline

    pipeline = Pipeline(
        "en",
        dir=str(EMBEDDED),
        processors="tokenize,pos,lemma,depparse",
        download_method=None,
        logging_level="CRITICAL",
        use_gpu=False,
    )
    for name in ("pos", "depparse"):
        pipeline.processors[name].trainer.model.float()
    return pipeline(text)


def test_a_stanza_document_becomes_sentences():
    whole, segments = article("One day it rained.", "Then we left.")
    sentences = parse.from_document(whole, segments, document_of(whole.text))
    check_offsets(whole, sentences)
    assert [s.segment for s in sentences] == [0, 1]
    assert texts(sentences) == ["One day it rained.", "Then we left."]


def test_a_document_of_another_text_is_refused():
    whole, segments = article("Quite another text, of more words.")
    with pytest.raises(ValueError, match="another text"):
        parse.from_document(whole, segments, document_of("One day it rained."))


def words_of(*rows):
    """Rows of a document as Stanza takes them; "2-3" is a multiword token."""
    keys = ("id", "text", "upos", "lemma", "head", "deprel", "start_char", "end_char")
    return [{k: v for k, v in zip(keys, row, strict=False) if v is not None} for row in rows]


def test_the_words_of_a_multiword_token_share_its_characters():
    from stanza import Document

    rows = words_of(
        ((1,), "I", "PRON", "I", 4, "nsubj", 0, 1),
        ((2, 3), "can't", None, None, None, None, 2, 7),
        ((2,), "ca", "AUX", "can", 4, "aux"),
        ((3,), "n't", "PART", "not", 4, "advmod"),
        ((4,), "go", "VERB", "go", 0, "root", 8, 10),
    )
    whole, segments = article("I can't go")
    (sentence,) = parse.from_document(whole, segments, Document([rows], text=whole.text))
    assert [w.text for w in sentence.words] == ["I", "ca", "n't", "go"]
    assert [w.head for w in sentence.words] == [3, 3, 3, -1]


def test_a_multiword_token_that_its_words_do_not_tile_is_one_word():
    from stanza import Document

    rows = words_of(
        ((1, 2), "wanna", None, None, None, None, 0, 5),
        ((1,), "want", "VERB", "want", 0, "root"),
        ((2,), "to", "PART", "to", 3, "mark"),
        ((3,), "go", "VERB", "go", 1, "xcomp", 6, 8),
    )
    whole, segments = article("wanna go")
    (sentence,) = parse.from_document(whole, segments, Document([rows], text=whole.text))
    assert [(w.text, w.lemma, w.head) for w in sentence.words] == [("wanna", "want", -1), ("go", "go", 0)]


def test_a_document_without_a_parse_is_refused():
    from stanza import Document

    whole, segments = article("He left")
    rows = [{"id": 1, "text": "He", "start_char": 0, "end_char": 2}]
    with pytest.raises(ValueError, match="has no parse"):
        parse.from_document(whole, segments, Document([rows], text=whole.text))
