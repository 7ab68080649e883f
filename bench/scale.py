"""`python -m bench.scale`: whole runs from 100,000 to 100 million plays, and where the time goes.

Histories are Parquet of the program's own generator. Every run is a new process, PDF included, with
the engine held to `bench.bare.MEMORY`; DuckDB's own time for the bare aggregations of the same file
stands beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench import page
from bench.bare import MEMORY, THREADS
from bench.inputs import SEED
from bench.meter import Usage, measure, warn_if_busy
from bench.steps import draw
from bench.table import MIB_PER_GIB, Verdict, machine
from reporter.sample import Format, write

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMAND = "python -m bench.scale"
WEEKS = 26

PART = """## From 100,000 to 100 million plays

Measured by `{command}`: whole runs as new processes, PDF included, over Parquet of
the program's own generator with {weeks} weeks of plays; the engine may use {memory} of memory and
{threads} threads, and writes what does not fit to a temporary folder. Machine: {machine}.

{table}

Read, prepare and analyse are the steps that touch plays or listeners; the models are fitted beside
the analysis. Bare is DuckDB's own time for the bare aggregations of the same file, under the same
limits (bench/bare.py): every column that the report uses, as a table with codes for its texts,
equal plays, each play beside the one before it, and sums by listener, by listener and day, hour or
platform, by track and by artist; nothing is checked or mended there. The fixed cost is what the
smallest run takes beyond reading and preparing. Peak is the highest memory of all processes
together (proportional set size).

![Where the time goes: seconds of each step by number of plays](steps.svg)

{verdicts}
"""


@dataclass(frozen=True, slots=True)
class Size:
    """A history, and what a run over it may take.

    Attributes:
        plays: music plays.
        listeners: number of them.
        seconds: wall time at most; none for no promise.
        gib: memory of all processes at most.
    """

    plays: int
    listeners: int
    seconds: float | None = None
    gib: float | None = None

    def make(self, folder: Path) -> Path:
        """The folder of the history; one that is there already is taken."""
        place = folder / f"plays-{self.plays}-{self.listeners}"
        if not place.is_dir():
            write(
                place,
                listeners=self.listeners,
                weeks=WEEKS,
                plays=self.plays,
                seed=SEED,
                format=Format.PARQUET,
            )
        return place


SIZES = (
    Size(100_000, 500),
    Size(1_000_000, 5_000),
    Size(10_000_000, 50_000, seconds=45, gib=3),
    Size(100_000_000, 500_000, seconds=360, gib=4),
)


@dataclass(frozen=True, slots=True)
class Run:
    """A run over a history.

    Attributes:
        size: the history.
        usage: what it took.
        steps: wall seconds of each step, in order; `start` is what lies before and between.
        bare: DuckDB's own seconds.
    """

    size: Size
    usage: Usage
    steps: Mapping[str, float]
    bare: float

    @property
    def fixed(self) -> float:
        """Seconds beyond reading and preparing."""
        return self.usage.seconds - self.steps.get("read", 0.0) - self.steps.get("prepare", 0.0)

    def cells(self) -> tuple[str, ...]:
        """A line of the table."""
        named = {name: self.steps.get(name, 0.0) for name in ("read", "prepare", "analyse")}
        rest = self.usage.seconds - sum(named.values())
        return (
            f"{self.size.plays:,}",
            f"{self.size.listeners:,}",
            f"{self.usage.seconds:.1f}",
            *(f"{seconds:.1f}" for seconds in (*named.values(), rest)),
            f"{self.usage.cpu_seconds:.1f}",
            f"{self.usage.memory_mib / MIB_PER_GIB:.2f}",
            f"{self.bare:.1f}",
        )

    def verdicts(self) -> tuple[Verdict, ...]:
        """Whether its promises are kept."""
        found = []
        if self.size.seconds is not None:
            text = f"{self.size.plays:,} plays in {self.usage.seconds:.0f} s"
            kept = self.usage.seconds <= self.size.seconds
            found.append(Verdict(f"{text} (at most {self.size.seconds:.0f})", kept))
        if self.size.gib is not None:
            gib = self.usage.memory_mib / MIB_PER_GIB
            text = f"{self.size.plays:,} plays in {gib:.1f} GiB (at most {self.size.gib:.0f})"
            found.append(Verdict(text, gib <= self.size.gib))
        return tuple(found)


TIMES_BARE = 3


def within(run: Run, fixed: float) -> Verdict:
    """Whether a run takes at most so many times the bare aggregations, and the fixed cost.

    Args:
        run: over many plays.
        fixed: seconds of models, pages and start.
    """
    allowed = TIMES_BARE * run.bare + fixed
    text = (
        f"{run.size.plays:,} plays in {run.usage.seconds:.0f} s (at most {allowed:.0f}: "
        f"{TIMES_BARE} times the bare aggregations, and {fixed:.0f} s)"
    )
    return Verdict(text, run.usage.seconds <= allowed)


HEADER = (
    *("plays", "listeners", "seconds", "read", "prepare", "analyse", "the rest"),
    *("CPU s", "peak GiB", "bare"),
)


def main() -> int:
    """Measure, print, and perhaps write; 1 if a promise is not kept."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("--most", type=int, default=SIZES[-1].plays, help="plays of the largest")
    parser.add_argument("--data", type=Path, metavar="DIR", help="keep the histories there")
    parser.add_argument("--write", type=Path, metavar="DIR", help="write its part of docs")
    asked = parser.parse_args()
    warn_if_busy()
    with tempfile.TemporaryDirectory(prefix="scale-") as scratch:
        data = asked.data or Path(scratch)
        runs = [
            run(size, size.make(data), Path(scratch)) for size in SIZES if size.plays <= asked.most
        ]
    text = part(runs)
    print(text)
    if asked.write:
        page.write(asked.write / "performance.md", page.SCALE, text)
        draw({one.size.plays: one.steps for one in runs}, asked.write / "steps.svg")
    return 0 if all(verdict.kept for verdict in verdicts(runs)) else 1


