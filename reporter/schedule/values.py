"""What the schedule's parts hand to each other, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, Protocol
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, timedelta

    from reporter.config import Settings
    from reporter.delivery.alerts import Cause
    from reporter.ledger.opening import Ledger
    from reporter.ledger.values import ExpectedState
    from reporter.period import Period, PeriodKind


@dataclass(frozen=True, slots=True)
class Watched:
    """A report that has a schedule.

    Attributes:
        name: in the configuration.
        cron: when it is made.
        zone: whose clocks `cron` means.
        data_zone: whose days its periods are made of.
        kind: of its periods.
        catch_up: which periods are made after an outage.
        wait: how long a period waits for its last day.
        late_data: what happens after that: it is made, or the owner is told only.
        time_limit: of one run.
    """

    name: str
    cron: str
    zone: ZoneInfo
    data_zone: ZoneInfo
    kind: PeriodKind
    catch_up: Literal["latest", "all", "none"]
    wait: timedelta
    late_data: Literal["make", "tell"]
    time_limit: timedelta


def watched(settings: Settings) -> tuple[Watched, ...]:
    """The reports that have a schedule, in the order of the configuration."""
    return tuple(
        Watched(
            name=name,
            cron=report.cron,
            zone=ZoneInfo(report.zone or settings.zone),
            data_zone=ZoneInfo(settings.zone),
            kind=report.kind,
            catch_up=report.catch_up,
            wait=report.wait_for_data,
            late_data=report.late_data,
            time_limit=report.time_limit,
        )
        for name, report in settings.reports.items()
        if report.cron is not None
    )


@dataclass(frozen=True, slots=True)
class Due:
    """A period and the instant, in UTC, at which its report is to be made."""

    at: datetime
    period: Period


class Trouble(StrEnum):
    """Events of the scheduler itself: a job of it was not done, met an error or took too long."""

    MISSED = "job_missed"
    ERROR = "job_error"
    OVERRUN = "job_overrun"


class Cut(StrEnum):
    """Why a run was ended before it was done."""

    LIMIT = "limit"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the process of one run ended.

    Attributes:
        code: exit code; negative is the signal that killed it.
        seconds: wall time.
        answer: the object of its last line on stdout; empty where there is none.
        tail: the end of what it wrote to stderr.
        cut: why it was ended before it was done; none if it ended by itself.
    """

    code: int
    seconds: float
    answer: Mapping[str, Any] = field(default_factory=dict)
    tail: str = ""
    cut: Cut | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of an expected period after a run.

    Attributes:
        state: its new state.
        reason: why, as a sentence; empty where there is nothing to say.
        next_at: when there is something to do for it next; none for at once or never.
        late: it waited for data.
        run: id of the run that made it.
        attempts: how many runs count as failed so far.
        cause: what the owner is told of; none for nothing.
    """

    state: ExpectedState
    reason: str
    next_at: datetime | None
    late: bool
    run: str
    attempts: int
    cause: Cause | None = None


class Stop(Protocol):
    """Whether the scheduler is to end."""

    @property
    def asked(self) -> bool:
        """It is."""


class TellOwner(Protocol):
    """Tells the owner of something, at most once for each cause and period."""

    def __call__(self, cause: Cause, report: str, period: str, reason: str) -> None:
        """Queue it; the reason is a clause."""


@dataclass(frozen=True, slots=True)
class Chores:
    """What a scheduler does beside making reports.

    Attributes:
        deliver: sends the messages whose time has come, to readers and to the owner; it looks at
            its second argument between two of them, and leaves when the scheduler is to end.
        ping: asks for the URL that watches over this scheduler.
        clear_up: settles what killed runs left, before it is asked what is still to be made.
    """

    deliver: Callable[[Ledger, Stop], object] = lambda _ledger, _stop: None
    ping: Callable[[], object] = lambda: None
    clear_up: Callable[[Ledger], object] = lambda _ledger: None
