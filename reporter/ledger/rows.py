"""Rows of the ledger's tables from its values, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reporter.ledger.place import Place
from reporter.ledger.values import FollowUpRow, PeriodKey, Purpose, Run, State
from reporter.period import PeriodKind

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from sqlalchemy.engine import Row

    from reporter.ledger.values import NewRun


def run_row(new: NewRun, now: datetime, lease: timedelta) -> dict[str, Any]:
    """The row of a run that begins now."""
    key = new.key
    return {
        "id": new.id,
        "report": key.report,
        "origin": key.origin,
        "kind": key.kind,
        "period": key.label,
        "first_day": key.first_day,
        "end_day": key.end_day,
        "purpose": new.purpose,
        "send": new.send,
        "late": new.late,
        "state": State.RUNNING,
        "root": new.root,
        "version": new.version,
        "started_at": now,
        "beat_at": now,
        "lease_until": now + lease,
        "host": new.place.host,
        "pid": new.place.pid,
        "born": new.place.born,
    }


def run_of(row: Row[Any]) -> Run:
    """A run from its row; how its delivery went is not in it."""
    kind = PeriodKind(row.kind)
    key = PeriodKey(row.report, row.origin, kind, row.period, row.first_day, row.end_day)
    return Run(
        id=row.id,
        key=key,
        purpose=Purpose(row.purpose),
        send=row.send,
        late=row.late,
        state=State(row.state),
        root=row.root,
        folder=row.folder,
        version=row.version,
        started_at=row.started_at,
        ended_at=row.ended_at,
        lease_until=row.lease_until,
        seconds=row.seconds,
        plays_read=row.plays_read,
        plays_in_period=row.plays_in_period,
        error=row.error,
        pruned=row.pruned_at is not None,
        place=Place(row.host, row.pid, row.born),
    )


def follow_up_row(run: str, row: FollowUpRow) -> dict[str, Any]:
    """The row of a follow-up, as a run left it."""
    return {
        "series": row.series,
        "id": row.id,
        "made_in": row.made_in,
        "metric": row.metric,
        "expected": row.expected,
        "baseline": row.baseline,
        "unit": row.unit,
        "evaluate_on": row.evaluate_on,
        "outcome": row.outcome,
        "evaluated_in": row.evaluated_in,
        "effect": row.effect,
        "run": run,
    }


def follow_up_of(row: Row[Any]) -> FollowUpRow:
    """A follow-up from its row."""
    return FollowUpRow(
        row.series,
        row.id,
        row.made_in,
        row.metric,
        row.expected,
        row.baseline,
        row.unit,
        row.evaluate_on,
        row.outcome,
        row.evaluated_in,
        row.effect,
    )
