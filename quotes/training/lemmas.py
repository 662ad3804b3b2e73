"""What is known of lemmas beside the net: the lemmatizer's list, with words of raw text, and the table of `quotes.parse.penn`.

Stanza's lemmatizer looks a word up with its tag, then by itself, and only then asks its net. By itself, "Housing" is
the capital of "housing", which a company's name is not. The net spells letter by letter, so that it makes "conven" of
"convened": where that is no word of the raw text and what the rules of spelling give is one, the list says so.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch

from quotes.training.material import FILE
from quotes.training.prepare import TREEBANKS
from quotes.training.treebank import Tree, read_trees

ANY_TAG = "*"  # Stanza's name for what is known of a word by itself
Listed = dict[str, dict[str, str]]

# How often a form stands in the raw text to be asked after, and to be a word that another may come from.
LEAST, A_WORD = 2, 20
SHORTEST, SHORTEST_STEM = 4, 2  # letters of a form that is asked after, and of what is left of it
# A name stands so often in the raw text, and hardly ever without its capital.
LEAST_OF_NAME, SMALL_OF_NAME = 100, 0.005
AT_ONCE = 1_000
# How often a form has a lemma with its Penn tag, of all and at least, where that is not the usual one.
SHARE_BY_PENN, LEAST_BY_PENN = 2 / 3, 2
# How often a plural stands in the raw text with a capital to be taken for the plural of a name, by its tag.
LEAST_OF_PLURAL, PLURAL_NAME = 10, "NNPS"
MARKS, APART = {"PUNCT", "SYM"}, "GW"  # GW: the parts of a word that was written apart
ENDINGS = {"VERB": ("ing", "ed", "es", "s"), "NOUN": ("es", "s"), "ADJ": ("est",)}
HISSING = ("s", "x", "z", "ch", "sh", "o")  # behind which a plural has an e


def known(trees: Iterable[Tree]) -> Listed:
    """Return the lemma of each word by tag, of words and tags that stand once, the frequent first, in ``trees``.

    What is known of a word by itself, if it has no capital, is said of its most frequent tag and left out under the others.
    """
    pairs = [(token.form, token.upos, token.lemma) for tree in trees for token in tree.tokens]
    alone: dict[str, str] = {}
    for form, _, lemma in pairs:
        if form == form.lower():
            alone.setdefault(form, lemma)
    found: Listed = {ANY_TAG: alone}
    for form, upos, lemma in pairs:
        if alone.get(form) != lemma:
            found.setdefault(upos, {})[form] = lemma
    return found


def by_penn(trees: Iterable[Tree]) -> dict[str, dict[str, str]]:
    """Return lemmas by form and both tags, "PRON PRP", where the Penn tag makes another of a form than its universal tag.

    Marks are left out, and words that were written apart by mistake.
    """
    counts: dict[str, Counter[tuple[str, str, str]]] = defaultdict(Counter)
    for tree in trees:
        for token in tree.tokens:
            counts[token.form][token.upos, token.xpos, token.lemma] += 1
    result: dict[str, dict[str, str]] = {}
    for form, seen in sorted(counts.items()):
        alike: Counter[tuple[str, str]] = Counter()
        apart: Counter[tuple[str, str]] = Counter()
        for (upos, xpos, lemma), count in seen.items():
            alike[upos, lemma] += count
            apart[upos, xpos] += count
        for (upos, xpos, lemma), count in sorted(seen.items()):
            usual = max((times, other) for (tag, other), times in alike.items() if tag == upos)[1]
            clear = count >= max(LEAST_BY_PENN, SHARE_BY_PENN * apart[upos, xpos])
            if clear and lemma != usual and upos not in MARKS and xpos != APART:
                result.setdefault(form, {})[f"{upos} {xpos}"] = lemma
    return result


def plural_names(trees: Iterable[Tree], counts: Mapping[str, int]) -> dict[str, str]:
    """Return plurals of common nouns with a capital, "Scholars", and what they are plurals of, "Scholar", as names.

    Those that the raw text has, by the ``counts`` of its forms, and the treebanks do not tag so, where they say it themselves.
    """
    lemmas: dict[str, Counter[str]] = defaultdict(Counter)
    tagged: set[str] = set()
    for tree in trees:
        for token in tree.tokens:
            if token.xpos == "NNS" and (token.form + token.lemma).isalpha() and (token.form + token.lemma).islower():
                lemmas[token.form][token.lemma] += 1
            elif token.xpos == PLURAL_NAME:
                tagged.add(token.form)
    usual = {form.capitalize(): max(seen, key=lambda each: (seen[each], each)) for form, seen in sorted(lemmas.items())}
    return {
        name: lemma.capitalize()
        for name, lemma in usual.items()
        if name.lower() != lemma and name not in tagged and counts.get(name, 0) >= LEAST_OF_PLURAL
    }


def names(counts: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Yield forms without a capital, "francisco", and the names that they are when they are one; ``counts`` are of forms."""
    for name, count in counts.items():
        small = name.lower()
        if count < LEAST_OF_NAME or counts.get(small, 0) > SMALL_OF_NAME * count:
            continue
        plural = name.endswith("s") and counts.get(name[:-1], 0) >= A_WORD
        if name.isalpha() and name.istitle() and len(name) > 2 and not plural:
            yield small, name


