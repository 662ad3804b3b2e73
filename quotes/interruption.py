"""Ctrl-C at a moment of our choosing."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Put Ctrl-C off until the block is done, so that no output is cut; a second one is not put off.

    Signals are the main thread's: call it there.
    """
    interruptions: list[int] = []

    def put_off(number: int, _: object) -> None:
        if interruptions:
            raise KeyboardInterrupt
        interruptions.append(number)

    before = signal.signal(signal.SIGINT, put_off)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if interruptions:
        raise KeyboardInterrupt
