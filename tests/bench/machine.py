"""Describes the machine that the figures are of."""

from __future__ import annotations

import os
import platform
import resource
from importlib import metadata
from pathlib import Path

PACKAGES = ("torch", "stanza", "spacy", "numpy")
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS")


def described() -> dict[str, str]:
    """Return what the figures depend on, by what it is."""
    import psutil

    from quotes.weights import EMBEDDED, check

    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else psutil.cpu_count()
    memory = psutil.virtual_memory().total / 1e9
    models = check(EMBEDDED)
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    return {
        "processor": f"{_processor()}, {psutil.cpu_count(logical=False)} cores, {usable} usable here",
        "memory": f"{memory:.0f} GB",
        "system": f"{_system()}, {platform.machine()}",
        "Python": f"{platform.python_version()}, {versions}",
        "models": f"{models.name} {models.version}",
    }


def threads(default: int) -> str:
    """Return the thread settings, given how many torch takes by itself."""
    given = ", ".join(f"{name}={os.environ[name]}" for name in THREADS if name in os.environ)
    said = f"{given}; " if given else "none set; "
    return (
        f"{said}torch by itself takes {default}, which Stanza's rows use; each process of ours and of spaCy's uses one"
    )


def load() -> float:
    """Return how many processes have wanted to run during the last minute."""
    return os.getloadavg()[0]


def peak_memory() -> float:
    """Return the MB that this process has held at most.

    The kernel's count for a finished child would do, did it not take in the parent's memory at the time of the fork.
    """
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM"))
    except OSError:  # macOS, which counts bytes
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.platform(terse=True)
