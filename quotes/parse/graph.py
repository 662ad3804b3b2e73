"""Runs Stanza's graph parser on bare word lists: forms, lemmas and tags -> heads and relations.

The parser is that of Dozat and Manning (2017), "Deep biaffine attention for neural dependency parsing", with Stanza's
scores for direction and distance. A relation is scored for the head that was chosen, not for every pair of words, and
the search for a spanning tree runs only where each word's best head does not make a tree already: the trees are the
same, for a tree of best heads is the best tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import torch
from stanza.models.common.vocab import VOCAB_PREFIX_SIZE, CompositeVocab
from stanza.models.depparse.model import GraphParser
from torch import Tensor
from torch.nn.functional import logsigmoid, relu, softplus
from torch.nn.utils.rnn import pad_sequence

from quotes import recurrent
from quotes.parse import nets, trees
from quotes.parse.tagger import Tags
from quotes.products import FEWEST, Affine, enough

HEADS = 48  # heads to which relations are scored together: their weighted sides stay in a processor's cache
# Words of a sentence's square of pairs: smaller products of matrices sum in another order; and where the numbers do not
# fill the processor's registers, logarithms of the last ones have another last digit.
LEAST, MULTIPLE = 16, 8
PAIRS = 200_000  # pairs of words whose arcs are scored together

Known = tuple[str, str, str, str]  # a word's form, lemma, universal tag and Penn tag


class Arc(NamedTuple):
    """The head of a word, 0 for the root and else counted from 1, and the relation to it."""

    head: int
    relation: str


def fits(net: Any, vocab: Any) -> bool:
    """Return whether Stanza's parser is of the kind that is run here: arcs and relations scored apart, without features."""
    if type(net) is not GraphParser or not nets.fits(net):
        return False
    other = net.args.get("use_arc_embedding") or net.args.get("reversed") or net.args.get("use_ufeats", True)
    tags = net.args.get("tag_emb_dim") and net.args.get("use_upos", True) and net.args.get("use_xpos", True)
    return not other and bool(tags) and not isinstance(vocab["xpos"], CompositeVocab)


