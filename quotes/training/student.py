"""Students: the tagger and the parser that are shipped, in the shape that Stanza gives them, learned from teachers.

The nets are those of Stanza's tagger and graph parser, weight by weight, so that Stanza and `quotes.parse` can run what
is written here. They learn from the chances of `quotes.training.lessons`. The parser reads the tags that the student
tagger gives, for those it will get; it reads no lemmas, which the form and the tag say already.

`python -m quotes.training.student SECONDS SECONDS` trains the tagger, then the parser in the folder it is started in.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, dropout, embedding, logsigmoid, relu, softplus

from quotes.training import lessons as made
from quotes.training.lessons import Lessons, Thought
from quotes.training.material import RESERVED as FIRST
from quotes.training.material import ROOT, TAGS, UNKNOWN, Material, read_material
from quotes.training.pace import Learner, Pace, Report, device
from quotes.training.sentences import Sentences

LAYERS = 2
TAGGER_UNITS = TAGGER_HIDDEN = 112
PARSER_UNITS, PARSER_HIDDEN = 144, 96
WORD_UNITS, LETTER_UNITS, LETTERS_UNITS, CHANGED_UNITS, TAG_UNITS = 75, 50, 100, 125, 50
LETTERS = 40  # of a form that are read: `quotes.parse` shows no more of any
SHORT = 18  # letters; longer forms are few, and read apart, so that the others need not wait for them
DROPPED, WORDS_DROPPED = 0.05, 0.03  # little: these nets are too small to learn by heart
RATE, DECAY, WARM_UP, HORIZON = 0.003, 1e-4, 0.02, 1_500
BATCH = {"cuda": 16_384, "cpu": 4_096}  # words
TOGETHER = 16_384
SEEDS = {"tagger": 3, "parser": 4}
SPREAD = 0.1
NEVER = -1e4


class Named(nn.Module):
    """A place for weights whose names Stanza has chosen."""


class Tables(nn.Module):
    """What the nets read of each form, by its number; the last form is the root."""

    def __init__(self, material: Material) -> None:
        super().__init__()
        letter = {value: number for number, value in enumerate(material.values["char"], len(FIRST))}
        word = {value: number for number, value in enumerate(material.values["word"], len(FIRST))}
        letters = torch.zeros(len(material.forms) + 1, LETTERS, dtype=torch.short)
        for row, form in enumerate(material.forms):
            spelt = [letter.get(each, UNKNOWN) for each in form[:LETTERS]]
            letters[row, : len(spelt)] = torch.tensor(spelt, dtype=torch.short)
        letters[-1, 0] = ROOT
        words = torch.tensor([*(word.get(form.lower(), UNKNOWN) for form in material.forms), ROOT])
        for name, value in (
            ("letters", letters),
            ("words", words),
            ("rows", torch.cat([material.rows.cpu(), torch.tensor([ROOT])])),
            ("vectors", material.vectors.cpu()),
        ):
            self.register_buffer(name, value)

    @property
    def root(self) -> int:
        """The number of the root."""
        return len(self.words) - 1


class Student(nn.Module):
    """What tagger and parser have in common: forms, and the highway LSTM over them (`quotes.recurrent` runs it)."""

    def __init__(self, material: Material, *, name: str, more: int, units: int) -> None:
        """``more`` are the units of what is read of a word beside its form; ``name`` is Stanza's for the LSTM."""
        super().__init__()
        self.word_emb = nn.Embedding(len(FIRST) + len(material.values["word"]), WORD_UNITS, padding_idx=0)
        nn.init.normal_(self.word_emb.weight, std=SPREAD)
        self.charmodel = Named()
        self.charmodel.char_emb = nn.Embedding(len(FIRST) + len(material.values["char"]), LETTER_UNITS, padding_idx=0)
        self.charmodel.charlstm = Named()
        self.charmodel.charlstm.lstm = nn.LSTM(LETTER_UNITS, LETTERS_UNITS, batch_first=True)
        self.charmodel.char_attn = nn.Linear(LETTERS_UNITS, 1, bias=False)
        nn.init.zeros_(self.charmodel.char_attn.weight)
        self.trans_char = nn.Linear(LETTERS_UNITS, CHANGED_UNITS, bias=False)
        self.trans_pretrained = nn.Linear(material.vectors.shape[1], CHANGED_UNITS, bias=False)
        inputs = WORD_UNITS + 2 * CHANGED_UNITS + more
        self.drop_replacement = nn.Parameter(torch.randn(inputs) / math.sqrt(inputs))
        self.lstm_name = name
        stack = Named()
        setattr(self, name, stack)
        stack.lstm, stack.highway, stack.gate = (nn.ModuleList() for _ in range(3))
        for below in (inputs, *[2 * units] * (LAYERS - 1)):
            layer = Named()
            layer.lstm = nn.LSTM(below, units, batch_first=True, bidirectional=True)
            stack.lstm.append(layer)
            for sides in (stack.highway, stack.gate):
                sides.append(nn.Linear(below, 2 * units))
                nn.init.zeros_(sides[-1].bias)
        for kind in "hc":
            setattr(self.charmodel, f"charlstm_{kind}_init", nn.Parameter(torch.zeros(1, 1, LETTERS_UNITS)))
            setattr(self, f"{name}_{kind}_init", nn.Parameter(torch.zeros(2 * LAYERS, 1, units)))

    def left_out(self, block: Tensor) -> Tensor:
        """Return a block without some of its values, while the net learns."""
        return dropout(block, DROPPED, self.training)

    def spelt(self, letters: Tensor) -> Tensor:
        """Return what the letters [forms, letters] of forms come to, [forms, units]."""
        long = letters[:, SHORT].ne(0)
        found = letters.new_zeros(len(letters), LETTERS_UNITS, dtype=torch.float)
        for part in (long, ~long):
            if part.any():
                found[part] = self._spelt(letters[part]).float()
        return found

    def _spelt(self, letters: Tensor) -> Tensor:
        letters = letters[:, : int(letters.ne(0).sum(1).max())].long()
        net = self.charmodel
        first = tuple(
            each.expand(-1, len(letters), -1).contiguous() for each in (net.charlstm_h_init, net.charlstm_c_init)
        )
        states, _ = net.charlstm.lstm(self.left_out(net.char_emb(letters)), first)
        weights = torch.sigmoid(net.char_attn(states)) * letters.ne(0).unsqueeze(2)
        found: Tensor = (states * weights).sum(1)
        return found

    def forms(self, tables: Tables, words: Tensor) -> list[Tensor]:
        """Return vectors, embeddings and letters of words [sentences, words], [sentences, words, units] each."""
        forms, places = words.unique(return_inverse=True)
        vectors = self.trans_pretrained(tables.vectors[tables.rows[forms]])
        letters = self.trans_char(self.left_out(self.spelt(tables.letters[forms])))
        return [embedding(places, part) for part in (vectors, self.word_emb(tables.words[forms]), letters)]

    def states(self, inputs: Tensor) -> Tensor:
        """Return the states above the LSTM [sentences, words, 2 * units] of inputs [sentences, words, units]."""
        if self.training:
            lost = torch.rand(*inputs.shape[:2], 1, device=inputs.device) < WORDS_DROPPED
            inputs = torch.where(lost, self.drop_replacement.to(inputs.dtype), inputs)
        stack = getattr(self, self.lstm_name)
        starts = [getattr(self, f"{self.lstm_name}_{kind}_init") for kind in "hc"]
        block = inputs
        for number, layer in enumerate(stack.lstm):
            block = self.left_out(block)
            first = tuple(each[2 * number : 2 * number + 2].expand(-1, len(block), -1).contiguous() for each in starts)
            found, _ = layer.lstm(block, first)
            block = found + torch.sigmoid(stack.gate[number](block)) * torch.tanh(stack.highway[number](block))
        return block


