"""The kinds of sentence boundaries that are wrong beyond doubt: each has an example that counts and one that does not."""

import json
from types import SimpleNamespace

import pytest

from quotes.model import Article, Sentence
from quotes.training import breaks, tables
from quotes.training.polnear import Gold


def cut(marked):
    """An article and its sentences from a text with a bar where a sentence ends; a line is a paragraph."""
    text = marked.replace("|", "")
    article = Article(id="a", text=text)
    sentences, start = [], 0
    for segment, paragraph in enumerate(marked.split("\n\n")):
        for part in paragraph.split("|"):
            low = start + len(part) - len(part.lstrip())
            sentences.append(Sentence(span=article.span(low, start + len(part.rstrip())), words=(), segment=segment))
            start += len(part)
        start += 2
    return article, sentences


def kinds(marked, *gold):
    return [fault.kind for fault in breaks.faults(*cut(marked), gold)]


def attribution(text, *, source="", cue="", content=""):
    parts = [[(text.index(part), text.index(part) + len(part))] if part else [] for part in (source, cue, content)]
    return Gold("E1", *parts)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("behind an abbreviation before a name", "It was Lt. Gen. | Ana Ruiz."),
        ("behind an abbreviation before a name", "He met Al J. | Gray."),
        ("behind an abbreviation before a name", "He saw the U.S. | Army."),
        ("a closing mark starts a sentence", "“We won. | ” He left."),
        ("a sentence starts with a comma or a stop", "He won | , and left."),
        ("a sentence starts in lower case", "He won. | and left."),
        ("between a clause and the quotation that it introduces", "He said, | “We won.”"),
        ("a paragraph ends inside a sentence", "He won and\n\nthen left."),
        ("a sentence in a paragraph ends without a mark", "He read the ABC | News poll."),
        ("no end between two quotations", "“We won.” “They lost.”"),
        ("no end behind a quotation that ends with a full stop", "“We won.” Ruiz left."),
        ("no end behind a word in lower case with a stop", "We left. Ruiz won."),
    ],
)
def test_a_wrong_boundary_is_counted_under_its_kind(kind, text):
    assert kinds(text)[:1] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "It was a general. | Ana Ruiz left.",
        "He took plan B. | Gray left.",
        "He went to the U.S. | Then he left.",
        "“We won.” | He left.",
        "He won. | ... We left.",
        "He won. | iPhone sales rose.",
        "He said: | “We won.”",
        "He won.\n\nthen left.",
        "SPEND A QUARTER | Let it be.",
        "We won | The game was long.",
        "“We won.” | “They lost.”",
        "We saw Mr. Ruiz.",
    ],
)
def test_a_right_boundary_is_not_counted(text):
    assert kinds(text) == []


def test_a_boundary_inside_an_annotated_source_is_counted():
    text = "Zeno. Ruiz said no."
    assert kinds("Zeno. | Ruiz said no.".replace(" | ", "| "), attribution(text, source="Zeno. Ruiz")) == [
        "inside an annotated source or cue"
    ]
    assert kinds("Zeno.| Ruiz said no.", attribution(text, source="Ruiz")) == []


def test_a_quotation_parted_from_the_annotated_report_is_counted():
    text = "“Why?” Ruiz asked."
    gold = attribution(text, source="Ruiz", cue="asked", content="“Why?”")
    assert kinds("“Why?”| Ruiz asked.", gold) == ["before the clause that reports a quotation"]
    assert kinds("“Why?”| Ruiz asked.") == []


def test_the_table_has_every_kind_and_as_many_examples_as_asked_for():
    article, sentences = cut("He won. | and left. | and came. | and went.")
    found = breaks.Breaks(
        name="x", articles=1, sentences=len(sentences), faults=tuple(breaks.faults(article, sentences, ()))
    )
    lines = list(tables.breaks(found, 2))
    assert len(lines) == 1 + len(breaks.KINDS) + 2 + 1
    assert [line.split()[0] for line in lines if line.startswith("    ")] == ["a:9:", "a:20:"]
    assert len(list(tables.breaks(found, 0))) == 2 + len(breaks.KINDS)


def test_counts_as_json_hold_no_text(tmp_path):
    (tmp_path / "dev" / "text").mkdir(parents=True)
    (tmp_path / "dev" / "attributions").mkdir()
    (tmp_path / "dev" / "text" / "a.txt").write_text("He won. And left.", encoding="utf-8")
    (tmp_path / "dev" / "attributions" / "a_nobody.ann").write_text("", encoding="utf-8")

    def parse(article, segments):
        return (Sentence(span=segments[0].span, words=(), segment=0),)

    found = breaks.read_breaks(tmp_path, "dev", SimpleNamespace(parse=parse))
    assert (found.articles, found.sentences, len(found.faults)) == (1, 1, 0)
    assert "won" not in json.dumps(found.to_dict())
