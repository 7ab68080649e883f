"""`python -m bench.upkeep`: what the scheduler and the history cost over a long ledger."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bench import page
from bench.ledger import BEGUN, CRON, N_EXPECTED, N_RUNS, REPORT, fill
from bench.meter import measure, warn_if_busy
from bench.table import Verdict, machine
from reporter.config import Settings
from reporter.ledger.opening import open_ledger
from reporter.period import DAY
from reporter.schedule.chores import chores
from reporter.schedule.desk import open_desk

if TYPE_CHECKING:
    from collections.abc import Sequence

N_TICKS = 100
AT_MOST_TICK_MS = 50.0
AT_MOST_LIST_SECONDS = 1.0
NOW = BEGUN + DAY / 2
"""Between two fires of the schedule, so that nothing is due."""

COMMAND = "python -m bench.upkeep"

PART = """## Over a long ledger

Measured by `{command}` over a ledger in SQLite of {runs:,} runs with their files, steps and
messages; {expected:,} of their periods were expected by a schedule, and are made. Machine:
{machine}.

| what | measured | at most |
|---|---|---|
| CPU of a tick with nothing due | {tick:.1f} ms | {most_tick:.0f} ms |
| `reporter history list`, the newest 20 | {listed:.2f} s | {most_listed:.0f} s |

A tick clears up, looks what is due and what is to be sent; it is the mean of {ticks} in the
scheduler's process. The list is the median of {lists} processes from start to end, of which the
slowest took {slowest:.2f} s.

{verdicts}
"""


@dataclass(frozen=True, slots=True)
class Never:
    """Nobody asks the scheduler to end."""

    asked: bool = False


def tick_ms(folder: Path, n: int = N_TICKS) -> float:
    """CPU of a tick with nothing due, in milliseconds, the first one left out.

    Args:
        folder: has the ledger.
        n: ticks.
    """
    settings = Settings.model_validate(configuration(folder))
    never, chore = Never(), chores(settings, lambda: NOW)
    with open_ledger(settings.archive.ledger_url, NOW) as ledger:
        desk = open_desk(
            settings, ledger, config=None, clock=lambda: NOW, stop=never, say=lambda _: None
        )

        def tick() -> None:
            chore.clear_up(ledger)
            if desk.tick():
                msg = "something is due, which was not to be"
                raise RuntimeError(msg)
            chore.deliver(ledger, never)

        tick()
        before = time.process_time()
        for _ in range(n):
            tick()
        return 1000 * (time.process_time() - before) / n


def list_seconds(folder: Path, n: int) -> tuple[float, ...]:
    """Wall time of `reporter history list`, in seconds, each time as a new process."""
    config = folder / "config.json"
    lines = [sys.executable, "-m", "reporter", "history", "list", "--config", str(config)]
    return tuple(measure(lines, folder).seconds for _ in range(n))


def configuration(folder: Path) -> dict[str, object]:
    """The report of the ledger, and three more that have their schedules."""
    weekly = {f"weekly_{i}": {"period": "week", "cron": f"0 {i} * * mon"} for i in range(3)}
    return {
        "archive": {"files": str(folder), "ledger": ledger_url(folder)},
        "reports": {REPORT: {"period": "day", "cron": CRON}, **weekly},
    }


def ledger_url(folder: Path) -> str:
    """The ledger that is measured."""
    return f"sqlite:///{folder / 'reporter.db'}"


def verdicts(tick: float, lists: Sequence[float]) -> tuple[Verdict, ...]:
    """Whether the two promises are kept.

    Args:
        tick: CPU in milliseconds.
        lists: wall times in seconds.
    """
    listed = median(lists)
    return (
        Verdict(f"a tick with nothing due: {tick:.1f} ms of CPU", tick < AT_MOST_TICK_MS),
        Verdict(f"history list: {listed:.2f} s", listed <= AT_MOST_LIST_SECONDS),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and perhaps write the page's part; 1 if a promise is not kept."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("--runs", type=int, default=5, metavar="N", help="of `history list`")
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="write its part of docs/performance.md"
    )
    asked = parser.parse_args(arguments)
    warn_if_busy()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        fill(ledger_url(folder))
        (folder / "config.json").write_text(json.dumps(configuration(folder)), encoding="utf-8")
        tick, lists = tick_ms(folder), list_seconds(folder, asked.runs)
    found = verdicts(tick, lists)
    print("\n".join(map(str, found)))
    if asked.write:
        page.write(asked.write, page.UPKEEP, text(tick, lists, found))
    return 0 if all(verdict.kept for verdict in found) else 1


def text(tick: float, lists: Sequence[float], found: Sequence[Verdict]) -> str:
    """The part of the page."""
    return PART.format(
        command=COMMAND,
        machine=machine(),
        runs=N_RUNS,
        expected=N_EXPECTED,
        ticks=N_TICKS,
        tick=tick,
        most_tick=AT_MOST_TICK_MS,
        lists=len(lists),
        listed=median(lists),
        slowest=max(lists),
        most_listed=AT_MOST_LIST_SECONDS,
        verdicts="\n".join(f"- {verdict}" for verdict in found),
    )


if __name__ == "__main__":
    sys.exit(main())