def verdicts(runs: list[Run]) -> tuple[Verdict, ...]:
    """Whether all promises are kept."""
    own = tuple(verdict for one in runs for verdict in one.verdicts())
    large = (one for one in runs if one.size.seconds is not None)
    return own + tuple(within(one, runs[0].fixed) for one in large)


def run(size: Size, plays: Path, scratch: Path) -> Run:
    """Make the report of a history, and ask DuckDB for the bare aggregations.

    Args:
        size: what it is.
        plays: its folder.
        scratch: where the report goes.
    """
    folder = Path(tempfile.mkdtemp(dir=scratch))
    program = (sys.executable, "-m", "reporter")
    output = ("--output", str(folder / "reports"), "--json")
    limits = {"REPORTER_ENGINE__MEMORY": MEMORY, "REPORTER_ENGINE__THREADS": str(THREADS)}
    usage = measure((*program, "run", "--source", str(plays), *output), folder, limits)
    name = json.loads(usage.output.splitlines()[-1])["run"]
    shown = measure((*program, "history", "show", name, *output), folder)
    steps: dict[str, float] = json.loads(shown.output.splitlines()[-1])["steps"]
    root = {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1])])}
    alone = measure((sys.executable, "-m", "bench.bare", str(plays)), folder, root)
    bare = sum(json.loads(alone.output).values())
    steps = {"start": usage.seconds - sum(steps.values()), **steps}
    found = Run(size, usage, steps, bare)
    print(" ".join(found.cells()), flush=True)
    return found


def part(runs: list[Run]) -> str:
    """The part of the page."""
    rows = [HEADER, *(one.cells() for one in runs)]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    rule = "|" + "|".join("--:" for _ in HEADER) + "|"
    return PART.format(
        command=f"{COMMAND} --most {runs[-1].size.plays}",
        weeks=WEEKS,
        memory=MEMORY,
        threads=THREADS,
        machine=machine(),
        table="\n".join([lines[0], rule, *lines[1:]]),
        verdicts="\n".join(f"- {verdict}" for verdict in verdicts(runs)),
    )


if __name__ == "__main__":
    sys.exit(main())
