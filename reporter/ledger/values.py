"""What the ledger holds, as frozen values: states, claims, runs, deliveries, expected periods."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from reporter.ledger.place import Place
    from reporter.period import PeriodKind


EVERYBODY = "all"
"""Audience of a report for which none is configured."""


class State(StrEnum):
    """State of a run, and of the edition of each of its audiences."""

    RUNNING = "running"
    COMPLETE = "complete"
    HELD = "held"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class Purpose(StrEnum):
    """Why a run was made."""

    DEMAND = "demand"
    SCHEDULE = "schedule"
    BACKFILL = "backfill"


class DeliveryState(StrEnum):
    """State of one message to one recipient."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    HELD = "held"


class Phase(StrEnum):
    """How far the sending of a message has got; after a crash, what may have happened."""

    IDLE = "idle"
    OPEN = "open"
    DATA = "data"


class Channel(StrEnum):
    """How a message travels: by a mail server, or into a folder of `.eml` files."""

    MAIL = "mail"
    FOLDER = "folder"


class Delivered(StrEnum):
    """How a run's delivery went: its worst recipient's."""

    NONE = "none"
    SENT = "sent"
    PARTIAL = "partial"
    FAILED = "failed"
    UNKNOWN = "unknown"


class ExpectedState(StrEnum):
    """State of a period that a schedule wants a report of."""

    EXPECTED = "expected"
    WAITING = "waiting"
    RUNNING = "running"
    MADE = "made"
    SKIPPED = "skipped"
    MISSED = "missed"
    FAILED = "failed"

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do for it."""
        return self in {ExpectedState.EXPECTED, ExpectedState.WAITING, ExpectedState.RUNNING}


@dataclass(frozen=True, slots=True)
class PeriodKey:
    """The period of a report, and which source it is of.

    Attributes:
        report: name of the report in the configuration.
        origin: empty for the configured source, else what tells an ad hoc source apart.
        kind: kind of the period.
        label: of the period, such as `2024-W50`.
        first_day: its first local day.
        end_day: the day after its last one (exclusive).
    """

    report: str
    origin: str
    kind: PeriodKind
    label: str
    first_day: date
    end_day: date


@dataclass(frozen=True, slots=True)
class NewEdition:
    """What one audience of a run is to get.

    Attributes:
        audience: its name in the configuration, or `all`.
        series: id of the series.
        filter: its filter in canonical form, empty for none.
    """

    audience: str
    series: str
    filter: str = ""


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run that asks for its period.

    Attributes:
        id: run id.
        key: the period that it is to hold.
        editions: one for each audience.
        purpose: why it is made.
        send: it is to be mailed.
        late: its period waited for data.
        root: folder or URL of all reports.
        version: of the program.
        place: the process that makes it.
        once_since: a report to be mailed that was begun at this instant or later is enough, and
            no other one is made; none where another one is wanted in any case.
    """

    id: str
    key: PeriodKey
    editions: tuple[NewEdition, ...]
    purpose: Purpose
    send: bool
    late: bool
    root: str
    version: str
    place: Place
    once_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A message that a finished run puts into the outbox.

    Attributes:
        audience: whose report it is.
        recipient: one mail address.
        channel: how it travels.
        subject: of the message.
        test: a test send, which never counts as the delivery.
        revision: 0 for the first sending of a period; each wanted resend is one more.
        state: queued, or held where the report is held back.
        error: why it is held.
    """

    audience: str
    recipient: str
    channel: Channel
    subject: str
    test: bool = False
    revision: int = 0
    state: DeliveryState = DeliveryState.QUEUED
    error: str = ""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a run: path inside the run folder, size in bytes, SHA-256 (hex)."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A recommendation that is followed up, as the ledger keeps it.

    Attributes:
        series: id of the series.
        id: of the recommendation, stable over weeks.
        made_in: label of the period whose report gave it.
        metric: what it should move, and `expected` where to.
        baseline: the metric then, in `unit`.
        evaluate_on: first day that a period must start on to judge it.
        outcome: empty until it is judged, in the period `evaluated_in`.
        effect: what was measured; none where it cannot be told.
    """

    series: str
    id: str
    made_in: str
    metric: str
    expected: str
    baseline: float
    unit: str
    evaluate_on: date
    outcome: str = ""
    evaluated_in: str = ""
    effect: float | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """What became of a run, written in one transaction.

    Attributes:
        folder: of the run, relative to the root of all reports.
        files: all of them, the manifest too.
        states: audience -> state of its edition.
        reasons: audience -> why it is held or failed.
        deliveries: what goes into the outbox; what is there already stays as it is.
        follow_ups: of all editions; known ones are brought up to date.
        plays_read: rows read.
        plays_in_period: music plays in the period.
        seconds: wall time until now.
    """

    folder: str
    files: tuple[StoredFile, ...]
    states: Mapping[str, State]
    reasons: Mapping[str, str] = field(default_factory=dict)
    deliveries: tuple[NewDelivery, ...] = ()
    follow_ups: tuple[FollowUpRow, ...] = ()
    plays_read: int = 0
    plays_in_period: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Edition:
    """What one audience of a run got."""

    run: str
    audience: str
    series: str
    state: State
    reason: str


