"""Rows of a product of matrices do not depend, to the last bit, on which other rows there are."""

import pytest
import torch
from torch.nn.functional import linear

from quotes.parse import _one_thread
from quotes.products import FEWEST, Affine, enough
from quotes.recurrent import Steps, Workspace

SHAPES = [(288, 96), (224, 112), (112, 17), (512, 128), (100, 1), (128, 7)]
COUNTS = [*range(1, 40), 64, 100, 333, 999]


@pytest.fixture(autouse=True)
def one_thread():
    with _one_thread():
        yield


@pytest.mark.parametrize(("inputs", "outputs"), SHAPES)
def test_a_row_comes_out_the_same_in_any_company(inputs, outputs):
    chance = torch.Generator().manual_seed(inputs)
    rows, weight, bias = (
        torch.randn(shape, generator=chance) for shape in ((1000, inputs), (outputs, inputs), (outputs,))
    )
    layer = Affine(weight, bias)
    together = layer(rows)
    assert torch.allclose(together, linear(rows, weight, bias), atol=1e-3)
    for count in COUNTS:
        assert torch.equal(layer(rows[:count]), together[:count]), count
        assert torch.equal(layer(rows[-count:]), together[-count:]), count


def test_rows_that_are_too_few_are_filled_up_with_the_first():
    rows = torch.arange(6.0).view(3, 2)
    assert enough(rows).tolist() == [[0, 1], [2, 3], [4, 5], *[[0, 1]] * (FEWEST - 3)]
    assert enough(rows.repeat(2, 1)).tolist() == rows.repeat(2, 1).tolist()


def test_steps_take_the_longest_sentences_first_and_lead_back():
    steps = Steps([2, 3])
    assert steps.sizes == [2, 2, 1]
    forwards = steps.order.tolist()
    assert forwards == [2, 0, 3, 1, 4] + [0] * (FEWEST - 1)  # the last step has rows enough before it
    assert [forwards[row] for row in steps.turn.tolist()] == [4, 1, 3, 0, 2] + [2] * (FEWEST - 1)
    assert [forwards[row] for row in steps.undo.tolist()] == [0, 1, 2, 3, 4]


def test_a_workspace_keeps_its_room():
    room = Workspace()
    first = room.take("a", 2, 3)
    assert first.shape == (2, 3)
    assert room.take("a", 3, 1).data_ptr() == first.data_ptr()  # less fits in
    assert room.take("b", 2, 3).data_ptr() != first.data_ptr()
    assert room.take("a", 4, 3).shape == (4, 3)
    with torch.inference_mode():
        inside = room.take("c", 2)
    inside.fill_(1)  # a tensor of that mode could not be written to here