class Tagger(Student):
    """Stanza's tagger with one hidden layer for all tags."""

    def __init__(self, material: Material) -> None:
        super().__init__(material, name="taggerlstm", more=0, units=TAGGER_UNITS)
        self.upos_hid = nn.Linear(2 * TAGGER_UNITS, TAGGER_HIDDEN)
        upos, xpos = (len(FIRST) + len(material.values[name]) for name in TAGS[:2])
        self.upos_clf = nn.Linear(TAGGER_HIDDEN, upos)
        features = (nn.Linear(TAGGER_HIDDEN, len(values)) for values in material.features.values())
        self.tag_clf = nn.ModuleDict({"xpos": nn.Linear(TAGGER_HIDDEN, xpos), "feats": nn.ModuleList(features)})

    def forward(self, tables: Tables, words: Tensor) -> tuple[Tensor, Tensor, list[Tensor]]:
        """Return the scores [sentences, words, values] of universal tags, of Penn tags, and of each feature."""
        vectors, embeddings, letters = self.forms(tables, words)
        states = self.states(torch.cat([embeddings, vectors, letters], 2))
        hidden = self.left_out(relu(self.upos_hid(self.left_out(states))))
        return self.upos_clf(hidden), self.tag_clf["xpos"](hidden), [head(hidden) for head in self.tag_clf["feats"]]

    def tags(self, tables: Tables, sentences: Sentences) -> Tensor:
        """Return the numbers of the universal and Penn tags [words, 2] of the words of sentences."""
        found = torch.zeros(len(sentences.words), 2, dtype=torch.uint8, device=sentences.words.device)
        with torch.no_grad():
            for places in sentences.once(TOGETHER):
                upos, xpos, _ = self(tables, sentences.words[places].long())
                found[places] = torch.stack([upos.argmax(2), xpos.argmax(2)], 2).to(torch.uint8)
        return found


