"""Compares the quotations of a store with each other, those that are new since the last time with all the others.

What is kept are wordings, not entries: each is compared once, however many articles print it, and that two of them are
alike stays true whatever becomes of the articles.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from quotes.likeness import Wording, alike
from quotes.store.database import Database, marks
from quotes.store.pieces import loaded
from quotes.wording import forms

AT_ONCE: Final = 1_000  # entries compared in one transaction
FEW: Final = 500  # parameters in one statement


def compare(database: Database) -> None:
    """Compare the wordings of entries that have not been: all or, if the process ends, whole batches of them."""
    # Entries are numbered upwards. Those that quote too little for a wording leave no trace; the last ones of them are
    # read again each time.
    [[last]] = database.execute("SELECT max(entry) FROM worded")
    last = last or 0
    while database.execute("SELECT 1 FROM entry WHERE id > ? LIMIT 1", (last,)):
        with database.writing():
            rows = database.execute(
                "SELECT e.id, a.record FROM entry e JOIN attribution a ON a.id = e.id WHERE e.id > ? ORDER BY e.id LIMIT ?",
                (last, AT_ONCE),
            )
            for entry, record in rows:
                said = Wording(forms(" ".join(span["text"] for span in loaded(record)["verbatim"])))
                if said.prints:
                    database.many(
                        "INSERT INTO worded (entry, wording) VALUES (?, ?) ON CONFLICT (entry) DO NOTHING",
                        [(entry, _number(database, said))],
                    )
        last = rows[-1][0] if rows else last


def alike_entries(database: Database) -> tuple[list[int], tuple[tuple[str, str], ...]]:
    """Return the ids of the entries that some other is like, and the keys of the wordings that are alike."""
    pairs = database.execute(
        "SELECT o.key, t.key FROM alike a JOIN wording o ON o.id = a.one JOIN wording t ON t.id = a.other ORDER BY o.key, t.key"
    )
    rows = database.execute(
        "SELECT w.entry FROM worded w JOIN entry e ON e.id = w.entry WHERE "
        "EXISTS (SELECT 1 FROM worded x JOIN entry y ON y.id = x.entry WHERE x.wording = w.wording AND x.entry <> w.entry) "
        "OR EXISTS (SELECT 1 FROM alike a WHERE a.one = w.wording) OR EXISTS (SELECT 1 FROM alike a WHERE a.other = w.wording) "
        "ORDER BY w.entry"
    )
    return [entry for (entry,) in rows], tuple((one, other) for one, other in pairs)


def _number(database: Database, said: Wording) -> int:
    """Return the number of a wording; a new one is compared with those that share a fingerprint with it."""
    if found := database.execute("SELECT id FROM wording WHERE key = ?", (said.key,)):
        return int(found[0][0])
    [[last]] = database.execute("SELECT max(id) FROM wording")
    number = 1 + (last or 0)
    near = [each for each, held in _sharing(database, said.prints) if alike(said, held)]
    database.many("INSERT INTO wording (id, key, forms) VALUES (?, ?, ?)", [(number, said.key, " ".join(said.forms))])
    prints = [(digest, number) for digest in sorted(said.prints)]
    database.many("INSERT INTO wording_print (print, wording) VALUES (?, ?)", prints)
    database.many("INSERT INTO alike (one, other) VALUES (?, ?)", [(each, number) for each in near])
    return number


def _sharing(database: Database, prints: Iterable[int]) -> list[tuple[int, Wording]]:
    """Return the wordings that have one of some fingerprints, each once, with their numbers."""
    wanted = sorted(prints)
    found: dict[int, str] = {}
    for few in (wanted[i : i + FEW] for i in range(0, len(wanted), FEW)):
        sql = f"SELECT id, forms FROM wording WHERE id IN (SELECT wording FROM wording_print WHERE print IN ({marks(len(few))}))"  # noqa: S608 - only marks
        found.update(database.execute(sql, few))
    return [(number, Wording(tuple(held.split(" ")))) for number, held in sorted(found.items())]
