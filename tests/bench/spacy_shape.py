"""spaCy in the shape of its small English model, with random weights, and rules that stand in for ours.

The sizes are those of `en_core_web_sm` 3.8: hash embeddings of 96 units with 5000, 1000, 2500 and 2500 rows, four
layers of maxout windows, parser and entity recogniser of 64 units, the recogniser with embeddings of its own; 50 tags,
45 relations, 18 kinds of entities. Weights do not change the work of a layer. The last layers of the parser and the
recogniser, which spaCy starts at zero, are random too, so that trees, sentences and entities come out.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.matcher import DependencyMatcher, Matcher
from spacy.tokens import Doc, Span

TAGS, RELATIONS, ENTITIES = 50, 44, 18
SUBJECT, CLAUSE = "r0", "r1"  # two of the relations, in the place of nsubj and ccomp
WIDTH = 96
ENCODER = {
    "@architectures": "spacy.MaxoutWindowEncoder.v2",
    "width": WIDTH,
    "depth": 4,
    "window_size": 1,
    "maxout_pieces": 3,
}
LISTENER = {"@architectures": "spacy.Tok2VecListener.v1", "width": WIDTH}
CUES = [
    "say",
    "says",
    "said",
    "saying",
    "tell",
    "tells",
    "told",
    "telling",
    "claim",
    "claims",
    "claimed",
    "deny",
    "denies",
    "denied",
    "announce",
    "announced",
    "add",
    "adds",
    "added",
    "adding",
    "ask",
    "asked",
    "warn",
    "warned",
    "argue",
    "argued",
    "note",
    "noted",
    "write",
    "wrote",
    "report",
    "reported",
    "according",
]
OPENING, CLOSING = ["“", '"', "``"], ["”", '"', "''"]


def build(folder: Path) -> None:
    """Write the pipeline, with random weights, to `folder`."""
    import spacy
    from spacy.util import fix_random_seed

    fix_random_seed(1)
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec", config={"model": _tok2vec()})
    tagger = nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": LISTENER}})
    parser = nlp.add_pipe("parser", config={"model": _transitions("parser", LISTENER)})
    recogniser = nlp.add_pipe("ner", config={"model": _transitions("ner", _tok2vec())})
    for pipe, letter, number in ((tagger, "T", TAGS), (parser, "r", RELATIONS), (recogniser, "E", ENTITIES)):
        for index in range(number):
            pipe.add_label(f"{letter}{index}")
    nlp.add_pipe("quotation_rules")
    nlp.initialize()
    for pipe in (parser, recogniser):
        _randomise(pipe.model.get_ref("upper"))
    nlp.to_disk(folder)


def _tok2vec() -> dict[str, Any]:
    embed = {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": WIDTH,
        "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
        "rows": [5000, 1000, 2500, 2500],
        "include_static_vectors": False,
    }
    return {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": ENCODER}


def _transitions(kind: str, tok2vec: dict[str, Any]) -> dict[str, Any]:
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": kind,
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": tok2vec,
    }


def _randomise(layer: Any) -> None:
    weights = layer.get_param("W")
    source = random.Random(1)
    values = [source.gauss(0, 0.3) for _ in range(weights.size)]
    layer.set_param("W", layer.ops.asarray1f(values).reshape(weights.shape))


@Language.factory("quotation_rules")
class QuotationRules:
    """Marks what stands between quotation marks, reporting words, and clauses with a subject that hang on such a word."""

    def __init__(self, nlp: Language, name: str) -> None:  # noqa: ARG002 spaCy gives every part its name
        self._words = Matcher(nlp.vocab)
        inside = {"ORTH": {"NOT_IN": OPENING + CLOSING}, "OP": "*"}
        pair = [{"ORTH": {"IN": OPENING}}, inside, {"ORTH": {"IN": CLOSING}}]
        self._words.add("quoted", [pair], greedy="LONGEST")
        self._words.add("cue", [[{"LOWER": {"IN": CUES}}]])
        self._trees = DependencyMatcher(nlp.vocab)
        self._trees.add("report", [_report()])

    def __call__(self, doc: Doc) -> Doc:
        """Return the document with what was found among its spans."""
        found = [Span(doc, start, end, label=label) for label, start, end in self._words(doc)]
        reports = [Span(doc, min(places), max(places) + 1, label=label) for label, places in self._trees(doc)]
        doc.spans["quotes"] = [*found, *reports]
        return doc


def _report() -> list[dict[str, Any]]:
    """Return the pattern of a reporting word with a subject and a clause."""
    return [
        {"RIGHT_ID": "cue", "RIGHT_ATTRS": {"LOWER": {"IN": CUES}}},
        {"LEFT_ID": "cue", "REL_OP": ">", "RIGHT_ID": "source", "RIGHT_ATTRS": {"DEP": SUBJECT}},
        {"LEFT_ID": "cue", "REL_OP": ">", "RIGHT_ID": "content", "RIGHT_ATTRS": {"DEP": CLAUSE}},
    ]
