"""What was measured, as a table for people and as a page of the documentation."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.inputs import Case
    from bench.meter import Usage

MIB_PER_GIB = 1024
AT_LEAST_FASTER, AT_LEAST_FASTER_MILLION = 2.5, 15.0
AT_MOST_MEMORY_MIB = 1280.0
AT_MOST_GROWTH = 4.0

HEADER = ("plays", "history", "program", "seconds", "from–to", "CPU s", "peak MiB", "ratio")


@dataclass(frozen=True, slots=True)
class Line:
    """All runs of one program on one history.

    Attributes:
        case: the history.
        program: its name.
        runs: one or more, which are timed.
        memory_mib: of another one, which was watched for it; 0 where there is none.
        rival: the line that it is compared with; none for the one that sets the measure.
    """

    case: Case
    program: str
    runs: tuple[Usage, ...]
    memory_mib: float = 0.0
    rival: Line | None = None

    @property
    def seconds(self) -> float:
        """Median wall time."""
        return median(run.seconds for run in self.runs)

    @property
    def ratio(self) -> float | None:
        """Median wall time as a multiple of the rival's."""
        return None if self.rival is None else self.seconds / self.rival.seconds

    def cells(self) -> tuple[str, ...]:
        """As `HEADER` names them."""
        times = [run.seconds for run in self.runs]
        return (
            f"{self.case.plays:,}",
            self.case.name,
            self.program,
            f"{self.seconds:.1f}",
            f"{min(times):.1f}–{max(times):.1f}",
            f"{median(run.cpu_seconds for run in self.runs):.1f}",
            f"{self.memory_mib:,.0f}" if self.memory_mib else "n/a",
            "" if self.ratio is None else f"{self.ratio:.2f}",
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one promise is kept."""

    text: str
    kept: bool

    def __str__(self) -> str:
        return f"{'kept' if self.kept else 'NOT KEPT'}: {self.text}"


def faster(line: Line, notebook: Line, at_least: float = AT_LEAST_FASTER) -> Verdict:
    """So many times as fast as the notebook on the same history."""
    times = notebook.seconds / line.seconds
    text = f"{line.case.plays:,} plays, {line.case.name}: {times:.1f} times as fast as the notebook"
    return Verdict(f"{text} (at least {at_least:g})", times >= at_least)


def small(line: Line) -> Verdict:
    """At most `AT_MOST_MEMORY_MIB` in all processes together."""
    most = f"{AT_MOST_MEMORY_MIB:,.0f}"
    text = f"{line.case.name}: {line.memory_mib:,.0f} MiB at the peak (at most {most})"
    return Verdict(text, line.memory_mib <= AT_MOST_MEMORY_MIB)


def growing(line: Line, smaller: Line) -> Verdict:
    """Ten times the plays in at most `AT_MOST_GROWTH` times the time."""
    times = line.seconds / smaller.seconds
    text = f"{line.case.plays:,} plays take {times:.1f} times as long as {smaller.case.plays:,}"
    return Verdict(f"{text} (at most 4)", times <= AT_MOST_GROWTH)


def markdown(lines: Sequence[Line]) -> str:
    """A Markdown table, its columns aligned for reading as it is."""
    rows = [HEADER, *(line.cells() for line in lines)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADER))]
    text = [
        "| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return "\n".join([text[0], "|" + "|".join("-" * (w + 2) for w in widths) + "|", *text[1:]])


def machine() -> str:
    """The machine in general words."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    cores = len(os.sched_getaffinity(0))
    return (
        f"{cores} cores, {pages * size / 2**30:.0f} GiB of memory, {platform.system()} "
        f"on {platform.machine()}, Python {platform.python_version()}"
    )


PAGE = """# Performance

Measured by `{command}`, which makes the histories with `reporter sample`'s generator (seed 42),
then runs each program {runs} times in turn, every time as a new process with nothing kept: from
starting the interpreter to the last file, PDF included. Machine: {machine}.

{table}

Seconds are medians of wall time, with the fastest and the slowest run beside them. CPU s adds up
the processor time of all processes. Peak MiB is the highest memory of all processes of one more run
together, pages that they share counted once (proportional set size, looked at up to 20 times a
second). That run is not timed, because looking holds it up.
The ratio is to the line that it names: a run is compared with the notebook on the same file, and
a million plays with a hundred thousand.

The notebook is the seed notebook's own code as a script; it draws its figures and writes its four
tables, but no report. 500 listeners come as the export's fields in a CSV, one listener as the
table that the notebook was written for.

{verdicts}
"""


def page(lines: Sequence[Line], verdicts: Sequence[Verdict], command: str) -> str:
    """The page docs/performance.md."""
    return PAGE.format(
        command=command,
        runs=len(lines[0].runs),
        machine=machine(),
        table=markdown(lines),
        verdicts="\n".join(f"- {verdict}" for verdict in verdicts),
    )
