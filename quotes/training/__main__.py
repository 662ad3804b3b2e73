"""Trains the embedded models, evaluates a model, fits reader and antecedents to news: `python -m quotes.training --help`."""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from shutil import copyfile
from typing import NamedTuple

from quotes.parse import TOKENS, load
from quotes.parse.penn import TABLE
from quotes.training import layout, lemmas, material, tables
from quotes.training.antecedents import fit_antecedents, labelled_articles
from quotes.training.attributions import DATA, make_reader
from quotes.training.breaks import read_breaks
from quotes.training.errors import errors_in
from quotes.training.errors import table as errors_table
from quotes.training.evaluate import Evaluation, evaluate, test_sets
from quotes.training.pace import device
from quotes.training.pack import pack
from quotes.training.prepare import TREEBANKS, prepare
from quotes.training.reader import EPOCHS
from quotes.training.steps import LEMMATIZER, TOKENIZER, start, together
from quotes.training.tokens import train_tokens
from quotes.training.vectors import raw_lines, train_vectors, write_corpus
from quotes.weights import EMBEDDED

VERSION = "1.7.1"


class Times(NamedTuple):
    """For how many seconds each net learns, and which teachers there are."""

    language: int
    teacher: int
    teachers: Sequence[int]
    tagger: int
    parser: int


TIMES = {
    "cuda": Times(language=500, teacher=150, teachers=(1, 2, 3, 4), tagger=170, parser=370),
    "cpu": Times(language=2_700, teacher=1_500, teachers=(1, 3), tagger=600, parser=1_500),
}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    commands = {"evaluate": _evaluate, "reader": _reader, "antecedents": _antecedents, "errors": _errors}
    return commands[given[0]](given[1:]) if given and given[0] in commands else _train(given)


def train(
    treebanks: Path, rawtext: Path, out: Path, texts: Sequence[Path] = (), *, vectors: Path | None = None
) -> Path:
    """Train all models and write them into the resources folder `out`; return the manifest's path.

    A language model learns from raw text, teachers learn on from it on the treebanks; tagger and parser, which are
    kept, learn from what the teachers think of raw text, of the `*.txt` files in the folders `texts`, and of the
    treebanks. `vectors` is a pretrain file of Stanza whose vectors stay. On a GPU, where there is one, the language model
    is larger and learns from more. What the trainers read and leave is kept in `out/work`, which may be deleted.
    """
    work = out / "work"
    prepare(treebanks, work)
    if vectors:
        copyfile(vectors, work / "vectors.pt")
    else:
        write_corpus(_lines(treebanks, rawtext), work / "corpus.txt")
        train_vectors(work / "corpus.txt", work / "vectors.pt")
    train_tokens(treebanks, rawtext, out / TOKENS)
    places = [str(path.resolve()) for path in (out, rawtext, *texts)]
    together(work, *(("material", str(part), *places) for part in range(material.PARTS)))
    material.write_material(work)
    times = TIMES[device().type]
    together(work, ("language", str(times.language)))
    together(work, *(("teacher", str(seed), str(times.teacher)) for seed in times.teachers))
    together(work, ("student", str(times.tagger), str(times.parser)))
    layout.write(work)
    for running in [start(step, work) for step in (LEMMATIZER, TOKENIZER)]:
        running.check()
    lemmas.relist(work)
    lemmas.write_table(treebanks, work, out / TABLE)
    return pack(work, out, version=VERSION)


def _lines(treebanks: Path, rawtext: Path) -> Iterator[str]:
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
    parser.add_argument("--texts", type=Path, nargs="+", default=[], help="folders of *.txt files to learn from, too")
    parser.add_argument("--vectors", type=Path, help="a pretrain file of Stanza whose word vectors are kept")
    parser.add_argument("--out", type=Path, required=True, help="the resources folder to write")
    options = parser.parse_args(given)
    made = train(options.treebanks, options.rawtext, options.out, options.texts, vectors=options.vectors)
    sys.stdout.write(f"{made}\n")
    return 0


