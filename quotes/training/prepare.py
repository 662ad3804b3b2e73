"""Training data: merged treebanks, sentences with other quotation marks, raw text with labels for the tokenizer."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from quotes.training.abbreviations import abbreviated
from quotes.training.sentences import LONGEST
from quotes.training.treebank import Token, Tree, read_trees, renumber, write_conllu

TREEBANKS = ("en_ewt", "en_gum_open")
SEED = 20

OPENING = frozenset("“‘«„`") | {"``", "‘‘", ",,"}
CLOSING = frozenset("”’»´") | {"''", "’’"}
DOUBLE = {'"', "“", "”", "``", "''", "«", "»", "„", "‘’", "’’", '""'}
ENDS = frozenset(".?!") | DOUBLE
STYLES = {"straight": ('"', '"'), "curly": ("“", "”"), "backtick": ("``", "''"), "guillemets": ("«", "»")}


def quoted(tree: Tree) -> bool:
    """Return whether the sentence holds a double quotation mark."""
    return any(token.form in DOUBLE and token.upos == "PUNCT" for token in tree.tokens)


def opens(tokens: tuple[Token, ...], index: int) -> bool:
    """Return whether the mark at `index` opens: by its form, else by its tag, else by the spaces about it."""
    token = tokens[index]
    if token.form in OPENING or token.form in CLOSING:
        return token.form in OPENING
    if token.xpos in {"``", "''"}:
        return token.xpos == "``"
    return not token.space


def restyle(tree: Tree, style: str) -> Tree:
    """Return the sentence with its double marks in `style`; curly marks bring curly apostrophes with them."""
    tokens = tuple(_restyled(tree.tokens, index, style) for index in range(len(tree.tokens)))
    return replace(tree, tokens=tokens)


def _restyled(tokens: tuple[Token, ...], index: int, style: str) -> Token:
    token = tokens[index]
    if token.form in DOUBLE and token.upos == "PUNCT":
        form = STYLES[style][0 if opens(tokens, index) else 1]
        return replace(token, form=form, lemma=form)
    if style == "curly" and "'" in token.form and any(map(str.isalpha, token.form)):
        return replace(token, form=token.form.replace("'", "’"))
    if style == "straight":
        return replace(token, form=token.form.replace("’", "'"))
    return token


def mark_before_comma(tree: Tree) -> Tree:
    """Return the sentence with each comma that stands before a closing mark moved behind it: `",` for `,"`."""
    pairs = list(enumerate(tree.tokens, 1))
    index = 0
    while index + 1 < len(pairs):
        comma, mark = pairs[index][1], pairs[index + 1][1]
        if comma.form == "," and not comma.space and mark.form in DOUBLE and mark.space:
            pairs[index] = (pairs[index + 1][0], replace(mark, space=False))
            pairs[index + 1] = (index + 1, replace(comma, space=True))
            index += 1
        index += 1
    return replace(tree, tokens=renumber(pairs, {}))


def without_closing_mark(tree: Tree) -> Tree:
    """Return the sentence without its last closing double mark, where no word hangs on that mark."""
    heads = {token.head for token in tree.tokens}
    for index in range(len(tree.tokens) - 1, 0, -1):
        token = tree.tokens[index]
        if token.form in DOUBLE and not opens(tree.tokens, index) and index + 1 not in heads:
            pairs = list(enumerate(tree.tokens, 1))
            old, before = pairs[index - 1]
            pairs[index - 1] = (old, replace(before, space=token.space))
            del pairs[index]
            return replace(tree, tokens=renumber(pairs, {}))
    return tree


def variants(tree: Tree, chance: random.Random) -> Iterator[Tree]:
    """Yield copies of a sentence with quotation marks as dirty news has them: other marks, moved, or missing."""
    used = {token.form for token in tree.tokens}
    yield restyle(tree, "curly" if '"' in used else "straight")
    other = restyle(tree, chance.choice(["straight", "curly", "backtick", "guillemets"]))
    yield chance.choice([mark_before_comma, without_closing_mark])(other)


def fits(tree: Tree) -> bool:
    """Return whether a sentence is short enough to train on."""
    return len(tree.tokens) <= LONGEST


def sentence_data(trees: Iterable[Tree], *, seed: int = SEED) -> list[Tree]:
    """Return the sentences to train tagger and parser on: those that fit, each quoted one with its variants."""
    chance = random.Random(seed)  # noqa: S311 not for secrets
    result = []
    for tree in filter(fits, trees):
        result.append(tree)
        if quoted(tree):
            result.extend(filter(fits, variants(tree, chance)))
    return result


def lemma_data(trees: Iterable[Tree], *, per_sentence: int = 50) -> list[Tree]:
    """Return the distinct words with their most frequent lemma, packed into mock sentences for the lemmatizer.

    The lemmatizer sees no context, so each word and tag is needed once. A word in lower case comes again with a capital,
    as at the start of a sentence, unless it is a name; an inflected one in capitals, too.
    """
    counts: Counter[tuple[str, str, str]] = Counter()
    for tree in trees:
        counts.update((t.form, t.upos, t.lemma) for t in tree.tokens if t.lemma != "_" or t.form == "_")
    best: dict[tuple[str, str], str] = {}
    for (form, upos, lemma), _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        best.setdefault((form, upos), lemma)
    for (form, upos), lemma in list(best.items()):
        if upos != "PROPN" and form.islower():
            best.setdefault((form.capitalize(), upos), lemma)
            if lemma != form:
                best.setdefault((form.upper(), upos), lemma)
    words = list(best.items())
    blocks = (words[i : i + per_sentence] for i in range(0, len(words), per_sentence))
    return [Tree(tokens=tuple(_mock(block)), paragraph=True, document=True, genre="") for block in blocks]


def _mock(words: Iterable[tuple[tuple[str, str], str]]) -> Iterator[Token]:
    """Yield words as the tokens of a flat tree, which is all the syntax that the evaluation asks for."""
    for index, ((form, upos), lemma) in enumerate(words):
        head, deprel = (1, "dep") if index else (0, "root")
        yield Token(form=form, lemma=lemma, upos=upos, xpos="_", feats="_", head=head, deprel=deprel, space=True)


def paragraphs(trees: Iterable[Tree]) -> Iterator[list[Tree]]:
    """Yield the sentences paragraph by paragraph."""
    block: list[Tree] = []
    for tree in trees:
        if tree.paragraph and block:
            yield block
            block = []
        block.append(tree)
    if block:
        yield block


def raw_text(block: Iterable[Tree]) -> str:
    """Return a paragraph as running text."""
    return "".join(token.form + " " * token.space for tree in block for token in tree.tokens).rstrip(" ")


def character_labels(block: Iterable[Tree]) -> str:
    """Return one digit a character of `raw_text`: 1 ends a token, 2 ends a sentence, 0 is the rest."""
    labels = []
    for tree in block:
        for token in tree.tokens:
            end = "2" if token is tree.tokens[-1] else "1"
            labels.append("0" * (len(token.form) - 1) + end + "0" * token.space)
    text = "".join(labels)
    return text[: len(text.rstrip("0"))]


def headline(tree: Tree) -> Tree:
    """Return the sentence in a headline's capitals, without a full stop at its end."""
    tokens = tree.tokens[:-1] if tree.tokens[-1].form == "." else tree.tokens
    starts = [True, *(token.space for token in tokens[:-1])]
    return replace(tree, tokens=tuple(_capital(t) if first else t for t, first in zip(tokens, starts, strict=True)))


