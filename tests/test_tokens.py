"""The embedded tokenizer: one example for each kind of decision, its figures on the treebanks, and its training."""

import json
import time
from pathlib import Path

import pytest

from quotes.parse.addresses import addresses
from quotes.parse.boundaries import mend
from quotes.parse.cuts import clues_of_cut
from quotes.parse.ends import Course, bucket
from quotes.parse.shapes import form, outline, shape
from quotes.parse.tokens import Tokenizer
from quotes.training import logistic, slips, tokens
from quotes.training.prepare import TREEBANKS, paragraphs, raw_text
from quotes.training.treebank import Token, Tree, read_trees
from quotes.weights import EMBEDDED, ModelError

WEIGHTS = EMBEDDED / "en" / "tokens" / "news.json"
TREEBANK_FOLDER = Path(__file__).resolve().parents[2] / "shared" / "treebanks"


@pytest.fixture(scope="module")
def tokenizer():
    return Tokenizer.load(WEIGHTS)


def cut(tokenizer, text):
    return " ".join(text[a:b] for a, b in tokenizer.tokens(text))


def split(tokenizer, text):
    return [text[s[0][0] : s[-1][1]] for s in tokenizer.sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left.", "He left ."),
        ("I don't know.", "I do n't know ."),
        ("I don’t know.", "I do n’t know ."),
        ("Monday's vote was Tuesday’s news.", "Monday 's vote was Tuesday ’s news ."),
        ("They've said it's Jones' car.", "They 've said it 's Jones ' car ."),
        ("We cannot go, and we're gonna stay.", "We can not go , and we 're gon na stay ."),
        ("The U.S. and the U.K. agreed.", "The U.S. and the U.K. agreed ."),
        ("Mr. Roe and Dr. Doe met at 9 a.m. Sunday.", "Mr. Roe and Dr. Doe met at 9 a.m. Sunday ."),
        ("Rep. Ann Roe (R-Ariz.) said", "Rep. Ann Roe ( R - Ariz. ) said"),
        ("It cost $1,200.50, or 12% more.", "It cost $ 1,200.50 , or 12 % more ."),
        ("It is worth £2.8m.", "It is worth £ 2.8 m ."),
        ("a well-known 20-year-old plan", "a well - known 20 - year - old plan"),
        ("See http://www.example.com/x.html or ask j.doe@example.org today", None),
        ("Then he left ... and she left…", "Then he left ... and she left …"),
        ('"Go," she said. "Now!"', '" Go , " she said . " Now ! "'),
        ("“Go,” she said. ‘Now!’", "“ Go , ” she said . ‘ Now ! ’"),
        ("``Go,'' she said. ''Now!''", "`` Go , '' she said . '' Now ! ''"),
        ("and/or war—peace", "and / or war — peace"),
        ("AT&T met a #tag", "AT&T met a #tag"),
        ("naïve café Zoë", None),
        ("(Laughter.) He sat on the Sector-37 side.", "( Laughter . ) He sat on the Sector - 37 side ."),
        ("a Syrian-owned, no-cost plan", "a Syrian - owned , no - cost plan"),
        ("REP. ROE: Roe (R-VA.) asked.", "REP. ROE : Roe ( R - VA. ) asked ."),
        ("We liked it alot.", "We liked it a lot ."),
        ("They havent paid.", "They have nt paid ."),
        ("Infact whats new is that theyre early.", "In fact what s new is that they re early ."),
        ("Dunno, get outta here.", "Du n no , get out ta here ."),
        ("He called it “[...] a sham.”", "He called it “ [ ... ] a sham . ”"),
        ("It lies near Mt. Roe.", "It lies near Mt. Roe ."),
        ("", ""),
    ],
)
def test_chunks_are_cut_as_the_treebanks_cut_them(tokenizer, text, expected):
    assert cut(tokenizer, text) == (text if expected is None else expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(http://www.example.com/a-b?c=d+e&f=UTF-8#g).", "( http://www.example.com/a-b?c=d+e&f=UTF-8#g ) ."),
        ("https://example.org/some-words-to-… and", "https://example.org/some-words-to-… and"),
        ("<j...@example.co.uk>, mailto:j.roe@example.org;", "< j...@example.co.uk > , mailto:j.roe@example.org ;"),
        ("Example.com's page, example.org/news.", "Example.com 's page , example.org/news ."),
        ("the file plan-2.pdf, and PLAN.DOC.", "the file plan-2.pdf , and PLAN.DOC ."),
        ("in alt.animals.dogs.", "in alt.animals.dogs ."),
        ("profits.Net income", "profits . Net income"),
    ],
)
def test_an_address_is_one_token(tokenizer, text, expected):
    assert cut(tokenizer, text) == expected


