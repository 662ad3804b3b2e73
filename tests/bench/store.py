"""Measures a store that grows to a million quotations: adding them, searching, and finding what is near to a claim.

Run alone with `python -m bench.store`, which prints the figures as JSON; `--quick` stops at 50,000 quotations.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any, Final

from bench.synthetic import Ledgers
from quotes import files, store
from quotes.check import Claim, Finding, check
from quotes.memory import unswept
from quotes.store import Query, Store

QUOTATIONS: Final = 1_000_000
QUICK: Final = 50_000
PART: Final = 50_000  # quotations that are made, and then added
ASKED: Final = 300  # queries and claims


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Milliseconds that something took: the median, and what 19 in 20 stayed below."""

    median: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was found of a store.

    ``rates`` are quotations added a second, of each part in turn, validation included; ``check`` is what is near with the
    verdict on it; ``found`` the share of claims of each kind whose source was the first, and among the first ten, of what
    is near.
    """

    quotations: int
    ledgers: int
    megabytes: float
    rate: float
    rates: tuple[float, ...]
    search: dict[str, Times]
    near: dict[str, Times]
    check: dict[str, Times]
    found: dict[str, tuple[float, float]]


def measure(
    quotations: int,
    work: Path,
    where: str | None = None,
    *,
    asked: int = ASKED,
    note: Callable[[str], None] = print,
) -> Figures:
    """Fill a store, in ``work`` if it is not said where, and ask it; what is made up is not part of the times."""
    made = Ledgers()
    path = work / "store.db"
    with store.connect(where or path, create=True) as desk:
        rates, seconds = [], 0.0
        for part in range(0, quotations, PART):
            lines, count = _written(made, min(PART, quotations - part), work)
            taken = _timed(lambda lines=lines: _added(desk, lines))
            seconds += taken
            rates.append(count / taken)
            note(f"{part + count:,} quotations, the last {count:,} at {count / taken:,.0f} a second")
        claims = {kind: list(_claims(desk, made, kind, asked)) for kind in ("exact", "truncated", "altered", "spliced")}
        return Figures(
            quotations=quotations,
            ledgers=desk._database.execute("SELECT count(*) FROM ledger")[0][0],
            megabytes=path.stat().st_size / 1e6 if where is None else 0,
            rate=quotations / seconds,
            rates=tuple(rates),
            search={kind: _times(desk.search, queries) for kind, queries in _queries(desk, made, asked).items()},
            near={kind: _times(desk.near, [claim for claim, _ in each]) for kind, each in claims.items()},
            check={
                kind: _times(lambda asked: _checked(desk, asked), [c for c, _ in each]) for kind, each in claims.items()
            },
            found={kind: _share(desk, each) for kind, each in claims.items()},
        )


def _written(made: Ledgers, count: int, work: Path) -> tuple[Path, int]:
    """Write made-up ledgers to a file."""
    path = work / "ledgers.jsonl"
    with path.open("w", encoding="utf-8") as lines:
        for record in made.some(count):
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path, count


def _added(desk: Store, lines: Path) -> None:
    with unswept():  # as the command does
        refused = [each for each in desk.add(files.records([lines])) if isinstance(each, store.Refused)]
    assert not refused, refused[0]


def _queries(desk: Store, made: Ledgers, asked: int) -> dict[str, list[Query]]:
    """Return queries of several kinds; words are as common as those that one searches for."""
    random = Random(2)
    # From the 100th word to the last: those before are as common as "the" and "said".
    word = [made.words[min(int(100 * 600 ** random.random()), len(made.words) - 1)] for _ in range(asked)]
    pairs = [(random.choice(text.split()), random.choice(text.split())) for text in _texts(desk, random, asked)]
    name = [made.people[int(20_000 ** random.random()) - 1] for _ in range(asked)]
    return {
        "a word": [Query(words=each) for each in word],
        "two words of one quotation": [Query(words=f"{one} {other}") for one, other in pairs],
        "a common word": [Query(words=each) for each in made.words[:20]],
        "a common word and a speaker": [
            Query(words=made.words[i], speaker=last) for i, (_, last) in enumerate(name, 20)
        ],
        "a speaker": [Query(speaker=f"{first} {last}") for first, last in name],
        "a speaker, a role and a year": [
            Query(speaker=last, role="minister", first=date(2017, 1, 1), last=date(2017, 12, 31)) for _, last in name
        ],
    }


def _claims(desk: Store, made: Ledgers, kind: str, asked: int) -> Iterator[tuple[str, str]]:
    """Yield claims with the words of the stored quotation that they were made of."""
    random = Random(3)
    texts = list(_texts(desk, random, 2 * asked))
    for text, other in zip(texts[::2], texts[1::2], strict=True):
        yield _claim(kind, text.split(), other.split(), made, random), text


def _texts(desk: Store, random: Random, number: int) -> Iterator[str]:
    """Yield the words of so many stored quotations that are long enough to be changed."""
    [[last]] = desk._database.execute("SELECT max(id) FROM attribution")
    while number:
        [[record]] = desk._database.execute("SELECT record FROM attribution WHERE id = ?", (random.randint(1, last),))
        text = json.loads(record)["content"][0]["text"]
        if len(text.split()) >= 8:
            number -= 1
            yield text


def _claim(kind: str, words: list[str], other: list[str], made: Ledgers, random: Random) -> str:
    half = len(words) // 2
    if kind == "truncated":
        words = words[:half] if random.random() < 0.5 else words[half:]
    elif kind == "spliced":
        words = words[: half + 1] + other[len(other) // 2 :]
    elif kind == "altered":  # one word in four is another one
        for i in random.sample(range(len(words)), len(words) // 4):
            [words[i]] = made.text(1)
    return " ".join(words)


def _checked(desk: Store, claim: str) -> Finding:
    return check(Claim(text=claim), desk.near(claim))


def _share(desk: Store, claims: Sequence[tuple[str, str]]) -> tuple[float, float]:
    """Return how often the quotation that a claim was made of comes first, and how often it is among ten."""
    ranks = [[entry.words for entry in desk.near(claim)] for claim, _ in claims]
    first = sum(found[:1] == [text] for found, (_, text) in zip(ranks, claims, strict=True))
    ten = sum(text in found[:10] for found, (_, text) in zip(ranks, claims, strict=True))
    return first / len(claims), ten / len(claims)


def _times(ask: Callable[[Any], object], asked: Sequence[Any]) -> Times:
    """Return how long questions took, each asked once."""
    taken = [1_000 * _timed(lambda each=each: ask(each)) for each in asked]
    return Times(median=median(taken), most=quantiles(taken, n=20)[-1])


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.store", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK:,} quotations")
    parser.add_argument("--quotations", type=int, help=f"so many ({QUOTATIONS:,})")
    parser.add_argument("--store", help="a store to fill that is not there yet, instead of a temporary file")
    options = parser.parse_args()
    number = options.quotations or (QUICK if options.quick else QUOTATIONS)
    with tempfile.TemporaryDirectory(prefix="bench-") as work:
        figures = measure(
            number, Path(work), options.store, note=lambda said: print(f"bench: {said}", file=sys.stderr, flush=True)
        )
    print(json.dumps(asdict(figures), indent=1))


if __name__ == "__main__":
    main()
