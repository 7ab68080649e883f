"""Which periods are due, which of them are made after an outage, and which can be started now.

Each time at which a schedule fires expects the last whole period before it. Nothing here reads a
clock or the ledger: both are given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from reporter.ledger.values import Expected, ExpectedState
from reporter.period import PeriodKind, day_of, latest, month_of, week_of
from reporter.schedule.cron import fires
from reporter.schedule.values import Due
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from reporter.period import Period
    from reporter.schedule.values import Watched

GRACE = timedelta(hours=1)
"""What is noticed later than this was missed, and the report's policy says what to do about it."""
TRIES = 3
"""So many runs of a period may fail, or take their scheduler down with them."""

HOLDING = {PeriodKind.DAY: day_of, PeriodKind.WEEK: week_of, PeriodKind.MONTH: month_of}
"""The period of a kind that holds a day."""


def period_of(report: Watched, at: datetime) -> Period:
    """The last whole period of a report before an instant, in the days of its data."""
    return latest(report.kind, at.astimezone(report.data_zone).date())


def dues(report: Watched, after: datetime) -> Iterator[Due]:
    """The periods that become due after an instant (exclusive), each at its first time to fire."""
    second = timedelta(seconds=1)
    while (at := next(fires(report.cron, report.zone, after), None)) is not None:
        period = period_of(report, at)
        yield Due(at, period)
        after = HOLDING[report.kind](period.end_day).end(report.data_zone) - second


@dataclass(frozen=True, slots=True)
class Expectations:
    """What changes in the ledger because time has passed.

    Attributes:
        new: periods to be noted, in their states.
        skipped: known periods that will not be made, with the reason in them.
    """

    new: tuple[Expected, ...] = ()
    skipped: tuple[Expected, ...] = ()


def expectations(
    report: Watched,
    new: Iterable[Due],
    known: Iterable[Expected],
    *,
    made: Mapping[str, str],
    now: datetime,
    alive_at: datetime | None,
) -> Expectations:
    """Compare what has become due with what is known.

    Args:
        report: whose periods they are.
        new: periods that became due since the last look, oldest first.
        known: open periods of the ledger.
        made: label of a period -> the run that made and sent its report already.
        now: the clock, aware.
        alive_at: when a scheduler last looked; none for never. After an outage a known period that
            nobody has begun was missed as well.
    """
    outage = alive_at is None or now - alive_at > GRACE
    begun = [row for row in known if outage and _is_untouched(row)]
    fresh = [_expected(report, due) for due in new]
    missed = sorted((row for row in (*begun, *fresh) if now - row.due_at > GRACE), key=_age)
    dropped = {row.label for row in missed} - {row.label for row in _kept(report, missed)}
    decided = [_decided(report, row, made, dropped) for row in fresh]
    skipped = [_skipped(report, row) for row in begun if row.label in dropped]
    return Expectations(tuple(decided), tuple(skipped))


def _kept(report: Watched, missed: Sequence[Expected]) -> Sequence[Expected]:
    """The missed periods that are made all the same, from the oldest to the newest."""
    match report.catch_up:
        case "all":
            return missed
        case "latest":
            return missed[-1:]
        case "none":
            return ()


def ready(rows: Iterable[Expected], now: datetime) -> tuple[Expected, ...]:
    """The open periods that can be started now, oldest first."""
    return tuple(sorted((row for row in rows if _is_ready(row, now)), key=_age))


def is_given_up(row: Expected) -> bool:
    """Whether it took down as many schedulers as may be: who takes it over does not try again."""
    return row.state is ExpectedState.RUNNING and row.attempts >= TRIES


def wants_whole(report: Watched, row: Expected, now: datetime) -> bool:
    """Whether a run must refuse a period whose data is not through yet."""
    return not (row.late and report.late_data == "make" and now >= deadline(report, row))


def deadline(report: Watched, row: Expected) -> datetime:
    """Until when a period waits for its data."""
    return row.due_at + report.wait


def _is_ready(row: Expected, now: datetime) -> bool:
    if row.state is ExpectedState.RUNNING:
        return row.lease_until is not None and row.lease_until <= now
    return row.state.is_open and (row.next_at is None or row.next_at <= now)


def _is_untouched(row: Expected) -> bool:
    return row.state is ExpectedState.EXPECTED and row.attempts == 0 and row.next_at is None


def _age(row: Expected) -> tuple[datetime, str]:
    return row.due_at, row.report


def _expected(report: Watched, due: Due) -> Expected:
    return Expected(
        report=report.name,
        label=due.period.label,
        kind=due.period.kind,
        first_day=due.period.first_day,
        end_day=due.period.end_day,
        due_at=due.at,
        state=ExpectedState.EXPECTED,
        attempts=0,
        next_at=None,
        late=False,
        reason="",
        run="",
        claimed_by="",
        lease_until=None,
    )


def _decided(
    report: Watched, row: Expected, made: Mapping[str, str], dropped: set[str]
) -> Expected:
    if row.label in made:
        return replace(row, state=ExpectedState.MADE, run=made[row.label])
    return _skipped(report, row) if row.label in dropped else row


def _skipped(report: Watched, row: Expected) -> Expected:
    reason = ENGLISH(f"schedule.skipped.{report.catch_up}")
    return replace(row, state=ExpectedState.SKIPPED, reason=reason)