def bases(form: str, upos: str) -> Iterator[str]:
    """Yield what a form may come from by the rules of spelling, with some that are no words."""
    for ending in ENDINGS[upos]:
        stem = form.removesuffix(ending)
        if stem == form or len(stem) < SHORTEST_STEM or form.endswith("ss"):
            continue
        if len(stem) > SHORTEST_STEM and (ending != "es" or stem.endswith(HISSING)):
            yield stem
        if ending in {"ing", "ed", "est"}:
            yield stem + "e"
        if ending in {"es", "ed", "est"} and stem.endswith("i"):
            yield stem[:-1] + "y"
        if ending != "s" and stem[-1] == stem[-2]:
            yield stem[:-1]


def respelt(found: Mapping[tuple[str, str], str], listed: Listed, counts: Mapping[str, int]) -> Listed:
    """Return the lemmas, by tag and form, of forms with tags for which a net ``found`` what is no word.

    A word is what stands often in the raw text, or is a lemma of a tag among the ``listed``.
    """
    lemmas: dict[str, set[str]] = defaultdict(set)
    for upos, words in listed.items():
        lemmas[upos].update(words.values())
    result: Listed = {}
    for (form, upos), lemma in found.items():
        likely = [
            (base in lemmas[upos], counts.get(base, 0), base)
            for base in bases(form, upos)
            if base in lemmas[upos] or counts.get(base, 0) >= A_WORD
        ]
        if likely and lemma not in lemmas[upos] and counts.get(lemma, 0) < A_WORD:
            result.setdefault(upos, {})[form] = max(likely)[2]
    return result


def inflected(counts: Mapping[str, int], listed: Listed) -> list[tuple[str, str]]:
    """Return forms of raw text that are not listed, each with the tags under which it may come from another word."""
    return [
        (form, upos)
        for form, count in counts.items()
        if count >= LEAST and form.isalpha() and form.islower() and len(form) >= SHORTEST
        for upos in ("VERB", "NOUN", "ADJ")
        if form not in listed[ANY_TAG] and form not in listed.get(upos, {}) and any(bases(form, upos))
    ]


def guesses(path: Path, pairs: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return what the net of a lemmatizer's file makes of forms with tags."""
    from stanza import Document
    from stanza.models.lemma.data import DataLoader
    from stanza.models.lemma.trainer import Trainer

    trainer: Any = Trainer(model_file=str(path), device="cpu")
    trainer.model.float()
    words = [{"id": number, "text": form, "upos": upos} for number, (form, upos) in enumerate(pairs, 1)]
    loader = DataLoader(Document([words]), AT_ONCE, trainer.args, vocab=trainer.vocab, evaluation=True)
    spelt: list[str] = []
    edits: list[int] = []
    with torch.inference_mode():
        for batch in loader:
            some, kinds = trainer.predict(batch, trainer.args["beam_size"], loader.vocab)
            spelt += some
            edits += kinds or []
    return dict(zip(pairs, trainer.postprocess([form for form, _ in pairs], spelt, edits=edits or None), strict=True))


def counted(work: Path) -> dict[str, int]:
    """Return how often each form stands in the raw text of the folder ``work``."""
    with np.load(work / FILE) as material:
        forms = str(material["forms"]).split("\n")
        return dict(zip(forms, np.bincount(material["words"], minlength=len(forms)).tolist(), strict=True))


def relist(work: Path) -> None:
    """Give the lemmatizer of the folder ``work`` the words that are known by its training data and by the raw text."""
    path = work / "lemmatizer.pt"
    listed = known(read_trees(work / "train_lemmas.conllu"))
    counts = counted(work)
    for small, name in names(counts):
        if small not in listed[ANY_TAG]:
            listed.setdefault("PROPN", {}).setdefault(small, name)
            if listed.get("ADJ", {}).get(name) == name:  # nationalities are names that are adjectives
                listed["ADJ"].setdefault(small, name)
    pairs = inflected(counts, listed)
    for upos, words in respelt(guesses(path, pairs) if pairs else {}, listed, counts).items():
        listed.setdefault(upos, {}).update(words)
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    checkpoint["dicts"] = gzip.compress(json.dumps(listed, ensure_ascii=False).encode(), mtime=0)
    torch.save(checkpoint, path)


def write_table(treebanks: Path, work: Path, out: Path) -> None:
    """Write the table of `by_penn` and `plural_names` into ``out``, from the treebanks' train parts and the raw text of ``work``."""
    trees = [tree for name in TREEBANKS for tree in read_trees(treebanks / f"{name}-train.conllu")]
    table = by_penn(trees)
    for name, lemma in plural_names(trees, counted(work)).items():
        table.setdefault(name, {})[f"PROPN {PLURAL_NAME}"] = lemma
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(table, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
