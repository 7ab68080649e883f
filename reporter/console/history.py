"""The archive as tables for people, and as values for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from reporter.console.table import Column, table
from reporter.ledger.values import Delivered, DeliveryState
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from reporter.ledger.values import (
        Attempt,
        Delivery,
        Edition,
        FollowUpRow,
        Run,
        Step,
        StoredFile,
    )

RUNS = (
    Column("run"),
    Column("report"),
    Column("period"),
    Column("state"),
    Column("delivery"),
    Column("plays", right=True, spare=True),
    Column("took", right=True, spare=True),
    Column("begun", spare=True),
    Column("why", below=True),
)
FILES = (Column("file"), Column("bytes", right=True), Column("sha256"))
STEPS = (Column("step"), Column("begun"), Column("took", right=True))
EDITIONS = (Column("audience"), Column("state"), Column("series"), Column("why", below=True))
FOLLOW_UPS = (
    Column("recommendation"),
    Column("made_in"),
    Column("aim"),
    Column("evaluate_on"),
    Column("outcome"),
    Column("evaluated_in"),
)
MESSAGES = (
    Column("recipient"),
    Column("audience"),
    Column("state"),
    Column("tries", right=True),
    Column("next"),
    Column("why", below=True),
)
N_DIGITS = 12
ON_ITS_WAY = {DeliveryState.QUEUED, DeliveryState.SENDING}


def runs(found: Sequence[Run], waiting: frozenset[str], report: str | None = None) -> None:
    """A table of runs, or one sentence that there are none.

    Args:
        found: the runs.
        waiting: ids of those that have messages on their way.
        report: they were to be of this report.
    """
    if not found:
        say("history.none" if report is None else "history.none.of", report=report)
        return
    table(RUNS, (run_cells(run, is_waiting=run.id in waiting) for run in found))


def run_cells(run: Run, *, is_waiting: bool) -> tuple[str, ...]:
    """A run as a row."""
    return (
        run.id,
        run.key.report,
        run.key.label,
        ENGLISH(f"history.state.{run.state}") + (ENGLISH("history.pruned") if run.pruned else ""),
        delivery(run.delivered, is_waiting=is_waiting),
        ENGLISH("history.count", n=run.plays_in_period) if run.folder else "",
        ENGLISH("console.seconds", seconds=run.seconds) if run.folder else "",
        moment(run.started_at),
        run.error,
    )


def delivery(went: Delivered, *, is_waiting: bool) -> str:
    """How the delivery of a run went; what is only on its way has not failed."""
    if went is Delivered.NONE:
        return ""
    name = f"history.delivered.{went}"
    on_its_way = f"{name}.waiting"
    return ENGLISH(on_its_way if is_waiting and ENGLISH.has(on_its_way) else name)


@dataclass(frozen=True, slots=True)
class Details:
    """Everything that is known of one run.

    Attributes:
        run: the run.
        editions: what each audience got.
        steps: with their times.
        files: with their checksums.
        follow_ups: the recommendations that it began to follow up, carried on or judged.
        messages: that it put into the outbox.
        tries: id of a message -> the tries to send it.
    """

    run: Run
    editions: tuple[Edition, ...]
    steps: tuple[Step, ...]
    files: tuple[StoredFile, ...]
    follow_ups: tuple[FollowUpRow, ...]
    messages: tuple[Delivery, ...]
    tries: Mapping[int, tuple[Attempt, ...]]

    def values(self) -> dict[str, Any]:
        """For a program."""
        return {
            **run_values(self.run),
            "editions": [edition_values(one) for one in self.editions],
            "steps": {one.name: round(one.seconds, 3) for one in self.steps},
            "files": {one.path: {"bytes": one.bytes, "sha256": one.sha256} for one in self.files},
            "follow_ups": [follow_up_values(one) for one in self.follow_ups],
            "deliveries": [message_values(one, self.tries[one.id]) for one in self.messages],
        }


def run(found: Details) -> None:
    """Everything that is known of one run, in tables."""
    one = found.run
    on_their_way = any(each.state in ON_ITS_WAY and not each.test for each in found.messages)
    runs([one], frozenset({one.id} if on_their_way else ()))
    purpose = ENGLISH(f"history.purpose.{one.purpose}")
    say("history.made_by", version=one.version, purpose=purpose, place=one.place.name)
    if one.folder:
        say("history.place", place=f"{one.root}/{one.folder}")
    table(EDITIONS, map(edition_cells, found.editions))
    table(
        STEPS,
        (
            (s.name, moment(s.started_at), ENGLISH("console.seconds", seconds=s.seconds))
            for s in found.steps
        ),
    )
    table(
        FILES,
        ((f.path, ENGLISH("history.count", n=f.bytes), f.sha256[:N_DIGITS]) for f in found.files),
    )
    table(FOLLOW_UPS, map(follow_up_cells, found.follow_ups))
    messages(found.messages)


def edition_cells(one: Edition) -> tuple[str, ...]:
    """What an audience got, as a row."""
    return one.audience, ENGLISH(f"history.state.{one.state}"), one.series, one.reason


def follow_up_cells(one: FollowUpRow) -> tuple[str, ...]:
    """A recommendation that is followed up, as a row."""
    return (
        one.id,
        one.made_in,
        ENGLISH("history.aim", metric=one.metric, expected=one.expected),
        one.evaluate_on.isoformat(),
        one.outcome,
        one.evaluated_in,
    )


def follow_up_values(one: FollowUpRow) -> dict[str, Any]:
    """A recommendation that is followed up, for a program."""
    return {
        "id": one.id,
        "made_in": one.made_in,
        "metric": one.metric,
        "expected": one.expected,
        "baseline": one.baseline,
        "unit": one.unit,
        "evaluate_on": one.evaluate_on.isoformat(),
        "outcome": one.outcome or None,
        "evaluated_in": one.evaluated_in or None,
        "effect": one.effect,
    }


def messages(found: Iterable[Delivery]) -> None:
    """A table of messages and what became of each."""
    table(MESSAGES, map(message_cells, found))


def message_cells(one: Delivery) -> tuple[str, ...]:
    """A message as a row."""
    kind = ENGLISH("history.test") if one.test else ""
    again = ENGLISH("history.revision", n=one.revision) if one.revision else ""
    return (
        one.recipient,
        one.audience,
        one.state + kind + again,
        str(one.attempts),
        moment(one.next_at) if one.next_at else "",
        one.error,
    )


def run_values(run: Run) -> dict[str, Any]:
    """A run for a program."""
    return {
        "run": run.id,
        "report": run.key.report,
        "period": run.key.label,
        "origin": run.key.origin,
        "first_day": run.key.first_day.isoformat(),
        "last_day_exclusive": run.key.end_day.isoformat(),
        "status": run.state.value,
        "delivery": run.delivered.value,
        "purpose": run.purpose.value,
        "late": run.late,
        "started_at": run.started_at.isoformat(),
        "ended_at": run.ended_at.isoformat() if run.ended_at else None,
        "seconds": round(run.seconds, 3),
        "plays_read": run.plays_read,
        "plays_in_period": run.plays_in_period,
        "folder": run.folder or None,
        "pruned": run.pruned,
        "version": run.version,
        "error": run.error or None,
    }


def edition_values(one: Edition) -> dict[str, Any]:
    """An edition for a program."""
    return {
        "audience": one.audience,
        "status": one.state.value,
        "series": one.series,
        "reason": one.reason or None,
    }


def message_values(one: Delivery, tries: Iterable[Attempt]) -> dict[str, Any]:
    """A message with the tries to send it, for a program."""
    return {
        "recipient": one.recipient,
        "audience": one.audience,
        "channel": one.channel.value,
        "state": one.state.value,
        "test": one.test,
        "revision": one.revision,
        "message_id": one.message_id,
        "subject": one.subject,
        "sha256": one.sha256 or None,
        "next_at": one.next_at.isoformat() if one.next_at else None,
        "error": one.error or None,
        "attempts": [
            {
                "at": each.at.isoformat(),
                "outcome": each.outcome.value,
                "code": each.code,
                "text": each.text,
            }
            for each in tries
        ],
    }


def moment(at: datetime) -> str:
    """An instant in UTC, as `2024-12-16 06:00:12Z`."""
    return f"{at:%Y-%m-%d %H:%M:%S}Z"


def say(message: str, **values: Any) -> None:  # noqa: ANN401 - as the catalogue
    """A sentence on stdout."""
    typer.echo(ENGLISH(message, **values))
