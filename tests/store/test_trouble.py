"""Whatever goes wrong is said in one kind of error that names the store, and the store is whole afterwards."""

import os
import random
import resource
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from store.making import Said, record

from quotes import store
from quotes.store import Query, StoreError, postgres, sqlite, tables

ROOT = Path(__file__).resolve().parents[2]


def batch(start, count=30):
    """Return ledgers with places, each of two quotations."""
    return [
        (f"{n}.json", record(f"{n}", Said(f"Word{n} is the word", "Mara Voss"), Said(f"And sentence{n} too")))
        for n in range(start, start + count)
    ]


def ids(desk):
    return [stored.record["source"]["id"] for stored in desk.ledgers()]


def intact(path):
    """Return whether SQLite, and each full text index of it, find nothing wrong with a file."""
    with sqlite3.connect(path) as connection:
        for table in ("said", "print"):
            connection.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.fixture
def path(tmp_path):
    """The file of a store of thirty ledgers."""
    with store.connect(tmp_path / "quotes.db", create=True) as desk:
        list(desk.add(batch(0)))
    return tmp_path / "quotes.db"


def refuses(where, *said, create=False):
    with pytest.raises(StoreError) as caught:
        store.connect(where, create=create)
    assert str(caught.value).startswith(str(where).partition("?")[0])
    assert all(part in str(caught.value) for part in said), caught.value


def test_a_store_that_is_not_there_is_not_made_by_reading(tmp_path):
    refuses(tmp_path / "no.db", "there is no store", "quotes add")
    assert not (tmp_path / "no.db").exists()


def test_what_is_no_store_is_left_alone(tmp_path):
    folder, text, empty, other = (tmp_path / name for name in ("folder", "text.db", "empty.db", "other.db"))
    folder.mkdir()
    text.write_text("a ledger of mine", encoding="utf-8")
    empty.touch()
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE mine (a)")
    refuses(folder, "is no file")
    refuses(empty, "there is no store")
    for create in (False, True):
        refuses(text, "not an SQLite database", create=create)
        refuses(other, "of something else", create=create)
    refuses(tmp_path / "no" / "folder.db", "cannot be opened", create=True)
    refuses(f"{tmp_path}/a\0b", "cannot be opened", create=True)
    assert text.read_text(encoding="utf-8") == "a ledger of mine"


def test_what_is_a_store(path, tmp_path):
    assert store.is_store(path)
    assert store.is_store("postgresql://localhost/quotes")
    assert store.is_store("postgres://localhost/quotes")
    assert not store.is_store(tmp_path)
    assert not store.is_store(tmp_path / "no.db")
    assert not store.is_store("a\0b")
    assert not store.is_url("postgresql.db")


def test_a_store_of_a_later_version_is_left_alone(where):
    with store.connect(where, create=True) as desk:
        later = tables.VERSION + 1
        if store.is_url(where):
            desk._database.execute("UPDATE store SET version = ?", (later,))
        else:
            desk._database.execute(f"PRAGMA user_version = {later}")
    for create in (False, True):
        with pytest.raises(StoreError, match=f"version {later}, made by a later quotes"):
            store.connect(where, create=create)


def test_a_store_of_an_earlier_version_is_brought_up_to_date(where, monkeypatch):
    with store.connect(where, create=True) as desk:
        list(desk.add(batch(0)))
    step = ("CREATE TABLE more (id INTEGER PRIMARY KEY)", "INSERT INTO more SELECT seq FROM ledger")
    monkeypatch.setattr(tables, "MIGRATIONS", (*tables.MIGRATIONS, step))
    monkeypatch.setattr(tables, "VERSION", tables.VERSION + 1)
    for _ in range(2):
        with store.connect(where) as desk:
            assert desk._database.execute("SELECT count(*) FROM more") == [(30,)]
            assert len(ids(desk)) == 30


