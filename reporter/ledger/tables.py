"""The tables of the ledger. Instants are UTC without a zone; the migrations make the same."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

metadata = MetaData()


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC without its zone, so that every database sorts it alike."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database; a naive instant is refused."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"{value} has no zone"
            raise ValueError(msg)
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


def _text(name: str, **more: object) -> Column[str]:
    return Column(name, String, nullable=False, server_default="", **more)  # type: ignore[arg-type]


def _id() -> Column[int]:
    wide = BigInteger().with_variant(Integer, "sqlite")
    return Column("id", wide, primary_key=True, autoincrement=True)


def _place() -> tuple[Column[str], Column[int], Column[str]]:
    return _text("host"), Column("pid", Integer, nullable=False, server_default="0"), _text("born")


runs = Table(
    "runs",
    metadata,
    Column("id", String, primary_key=True),
    Column("report", String, nullable=False),
    _text("origin"),
    Column("kind", String, nullable=False),
    Column("period", String, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("end_day", Date, nullable=False),
    Column("purpose", String, nullable=False),
    Column("send", Boolean, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("state", String, nullable=False),
    Column("root", String, nullable=False),
    _text("folder"),
    _text("version"),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("beat_at", Instant, nullable=False),
    Column("lease_until", Instant, nullable=False),
    *_place(),
    Column("seconds", Float, nullable=False, server_default="0"),
    Column("plays_read", BigInteger, nullable=False, server_default="0"),
    Column("plays_in_period", BigInteger, nullable=False, server_default="0"),
    Column("error", Text, nullable=False, server_default=""),
    Column("pruned_at", Instant),
    Index("ix_runs_period", "report", "origin", "period"),
    Index("ix_runs_started", "started_at"),
    Index("ix_runs_state", "state"),
)

RUNNING = text("state = 'running'")

editions = Table(
    "editions",
    metadata,
    Column("run", ForeignKey("runs.id"), primary_key=True),
    Column("audience", String, primary_key=True),
    Column("report", String, nullable=False),
    _text("origin"),
    Column("period", String, nullable=False),
    Column("series", String, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Index(
        "uq_editions_running",
        "report",
        "origin",
        "period",
        "audience",
        unique=True,
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    ),
    Index("ix_editions_series", "series"),
)

series = Table(
    "series",
    metadata,
    Column("id", String, primary_key=True),
    Column("report", String, nullable=False),
    Column("audience", String, nullable=False),
    _text("origin"),
    Column("filter", Text, nullable=False, server_default=""),
    Column("first_run", String, nullable=False),
)

steps = Table(
    "steps",
    metadata,
    _id(),
    Column("run", ForeignKey("runs.id"), nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("seconds", Float, nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("run", ForeignKey("runs.id"), primary_key=True),
    Column("path", String, primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
)

REGULAR = text("NOT test")

deliveries = Table(
    "deliveries",
    metadata,
    _id(),
    Column("run", ForeignKey("runs.id"), nullable=False, index=True),
    Column("report", String, nullable=False),
    _text("origin"),
    Column("period", String, nullable=False),
    Column("audience", String, nullable=False),
    Column("recipient", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("test", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("phase", String, nullable=False),
    Column("message_id", String, nullable=False, unique=True),
    Column("subject", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", Instant),
    *_place(),
    Column("lease_until", Instant),
    Column("error", Text, nullable=False, server_default=""),
    _text("sha256"),
    Column("created_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Index(
        "uq_deliveries_key",
        "report",
        "origin",
        "period",
        "audience",
        "recipient",
        "channel",
        "revision",
        unique=True,
        sqlite_where=REGULAR,
        postgresql_where=REGULAR,
    ),
    Index("ix_deliveries_state", "state", "next_at"),
)

attempts = Table(
    "attempts",
    metadata,
    _id(),
    Column("delivery", ForeignKey("deliveries.id"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("outcome", String, nullable=False),
    Column("code", Integer),
    Column("text", Text, nullable=False, server_default=""),
)

follow_ups = Table(
    "follow_ups",
    metadata,
    Column("series", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("made_in", String, primary_key=True),
    Column("metric", String, nullable=False),
    Column("expected", String, nullable=False),
    Column("baseline", Float, nullable=False),
    Column("unit", String, nullable=False),
    Column("evaluate_on", Date, nullable=False),
    _text("outcome"),
    _text("evaluated_in"),
    Column("effect", Float),
    Column("run", String, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("report", String, primary_key=True),
    Column("watched_since", Instant, nullable=False),
    _text("cron"),
)

expected = Table(
    "expected",
    metadata,
    Column("report", String, primary_key=True),
    Column("period", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("end_day", Date, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", Instant),
    Column("late", Boolean, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    _text("run"),
    _text("claimed_by"),
    Column("lease_until", Instant),
    Index("ix_expected_state", "state"),
)

events = Table(
    "events",
    metadata,
    _id(),
    Column("at", Instant, nullable=False),
    Column("kind", String, nullable=False),
    _text("report"),
    _text("period"),
    Column("text", Text, nullable=False, server_default=""),
    Index("ix_events_at", "at"),
)

alerts = Table(
    "alerts",
    metadata,
    _id(),
    Column("cause", String, nullable=False),
    _text("report"),
    _text("period"),
    Column("channel", String, nullable=False),
    _text("recipient"),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", Instant),
    Column("lease_until", Instant),
    Column("error", Text, nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Index("uq_alerts", "cause", "report", "period", "channel", "recipient", unique=True),
)

schedulers = Table(
    "schedulers",
    metadata,
    Column("token", String, primary_key=True),
    *_place(),
    Column("started_at", Instant, nullable=False),
    Column("beat_at", Instant, nullable=False),
    Column("tick_at", Instant),
    Column("interval_seconds", Float, nullable=False),
    Column("stopped_at", Instant),
    _text("version"),
)
