"""The chart of where the time goes: the steps of a run, by number of plays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PARTS: Mapping[str, tuple[str, ...]] = {
    "start": ("start", "claim"),
    "read": ("read",),
    "prepare": ("prepare",),
    "analyse": ("analyse",),
    "draw and print": ("draw", "render"),
    "examine and keep": ("examine", "write", "record", "deliver"),
}
"""What is stacked, from the bottom, and the steps that it has."""
COLOURS = ("#9aa5b1", "#1f5f8b", "#3f8fc0", "#8cc1e0", "#d08a3c", "#e8c79a")


def draw(runs: Mapping[int, Mapping[str, float]], file: Path) -> None:
    """Draw the shares of the parts, and the seconds of all of them, as SVG.

    Args:
        runs: number of plays -> step -> wall seconds.
        file: where it goes.
    """
    mpl.rcParams["svg.hashsalt"] = "steps"
    figure = Figure(figsize=(7, 3.2), layout="constrained")
    axes = figure.subplots()
    names = [f"{plays:,} plays\n{sum(steps.values()):.0f} s" for plays, steps in runs.items()]
    below = [0.0] * len(runs)
    for (name, steps), colour in zip(PARTS.items(), COLOURS, strict=True):
        shares = [
            100 * sum(run.get(step, 0.0) for step in steps) / sum(run.values())
            for run in runs.values()
        ]
        axes.barh(names, shares, left=below, color=colour, label=name, height=0.6)
        below = [low + share for low, share in zip(below, shares, strict=True)]
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel("% of the wall time")
    axes.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside upper left", ncols=3, frameon=False, fontsize=8)
    figure.savefig(file, format="svg", metadata={"Date": None})