class Scorer(nn.Module):
    """Stanza's deep biaffine scorer."""

    def __init__(self, inputs: int, units: int, outputs: int) -> None:
        super().__init__()
        self.W1, self.W2 = nn.Linear(inputs, units), nn.Linear(inputs, units)
        self.scorer = Named()
        self.scorer.W_bilin = Named()
        self.scorer.W_bilin.weight = nn.Parameter(torch.randn(units + 1, units + 1, outputs) / 100)
        self.scorer.W_bilin.bias = nn.Parameter(torch.zeros(outputs))

    def sides(self, states: Tensor) -> tuple[Tensor, Tensor]:
        """Return words as dependents and as heads, [sentences, words, units + 1] each."""
        one = states.new_ones(*states.shape[:2], 1)
        dependents, heads = (
            torch.cat([dropout(relu(layer(dropout(states, DROPPED, self.training))), DROPPED, self.training), one], 2)
            for layer in (self.W1, self.W2)
        )
        return dependents, heads

    def pairs(self, states: Tensor) -> Tensor:
        """Return the one score of each pair [sentences, dependents, heads]."""
        dependents, heads = self.sides(states)
        scores: Tensor = dependents @ self.scorer.W_bilin.weight[:, :, 0] @ heads.transpose(1, 2)
        return scores + self.scorer.W_bilin.bias

    def chosen(self, states: Tensor, chosen: Tensor) -> Tensor:
        """Return the scores [sentences, words, outputs] of words, not the root, with the heads [sentences, words]."""
        dependents, heads = self.sides(states)
        units, _, outputs = self.scorer.W_bilin.weight.shape
        heads = heads.gather(1, chosen.unsqueeze(2).expand(-1, -1, units))
        weighted = dependents[:, 1:].reshape(-1, units) @ self.scorer.W_bilin.weight.reshape(units, -1)
        scores: Tensor = heads.reshape(-1, 1, units) @ weighted.view(-1, units, outputs)
        return scores.view(*chosen.shape, outputs) + self.scorer.W_bilin.bias


