"""Small facts of English grammar, in the tags of Universal Dependencies and the Penn Treebank, that several stages ask."""

from __future__ import annotations

from quotes import lexicon
from quotes.model import Sentence, Word

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
PLURAL_NOUNS = frozenset({"NNS", "NNPS"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "DET", "ADJ", "NUM"})
RELATIVES = frozenset({"who", "which", "that", "whom"})
DAYS = frozenset({"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"})
MONTHS = frozenset({"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                    "November", "December"})  # fmt: skip
DATES = DAYS | MONTHS


def is_passive(sentence: Sentence, verb: Word) -> bool:
    """Return whether a verb is passive, with or without its auxiliary."""
    if any(c.deprel in ("nsubj:pass", "aux:pass", "csubj:pass", "obl:agent") for c in sentence.children(verb)):
        return True
    return verb.xpos == "VBN" and verb.relation == "acl"


def can_speak(word: Word) -> bool:
    """Return whether a noun can be a source: a name, a person, a group, a body, a document; "nightfall" cannot."""
    return word.upos in ("PROPN", "PRON") or lexicon.noun_class(word.lemma.lower()) is not None


def has_to(sentence: Sentence, word: Word) -> bool:
    """Return whether the clause of ``word`` is a to-infinitive."""
    return any(c.relation == "mark" and c.text.lower() == "to" for c in sentence.children(word))
