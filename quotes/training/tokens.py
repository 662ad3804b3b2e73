"""Trains the tokenizer's linear models on the treebanks' paragraphs and on raw text: some minutes on one core, the same bytes again."""

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from quotes.parse.cuts import Cut, clues_of_cut, kind_of_next, may_part, plain
from quotes.parse.ends import Course, End, clues_of_end, may_end
from quotes.parse.shapes import shape
from quotes.parse.tokens import CHUNK, Pair
from quotes.training.abbreviations import STATES, abbreviated
from quotes.training.edited import WORD, Edited
from quotes.training.logistic import Counts, fit
from quotes.training.prepare import DOUBLE, SEED, TREEBANKS, paragraphs, quoted, raw_text, tokenizer_data
from quotes.training.slips import CONTRACTIONS, Evidence, learn
from quotes.training.stops import Chunk, Stops
from quotes.training.treebank import Token, Tree, read_trees
from quotes.training.vectors import raw_lines

OMISSION = re.compile(r"(\[)(\.{3}|…)(\])")
# The end of a possessive or a contraction, "Monday's", which is always a token. A treebank of web text has a few words
# with it as one token, for plurals that are slips, "Monday's are tough": from those it learns to leave "Monday's vote" whole.
APOSTROPHE_S = re.compile(r"(?<=[^\W\d_]{2})['’]s(?!\w)", re.IGNORECASE)
# Endings of contractions whose apostrophe web writers leave out; "'s" is one behind words of these kinds ("whats").
CLIPPED = {"n't", "'ve", "'m", "'re", "'ll", "'d"}
BEFORE_IS = {"PRON", "ADV"}
# A word of letters is cut where the treebanks mostly do, and not in one document alone: a slip is no rule. Where edited
# text hardly has the word, such as "atleast", one that is cut is enough.
LEAST_CUTS = 3
LEAST_DOCUMENTS = 2
SHARE_OF_CUTS = 0.6


def train_tokens(treebanks: Path, rawtext: Path, out: Path) -> Path:
    """Train the tokenizer on the treebanks' train parts and write its weights into the file `out`; return that.

    The raw text, a folder as `raw_lines` reads it, says what stands about "its" and what about "it's", which words are two
    run together, and which have a stop of their own.
    """
    trees = [tree for name in TREEBANKS for tree in read_trees(treebanks / f"{name}-train.conllu")]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(dumps(weights(trees, raw_lines(rawtext))), encoding="utf-8")
    return out


def weights(trees: Sequence[Tree], lines: Iterable[str] = ()) -> dict[str, Any]:
    """Return the tokenizer's weights, learned from the sentences of treebanks and from lines of raw text."""
    blocks = blocks_of(trees)
    about, edited, stops = Evidence(), Edited(), Stops()
    for line in lines:
        about.read(line)
        edited.read(line)
        stops.read(line)
    for block in paragraphs(trees):
        about.read_block(raw_text(block), frozenset(start for sentence in spans(block) for start, _ in sentence))
    return {
        "words": clipped(trees, edited) | words_cut(trees, edited),
        "slips": learn(about),
        "cut": fit(cut_counts(blocks, stops.chunks()), Cut._fields, penalty=0.05, epochs=30),
        "end": fit(end_counts(blocks), End._fields, penalty=0.03, epochs=10),
    }


def dumps(value: dict[str, Any]) -> str:
    """Return the weights as JSON, one a line and in order, so that two trainings can be compared."""
    return json.dumps(value, ensure_ascii=False, indent=0, sort_keys=True, separators=(",", ":")) + "\n"