class Parser(Student):
    """Stanza's graph parser, with scores for direction and distance; all its scores learn from the arcs alone."""

    def __init__(self, material: Material) -> None:
        super().__init__(material, name="parserlstm", more=WORD_UNITS + TAG_UNITS, units=PARSER_UNITS)
        upos, xpos = (len(FIRST) + len(material.values[name]) for name in TAGS[:2])
        self.upos_emb = nn.Embedding(upos, TAG_UNITS, padding_idx=0)
        self.xpos_emb = nn.Embedding(xpos, TAG_UNITS, padding_idx=0)
        relations = len(material.values["deprel"])
        for name, outputs in (("unlabeled", 1), ("deprel", relations), ("linearization", 1), ("distance", 1)):
            setattr(self, name, Scorer(2 * PARSER_UNITS, PARSER_HIDDEN, outputs))

    def forward(self, tables: Tables, words: Tensor, tags: Tensor) -> Tensor:
        """Return the states [sentences, 1 + words, units] of words [sentences, words] with their tags [..., 2]."""
        words = torch.cat([words.new_full((len(words), 1), tables.root), words], 1)
        vectors, embeddings, letters = self.forms(tables, words)
        upos, xpos = torch.cat([tags.new_full((len(words), 1, 2), ROOT), tags], 1).unbind(2)
        tagged = self.upos_emb(upos) + self.xpos_emb(xpos)
        nothing = torch.zeros_like(embeddings)  # where Stanza's parser has lemmas
        return self.states(torch.cat([vectors, embeddings, nothing, tagged, letters], 2))

    def arc_scores(self, states: Tensor) -> Tensor:
        """Return the scores [sentences, words, 1 + words] of heads, the root first."""
        place = torch.arange(states.shape[1], device=states.device)
        offset = place.unsqueeze(0) - place.unsqueeze(1)
        scores = self.unlabeled.pairs(states)
        scores = scores + logsigmoid(self.linearization.pairs(states) * torch.sign(offset).float())
        likely = 1 + softplus(self.distance.pairs(states))
        scores = scores - torch.log((offset.abs().float() - likely) ** 2 / 2 + 1)
        return scores.masked_fill(torch.eye(len(place), dtype=torch.bool, device=states.device), NEVER)[:, 1:]


def soft_loss(scores: Tensor, thought: Thought, places: Tensor) -> Tensor:
    """Return the mean cross entropy of scores [sentences, words, values] and what is thought of the words there."""
    values, chances = (block[places] for block in thought)
    likely = scores.float().log_softmax(2).gather(2, values.long().clamp(max=scores.shape[2] - 1))
    return -(likely * chances.float()).sum() / places.numel()


def shifted(thought: Thought) -> Thought:
    """Return a thought with values as Stanza numbers them, behind the reserved ones."""
    return Thought(thought.values + len(FIRST), thought.chances)


def train_tagger(material: Material, tables: Tables, lessons: Lessons, seconds: float) -> Tagger:
    """Return a tagger that learned from lessons."""
    upos, xpos = (shifted(lessons.thoughts[name]) for name in TAGS[:2])
    words, lengths = material.trees["dev_short"]
    dev = Sentences(words[:, 0], lengths)

    def loss(net: Tagger, places: Tensor) -> Tensor:
        found, penn, features = net(tables, lessons.sentences.words[places].long())
        wanted = material.parts[lessons.feats[places].long()].unbind(2)
        more = [cross_entropy(s.float().flatten(0, 1), w.flatten()) for s, w in zip(features, wanted, strict=True)]
        return soft_loss(found, upos, places) + soft_loss(penn, xpos, places) + torch.stack(more).sum()

    def score(net: Tagger) -> str:
        hits = (net.tags(tables, dev).long() == words[:, 1:3] + len(FIRST)).float().mean(0)
        return f"upos {100 * hits[0]:.2f} xpos {100 * hits[1]:.2f}"

    torch.manual_seed(SEEDS["tagger"])
    return learn(Tagger(material), Task("tagger", loss, score), lessons, seconds)


