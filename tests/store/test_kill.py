"""A process that is killed while it adds leaves a whole store, and the same command again completes it."""

import json
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from store.making import Said, record

from quotes import files, store

ROOT = Path(__file__).resolve().parents[2]
LEDGERS = 900
ADD = """
import sys
from quotes import files, store
from quotes.store import adding
adding.BATCH = 90
with store.connect(sys.argv[1], create=True) as desk:
    for each in desk.add(files.records(sys.argv[2:])):
        print(each.place, each.outcome, flush=True)
"""
TABLES = ("known", "ledger", "speaker", "attribution", "entry", "outlet", "profile", "trait", "link", "word", "stale")


@pytest.fixture(scope="module")
def ledgers(tmp_path_factory):
    """A file of ledgers, some of which are new versions of others."""
    path = tmp_path_factory.mktemp("kill") / "ledgers.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for n in range(LEDGERS):
            said = [Said(f"Word{n} of {n % 7} words", f"Name{n % 40} Voss"), Said(f"Sentence{n}", f"Name{n % 40}")]
            number = n - 5 if n % 10 == 9 else n
            made = record(f"{number}", *said, url=f"https://news.example/{number}", outlet=f"Outlet {n % 9}")
            file.write(json.dumps(made) + "\n")
    return path


def content(path):
    """Return all rows of all tables, and what the indexes of words find."""
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows = {table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in TABLES}
        for index in ("said", "print"):
            connection.execute(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")
            connection.execute(f"CREATE VIRTUAL TABLE temp.v{index} USING fts5vocab('main', '{index}', 'instance')")
            found = connection.execute(f"SELECT term, doc FROM temp.v{index}").fetchall()
            rows[index] = sorted(found)
    return rows


def adding(path, ledgers):
    command = [sys.executable, "-c", ADD, str(path), str(ledgers)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def test_a_run_that_is_killed_is_completed_by_the_same_command(ledgers, tmp_path):
    undisturbed, killed = tmp_path / "undisturbed.db", tmp_path / "killed.db"
    with adding(undisturbed, ledgers) as process:
        process.communicate()
    given = [record for _, record in files.records([ledgers])]
    left = []
    for new, seconds in ((1, 0), (1, 0.004), (50, 0.008), (50, 0.012), (1, 0.016)):
        with adding(killed, ledgers) as process:
            for _ in range(new):
                while process.stdout.readline().endswith(" unchanged\n"):
                    pass
            time.sleep(seconds)  # into the middle of what comes next
            process.send_signal(signal.SIGKILL)
        rows = content(killed)
        with store.connect(killed) as desk:
            there = [stored.record for stored in desk.ledgers(all_versions=True)]
            entries = sum(len(stored.record["attributions"]) for stored in desk.ledgers())
        assert there == given[: len(there)], "each ledger is wholly there or not at all, and none before its turn"
        assert len(rows["entry"]) == entries
        left.append(LEDGERS - len(there))
    assert min(left) > 0, "it was never done"
    assert left == sorted(set(left), reverse=True), "each run went on where the one before had ended"
    with adding(killed, ledgers) as process:
        process.communicate()
    assert content(killed) == content(undisturbed)