@pytest.mark.parametrize("run", ["a", "a.", "a-", ".", "http://", "www.", "a@", "x.com/", "ab.cd."])
def test_addresses_are_found_in_linear_time(run):
    began = time.perf_counter()
    addresses(run * (200_000 // len(run)) + " ")
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("word", ["who's", "couldn't", "O'Roe's"])
def test_an_apostrophe_within_a_word_is_cut_alike_whichever_it_is(tokenizer, word):
    for other in "’´`":
        assert cut(tokenizer, word.replace("'", other)) == cut(tokenizer, word).replace("'", other)


@pytest.mark.parametrize("text", ["its", "horses", "overtime", "lets", "travellers", "cans"])
def test_a_word_that_may_be_one_word_stays_one(tokenizer, text):
    assert cut(tokenizer, f"We saw {text} leaders.") == f"We saw {text} leaders ."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I think its not fair.", "I think it s not fair ."),
        ("Its a good laptop, and (its going to last).", "It s a good laptop , and ( it s going to last ) ."),
        ("Now lets be clear.", "Now let s be clear ."),
        ("The city has its own plan.", None),
        ("Acme and its leader met its creditors on its first day.", None),
        ("Its very existence is at risk, and a tool lets them see its", None),
        ("See your doctor and your only friend about your hearing", None),
    ],
)
def test_a_contraction_without_its_apostrophe_is_cut_where_the_words_about_it_say_so(tokenizer, text, expected):
    given = text.replace(".", " .").replace(",", " ,") if expected is None else expected
    assert cut(tokenizer, text) == given


@pytest.mark.parametrize(
    "text",
    [
        "He left.|She stayed.",
        "Lt. Gen. Ann Roe met Adm. Al Doe and Maj. Bo Poe.|They talked.",
        "The U.S. Army and the U.N. Security Council agreed.|It is over.",
        "Sen. Ann Roe (R-Ariz.) said no.|Rep. Al Doe (D-Calif.) said yes.",
        "Acme Inc. and Roe & Co. of Phoenix, Ariz., sued on Sept. 11 in vain.|They lost.",
        "It opened at 9 a.m. and closed at 5 p.m. on Sunday.|Nobody came.",
        "John F. Kennedy and J. Edgar Hoover met.|They talked.",
        '"I did it," he said.|"Why not?"',
        '"I did it."|"Why?"|He left.',
        '"Why did you go?" he asked.|She left.',
        "“I did it,” he said.|“Nobody else did.”|She agreed.",
        "``We lost,'' he said.|``Now we win.''",
        "''We lost,'' he said.|''Now we win.''",
        "He left (nobody saw him).|She stayed.",
        "(He left.)|She stayed.",
        "Did he leave?|Yes!|He did.",
        "The vote was 52.5 to 47.5 percent.|It was close.",
    ],
)
def test_sentences_end_where_they_should(tokenizer, text):
    assert split(tokenizer, text.replace("|", " ")) == text.split("|")


def test_an_empty_text_has_no_sentences(tokenizer):
    assert tokenizer.sentences("") == []
    assert tokenizer.sentences("   ") == []


def test_a_chunk_is_cut_by_what_follows_it_and_no_more(tokenizer):
    alone = Tokenizer.load(WEIGHTS)
    alone.tokens("Inc. was sold. Inc. Sold, Inc.")
    text = "The deal with Acme Inc. was made by Roe Inc."
    assert alone.tokens(text) == tokenizer.tokens(text)


def test_memory_of_chunks_is_bounded(tokenizer):
    assert tokenizer._places.cache_info().maxsize == 65536