def train_parser(material: Material, tables: Tables, lessons: Lessons, tagger: Tagger, seconds: float) -> Parser:
    """Return a parser that learned from lessons with the tags of a tagger."""
    heads, relations = lessons.thoughts["heads"], lessons.thoughts["deprel"]
    words, lengths = material.trees["dev_short"]
    dev = Sentences(words[:, 0], lengths)
    tags, dev_tags = tagger.tags(tables, lessons.sentences), tagger.tags(tables, dev)

    def loss(net: Parser, places: Tensor) -> Tensor:
        states = net(tables, lessons.sentences.words[places].long(), tags[places].long())
        values, chances = (block[places] for block in heads)
        best = values.gather(2, chances.argmax(2, keepdim=True))[:, :, 0].long()
        found = soft_loss(net.arc_scores(states), heads, places)
        return found + soft_loss(net.deprel.chosen(states, best), relations, places)

    def score(net: Parser) -> str:
        hits = torch.zeros(2, device=words.device)
        with torch.no_grad():
            for places in dev.once(TOGETHER):
                states = net(tables, words[places][:, :, 0], dev_tags[places].long())
                found = net.arc_scores(states).argmax(2)
                attached = found == words[places][:, :, 4]
                named = net.deprel.chosen(states, found).argmax(2) == words[places][:, :, 5]
                hits += torch.stack([attached.sum(), (attached & named).sum()])
        return " ".join(
            f"{name} {100 * hit / len(words):.2f}" for name, hit in zip(("UAS", "LAS"), hits.tolist(), strict=True)
        )

    torch.manual_seed(SEEDS["parser"])
    return learn(Parser(material), Task("parser", loss, score), lessons, seconds)


class Task(NamedTuple):
    """What a net is to learn: its name, the loss at some places of the lessons, and what it is worth on dev, as text."""

    name: str
    loss: Callable[[Any, Tensor], Tensor]
    score: Callable[[Any], str]


def learn(net: Any, task: Task, lessons: Lessons, seconds: float) -> Any:
    """Return a net, with the mean of its weights, that learned a task from lessons; progress goes to stdout."""
    place = lessons.sentences.words.device
    net.to(place).train()
    group = {"params": list(net.parameters()), "lr": RATE, "weight_decay": DECAY}
    learner, report = Learner([group], warm_up=WARM_UP, horizon=HORIZON), Report(task.name)
    for share, places in Pace(seconds).draw(lessons.sentences.drawn(BATCH[place.type], SEEDS[task.name])):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=place.type == "cpu"):
            loss = task.loss(net, places)
        learner.step(loss, share)
        report.add(loss, places.numel())
        if report.due(share):
            with learner.means():
                report.say(task.score(net.eval()))
            net.train()
    with learner.means():
        report.say(task.score(net.eval()))
        kept = {key: value.clone() for key, value in net.state_dict().items()}
    net.load_state_dict(kept)
    return net


def train(work: Path, for_tagger: float, for_parser: float) -> None:
    """Train tagger and parser and write their weights into ``work``; progress goes to stdout."""
    torch.backends.cuda.matmul.allow_tf32 = True
    place = device()
    material = read_material(work, place)
    tables = Tables(material).to(place)
    lessons = made.make(work, material, place)
    tagger = train_tagger(material, tables, lessons, for_tagger)
    torch.save(tagger.cpu().state_dict(), work / "tagger.weights.pt")
    parser = train_parser(material, tables, lessons, tagger.to(place), for_parser)
    torch.save(parser.cpu().state_dict(), work / "parser.weights.pt")


if __name__ == "__main__":
    train(Path(), *map(float, sys.argv[1:]))
