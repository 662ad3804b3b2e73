"""Reads entries out of a store, with their source and speaker, and what other sources say of the speaker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from quotes.codec import rebuilt
from quotes.entry import Entry, Supplied
from quotes.ledger import Source
from quotes.model import Attribution, Span, Speaker
from quotes.store.database import Database, marks
from quotes.store.pieces import loaded

FEW: Final = 500  # parameters in one statement
ENTRIES: Final = (
    "SELECT e.id, a.record, a.context, l.about, s.record, k.profile, k.person, k.evidence FROM entry e "
    "JOIN attribution a ON a.id = e.id JOIN ledger l ON l.seq = e.seq LEFT JOIN speaker s ON s.id = e.speaker "
    "LEFT JOIN link k ON k.profile = e.profile "
)
# The profiles under which a person is named in full, each with the first speaker that has it.
NAMED: Final = (
    "SELECT p.described, (SELECT min(s.id) FROM speaker s WHERE s.profile = p.id) "
    "FROM link k JOIN profile p ON p.id = k.profile WHERE k.person = ? AND k.evidence = 'name'"
)


def entries(database: Database, ids: Sequence[int]) -> list[Entry]:
    """Return the entries of some ids, in their order; those that are not, or no longer, there are left out."""
    rows: dict[int, Sequence[Any]] = {}
    for few in (ids[i : i + FEW] for i in range(0, len(ids), FEW)):
        sql = f"{ENTRIES} WHERE e.id IN ({marks(len(few))})"
        rows.update((row[0], row[1:]) for row in database.execute(sql, few))
    reader = _Reader(database)
    return [reader.entry(rows[number]) for number in ids if number in rows]


class _Reader:
    """Reads entries; what several have in common is read once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sources: dict[str, Source] = {}
        self._supplied: dict[int, tuple[Supplied, ...]] = {}

    def entry(self, row: Sequence[Any]) -> Entry:
        """Return the entry of a row of ``ENTRIES``."""
        record, context, about, speaker, *link = row
        who = None if speaker is None else rebuilt(Speaker, loaded(speaker))
        start, words = (0, "") if context is None else loaded(context)
        return Entry(
            source=self._source(about),
            attribution=rebuilt(Attribution, loaded(record)),
            speaker=who,
            context=None if context is None else Span(start, start + len(words), words),
            supplied=() if who is None or link[0] is None else self._from_others(who, *link),
        )

    def _source(self, about: str) -> Source:
        if about not in self._sources:
            self._sources[about] = rebuilt(Source, loaded(about))
        return self._sources[about]

    def _from_others(self, who: Speaker, profile: int, person: int, evidence: str) -> tuple[Supplied, ...]:
        """Return what the sources of the same person say that this speaker's does not: a full name, a role."""
        if profile not in self._supplied:
            found: list[Supplied | None] = []
            if evidence == "surname" or not who.roles:
                named = self._database.execute(NAMED, (person,))
                found.append(self._name([s for _, s in named]) if evidence == "surname" else None)
                with_role = [s for described, s in named if loaded(described)["roles"]]
                found.append(self._role(sorted(with_role)) if not who.roles else None)
            self._supplied[profile] = tuple(each for each in found if each is not None)
        return self._supplied[profile]

    def _name(self, speakers: Sequence[int]) -> Supplied | None:
        """Return the full name as the first source has it that writes it out."""
        for speaker, source in self._speakers(speakers):
            for mention in speaker.mentions:
                if speaker.name is not None and mention.form == "name" and speaker.name in mention.span.text:
                    return Supplied(what="name", text=speaker.name, source=source, span=mention.span)
        return None

    def _role(self, speakers: Sequence[int]) -> Supplied | None:
        """Return the most informative role that the first source has that states one."""
        for speaker, source in self._speakers(speakers[:1]):
            return Supplied(what="role", text=speaker.roles[0].span.text, source=source, span=speaker.roles[0].span)
        return None

    def _speakers(self, ids: Sequence[int]) -> list[tuple[Speaker, Source]]:
        """Return the first of some speakers, in order, each with its source."""
        few = sorted(ids)[:20]
        sql = f"SELECT s.record, l.about FROM speaker s JOIN ledger l ON l.seq = s.seq WHERE s.id IN ({marks(len(few))}) ORDER BY s.id"  # noqa: S608
        return [(rebuilt(Speaker, loaded(s)), self._source(about)) for s, about in self._database.execute(sql, few)]
