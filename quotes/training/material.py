"""All that the nets learn from, as numbers in one file: it can be taken to a machine with a GPU, which needs no Stanza.

`python -m quotes.training.material PART MODELS RAWTEXT TEXTS...` cuts one of `PARTS` shares of the raw text into
sentences with the tokenizer of a resources folder, in the folder it is started in.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from quotes.training.sentences import LONGEST, Sentences
from quotes.training.treebank import Tree, read_trees

FILE = "material.npz"
PARTS = 2
SEED = 1
SHORTEST = 3  # words of a sentence of raw text
LONGEST_FORM = 30  # letters
OFTEN = 2  # how often the same sentence of raw text may stand: press offices repeat themselves
WORDS = 32_000  # lower-case forms that the small nets have embeddings of their own for
RESERVED = ("<PAD>", "<UNK>", "<EMPTY>", "<ROOT>")  # Stanza's first four numbers of any vocabulary
UNKNOWN, ROOT = 1, 3
TREES = ("train", "dev_short")
COLUMNS = ("form", "upos", "xpos", "feats", "head", "deprel")
TAGS = ("upos", "xpos", "feats")
GRAMS_OF_FORM = 20
EDGE = 10  # letters at both ends of a long form that its groups are of
SHAPES = ("lower", "title", "upper", "mixed", "digit", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Forms by number, the frequent ones first; sentences of raw text; treebanks; what the numbers of the tags mean.

    `trees` are blocks [words, COLUMNS] and lengths [sentences]; heads are places in the sentence, 0 for the root.
    `parts` [feature values, features] are the numbers of the features in each value of feats, by Stanza's vocabulary.
    `rows` [forms] are those of `vectors` [forms, units].
    """

    forms: Sequence[str]
    raw: Sentences
    trees: Mapping[str, tuple[Tensor, Tensor]]
    values: Mapping[str, Sequence[str]]
    features: Mapping[str, Sequence[str]]
    parts: Tensor
    rows: Tensor
    vectors: Tensor


def shape(form: str) -> int:
    """Return the number of a form's shape: how it is capitalised, or whether it has digits or no letters."""
    if any(letter.isdigit() for letter in form):
        return SHAPES.index("digit")
    if not any(letter.isalpha() for letter in form):
        return SHAPES.index("other")
    return next((place for place, name in enumerate(SHAPES[:3]) if getattr(form, f"is{name}")()), SHAPES.index("mixed"))


def grams(form: str, buckets: int) -> list[int]:
    """Return the numbers, out of so many, of a form's groups of three to five letters (Bojanowski et al. 2017); 0 is for none."""
    spelt = form.lower()
    edged = f"<{spelt if len(spelt) <= 2 * EDGE else spelt[:EDGE] + spelt[-EDGE:]}>"
    found = [edged[i : i + size] for size in (3, 4, 5) for i in range(len(edged) - size + 1)] or [edged]
    if len(found) > GRAMS_OF_FORM:
        half = GRAMS_OF_FORM // 2
        found = [*found[:half], *found[-half:]]  # the short groups, and the longest ones of the ending
    return [1 + zlib.crc32(each.encode()) % (buckets - 1) for each in found]


def cut(texts: Iterable[str], tokens: Path, out: Path) -> int:
    """Write the sentences of texts, as the package's tokenizer cuts them, as numbers of forms; return the number of words."""
    from quotes.model import Article
    from quotes.parse import shown
    from quotes.parse.boundaries import clean, mend
    from quotes.parse.tokens import Tokenizer
    from quotes.segment import segment

    tokenizer = Tokenizer.load(tokens)
    numbers: dict[str, int] = {}
    words, lengths = array("i"), array("h")
    for text in texts:
        for part in segment(Article(id="", text=text)):
            cleaned = clean(text, part.span.start, part.span.end)
            for sentence in mend(cleaned.text, tokenizer.sentences(cleaned.text)):
                forms = [shown(text[slice(*cleaned.span(*pair))]) for pair in sentence]
                if SHORTEST <= len(forms) <= LONGEST and all(len(form) <= LONGEST_FORM for form in forms):
                    words.extend(numbers.setdefault(form, len(numbers)) for form in forms)
                    lengths.append(len(forms))
    np.savez(out, words=np.array(words), lengths=np.array(lengths), forms=np.array("\n".join(numbers)))
    return len(words)


def texts(rawtext: Path, folders: Iterable[Path]) -> Iterator[str]:
    """Yield the `*.txt` files of some folders and the documents of each `*.xz` file of another."""
    from quotes.training.vectors import documents

    for path in sorted(chain.from_iterable(folder.glob("*.txt") for folder in folders)):
        yield path.read_bytes().decode("utf-8")
    for path in sorted(rawtext.glob("*.xz")):
        yield from documents(path)