def test_a_migration_that_fails_leaves_the_store_as_it_was(where, monkeypatch):
    store.connect(where, create=True).close()
    step = ("CREATE TABLE more (id INTEGER PRIMARY KEY)", "INSERT INTO nowhere VALUES (1)")
    with monkeypatch.context() as patch:
        patch.setattr(tables, "MIGRATIONS", (*tables.MIGRATIONS, step))
        patch.setattr(tables, "VERSION", tables.VERSION + 1)
        with pytest.raises(StoreError, match="nowhere"):
            store.connect(where)
    with store.connect(where) as desk:
        with pytest.raises(StoreError, match="more"):
            desk._database.execute("SELECT * FROM more")
        assert len(list(desk.add(batch(0)))) == 30


def test_a_second_writer_waits_and_then_says_so(where, monkeypatch):
    monkeypatch.setattr(postgres, "PATIENCE", 0.2)
    with store.connect(where, create=True) as first, store.connect(where) as second:
        if not store.is_url(where):
            second._database.execute("PRAGMA busy_timeout = 200")
        list(first.add(batch(0)))
        with first._database.writing():
            with pytest.raises(StoreError, match="is being written by another process"):
                list(second.add(batch(30)))
            assert len(ids(second)) == 30, "whoever reads does not wait"
        assert len(list(second.add(batch(30)))) == 30
        assert len(ids(first)) == 60


def test_a_read_only_store_is_searched_and_not_written(path):
    for each in (path.parent, path):
        each.chmod(each.stat().st_mode & 0o555)
    with unprivileged(path), store.connect(path) as desk:
        assert desk.search(Query(words="word7"))
        with pytest.raises(StoreError, match="read-only"):
            list(desk.add(batch(30)))
    path.parent.chmod(0o755)


class unprivileged:  # noqa: N801 - reads like a function
    """Somebody whom the permissions of files bind, which they do not bind root."""

    def __init__(self, path):
        self.folders = [folder for folder in path.parents if folder.stat().st_uid == os.geteuid()]

    def __enter__(self):
        if os.geteuid() == 0:
            for folder in self.folders:
                folder.chmod(folder.stat().st_mode | 0o055)
            os.seteuid(65534)

    def __exit__(self, *_):
        if os.getuid() == 0:
            os.seteuid(0)


def test_a_full_disk_undoes_what_is_not_finished(path):
    with store.connect(path) as desk:
        before = ids(desk)
        [[pages]] = desk._database.execute("PRAGMA page_count")
        desk._database.execute(f"PRAGMA max_page_count = {pages + 5}")
        with pytest.raises(StoreError, match="the disk is full"):
            list(desk.add(batch(30, 300)))
        assert ids(desk) == before
        desk._database.execute("PRAGMA max_page_count = 100000")
        assert len(list(desk.add(batch(30, 300)))) == 300
    assert intact(path)


ADD = """
import sys
from quotes import files, store
with store.connect(sys.argv[1], create=True) as desk:
    try:
        for each in desk.add(files.records(sys.argv[2:])):
            print(each.place, flush=True)
    except store.StoreError as error:
        print(error)
        sys.exit(3)
"""


def run(path, *ledgers, **more):
    command = [sys.executable, "-c", ADD, str(path), *map(str, ledgers)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, **more)


