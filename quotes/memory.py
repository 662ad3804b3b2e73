"""How a process uses its memory, where the defaults cost time and give nothing."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

# glibc's M_TRIM_THRESHOLD, M_TOP_PAD and M_MMAP_THRESHOLD (its highest), in bytes.
MALLOC = {-1: 1 << 30, -2: 1 << 24, -3: 1 << 25}
# Python looks for garbage among new objects after so many, and so many times before it looks among older ones.
SELDOM = (20_000, 10, 10)


def for_ledgers_only() -> None:
    """Set up a process that does nothing but make ledgers.

    Each article asks for as much memory again as the one before gave back, so it is kept (Linux with glibc): to give it
    back and get it zeroed anew is a tenth of all time. And an article leaves next to no garbage that has to be looked
    for, but each look goes through all that the libraries loaded: a twentieth.
    """
    gc.set_threshold(*SELDOM)
    if not sys.platform.startswith("linux"):
        return
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL("libc.so.6")
        for option, value in MALLOC.items():
            libc.mallopt(option, value)


@contextmanager
def unswept() -> Iterator[None]:
    """Hold back the collector of cycles: what counts of references free needs no second look, which takes time.

    What is being parsed or stored is no garbage, and most of it is gone before the collector may look again.
    """
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:
            gc.enable()


@contextmanager
def loading() -> Iterator[None]:
    """Hold back the collector while something is loaded that stays, and count that as old, which is seldom looked through.

    To look through libraries and models as new takes a tenth of the time that loading them does, and two looks more
    when they are there.
    """
    with unswept():
        yield
        if not gc.get_freeze_count():  # else the caller has frozen something, which must stay so
            gc.freeze()
            gc.unfreeze()  # into the oldest generation
