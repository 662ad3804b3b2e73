"""Draws accuracy against coverage as SVG, with nothing but text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from quotes.score.calibration import Point

WIDTH, HEIGHT = 480, 320
LEFT, RIGHT, TOP, BOTTOM = 52, 16, 16, 44  # margins, for the labels
COLOURS = ("#20639b", "#d1495b")
DASHES = ("none", "6 4")  # for readers who do not see the colours


def svg(curves: Mapping[str, Sequence[Point]]) -> str:
    """Return a drawing of at most two curves by their names, as ``Calibration.curve`` gives them."""
    lines = [line for index, (name, points) in enumerate(curves.items()) for line in _curve(index, name, points)]
    ticks = [tick for value in range(0, 101, 20) for tick in _ticks(value)]
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12"'
    upright = f'transform="translate(14 {(_y(0) + _y(100)) / 2:g}) rotate(-90)" text-anchor="middle"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size}>',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
            *ticks,
            _text((_x(0) + _x(100)) / 2, HEIGHT - 8, "coverage: the surest per cent of the entries", "middle"),
            f"<text {upright}>right, per cent</text>",
            *lines,
            "</svg>\n",
        ]
    )


def _curve(index: int, name: str, points: Sequence[Point]) -> list[str]:
    colour, dash = COLOURS[index], DASHES[index]
    style = f'stroke="{colour}" stroke-dasharray="{dash}" stroke-width="2" fill="none"'
    path = " ".join(f"{_x(p['coverage']):g},{_y(p['accuracy']):g}" for p in points)
    height = _y(6 + 8 * index)
    return [
        f'<polyline points="{path}" {style}/>',
        f'<path d="M{_x(4):g} {height - 4:g}h28" {style}/>',
        _text(_x(4) + 36, height, name, "start"),
    ]


def _ticks(value: int) -> list[str]:
    return [
        f'<path d="M{_x(0):g} {_y(value):g}H{_x(100):g}" stroke="#ddd"/>',
        _text(_x(0) - 8, _y(value) + 4, str(value), "end"),
        _text(_x(value), _y(0) + 18, str(value), "middle"),
    ]


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(words)}</text>'


def _x(coverage: float) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * coverage / 100, 1)


def _y(accuracy: float) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * accuracy / 100, 1)
