"""Nets that learn from padded sequences learn what they would from packed ones."""

import pytest
import torch
from stanza.models.common import char_model, hlstm, packed_lstm
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from quotes.training import padded

LENGTHS = [9, 7, 7, 3, 1]
FORMS = [[1], [2, 3], [1], [4, 4, 5, 6, 1, 2, 3], [2, 3], [7, 8, 7]]


@pytest.fixture
def install(monkeypatch):
    """Install the padded nets until the test is over."""
    monkeypatch.setattr(packed_lstm.PackedLSTM, "forward", packed_lstm.PackedLSTM.forward)
    monkeypatch.setattr(char_model.CharacterModel, "forward", char_model.CharacterModel.forward)
    for module in padded.UNPACKING:
        if hasattr(module, "pad_packed_sequence"):
            monkeypatch.setattr(module, "pad_packed_sequence", module.pad_packed_sequence)
    return padded.install


def learned(net, run):
    """Return what a net gives, and the gradients of its weights for the sum of the squares of that."""
    net.zero_grad()
    found = run()
    found.pow(2).sum().backward()
    return [found.detach(), *(weight.grad.clone() for weight in net.parameters())]


def close(one, other):
    return all(torch.allclose(a, b, atol=1e-5) for a, b in zip(one, other, strict=True))


def test_a_highway_lstm_learns_the_same(install):
    torch.manual_seed(0)
    net = hlstm.HighwayLSTM(10, 7, num_layers=2, bidirectional=True, batch_first=True, highway_func=torch.tanh)
    block, starts = torch.randn(5, 9, 10), (torch.randn(4, 5, 7), torch.randn(4, 5, 7))

    def run():
        return net(pack_padded_sequence(block, LENGTHS, batch_first=True), LENGTHS, starts)[0].data

    before = learned(net, run)
    install()
    assert close(learned(net, run), before)


def test_unpacking_gives_what_torch_gives():
    packed = pack_padded_sequence(torch.randn(5, 9, 2), [1, 9, 7, 3, 7], batch_first=True, enforce_sorted=False)
    for first in (True, False):
        expected, lengths = pad_packed_sequence(packed, batch_first=first)
        block, found = padded.unpack(packed, batch_first=first)
        assert torch.equal(block, expected)
        assert found.tolist() == lengths.tolist()


def test_forms_are_spelt_the_same(install):
    torch.manual_seed(0)
    sizes = {"char_emb_dim": 5, "char_hidden_dim": 6, "char_num_layers": 1, "char_rec_dropout": 0, "dropout": 0.0}
    net = char_model.CharacterModel(sizes, {"char": range(30)})
    torch.nn.init.normal_(net.char_attn.weight)
    order = sorted(range(len(FORMS)), key=lambda i: -len(FORMS[i]))
    lengths = [len(FORMS[i]) for i in order]
    letters = torch.tensor([FORMS[i] + [0] * (lengths[0] - len(FORMS[i])) for i in order])

    def run():
        return net(letters, letters == 0, torch.tensor(order), [4, 2], lengths).data

    before = learned(net, run)
    install()
    assert close(learned(net, run), before)


def test_an_lstm_of_another_kind_is_left_to_stanza(install):
    net = packed_lstm.PackedLSTM(3, 4, num_layers=2, batch_first=True)
    packed = pack_padded_sequence(torch.randn(5, 9, 3), LENGTHS, batch_first=True)
    expected = net(packed, LENGTHS)[0].data
    install()
    assert torch.equal(net(packed, LENGTHS)[0].data, expected)