@pytest.mark.parametrize(
    ("line", "much"),
    [
        ("The mayor said “we don't know” at 5 p.m. on Sept. 11. ", 20_000),
        ("(U.S.-led) ", 90_000),
        ("“Why? Who? ", 90_000),
    ],
)
def test_a_megabyte_in_one_line_takes_linear_time(tokenizer, line, much):
    def seconds(times):
        text = line * times
        start = time.process_time()
        tokenizer.sentences(text)
        return time.process_time() - start

    seconds(much // 20)
    small = min(seconds(much // 10) for _ in range(3))
    assert seconds(much) < 30 * small + 0.2


def test_an_unreadable_file_is_named(tmp_path):
    with pytest.raises(ModelError, match=r"none\.json: the tokenizer cannot be read"):
        Tokenizer.load(tmp_path / "none.json")


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"cut": {"bias": 0, "weights": {}}, "end": {}, "words": {}}', "\xff"]
)
def test_a_file_that_holds_no_weights_is_named(tmp_path, content):
    path = tmp_path / "odd.json"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(ModelError, match=r"odd\.json: these are not a tokenizer's weights"):
        Tokenizer.load(path)


@pytest.mark.parametrize("key", ["words", "slips", "cut", "end"])
def test_a_file_that_lacks_one_key_is_named(tmp_path, key):
    value = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    del value[key]
    path = tmp_path / "less.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    with pytest.raises(ModelError, match=rf"less\.json: these are not a tokenizer's weights \(KeyError\('{key}'\)\)"):
        Tokenizer.load(path)


def test_the_weights_are_small_and_in_canonical_form():
    data = WEIGHTS.read_text(encoding="utf-8")
    assert len(data.encode()) < 1_000_000
    assert tokens.dumps(json.loads(data)) == data


@pytest.mark.parametrize(
    ("text", "kinds", "short"),
    [
        ("Abc12.", "Aaa00.", "Aa0."),
        ("U.S.", "A.A.", "A.A."),
        ("“É!!", "“A!!", "“A!"),
        ("e\u0301", "aa", "a"),
        ("٣", "0", "0"),
    ],
)
def test_shapes(text, kinds, short):
    assert shape(text) == kinds
    assert outline(kinds) == short


def test_forms():
    assert form("Washington") == ("washington", "Aa", "ton")
    assert form("x" * 50).low == "x" * 20


def test_buckets_do_not_fall_and_grow_coarser():
    found = [bucket(number) for number in range(200)]
    assert found[:5] == [0, 1, 2, 3, 4]
    assert found == sorted(found)
    assert len(set(found)) < 18


def course(text):
    pairs, start = [], 0
    for word in text.split():
        pairs.append((start, start + len(word)))
        start += len(word) + 1
    return Course(pairs, text.split())


def test_the_course_knows_what_a_bracket_closes_and_whether_a_quotation_is_open():
    inside = course("Roe ( R - Ariz. ) said “ no .")
    inside.read(5)
    assert (inside.bracket, inside.quoted) == ("inside 4 1", False)
    inside.read(7)
    assert inside.quoted
    alone = course("( He left . ) She")
    alone.read(4)
    assert alone.bracket == "alone 4 1"
    lone = course("1 ) She")
    lone.read(1)
    assert lone.bracket == "unopened"


def test_a_sentence_end_closes_brackets_and_counts_anew():
    found = course("so it ( is . he left")
    found.end(4)
    assert (found.start, found.small, found.open) == (5, 0, [])
    assert found.form(4) == ("", "^", "")
    assert found.form(5).low == "he"


# ------------------------------------------------------------------------------------------------ training


def tree(text, *, upos="X"):
    """A sentence of tokens between spaces; a plus sign at a token's end says that no space follows."""
    made = tuple(
        Token(
            form=word.removesuffix("+"),
            lemma="_",
            upos="PUNCT" if word[0] in '"“”.' else upos,
            xpos="_",
            feats="_",
            head=index,
            deprel="dep",
            space=not word.endswith("+"),
        )
        for index, word in enumerate(text.split())
    )
    return Tree(tokens=made, paragraph=True, document=True, genre="")


def test_chunks_of_a_paragraph_with_their_cuts():
    block = [tree("I do+ n't+ ."), tree("Go+ ! "), tree("can+ not")]
    assert list(tokens.cut_chunks(block)) == [
        ("I", "a", ()),
        ("don't.", "A", (2, 5)),
        ("Go!", "a", (2,)),
        ("cannot", "", (3,)),
    ]


def test_spans_lie_on_the_raw_text():
    block = [tree("I do+ n't+ ."), tree("Go+ !")]
    text = raw_text(block)
    assert [[text[a:b] for a, b in s] for s in tokens.spans(block)] == [["I", "do", "n't", "."], ["Go", "!"]]


def edited(text="", times=1):
    found = tokens.Edited()
    for _ in range(times):
        found.read(text)
    return found


def test_words_are_cut_that_several_documents_cut():
    often = [tree("can+ not go") for _ in range(3)]
    news = edited("cannot")
    assert tokens.words_cut(often, news) == {"cannot": [3]}
    assert tokens.words_cut(often[:2], news) == {}
    assert tokens.words_cut([*often, *[tree("cannot go")] * 3], news) == {}


def test_words_are_cut_that_one_document_cuts_and_edited_text_does_not_have():
    news = edited("travellers")
    assert tokens.words_cut([tree("at+ least two")], news) == {"atleast": [2]}
    assert tokens.words_cut([tree("at+ least two"), tree("atleast two")], news) == {}
    assert tokens.words_cut([tree("travel+ lers")], news) == {}
    assert tokens.words_cut([tree("plumber+ s car")], news) == {}  # as likely a plural
    assert tokens.words_cut([tree("go+ to Rome")], edited("Kenji Goto said", 2)) == {}  # a name


def test_contractions_are_cut_without_their_apostrophe_where_they_are_no_other_words():
    trees = [tree("we have+ n't"), tree("we have+ n’t"), tree("we wo+ n't"), tree("it is his wont"), tree("we+ ‘ll go")]
    assert tokens.clipped(trees, edited()) == {"havent": [4]}
    assert tokens.clipped([tree("we+ 'd go"), tree("they+ 'd go")], edited("they were wed")) == {"theyd": [4]}


def test_is_is_clipped_behind_pronouns_and_adverbs_alone():
    what, dog = tree("what+ 's", upos="PRON").tokens[0], tree("dog+ 's", upos="NOUN").tokens[0]
    is_ = tree("'s", upos="AUX").tokens[0]
    trees = [Tree(tokens=(word, is_), paragraph=True, document=True, genre="") for word in (what, dog)]
    assert tokens.clipped(trees, edited()) == {"whats": [4]}


def test_words_with_marks_about_them_count_and_slips_do_not():
    news = edited("alot")
    assert tokens.words_cut([tree("we (+ a+ lot+ )"), tree("a+ lot+ ."), tree("a+ lot")], news) == {"alot": [1]}
    assert tokens.words_cut([tree("let+ s go") for _ in range(3)], news) == {}
    assert list(tokens.words_of("ab-cd", (1, 4))) == []


def test_an_ellipsis_in_brackets_is_three_tokens():
    found = tokens.with_brackets_apart(tree("so [...]+ . […] (+ ...+ )"))
    assert [(token.form, token.space) for token in found.tokens] == [
        ("so", True),
        *[("[", False), ("...", False), ("]", False), (".", True)],
        *[("[", False), ("…", False), ("]", True)],
        *[("(", False), ("...", False), (")", True)],
    ]


def test_a_word_whose_apostrophe_was_left_uncut_teaches_nothing():
    assert tokens.is_slip(("Monday's", "", ()))
    assert tokens.is_slip(("(AREA’S)", "", (1, 7)))
    assert not tokens.is_slip(("Monday's,", "", (6, 8)))
    assert not any(tokens.is_slip((chunk, "", ())) for chunk in ("A's", "O'Shea", "l's-x", "1990's"))
    counts = tokens.cut_counts([[tree("Monday's are tough")], [tree("Tuesday+ 's vote")]])
    assert [list(count) for count in counts.values()] == [[0, 1], [1, 0]]  # of "Tuesday's" alone


def test_raw_text_says_which_words_have_a_stop_of_their_own():
    found = tokens.Stops()
    for _ in range(30):
        found.read("Then Jen left Acme Inc. for good, and Capt Roe, of Oslo, saw Inc. grow. Al left. Jen too.")
    assert (found.seen["Jen"], found.stopped["Jen"]) == (60, 0)
    assert (found.seen["Inc"], found.stopped["Inc"]) == (60, 60)
    assert list(found.chunks()) == [
        *[("Acme.", after, (4,)) for after in ("", "A")],
        *[("Al.", after, (2,)) for after in ("", "A")],
        *[("Inc.", after, ()) for after in ("", "a")],
        *[("Jen.", after, (3,)) for after in ("", "A")],
        *[("Oslo.", after, (4,)) for after in ("", "A")],
        *[("Roe.", after, (3,)) for after in ("", "A")],
        *[("Then.", after, (4,)) for after in ("", "A")],
    ]


def test_a_cut_is_a_clue_to_the_next_one():
    kinds = shape("Syrian-owned")
    alone, held = (clues_of_cut("Syrian-owned", kinds, 7, "a", last) for last in (6, 0))
    assert (alone.token, held.token) == ("-|a", "Aa-|a")


def about(web, news):
    found = slips.Evidence()
    for line in news:
        found.read(line)
    for block in paragraphs(web):
        starts = frozenset(start for sentence in tokens.spans(block) for start, _ in sentence)
        found.read_block(raw_text(block), starts)
    return found


def test_slips_are_learned_from_contractions_with_their_apostrophe():
    web = [tree("It+ s true+ .")] * 9
    news = ["It's true. It's said that its plan failed, and its leader."] * 30
    found = slips.learn(about(web, news))
    assert found["words"] == {"its": {"place": 2, "next": ["said", "true"]}}
    made = Tokenizer.from_json({**json.loads(WEIGHTS.read_text(encoding="utf-8")), "slips": found})
    assert cut(made, "its true") == "it s true"
    assert cut(made, "its plan") == "its plan"
    assert slips.learn(about([], news))["words"] == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [("so its not It’s", [("its", False, "so", "not", "it")]), ("of It’s", [("its", True, "of", "", "")])],
)
def test_what_is_about_a_word(text, expected):
    found = [(use.word, use.contracted, *use.about) for _, _, use in slips.uses(text)]
    assert found[:1] == expected


