"""Groups the quotations that are one across sources: who printed it first, what was changed since, who is credited where.

Two quotations are alike if they share a row of words that tells, and that row is half of the shorter or most of both is
shared (``quotes.likeness``). Likeness alone would make chains, in which the last has nothing of the first: two
sentences would be one because somebody quotes both. So a group is a star: all of its quotations are alike to its first
appearance. Quotations are taken in the order of their appearance (date, source, place); the first that is in no group
heads one, and takes all that are like it and in none. So the groups do not depend on the order in which sources came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations

from quotes.credit import agree, names_of
from quotes.differences import Change, Words, compare
from quotes.entry import Entry
from quotes.likeness import Index, Wording, alike, wording

__all__ = ["Credited", "Group", "Index", "Variant", "Wording", "alike", "groups", "variants", "wording"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A quotation of a group, and the changes that make it of the first appearance; of that itself they are one equal stretch."""

    entry: Entry
    changes: tuple[Change, ...]

    @property
    def differs(self) -> bool:
        """Whether any word is another than in the first appearance."""
        return any(change.op != "equal" for change in self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credited:
    """The name that some sources credit, the fullest of those that may be one person's, with the ids of the sources.

    The name is None for the sources that name nobody.
    """

    name: str | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One quotation in the sources that have it, in the order of appearance, the first first.

    ``disputed`` says that two sources name persons or bodies who cannot be the same; who names nobody disagrees with
    nobody.
    """

    variants: tuple[Variant, ...]
    credits: tuple[Credited, ...]
    disputed: bool

    @property
    def first(self) -> Entry:
        """The first appearance."""
        return self.variants[0].entry


def variants(entries: Iterable[Entry]) -> tuple[Group, ...]:
    """Return the quotations that more than one of the sources of ``entries`` have, from scratch."""
    held, index = list(entries), Index()
    index.add(map(wording, held))
    return groups(held, index.pairs)


def groups(entries: Iterable[Entry], pairs: Iterable[tuple[str, str]]) -> tuple[Group, ...]:
    """Return the quotations that more than one source has; ``pairs`` are the keys of the wordings that are alike.

    The groups are in the order of their first appearance, too.
    """
    near: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        near[one].add(other)
        near[other].add(one)
    worded: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=appearance):
        if (words := wording(entry)).prints:
            worded[words.key].append(entry)
    found = []
    # A dict keeps the order in which keys came: of the wordings the order of their first appearance.
    while worded:
        head = next(iter(worded))
        members = [entry for key in (head, *near[head]) for entry in worded.pop(key, ())]
        if len({_source(entry) for entry in members}) > 1:
            found.append(_group(sorted(members, key=appearance)))
    return tuple(found)


def appearance(entry: Entry) -> tuple[str, str, str, int, str]:
    """Return what entries are ordered by: the time, those without one last, then the source, then the place in it."""
    source, attribution = entry.source, entry.attribution
    return (_when(source.published), source.id, source.sha256, attribution.content[0].start, attribution.id)


def _when(published: str | None) -> str:
    """Return a time in UTC as text that sorts, a day without one as its beginning; what is no time comes last."""
    try:
        found = datetime.fromisoformat(published or "")
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):  # no date, or one beside the calendar's ends
        return "~"


def _source(entry: Entry) -> tuple[str, str]:
    return (entry.source.id, entry.source.sha256)


def quoted(entry: Entry) -> str:
    """Return what an entry quotes, with three dots where the reporter comes between."""
    return " … ".join(span.text for span in entry.attribution.verbatim)


def _group(members: list[Entry]) -> Group:
    first = Words.of(quoted(members[0]))
    listed = tuple(Variant(entry=entry, changes=compare(first, Words.of(quoted(entry)))) for entry in members)
    named = list({names_of(entry): entry for entry in members}.values())
    disputed = any(agree(one, other) is False for one, other in combinations(named, 2))
    return Group(variants=listed, credits=_credits(members), disputed=disputed)


def _credits(members: list[Entry]) -> tuple[Credited, ...]:
    """Return who is credited where, the fullest names first taken; a surname that fits two of them stands alone."""
    heads: list[Entry] = []
    held: defaultdict[str | None, list[str]] = defaultdict(list)
    for entry in sorted(members, key=_fullness):
        fitting = [head for head in heads if agree(head, entry)]
        if names_of(entry) and len(fitting) != 1:
            heads.append(entry)
            fitting = [entry]
        name = names_of(fitting[0])[0] if fitting else None
        if entry.source.id not in held[name]:
            held[name].append(entry.source.id)
    order = {id_: n for n, id_ in enumerate(entry.source.id for entry in reversed(members))}
    return tuple(
        Credited(name=name, sources=tuple(sorted(sources, key=lambda each: (-order[each], each))))
        for name, sources in sorted(held.items(), key=lambda item: (item[0] is None, item[0] or ""))
    )


def _fullness(entry: Entry) -> tuple[int, tuple[str, str, str, int, str]]:
    return (-max((len(name.split()) for name in names_of(entry)[:1]), default=0), appearance(entry))
