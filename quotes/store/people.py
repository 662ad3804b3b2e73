"""Who is the same person in several sources, and on which evidence: never two full names, never where it is not certain.

A profile is one way in which sources present somebody: kind, name, roles, aliases. Profiles of the same full name are
one person if their roles agree. A profile of a surname alone is linked to a person only if nobody else in the store
has that surname. All of it follows from the profiles, in whatever order they came: links can be dropped and made anew.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache
from typing import Any, Final, Literal

from quotes.fingerprint import words

Evidence = Literal["name", "surname"]
REMEMBERED: Final = 20_000  # names and roles whose words are not sought again
SUFFIXES: Final = frozenset({"jr", "sr", "ii", "iii", "iv"})
# What says nothing of whether two roles agree.
WEAK: Final = frozenset({"a", "an", "and", "at", "de", "for", "from", "her", "his", "in", "its", "of", "on", "our", "s",
                         "the", "their", "to"})  # fmt: skip
_ENCODE: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True)
class Profile:
    """One way in which sources present somebody, in folded words, each list sorted.

    ``name`` is in lower case, its marks kept: "Müller" and "Muller" may be two. ``beside`` says that the same source
    has somebody else of that surname, with a full name.
    """

    kind: str
    name: tuple[str, ...]
    titles: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    beside: bool = False

    @cached_property
    def bare(self) -> tuple[str, ...]:
        """The name without "Jr." and the like."""
        return tuple(word for word in self.name if word not in SUFFIXES)

    @property
    def is_full(self) -> bool:
        """Whether the name is a full one: two words that are no initials."""
        return sum(len(word) > 1 for word in self.bare) > 1

    @property
    def is_surname(self) -> bool:
        """Whether the name is one word, of a person who may have another one elsewhere."""
        return self.kind == "person" and len(self.name) == 1 and not self.beside

    @property
    def family(self) -> str | None:
        """Those among whom links are sought: persons of one surname, others of one name; None without a name."""
        if not self.bare or not (self.is_full or self.is_surname):
            return None
        return _ENCODE([self.kind, self.bare[-1] if self.kind == "person" else self.name])

    @property
    def has_role(self) -> bool:
        """Whether anything is said of what they are that can agree with something else or not."""
        return bool(self.titles or self.organizations)

    def agrees(self, others: Iterable[Profile]) -> bool:
        """Return whether a role of this profile is one of the others': in the same organization, where both say one.

        An organization may stand in the other's role without being its head: "who speaks for the Pentagon".
        """
        known = list(others)
        titles = {word for other in known for word in other.titles}
        organizations = {word for other in known for word in other.organizations}
        theirs = organizations.union(*(other.roles for other in known))
        own = {*self.organizations, *self.roles}
        if not (organizations.isdisjoint(own) and theirs.isdisjoint(self.organizations)):
            return True
        return not (self.organizations and organizations) and not titles.isdisjoint(self.titles)

    def to_json(self) -> str:
        """Return the profile as JSON, the same for the same profile."""
        return _ENCODE({each.name: getattr(self, each.name) for each in fields(self)})

    @classmethod
    def from_json(cls, text: str) -> Profile:
        """Return the profile that ``to_json`` wrote."""
        given: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in json.loads(text).items()
        }
        return cls(**given)


@dataclass(frozen=True, slots=True)
class Link:
    """That a profile is a person, and on which evidence; a person is called by the least number of its profiles."""

    profile: int
    person: int
    evidence: Evidence


def profiles(speakers: Sequence[Mapping[str, Any]]) -> list[Profile]:
    """Return the profile of each speaker of a ledger."""
    found = [profile(speaker) for speaker in speakers]
    full = {p.bare[-1] for p in found if p.kind == "person" and p.is_full}
    return [replace(p, beside=True) if p.is_surname and p.name[0] in full else p for p in found]


def profile(speaker: Mapping[str, Any]) -> Profile:
    """Return how a ledger presents a speaker."""
    roles = speaker["roles"]
    name = speaker["name"] or ""
    titles = [role["title"]["text"] if role["title"] else "" for role in roles]
    # A role without parts is a title as it stands: "spokeswoman for the port".
    titles += [r["text"] for r in roles if not (r["title"] or r["organization"] or r["rank"])]
    return Profile(
        kind=speaker["kind"],
        name=_spelt(name),
        titles=_sorted(titles, but=WEAK),
        organizations=_sorted((r["organization"]["text"] for r in roles if r["organization"]), but=WEAK),
        roles=_sorted(role["text"] for role in roles),
        called=_sorted([name, *speaker["aliases"]]),
    )


def linked(family: Mapping[int, Profile]) -> list[Link]:
    """Return the links of a family's profiles, by their numbers; who is linked to nobody has none."""
    names: dict[tuple[str, ...], dict[int, Profile]] = {}
    for number, one in sorted(family.items()):
        if one.is_full:
            names.setdefault(one.name, {})[number] = one
    people = [person for named in names.values() for person in _people(named)]
    links = [Link(number, min(person), "name") for person in people for number in person if len(person) > 1]
    if len(people) != 1:
        return links
    [person] = people
    known = [family[number] for number in person]
    surnames = [number for number, one in sorted(family.items()) if one.is_surname and _fits(one, known)]
    return [
        *(Link(number, min(person), "name") for number in person if surnames or len(person) > 1),
        *(Link(number, min(person), "surname") for number in surnames),
    ]


