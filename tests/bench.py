"""Measures the command on this machine: start-up, one cold article, and words a second over the corpus."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
QUOTES = [sys.executable, "-m", "quotes"]


def measured(*arguments: str) -> tuple[float, float]:
    """Run `quotes` with `arguments`; return the wall-clock seconds and the peak memory in MB of that one process."""
    begun = time.perf_counter()
    with subprocess.Popen([*QUOTES, *arguments], stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"quotes {' '.join(arguments)} exited with {process.returncode}")
    scale = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere
    return time.perf_counter() - begun, usage.ru_maxrss * scale / 1e6


def main() -> None:
    """Print one line for each figure."""
    articles = sorted(CORPUS.glob("*.txt"))
    words = [len(article.read_text(encoding="utf-8").split()) for article in articles]
    start = min(measured("--help")[0] for _ in range(3))
    print(f"quotes --help                {start:6.2f} s")
    cold, memory = measured("extract", str(articles[0]))
    print(f"one article, {words[0]:5} words     {cold:6.2f} s  {memory:6.0f} MB")
    whole, memory = measured("extract", *map(str, articles))
    print(f"{len(articles)} articles, {sum(words):5} words    {whole:6.2f} s  {memory:6.0f} MB")
    if whole > cold:
        print(f"once loaded                  {(sum(words) - words[0]) / (whole - cold):6.0f} words/s")


if __name__ == "__main__":
    main()
