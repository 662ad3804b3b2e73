"""Smaller nets out of larger ones: the units of a tagger or parser of Stanza that weigh least are left out.

What a unit weighs is the sum of the squares of the weights that read it, after Han et al. (2015), "Learning both weights
and connections for efficient neural networks", but of whole units, so that matrices become smaller, not sparse. A
pruned net is no good as it is: it is trained on, with silver trees of the larger one (`quotes.training.silver`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from quotes.recurrent import KINDS

Weights = dict[str, Tensor]

WAYS = ("", "_reverse")
SIDES = ("highway", "gate")
GATES = 4  # of an LSTM: input, forget, cell and output


class Place(NamedTuple):
    """Where units stand in a net: an axis of one of its weights, from an index on."""

    name: str
    axis: int
    start: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """Some units of a net: how many there are and are to be, the places that make them and those that read them.

    A unit that is not `bounded`, as the states of an LSTM are, can be made as large as what reads it is small, so there
    the weights that make it count as well.
    """

    size: int
    keep: int
    made: tuple[Place, ...]
    read: tuple[Place, ...]
    bounded: bool


def prune(weights: Mapping[str, Tensor], groups: list[Units]) -> Weights:
    """Return the weights of a net without the units of each group that weigh least."""
    gone: dict[tuple[str, int], list[Tensor]] = defaultdict(list)
    for group in groups:
        least = weigh(weights, group).argsort()[: group.size - group.keep]
        for place in (*group.made, *group.read):
            gone[place.name, place.axis].append(place.start + least)
    result = dict(weights)
    for (name, axis), indices in gone.items():
        kept = torch.ones(weights[name].shape[axis], dtype=torch.bool)
        kept[torch.cat(indices)] = False
        result[name] = result[name].index_select(axis, kept.nonzero()[:, 0])
    return result


def weigh(weights: Mapping[str, Tensor], group: Units) -> Tensor:
    """Return what each unit [size] of a group weighs."""
    read = squares(weights, group.read, group.size)
    return read if group.bounded else read * squares(weights, group.made, group.size)


def squares(weights: Mapping[str, Tensor], places: tuple[Place, ...], size: int) -> Tensor:
    """Return for each of so many units the sum of the squares of the weights in some places."""
    parts = (weights[place.name].movedim(place.axis, 0)[place.start :][:size] for place in places)
    return torch.stack([part.reshape(size, -1).pow(2).sum(1) for part in parts]).sum(0)


def lstm(weights: Mapping[str, Tensor], name: str, keep: int, readers: list[str]) -> Iterator[Units]:
    """Yield the units of each layer and direction of a highway LSTM; ``readers`` are the weights that read its output.

    The states that it begins with are taken for weights of their own, a name for each layer and direction (`apart`).
    """
    layers = sum(key.startswith(f"{name}.gate.") and key.endswith(".weight") for key in weights)
    for layer in range(layers):
        own, above = f"{name}.lstm.{layer}.lstm", f"{name}.lstm.{layer + 1}.lstm"
        size = weights[f"{own}.weight_hh_l0"].shape[1]
        inputs = [f"{above}.weight_ih_l0{way}" for way in WAYS]
        inputs += [f"{name}.{side}.{layer + 1}.weight" for side in SIDES]
        for number, way in enumerate(WAYS):
            recurrent = Place(f"{own}.weight_hh_l0{way}", 1)
            gates = [Place(f"{own}.{kind}_l0{way}", 0, gate * size) for kind in KINDS for gate in range(GATES)]
            sides = [
                Place(f"{name}.{side}.{layer}.{part}", 0, number * size)
                for side in SIDES
                for part in ("weight", "bias")
            ]
            starts = [Place(f"{name}_{state}_init.{2 * layer + number}", 1) for state in ("h", "c")]
            read = [Place(reader, 1, number * size) for reader in (inputs if layer + 1 < layers else readers)]
            yield Units(size=size, keep=keep, made=(*gates, *sides, *starts), read=(recurrent, *read), bounded=True)


def tagger(weights: Mapping[str, Tensor], keep: int, hidden: int) -> list[Units]:
    """Return the units of a tagger with one hidden layer: ``keep`` of each direction of its LSTM, ``hidden`` of that layer."""
    heads = [name for name in weights if name.startswith(("upos_clf", "tag_clf")) and name.endswith("weight")]
    layer = Units(
        size=len(weights["upos_hid.bias"]),
        keep=hidden,
        made=(Place("upos_hid.weight", 0), Place("upos_hid.bias", 0)),
        read=tuple(Place(head, 1) for head in heads),
        bounded=False,
    )
    return [*lstm(weights, "taggerlstm", keep, ["upos_hid.weight"]), layer]


def parser(weights: Mapping[str, Tensor], keep: int, hidden: int) -> list[Units]:
    """Return the units of a graph parser: ``keep`` of each direction of its LSTM, ``hidden`` of each side of its scorers."""
    scorers = [name.removesuffix(".scorer.W_bilin.weight") for name in weights if name.endswith(".W_bilin.weight")]
    sides = [
        Units(
            size=len(weights[f"{scorer}.{side}.bias"]),
            keep=hidden,
            made=(Place(f"{scorer}.{side}.weight", 0), Place(f"{scorer}.{side}.bias", 0)),
            read=(Place(f"{scorer}.scorer.W_bilin.weight", axis),),
            bounded=False,
        )
        for scorer in scorers
        for axis, side in enumerate(("W1", "W2"))
    ]
    readers = [f"{scorer}.{side}.weight" for scorer in scorers for side in ("W1", "W2")]
    return [*lstm(weights, "parserlstm", keep, readers), *sides]


def apart(weights: Mapping[str, Tensor]) -> Weights:
    """Return the weights with the states that an LSTM begins with as one for each layer and direction: "name.0" and on."""
    result: Weights = {}
    for name, weight in weights.items():
        if name.endswith(("lstm_h_init", "lstm_c_init")):
            result.update((f"{name}.{index}", row) for index, row in enumerate(weight))
        else:
            result[name] = weight
    return result


def together(weights: Mapping[str, Tensor]) -> Weights:
    """Undo `apart`."""
    result: Weights = {}
    rows: dict[str, list[Tensor]] = defaultdict(list)
    for name, weight in weights.items():
        whole, _, _ = name.rpartition(".")
        if whole.endswith("_init"):
            rows[whole].append(weight)
            result[whole] = torch.stack(rows[whole])
        else:
            result[name] = weight
    return result


def write_pruned(source: Path, out: Path, *, keep: int, hidden: int) -> None:
    """Write the tagger or parser of a file with fewer units into ``out``, in full precision and Stanza's layout.

    ``keep`` units are left of each direction of each layer of its LSTM, ``hidden`` of each layer above.
    """
    checkpoint = torch.load(source, map_location="cpu", weights_only=True)
    weights = apart({name: weight.float() for name, weight in checkpoint["model"].items()})
    groups = tagger if "upos_hid.weight" in weights else parser
    checkpoint["model"] = together(prune(weights, groups(weights, keep, hidden)))
    checkpoint["config"] |= {"hidden_dim": keep, "deep_biaff_hidden_dim": hidden}
    torch.save({key: value for key, value in checkpoint.items() if "optimizer" not in key}, out)
