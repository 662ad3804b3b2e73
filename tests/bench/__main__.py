"""The command behind `make bench`: measures all systems in turn and writes docs/bench.md, bench.svg and bench.json."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench import machine, plot, report, texts
from bench.measure import Failure, Measurement, measure, python
from bench.results import Results
from bench.systems import SYSTEMS, System

DOCS = texts.ROOT / "docs"
DOCUMENTS = 2_000
LONG = (1, 2, 5)  # megabytes
RECORDED = 12  # every so many-th text is parsed beforehand, to record arc scores


def main(given: Sequence[str] | None = None) -> int:
    """Measure, write what was found, and return the exit status: 1 if a system could not be measured, 2 if none could."""
    options = _options(given)
    if options.redraw:
        results = Results.from_json((options.out / "bench.json").read_text(encoding="utf-8"))
    else:
        try:
            with tempfile.TemporaryDirectory(prefix="bench-") as work:
                results = _measured(options, Path(work))
        except Failure as failure:
            note(f"{failure}")
            return 2
    _write(results, options.out)
    for system, why in results.failures.items():
        note(f"{results.labels[system]}: not measured: {why}")
    return 1 if results.failures else 0


def _options(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two or three minutes: one run, few texts")
    parser.add_argument("--long", action="store_true", help="also articles of 1, 2 and 5 MB; some minutes more")
    parser.add_argument("--runs", type=int, default=3, help="runs of each system (%(default)s)")
    names = [system.name for system in SYSTEMS]
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="SYSTEM", help=", ".join(names))
    parser.add_argument("--date", help="a date to put beside the figures")
    parser.add_argument("--out", type=Path, default=DOCS, help="the folder to write to (docs)")
    parser.add_argument(
        "--redraw", action="store_true", help="write page and plot anew from bench.json; measure nothing"
    )
    options = parser.parse_args(given)
    if options.runs < 1:
        parser.error("--runs must be at least 1")
    words = " ".join(sys.argv[1:] if given is None else given)
    options.command = f'make bench BENCH="{words}"' if words else "make bench"
    return options


def _measured(options: argparse.Namespace, work: Path) -> Results:
    sets = list(_sets(quick=options.quick))
    long = [found for size in LONG if (found := texts.long_article(size))] if options.long else []
    share = 4 if options.quick else 1
    systems = [replace(system, words=system.words // share) for system in SYSTEMS if system.name in options.only]
    _warn_if_busy()
    note("building the nets that are initialised and not trained")
    recorded = replace(sets[0], texts=tuple(t for s in sets for t in s.part(RECORDED).texts))
    built = python("bench.work", "build", work, recorded.write(work / "recorded.jsonl")).said["build"]
    limit, profile = _child("limit", sets[0], work), _child("profile", sets[0], work)
    measurements, failures = _rounds(systems, sets, 1 if options.quick else options.runs, work)
    read, unread = _rounds([s for s in systems if s.name == report.ONE], long, 1, work)
    described = {**machine.described(), "threads": machine.threads(limit["threads"])}
    return Results(
        command=options.command,
        machine=described | ({"date": options.date} if options.date else {}),
        labels={system.name: system.label for system in systems},
        texts={s.name: {"title": s.title, "documents": len(s.texts), "words": s.words} for s in (*sets, *long)},
        measurements=(*measurements, *read),
        failures=failures | unread,
        stages=profile["stages"],
        limit=limit,
        stand_ins=built["stand_ins"],
    )


def _sets(*, quick: bool) -> Iterator[texts.TextSet]:
    """Yield the sets of texts that all systems read; with `quick`, few of them."""
    note("gathering the texts")
    news = texts.news()
    if news.title != "PolNeAR dev":
        note(f"{texts.POLNEAR} is absent: the articles of corpus/ are measured instead")
    yield news.part(16) if quick else news
    raw = texts.raw(DOCUMENTS // 40, within=DOCUMENTS) if quick else texts.raw(DOCUMENTS)
    if raw is None:
        note(f"{texts.RAWTEXT} is absent: raw text is not measured")
    else:
        yield raw


def _rounds(
    systems: Sequence[System], sets: Sequence[texts.TextSet], runs: int, work: Path
) -> tuple[list[Measurement], dict[str, str]]:
    """Return the measurements of all rounds, and why a system failed; one that failed does not try again."""
    done: list[Measurement] = []
    failures: dict[str, str] = {}
    turns = ((run, one, system) for run in range(1, runs + 1) for one in sets for system in systems)
    for run, one, system in turns:
        if system.name not in failures:
            try:
                done.append(_noted(measure(system, one, work), f"run {run} of {runs}: "))
            except Failure as failure:
                failures[system.name] = str(failure)
                note(f"{system.label}: {failure}")
    return done, failures


def _child(what: str, over: texts.TextSet, work: Path) -> dict[str, Any]:
    note(what)
    said: dict[str, Any] = python("bench.work", what, work, over.write(work / "texts.jsonl")).said[what]
    return {key: value for key, value in said.items() if key not in {"event", "at"}}


def _noted(found: Measurement, before: str = "") -> Measurement:
    note(
        f"{before}{found.texts}, {found.system}: {found.rate:,.0f} words/s, {found.memory:,.0f} MB, {found.start:.1f} s to start,"
        f" pace {found.pace:,.0f} MB/s"
    )
    return found


def _warn_if_busy() -> None:
    if machine.load() > 0.5:
        note(f"the machine is busy (load {machine.load():.1f}): the figures will be too low")


def _write(results: Results, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "bench.json").write_text(results.to_json(), encoding="utf-8")
    (out / "bench.md").write_text(report.page(results), encoding="utf-8")
    plot.draw(results, out / "bench.svg")
    note(f"wrote {out / 'bench.md'}, bench.svg and bench.json")


def note(message: str) -> None:
    """Tell the user."""
    print(f"bench: {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