def _capital(token: Token) -> Token:
    """Return a token with a capital, but for short prepositions."""
    if token.upos == "ADP" and len(token.form) < 4:
        return token
    return replace(token, form=token.form[0].upper() + token.form[1:])


def tokenizer_data(trees: Iterable[Tree], *, seed: int = SEED) -> list[list[Tree]]:
    """Return the paragraphs to train the tokenizer on, in the order of the treebank, each with its variants.

    Those with quotation marks come again in other styles, those that can be abbreviated with abbreviations, some
    sentences as headlines, and some paragraphs joined with the one before.
    """
    chance = random.Random(seed)  # noqa: S311 not for secrets
    result: list[list[Tree]] = []
    last: list[Tree] = []
    for block in paragraphs(trees):
        result.append(block)
        result.extend(_styled(block, chance))
        short = [abbreviated(tree, chance) for tree in block]
        if short != block:
            result.append(short)
        if 4 < len(block[0].tokens) < 16 and chance.random() < 0.2:
            result.append([headline(block[0])])
        if last and last[-1].tokens[-1].form in ENDS and chance.random() < 0.2:
            result.append(joined(last, short))
        last = block
    return result


def _styled(block: list[Tree], chance: random.Random) -> Iterator[list[Tree]]:
    """Yield a paragraph with quotation marks in other styles; nothing where it has none."""
    if any(map(quoted, block)):
        used = {token.form for tree in block for token in tree.tokens}
        style = "curly" if '"' in used else "straight"
        yield [restyle(tree, style) for tree in block]
        style = chance.choice(["straight", "curly", "backtick", "guillemets"])
        yield [mark_before_comma(restyle(tree, style)) for tree in block]


def joined(one: list[Tree], other: list[Tree]) -> list[Tree]:
    """Return two paragraphs as one, with a space between."""
    *before, last = one
    end = replace(last.tokens[-1], space=True)
    return [*before, replace(last, tokens=(*last.tokens[:-1], end)), *other]


def write_raw(blocks: Iterable[list[Tree]], text: Path, labels: Path) -> None:
    """Write paragraphs and their character labels in the layout that Stanza's tokenizer trains on."""
    kept = list(blocks)
    text.write_text("\n\n".join(map(raw_text, kept)) + "\n", encoding="utf-8")
    labels.write_text("\n\n".join(map(character_labels, kept)) + "\n", encoding="utf-8")


def prepare(treebanks: Path, work: Path) -> None:
    """Write into `work` all that the trainers read: `train.conllu`, `dev.conllu`, raw texts with labels."""
    work.mkdir(parents=True, exist_ok=True)
    train = [tree for name in TREEBANKS for tree in read_trees(treebanks / f"{name}-train.conllu")]
    dev = [tree for name in TREEBANKS for tree in read_trees(treebanks / f"{name}-dev.conllu")]
    write_conllu(sentence_data(train), work / "train.conllu")
    write_conllu(lemma_data(train), work / "train_lemmas.conllu")
    write_conllu(filter(fits, dev), work / "dev_short.conllu")
    write_conllu(lemma_data(dev), work / "dev_lemmas.conllu")
    write_raw(tokenizer_data(train), work / "train.txt", work / "train.labels")
    write_raw(paragraphs(dev), work / "dev.txt", work / "dev.labels")
    (work / "mwt.json").write_text("[]\n", encoding="utf-8")  # Stanza's tokenizer asks for it: no multiword tokens
