"""Which clues made the reader take a word for a cue: each clue belongs to one group, and a change is the group's own."""

import math

import pytest
import torch

from quotes.model import Article, Parsed, Segment, Sentence, Word
from quotes.reading.clues import FLAGS
from quotes.reading.explain import GROUPS, explain, found, together
from quotes.reading.net import LABELS, PAIR_CLUES, Pairs, Words, legal
from quotes.reading.windows import windows

TEXT = "Voss said it fell. It did."
# Each word with its tag, head and relation; -1 is the root.
TREES = (
    (("Voss", "PROPN", 1, "nsubj"), ("said", "VERB", -1, "root"), ("it", "PRON", 3, "nsubj"), ("fell", "VERB", 1, "ccomp"), (".", "PUNCT", 1, "punct")),
    (("It", "PRON", 1, "nsubj"), ("did", "VERB", -1, "root"), (".", "PUNCT", 1, "punct")),
)  # fmt: skip
SAID = 1
KNOWN = 0.9  # the chance of the fake net that a word is a cue if it knows what the chance hangs on, else a half


def parsed():
    article = Article(id="a", text=TEXT)
    sentences, at = [], 0
    for tree in TREES:
        words = []
        for index, (text, upos, head, deprel) in enumerate(tree):
            at = TEXT.index(text, at)
            span = article.span(at, at + len(text))
            words.append(
                Word(index=index, span=span, lemma=text, upos=upos, xpos=upos, feats="", head=head, deprel=deprel)
            )
            at += len(text)
        whole = article.span(words[0].span.start, words[-1].span.end)
        sentences.append(Sentence(span=whole, words=tuple(words), segment=0))
    segment = Segment(span=article.span(0, len(TEXT)))
    return Parsed(article=article, segments=(segment,), sentences=tuple(sentences))


ARTICLE = parsed()
WINDOW = next(windows(ARTICLE))
COUNT = len(WINDOW.words)


def words():
    """Return clues none of which is 0, the number of what is not known."""
    numbers = torch.arange(1, COUNT + 1)
    heads = torch.tensor(WINDOW.heads)
    return Words(numbers, numbers, numbers, numbers, numbers, heads, torch.ones(COUNT, len(FLAGS)))


class Vocabulary:
    """Clues that are all known."""

    def words(self, _block):
        return words()

    def pairs(self, _block, cues):
        numbers = torch.zeros(COUNT, dtype=torch.long)
        return Pairs(torch.full((COUNT,), cues[0][1]), torch.arange(COUNT), *[numbers] * len(PAIR_CLUES))


class Net:
    """A net whose chances hang on one thing, which `known` [words] says of some words; it reads "it fell" of "Voss"."""

    moves, starts = legal(torch.zeros(len(LABELS), len(LABELS)), torch.zeros(len(LABELS)))

    def __init__(self, known):
        self.known = known

    def states(self, words, lengths):
        assert lengths == [COUNT] * (len(words.form) // COUNT)
        return torch.where(self.known(words), KNOWN, 0.5)

    def cues(self, states):
        return states

    def labels(self, _states, _pairs):
        right = [1, 0, 3, 4, 0, 0, 0, 0]
        return torch.tensor([[8.0 * (n == label) for n in range(len(LABELS))] for label in right])


def changes(known):
    return {i.clues: i.change for i in explain(Net(known), Vocabulary(), ARTICLE, 0, SAID).influences if i.change}


ONCE = round(math.log(KNOWN / (1 - KNOWN)), 2)


@pytest.mark.parametrize(
    ("group", "known"),
    [
        ("the word and its lemma", lambda w: w.form > 0),
        ("the word and its lemma", lambda w: w.lemma > 0),
        ("its tags", lambda w: w.xpos > 0),
        ("its relation to its head", lambda w: w.relation > 0),
        ("what the lexicon knows of it", lambda w: w.flags[:, FLAGS.index("listed as a cue")] > 0),
        ("what depends on it", lambda w: w.flags[:, FLAGS.index("has ccomp")] > 0),
        ("quotation marks", lambda w: w.flags[:, FLAGS.index("inside marks")] > 0),
        ("layout", lambda w: w.flags[:, FLAGS.index("in the body")] > 0),
    ],
)
def test_a_change_is_that_of_the_log_odds_without_the_group(group, known):
    assert changes(known) == {group: ONCE}


def test_the_head_of_a_window_stays_its_own():
    fell = 3
    influences = explain(Net(lambda w: w.form[w.head] == 2), Vocabulary(), ARTICLE, 0, fell).influences
    # What "said" is gets hidden with the words around "fell", and with it being the head.
    assert {i.clues for i in influences if i.change == ONCE} == {"its head", "the words around it"}


def test_the_words_of_other_sentences_are_around_it_too():
    last = changes(lambda w: (w.form.view(-1, COUNT)[:, -1] > 0).repeat_interleave(COUNT))
    assert last == {"the words around it": ONCE}


def test_each_clue_of_a_word_is_in_one_group():
    whole = words()
    hidden = {}
    for name, hide in GROUPS.items():
        without = hide(whole, WINDOW, 3)
        for kind in Words._fields:
            for column in (getattr(without, kind)[3] != getattr(whole, kind)[3]).flatten().nonzero().flatten().tolist():
                hidden.setdefault((kind, column), []).append(name)
    assert {len(names) for names in hidden.values()} == {1}
    columns = {(kind, 0) for kind in Words._fields if kind != "flags"} | {("flags", n) for n in range(len(FLAGS))}
    assert hidden.keys() == columns


def test_hiding_leaves_the_clues_as_they_were():
    whole = words()
    for hide in GROUPS.values():
        hide(whole, WINDOW, SAID)
    assert all(torch.equal(a, b) for a, b in zip(whole, words(), strict=True))


def test_blocks_of_windows_have_their_heads_inside_themselves():
    block = together([words(), words()])
    assert block.head.tolist() == [*WINDOW.heads, *(COUNT + head for head in WINDOW.heads)]


def test_a_word_is_found_in_its_window():
    window, place = found(ARTICLE, 1, 1)
    assert (window.words[place].text, place) == ("did", 6)


def test_what_is_read_comes_first_and_is_marked():
    weighed = explain(Net(lambda w: w.form > 0), Vocabulary(), ARTICLE, 0, SAID)
    first, *rest = weighed.alternatives
    assert [s.text for s in (*first.source, *first.content)] == ["Voss", "it fell"]
    assert first.taken
    assert len(rest) == 4
    assert not any(each.taken for each in rest)
    assert first.chance > max(each.chance for each in rest)


def test_other_words_are_the_likeliest_and_not_the_word_itself():
    weighed = explain(Net(lambda w: (w.form == 1) | (w.form == 2) | (w.form == 7)), Vocabulary(), ARTICLE, 0, SAID)
    assert weighed.chance == KNOWN
    assert [(o.span.text, o.chance) for o in weighed.others][:2] == [("Voss", KNOWN), ("did", KNOWN)]
    assert "said" not in {o.span.text for o in weighed.others}