def _reader(given: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m quotes.training reader",
        description="Fit the reader, and how sure it is, to PolNeAR 1.0; write into the package's models and quotes/data.",
    )
    parser.add_argument("--polnear", type=Path, required=True, help="folder with train and dev in brat standoff")
    parser.add_argument("--labels", type=Path, required=True, help="JSON file that names the speakers of dev articles")
    parser.add_argument(
        "--models", type=Path, default=EMBEDDED, help="the resources folder; by default the package's own"
    )
    parser.add_argument(
        "--data", type=Path, default=DATA, help="the folder of confidence.json; by default the package's own"
    )
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="passes over the articles")
    options = parser.parse_args(given)
    make_reader(options.polnear, options.labels, options.models, options.data, epochs=options.epochs)
    return 0


def _antecedents(given: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m quotes.training antecedents",
        description="Fit the weights by which antecedents of pronouns are ranked; write quotes/data.",
    )
    parser.add_argument("--treebanks", type=Path, required=True, help="folder with en_gum_open-*.conllu")
    parser.add_argument("--polnear", type=Path, required=True, help="folder with dev in brat standoff")
    parser.add_argument("--labels", type=Path, required=True, help="JSON file that names the speakers of dev articles")
    parser.add_argument("--out", type=Path, default=DATA, help="the folder to write; by default the package's own")
    options = parser.parse_args(given)
    articles = labelled_articles(options.polnear, options.labels)
    for limit, found in fit_antecedents(options.treebanks, articles, options.out).items():
        sys.stdout.write(f"chance {limit}: {found}\n")
    return 0


def _errors(given: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m quotes.training errors",
        description="Sort what is wrong in the attributions found in PolNeAR 1.0 by kind; print the most frequent kinds.",
    )
    parser.add_argument("--polnear", type=Path, required=True, help="folder with train and dev in brat standoff")
    parser.add_argument("--part", default="dev", choices=("train", "dev"))
    parser.add_argument("--kinds", type=int, default=20, help="how many kinds to print")
    options = parser.parse_args(given)
    _print(errors_table(errors_in(options.polnear / options.part), options.kinds))
    return 0


def _evaluate(given: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m quotes.training evaluate",
        description="Score a model on raw text: CoNLL 2018, the relations that attribution rests on, sentence ends.",
    )
    parser.add_argument("--model", help="a resources folder or a package's name; the embedded model if left out")
    parser.add_argument("--treebanks", type=Path, help="folder with en_ewt-*.conllu and en_gum_open-*.conllu")
    parser.add_argument("--conllu", type=Path, nargs="+", default=[], help="other treebanks: files in CoNLL-U")
    parser.add_argument(
        "--polnear", type=Path, help="folder with train and dev in brat standoff: count wrong sentence ends"
    )
    parser.add_argument("--part", default="dev", choices=("train", "dev", "test"))
    parser.add_argument("--examples", type=int, default=0, help="show so many wrong sentence ends of each kind")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(given)
    if not (options.treebanks or options.conllu or options.polnear):
        parser.error("say what to score on: --treebanks, --conllu or --polnear")
    try:
        _print_scores(options)
    except BrokenPipeError:  # an OSError too, but no file is at fault
        raise
    except OSError as error:
        parser.error(f"{error.filename}: {error.strerror}")
    except ValueError as error:  # a treebank that is none, or a ModelError
        parser.error(str(error))
    return 0


def _print_scores(options: argparse.Namespace) -> None:
    """Score a model as the options say; print each line as soon as it is known, or all as JSON."""
    model = load(options.model)
    found: list[Evaluation] = []
    sets = test_sets(options.treebanks, options.part, options.conllu)
    for evaluation in evaluate(model, sets):
        if not options.json:
            _print(() if found else (tables.heading(),), (tables.row(evaluation),))
        found.append(evaluation)
    breaks = read_breaks(options.polnear, options.part, model) if options.polnear else None
    if options.json:
        shown = {"sets": [e.to_dict() for e in found], "breaks": breaks and breaks.to_dict()}
        _print((json.dumps(shown, ensure_ascii=False, indent=1),))
    else:
        _print(tables.relations(found) if found else (), tables.breaks(breaks, options.examples) if breaks else ())


def _print(*parts: Iterable[str]) -> None:
    for line in chain.from_iterable(parts):
        print(line, flush=True)


if __name__ == "__main__":
    try:
        status = main()
    except BrokenPipeError:  # nobody reads any more; what is still to be written goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    raise SystemExit(status)
