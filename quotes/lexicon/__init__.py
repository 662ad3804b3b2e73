"""The words that the rules know: cues of reporting, nouns and titles of people, nations, names, institutions.

The words are data, not code: ``quotes/data/*.json``, each file with a schema (``schemas/cues.schema.json``,
``schemas/lexicon.schema.json``) and a canonical form that the tests hold. A file is read once, on first use; every
look-up after that is one in a hash table.
"""

from quotes.lexicon.changes import Sense, negates, number_words, senses
from quotes.lexicon.cues import Reporting, addresses, cue, cue_forms, phrasal, prepositional_cues
from quotes.lexicon.names import (
    given_name,
    institution,
    nation,
    nation_kind,
    organization_word,
)
from quotes.lexicon.roles import noun_class, noun_gender, role_family, role_synonyms
from quotes.lexicon.titles import Honorific, honorific, name_suffix, rank, service, spelled_out, title

__all__ = [
    "Honorific",
    "Reporting",
    "Sense",
    "addresses",
    "cue",
    "cue_forms",
    "given_name",
    "honorific",
    "institution",
    "name_suffix",
    "nation",
    "nation_kind",
    "negates",
    "noun_class",
    "noun_gender",
    "number_words",
    "organization_word",
    "phrasal",
    "prepositional_cues",
    "rank",
    "role_family",
    "role_synonyms",
    "senses",
    "service",
    "spelled_out",
    "title",
]