def write_material(work: Path) -> None:
    """Write `FILE` of what lies in ``work``: the cut parts, the treebanks and the word vectors."""
    from stanza.models.pos.vocab import FeatureVocab

    from quotes.parse import shown
    from quotes.parse.nets import simple

    def read(form: str) -> str:
        return simple(shown(form))

    trees = {name: read_trees(work / f"{name}.conllu") for name in TREES}
    parts = [_read_part(work / f"cut_{part}.npz", simple) for part in range(PARTS)]
    counts: Counter[str] = Counter(read(token.form) for tree in trees["train"] for token in tree.tokens)
    for known, words, _ in parts:
        for form, count in zip(known, np.bincount(words, minlength=len(known)), strict=True):
            counts[form] += int(count)
    for tree in trees["dev_short"]:
        for token in tree.tokens:
            counts.setdefault(read(token.form), 0)  # a number, but nothing that is known of it
    forms = sorted(counts, key=lambda form: (-counts[form], form))
    numbers = {form: number for number, form in enumerate(forms)}
    words, lengths = without_repeats(
        np.concatenate(
            [np.array([numbers[form] for form in known], dtype=np.int32)[words] for known, words, _ in parts]
        ),
        np.concatenate([lengths for *_, lengths in parts]),
    )
    words, lengths = mixed(words, lengths)
    tokens = [token for tree in trees["train"] for token in tree.tokens]
    values = {name: frequent(getattr(token, name) for token in tokens) for name in (*TAGS, "deprel")}
    lower: Counter[str] = Counter()
    for form, count in counts.items():
        lower[form.lower()] += count
    values["word"] = sorted(lower, key=lambda form: (-lower[form], form))[:WORDS]
    values["char"] = frequent(letter for token in tokens for letter in read(token.form))
    features = FeatureVocab([[[each] for each in values["feats"]]])
    vectors = torch.load(work / "vectors.pt", map_location="cpu", weights_only=True)
    rows = vectors["vocab"]["_unit2id"]
    np.savez_compressed(
        work / FILE,
        forms=np.array("\n".join(forms)),
        words=words,
        lengths=lengths,
        parts=np.array([features.unit2id(each) for each in values["feats"]], dtype=np.uint8),
        rows=np.array([rows.get(form.lower(), UNKNOWN) for form in forms], dtype=np.int32),
        vectors=vectors["emb"].numpy().astype(np.float16),
        names=np.array(json.dumps({"values": values, "features": features.state_dict()["_id2unit"]})),
        **{
            f"{name}_{kind}": block
            for name in TREES
            for kind, block in zip(("words", "lengths"), numbered(trees[name], numbers, values, read), strict=True)
        },
    )


def _read_part(path: Path, simple: Any) -> tuple[list[str], Any, Any]:
    with np.load(path) as found:
        forms = [simple(form) for form in str(found["forms"]).split("\n")]
        return forms, found["words"], found["lengths"].astype(np.int64)


def without_repeats(words: Any, lengths: Any) -> tuple[Any, Any]:
    """Return sentences, each `OFTEN` times at most."""
    seen: Counter[bytes] = Counter()
    kept = np.zeros(len(lengths), dtype=bool)
    starts = np.cumsum(lengths) - lengths
    for row, (start, length) in enumerate(zip(starts.tolist(), lengths.tolist(), strict=True)):
        sentence = words[start : start + length].tobytes()
        seen[sentence] += 1
        kept[row] = seen[sentence] <= OFTEN
    return words[np.repeat(kept, lengths)], lengths[kept].astype(np.uint8)


def mixed(words: Any, lengths: Any) -> tuple[Any, Any]:
    """Return sentences in an order drawn by chance, so that the first ones are of all sources."""
    order = np.random.default_rng(SEED).permutation(len(lengths))
    starts = np.cumsum(lengths, dtype=np.int64) - lengths
    places = np.repeat(starts[order] - np.cumsum(lengths[order], dtype=np.int64) + lengths[order], lengths[order])
    return words[places + np.arange(len(words))], lengths[order]


def frequent(found: Iterable[str]) -> list[str]:
    """Return the distinct values, the most frequent first."""
    counts = Counter(found)
    return sorted(counts, key=lambda value: (-counts[value], value))


def numbered(
    trees: Sequence[Tree], numbers: Mapping[str, int], values: Any, read: Callable[[str], str]
) -> tuple[Any, Any]:
    """Return the words [words, COLUMNS] of trees, and their lengths; a tag that is in no train tree is the first.

    ``read`` says how the nets read a form.
    """
    of = {name: {value: number for number, value in enumerate(values[name])} for name in (*TAGS, "deprel")}
    rows = [
        (
            numbers[read(token.form)],
            *(of[name].get(getattr(token, name), 0) for name in TAGS),
            token.head,
            of["deprel"].get(token.deprel, 0),
        )
        for tree in trees
        for token in tree.tokens
    ]
    return np.array(rows, dtype=np.int32), np.array([len(tree.tokens) for tree in trees], dtype=np.uint8)


def read_material(work: Path, place: torch.device) -> Material:
    """Return the material of the folder ``work``, its words and numbers on a device."""
    with np.load(work / FILE) as found:
        names = json.loads(str(found["names"]))
        lengths = {name: torch.from_numpy(found[f"{name}_lengths"]).long() for name in TREES}
        return Material(
            forms=str(found["forms"]).split("\n"),
            raw=Sentences(torch.from_numpy(found["words"]).to(place), torch.from_numpy(found["lengths"]).long()),
            trees={name: (torch.from_numpy(found[f"{name}_words"]).long().to(place), lengths[name]) for name in TREES},
            values=names["values"],
            features=names["features"],
            parts=torch.from_numpy(found["parts"]).long().to(place),
            rows=torch.from_numpy(found["rows"]).long().to(place),
            vectors=torch.from_numpy(found["vectors"]).float().to(place),
        )


if __name__ == "__main__":
    from quotes.parse import TOKENS

    number, *places = sys.argv[1:]
    models, raw, *folders = map(Path, places)
    cut(islice(texts(raw, folders), int(number), None, PARTS), models / TOKENS, Path(f"cut_{number}.npz"))
