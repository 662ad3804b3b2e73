"""Teachers: large nets that tag and parse over a language model's states, for the small shipped nets to learn from.

A teacher reads words, their letters and what two frozen readers (`quotes.training.language`) know of them; it is a
BiLSTM with heads for tags and the biaffine scorers of Dozat and Manning (2017), "Deep biaffine attention for neural
dependency parsing". Several teachers, of other seeds, vote with their mean chances. Nothing of them is shipped.

`python -m quotes.training.teacher SEED` trains one in the folder it is started in.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path
from random import Random

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, dropout

from quotes.parse import trees as spanning
from quotes.training.anneal import Mean, Progress, rate
from quotes.training.language import DIRECTIONS, START, Forms, Reader
from quotes.training.language import UNITS as STATES
from quotes.training.padded import turned
from quotes.training.treebank import Tree, read_trees

UNITS, LAYERS = 300, 2
TAG_UNITS, ARC_UNITS, LABEL_UNITS = 200, 300, 128
WORD_UNITS, LETTER_UNITS, LETTERS_UNITS, MIXED = 75, 50, 150, 256
OFTEN = 5  # how often a form stands in the treebanks to have an embedding of its own
LONGEST_FORM = 20  # letters that are read
DROPPED, WORDS_DROPPED = 0.35, 0.25
BATCH, STEPS, RATE = 2_500, 1_900, 0.002
SEEDS = (1, 2)
TAGS = ("upos", "xpos", "feats")
LETTERS_WIDTH = 3
ROUND, FORMS_ROUND = 4, 256
TOGETHER = 6_000  # words that are read together where nothing is learned


class Index:
    """Numbers for values; 0 is for any other."""

    def __init__(self, values: Iterable[str]) -> None:
        self.values = ["", *sorted(set(values))]
        self._numbers = {value: number for number, value in enumerate(self.values)}

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, value: str) -> int:
        return self._numbers.get(value, 0)


class Vocabulary:
    """The indices that a teacher knows words, letters, tags and relations by."""

    def __init__(self, trees: Sequence[Tree]) -> None:
        tokens = [token for tree in trees for token in tree.tokens]
        counts = Counter(token.form for token in tokens)
        self.words = Index(form for form, count in counts.items() if count >= OFTEN)
        self.letters = Index(letter for form in counts for letter in form)
        self.relations = Index(token.deprel for token in tokens)
        self.tags = {name: Index(getattr(token, name) for token in tokens) for name in TAGS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Sentences as numbers: padded blocks [sentences, words], and the letters [forms, letters] of their forms."""

    lengths: Tensor
    words: Tensor
    numbers: Tensor  # [sentences, words, 3]
    forms: Tensor  # the row of each word in `letters`
    letters: Tensor
    heads: Tensor
    relations: Tensor
    tags: Tensor  # [sentences, words, kinds of tags]

    @property
    def within(self) -> Tensor:
        """Return which places [sentences, words] are words."""
        return torch.arange(self.words.shape[1]) < self.lengths.unsqueeze(1)