def _people(named: Mapping[int, Profile]) -> list[list[int]]:
    """Return the numbers of the profiles of one full name, grouped by person.

    First those of the same organization belong together; then a title without one joins the only group that has it;
    then a profile without a role joins the only group there is. Whoever could be either of two stays alone.
    """
    groups = _grouped([n for n, p in named.items() if p.organizations], named)
    known = [[named[n] for n in group] for group in groups]  # as they are before others join: whoever comes first
    rest: list[int] = []
    alone: list[list[int]] = []
    for number in (n for n, p in named.items() if p.titles and not p.organizations):
        fitting = [group for group, who in zip(groups, known, strict=True) if named[number].agrees(who)]
        (fitting[0] if len(fitting) == 1 else rest if not fitting else _new(alone)).append(number)
    groups = [*groups, *_grouped(rest, named), *alone]
    roleless = [n for n, p in named.items() if not p.has_role]
    if len(groups) > 1:
        return [*groups, *([n] for n in roleless)]
    return [[*(groups[0] if groups else ()), *roleless]]


def _grouped(numbers: Sequence[int], named: Mapping[int, Profile]) -> list[list[int]]:
    """Return numbers in groups: two are in one if their profiles agree, or both agree with a third."""
    groups: list[list[int]] = []
    for number in numbers:
        joined = [group for group in groups if any(named[number].agrees([named[n]]) for n in group)]
        groups = [group for group in groups if group not in joined]
        groups.append(sorted([number, *(n for group in joined for n in group)]))
    return groups


def _fits(surname: Profile, known: Sequence[Profile]) -> bool:
    """Return whether what is said of a surname does not speak against its being the person known."""
    return not surname.has_role or not any(p.has_role for p in known) or surname.agrees(known)


def _new(groups: list[list[int]]) -> list[int]:
    groups.append([])
    return groups[-1]


@lru_cache(maxsize=REMEMBERED)
def _spelt(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case, one form of each letter, with its marks."""
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())
    return tuple(word for part in plain.replace("’", "'").split() if (word := part.strip(".,;:'\"()")))


def _sorted(texts: Iterable[str], but: frozenset[str] = frozenset()) -> tuple[str, ...]:
    return tuple(sorted({word for text in texts for word in _words(text)} - but))


_words = lru_cache(maxsize=REMEMBERED)(words)  # the same names and roles come again and again
