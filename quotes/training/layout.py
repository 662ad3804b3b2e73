"""Writes what `quotes.training.student` learned in the layout of Stanza's files: weights, vocabularies, settings."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from quotes.training import student
from quotes.training.material import FILE, RESERVED

SHORTHAND = "en_news"
COMMON = (
    f"--lang en --shorthand {SHORTHAND} --num_layers {student.LAYERS}"
    f" --word_emb_dim {student.WORD_UNITS} --char_emb_dim {student.LETTER_UNITS} --char_hidden_dim {student.LETTERS_UNITS}"
    f" --transformed_dim {student.CHANGED_UNITS} --tag_emb_dim {student.TAG_UNITS}"
    f" --dropout {student.DROPPED} --word_dropout {student.WORDS_DROPPED}"
)
TAGGER = f"--share_hid --hidden_dim {student.TAGGER_UNITS} --deep_biaff_hidden_dim {student.TAGGER_HIDDEN}"
PARSER = f"--no_ufeats --hidden_dim {student.PARSER_UNITS} --deep_biaff_hidden_dim {student.PARSER_HIDDEN}"


def write(work: Path) -> None:
    """Write `tagger.pt` and `parser.pt` into ``work``, of the weights and the material that lie there."""
    from stanza.models import parser, tagger
    from stanza.models.pos.tag_columns import DEFAULT_TAG_COLUMNS, tag_columns_to_config

    with np.load(work / FILE) as found:
        names = json.loads(str(found["names"]))
    values = names["values"]
    tags = vocabularies(values) | {"feats": features(names["features"])}
    settings = tagger.parse_args([*COMMON.split(), *TAGGER.split()])
    settings["tag_columns"] = tag_columns_to_config(DEFAULT_TAG_COLUMNS)
    save(work, "tagger", {"vocab": state(tags), "config": settings})
    settings = plain(parser.parse_args([*COMMON.split(), *PARSER.split()]))
    relations = {"lemma": words([]), "deprel": words(values["deprel"])}
    checkpoint = {"vocab": state(tags | relations), "config": settings, "model_type": "graph"}
    checkpoint |= {"global_step": 0, "last_best_step": 0, "dev_score_history": []}
    # The parser learned without lemmas: there is room for the reserved ones, and nothing in it.
    nothing = torch.zeros(len(RESERVED), student.WORD_UNITS)
    save(work, "parser", checkpoint, {"lemma_emb.weight": nothing})


def plain(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that a file may hold: one with other objects could do anything when it is read."""
    return {
        name: value for name, value in settings.items() if value is None or isinstance(value, str | int | float | list)
    }


def save(work: Path, name: str, checkpoint: Mapping[str, Any], more: Mapping[str, Any] | None = None) -> None:
    """Write a checkpoint with the weights of a net, and some more."""
    weights = torch.load(work / f"{name}.weights.pt", map_location="cpu", weights_only=True)
    torch.save({"model": OrderedDict(weights | dict(more or {})), **checkpoint}, work / f"{name}.pt")


def state(vocabs: Mapping[str, Any]) -> Any:
    """Return the state of Stanza's vocabulary of vocabularies."""
    from stanza.models.pos.vocab import MultiVocab

    return MultiVocab(dict(vocabs)).state_dict()


def vocabularies(values: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return Stanza's vocabularies of letters, words and tags."""
    from stanza.models.common.vocab import CharVocab

    return {
        "char": filled(CharVocab(), values["char"]),
        "word": words(values["word"], lower=True),
        "upos": words(values["upos"]),
        "xpos": words(values["xpos"]),
    }


def words(units: Sequence[str], *, lower: bool = False) -> Any:
    """Return Stanza's vocabulary of words."""
    from stanza.models.pos.vocab import WordVocab

    return filled(WordVocab(lower=lower), units)


def features(values: Mapping[str, Sequence[str]]) -> Any:
    """Return Stanza's vocabulary of features, each with its values."""
    from stanza.models.pos.vocab import FeatureVocab

    vocab = FeatureVocab()
    vocab._id2unit = OrderedDict((name, list(units)) for name, units in values.items())  # noqa: SLF001 its only place
    vocab._unit2id = {name: numbers(units) for name, units in values.items()}  # noqa: SLF001 same
    return vocab


def filled(vocab: Any, units: Iterable[str]) -> Any:
    """Return a vocabulary with the reserved units and some more."""
    vocab._id2unit = [*RESERVED, *units]  # noqa: SLF001 Stanza makes them of data only
    vocab._unit2id = numbers(vocab._id2unit)  # noqa: SLF001 same
    vocab.lang = SHORTHAND
    return vocab


def numbers(units: Iterable[str]) -> dict[str, int]:
    """Return the number of each unit."""
    return {unit: number for number, unit in enumerate(units)}
