"""Reading files of weights: what torch's own reader reads, sooner, and nothing that could act."""

import os
import pickle

import numpy as np
import pytest
import torch

from quotes import checkpoint
from quotes.weights import EMBEDDED

FILES = sorted((EMBEDDED / "en").glob("*/*.pt"))


class Acts:
    """What runs a command when it is read by a reader that believes everything."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


def same(one, other):
    """Return whether two values are of the same types and, to the last bit, the same."""
    if type(one) is not type(other):
        return False
    if isinstance(one, torch.Tensor):
        return one.dtype == other.dtype and torch.equal(one, other)
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


@pytest.mark.parametrize("path", FILES, ids=[path.parent.name for path in FILES])
def test_the_shipped_files_are_read_as_torch_reads_them(path):
    assert same(checkpoint.read(path), torch.load(path, map_location="cpu", weights_only=True))


@pytest.mark.parametrize("zipped", [True, False])
def test_both_of_torch_s_formats_are_read(zipped, tmp_path):
    path = tmp_path / "weights.pt"
    saved = {"model": {"a.weight": torch.arange(6.0).view(2, 3).half()}, "words": ["one", "two"], "rate": 0.5}
    torch.save(saved, path, _use_new_zipfile_serialization=zipped)
    assert same(checkpoint.read(path), saved)


@pytest.mark.parametrize("zipped", [True, False])
def test_nothing_in_a_file_is_run(zipped, tmp_path):
    path, made = tmp_path / "weights.pt", tmp_path / "made"
    torch.save({"model": Acts(made)}, path, _use_new_zipfile_serialization=zipped)
    with pytest.raises(pickle.UnpicklingError):
        checkpoint.read(path)
    with checkpoint.quickly(), pytest.raises(pickle.UnpicklingError):
        torch.load(path, weights_only=True)
    assert not made.exists()


def test_what_only_torch_knows_to_be_harmless_is_left_to_torch(tmp_path):
    path = tmp_path / "weights.pt"
    saved = {"model": torch.nn.Parameter(torch.ones(2)), "kind": torch.float16}
    torch.save(saved, path)
    found = checkpoint.read(path)
    assert found["kind"] is torch.float16
    assert found["model"].tolist() == [1, 1]


def test_others_get_weights_quickly_and_anything_else_as_before(tmp_path, monkeypatch):
    before, path = torch.load, tmp_path / "array.pt"
    torch.save(np.arange(3), path)
    read = []
    monkeypatch.setattr(checkpoint, "read", lambda file: read.append(file) or "read")
    with checkpoint.quickly():
        assert torch.load(str(path), lambda storage, _: storage, weights_only=True) == "read"
        assert torch.load(path, weights_only=False).tolist() == [0, 1, 2]
        with path.open("rb") as file:
            assert torch.load(file, weights_only=False).tolist() == [0, 1, 2]
    assert read == [str(path)]
    assert torch.load is before


def test_a_file_that_is_cut_short_is_an_error(tmp_path):
    path = tmp_path / "weights.pt"
    path.write_bytes(FILES[0].read_bytes()[:1000])
    with pytest.raises(Exception, match=r"."):
        checkpoint.read(path)
