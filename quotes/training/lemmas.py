"""The lemmatizer's list of known words, made anew: one that may be a name is known with its tag only.

Stanza's lemmatizer looks a word up with its tag, then by itself, and only then asks its net. By itself, "Housing" is
the capital of "housing", which a company's name is not.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

import torch

from quotes.training.treebank import Tree, read_trees

ANY_TAG = "*"  # Stanza's name for what is known of a word by itself


def known(trees: Iterable[Tree]) -> dict[str, dict[str, str]]:
    """Return the lemma of each word by tag, of words and tags that stand once, the frequent first, in ``trees``.

    What is known of a word by itself, if it has no capital, is said of its most frequent tag and left out under the others.
    """
    pairs = [(token.form, token.upos, token.lemma) for tree in trees for token in tree.tokens]
    alone: dict[str, str] = {}
    for form, _, lemma in pairs:
        if form == form.lower():
            alone.setdefault(form, lemma)
    found: dict[str, dict[str, str]] = {ANY_TAG: alone}
    for form, upos, lemma in pairs:
        if alone.get(form) != lemma:
            found.setdefault(upos, {})[form] = lemma
    return found


def relist(work: Path) -> None:
    """Give the lemmatizer of the folder ``work`` the words that are known by its training data."""
    path = work / "lemmatizer.pt"
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    listed = json.dumps(known(read_trees(work / "train_lemmas.conllu")), ensure_ascii=False)
    checkpoint["dicts"] = gzip.compress(listed.encode(), mtime=0)
    torch.save(checkpoint, path)
