"""Compares names: whether a source credits the person or the body that somebody names, as far as names can tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from quotes import lexicon
from quotes.entry import Entry
from quotes.wording import forms

_ARTICLES = frozenset({"the", "a", "an"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    """A name without what stands around it: its words levelled, and the suffix that tells two of one name apart."""

    words: tuple[str, ...]
    suffix: str | None = None


def names_of(entry: Entry) -> tuple[str, ...]:
    """Return the names that an entry's speaker goes by in its source, the fullest first; none where it names nobody.

    Where the source has a part of the name, the full one that a store knows from another source is the first.
    """
    speaker = entry.speaker
    if speaker is None or speaker.name is None:
        return ()
    supplied = [each.text for each in entry.supplied if each.what == "name"]
    return (*supplied, speaker.name, *speaker.aliases)


def credited(entry: Entry) -> str | None:
    """Return the name of whoever an entry credits, or the description that stands for it; None if there is neither."""
    for name in (*names_of(entry)[:1], *descriptions_of(entry)[:1]):
        return name
    mention = entry.attribution.speaker.mention
    return mention.span.text if mention else None


def supplied_by(entry: Entry) -> str | None:
    """Return the id of the source that the full name is from, where the entry's own has a part of it; None if it is its own."""
    return next((each.source.id for each in entry.supplied if each.what == "name"), None)


def stated(entry: Entry) -> str:
    """Return whom an entry credits, to be read: the name, where it is from if not from here, what is known if there is none."""
    name = credited(entry) or "nobody"
    if not names_of(entry):
        return f"{name} ({entry.attribution.speaker.status})"
    source = supplied_by(entry)
    return f"{name} (named so in {source})" if source else name


def descriptions_of(entry: Entry) -> tuple[str, ...]:
    """Return what the source calls a speaker whom it does not name: "a port official"."""
    speaker = entry.speaker
    return () if speaker is None or speaker.name is not None else tuple(role.span.text for role in speaker.roles)


def same(one: str, other: str) -> bool:
    """Return whether two names may be one person's or body's; symmetric.

    "Voss" fits "Mara Voss", for a surname alone says no more; "M. Voss" and "Mara E. Voss" fit it too, "Ilse Voss" does
    not: two full names are never one person. Titles, courtesies and articles are not part of a name, a suffix ("Jr.")
    tells two persons apart if both have one. A first name alone fits nobody but itself.

    >>> same("Mayor Mara Voss", "Voss"), same("Mara Voss", "Ilse Voss"), same("M. Voss", "Mara Voss")
    (True, False, True)
    """
    left, right = _name(one), _name(other)
    if not left.words or not right.words:
        return False
    if left.suffix and right.suffix and left.suffix != right.suffix:
        return False
    if left.words == right.words:
        return True
    short, long = sorted((left.words, right.words), key=len)
    if len(short) == 1:
        return long[-1] == short[0]
    return short[-1] == long[-1] and _fits(short[0], long[0]) and _middle(short[1:-1], long[1:-1])


def fits(claimed: str, entry: Entry) -> bool | None:
    """Return whether the source credits ``claimed``; None where it names nobody: it does not say that it was another."""
    names = names_of(entry)
    if names:
        # An alias that is a surname or a first name is all of a name only where the claim has no more either.
        whole = [name for name in names if name == names[0] or len(_name(name).words) > 1]
        return any(same(claimed, name) for name in whole) or _name(claimed) in map(_name, names)
    wanted = _bare(forms(claimed))
    return True if any(wanted == _bare(forms(text)) for text in descriptions_of(entry)) else None


def agree(one: Entry, other: Entry) -> bool | None:
    """Return whether two sources may credit the same person or body; None where either of them names nobody."""
    left, right = names_of(one), names_of(other)
    if not left or not right:
        return None
    return bool(fits(left[0], other) or fits(right[0], one))


@lru_cache(maxsize=4096)
def _name(text: str) -> _Name:
    """Return the name in ``text``, without the titles before it and the suffix behind it."""
    words = text.replace(",", " ").split()
    suffix = None
    while len(words) > 1 and lexicon.name_suffix(words[-1]):
        suffix = forms(words.pop())[0]
    while len(words) > 1 and (_titled := _title(words)):
        words = words[_titled:]
    return _Name(words=_bare(forms(" ".join(words))), suffix=suffix)


def _title(words: Sequence[str]) -> int:
    """Return how many of the first of ``words`` are a title, a rank, a courtesy or an article, the name left whole."""
    for length in range(min(4, len(words) - 1), 0, -1):
        text = " ".join(words[:length])
        if text.lower() in _ARTICLES or any(known(text) for known in _KNOWN):
            return length
    return 0


_KNOWN = (lexicon.honorific, lexicon.rank, lexicon.service, lexicon.title)


def _bare(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(words[1:]) if len(words) > 1 and words[0] in _ARTICLES else tuple(words)


def _fits(one: str, other: str) -> bool:
    """Return whether two given names are the same, or one is the other's initial."""
    return one == other or (min(len(one), len(other)) == 1 and one[:1] == other[:1])


def _middle(few: Sequence[str], many: Sequence[str]) -> bool:
    """Return whether middle names agree: those of one are among the other's, in order, as names or initials."""
    rest: Iterator[str] = iter(many)
    return all(any(_fits(name, each) for each in rest) for name in few)