@dataclass(frozen=True, slots=True)
class Run:
    """A run as the ledger knows it.

    Attributes:
        folder: relative to `root`; empty until it is written.
        error: why it failed or is held; empty otherwise.
        pruned: its files were removed by policy.
        place: the process that made it.
        delivered: how its delivery went.
    """

    id: str
    key: PeriodKey
    purpose: Purpose
    send: bool
    late: bool
    state: State
    root: str
    folder: str
    version: str
    started_at: datetime
    ended_at: datetime | None
    lease_until: datetime
    seconds: float
    plays_read: int
    plays_in_period: int
    error: str
    pruned: bool
    place: Place
    delivered: Delivered = Delivered.NONE


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a run: its name, when it began, and its wall time in seconds."""

    name: str
    started_at: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one recipient, as the outbox knows it.

    Attributes:
        created_at: also the date of the message, so that every try has the same bytes.
        attempts: how often it was tried.
        next_at: when it may be tried next; none where it may not.
        error: the last try's; empty where there was none.
        sha256: of the message as sent; empty before.
    """

    id: int
    run: str
    report: str
    origin: str
    period: str
    audience: str
    recipient: str
    channel: Channel
    test: bool
    revision: int
    state: DeliveryState
    phase: Phase
    message_id: str
    subject: str
    attempts: int
    next_at: datetime | None
    error: str
    sha256: str
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to send a message: when, how it ended, and what the server said."""

    at: datetime
    outcome: DeliveryState
    code: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Expected:
    """A period that a schedule wants a report of.

    Attributes:
        due_at: when its report was to be made.
        attempts: runs that were started for it.
        next_at: when there is something to do for it next; none for now.
        late: it waited for data.
        reason: why it was skipped, missed or failed.
        run: the run that made it; empty before.
        claimed_by: the scheduler that works on it; empty for none.
    """

    report: str
    label: str
    kind: PeriodKind
    first_day: date
    end_day: date
    due_at: datetime
    state: ExpectedState
    attempts: int
    next_at: datetime | None
    late: bool
    reason: str
    run: str
    claimed_by: str
    lease_until: datetime | None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that an operator may ask for later: what, when, about which report and period."""

    at: datetime
    kind: str
    report: str
    period: str
    text: str


@dataclass(frozen=True, slots=True)
class Alert:
    """A message to the owner: at most one for each cause, report, period and receiver.

    Attributes:
        channel: `mail` or `webhook`.
        recipient: a mail address; empty for the webhook.
    """

    id: int
    cause: str
    report: str
    period: str
    channel: str
    recipient: str
    subject: str
    text: str
    state: DeliveryState
    attempts: int
    next_at: datetime | None
    error: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Scheduler:
    """A scheduler process, alive as long as its heartbeat is young.

    Attributes:
        interval_seconds: between two heartbeats.
        tick_at: when it last looked for something to do.
        stopped_at: when it left in good order; none while it lives, or if it was killed.
    """

    token: str
    place: Place
    started_at: datetime
    beat_at: datetime
    tick_at: datetime | None
    interval_seconds: float
    stopped_at: datetime | None
    version: str
