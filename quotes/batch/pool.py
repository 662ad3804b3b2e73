"""The workers of a run: started when there is work for them, replaced when they die, gone when the run is over."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from multiprocessing import connection
from types import TracebackType
from typing import Self

from quotes.batch.outcome import Outcome, Settings, lost
from quotes.batch.parcels import Parcel, tapered
from quotes.batch.worker import Worker
from quotes.weights import ModelError

# So many workers may die in a row before they are ready; then the machine has no room for another.
FAILED_STARTS = 3
TICK = 1.0  # seconds; only Windows needs to look up from waiting, to notice Ctrl-C


class WorkerError(RuntimeError):
    """No worker can be started: the message says what became of the last one and what to do."""


class Pool:
    """At most ``jobs`` workers, each with at most one parcel; a context manager that ends them.

    Parcels are handed out from the left of ``waiting``.
    """

    def __init__(self, settings: Settings, jobs: int) -> None:
        self._settings = settings
        self._jobs = jobs
        self._workers: list[Worker] = []
        self._failed_starts = 0
        self.waiting: deque[Parcel] = deque()
        self.started = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for worker in self._workers:
            worker.end()

    @property
    def parcels(self) -> list[Parcel]:
        """What waits and what is being worked on."""
        return [*self.waiting, *(worker.parcel for worker in self._workers if worker.parcel)]

    def taper(self) -> None:
        """Cut what waits into smaller parcels, since nothing more will come."""
        self.waiting = deque(tapered([task for parcel in self.waiting for task in parcel], self._jobs))

    def hand_out(self) -> None:
        """Hand waiting parcels to idle workers; start workers for those that are left."""
        for worker in [w for w in self._workers if w.ready and not w.parcel]:
            if self.waiting and worker.hand(self.waiting[0]):
                self.waiting.popleft()
        self.started = True
        starting = sum(not worker.ready for worker in self._workers)
        while len(self._workers) < self._jobs and starting < len(self.waiting):
            self._start()
            starting += 1

    def collect(self, *, wait: bool) -> Iterator[Outcome]:
        """Yield the outcomes that have come in; with ``wait``, give the workers a moment to send one.

        Raises ``ModelError`` if their model cannot be used, ``WorkerError`` if none can be started.
        """
        links = {worker.link: worker for worker in self._workers}
        for link in connection.wait(list(links), TICK if wait else 0) if links else ():
            worker = links[link]  # type: ignore[index]  # what came back is what was given
            try:
                message = worker.receive()
            except (EOFError, OSError):
                yield from self._bury(worker)
                continue
            if message is None:
                worker.ready, self._failed_starts = True, 0
            elif isinstance(message, str):
                raise ModelError(message)
            else:
                parcel, worker.parcel = worker.parcel, ()
                self.hand_out()  # before the outcomes are seen to, so that the worker need not wait for that
                yield from map(Outcome.of, parcel, message)

    def _start(self) -> None:
        try:
            self._workers.append(Worker(self._settings))
        except OSError as error:
            self._start_failed(f"could not be started ({error.strerror})")

    def _bury(self, worker: Worker) -> Iterator[Outcome]:
        """Remove a dead worker and yield the outcome of the article that it was working on, if it was.

        If there were several, one of which may have been its end, each is to be handed out once more, alone.
        """
        self._workers.remove(worker)
        death = worker.death()
        worker.end()
        if len(worker.parcel) > 1:
            self.waiting.extendleft((task,) for task in reversed(worker.parcel))
        elif worker.parcel:
            [task] = worker.parcel
            yield Outcome.of(task, lost(task.article, death))
        elif not worker.ready:
            self._start_failed(death)

    def _start_failed(self, death: str) -> None:
        """Try again, a few times; then go on with the workers there are, if there are any."""
        self._failed_starts += 1
        if self._failed_starts < FAILED_STARTS:
            return
        self._jobs = len(self._workers)
        if not self._workers:
            message = f"a worker {death} before it had loaded its model, again and again; try --jobs 1"
            raise WorkerError(message)
