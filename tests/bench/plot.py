"""The results as bars: words a second and peak memory, a plot that is the same for the same figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bench.report import LONG
from bench.results import Results

COLOURS = ("#20639b", "#9dbbd6")
SETTINGS = {"svg.hashsalt": "bench", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9}


def draw(results: Results, path: Path) -> None:
    """Write the plot to an SVG file, without a date."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    with plt.rc_context(SETTINGS):
        figure, (speed, memory) = plt.subplots(1, 2, figsize=(9, 3.6), sharey=True, layout="constrained")
        _bars(speed, results, "rate", "words a second")
        _bars(memory, results, "memory", "peak memory, MB")
        figure.legend(*speed.get_legend_handles_labels(), loc="outside lower center", ncols=2, frameon=False)
        figure.savefig(path, metadata={"Date": None, "Creator": None})
        plt.close(figure)


def _bars(axes: Any, results: Results, figure: str, title: str) -> None:
    shown = [name for name in results.texts if not name.startswith(LONG)]
    systems = [s for s in results.labels if any(results.summary(s, name) for name in shown)]
    height = 0.8 / len(shown)
    for place, name in enumerate(shown):
        values = [getattr(results.summary(system, name), figure, 0) for system in systems]
        heights = [row + place * height for row in range(len(systems))]
        bars = axes.barh(heights, values, height, color=COLOURS[place % 2], label=results.texts[name]["title"])
        axes.bar_label(bars, [f"{value:,.0f}" for value in values], padding=2, fontsize=8)
    axes.set_yticks([row + height * (len(shown) - 1) / 2 for row in range(len(systems))])
    axes.set_yticklabels([results.labels[system] for system in systems])
    axes.set_title(title, loc="left", fontsize=10)
    axes.margins(x=0.15)
    axes.xaxis.set_visible(False)
    axes.tick_params(left=False)
    axes.spines[:].set_visible(False)
    if not axes.yaxis_inverted():
        axes.invert_yaxis()
