"""The profile: what share of the extractor's time each stage takes, by looking at the running code every few milliseconds.

A stage is told by the files and classes that the running code comes from, innermost first, so nothing in the extractor
has to know that it is watched.
"""

from __future__ import annotations

import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

INTERVAL = 0.005  # seconds
# The files and folders of the package and of Stanza that are of one stage, as their paths begin.
STAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("read", ("quotes/source/",)),
    ("paragraphs and marks", ("quotes/segment", "quotes/marks", "quotes/pairing", "quotes/repair", "quotes/furniture")),
    (
        "tokens and sentences",
        (
            "quotes/parse/boundaries",
            "quotes/parse/cuts",
            "quotes/parse/ends",
            "quotes/parse/joins",
            "quotes/parse/shapes",
            "quotes/parse/tokens",
            "stanza/models/tokenization/",
            "stanza/pipeline/tokenize_processor",
        ),
    ),
    ("tags", ("quotes/parse/tagger", "stanza/models/pos/", "stanza/pipeline/pos_processor")),
    ("lemmas", ("quotes/parse/lemma", "stanza/models/lemma/", "stanza/pipeline/lemma_processor")),
    (
        "trees",
        ("quotes/parse/graph", "quotes/parse/trees", "stanza/models/depparse/", "stanza/pipeline/depparse_processor"),
    ),
    ("reading", ("quotes/reading/",)),
    ("find, attribute, resolve", ("quotes/find/", "quotes/attribute/", "quotes/resolve/", "quotes/lexicon/")),
    ("validation", ("quotes/schema",)),
    ("ledger and JSON", ("quotes/ledger", "quotes/codec")),
)
# What has the rest: files that several stages share, or that lead from one to the next.
REST: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("recurrent nets of tagger, parser and reader", ("quotes/parse/nets", "quotes/recurrent")),
    ("parse, what is shared", ("quotes/parse/",)),
    ("between the stages", ("quotes/pipeline",)),
)
OTHER = "other"


def stages(path: Path) -> dict[str, float]:
    """Return the seconds of each stage over a file of texts, in the order of `STAGES`, after one text to warm up."""
    from bench import texts
    from bench.systems import load_quotes

    run = load_quotes(path.parent)
    run(texts.first().write(path.with_name("warm.jsonl")))
    spent: dict[str, float] = defaultdict(float)
    with sampling(spent):
        run(path)
    return {name: spent[name] for name, _ in (*STAGES, *REST, (OTHER, ())) if spent[name]}


@contextmanager
def sampling(spent: dict[str, float]) -> Iterator[None]:
    """Add the time that passes to the stage that is running.

    A signal waits until a call into C returns, so a sample counts the time since the last one and not one tick.
    """
    last = time.perf_counter()

    def sample(_: int, frame: FrameType | None) -> None:
        nonlocal last
        now = time.perf_counter()
        spent[stage(_files(frame))] += now - last
        last = now

    before = signal.signal(signal.SIGALRM, sample)
    signal.setitimer(signal.ITIMER_REAL, INTERVAL, INTERVAL)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _files(frame: FrameType | None) -> Iterator[str]:
    while frame is not None:
        yield frame.f_code.co_filename
        frame = frame.f_back


def stage(files: Iterator[str]) -> str:
    """Return the stage of running code, given the files of its frames from the innermost to the outermost."""
    places = [file.replace("\\", "/") for file in files]
    for claims in (STAGES, REST):
        for place in places:
            for name, fragments in claims:
                if any(f"/{fragment}" in place for fragment in fragments):
                    return name
    return OTHER
