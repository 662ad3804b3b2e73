"""Smaller nets out of larger ones: which units go, and that a net whose lost units nothing read is the same net."""

import shutil

import pytest
import torch

from quotes.parse import load
from quotes.parse.annotate import Bare
from quotes.training import prune
from quotes.training.pack import write_manifest
from quotes.training.prune import Place, Units
from quotes.weights import EMBEDDED

WORDS = [
    ["The", "mayor", "said", "the", "pier", "would", "open", "in", "May", "."],
    ["“", "Not", "yet", ",", "”", "he", "said", "."],
]
NETS = {"pos": (prune.tagger, 80, 64), "depparse": (prune.parser, 96, 48)}


def test_the_units_that_are_read_least_go_wherever_they_stand():
    weights = {"made": torch.eye(3), "reads": torch.tensor([[1.0, 0.1, 2.0], [9.0, 9.0, 9.0]]).T}
    group = Units(size=3, keep=2, made=(Place("made", 0),), read=(Place("reads", 0),), bounded=True)
    left = prune.prune(weights, [group])
    assert left["made"].tolist() == [[1, 0, 0], [0, 0, 1]]
    assert left["reads"].shape == (2, 2)


def test_a_unit_without_bounds_weighs_what_makes_it_too():
    weights = {"made": torch.tensor([[10.0], [1.0]]), "reads": torch.tensor([[1.0, 2.0]])}
    group = Units(size=2, keep=1, made=(Place("made", 0),), read=(Place("reads", 1),), bounded=False)
    assert prune.prune(weights, [group])["made"].tolist() == [[10.0]]


def test_two_groups_on_one_axis_do_not_shift_each_other():
    weights = {"reads": torch.tensor([[1.0, 5.0, 5.0, 1.0]])}
    groups = [Units(size=2, keep=1, made=(), read=(Place("reads", 1, start),), bounded=True) for start in (0, 2)]
    assert prune.prune(weights, groups)["reads"].tolist() == [[5.0, 5.0]]


def test_the_states_an_lstm_begins_with_come_together_again():
    weights = {"xlstm_h_init": torch.arange(8.0).view(4, 1, 2), "other": torch.ones(1)}
    split = prune.apart(weights)
    assert split["xlstm_h_init.3"].tolist() == [[6.0, 7.0]]
    assert torch.equal(prune.together(split)["xlstm_h_init"], weights["xlstm_h_init"])


def silenced(weights, groups):
    """The weights with nothing read from the units that are to go."""
    silent = {name: weight.clone() for name, weight in weights.items()}
    for group in groups:
        least = prune.weigh(weights, group).argsort()[: group.size - group.keep]
        for place in group.read:
            silent[place.name].movedim(place.axis, 0)[place.start + least] = 0
    return silent


@pytest.fixture
def folders(tmp_path):
    """Two folders of models: the embedded nets with some units that nothing reads, and those nets without the units."""
    for name in ("silent", "pruned"):
        shutil.copytree(EMBEDDED, tmp_path / name)
    for stage, (units, keep, hidden) in NETS.items():
        whole = tmp_path / "silent" / "en" / stage / "news.pt"
        checkpoint = torch.load(whole, weights_only=True)
        weights = prune.apart({name: weight.float() for name, weight in checkpoint["model"].items()})
        checkpoint["model"] = prune.together(silenced(weights, units(weights, keep, hidden)))
        torch.save(checkpoint, whole)
        prune.write_pruned(whole, tmp_path / "pruned" / "en" / stage / "news.pt", keep=keep, hidden=hidden)
    for name in ("silent", "pruned"):
        write_manifest(tmp_path / name, name=name, version="0")
    return tmp_path / "silent", tmp_path / "pruned"


def test_units_that_nothing_reads_can_go_and_every_tag_and_tree_stays(folders):
    silent, pruned = (load(folder)._annotator for folder in folders)
    assert type(pruned) is Bare
    assert pruned._parser._layers[0].units == NETS["depparse"][1]
    assert pruned._tagger._layers[1].units == NETS["pos"][1]
    assert list(pruned.annotate(WORDS)) == list(silent.annotate(WORDS))
