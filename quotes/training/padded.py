"""Lets Stanza's nets learn from padded sequences where Stanza packs them, which is several times faster on a CPU.

torch has a fast LSTM for padded sequences only, and its gradient of a packed one, or of unpacking, costs the square of
the longest sequence. What comes out is the same but for the last digits, for each direction reads just its sentence;
only dropout differs: a form that stands several times in a batch is read once, so it loses the same letters everywhere.
"""

from __future__ import annotations

from typing import Any

import torch
from stanza.models.common import char_model, hlstm, packed_lstm
from stanza.models.common.utils import tensor_unsort
from stanza.models.common.vocab import PAD_ID
from stanza.models.depparse import model as depparse
from stanza.models.pos import model as pos
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence, pack_sequence

from quotes.recurrent import KINDS

UNPACKING = (char_model, hlstm, packed_lstm, depparse, pos)  # the modules that unpack by torch's function
PARTS = 4  # of the forms of a batch, by length


class Places:
    """Where the words of packed sequences lie in a padded block [sequences, steps], and the other way round."""

    def __init__(self, sizes: Tensor) -> None:
        sequences = torch.arange(int(sizes[0]))
        within = sequences.unsqueeze(1) < sizes  # [sequences, steps]
        starts = sizes.cumsum(0) - sizes
        self.lengths = within.sum(1)
        self.packed = torch.where(within, starts + sequences.unsqueeze(1), 0)
        self.within = within.unsqueeze(2)
        self.step, self.sequence = within.T.nonzero(as_tuple=True)

    def pad(self, data: Tensor) -> Tensor:
        """Return packed words [words, units] as a block [sequences, steps, units], with zeros where a sequence is over."""
        return data[self.packed] * self.within

    def pack(self, block: Tensor) -> Tensor:
        """Return a block's words, packed."""
        return block[self.sequence, self.step]

    def turn(self, block: Tensor) -> Tensor:
        """Return a block with each sequence turned round, but not what fills it up."""
        return turned(block, self.lengths)


def turned(block: Tensor, lengths: Tensor) -> Tensor:
    """Return a block [sequences, steps, units] with each sequence, so many steps long, turned round."""
    steps, ends = torch.arange(block.shape[1]), lengths.unsqueeze(1)
    places = torch.where(steps < ends, ends - 1 - steps, steps)
    return block.gather(1, places.unsqueeze(2).expand(-1, -1, block.shape[2]))


def run(lstm: Any, packed: PackedSequence, starts: tuple[Tensor, Tensor] | None) -> tuple[PackedSequence, Any]:
    """Return what an LSTM of one layer makes of packed sequences; the last states, which no net here reads, are left out."""
    places = Places(packed.batch_sizes)
    block = places.pad(packed.data)
    if starts is None:
        nothing = block.new_zeros(1 + lstm.bidirectional, len(block), lstm.hidden_size)
        starts = (nothing, nothing)
    states = []
    for way, ending in enumerate(("", "_reverse")[: 1 + lstm.bidirectional]):
        weights = [getattr(lstm, f"{kind}_l0{ending}") for kind in KINDS]
        first = tuple(start[way : way + 1].contiguous() for start in starts)
        inputs = places.turn(block) if way else block
        found, _, _ = torch.lstm(inputs, first, weights, True, 1, 0.0, lstm.training, False, True)
        states.append(places.turn(found) if way else found)
    return packed._replace(data=places.pack(torch.cat(states, 2))), starts


def unpack(packed: PackedSequence, *, batch_first: bool = False, **_: Any) -> tuple[Tensor, Tensor]:
    """Return packed sequences as a padded block and their lengths, as torch's `pad_packed_sequence` does."""
    places = Places(packed.batch_sizes)
    block, lengths = places.pad(packed.data), places.within.sum((1, 2))
    if packed.unsorted_indices is not None:
        block, lengths = block[packed.unsorted_indices], lengths[packed.unsorted_indices]
    return (block if batch_first else block.transpose(0, 1)), lengths


def letters(self: Any, chars: Tensor, _mask: Tensor, order: Tensor, sentences: Any, _lengths: Any) -> PackedSequence:
    """Return what a net with attention over the letters makes of words, in the place of Stanza's `CharacterModel.forward`.

    ``chars`` [words, letters] are the numbers of the letters, the longest words first; ``order`` undoes that order. Each
    form is read once, however often it stands in the batch, beside forms of about its length.
    """
    rows, inverse = chars.unique(dim=0, return_inverse=True)
    lengths = (rows != PAD_ID).sum(1)
    by_length = lengths.argsort()
    found = torch.cat([read(self, rows[part, : lengths[part[-1]]]) for part in by_length.chunk(PARTS)])
    words = found[by_length.argsort()][inverse]
    return pack_sequence(tensor_unsort(words, order).split(sentences))


def read(self: Any, rows: Tensor) -> Tensor:
    """Return what the net makes of forms [forms, letters] of about one length; what fills them up comes too late to count."""
    block = self.dropout(self.char_emb(rows))
    first = tuple(
        start.expand(-1, len(rows), -1).contiguous() for start in (self.charlstm_h_init, self.charlstm_c_init)
    )
    states, _ = self.charlstm.lstm(block, first)
    weights = torch.sigmoid(self.char_attn(self.dropout(states)))
    result: Tensor = (states * weights * (rows != PAD_ID).unsqueeze(2)).sum(1)
    return result


def install() -> None:
    """Let Stanza's nets run on padded sequences from now on, in this process."""
    plain, plain_letters = packed_lstm.PackedLSTM.forward, char_model.CharacterModel.forward

    def forward_letters(self: Any, *batch: Any) -> Any:
        simple = self.attn and self.num_dir == 1 and not self.pad and isinstance(self.charlstm.lstm, torch.nn.LSTM)
        return letters(self, *batch) if simple else plain_letters(self, *batch)

    def forward(self: Any, inputs: Any, lengths: Any, hx: Any = None) -> Any:
        lstm = self.lstm
        simple = isinstance(lstm, torch.nn.LSTM) and lstm.num_layers == 1 and not self.pad
        return (
            run(lstm, inputs, hx) if simple and isinstance(inputs, PackedSequence) else plain(self, inputs, lengths, hx)
        )

    packed_lstm.PackedLSTM.forward = forward
    char_model.CharacterModel.forward = forward_letters
    for module in UNPACKING:
        if hasattr(module, "pad_packed_sequence"):
            module.pad_packed_sequence = unpack
