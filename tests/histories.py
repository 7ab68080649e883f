"""Histories made by hand: plays in, a prepared `History` out, through the real engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa

from reporter.analysis.glance.overview import compare
from reporter.analysis.history.daily import daily
from reporter.analysis.history.label import choose, living_label
from reporter.analysis.history.lengths import descriptive_lengths
from reporter.analysis.history.parts import parts
from reporter.analysis.history.prepared import extent, prepare
from reporter.analysis.history.scope import frame, scope
from reporter.analysis.history.sessions import in_sessions
from reporter.analysis.quality import dead_flag
from reporter.analysis.retention.summary import retention
from reporter.analysis.skips import sampling
from reporter.config import ReportSettings
from reporter.errors import FilterError
from reporter.period import PeriodKind
from reporter.plays import COLUMNS
from reporter.results.facts import SkipDefinition
from reporter.results.quality import FileCount
from reporter.sources.intake import Intake

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ibis.backends.duckdb import Backend

    from reporter.analysis.glance.overview import Comparison
    from reporter.analysis.history.daily import Daily
    from reporter.analysis.history.prepared import History
    from reporter.analysis.skips.drawn import Drawn
    from reporter.results.facts import FilterTerm
    from reporter.results.retention import Retention

SCHEMA = pa.schema(
    [
        ("listener_id", pa.string()),
        ("started_at", pa.timestamp("us")),
        ("ended_at", pa.timestamp("us")),
        ("exact_start", pa.bool_()),
        ("track_id", pa.string()),
        ("track_name", pa.string()),
        ("artist_name", pa.string()),
        ("album_name", pa.string()),
        ("ms_played", pa.int64()),
        ("track_length_ms", pa.int64()),
        ("platform", pa.string()),
        ("platform_raw", pa.string()),
        ("reason_start", pa.string()),
        ("reason_end", pa.string()),
        ("shuffle", pa.bool_()),
        ("skipped_flag", pa.bool_()),
        ("offline", pa.bool_()),
        ("incognito", pa.bool_()),
        ("country", pa.string()),
        ("content", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Play:
    """One play by its start (UTC, ISO 8601) and what a test cares about."""

    start: str
    end: str = "trackdone"
    listener: str = "L0"
    track: str = "t1"
    artist: str | None = "A"
    ms: int = 180_000
    platform: str | None = "ios"
    began: str | None = "clickrow"
    shuffle: bool | None = False
    flag: bool | None = None
    country: str | None = None

    def row(self) -> dict[str, Any]:
        """The canonical play."""
        started = datetime.fromisoformat(self.start)
        skipped = self.end in {"fwdbtn", "backbtn", "endplay"} if self.flag is None else self.flag
        return {
            "listener_id": self.listener,
            "started_at": started,
            "ended_at": started + timedelta(milliseconds=self.ms),
            "exact_start": True,
            "track_id": self.track,
            "track_name": self.track.upper(),
            "artist_name": self.artist,
            "album_name": None,
            "ms_played": self.ms,
            "track_length_ms": None,
            "platform": self.platform,
            "platform_raw": self.platform,
            "reason_start": self.began,
            "reason_end": self.end,
            "shuffle": self.shuffle,
            "skipped_flag": skipped,
            "offline": None,
            "incognito": None,
            "country": self.country,
            "content": "music",
        }


def make_intake(engine: Backend, plays: Sequence[Play], missing: tuple[str, ...] = ()) -> Intake:
    """Plays as a source gives them; `missing` columns are null throughout."""
    rows = [{**play.row(), **dict.fromkeys(missing)} for play in plays]
    table = engine.create_table("plays", pa.Table.from_pylist(rows, schema=SCHEMA), overwrite=True)
    counts = FileCount("plays.csv", "test", len(rows), len(rows), 0, 0, 0)
    assert tuple(table.columns) == COLUMNS
    return Intake(
        plays=table,
        files=(counts,),
        other_content=(),
        quarantine=(),
        quarantined_rows=(),
        missing_columns=missing,
        percent_scale=None,
        given_skip=False,
        kinds=("test",),
        name="plays.csv",
        fingerprint="0" * 64,
        key_id="L0",
    )


def make_history(
    plays: Sequence[Play],
    *,
    period: str = "latest",
    kind: PeriodKind = PeriodKind.WEEK,
    zone: str = "UTC",
    skip: SkipDefinition = SkipDefinition.RULE,
    missing: tuple[str, ...] = (),
    seed: int = 42,
) -> History:
    """The prepared history of some plays, on an engine of its own."""
    engine = ibis.duckdb.connect(threads=1)
    intake = make_intake(engine, plays, missing)
    whole = extent(engine, intake.plays, ZoneInfo(zone))
    framed = frame(period, kind, whole)
    dead = dead_flag(engine, intake, whole)
    chosen = choose(skip, missing, given=False)
    used, flag_from = living_label(chosen, dead, framed.period.first_day)
    report = ReportSettings(title="Test", period=kind.value, min_group_size=1)
    about = scope("weekly", report, framed, whole, intake, skip=used, seed=seed)
    return prepare(engine, intake, about, whole.zone, flag_from=flag_from)


def activity_of(history: History) -> Retention:
    """Activity and retention, from the history's own days."""
    return retention(history, daily(history))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the prepared plays, as far as most tests look at it."""

    track_id: str
    day: str
    hour: int
    weekday: int
    skip: int | None
    session: int
    position: int
    overlaps: bool


def rows_of(history: History) -> list[Row]:
    """The prepared plays in play order, in sessions."""
    plays = in_sessions(history.plays).order_by(["listener_id", "ended_at", "track_id"])
    found = history.engine.to_pyarrow(plays.select(*Row.__slots__)).to_pylist()
    return [Row(**{**row, "day": row["day"].isoformat()}) for row in found]


def compared(history: History, days: Daily | None = None) -> Comparison:
    """The period beside the one before."""
    return compare(history, days or daily(history), descriptive_lengths(history))


def draw(history: History, *, limit: int = sampling.SAMPLE_PLAYS, seed: int) -> Drawn:
    """A sample of the plays."""
    return sampling.draw(history, sampling.listening(history, limit=limit, seed=seed))


def narrowed(history: History, asked: tuple[FilterTerm, ...]) -> History:
    """The part that passes one filter.

    Raises:
        FilterError: there is none.
    """
    (found,) = parts(history, (asked,))
    if isinstance(found, FilterError):
        raise found
    return found
