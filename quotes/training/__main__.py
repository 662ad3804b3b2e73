"""Trains the embedded models, evaluates a model, counts in annotated news: `python -m quotes.training --help`."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from quotes.training.counts import DATA, make_counts
from quotes.training.evaluate import evaluate, heading
from quotes.training.pack import pack
from quotes.training.prepare import TREEBANKS, prepare
from quotes.training.steps import (
    EARLY_TAGGER,
    LEMMATIZER,
    PARSER,
    PARSER_START,
    TAGGER,
    TAGGER_START,
    TOKENIZER,
    run,
    start,
    tag_with_early_tagger,
)
from quotes.training.vectors import raw_lines, train_vectors, write_corpus

VERSION = "1.0.0"


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    commands = {"evaluate": _evaluate, "counts": _counts}
    return commands[given[0]](given[1:]) if given and given[0] in commands else _train(given)


def train(treebanks: Path, rawtext: Path, out: Path) -> Path:
    """Train all models on two cores and write them into the resources folder `out`; return the manifest's path.

    What the trainers read and leave is kept in `out/work`, which may be deleted.
    """
    work = out / "work"
    prepare(treebanks, work)
    write_corpus(_texts(treebanks, rawtext), work / "corpus.txt")
    train_vectors(work / "corpus.txt", work / "vectors.pt")
    tagger = start(TAGGER_START, work)
    run(EARLY_TAGGER, work)
    for name in ("train", "dev_short"):
        tag_with_early_tagger(work, f"{name}.conllu", f"{name}_tagged.conllu")
    parser = start(PARSER_START, work)
    run(TOKENIZER, work)
    run(LEMMATIZER, work)
    tagger.check()
    run(TAGGER, work)
    parser.check()
    run(PARSER, work, threads=2)
    return pack(work, out, version=VERSION)


def _texts(treebanks: Path, rawtext: Path) -> Iterator[str]:
    yield from raw_lines(rawtext)
    for name in TREEBANKS:
        lines = (treebanks / f"{name}-train.conllu").read_text(encoding="utf-8").splitlines()
        yield from (line.removeprefix("# text = ") for line in lines if line.startswith("# text = "))


def _train(given: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m quotes.training", description="Train the embedded English models.")
    parser.add_argument(
        "--treebanks", type=Path, required=True, help="folder with en_ewt-*.conllu and en_gum_open-*.conllu"
    )
    parser.add_argument("--rawtext", type=Path, required=True, help="folder with *.xz files of running text")
    parser.add_argument("--out", type=Path, required=True, help="the resources folder to write")
    options = parser.parse_args(given)
    sys.stdout.write(f"{train(options.treebanks, options.rawtext, options.out)}\n")
    return 0


def _counts(given: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m quotes.training counts",
        description="Count in PolNeAR 1.0 which cues report and which rules are right; write quotes/data.",
    )
    parser.add_argument("--polnear", type=Path, required=True, help="folder with train and dev in brat standoff")
    parser.add_argument("--labels", type=Path, required=True, help="JSON file that names the speakers of dev articles")
    parser.add_argument("--out", type=Path, default=DATA, help="the folder to write; by default the package's own")
    options = parser.parse_args(given)
    make_counts(options.polnear, options.labels, options.out)
    return 0


def _evaluate(given: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m quotes.training evaluate", description="Score a model on raw text."
    )
    parser.add_argument("--model", help="a resources folder or a package's name; the embedded model if left out")
    parser.add_argument("--treebanks", type=Path, required=True)
    parser.add_argument("--part", default="dev", choices=("train", "dev", "test"))
    options = parser.parse_args(given)
    sys.stdout.write(heading() + "\n")
    for score in evaluate(options.model, options.treebanks, part=options.part):
        sys.stdout.write(f"{score}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