def test_sentences_in_capitals():
    assert tokens.in_capitals(tree("Rep. Roe did+ n't")).text == "REP. ROE DIDN'T"


def test_marks_become_apostrophes_on_both_sides():
    assert tokens.apostrophes(tree('He said " no+ " .')).text == "He said '' no'' ."


def test_a_party_stands_behind_a_name_before_a_verb():
    import random

    name, verb = tree("Roe", upos="PROPN").tokens[0], tree("spoke", upos="VERB").tokens[0]
    made = tokens.with_party(Tree(tokens=(name, verb), paragraph=True, document=True, genre=""), random.Random(1))
    assert [made.tokens[0].form, made.tokens[1].form, made.tokens[3].form, made.tokens[-2].form] == [
        "Roe",
        "(",
        "-",
        ")",
    ]
    assert made.text.startswith("Roe (")
    assert made.text.endswith(") spoke")
    other = tree("He spoke")
    assert tokens.with_party(other, random.Random(1)) is other


def test_a_logistic_regression_learns_what_its_clues_say():
    counts = {("a", "x"): [0, 40], ("a", "y"): [0, 40], ("b", "x"): [40, 0], ("b", "y"): [40, 0], ("", "x"): [3, 3]}
    found = logistic.fit(counts, ("letter", "noise"), penalty=0.05, epochs=100)
    letter = found["weights"]["letter"]
    assert letter["a"] > 100
    assert letter["b"] < -100
    assert all(abs(weight) < 100 for weight in found["weights"]["noise"].values())
    assert set(letter) == {"a", "b"}


