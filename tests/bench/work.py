"""What runs in a process of its own: a system over texts, the building of what is compared, the profile, the limit.

Each writes JSON objects to standard output, one a line.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from bench import machine, texts
from bench.systems import SPACY, STANZA, SYSTEMS


def run(name: str, work: Path, first: Path, path: Path) -> None:
    """Load a system, do the short article and say so, then do the texts and say how long that took."""
    system = next(s for s in SYSTEMS if s.name == name)
    assert system.load is not None
    over = system.load(work)
    over(first)
    say(event="first")
    begun = time.perf_counter()
    results = over(path)
    say(event="done", seconds=time.perf_counter() - begun, results=results, memory=machine.peak_memory())


def build(work: Path, path: Path) -> None:
    """Build the nets that are initialised and not trained."""
    from bench import spacy_shape, stanza_shape

    spacy_shape.build(work / SPACY)
    stanza_shape.build(work / STANZA, texts.read(path))
    say(event="build", stand_ins=stanza_shape.missing())


def profile(path: Path) -> None:
    """Say how long each stage of the extractor took over the texts."""
    from bench import profile as profiling

    say(event="profile", stages=profiling.stages(path))


def limit(path: Path) -> None:
    """Say what the nets need for a word, and what the machine can do in a second."""
    from bench import limit as limits

    say(event="limit", **limits.measured(texts.read(path)))


def say(**what: Any) -> None:
    """Print one JSON object."""
    print(json.dumps(what), flush=True)


def main() -> int:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m bench.work")
    parser.add_argument("what")
    parser.add_argument("work", type=Path)
    parser.add_argument("paths", type=Path, nargs="*")
    given = parser.parse_args()
    if given.what == "build":
        build(given.work, *given.paths)
    elif given.what == "profile":
        profile(*given.paths)
    elif given.what == "limit":
        limit(*given.paths)
    else:
        run(given.what, given.work, *given.paths)
    return 0


if __name__ == "__main__":
    sys.exit(main())
