"""Treebank sentences as plain values: read CoNLL-U, flatten multiword tokens, write CoNLL-U."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

# The features a reader of news needs; the treebanks' editorial ones (Typo, Style, ExtPos ...) are left out.
FEATURES = frozenset(
    (
        "Case",
        "Definite",
        "Degree",
        "Gender",
        "Mood",
        "Number",
        "NumType",
        "Person",
        "Polarity",
        "Poss",
        "PronType",
        "Reflex",
        "Tense",
        "VerbForm",
        "Voice",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One plain token: its form, annotation, head (1-based, 0 for the root) and whether a space follows."""

    form: str
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    deprel: str
    space: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """One annotated sentence; `paragraph` and `document` say whether it opens one, `genre` is GUM's or empty."""

    tokens: tuple[Token, ...]
    paragraph: bool
    document: bool
    genre: str

    @property
    def text(self) -> str:
        """Return the sentence as it stands in its source, without a space after it."""
        return "".join(token.form + " " * token.space for token in self.tokens).rstrip(" ")


def read_trees(path: Path) -> list[Tree]:
    """Return the sentences of a CoNLL-U file, flattened to plain tokens, in file order."""
    genre = ""
    trees = []
    for block in re.split(r"\n{2,}", path.read_text(encoding="utf-8").strip("\n")):
        lines = block.split("\n")
        comments = [line for line in lines if line.startswith("#")]
        document = any(line.startswith("# newdoc") for line in comments)
        genre = "" if document else genre
        for line in comments:
            if line.startswith("# meta::genre = "):
                genre = line.removeprefix("# meta::genre = ").strip()
        paragraph = document or any(line.startswith("# newpar") for line in comments)
        rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
        trees.append(Tree(tokens=flatten(rows), paragraph=paragraph, document=document, genre=genre))
    return trees


def flatten(rows: list[list[str]]) -> tuple[Token, ...]:
    """Return CoNLL-U rows as plain tokens: empty nodes go, a multiword token becomes the pieces of its surface.

    "don't" (do, n't) becomes "do" and "n't" without a space between. Where the syntactic words cannot be laid
    on the surface the whole token stays one and takes the annotation of the word whose head lies outside it.
    """
    spans = {int(row[0].split("-")[0]): row for row in rows if "-" in row[0]}
    words = {int(row[0]): row for row in rows if row[0].isdigit()}
    kept: list[tuple[int, Token]] = []
    merged: dict[int, int] = {}
    index = 1
    while index in words:
        if index not in spans:
            kept.append((index, _token(words[index], words[index][1], _space(words[index]))))
            index += 1
            continue
        row = spans[index]
        last = int(row[0].split("-")[1])
        group = [words[i] for i in range(index, last + 1)]
        pieces = split_surface(row[1], [word[1] for word in group])
        if pieces:
            for word, piece in zip(group, pieces, strict=True):
                kept.append((int(word[0]), _token(word, piece, word is group[-1] and _space(row))))
        else:
            top = next(word for word in group if not index <= int(word[6]) <= last)
            merged |= {int(word[0]): int(top[0]) for word in group}
            kept.append((int(top[0]), _token(top, row[1], _space(row))))
        index = last + 1
    return renumber(kept, merged)


def split_surface(surface: str, forms: list[str]) -> list[str]:
    """Return `surface` cut into one piece a form, or an empty list where the forms' lengths do not add up."""
    if sum(map(len, forms)) != len(surface) or len(forms) > len(surface):
        return []
    pieces, start = [], 0
    for form in forms:
        pieces.append(surface[start : start + len(form)])
        start += len(form)
    return pieces


def renumber(kept: Iterable[tuple[int, Token]], merged: dict[int, int]) -> tuple[Token, ...]:
    """Return the tokens in order with heads renumbered; `merged` says which old index stands for which."""
    pairs = list(kept)
    place = {old: new for new, (old, _) in enumerate(pairs, 1)} | {0: 0}
    return tuple(replace(token, head=place[merged.get(token.head, token.head)]) for _, token in pairs)


def write_conllu(trees: Iterable[Tree], path: Path) -> int:
    """Write the sentences as CoNLL-U into `path`; return how many were written."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for count, tree in enumerate(trees, 1):  # noqa: B007 the count is the result
            file.write(f"# text = {tree.text}\n" + "\n".join(_rows(tree)) + "\n\n")
    return count


def _rows(tree: Tree) -> Iterator[str]:
    for number, t in enumerate(tree.tokens, 1):
        misc = "_" if t.space else "SpaceAfter=No"
        columns = [str(number), t.form, t.lemma, t.upos, t.xpos, t.feats, str(t.head), t.deprel, "_", misc]
        yield "\t".join(columns)


def _token(row: list[str], form: str, space: bool) -> Token:
    feats = "|".join(f for f in row[5].split("|") if f.split("=")[0] in FEATURES) or "_"
    return Token(
        form=form,
        lemma=row[2],
        upos=row[3],
        xpos=row[4],
        feats=feats,
        head=int(row[6]),
        deprel=row[7],
        space=space,
    )


def _space(row: list[str]) -> bool:
    return "SpaceAfter=No" not in row[9].split("|")
