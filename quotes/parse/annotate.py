"""Tokens -> tags, lemmas and dependencies: by Stanza's nets run bare where they allow it, else by its processors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol, TypeVar

import torch
from stanza import Document
from stanza.models.lemma.edit import EDIT_TO_ID
from torch import Tensor

from quotes.blocks import blocks, by_length
from quotes.parse import graph, tagger

PROCESSORS = ("pos", "lemma", "depparse")
LEMMAS = 1 << 16  # pairs of form and tag whose lemma is remembered
WORDS_AT_ONCE = 3_000  # that go through a net together: enough to fill it, little enough to bound the memory

Forms = Sequence[Sequence[str]]
T = TypeVar("T")


class Analysis(NamedTuple):
    """What is known of a word; `head` counts from 1 and is 0 for the root."""

    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    relation: str


class Annotator(Protocol):
    """Analyses sentences; equal sentences in equal company get equal analyses, in any company if `independent`."""

    independent: bool

    def annotate(self, sentences: Forms) -> Iterator[list[Analysis]]:
        """Yield the analyses of each sentence's words."""


def annotator(pipeline: Any) -> Annotator:
    """Return what annotates with the models of a loaded Stanza pipeline."""
    pos, lemma, depparse = (pipeline.processors[name] for name in PROCESSORS)
    bare = (
        tagger.fits(pos.trainer.model, pos.vocab)
        and graph.fits(depparse.trainer.model, depparse.vocab)
        and not lemma.use_identity
        and not lemma.trainer.has_contextual_lemmatizers()
    )
    return Bare(pos, lemma, depparse) if bare else Plain((pos, lemma, depparse))


class Plain:
    """Stanza's processors, one after the other, on its own documents."""

    independent = False

    def __init__(self, processors: Sequence[Any]) -> None:
        self._processors = processors

    def annotate(self, sentences: Forms) -> Iterator[list[Analysis]]:
        """Yield the analyses of each sentence's words."""
        for part in blocks(sentences, len, WORDS_AT_ONCE):
            yield from self._annotated(part)

    def _annotated(self, sentences: Forms) -> Iterator[list[Analysis]]:
        document = Document([[{"id": i, "text": form} for i, form in enumerate(s, 1)] for s in sentences])
        for processor in self._processors:
            document = processor.process(document)
        for sentence in document.sentences:
            yield [analysis_of(word) for word in sentence.words]


def analysis_of(word: Any) -> Analysis:
    """Return the analysis that a Stanza word carries."""
    return Analysis(
        lemma=word.lemma or word.text.lower(),
        upos=word.upos or "X",
        xpos=word.xpos or "",
        feats=word.feats or "",
        head=word.head,
        relation=word.deprel or "dep",
    )


class Bare:
    """Stanza's nets without its documents; sentences of about one length go through them together."""

    independent = True

    def __init__(self, pos: Any, lemma: Any, depparse: Any) -> None:
        with torch.inference_mode():
            self._tagger = tagger.Tagger(pos.trainer.model, pos.vocab, pos.pretrain.vocab)
            self._lemmas = Lemmas(lemma)
            self._parser = graph.Parser(
                depparse.trainer.model,
                depparse.vocab,
                depparse.pretrain.vocab,
                mend=depparse.config.get("resolve_head_constraints", True),
            )

    def annotate(self, sentences: Forms) -> Iterator[list[Analysis]]:
        """Yield the analyses of each sentence's words."""
        parts = list(by_length(sentences, WORDS_AT_ONCE))
        with torch.inference_mode():
            tags = spread(parts, lambda part: self._tagger.tag(at(sentences, part)))
            lemmas = self._lemmas.of(sentences, tags)
            arcs = spread(parts, lambda part: self._parser.parse(at(sentences, part), at(lemmas, part), at(tags, part)))
        for sentence in zip(lemmas, tags, arcs, strict=True):
            yield [
                Analysis(lemma, tag.upos, tag.xpos, "" if tag.feats == "_" else tag.feats, arc.head, arc.relation)
                for lemma, tag, arc in zip(*sentence, strict=True)
            ]


def at(items: Sequence[T], places: Sequence[int]) -> list[T]:
    """Return the items in some places."""
    return [items[place] for place in places]


def spread(parts: Sequence[Sequence[int]], made: Callable[[Sequence[int]], Sequence[T]]) -> list[T]:
    """Return what is made of each part of the places, each item in its place."""
    found = {place: item for part in parts for place, item in zip(part, made(part), strict=True)}
    return [found[place] for place in range(len(found))]


class Lemmas:
    """Stanza's lemmatizer, asked once for each form with a tag: it sees no more of a word."""

    def __init__(self, processor: Any) -> None:
        self._processor = processor
        self._known: dict[tuple[str, str], str] = {}

    def of(self, sentences: Forms, tags: Sequence[Sequence[tagger.Tags]]) -> list[list[str]]:
        """Return the lemma of each word of each sentence."""
        known = self._known
        pairs = [[(f, t.upos) for f, t in zip(*each, strict=True)] for each in zip(sentences, tags, strict=True)]
        new = sorted({pair for sentence in pairs for pair in sentence if pair not in known})
        if len(known) + len(new) > LEMMAS:
            known.clear()
            new = sorted({pair for sentence in pairs for pair in sentence})
        known.update(self._new(new))
        return [[known[pair] for pair in sentence] for sentence in pairs]

    def _new(self, pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], str]]:
        """Yield pairs with their lemmas; the processor gets only those that its dictionary lacks, where it would ask that."""
        processor = self._processor
        listed = (
            processor.trainer.skip_seq2seq(pairs) if processor.config.get("ensemble_dict") else [False] * len(pairs)
        )
        known = [pair for pair, found in zip(pairs, listed, strict=True) if found]
        yield from zip(known, processor.trainer.predict_dict(known), strict=True)
        new = [pair for pair, found in zip(pairs, listed, strict=True) if not found]
        if new:
            document = Document([[{"id": i, "text": f, "upos": u} for i, (f, u) in enumerate(new, 1)]])
            with edits_first(processor.trainer.model):
                words = processor.process(document).sentences[0].words
            yield from zip(new, (word.lemma for word in words), strict=True)


@contextmanager
def edits_first(net: Any) -> Iterator[None]:
    """Let Stanza's lemmatizer net spell out only the lemmas that it does not take for the form itself, or its lower case.

    It makes both guesses at every form, and the spelling, letter by letter, is most of the work.
    """
    if net is None or not net.edit:
        yield
        return
    spell = net.predict

    def predict(src: Tensor, mask: Tensor, pos: Tensor | None = None, raw: Any = None, **options: Any) -> Any:
        inputs, _, lengths, _ = net.embed(src, mask, pos, raw)
        _, (last, _) = net.encode(inputs, lengths)
        edits = net.edit_clf(last)
        rows = (edits.argmax(1) == EDIT_TO_ID["none"]).nonzero()[:, 0].tolist()
        spelt: list[list[int]] = [[] for _ in src]
        if rows:
            width = int((~mask[rows]).sum(1).max())  # without what only longer forms needed
            tags = None if pos is None else pos[rows]
            found, _ = spell(
                src[rows, :width], mask[rows, :width], tags, raw=raw and [raw[row] for row in rows], **options
            )
            for row, letters in zip(rows, found, strict=True):
                spelt[row] = letters
        return spelt, edits

    net.predict = predict
    try:
        yield
    finally:
        del net.predict
