"""The colours of the page, light and dark, every one with the contrast that WCAG 2.2 asks of it (levels AA)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

TEXT: Final = 4.5  # success criterion 1.4.3: text against what is behind it
SHAPE: Final = 3.0  # success criterion 1.4.11: what must be seen to understand, such as an underline


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The colours of a mode. ``tint`` is how much of a speaker's colour is behind quoted words, 0 to 1.

    ``hues`` holds one for each speaker, in an order that puts unlike ones next to each other, and the same in all modes.
    """

    paper: str
    panel: str
    ink: str
    muted: str
    line: str
    accent: str
    warning: str
    nobody: str
    tint: float
    hues: tuple[str, ...]


LIGHT: Final = Theme(
    paper="#fbfaf7",
    panel="#ffffff",
    ink="#1f1e1b",
    muted="#5f5b54",
    line="#dedad2",
    accent="#1a5596",
    warning="#8a3b00",
    nobody="#5f5b54",
    tint=0.15,
    hues=(
        "#1f5fa8",
        "#a8431c",
        "#2f7438",
        "#7a4aa0",
        "#0f7074",
        "#a2316c",
        "#7d5a00",
        "#4a54b8",
        "#5a6a14",
        "#a12c3c",
        "#7d4d38",
        "#44607a",
    ),
)
DARK: Final = Theme(
    paper="#16181b",
    panel="#1e2125",
    ink="#e6e3dd",
    muted="#a7a49d",
    line="#363a40",
    accent="#8fbcf0",
    warning="#f0b07a",
    nobody="#a7a49d",
    tint=0.22,
    hues=(
        "#7fb4f2",
        "#f29a72",
        "#7ccb8a",
        "#c6a0ea",
        "#5fc6c6",
        "#f093c0",
        "#dcb75e",
        "#a6adf7",
        "#b7ca62",
        "#f4929b",
        "#d6a88c",
        "#a1bbd2",
    ),
)
SPEAKERS: Final = len(LIGHT.hues)


@dataclass(frozen=True, slots=True)
class Pair:
    """A speaker's colour in one theme: ``ink`` for the underline and the badge, ``tint`` behind words in quotation marks.

    ``strong`` is behind the words of the entry that is marked.
    """

    ink: str
    tint: str
    strong: str


def pairs(theme: Theme) -> tuple[Pair, ...]:
    """Return the colours of the speakers in ``theme``, in the order of its hues, last that of nobody."""
    inks = [*(_legible(hue, theme) for hue in theme.hues), theme.nobody]
    tints = (theme.tint, 2 * theme.tint)
    return tuple(Pair(ink, *(mixed(ink, theme.paper, tint) for tint in tints)) for ink in inks)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21: (L1 + 0.05) / (L2 + 0.05), as WCAG 2.2 defines it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb``, 0 to 1, as WCAG 2.2 defines it for sRGB."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _channels(colour))]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def mixed(one: str, other: str, share: float) -> str:
    """Return ``share`` of one colour mixed with the rest of the other, in sRGB."""
    both = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in both)


def assigned(owners: Iterable[str], preferred: Mapping[str, int]) -> dict[str, int]:
    """Return a colour, as its index, for each of ``owners``: the preferred one, or the next that nobody else has here.

    Only where there are more owners than colours do two share one.
    """
    taken: dict[str, int] = {}
    for owner in owners:
        used = [*taken.values()]
        wanted = preferred[owner] % SPEAKERS
        order = [(wanted + step) % SPEAKERS for step in range(SPEAKERS)]
        taken[owner] = min(order, key=used.count)
    return taken


def properties(theme: Theme) -> Iterator[tuple[str, str]]:
    """Yield the custom properties of a theme for the style sheet, as names and values."""
    for name in ("paper", "panel", "ink", "muted", "line", "accent", "warning"):
        yield f"--{name}", getattr(theme, name)
    for index, pair in enumerate(pairs(theme)):
        yield f"--ink-{index}", pair.ink
        yield f"--tint-{index}", pair.tint
        yield f"--strong-{index}", pair.strong


def _legible(hue: str, theme: Theme) -> str:
    """Return ``hue``, mixed with the theme's ink until it can be read on the paper, on the panel and on its own tint."""
    for step in range(101):
        ink = mixed(theme.ink, hue, step / 100)
        grounds = (theme.paper, theme.panel, mixed(ink, theme.paper, theme.tint))
        if all(contrast(ink, ground) >= TEXT for ground in grounds):
            return ink
    raise ValueError(f"{hue} cannot be read on {theme.paper}, however much ink it is mixed with")


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
