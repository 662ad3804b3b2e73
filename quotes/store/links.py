"""Keeps the profiles of a store's speakers, and the links between those that are one person, which follow from them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from quotes.store.database import Database, marks
from quotes.store.people import Profile, linked

FEW: Final = 500  # parameters in one statement


class Links:
    """The profiles and links of a store, within a writing transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, int] = {}
        self._next: int | None = None

    def profiled(self, speakers: Sequence[Profile]) -> list[int]:
        """Return the numbers of the profiles of a ledger's speakers; new ones are put into the store."""
        described = [(one.to_json(), one) for one in speakers]
        keys = [_key(text) for text, _ in described]
        found = dict(zip(keys, described, strict=True))
        unknown = [key for key in found if key not in self._known]
        if unknown:
            sql = f"SELECT key, id FROM profile WHERE key IN ({marks(len(unknown))})"  # noqa: S608 - only marks
            self._known.update(self._database.execute(sql, unknown))
        for key in unknown:
            if key not in self._known:
                self._known[key] = self._new(key, *found[key])
        return [self._known[key] for key in keys]

    def _new(self, key: str, described: str, one: Profile) -> int:
        if self._next is None:
            [[last]] = self._database.execute("SELECT max(id) FROM profile")
            self._next = (last or 0) + 1
        number, self._next = self._next, self._next + 1
        family = None if one.family is None else _key(one.family)
        row = (number, key, family, described)
        self._database.execute("INSERT INTO profile (id, key, family, described) VALUES (?, ?, ?, ?)", row)
        traits = [(word, "name", number) for word in one.called] + [(word, "role", number) for word in one.roles]
        self._database.many("INSERT INTO trait (word, shows, profile) VALUES (?, ?, ?)", traits)
        self._mark([family])
        return number

    def forget(self, seq: int) -> None:
        """Take the speakers of a ledger out of the profiles, and the profiles away that no other speaker has."""
        [(first, count)] = self._database.execute("SELECT first_speaker, speakers FROM ledger WHERE seq = ?", (seq,))
        these = (first, first + count)
        left = self._database.execute(
            "SELECT DISTINCT p.id, p.family FROM speaker s JOIN profile p ON p.id = s.profile WHERE s.id >= ? AND s.id < ?",
            these,
        )
        self._database.execute("UPDATE speaker SET profile = NULL WHERE id >= ? AND id < ?", these)
        for number, family in left:
            if not self._database.execute("SELECT 1 FROM speaker WHERE profile = ? LIMIT 1", (number,)):
                for sql in FORGET:
                    self._database.execute(sql, (number,))
                self._mark([family])
        self._known.clear()

    def renew(self) -> None:
        """Make the links anew of the families in which a profile came or went."""
        while stale := [
            f for (f,) in self._database.execute("SELECT family FROM stale ORDER BY family LIMIT ?", (FEW,))
        ]:
            of_these = f"family IN ({marks(len(stale))})"
            found = self._database.execute(f"SELECT family, id, described FROM profile WHERE {of_these}", stale)  # noqa: S608
            families: dict[str, dict[int, Profile]] = {}
            for family, number, described in found:
                families.setdefault(family, {})[number] = Profile.from_json(described)
            sql = f"DELETE FROM link WHERE profile IN (SELECT id FROM profile WHERE {of_these})"  # noqa: S608
            self._database.execute(sql, stale)
            links = [link for family in families.values() if len(family) > 1 for link in linked(family)]
            rows = sorted((link.profile, link.person, link.evidence) for link in links)
            self._database.many("INSERT INTO link (profile, person, evidence) VALUES (?, ?, ?)", rows)
            self._database.execute(f"DELETE FROM stale WHERE {of_these}", stale)  # noqa: S608

    def drop(self) -> None:
        """Take all links away; ``renew`` makes them anew from the profiles."""
        self._database.execute("DELETE FROM link")
        self._mark([family for (family,) in self._database.execute("SELECT DISTINCT family FROM profile")])

    def _mark(self, families: Sequence[str | None]) -> None:
        rows = sorted({(family,) for family in families if family is not None})
        self._database.many("INSERT INTO stale (family) VALUES (?) ON CONFLICT (family) DO NOTHING", rows)


FORGET: Final = (
    "DELETE FROM link WHERE profile = ?",
    "DELETE FROM trait WHERE profile = ?",
    "DELETE FROM profile WHERE id = ?",
)


def _key(described: str) -> str:
    return hashlib.sha256(described.encode("utf-8")).hexdigest()
