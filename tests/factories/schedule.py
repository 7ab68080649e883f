"""Reports with a schedule, and runs of them that no process makes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from reporter.ledger.place import here
from reporter.ledger.values import Finished, NewEdition, NewRun, PeriodKey, Purpose, State
from reporter.period import PeriodKind, parse
from reporter.schedule.runner import Runner
from reporter.schedule.stopping import Stopping
from reporter.schedule.values import Cut, Outcome, Watched
from reporter.schedule.verdict import NOT_THROUGH

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reporter.delivery.alerts import Cause
    from reporter.ledger.opening import Ledger

BERLIN = ZoneInfo("Europe/Berlin")
DUE = datetime(2024, 12, 16, 6, 0, tzinfo=UTC)
"""Monday at seven in Berlin, when 2024-W50 becomes due."""
DONE = Outcome(0, 1.0, {"run": "r1", "status": "complete"})
LATE = Outcome(3, 1.0, {"status": "failed", "reason": NOT_THROUGH, "error": "it is not through"})
BROKEN = Outcome(1, 1.0, {"status": "failed", "error": "the disk is full"}, "a traceback")
BUSY = Outcome(5, 1.0, {"status": "failed"})
STOPPED = Outcome(130, 1.0, cut=Cut.STOP)


def make_watched(  # noqa: PLR0913 - as many as a report has
    name: str = "weekly",
    *,
    cron: str = "0 7 * * mon",
    zone: str = "Europe/Berlin",
    data_zone: str = "Europe/Berlin",
    kind: PeriodKind = PeriodKind.WEEK,
    catch_up: Literal["latest", "all", "none"] = "latest",
    wait: timedelta = timedelta(hours=12),
    late_data: Literal["make", "tell"] = "make",
) -> Watched:
    """A report that is made on Mondays at seven in Berlin."""
    return Watched(
        name=name,
        cron=cron,
        zone=ZoneInfo(zone),
        data_zone=ZoneInfo(data_zone),
        kind=kind,
        catch_up=catch_up,
        wait=wait,
        late_data=late_data,
        time_limit=timedelta(hours=1),
    )


@dataclass
class Clock:
    """A clock that goes when it is told to."""

    now: datetime = DUE

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)


@dataclass
class Told:
    """An owner who remembers."""

    what: list[tuple[str, str, str]] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def __call__(self, cause: Cause, report: str, period: str, reason: str) -> None:
        self.what.append((cause.value, report, period))
        self.reasons.append(reason)


class Scripted(Runner):
    """Ends each run as it is told to, and remembers what was asked for."""

    def __init__(self, outcomes: Sequence[Outcome | Callable[[], Outcome]] = ()) -> None:
        super().__init__(Stopping())
        self.outcomes = list(outcomes)
        self.asked: list[tuple[str, ...]] = []

    def run(self, arguments: Sequence[str], limit: timedelta) -> Outcome:
        """The next outcome; a report that is made where none is left."""
        assert limit
        self.asked.append(tuple(arguments))
        outcome = self.outcomes.pop(0) if self.outcomes else DONE
        return outcome if isinstance(outcome, Outcome) else outcome()

    @property
    def periods(self) -> list[str]:
        """The periods that were asked for, in order."""
        return [arguments[3] for arguments in self.asked]


def make_report(
    ledger: Ledger, label: str, now: datetime, *, send: bool = True, state: State = State.COMPLETE
) -> str:
    """A run of the weekly report, made and finished now, as someone's hand makes it."""
    period = parse(label)
    key = PeriodKey("weekly", "", period.kind, label, period.first_day, period.end_day)
    run = f"by-hand-{label}-{now:%H%M}"
    new = NewRun(
        id=run,
        key=key,
        editions=(NewEdition("all", "series"),),
        purpose=Purpose.DEMAND,
        send=send,
        late=False,
        root="output",
        version="0.1.0",
        place=here(),
    )
    ledger.runs.claim(new, now)
    ledger.runs.finish(run, Finished(f"weekly/{label}/{run}", (), {"all": state}), now)
    return run