def test_training_gives_the_same_bytes_again():
    trees = [tree(f"Mr. Roe said so+ . He left at {n} p.m. and did+ n't go+ .") for n in range(40)]
    once = tokens.dumps(tokens.weights(trees))
    assert tokens.dumps(tokens.weights(trees)) == once
    made = Tokenizer.from_json(json.loads(once))
    assert cut(made, "He didn't go.") == "He did n't go ."


@pytest.mark.skipif(not TREEBANK_FOLDER.is_dir(), reason="the treebanks are not at ../shared/treebanks")
@pytest.mark.parametrize(
    ("name", "least_tokens", "least_sentences"), [("en_ewt", 99.25, 88.9), ("en_gum_open", 99.9, 96.3)]
)
def test_figures_on_the_treebanks(tokenizer, name, least_tokens, least_sentences):
    assert name in TREEBANKS
    found, gold = [set(), set()], [set(), set()]
    for number, block in enumerate(paragraphs(read_trees(TREEBANK_FOLDER / f"{name}-dev.conllu"))):
        text = raw_text(block)
        for into, sentences in ((gold, tokens.spans(block)), (found, mend(text, tokenizer.sentences(text)))):
            into[0] |= {(number, *pair) for sentence in sentences for pair in sentence}
            into[1] |= {(number, sentence[0][0], sentence[-1][1]) for sentence in sentences}
    scores = [200 * len(f & g) / (len(f) + len(g)) for f, g in zip(found, gold, strict=True)]
    assert scores[0] >= least_tokens
    assert scores[1] >= least_sentences
