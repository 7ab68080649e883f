"""Past periods, oldest first; what is there already is not made again.

Each report looks at the plays of its time alone, and at the archived reports before it, so that the
order matters: segments keep their numbers from one period to the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from reporter.errors import PeriodError, UsageError
from reporter.ledger.opening import open_ledger
from reporter.ledger.values import PeriodKey, Purpose, State
from reporter.period import PeriodKind, parse, periods
from reporter.pipeline import RunRequest, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from reporter.config import Settings
    from reporter.period import Period
    from reporter.pipeline import RunResult, Watcher


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of one past period.

    Attributes:
        period: its label.
        status: made now, there already, or empty: the history has no plays in it.
        result: of the run that was made now.
        run: id of the run that is there; empty for none.
    """

    period: str
    status: Literal["made", "there", "empty"]
    result: RunResult | None = None
    run: str = ""


def backfill(
    settings: Settings,
    report: str,
    first: str,
    last: str,
    *,
    clock: Callable[[], datetime],
    on_step: Watcher,
) -> Iterator[Filled]:
    """Make the reports of past periods, one after the other, as they are asked for.

    Args:
        settings: the configuration.
        report: name of the report.
        first: label of the first period.
        last: label of the last period (inclusive).
        clock: the present instant, aware.
        on_step: is told of each step of each run.

    Yields:
        What became of each period, oldest first.

    Raises:
        UsageError: there is no such report, or the labels are no periods of its kind, in order.
        ReporterError: a report could not be made; those before it are there.
    """
    name, asked = settings.report(report)
    wanted = _wanted(asked.kind, first, last)
    for period in wanted:
        there = _there(settings, name, period, clock())
        if there:
            yield Filled(period.label, "there", run=there)
            continue
        request = RunRequest(report=name, period=period.label, purpose=Purpose.BACKFILL)
        try:
            made = run(settings, request, clock=clock, on_step=on_step)
        except PeriodError:
            yield Filled(period.label, "empty")
        else:
            yield Filled(period.label, "made", made, made.run)


def _wanted(kind: PeriodKind, first: str, last: str) -> tuple[Period, ...]:
    start, end = parse(first), parse(last)
    for one in (start, end):
        if one.kind is not kind:
            msg = f"'{one.label}' is no {kind} as the report covers"
            raise UsageError(msg, hint="name the first and the last period as in 2024-W01")
    if end < start:
        msg = f"{end.label} lies before {start.label}"
        raise UsageError(msg, hint="give the earlier period as --from")
    return tuple(periods(start, end))


def _there(settings: Settings, report: str, period: Period, now: datetime) -> str:
    """The run that made a period's report once it was over; empty for none."""
    key = PeriodKey(report, "", period.kind, period.label, period.first_day, period.end_day)
    with open_ledger(settings.archive.ledger_url, now) as ledger:
        current = ledger.runs.current(key)
    if current is None or current.state is not State.COMPLETE:
        return ""
    return current.id if current.started_at >= period.end(ZoneInfo(settings.zone)) else ""