class Biaffine:
    """A deep biaffine scorer: one score, or one for each relation, for a word as the dependent of another."""

    def __init__(self, scorer: Any) -> None:
        bilinear = scorer.scorer.W_bilin
        dependents, heads, outputs = bilinear.weight.shape
        self._layers = tuple(Affine(layer.weight, layer.bias) for layer in (scorer.W1, scorer.W2))
        self._weight = bilinear.weight.reshape(dependents, heads * outputs)
        self._by_head = bilinear.weight.transpose(0, 1).reshape(heads, dependents * outputs)
        self._of_dependent, self._of_head = (heads, outputs), (dependents, outputs)
        self._bias = bilinear.bias

    def sides(self, states: Tensor) -> tuple[Tensor, Tensor]:
        """Return the words as dependents and as heads, both [words, units + 1]."""
        one = states.new_ones(len(states), 1)
        dependents, heads = (torch.cat([relu(layer(states)), one], dim=1) for layer in self._layers)
        return dependents, heads

    def weighted(self, dependents: Tensor) -> Tensor:
        """Return the dependents times the weights: [words, units + 1, outputs]."""
        return (enough(dependents) @ self._weight)[: len(dependents)].view(len(dependents), *self._of_dependent)

    def all_pairs(self, states: Tensor, lengths: Sequence[int]) -> Tensor:
        """Return the one score of each pair of words [sentences, dependents, heads], padded to one length."""
        dependents, heads = self.sides(states)
        width = max(LEAST, -(-max(lengths) // MULTIPLE) * MULTIPLE)
        left, right = (
            pad_sequence([*side.split(list(lengths)), side.new_zeros(width, side.shape[1])], batch_first=True)
            for side in (self.weighted(dependents)[:, :, 0], heads)
        )
        return torch.bmm(left, right.transpose(1, 2))[:-1] + self._bias

    def chosen(self, dependents: Tensor, heads: Tensor, head: Tensor) -> Tensor:
        """Return the scores [words, outputs] of each dependent with the one of `heads` that is in the place `head` [words].

        Most of the work is to weight one side of a pair. Four words of ten are heads at all, so heads are weighted,
        and those with about as many dependents, whose scores are one product each, go together.
        """
        places, of, counts = head.unique(return_inverse=True, return_counts=True)
        order, firsts = of.argsort(stable=True), counts.cumsum(0) - counts
        widths = counts.clamp(min=FEWEST)  # the last dependent again where they are fewer
        scores = dependents.new_empty(len(head), self._of_head[1])
        for width in widths.unique().tolist():
            for part in (widths == width).nonzero()[:, 0].split(HEADS):
                part = torch.cat([part, part[:1].expand(max(0, FEWEST - len(part)))])  # noqa: PLW2901
                rows = order[firsts[part].unsqueeze(1) + torch.arange(width).minimum(counts[part].unsqueeze(1) - 1)]
                weighted = (heads[places[part]] @ self._by_head).view(len(part), *self._of_head)
                scores[rows] = torch.bmm(dependents[rows], weighted)
        return scores + self._bias

    def every_head(self, dependents: Tensor, heads: Tensor) -> Tensor:
        """Return the scores [dependents, heads, outputs] of all pairs in one sentence."""
        return heads @ self.weighted(dependents) + self._bias


class Parser:
    """Stanza's graph parser; with `mend`, a head with two subjects or two objects is mended as Stanza mends it."""

    def __init__(self, net: Any, vocab: Any, vectors: Any, *, mend: bool) -> None:
        self._net, self._vocab, self._mend = net, vocab, mend
        self._forms = nets.Forms(net, vocab, vectors)
        self._layers = recurrent.layers(net.parserlstm, (net.parserlstm_h_init, net.parserlstm_c_init))
        self._memory = nets.Memory(self._layers[0], self._word, self._read)
        self._arcs, self._labels = Biaffine(net.unlabeled), Biaffine(net.deprel)
        self._direction = Biaffine(net.linearization) if net.args["linearization"] else None
        self._distance = Biaffine(net.distance) if net.args["distance"] else None
        relations = vocab["deprel"]
        self._relations = relations.unmap(range(VOCAB_PREFIX_SIZE, len(relations)))

    def parse(
        self, sentences: Sequence[Sequence[str]], lemmas: Sequence[Sequence[str]], tags: Sequence[Sequence[Tags]]
    ) -> list[list[Arc]]:
        """Return the arcs of each word of each sentence."""
        lengths = [len(sentence) + 1 for sentence in sentences]  # with the root
        states = self._states(sentences, lemmas, tags, lengths)
        scores = [matrix for block in self._blocks(states, lengths) for matrix in self._arc_scores(*block)]
        found = [trees.heads(matrix) for matrix in scores]
        return list(self._labelled(states, scores, found))

    def _states(self, sentences: Any, lemmas: Any, tags: Any, lengths: Sequence[int]) -> Tensor:
        """Return the states [words and roots, units] of the sentences' words, a root before each sentence."""
        words: list[Known | None] = []
        for forms, lemmas_of, tags_of in zip(sentences, lemmas, tags, strict=True):
            upos, xpos, _ = zip(*tags_of, strict=True)
            words.append(None)
            words.extend(zip(forms, lemmas_of, upos, xpos, strict=True))
        steps = recurrent.Steps(lengths)
        return recurrent.run(self._layers, self._memory.projected(words, steps), steps)

    def _word(self, known: Known | None) -> nets.Word:
        """Return what the net reads of a word, or of the root."""
        if known is None:
            return nets.Word(nets.ROOT)
        form, *others = known
        numbers = (self._vocab[kind].unit2id(value) for kind, value in zip(nets.Word._fields[1:], others, strict=True))
        return nets.Word(nets.simple(form), *numbers)

    def _read(self, words: Sequence[nets.Word]) -> Tensor:
        net = self._net
        vectors, embeddings, letters = self._forms.parts([word.form for word in words])
        lemma, upos, xpos = torch.tensor([word[1:] for word in words]).T
        tags = net.upos_emb(upos) + net.xpos_emb(xpos)
        return torch.cat([vectors, embeddings, net.lemma_emb(lemma), tags, letters], dim=1)

    def _blocks(self, states: Tensor, lengths: Sequence[int]) -> Iterator[tuple[Tensor, list[int]]]:
        """Yield the states of neighbouring sentences, and their lengths, so that their padded pairs are not too many."""
        start = done = 0
        longest = 0
        for index, length in enumerate([*lengths, 0]):
            longest = max(longest, length)
            if index > start and (index == len(lengths) or longest**2 * (index + 1 - start) > PAIRS):
                block = list(lengths[start:index])
                yield states[done : done + sum(block)], block
                start, done, longest = index, done + sum(block), length

    def _arc_scores(self, states: Tensor, lengths: Sequence[int]) -> list[Tensor]:
        """Return for each sentence the scores [dependents, heads], the root first; -inf for a word as its own head."""
        scores = self._arcs.all_pairs(states, lengths)
        place = torch.arange(scores.shape[1])
        offset = place.unsqueeze(0) - place.unsqueeze(1)
        if self._direction is not None:
            scores += logsigmoid(self._direction.all_pairs(states, lengths) * torch.sign(offset).float())
        if self._distance is not None:
            likely = 1 + softplus(self._distance.all_pairs(states, lengths))
            scores -= torch.log((offset.abs().float() - likely) ** 2 / 2 + 1)
        scores.diagonal(dim1=1, dim2=2).fill_(-torch.inf)
        return [matrix[:length, :length] for matrix, length in zip(scores, lengths, strict=True)]

    def _labelled(self, states: Tensor, scores: list[Tensor], found: list[list[int]]) -> Iterator[list[Arc]]:
        """Yield each sentence's arcs."""
        dependents, heads = self._labels.sides(states)
        starts = [0]
        for tree in found:
            starts.append(starts[-1] + len(tree))
        chosen = torch.tensor([start + head for start, tree in zip(starts, found, strict=False) for head in tree])
        best = self._labels.chosen(dependents, heads, chosen).argmax(1).tolist()
        for matrix, tree, start in zip(scores, found, starts, strict=False):
            end = start + len(tree)
            names = [self._relations[label] for label in best[start + 1 : end]]
            if self._mend and trees.doubled(tree, names):
                logs = self._labels.every_head(dependents[start:end], heads[start:end]).log_softmax(2)
                tree, labels = trees.mended(matrix, logs, tree, self._vocab["deprel"])  # noqa: PLW2901 the better tree
                names = [self._relations[label] for label in labels]
            yield [Arc(head, name) for head, name in zip(tree[1:], names, strict=True)]
