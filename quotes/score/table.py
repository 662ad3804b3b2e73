"""Lays out the figures of a score as tables to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from quotes.score.calibration import SHOWN

TOP = 10  # rows of a table of changes
_GROUPS = {
    "gold by kind": "by_kind",
    "gold by mention": "by_form",
    "found by mention": "by_found_form",
    "found by rule": "by_rule",
}
_COUNTED = ("kind", "speaker", "role", "traps")
_RATES = ("precision", "recall", "f1", "rate")

Row = Mapping[str, object]


def report(figures: Mapping[str, Any], problems: Sequence[str]) -> str:
    """Return what ``Report.to_dict`` gives as tables, after a line for each of ``problems``."""
    tallies = {name: value for name, value in figures.items() if isinstance(value, dict) and "f1" in value}
    sources = figures["sources"]
    blocks = [
        [f"{sources} source{'' if sources == 1 else 's'}{_drawn(figures['bootstrap'])}", *problems],
        rows("", {_plain(name): _measure(value) for name, value in tallies.items()}),
        rows("", {_plain(name): _measure(value) for name, value in figures["rates"].items()}),
        [_sentence(name, figures[name]) for name in _COUNTED if name in figures],
        *(rows(heading, figures.get(name, {})) for heading, name in _GROUPS.items()),
        _confidence(figures["confidence"]) if "confidence" in figures else [],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def comparison(changes: Mapping[str, Any]) -> str:
    """Return what ``Comparison.to_dict`` gives as tables; of articles and rules those with the largest changes."""
    measures = {
        _plain(name): {
            "found": value["found"],
            "other": value["other"],
            "difference": signed(value["difference"]),
            **({"95 %": _interval(value["interval"], signs=True)} if value["interval"] else {}),
        }
        for name, value in changes["measures"].items()
    }
    blocks = [rows("difference", measures)]
    for heading in ("article", "rule"):
        held = changes[f"{heading}s"]
        named = {row["name"]: {"won": row["won"], "lost": row["lost"], **_signs(row)} for row in held[:TOP]}
        more = [f"and {len(held) - TOP} more"] if len(held) > TOP else []
        blocks.append(rows(f"{heading}s that changed", named) + more)
    return "\n\n".join("\n".join(block) for block in blocks if block)


def rows(heading: str, held: Mapping[str, Row]) -> list[str]:
    """Return a heading and a line for each row of ``held``, in the columns that any of them has.

    >>> rows("kind", {"direct": {"all": 3}})
    ['kind                          all', 'direct                          3']
    """
    if not held:
        return []
    columns = list(dict.fromkeys(name for row in held.values() for name in row))
    first = max(22, len(heading), *map(len, held))
    widths = {c: max(11, 2 + len(c), *(2 + len(_cell(row, c)) for row in held.values())) for c in columns}
    lines = [f"{heading:{first}}" + "".join(f"{_plain(c):>{widths[c]}}" for c in columns)]
    for name, row in held.items():
        lines.append(f"{name:{first}}" + "".join(f"{_cell(row, c):>{widths[c]}}" for c in columns))
    return lines


def signed(number: float) -> str:
    """Return a number with its sign, but nought without one."""
    return f"{number:+}" if number else "0"


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _cell(row: Row, column: str) -> str:
    value = row.get(column)
    return "" if value is None else str(value)


def _drawn(bootstrap: Mapping[str, int] | None) -> str:
    if bootstrap is None:
        return ""
    return f"; in brackets {bootstrap['level']} % intervals, of {bootstrap['samples']} resamples of them"


def _measure(value: Mapping[str, Any]) -> Row:
    """Return a measure as a row: its rates, the interval of the last of them, its counts."""
    rates = {name: number for name, number in value.items() if name in _RATES}
    counts = {name: number for name, number in value.items() if name not in {*_RATES, "intervals"}}
    known = value.get("intervals", {}).get(list(rates)[-1])
    return rates | ({"95 %": _interval(known)} if "intervals" in value else {}) | counts


def _interval(ends: Sequence[float] | None, *, signs: bool = False) -> str:
    if not ends:
        return ""
    return "[" + ", ".join(f"{end:+.1f}" if signs else f"{end:.1f}" for end in ends) + "]"


def _signs(row: Mapping[str, int]) -> Row:
    return {name: signed(row[name]) for name in ("net", "not_right")}


def _confidence(figures: Mapping[str, Any]) -> list[str]:
    bins = {
        f"{bin_['low']:.1f} to {bin_['high']:.1f}": {name: bin_[name] for name in ("entries", "confidence", "right")}
        for bin_ in figures["bins"]
        if bin_["entries"]
    }
    points = [point for point in figures["coverage"] if point["coverage"] in SHOWN]
    surest = ", ".join(f"{p['accuracy']} of {p['coverage']} %" for p in points)
    return [
        *rows("found by confidence", bins),
        f"{'expected error':22}  {figures['expected_calibration_error']}",
        f"{'right of the surest':22}  {surest}",
    ]


def _sentence(name: str, figure: Mapping[str, int] | int) -> str:
    counts: Iterable[str] | str
    counts = ", ".join(f"{n} {word}" for word, n in figure.items()) if isinstance(figure, Mapping) else str(figure)
    return f"{name:22}  {counts}"
