"""How much the machine gives just now: where others share it, the same work may take half as long again a moment later."""

from __future__ import annotations

import hashlib
import os
import time
from concurrent.futures import ThreadPoolExecutor

SECONDS = 1.0
BLOCK = bytes(1 << 16)


def pace(seconds: float = SECONDS) -> float:
    """Return the MB a second that all usable cores together hash: work that needs nothing of the machine but its cores."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as pool:
        return sum(pool.map(_hashed, [seconds] * cores)) / seconds / 1e6


def _hashed(seconds: float) -> int:
    """Return the bytes that a thread hashes in so many seconds; hashlib lets the others run meanwhile."""
    until, done = time.perf_counter() + seconds, 0
    while time.perf_counter() < until:
        hashlib.sha512(BLOCK).digest()
        done += len(BLOCK)
    return done
