"""Plain Stanza: with the embedded models, and with tagger and parser of the size that Stanza trains by default.

The larger nets have random weights. A layer costs the same whatever its weights, but the tree search does not: it takes
longer over a random parser's scores than over a trained one's. So the search gets, in place of the random scores, those
that the embedded parser gave to a sentence of the same length.
"""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from quotes.weights import EMBEDDED

RECORDED = "arc_scores.npz"
EACH = 4  # score matrices that are kept of each sentence length
SEARCH = "chuliu_edmonds_one_root"
PROCESSORS = ("tokenize", "pos", "lemma", "depparse")
STAND_INS = {"tokenize": "spacy", "lemma": "identity"}  # variants that Stanza has for the parts that may be missing


def pipeline(folder: Path = EMBEDDED) -> Any:
    """Return Stanza's pipeline with the models of a folder, at its default settings."""
    from stanza import Pipeline

    stand_ins = missing(folder)
    nlp = Pipeline(
        "en",
        dir=str(folder),
        package="default",
        processors={name: stand_ins.get(name, "default") for name in PROCESSORS},
        download_method=None,
        logging_level="CRITICAL",
        use_gpu=False,
    )
    for name in ("pos", "depparse"):  # the embedded vectors are stored in 16 bits, which no CPU layer takes
        nlp.processors[name].trainer.model.float()
    return nlp


def missing(folder: Path = EMBEDDED) -> dict[str, str]:
    """Return which variant takes the place of each of Stanza's processors that the folder has no weights for."""
    return {name: variant for name, variant in STAND_INS.items() if not any((folder / "en" / name).glob("*.pt"))}


def default_pipeline(folder: Path) -> Any:
    """Return Stanza's pipeline with the nets that `build` made."""
    with np.load(folder / RECORDED) as archive:
        _replace_search(_borrowing(by_length(archive.values())))
    return pipeline(folder)


def build(folder: Path, texts: Sequence[str]) -> None:
    """Write tagger and parser of Stanza's default size, with random weights, and scores recorded over `texts`.

    Tokenizer and lemmatizer are the embedded ones: the first has the default size, the second, which runs for
    unknown words only, has half of it, for a random one would not know when a lemma ends.
    """
    shutil.copytree(EMBEDDED, folder)
    _record(folder / RECORDED, texts)
    _build_tagger(folder)
    _build_parser(folder)


def _build_tagger(folder: Path) -> None:
    from stanza.models import tagger
    from stanza.models.pos.trainer import Trainer

    _build(folder, "pos", Trainer, tagger.parse_args(["--lang", "en", "--shorthand", "en_news", "--cpu"]))


def _build_parser(folder: Path) -> None:
    from stanza.models import parser
    from stanza.models.depparse.trainer import GraphTrainer

    settings = parser.parse_args(["--lang", "en", "--shorthand", "en_news", "--cpu", "--no_ufeats"])
    _build(folder, "depparse", GraphTrainer, settings)


def _build(folder: Path, processor: str, trainer: Any, settings: dict[str, Any]) -> None:
    """Replace a processor's net by one of the default size with the same vocabulary."""
    import torch
    from stanza.models.common.pretrain import Pretrain

    torch.manual_seed(1)
    vectors = Pretrain(_only(folder / "en" / "pretrain"))
    path = Path(_only(folder / "en" / processor))
    path.unlink()
    vocab = pipeline().processors[processor].vocab
    trainer(args=settings, vocab=vocab, pretrain=vectors, device="cpu").save(str(path))
    if not path.is_file():  # Stanza logs that it could not save and goes on
        raise SystemExit(f"{path}: Stanza could not save the net; is the disk full?")


def _only(folder: Path) -> str:
    (path,) = folder.glob("*.pt")
    return str(path)


def _record(path: Path, texts: Sequence[str]) -> None:
    """Write the arc scores that the embedded parser gives to some sentences of each length."""
    kept: dict[int, list[Any]] = defaultdict(list)

    def recording(search: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def searched(scores: Any) -> Any:
            if len(kept[len(scores)]) < EACH:
                kept[len(scores)].append(scores.copy())
            return search(scores)

        return searched

    restore = _replace_search(recording)
    nlp = pipeline()
    for text in texts:
        nlp(text)
    restore()
    np.savez(path, *(scores for length in sorted(kept) for scores in kept[length]))


def by_length(matrices: Any) -> dict[int, list[Any]]:
    """Return score matrices by the number of their rows."""
    kept: dict[int, list[Any]] = defaultdict(list)
    for scores in matrices:
        kept[len(scores)].append(scores)
    return dict(kept)


def _borrowing(kept: dict[int, list[Any]]) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    """Return a wrapper of the tree search that gives it recorded scores."""
    calls = 0

    def wrapper(search: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def searched(scores: Any) -> Any:
            nonlocal calls
            calls += 1
            return search(borrowed(scores, kept, calls))

        return searched

    return wrapper


def borrowed(scores: Any, kept: dict[int, list[Any]], turn: int) -> Any:
    """Return recorded scores of the same size, else a corner of the next larger ones, else `scores` themselves."""
    size = len(scores)
    length = min((n for n in kept if n >= size), default=None)
    return scores if length is None else kept[length][turn % len(kept[length])][:size, :size]


def _replace_search(wrapper: Callable[[Callable[[Any], Any]], Callable[[Any], Any]]) -> Callable[[], None]:
    """Put a wrapper around Stanza's tree search; return a function that takes it away again."""
    from stanza.models.depparse import model

    search = getattr(model, SEARCH, None)
    if search is None:
        raise SystemExit(f"{model.__name__} has no {SEARCH} in this version of Stanza: mend {__file__}")
    setattr(model, SEARCH, wrapper(search))
    return lambda: setattr(model, SEARCH, search)
