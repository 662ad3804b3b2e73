"""How many processes can work at once: the physical cores that this one may use."""

from __future__ import annotations

import math
import os
from contextlib import suppress
from pathlib import Path

TOPOLOGY = "devices/system/cpu/cpu{}/topology/thread_siblings_list"


def physical_cores(sys: Path = Path("/sys"), proc: Path = Path("/proc")) -> int:
    """Return the number of physical cores that this process may use, at least 1.

    The CPUs it is confined to are counted, two threads of one core as one where the system tells (Linux), and no
    more than its control group's quota lets it use.
    """
    cpus = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))
    cores = {_siblings(sys / TOPOLOGY.format(cpu)) or str(cpu) for cpu in cpus}
    return max(1, min(len(cores), _quota(sys / "fs" / "cgroup", proc / "self" / "cgroup")))


def _siblings(path: Path) -> str | None:
    """Return the threads of a CPU's core, the same string for each of them; None if the system does not tell."""
    with suppress(OSError):
        return path.read_text(encoding="ascii")
    return None


def _quota(root: Path, own: Path) -> int:
    """Return the CPUs that the control groups (version 2) of this process allow, rounded up; many if they do not say."""
    limits = [10**6]
    with suppress(OSError, StopIteration):
        lines = own.read_text(encoding="utf-8").splitlines()
        group = root / next(line for line in lines if line.startswith("0::")).removeprefix("0::").strip("/")
        for folder in (group, *group.parents):
            if folder.is_relative_to(root):
                limits += _limit(folder / "cpu.max")
    return min(limits)


def _limit(path: Path) -> list[int]:
    """Return the limit in a file of the form "200000 100000", none if it is "max 100000" or there is none."""
    with suppress(OSError, ValueError):
        quota, period = path.read_text(encoding="ascii").split()
        return [math.ceil(int(quota) / int(period))]
    return []