def blocks_of(trees: Sequence[Tree], *, seed: int = SEED) -> list[list[Tree]]:
    """Return the paragraphs to train on: those of Stanza's tokenizer, and three habits of news that treebanks lack.

    One is a mark made of two apostrophes on both sides of a quotation, one a party and a state behind a name, and one
    abbreviations in capitals, as the speakers of a transcript have them: "REP. ROE:".
    """
    chance = random.Random(seed)  # noqa: S311 not for secrets
    trees = list(map(with_brackets_apart, trees))
    result = tokenizer_data(trees)
    for block in paragraphs(trees):
        if any(map(quoted, block)):
            result.append([apostrophes(tree) for tree in block])
        member = [with_party(tree, chance) for tree in block]
        if member != block and chance.random() < 0.1:
            result.append(member)
        short = [abbreviated(tree, chance) for tree in block]
        if short != block and chance.random() < 0.2:
            result.append([in_capitals(tree) for tree in short])
    return result


def with_brackets_apart(tree: Tree) -> Tree:
    """Return the sentence with "[...]" as three tokens: one document has them as one, all others cut off every bracket.

    The tokens' heads are no longer right: this is data for the tokenizer alone.
    """
    parted: list[Token] = []
    for token in tree.tokens:
        omission = OMISSION.fullmatch(token.form)
        pieces = omission.groups() if omission else (token.form,)
        parted.extend(replace(token, form=piece, space=False) for piece in pieces[:-1])
        parted.append(replace(token, form=pieces[-1]))
    return replace(tree, tokens=tuple(parted))


def apostrophes(tree: Tree) -> Tree:
    """Return the sentence with two apostrophes for each double quotation mark, opening or closing."""
    return replace(tree, tokens=tuple(replace(t, form="''") if _is_mark(t) else t for t in tree.tokens))


def _is_mark(token: Token) -> bool:
    return token.form in DOUBLE and token.upos == "PUNCT"


def in_capitals(tree: Tree) -> Tree:
    """Return the sentence in capitals."""
    return replace(tree, tokens=tuple(replace(token, form=token.form.upper()) for token in tree.tokens))


def with_party(tree: Tree, chance: random.Random) -> Tree:
    """Return the sentence with a party and a state, "(R-Ariz.)", behind the first name before a verb.

    The tokens' heads are no longer right: this is data for the tokenizer alone.
    """
    for index, (name, verb) in enumerate(zip(tree.tokens, tree.tokens[1:], strict=False)):
        if name.upos == "PROPN" and name.space and verb.upos in {"VERB", "AUX"} and verb.form.islower():
            forms = ("(", chance.choice("RD"), "-", chance.choice(STATES), ")")
            party = [replace(name, form=form, space=form == ")") for form in forms]
            return replace(tree, tokens=(*tree.tokens[: index + 1], *party, *tree.tokens[index + 1 :]))
    return tree


def spans(block: Iterable[Tree]) -> list[list[Pair]]:
    """Return the tokens of a paragraph as offsets into its `raw_text`, sentence by sentence."""
    result, start = [], 0
    for tree in block:
        sentence = []
        for token in tree.tokens:
            sentence.append((start, start + len(token.form)))
            start += len(token.form) + token.space
        result.append(sentence)
    return result


def words_cut(trees: Iterable[Tree], edited: Edited) -> dict[str, list[int]]:
    """Return where words of letters only are cut, such as "cannot": those that mostly are, and those that edited text does not have."""
    ways: dict[str, Counter[tuple[int, ...]]] = defaultdict(Counter)
    documents: dict[str, set[int]] = defaultdict(set)
    document = 0
    for block in paragraphs(trees):
        document += block[0].document
        for chunk, _, places in cut_chunks(block):
            for word, inside in words_of(chunk, places):
                ways[word][inside] += 1
                documents[word].update((document,) if inside else ())
    return {
        word: list(places)
        for word, counts in sorted(ways.items())
        for places, count in counts.most_common(1)
        if places
        and word not in CONTRACTIONS
        and (
            (len(documents[word]) >= LEAST_DOCUMENTS and count >= max(LEAST_CUTS, SHARE_OF_CUTS * counts.total()))
            or (count == counts.total() and edited.rare(word) and not _possessive(word, places))
        )
    }


