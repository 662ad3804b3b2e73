"""A store of each kind, empty, for each test: SQLite always, PostgreSQL where its server is installed."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from quotes import store

SERVERS = Path("/usr/lib/postgresql")


@pytest.fixture(scope="session")
def server():
    """The address of a PostgreSQL server of its own, on a socket in a short path, run by somebody without privileges."""
    psycopg = pytest.importorskip("psycopg")
    installed = sorted(SERVERS.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not installed:
        pytest.skip(f"there is no PostgreSQL server in {SERVERS}/*/bin")
    who = {}
    if os.geteuid() == 0:  # initdb refuses root
        user = pwd.getpwnam("nobody")
        who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    try:
        if who:
            os.chown(folder, who["user"], who["group"])
        with _running(installed[-1].parent, folder, who):
            url = f"postgresql://quotes@/postgres?host={folder}"
            _wait_for(lambda: psycopg.connect(url).close(), psycopg.OperationalError)
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(programs, folder, who):
    made = ["-D", folder / "data", "-U", "quotes", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
    subprocess.run([programs / "initdb", *made], check=True, capture_output=True, cwd=folder, **who)
    options = ["-k", folder, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=20"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *options], stdout=log, stderr=log, cwd=folder, **who
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(attempt, error, seconds=30):
    end = time.monotonic() + seconds
    while True:
        try:
            return attempt()
        except error:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


@pytest.fixture
def url(server):
    """The address of an empty PostgreSQL database."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS quotes CASCADE")
    return server


@pytest.fixture(params=["sqlite", "postgres"])
def where(request, tmp_path):
    """The name of a store that is not there yet."""
    return request.getfixturevalue("url") if request.param == "postgres" else str(tmp_path / "quotes.db")


@pytest.fixture
def desk(where):
    """A store that is open and empty."""
    with store.connect(where, create=True) as opened:
        yield opened
