"""The cues of reporting: words that say that somebody said, wrote or thought something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from quotes.lexicon.words import read
from quotes.model import Act, Stance

# Forms of a cue that are also the lemma of a verb that does not report.
_OTHER_LEMMAS = frozenset({"found", "saw"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """A word that reports: what kind of act it names, how its user stands to it, and where its content is found.

    ``frames`` names the complements that carry the content: ``clause``, ``quote``, ``np``, ``infinitive``, ``as``,
    ``gerund``, ``for``, ``question`` and ``prep:of`` and its like; ``addressee`` says that its object is the hearer.
    ``denies`` is true if the word itself negates or withholds. ``rate`` is how often the word is a cue at all, from 0
    to 1, counted in PolNeAR 1.0 train; None where it was too rare to count.
    """

    lemma: str
    pos: str
    act: Act
    stance: Stance
    frames: frozenset[str]
    denies: bool = False
    particle: str | None = None
    rate: float | None = None


def cue(lemma: str, upos: str) -> Reporting | None:
    """Return the cue of this lemma and part of speech, or None.

    A lemma that the lemmatizer missed is understood: an inflected form left as it stood ("tweeted"), or one that lost
    only the last letters of its ending ("insiste", "admitt"). AUX is not a cue. Phrasal cues are in ``phrasal``.
    """
    index, word = _cues(), lemma.casefold()
    found = index.by_lemma.get((word, upos)) or index.by_form.get((word, upos))
    if found is None and word.endswith("e"):
        return index.by_form.get((word + "d", upos))
    if found is None and word[-2:-1] == word[-1:] != "":
        return index.by_form.get((word + "ed", upos))
    return found


def phrasal(lemma: str) -> tuple[Reporting, ...]:
    """Return the cues of two words whose head verb is ``lemma``: of "point", the one with the particle "out"."""
    return _cues().phrasal.get(lemma.casefold(), ())


def addresses(lemma: str) -> bool:
    """Return whether the object of a verb is its hearer: "tell", "remind"."""
    entry = cue(lemma, "VERB")
    return entry is not None and "addressee" in entry.frames


def cue_forms() -> frozenset[str]:
    """Return every surface form of every cue of one word, and of the head verbs of phrasal ones, in lower case."""
    return _cues().forms


def prepositional_cues() -> Mapping[tuple[str, ...], Reporting]:
    """Return the cues that work as prepositions, keyed by their words in lower case: ("according", "to")."""
    return _cues().prepositional


@dataclass(frozen=True, slots=True)
class _Cues:
    by_lemma: Mapping[tuple[str, str], Reporting]
    by_form: Mapping[tuple[str, str], Reporting]
    phrasal: Mapping[str, tuple[Reporting, ...]]
    prepositional: Mapping[tuple[str, ...], Reporting]
    forms: frozenset[str]


@cache
def _cues() -> _Cues:
    by_lemma: dict[tuple[str, str], Reporting] = {}
    by_form: dict[tuple[str, str], Reporting] = {}
    two_words: dict[str, list[Reporting]] = {}
    prepositional: dict[tuple[str, ...], Reporting] = {}
    forms: set[str] = set()
    for entry in read("cues")["entries"]:
        reporting = _reporting(entry)
        if reporting.pos == "ADP":
            prepositional[tuple(reporting.lemma.split())] = reporting
            continue
        forms.update(entry["forms"])
        if reporting.particle:
            two_words.setdefault(reporting.lemma, []).append(reporting)
            continue
        for lemma in (reporting.lemma, *entry.get("spellings", ())):
            by_lemma[lemma, reporting.pos] = reporting
        by_form.update({(form, reporting.pos): reporting for form in entry["forms"] if form not in _OTHER_LEMMAS})
    phrases = {lemma: tuple(found) for lemma, found in two_words.items()}
    return _Cues(by_lemma, by_form, phrases, MappingProxyType(prepositional), frozenset(forms))


def _reporting(entry: Mapping[str, Any]) -> Reporting:
    return Reporting(
        lemma=entry["lemma"],
        pos=entry["pos"],
        act=entry["act"],
        stance=entry["stance"],
        frames=frozenset(entry["frames"]),
        denies=entry.get("denies", False),
        particle=entry.get("particle"),
        rate=entry.get("rate"),
    )
