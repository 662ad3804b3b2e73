"""Runs one system over one file of texts in a process of its own: seconds, start-up, peak memory."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from bench.pace import pace
from bench.systems import System
from bench.texts import TextSet, first

INTERVAL = 0.1  # seconds between two looks at the memory of several processes
STARTS = 3  # runs of a command over the short article: their time is taken off that of the texts, so it must be steady
MESSAGE = re.compile(r"^[A-Za-z_][\w.]*(?:Error|Exception): ", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One run: the words and the seconds that they took once loaded, the seconds from the start of the process to
    the first short article's result, the peak of resident memory in MB, and the machine's pace before and after.
    """

    system: str
    texts: str
    words: int
    seconds: float
    start: float
    memory: float
    pace: float

    @property
    def rate(self) -> float:
        """Words a second."""
        return self.words / self.seconds


class Failure(Exception):  # noqa: N818 it is noted in the table, not an error of the benchmark
    """A system could not be measured."""


class Memory:
    """Looks at the memory of a process and its children until it ends; shared pages count once."""

    def __init__(self, process: int, *, several: bool) -> None:
        self.peak = 0.0
        self._process = process
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        if several:
            self._thread.start()

    def stop(self) -> None:
        """Stop looking."""
        self._ended.set()

    def _watch(self) -> None:
        import psutil

        while not self._ended.wait(INTERVAL):
            try:
                root = psutil.Process(self._process)
                self.peak = max(self.peak, sum(map(_held, [root, *root.children(recursive=True)])))
            except psutil.NoSuchProcess:
                return


def _held(process: Any) -> float:
    """Return the MB that a process holds; of pages that several hold, its share, where the system tells."""
    import psutil

    try:
        found = process.memory_full_info()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0
    return float(getattr(found, "pss", 0) or found.rss) / 1e6


def measure(system: System, texts: TextSet, work: Path) -> Measurement:
    """Return one run of a system; raise Failure where it fails or leaves a text out."""
    part = texts.part(-(-texts.words // system.words))
    path, warm = part.write(work / "texts.jsonl"), first().write(work / "first.jsonl")
    by_command = _by_command if system.command else _by_load
    before = pace()
    seconds, start, memory = by_command(system, path, warm, work, len(part.texts))
    return Measurement(
        system=system.name,
        texts=texts.name,
        words=part.words,
        seconds=seconds,
        start=start,
        memory=memory,
        pace=(before + pace()) / 2,
    )


def _by_load(system: System, path: Path, warm: Path, work: Path, expected: int) -> tuple[float, float, float]:
    ended = python("bench.work", system.name, work, warm, path, several=system.processes > 1)
    done = ended.said["done"]
    if done["results"] != expected:
        raise Failure(f"gave {done['results']} results for {expected} texts")
    return done["seconds"], ended.said["first"]["at"], max(done["memory"], ended.memory)


def _by_command(system: System, path: Path, warm: Path, work: Path, expected: int) -> tuple[float, float, float]:
    """Run a command over the short article, which gives the start-up, and over the texts; the rest is their time."""
    start = median(_command(system, warm, work, 1).seconds for _ in range(STARTS))
    whole = _command(system, path, work, expected)
    return max(whole.seconds - start, 1e-3), start, whole.memory


def _command(system: System, path: Path, work: Path, expected: int) -> Ended:
    with tempfile.TemporaryDirectory(dir=work) as out:
        words = [word.format(texts=path, out=out) for word in system.command]
        ended = _run(words, several=system.processes > 1)
        found = sum(1 for _ in Path(out).glob("*.ledger.json"))
    if found != expected:
        raise Failure(f"wrote {found} ledgers for {expected} texts")
    return ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A process that has ended: the JSON objects that it printed, by their `event` and with the seconds at which each
    came, the seconds that it ran, and where several processes were watched the peak of their memory in MB.
    """

    said: dict[str, Any]
    seconds: float
    memory: float


def python(module: str, *arguments: object, several: bool = False) -> Ended:
    """Run a Python module to its end; raise Failure with the last line of its complaint if it fails."""
    return _run([sys.executable, "-m", module, *map(str, arguments)], several=several)


def _run(words: list[str], *, several: bool) -> Ended:
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:  # a pipe that nobody reads would stop the process
        begun = time.perf_counter()
        child = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8")
        memory = Memory(child.pid, several=several)
        said = _heard(child, begun)
        code = child.wait()
        seconds = time.perf_counter() - begun
        memory.stop()
        if code:
            errors.seek(0)
            raise Failure(complaint(errors.read()) or f"exit code {code}")
    return Ended(said=said, seconds=seconds, memory=memory.peak)


def complaint(errors: str) -> str:
    """Return what a process complained of at last: the message of a traceback, which may be of several lines, or a line."""
    begins = [match.start() for match in MESSAGE.finditer(errors)]
    last = errors[begins[-1] :] if begins else errors.strip().rpartition("\n")[2]
    return " ".join(last.split())


def _heard(child: subprocess.Popen[str], begun: float) -> dict[str, Any]:
    """Return what a process says until it says no more."""
    assert child.stdout is not None
    said = {}
    with child.stdout:
        for line in child.stdout:
            if line.startswith('{"event"'):
                event = json.loads(line)
                said[event["event"]] = {**event, "at": time.perf_counter() - begun}
    return said