def rounded(length: int) -> int:
    """Return a length rounded up: torch compiles products in 16 bits anew for each shape of a block, so shapes are few."""
    return -(-length // ROUND) * ROUND


def padded(rows: Sequence[Sequence[int]], width: int) -> Tensor:
    """Return rows of numbers as one block of a width, filled up with 0."""
    return torch.tensor([[*row, *[0] * (width - len(row))] for row in rows])


class Numbers:
    """Makes batches of trees."""

    def __init__(self, vocabulary: Vocabulary, forms: Forms) -> None:
        self._vocabulary = vocabulary
        self._numbers = lru_cache(None)(lambda form: forms.numbers([form])[0])

    def batch(self, trees: Sequence[Tree]) -> Batch:
        """Return trees as one batch."""
        known = self._vocabulary
        width = rounded(max(len(tree.tokens) for tree in trees))
        forms: dict[str, int] = {}
        rows = [[forms.setdefault(token.form, len(forms)) for token in tree.tokens] for tree in trees]
        places = padded(rows, width)
        table = torch.stack([self._numbers(form) for form in forms])
        letters = [[known.letters[letter] for letter in form[:LONGEST_FORM]] for form in forms]
        letters += [[]] * (-len(letters) % FORMS_ROUND)
        tags = [
            padded([[known.tags[name][getattr(token, name)] for token in tree.tokens] for tree in trees], width)
            for name in TAGS
        ]
        return Batch(
            lengths=torch.tensor([len(tree.tokens) for tree in trees]),
            words=torch.tensor([known.words[form] for form in forms])[places],
            numbers=table[places],
            forms=places,
            letters=padded(letters, LONGEST_FORM),
            heads=padded([[token.head for token in tree.tokens] for tree in trees], width),
            relations=padded([[known.relations[token.deprel] for token in tree.tokens] for tree in trees], width),
            tags=torch.stack(tags, 2),
        )


class BiLSTM(nn.Module):
    """One layer that reads padded sentences in both directions."""

    def __init__(self, inputs: int, units: int) -> None:
        super().__init__()
        self.ways = nn.ModuleList(nn.LSTM(inputs, units, batch_first=True) for _ in DIRECTIONS)

    def forward(self, block: Tensor, lengths: Tensor) -> Tensor:
        """Return states [sentences, words, 2 * units] of a block [sentences, words, inputs]."""
        on, back = self.ways
        return torch.cat([on(block)[0], turned(back(turned(block, lengths))[0], lengths)], 2)


class Biaffine(nn.Module):
    """Scores of pairs of dependents and heads, one for each output."""

    def __init__(self, inputs: int, units: int, outputs: int) -> None:
        super().__init__()
        self.dependents, self.heads = nn.Linear(inputs, units), nn.Linear(inputs, units)
        self.weight = nn.Parameter(torch.zeros(outputs, units + 1, units + 1))

    def sides(self, states: Tensor, share: float) -> tuple[Tensor, Tensor]:
        """Return states as dependents and as heads, [..., units + 1] each."""
        sides = (kept(layer(states).relu(), share) for layer in (self.dependents, self.heads))
        dependents, heads = (torch.cat([side, side.new_ones(*side.shape[:-1], 1)], -1) for side in sides)
        return dependents, heads


def kept(block: Tensor, share: float) -> Tensor:
    """Return a block [sentences, words, units] in which a sentence lacks a share of the units, the same at each word."""
    if not share:
        return block
    return block * dropout(block.new_ones(len(block), 1, block.shape[2]), share)


class Teacher(nn.Module):
    """Tags and parses sentences; see the module."""

    def __init__(self, vocabulary: Vocabulary, readers: Sequence[Reader]) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.readers = nn.ModuleList(readers).requires_grad_(requires_grad=False)
        vectors = readers[0].vectors.weight.shape[1]
        self.words = nn.Embedding(len(vocabulary.words), WORD_UNITS)
        self.letters = nn.Embedding(len(vocabulary.letters), LETTER_UNITS)
        self.spelling = nn.Conv1d(LETTER_UNITS, LETTERS_UNITS, LETTERS_WIDTH, padding=LETTERS_WIDTH - 1)
        self.mixed = nn.Linear(STATES * len(readers), MIXED)
        inputs = [vectors + WORD_UNITS + LETTERS_UNITS + MIXED] + [2 * UNITS] * (LAYERS - 1)
        self.layers = nn.ModuleList(BiLSTM(each, UNITS) for each in inputs)
        self.tagging = nn.Linear(2 * UNITS, TAG_UNITS)
        self.tags = nn.ModuleList(nn.Linear(TAG_UNITS, len(vocabulary.tags[name])) for name in TAGS)
        self.root = nn.Parameter(torch.zeros(2 * UNITS))
        self.arcs = Biaffine(2 * UNITS, ARC_UNITS, 1)
        self.labels = Biaffine(2 * UNITS, LABEL_UNITS, len(vocabulary.relations))

    @property
    def share(self) -> float:
        """Return the share of units that is left out."""
        return DROPPED if self.training else 0.0

    def known(self, batch: Batch, edge: Tensor) -> Tensor:
        """Return what the language model knows [sentences, words, units]; ``edge`` is what it reads before a sentence."""
        states = []
        before = edge.expand(len(batch.lengths), 1, -1)
        for name, reader in zip(DIRECTIONS, self.readers, strict=True):
            numbers = batch.numbers if name == "on" else turned(batch.numbers, batch.lengths)
            found = reader(torch.cat([before, numbers], 1))[:, 1:]
            states.append(found if name == "on" else turned(found, batch.lengths))
        return torch.cat(states, 2)

    def forward(self, batch: Batch, known: Tensor) -> tuple[Tensor, Tensor]:
        """Return the states of the first and the last layer, [sentences, words, units] each."""
        share = self.share
        words = batch.words
        if share:
            words = words * (torch.rand(words.shape) >= WORDS_DROPPED)
        spelt = self.spelling(self.letters(batch.letters).transpose(1, 2)).relu().amax(2)
        vectors = self.readers[0].vectors(batch.numbers[:, :, 0])
        mixed = self.mixed(kept(known, share))
        block = torch.cat([vectors, self.words(words), spelt[batch.forms], mixed], 2)
        states = []
        for layer in self.layers:
            block = layer(kept(block, share), batch.lengths)
            states.append(block)
        return states[0], states[-1]

    def tag_scores(self, states: Tensor) -> list[Tensor]:
        """Return the scores [sentences, words, tags] of each kind of tags."""
        hidden = kept(self.tagging(kept(states, self.share)).relu(), self.share)
        return [head(hidden).float() for head in self.tags]

    def rooted(self, states: Tensor) -> Tensor:
        """Return states [sentences, 1 + words, units] with the root's before those of the words."""
        return torch.cat([self.root.to(states.dtype).expand(len(states), 1, -1), kept(states, self.share)], 1)

    def arc_scores(self, rooted: Tensor, batch: Batch) -> Tensor:
        """Return the scores [sentences, words, 1 + words] of heads, and of the root, for each word."""
        dependents, heads = self.arcs.sides(rooted, self.share)
        scores = (dependents[:, 1:] @ self.arcs.weight[0] @ heads.transpose(1, 2)).float()
        outside = torch.cat([batch.within.new_ones(len(scores), 1), batch.within], 1).logical_not()
        return scores.masked_fill(outside.unsqueeze(1), -1e4)

    def label_scores(self, rooted: Tensor, heads: Tensor) -> Tensor:
        """Return the scores [sentences, words, relations] of each word as the dependent of one of the heads [sentences, words]."""
        dependents, tops = self.labels.sides(rooted, self.share)
        chosen = tops.gather(1, heads.unsqueeze(2).expand(-1, -1, tops.shape[2]))
        weighted = torch.einsum("swd,odh->swoh", dependents[:, 1:], self.labels.weight)
        return torch.einsum("swoh,swh->swo", weighted, chosen).float()

    def loss(self, batch: Batch, edge: Tensor) -> Tensor:
        """Return the loss of a batch: heads, relations, and half of that of the tags."""
        with torch.no_grad():
            known = self.known(batch, edge)
        first, last = self(batch, known)
        within = batch.within
        rooted = self.rooted(last)
        arcs = cross_entropy(self.arc_scores(rooted, batch)[within], batch.heads[within])
        labels = cross_entropy(self.label_scores(rooted, batch.heads)[within], batch.relations[within])
        wanted = batch.tags[within].unbind(1)
        tags = [
            cross_entropy(scores[within], each) for scores, each in zip(self.tag_scores(first), wanted, strict=True)
        ]
        return arcs + labels + torch.stack(tags).sum() / 2


@dataclass(frozen=True, slots=True)
class Teachers:
    """Teachers of one vocabulary that vote."""

    members: Sequence[Teacher]
    numbers: Numbers
    edge: Tensor

    def annotate(self, trees: Sequence[Tree]) -> list[Tree]:
        """Return the sentences of trees with the teachers' tags, heads and relations."""
        order = sorted(range(len(trees)), key=lambda place: len(trees[place].tokens))
        found = chain.from_iterable(map(self._annotated, grouped((trees[place] for place in order), TOGETHER)))
        return [tree for _, tree in sorted(zip(order, found, strict=True), key=itemgetter(0))]

    def _annotated(self, trees: Sequence[Tree]) -> Iterator[Tree]:
        batch = self.numbers.batch(trees)
        within = batch.within
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            known = self.members[0].known(batch, self.edge)
            states = [member(batch, known) for member in self.members]
            tags = [agreed(kind) for kind in zip(*map(tag_scores, self.members, states), strict=True)]
            rooted = [member.rooted(last) for member, (_, last) in zip(self.members, states, strict=True)]
            arcs = agreed([member.arc_scores(each, batch) for member, each in zip(self.members, rooted, strict=True)])
            heads = [best_heads(scores, int(length)) for scores, length in zip(arcs, batch.lengths, strict=True)]
            chosen = padded(heads, within.shape[1])
            labels = agreed(
                [member.label_scores(each, chosen) for member, each in zip(self.members, rooted, strict=True)]
            )
        vocabulary, names = self.members[0].vocabulary, ("deprel", *TAGS)
        indices = [vocabulary.relations, *(vocabulary.tags[name] for name in TAGS)]
        numbers = [best(labels[within]), *(best(scores[within]) for scores in tags)]
        values = zip(
            *([index.values[number] for number in found] for index, found in zip(indices, numbers, strict=True)),
            strict=True,
        )
        for tree, tops in zip(trees, heads, strict=True):
            analyses = (dict(zip(names, each, strict=True)) for each in islice(values, len(tops)))
            rows = zip(tree.tokens, tops, analyses, strict=True)
            yield replace(tree, tokens=tuple(replace(token, head=head, **others) for token, head, others in rows))


def tag_scores(member: Teacher, states: tuple[Tensor, Tensor]) -> list[Tensor]:
    """Return a teacher's scores of each kind of tags."""
    return member.tag_scores(states[0])


def agreed(scores: Sequence[Tensor]) -> Tensor:
    """Return the logarithm of the sum of the chances that several scores [..., values] give."""
    return torch.stack([each.log_softmax(-1) for each in scores]).logsumexp(0)


def best(scores: Tensor) -> list[int]:
    """Return the best value of each row of scores [words, values] but the first, which stands for any other."""
    found: list[int] = (scores[:, 1:].argmax(1) + 1).tolist()
    return found


def best_heads(scores: Tensor, length: int) -> list[int]:
    """Return the heads of the best tree by the scores [words, 1 + words] of a sentence of so many words."""
    matrix = scores.new_zeros(length + 1, length + 1)
    matrix[1:] = scores[:length, : length + 1]
    return list(spanning.heads(matrix)[1:])


def grouped(trees: Iterable[Tree], room: int) -> Iterator[list[Tree]]:
    """Yield trees of about one length together, so many words with what fills them up."""
    part: list[Tree] = []
    for tree in sorted(trees, key=lambda each: len(each.tokens)):
        if part and (len(part) + 1) * rounded(len(tree.tokens)) > room:
            yield part
            part = []
        part.append(tree)
    if part:
        yield part


def batches(trees: Sequence[Tree], numbers: Numbers, seed: int) -> Iterator[Batch]:
    """Yield batches of sentences of about one length, without an end, in an order drawn anew for each pass."""
    chance = Random(seed)  # noqa: S311 not for secrets
    while True:
        mixed = chance.sample(trees, len(trees))
        parts = list(grouped(mixed, BATCH))
        for part in chance.sample(parts, len(parts)):
            yield numbers.batch(part)


def readers(work: Path) -> tuple[list[Reader], Forms]:
    """Return the two readers of the folder ``work``, and the forms they know."""
    from stanza.models.common.pretrain import Pretrain

    pretrain = Pretrain(str(work / "vectors.pt"))
    found = []
    for name in DIRECTIONS:
        reader = Reader(torch.as_tensor(pretrain.emb))
        reader.load_state_dict(torch.load(work / f"language_{name}.pt", weights_only=True))
        found.append(reader.eval())
    return found, Forms(pretrain.vocab)


def scores(teachers: Teachers, gold: Sequence[Tree]) -> dict[str, float]:
    """Return the shares of tokens with the right tag, head, and head and relation, in percent."""
    rows = [
        (
            *(getattr(one, name) == getattr(two, name) for name in TAGS),
            one.head == two.head,
            (one.head, one.deprel) == (two.head, two.deprel),
        )
        for tree, found in zip(gold, teachers.annotate(gold), strict=True)
        for one, two in zip(tree.tokens, found.tokens, strict=True)
    ]
    return {
        name: 100 * sum(column) / len(rows)
        for name, column in zip((*TAGS, "UAS", "LAS"), zip(*rows, strict=True), strict=True)
    }


def load(work: Path, seeds: Sequence[int] = SEEDS) -> Teachers:
    """Return the teachers of the folder ``work``."""
    models, forms = readers(work)
    vocabulary = Vocabulary(read_trees(work / "train.conllu"))
    members = []
    for seed in seeds:
        member = Teacher(vocabulary, models)
        member.load_state_dict(torch.load(work / f"teacher_{seed}.pt", weights_only=True))
        members.append(member.eval())
    return Teachers(members, Numbers(vocabulary, forms), forms.numbers([START]))


def train(work: Path, seed: int, *, steps: int = STEPS) -> None:
    """Train one teacher on ``train.conllu`` and write it into ``work``; progress goes to stdout."""
    torch.manual_seed(seed)
    trees, dev = read_trees(work / "train.conllu"), read_trees(work / "dev_short.conllu")
    models, forms = readers(work)
    vocabulary = Vocabulary(trees)
    numbers = Numbers(vocabulary, forms)
    teacher, edge = Teacher(vocabulary, models), forms.numbers([START])
    learned = [weight for weight in teacher.parameters() if weight.requires_grad]
    optimizer = torch.optim.Adam(learned, RATE, betas=(0.9, 0.95))
    mean, progress = Mean(teacher), Progress(every=50)
    for step, batch in enumerate(batches(trees, numbers, seed), 1):
        optimizer.zero_grad()
        optimizer.param_groups[0]["lr"] = RATE * rate(step, steps)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = teacher.loss(batch, edge)
        loss.backward()
        nn.utils.clip_grad_norm_(learned, 5.0)
        optimizer.step()
        mean.update()
        progress.add(loss.item())
        if step % 500 == 0 or step == steps:
            with mean.shown():
                teacher.eval()
                found = scores(Teachers([teacher], numbers, edge), dev)
                print("dev", *(f"{name} {value:.2f}" for name, value in found.items()), flush=True)
                torch.save(teacher.state_dict(), work / f"teacher_{seed}.pt")
                teacher.train()
        if step == steps:
            return


if __name__ == "__main__":
    torch.set_num_threads(1)
    train(Path(), int(sys.argv[1]))
