"""Runs over many sources by real workers: their order and bytes, and what is left when something dies."""

import filecmp
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

import quotes
from quotes import files, pipeline
from quotes.batch import Outcome, Settings, WorkerError, extract_all, parcels, physical_cores, pool
from quotes.batch.outcome import Task
from quotes.model import Article, Problem
from quotes.weights import ModelError

TEXT = "“We will rebuild the pier,” said Mara Voss, the mayor of Oster.\n\nShe said the town had the money.\n"
PATIENCE = 300  # seconds, on a machine that has much else to do


def articles(count, text=TEXT):
    return [Article(id=f"a{i}", text=f"{text}{i}\n", path=f"news/a{i}.txt") for i in range(count)]


def write_articles(folder, count):
    folder.mkdir()
    for article in articles(count):
        (folder / f"{article.id}.txt").write_text(article.text, encoding="utf-8")
    return folder


def command(*arguments, **options):
    """Start the command in a process group of its own, as a shell does."""
    return subprocess.Popen(
        [sys.executable, "-m", "quotes", "extract", *map(str, arguments)], start_new_session=True, **options
    )


def waiting_for(condition):
    """Wait until `condition` holds; fail if it does not in good time."""
    deadline = time.monotonic() + PATIENCE
    while not (value := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return value


def group(leader):
    """Return the processes of a process group but for its leader."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != leader:
            with suppress(OSError):
                state, _, its_group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
                found += [int(entry.name)] if int(its_group) == leader and state != "Z" else []
    return found


def ledgers(folder):
    return sorted(folder.glob("*.ledger.json"))


def same(one, other):
    """Return whether two folders hold the same files with the same bytes."""
    names = sorted(p.name for p in one.iterdir())
    assert names == sorted(p.name for p in other.iterdir())
    return filecmp.cmpfiles(one, other, names, shallow=False)[0] == names


@pytest.fixture
def workers(monkeypatch):
    """The workers that are started, in order; ``handed`` are the sizes of the parcels that each was handed."""
    started = []

    class Watched(pool.Worker):
        def __init__(self, settings):
            super().__init__(settings)
            self.handed = []
            started.append(self)

        def hand(self, parcel):
            self.handed.append(len(parcel))
            return super().hand(parcel)

    monkeypatch.setattr(pool, "Worker", Watched)
    return started


@pytest.fixture
def one_by_one(monkeypatch):
    """Every parcel is of one article."""
    monkeypatch.setattr(parcels, "MOST", 1)


def test_parcels_are_bounded_and_keep_the_order(monkeypatch):
    monkeypatch.setattr(parcels, "MOST", 3)
    monkeypatch.setattr(parcels, "GROUP", 10)
    lengths = [5, 5, 1, 11, 0, 1, 1, 1, None, 2, None, None, 1]
    items = [
        Outcome(index=index) if length is None else Task(index=index, article=Article(id=str(index), text="x" * length))
        for index, length in enumerate(lengths)
    ]
    made = list(parcels.parcels(items))
    found = [[task.index for task in item] if isinstance(item, tuple) else item.index for item in made]
    assert found == [[0, 1], [2], [3], [4, 5, 6], [7], 8, [9], 10, 11, [12]]


def test_the_last_parcels_taper_off():
    tasks = [Task(index=index, article=Article(id=str(index), text="x" * 10)) for index in range(16)]
    made = list(parcels.tapered(tasks, 2))
    assert [task for parcel in made for task in parcel] == tasks
    assert [len(parcel) for parcel in made] == [4, 3, 3, 2, 1, 1, 1, 1]
    assert list(parcels.tapered([], 2)) == []


def test_as_many_parcels_are_cut_up_at_the_end_as_the_workers_could_take_twice(workers, monkeypatch):
    monkeypatch.setattr(parcels, "MOST", 4)
    same_length = [Article(id=str(index), text=TEXT) for index in range(16)]
    assert len(list(extract_all(same_length, jobs=2))) == 16
    first, second = (worker.handed for worker in workers)
    assert sorted(first + second, reverse=True) == [4, 3, 3, 2, 1, 1, 1, 1]


def test_any_jobs_and_parcels_give_the_same_outcomes_in_the_same_order(workers, extractor, monkeypatch):
    bad = Problem(path="bad.txt", check="text", message="is empty; there is nothing to read")
    sources = [bad, *articles(3), bad, *articles(6)[3:]]
    alone = list(extract_all(sources, jobs=1))
    assert workers == []
    assert list(extract_all(sources, jobs=2)) == alone
    assert len(workers) == 2
    monkeypatch.setattr(parcels, "MOST", 2)
    assert list(extract_all(sources, jobs=1)) == alone
    assert [outcome.index for outcome in alone] == list(range(8))
    assert [outcome.problem for outcome in alone] == [bad, None, None, None, bad, None, None, None]
    assert [outcome.ledger for outcome in alone if outcome.ledger] == [
        extractor.extract(article).to_json() for article in articles(6)
    ]


def test_one_article_is_done_by_the_process_itself(workers):
    bad = Problem(path="bad.txt", check="text", message="is empty")
    [first, second, third] = extract_all([bad, *articles(1), bad], jobs=2)
    assert (first.problem, second.id, third.problem) == (bad, "a0", bad)
    assert workers == []


def test_sources_are_read_as_they_are_needed(workers, monkeypatch):
    monkeypatch.setattr(parcels, "MOST", 3)
    read = []

    def many():
        for index in range(10_000):
            read.append(index)
            yield Article(id=str(index), text=TEXT)

    with closing(extract_all(many(), jobs=2)) as outcomes:
        assert [next(outcomes).index for _ in range(3)] == [0, 1, 2]
        # One parcel is done, two are worked on, five wait, and the first source of a ninth ended the eighth.
        assert len(read) <= 8 * 3 + 1
    assert all(worker._process.exitcode is not None for worker in workers)


@pytest.mark.usefixtures("one_by_one")
def test_what_is_ahead_of_a_long_article_is_bounded(monkeypatch):
    monkeypatch.setattr("quotes.batch.extraction.AHEAD", 2)
    long = Article(id="long", text=TEXT * 50)
    read = []

    def many():
        for index, article in enumerate([long, *articles(8)]):
            read.append(index)
            yield article

    with closing(extract_all(many(), jobs=2)) as outcomes:
        assert next(outcomes).id == "long"
        assert max(read) <= 5  # the last one ends the parcel before it
        assert [outcome.id for outcome in outcomes] == [f"a{i}" for i in range(8)]


def test_two_articles_far_apart_are_both_read(monkeypatch):
    monkeypatch.setattr("quotes.batch.extraction.AHEAD", 2)
    bad = Problem(path="bad.txt", check="text", message="is empty")
    first, last = articles(2)
    outcomes = list(extract_all([first, *[bad] * 10, last], jobs=2))
    assert [outcome.problem or outcome.id for outcome in outcomes] == ["a0", *[bad] * 10, "a1"]


def test_kept_articles_need_no_ledger_and_no_model(workers):
    outcomes = list(extract_all(articles(100), Settings(model="none/at/all"), jobs=2, keep=lambda _: True))
    assert [outcome.id for outcome in outcomes] == [f"a{i}" for i in range(100)]
    assert not any(outcome.ledger or outcome.problem or outcome.words for outcome in outcomes)
    assert workers == []


def test_a_worker_that_is_killed_costs_one_article_and_is_replaced(workers, monkeypatch):
    endless = Article(id="endless", text=TEXT * 20_000, path="news/endless.txt")
    monkeypatch.setattr(parcels, "GROUP", len(endless.text) + 2 * len(TEXT))
    monkeypatch.setattr(parcels, "MOST", 2)  # so many parcels that the first is not among the last, which are cut up
    beside, *others = articles(10)
    outcomes = extract_all([endless, beside, *others], jobs=2, ordered=False)

    def kill_the_reader_of_endless():
        alive = [worker for worker in workers if worker._process.is_alive()]
        [worker] = [worker for worker in alive if endless in [task.article for task in worker.parcel]]
        os.kill(worker._process.pid, signal.SIGKILL)
        return [task.article.id for task in worker.parcel]

    made = [next(outcomes)]
    assert kill_the_reader_of_endless() == ["endless", "a0"]
    made += [next(outcomes) for _ in others]
    assert kill_the_reader_of_endless() == ["endless"]
    made += outcomes
    assert sorted(outcome.index for outcome in made) == list(range(11))
    [lost] = [outcome for outcome in made if outcome.problem]
    assert lost.id == "endless"
    assert (lost.problem.path, lost.problem.check) == ("news/endless.txt", "worker")
    assert "was ended by SIGKILL" in lost.problem.message


def test_an_article_that_breaks_the_extractor_costs_no_other_of_its_parcel(extractor, monkeypatch):
    segment = pipeline.segment

    def broken(article):
        if article.id == "a1":
            raise RecursionError("too deep")
        return segment(article)

    monkeypatch.setattr(pipeline, "segment", broken)
    [first, second, third] = extract_all(articles(3), jobs=1)
    assert (second.problem.check, second.ledger) == ("extract", None)
    assert [first.ledger, third.ledger] == [extractor.extract(a).to_json() for a in articles(3)[::2]]


@pytest.mark.usefixtures("one_by_one")
def test_workers_that_die_before_they_are_ready_end_the_run_only_if_none_is_left(monkeypatch):
    class Stillborn(pool.Worker):
        born = 0

        def __init__(self, settings):
            super().__init__(settings)
            type(self).born += 1
            if self.born in self.killed:
                os.kill(self._process.pid, signal.SIGKILL)

    monkeypatch.setattr(pool, "Worker", Stillborn)
    Stillborn.killed = {1}
    assert all(outcome.ledger for outcome in extract_all(articles(4), jobs=2))
    Stillborn.born, Stillborn.killed = 0, set(range(100))
    with pytest.raises(
        WorkerError, match="a worker was ended by SIGKILL before it had loaded its model, again and again"
    ):
        list(extract_all(articles(4), jobs=2))


@pytest.mark.usefixtures("one_by_one")
def test_a_model_that_cannot_be_used_ends_the_run(tmp_path):
    with pytest.raises(ModelError, match=str(tmp_path / "none")):
        list(extract_all(articles(2), Settings(model=str(tmp_path / "none")), jobs=2))


def test_settings_say_what_run_they_make_without_loading_the_model(tmp_path):
    code = "import sys; from quotes.batch import Settings; Settings().run(); assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
    for settings in (Settings(), Settings(acts="all", embed_text=True), Settings(min_confidence=0.5)):
        assert settings.run() == settings.extractor().run


def test_ctrl_c_leaves_whole_ledgers_and_no_process_and_says_how_to_go_on(tmp_path):
    source, out = write_articles(tmp_path / "source", 300), tmp_path / "out"
    with command(source, "--out", out, "--jobs", 2, stderr=subprocess.PIPE) as run:
        waiting_for(lambda: len(ledgers(out)) > 2)
        assert len(group(run.pid)) >= 2
        os.killpg(run.pid, signal.SIGINT)
        errors = run.stderr.read().decode()
    assert run.returncode == 130
    assert errors.splitlines()[-1].startswith("quotes: interrupted: ")
    assert errors.endswith(" sources done; the same command with --resume continues\n")
    assert "Traceback" not in errors
    waiting_for(lambda: not group(run.pid))
    assert ledgers(out) == sorted(out.iterdir())
    assert 2 < len(list(files.load(out))) < 300


def test_ctrl_c_cuts_no_line_of_standard_output(tmp_path):
    source = write_articles(tmp_path / "source", 300)
    for jobs in (1, 2):
        with command(source, "--jobs", jobs, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
            first = run.stdout.readline()
            os.killpg(run.pid, signal.SIGINT)
            lines = [first, *run.stdout.readlines()]
            assert run.stderr.read().endswith(b" sources done; with --out FOLDER a run can be continued\n")
        assert run.returncode == 130
        names = sorted(path.stem for path in source.iterdir())
        assert [json.loads(line)["source"]["id"] for line in lines] == names[: len(lines)]
        assert len(lines) < 300


def test_a_run_killed_and_resumed_ends_with_the_bytes_of_an_undisturbed_one(tmp_path):
    source, out, undisturbed = write_articles(tmp_path / "source", 200), tmp_path / "out", tmp_path / "undisturbed"
    with command(source, "--out", out, "--jobs", 2) as run:
        waiting_for(lambda: len(ledgers(out)) > 5)
        run.kill()
    assert 5 < len(ledgers(out)) < 200
    waiting_for(lambda: not group(run.pid))

    kept, tampered, cut, other, *_ = ledgers(out)
    os.utime(kept, (1, 1))
    tampered.write_text(tampered.read_text(encoding="utf-8").replace("Mara", "Lara"), encoding="utf-8")
    cut.write_bytes(cut.read_bytes()[:500])
    (source / other.name.replace(".ledger.json", ".txt")).write_text("Mara Voss said no.\n", encoding="utf-8")
    (out / ".left.ledger.json.tmp").write_text("half a led", encoding="utf-8")
    whole = len(ledgers(out)) - 3
    with command(source, "--out", out, "--jobs", 2, "--resume", stderr=subprocess.PIPE) as run:
        errors = run.stderr.read().decode()
    assert run.returncode == 0
    assert f"quotes: {whole} ledgers kept, {200 - whole} made\n" in errors
    assert kept.stat().st_mtime == 1

    with command(source, "--out", undisturbed, "--jobs", 1) as run:
        pass
    assert run.returncode == 0
    assert same(out, undisturbed)
    assert all(not quotes.validate(ledger) for ledger in files.load(out))


def test_cores_are_counted_within_what_this_process_may_use(tmp_path):
    cpus = os.sched_getaffinity(0)
    for cpu in cpus:
        folder = tmp_path / f"sys/devices/system/cpu/cpu{cpu}/topology"
        folder.mkdir(parents=True)
        (folder / "thread_siblings_list").write_text(f"{cpu}\n")
    assert physical_cores(tmp_path / "sys", tmp_path / "proc") == len(cpus)
    for cpu in cpus:
        (tmp_path / f"sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list").write_text("0-63\n")
    assert physical_cores(tmp_path / "sys", tmp_path / "proc") == 1
    assert 1 <= physical_cores() <= len(cpus)


@pytest.mark.parametrize(
    ("outer", "inner", "cores"),
    [("max 100000", "max 100000", 8), ("max 100000", "250000 100000", 3), ("50000 100000", "max 1", 1)],
)
def test_cores_are_no_more_than_a_control_group_allows(tmp_path, monkeypatch, outer, inner, cores):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/self/cgroup").write_text("0::/a.slice/b.scope\n")
    (tmp_path / "sys/fs/cgroup/a.slice/b.scope").mkdir(parents=True)
    (tmp_path / "sys/fs/cgroup/a.slice/cpu.max").write_text(f"{outer}\n")
    (tmp_path / "sys/fs/cgroup/a.slice/b.scope/cpu.max").write_text(f"{inner}\n")
    assert physical_cores(tmp_path / "sys", tmp_path / "proc") == cores