def test_a_file_that_may_not_grow_undoes_what_is_not_finished(path, tmp_path):
    from quotes.store.pieces import dumped

    more = tmp_path / "more.jsonl"
    more.write_text("\n".join(dumped(each) for _, each in batch(30, 400)), encoding="utf-8")
    limit = path.stat().st_size + 20_000
    done = run(path, more, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    assert (done.returncode, done.stderr) == (3, "")
    assert "the disk is full" in done.stdout
    with store.connect(path) as desk:
        assert len(ids(desk)) == 30
    assert run(path, more).returncode == 0
    with store.connect(path) as desk:
        assert len(ids(desk)) == 430
    assert intact(path)


def test_damage_is_named_and_is_no_other_error(path):
    whole = path.read_bytes()
    chance = random.Random(3)
    noticed = 0
    for _ in range(40):
        damaged = bytearray(whole)
        for _ in range(chance.choice([1, 20])):
            page = chance.randrange(1, len(whole) // 4096) * 4096
            at = page + chance.choice([0, chance.randrange(4000)])
            damaged[at : at + 40] = chance.randbytes(40)
        path.write_bytes(damaged)
        for leftover in path.parent.glob("quotes.db-*"):
            leftover.unlink()
        with suppress_named(path) as damage:
            use(path)
        noticed += bool(damage)
    assert noticed > 20


@contextmanager
def suppress_named(path):
    """Give the list of the store's errors, of which each must name its file; any other one is raised."""
    errors = []
    try:
        yield errors
    except StoreError as error:
        errors.append(error)
    assert all(str(path) in str(error) for error in errors)


def use(path):
    with store.connect(path) as desk:
        ids(desk)
        desk.search(Query(words="word"))
        desk.near("Word7 is the word")
        list(desk.add(batch(20, 20)))


def test_a_file_that_was_cut_off_is_damaged(path):
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(StoreError, match="is damaged"):
        use(path)


def test_a_ledger_that_the_database_does_not_take_is_refused_alone(path):
    with store.connect(path) as desk:
        desk._database._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 20_000)
        huge = record("huge", Said("very " * 5_000, "Mara Voss"))
        first, refused, last = desk.add([*batch(30, 1), ("huge.json", huge), *batch(31, 1)])
        assert (first.outcome, last.outcome) == ("added", "added")
        assert refused.place == "huge.json"
        assert "the database does not take it" in refused.problems[0].message
        assert len(ids(desk)) == 32
        assert desk.search(Query(words="very")) == []
    assert intact(path)


def test_a_server_that_goes_away_undoes_what_is_not_finished(url):
    with store.connect(url, create=True) as desk, store.connect(url) as other:
        list(desk.add(batch(0)))
        [[process]] = desk._database.execute("SELECT pg_backend_pid()")

        def ended():
            yield from batch(30, 1)
            other._database.execute("SELECT pg_terminate_backend(?)", (process,))
            yield from batch(31, 1)

        with pytest.raises(StoreError, match="is gone; what was not finished is undone"):
            list(desk.add(ended()))
        with pytest.raises(StoreError, match="is gone"):
            ids(desk)
        assert len(ids(other)) == 30


def test_a_server_that_goes_away_within_a_transaction_undoes_it(url):
    with store.connect(url, create=True) as desk, store.connect(url) as other:
        list(desk.add(batch(0)))
        [[process]] = desk._database.execute("SELECT pg_backend_pid()")

        def lose():
            with desk._database.writing():
                desk._database.execute("DELETE FROM ledger")
                other._database.execute("SELECT pg_terminate_backend(?)", (process,))
                desk._database.execute("SELECT 1")

        with pytest.raises(StoreError, match="is gone"):
            lose()
        assert len(ids(other)) == 30


def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path):
    for address in (f"postgresql://me:secret@/quotes?host={tmp_path}", "postgresql://me:secret@127.0.0.1:1/quotes"):
        with pytest.raises(StoreError) as caught:
            store.connect(address)
        assert "cannot be reached" in str(caught.value)
        assert "secret" not in str(caught.value)
    with pytest.raises(StoreError):
        store.connect("postgresql://[nonsense")


def test_a_database_without_a_store_says_how_to_make_one(url):
    with pytest.raises(StoreError, match="there is no store; quotes add"):
        store.connect(url)


def test_without_psycopg_it_is_said_what_to_install():
    code = "import sys; sys.modules['psycopg'] = None\nfrom quotes import store\nstore.connect('postgresql:///x')"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "quotes-ledger[postgres]" in done.stderr.splitlines()[-1]


def test_sqlite_alone_does_not_load_psycopg(path):
    code = (
        f"import sys\nfrom quotes import store\nstore.connect({str(path)!r}).close()\nprint('psycopg' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_every_setting_of_sqlite_is_one_that_it_knows(path):
    with store.connect(path) as desk:
        read = {setting: desk._database.execute(setting.partition(" =")[0]) for setting in sqlite.SETTINGS}
    assert {setting: str(value[0][0]) for setting, value in read.items()} == {
        setting: {"NORMAL": "1", "MEMORY": "2"}.get(setting.split()[-1], setting.split()[-1]) for setting in read
    }