def _possessive(word: str, places: Sequence[int]) -> bool:
    """Return whether all that is cut off a word is an "s", which might as well make it a plural: "plumbers"."""
    return word.endswith("s") and places == (len(word) - 1,)


def clipped(trees: Iterable[Tree], edited: Edited) -> dict[str, list[int]]:
    """Return where words are cut that are contractions without their apostrophe, such as "havent", and no other words."""
    whole: set[str] = set()
    result: dict[str, list[int]] = {}
    for tree in trees:
        whole.update(token.form.lower() for token in tree.tokens)
        for token, behind in pairwise(tree.tokens):
            ending = behind.form.lower().replace("’", "'")
            is_ = ending == "'s" and behind.upos == "AUX" and token.upos in BEFORE_IS
            if (ending in CLIPPED or is_) and token.form.isalpha() and not token.space:
                result[token.form.lower() + ending.replace("'", "")] = [len(token.form)]
    return {word: places for word, places in sorted(result.items()) if word not in whole and edited.rare(word)}


def words_of(chunk: str, places: Sequence[int]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield each word of letters in a chunk that no token crosses, in lower case, and where the treebank cuts it."""
    edges = {0, len(chunk), *places}
    for match in WORD.finditer(chunk):
        low, high = match.span()
        if low in edges and high in edges:
            yield match[0].lower(), tuple(place - low for place in places if low < place < high)


def cut_chunks(block: Iterable[Tree]) -> Iterator[Chunk]:
    """Yield each chunk of a paragraph, the kind of character behind it, and where the treebank cuts it."""
    trees = list(block)
    text = raw_text(trees)
    starts = [start for sentence in spans(trees) for start, _ in sentence]
    chunks = [*(match.span() for match in CHUNK.finditer(text)), (len(text), len(text))]
    at = 0
    for (start, end), (following, _) in pairwise(chunks):
        at += 1  # the token that starts the chunk
        places = []
        while at < len(starts) and starts[at] < end:
            places.append(starts[at] - start)
            at += 1
        yield text[start:end], kind_of_next(text, following), tuple(places)


def cut_counts(blocks: Iterable[list[Tree]], more: Iterable[Chunk] = ()) -> Counts:
    """Return how often places with the same clues are not cut, and how often they are, in paragraphs and more chunks.

    What is a slip in the text teaches nothing.
    """
    chunks = Counter(item for block in blocks for item in cut_chunks(block) if not (item[0].isalpha() or is_slip(item)))
    chunks.update(more)
    counts: Counts = defaultdict(lambda: [0, 0])
    for (given, following, places), count in chunks.items():
        chunk = plain(given)
        kinds = shape(chunk)
        last = 0
        for place in may_part(chunk, kinds):
            counts[clues_of_cut(chunk, kinds, place, following, last)][place in places] += count
            last = place if place in places else last
    return counts


def is_slip(item: Chunk) -> bool:
    """Return whether a chunk has an "'s" that is not cut off, since its writer meant a plural or "its"."""
    chunk, _, places = item
    return any(match.start() not in places for match in APOSTROPHE_S.finditer(chunk))


def end_counts(blocks: Iterable[list[Tree]]) -> Counts:
    """Return how often tokens with the same clues end no sentence, and how often they do."""
    counts: Counts = defaultdict(lambda: [0, 0])
    for block in blocks:
        for clues, ends in _ends(block):
            counts[clues][ends] += 1
    return counts


def _ends(block: list[Tree]) -> Iterator[tuple[End, bool]]:
    """Yield the clues of each token of a paragraph that may end a sentence, and whether it does in the treebank."""
    text, sentences = raw_text(block), spans(block)
    tokens = [pair for sentence in sentences for pair in sentence]
    forms = [text[start:end] for start, end in tokens]
    candidates, last = set(may_end(tokens, forms)), {sentence[-1] for sentence in sentences}
    course = Course(tokens, forms)
    for index, pair in enumerate(tokens[:-1]):
        if index in candidates:
            yield clues_of_end(course, index), pair in last
        if pair in last:
            course.end(index)
