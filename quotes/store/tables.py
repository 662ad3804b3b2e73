"""The tables of a store, as ordered migrations: a store of an older version is brought up to date as it is opened.

A ledger is kept in pieces, each of them once, from which it is put together again exactly: its speakers, its
attributions, its text, and the rest. Its entries are in ``entry`` and in the indexes of words only as long as no later
version of the same source is there. Nothing in ``profile``, ``trait`` and ``link`` is not derived from the pieces.
"""

from __future__ import annotations

from typing import Final

# {blob} and {keyed} are put in by the database: the type of bytes, and what a table is called that is its own index.
MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (
        # The names under which a source is known again: its url, its place, its text.
        "CREATE TABLE known (key TEXT PRIMARY KEY, source INTEGER NOT NULL) {keyed}",
        """CREATE TABLE ledger (
            seq INTEGER PRIMARY KEY,
            source INTEGER NOT NULL,
            version INTEGER NOT NULL,
            current INTEGER NOT NULL,
            sha256 TEXT NOT NULL UNIQUE,
            first_speaker INTEGER NOT NULL,
            speakers INTEGER NOT NULL,
            first_attribution INTEGER NOT NULL,
            attributions INTEGER NOT NULL,
            about TEXT NOT NULL,
            rest TEXT NOT NULL,
            text {blob}
        )""",
        "CREATE INDEX ledger_source ON ledger (source)",
        "CREATE TABLE speaker (id INTEGER PRIMARY KEY, seq INTEGER NOT NULL, profile INTEGER, record TEXT NOT NULL)",
        "CREATE INDEX speaker_profile ON speaker (profile)",
        "CREATE TABLE attribution (id INTEGER PRIMARY KEY, record TEXT NOT NULL, context TEXT)",
        # Of the attributions of current ledgers, what a search filters by; day counts from 0001-01-01.
        """CREATE TABLE entry (
            id INTEGER PRIMARY KEY,
            seq INTEGER NOT NULL,
            kind TEXT NOT NULL,
            speaker INTEGER,
            profile INTEGER,
            outlet INTEGER,
            day INTEGER
        )""",
        "CREATE INDEX entry_profile ON entry (profile)",
        "CREATE INDEX entry_day ON entry (day)",
        "CREATE TABLE outlet (id INTEGER PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL UNIQUE)",
        # One way in which sources present somebody: kind, name, roles. Its family is those who may be confused.
        """CREATE TABLE profile (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            family TEXT,
            described TEXT NOT NULL
        )""",
        "CREATE INDEX profile_family ON profile (family)",
        "CREATE TABLE trait (word TEXT, shows TEXT, profile INTEGER, PRIMARY KEY (word, shows, profile)) {keyed}",
        "CREATE INDEX trait_profile ON trait (profile)",
        # Profiles that are one person, by whose least profile it is called, and on which evidence.
        "CREATE TABLE link (profile INTEGER PRIMARY KEY, person INTEGER NOT NULL, evidence TEXT NOT NULL)",
        "CREATE INDEX link_person ON link (person)",
        # Families whose links are to be made anew.
        "CREATE TABLE stale (family TEXT PRIMARY KEY) {keyed}",
        # How many entries hold a word; under the empty word, how many there are.
        "CREATE TABLE word (word TEXT PRIMARY KEY, entries INTEGER NOT NULL) {keyed}",
    ),
    (
        # The quoted words of entries as they compare, each wording once, and which of them are one quotation. It is a
        # matter of the words alone: nothing here is undone when a source has a new version.
        "CREATE TABLE wording (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, forms TEXT NOT NULL)",
        "CREATE TABLE wording_print (print BIGINT, wording INTEGER, PRIMARY KEY (print, wording)) {keyed}",
        "CREATE TABLE worded (entry INTEGER PRIMARY KEY, wording INTEGER NOT NULL)",
        "CREATE INDEX worded_wording ON worded (wording)",
        "CREATE TABLE alike (one INTEGER, other INTEGER, PRIMARY KEY (one, other)) {keyed}",
    ),
)
VERSION: Final = len(MIGRATIONS)


def newer(name: str, version: int) -> str:
    """Return what to say of a store of a later version than this one knows."""
    return (
        f"{name}: is a store of version {version}, made by a later quotes; this one knows version {VERSION}: "
        "install a newer one"
    )
