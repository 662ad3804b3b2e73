"""A worker: a process with an extractor of its own that makes ledgers of the parcels it is handed, one at a time.

It is spawned, not forked: torch's threads do not survive a fork, and a fresh interpreter is the same on every system.
The files of the libraries are in memory once for all processes either way.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from threading import Thread

from quotes.batch.outcome import Settings, make
from quotes.batch.parcels import Parcel
from quotes.memory import for_ledgers_only
from quotes.model import Article, Problem
from quotes.weights import ModelError

CONTEXT = multiprocessing.get_context("spawn")
# One worker, one thread: the numerical libraries read these once, when they are loaded.
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
PATIENCE = 10  # seconds until a process whose pipe is closed has an exit code

# First None when the worker is ready, or why its model cannot be used; then what it made of each article of a parcel.
Message = list[str | Problem] | str | None


class Worker:
    """A worker as its parent sees it; ``ready`` once its model is loaded, ``parcel`` is what it is working on."""

    def __init__(self, settings: Settings) -> None:
        self.link, theirs = CONTEXT.Pipe()
        self.ready = False
        self.parcel: Parcel = ()
        self._process = CONTEXT.Process(target=serve, args=(theirs, settings), daemon=True)
        try:
            with _interruptions_blocked():
                self._process.start()
        finally:
            theirs.close()

    def hand(self, parcel: Parcel) -> bool:
        """Hand a parcel over and return whether it got there; if not, the worker is dead."""
        try:
            self.link.send([task.article for task in parcel])
        except OSError:
            return False
        self.parcel = parcel
        return True

    def receive(self) -> Message:
        """Return the worker's next message; raise ``EOFError`` or ``OSError`` if it is dead."""
        message: Message = self.link.recv()
        return message

    def death(self) -> str:
        """Return how the worker ended, as the rest of a sentence, after it hung up."""
        self._process.join(PATIENCE)
        code = self._process.exitcode
        if code is None:
            return "hung up"
        return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"

    def end(self) -> None:
        """End the process at once: it holds nothing that could be lost."""
        self._process.kill()
        self._process.join(PATIENCE)
        self.link.close()


def serve(link: Connection[Message, Sequence[Article]], settings: Settings) -> None:
    """Send what is made of the articles that come through ``link``, until the parent hangs up or ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    Thread(target=_end_with_parent, daemon=True).start()
    os.environ.update(dict.fromkeys(THREADS, "1"))
    for_ledgers_only()
    try:
        extractor = settings.extractor()
    except ModelError as error:
        link.send(str(error))
        return
    link.send(None)
    with suppress(EOFError, OSError):
        while True:
            link.send(make(extractor, link.recv(), settings.indent))


def _end_with_parent() -> None:
    """End this process, whatever it is doing, as soon as its parent is gone, even by SIGKILL."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)


@contextmanager
def _interruptions_blocked() -> Iterator[None]:
    """Block SIGINT where that exists: a process started meanwhile is born deaf to Ctrl-C, and ours comes afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
