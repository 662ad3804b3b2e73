"""Word vectors: raw news text -> word2vec -> a pretrain file in Stanza's format."""

import lzma
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

DIMENSIONS = 100
EPOCHS = 4
MIN_COUNT = 8
WORDS = 60_000
SEED = 20

# Splits as the treebanks split: hyphens and marks alone, "n't" and "'s" apart, abbreviations with their stop.
TOKEN = re.compile(
    r"""
    (?:https?://|www\.)\S+                              # an address is one token
  | [^\W\d_](?:\.[^\W\d_])+\.?                          # U.S.  p.m.
  | (?:sen|rep|gov|gen|lt|col|maj|capt|sgt|cpl|adm|dr|mr|mrs|ms|jr|sr|st|no|inc|co|corp|vs|etc|prof|rev|hon
      |jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\.(?=\s)
  | (?:ca|wo|sha|do|does|did|is|are|was|were|has|have|had|would|could|should|must|need|ai)(?=n['’]t\b)
  | n['’]t\b
  | ['’](?:s|re|ve|ll|d|m)\b
  | \$
  | \d+(?:[.,:]\d+)*(?:st|nd|rd|th|s)?
  | [^\W\d_]+(?:\d+)?
  | \.{2,}
  | -+
  | [^\w\s]
    """,
    re.VERBOSE | re.IGNORECASE,
)


def tokens(line: str) -> list[str]:
    """Return the lower-case tokens of one line, cut roughly as the treebanks cut them."""
    return TOKEN.findall(line.lower())


def raw_lines(folder: Path) -> Iterator[str]:
    """Yield the non-empty lines of every `*.xz` file of `folder`, in name order."""
    for path in sorted(folder.glob("*.xz")):
        with lzma.open(path, "rt", encoding="utf-8", errors="replace") as lines:
            yield from (line for line in lines if line.strip())


def documents(path: Path) -> Iterator[str]:
    """Yield the documents of a compressed file, blocks of lines parted by blank lines, in its order."""
    with lzma.open(path, "rt", encoding="utf-8", errors="replace") as lines:
        for empty, block in groupby(lines, key=lambda line: not line.strip()):
            if not empty:
                yield "".join(block).rstrip("\n")


def write_corpus(lines: Iterable[str], out: Path) -> int:
    """Write one tokenised line for each of `lines` into `out`; return the number of tokens written."""
    count = 0
    with out.open("w", encoding="utf-8") as file:
        for line in lines:
            words = tokens(line)
            count += len(words)
            file.write(" ".join(words) + "\n")
    return count


def train_vectors(corpus: Path, out: Path, *, workers: int = 2) -> int:
    """Train skip-gram vectors on `corpus` and write Stanza's pretrain file `out`; return the vocabulary's size.

    With more than one worker the result differs in the last digits from run to run, as word2vec's threads race.
    """
    from gensim.models import Word2Vec

    model = Word2Vec(
        corpus_file=str(corpus),
        vector_size=DIMENSIONS,
        window=4,
        min_count=MIN_COUNT,
        sg=1,
        negative=5,
        sample=1e-4,
        epochs=EPOCHS,
        workers=workers,
        seed=SEED,
        max_final_vocab=WORDS,
    )
    words = list(model.wv.index_to_key)[:WORDS]
    save_pretrain(words, [model.wv[word] for word in words], out)
    return len(words)


def save_pretrain(words: list[str], rows: list[object], out: Path) -> None:
    """Write `words` and their vectors as a Stanza pretrain file: four reserved rows first.

    Values are rounded to 16 bits, so that the trainers see what is shipped, but kept in 32 for Stanza's sake.
    """
    import numpy as np
    import torch
    from stanza.models.common.pretrain import PretrainedWordVocab

    matrix = np.asarray(rows, dtype=np.float32)
    matrix = matrix / matrix.std()
    reserved = np.zeros((4, matrix.shape[1]), dtype=np.float32)
    emb = torch.from_numpy(np.vstack([reserved, matrix])).half().float()
    torch.save({"vocab": PretrainedWordVocab(words).state_dict(), "emb": emb}, out)
