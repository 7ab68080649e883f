"""`python -m bench.endurance`: whether a scheduler that makes report after report stays small.

The scheduler is a process of its own, with its real ledger, clock and chores, that catches up with
200 days. It starts a process for each of them, as ever; what that runs is a stand-in for
`reporter run`, as the memory of a run goes back with its process.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bench import page
from bench.ledger import CRON, REPORT
from bench.meter import MIB, memory
from bench.table import Verdict, machine
from reporter.config import load
from reporter.ledger.opening import open_ledger
from reporter.ledger.values import ExpectedState
from reporter.period import DAY
from reporter.schedule.chores import chores
from reporter.schedule.start import schedule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

N_REPORTS = 200
AT_MOST_GROWTH_MIB = 50.0
WARM = 2
"""Reports after which everything is loaded that it takes."""
PATIENCE_SECONDS = 60.0
"""How long one report may take."""
LOOK_SECONDS = 0.2
STAND_IN = (sys.executable, "-c", 'print(\'{"run": "stand-in", "status": "complete"}\')')
CONFIG = "config.json"
COMMAND = "python -m bench.endurance"

PART = """## Two hundred reports in a row

Measured by `{command}`: a scheduler catches up with {n} days, and starts a process for each.
That process is a stand-in for `reporter run`, whose own memory goes back with it. Memory is the
proportional set size of the scheduler's process. Machine: {machine}.

| after the first {warm} reports | after the last one | growth | at most |
|---|---|---|---|
| {before:.1f} MiB | {after:.1f} MiB | {growth:+.1f} MiB | {most:.0f} MiB |

- {verdict}
"""


@dataclass(frozen=True, slots=True)
class Growth:
    """Memory of a scheduler's process.

    Attributes:
        n_reports: that it made.
        before_mib: after the first ones.
        after_mib: after the last one.
    """

    n_reports: int
    before_mib: float
    after_mib: float

    @property
    def verdict(self) -> Verdict:
        """Whether it stays small."""
        grown = self.after_mib - self.before_mib
        text = f"{self.n_reports} reports in a row grow the scheduler by {grown:.1f} MiB"
        return Verdict(f"{text} (under {AT_MOST_GROWTH_MIB:.0f})", grown < AT_MOST_GROWTH_MIB)


def endure(folder: Path, n: int = N_REPORTS) -> Growth:
    """Let a scheduler make so many reports, and look at its memory.

    Args:
        folder: empty; its ledger and its log are left in it.
        n: reports, more than `WARM`.
    """
    settings = {
        "archive": {"files": str(folder), "ledger": f"sqlite:///{folder / 'reporter.db'}"},
        "reports": {REPORT: {"period": "day", "cron": CRON, "catch_up": "all"}},
    }
    config = folder / CONFIG
    config.write_text(json.dumps(settings), encoding="utf-8")
    url = load(config).archive.ledger_url
    now = datetime.now(UTC)
    with open_ledger(url, now) as ledger:
        ledger.timetable.watch(REPORT, CRON, now - n * DAY)
        with scheduler(folder) as process:

            def wait_for(made: int) -> float:
                """Memory in MiB once so many reports are made."""
                end = time.monotonic() + made * PATIENCE_SECONDS
                while time.monotonic() < end and process.poll() is None:
                    rows = ledger.timetable.of(REPORT)
                    if sum(row.state is ExpectedState.MADE for row in rows) >= made:
                        return memory(process.pid) / MIB
                    time.sleep(LOOK_SECONDS)
                said = (folder / "errors.txt").read_text(encoding="utf-8", errors="replace")[-2000:]
                msg = f"the scheduler did not make {made} reports: {said}"
                raise RuntimeError(msg)

            return Growth(n, wait_for(WARM), wait_for(n))


@contextmanager
def scheduler(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A scheduler as a process, which is asked to end at last.

    Raises:
        RuntimeError: it did not end in good order.
    """
    command = [sys.executable, "-m", "bench.endurance", "--serve", str(folder / CONFIG)]
    with (folder / "output.txt").open("wb") as out, (folder / "errors.txt").open("wb") as err:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(PATIENCE_SECONDS)
    if code:
        msg = f"the scheduler ended with exit code {code}"
        raise RuntimeError(msg)


def serve(config: Path) -> int:
    """Be the scheduler."""

    def clock() -> datetime:
        return datetime.now(UTC)

    settings = load(config)
    return schedule(settings, config, clock=clock, chores=chores(settings, clock), program=STAND_IN)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and perhaps write the page's part; 1 if the promise is not kept."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="write its part of docs/performance.md"
    )
    parser.add_argument("--serve", type=Path, metavar="CONFIG", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.serve:
        return serve(asked.serve)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        grown = endure(Path(name))
    print(grown.verdict)
    if asked.write:
        page.write(asked.write, page.LARGE, text(grown))
    return 0 if grown.verdict.kept else 1


def text(grown: Growth) -> str:
    """The part of the page."""
    return PART.format(
        command=COMMAND,
        machine=machine(),
        n=grown.n_reports,
        warm=WARM,
        before=grown.before_mib,
        after=grown.after_mib,
        growth=grown.after_mib - grown.before_mib,
        most=AT_MOST_GROWTH_MIB,
        verdict=grown.verdict,
    )


if __name__ == "__main__":
    sys.exit(main())
