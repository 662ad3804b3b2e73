"""Measures the desk: a store of a million quotations, and a report in a browser; writes docs/bench-desk.md and .json.

Run by `make bench`, or alone with `python -m bench.desk`; `--quick` stops at 50,000 quotations.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any, Final

from browsing import CHROMIUM, FILTERED, FLAGS, LOADED
from pages import long

from bench import machine, store
from bench.report import table
from quotes.report import Document, render

DOCS: Final = Path(__file__).resolve().parents[2] / "docs"
LOADS: Final = 9
ASKED: Final = {
    "search": "search, by",
    "near": "candidates of a claim, which is",
    "check": "check of a claim, candidates included, which is",
}


def main(given: Sequence[str] | None = None) -> int:
    """Measure, and write the page and the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.desk", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help=f"{store.QUICK:,} quotations instead of {store.QUOTATIONS:,}"
    )
    parser.add_argument("--out", type=Path, default=DOCS, help="the folder to write to (docs)")
    parser.add_argument("--date", help="a date to put beside the figures")
    options = parser.parse_args(given)
    if machine.load() > 0.5:
        note(f"the machine is busy (load {machine.load():.1f}): the figures will be too low")
    with tempfile.TemporaryDirectory(prefix="bench-") as work:
        kept = asdict(store.measure(store.QUICK if options.quick else store.QUOTATIONS, Path(work), note=note))
        read = browsed(Path(work))
    described = machine.described() | ({"date": options.date} if options.date else {})
    figures = {"machine": described, "store": kept, "report": read}
    (options.out / "bench-desk.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    (options.out / "bench-desk.md").write_text(page(figures), encoding="utf-8")
    note(f"wrote {options.out / 'bench-desk.md'} and bench-desk.json")
    return 0


def browsed(work: Path) -> dict[str, Any]:
    """Return how long a report of 10,000 words and 500 entries takes to open and to filter, in milliseconds."""
    if CHROMIUM is None:
        return {"missing": "there is no Chromium on the path"}
    from playwright.sync_api import sync_playwright

    file = work / "report.html"
    file.write_text(render([Document(ledger=long())]), encoding="utf-8", newline="\n")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        shown = browser.new_page(viewport={"width": 1280, "height": 800})
        shown.goto(file.as_uri())
        loads, filters = [], []
        for _ in range(LOADS):
            shown.reload()
            loads.append(shown.evaluate(LOADED))
            filters += [shown.evaluate(FILTERED, words) for words in ("mara voss 7", "none", "indirect", "")]
        version = browser.version
        browser.close()
    return {
        "browser": f"Chromium {version}",
        "megabytes": file.stat().st_size / 1e6,
        "first paint": median(paint - whole for whole, paint, _ in loads),
        "loaded": median(load - whole for whole, _, load in loads),
        "filtered": median(filters),
        "filtered at most": max(filters),
    }


def page(figures: Mapping[str, Any]) -> str:
    """Return the page."""
    kept = figures["store"]
    parts = [
        "# Speed of the desk",
        (
            "Measured by `make bench` (`python -m bench.desk`) on the machine below. The figures are in "
            "[bench-desk.json](bench-desk.json)."
        ),
        f"## A store of {kept['quotations']:,} quotations",
        (
            f"One SQLite file of {kept['megabytes']:,.0f} MB, with {kept['ledgers']:,} ledgers of made-up words, names and "
            "outlets, some of their quotations repeated elsewhere with changes; words are as uneven as in a language. Added are "
            "JSON Lines: read, validated, indexed."
        ),
        table(("what", "figure"), list(_added(kept))),
        table(("milliseconds", "median", "95 % below"), list(_asked(kept))),
        "Of the claims, made of stored quotations, the quotation is among the candidates:",
        table(
            ("claim", "the first", "among ten"), [(k, f"{a:.1%}", f"{b:.1%}") for k, (a, b) in kept["found"].items()]
        ),
        "## A report in a browser",
        *_report(figures["report"]),
        "## The machine",
        table(("what", "which"), list(figures["machine"].items()), left=2),
    ]
    return "\n\n".join(parts) + "\n"


def _added(kept: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "quotations added a second", f"{kept['rate']:,.0f}"
    yield (
        f"of parts of {store.PART:,}: first, slowest, last",
        ", ".join(f"{rate:,.0f}" for rate in (kept["rates"][0], min(kept["rates"]), kept["rates"][-1])),
    )


def _asked(kept: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for what, said in ASKED.items():
        for kind, times in kept[what].items():
            yield f"{said} {kind}", f"{times['median']:.1f}", f"{times['most']:.1f}"


def _report(read: Mapping[str, Any]) -> Iterator[str]:
    if "missing" in read:
        yield f"Not measured: {read['missing']}."
        return
    yield f"An article of 10,000 words with 500 entries, a page of {read['megabytes']:.1f} MB, in {read['browser']} without a graphics card; medians of {LOADS} loads."
    rows = [
        ("first paint", read["first paint"]),
        ("loaded", read["loaded"]),
        ("filtered: from the input to what is drawn", read["filtered"]),
        ("filtered, the slowest", read["filtered at most"]),
    ]
    yield table(("milliseconds", "time"), [(name, f"{time:.0f}") for name, time in rows])


def note(message: str) -> None:
    """Tell the user."""
    print(f"bench: {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
