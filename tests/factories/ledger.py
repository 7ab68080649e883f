"""Runs, messages and expected periods as a ledger takes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from reporter.ledger.place import Place, here
from reporter.ledger.values import (
    Channel,
    Expected,
    ExpectedState,
    Finished,
    NewDelivery,
    NewEdition,
    NewRun,
    PeriodKey,
    Purpose,
    State,
    StoredFile,
)
from reporter.period import PeriodKind

NOW = datetime(2024, 12, 16, 6, 0, tzinfo=UTC)
MONDAY = date(2024, 12, 9)
ELSEWHERE = Place("another machine", 1, "1")
GONE = Place(here().host, 2**22 + 1, "1")


def make_key(week: int = 0, report: str = "weekly", origin: str = "") -> PeriodKey:
    """A week of 2024, so many after the fiftieth."""
    first = MONDAY + timedelta(weeks=week)
    label = f"{first.isocalendar().year}-W{first.isocalendar().week:02d}"
    return PeriodKey(report, origin, PeriodKind.WEEK, label, first, first + timedelta(weeks=1))


def make_run(
    name: str = "r1",
    *,
    key: PeriodKey | None = None,
    audiences: tuple[str, ...] = ("all",),
    place: Place | None = None,
    send: bool = True,
    root: str = "output",
) -> NewRun:
    """A run of one week."""
    return NewRun(
        id=name,
        key=key or make_key(),
        editions=tuple(NewEdition(one, f"series of {one}") for one in audiences),
        purpose=Purpose.DEMAND,
        send=send,
        late=False,
        root=root,
        version="0.1.0",
        place=place or here(),
    )


def make_finished(
    *,
    audience: str = "all",
    state: State = State.COMPLETE,
    to: tuple[str, ...] = (),
    folder: str = "weekly/2024-W50/r1",
    channel: Channel = Channel.MAIL,
) -> Finished:
    """A run that made a PDF, and has messages to send."""
    return Finished(
        folder=folder,
        files=(StoredFile("report.pdf", 3, "ab" * 32), StoredFile("manifest.json", 5, "cd" * 32)),
        states={audience: state},
        reasons={} if state is State.COMPLETE else {audience: "it is broken"},
        deliveries=tuple(NewDelivery(audience, one, channel, "Skips rose") for one in to),
        plays_read=10,
        plays_in_period=4,
        seconds=1.5,
    )


def make_expected(
    week: int = 0, *, state: ExpectedState = ExpectedState.EXPECTED, report: str = "weekly"
) -> Expected:
    """An expected week, due at seven on the Monday after it."""
    key = make_key(week, report)
    return Expected(
        report=report,
        label=key.label,
        kind=key.kind,
        first_day=key.first_day,
        end_day=key.end_day,
        due_at=NOW + timedelta(weeks=week),
        state=state,
        attempts=0,
        next_at=None,
        late=False,
        reason="",
        run="",
        claimed_by="",
        lease_until=None,
    )
