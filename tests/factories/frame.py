"""What a made report is about, and the quality of its made input."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from reporter.period import PeriodKind
from reporter.plays import Entity
from reporter.results.facts import Estimate, Scope, SkipDefinition, Span, Unit
from reporter.results.quality import (
    Count,
    DeadFlagSpan,
    DefinitionRate,
    FileCount,
    Quality,
    QuarantinedRow,
)
from tests.there import there

if TYPE_CHECKING:
    from reporter.results.retention import Retention

FIRST_DAY = date(2024, 6, 17)
END_DAY = date(2024, 12, 16)
N_WEEKS = 26
N_LISTENERS = 600


def make_scope() -> Scope:
    """A week of 600 listeners after 26 whole weeks."""
    return Scope(
        report="weekly",
        title="Weekly listening report",
        paper="a4",
        entity=Entity.LISTENER,
        n_listeners=N_LISTENERS,
        zone="Europe/Berlin",
        period=Span("2024-W50", PeriodKind.WEEK, date(2024, 12, 9), END_DAY, partial=False),
        previous=Span(
            "2024-W49", PeriodKind.WEEK, date(2024, 12, 2), date(2024, 12, 9), partial=False
        ),
        first_day=FIRST_DAY,
        last_day=date(2024, 12, 15),
        cut_off=datetime(2024, 12, 15, 23, tzinfo=UTC),
        data_through=END_DAY,
        skip=SkipDefinition.RULE,
        seed=42,
        source_kinds=("spotify-extended",),
        source_name="plays.zip",
    )


def make_minimal_scope() -> Scope:
    """One listener's single, partial day."""
    day, end = date(2024, 12, 15), date(2024, 12, 16)
    return Scope(
        report="mine",
        title="My listening",
        paper="letter",
        entity=Entity.TRACK,
        n_listeners=1,
        zone="UTC",
        period=Span("2024-12-15", PeriodKind.DAY, day, end, partial=True),
        previous=None,
        first_day=day,
        last_day=day,
        cut_off=datetime(2024, 12, 16, tzinfo=UTC),
        data_through=day,
        skip=SkipDefinition.SHORT,
        seed=1,
        source_kinds=("spotify-account",),
        source_name="StreamingHistory_music_0.json",
    )


def make_quality(retention: Retention) -> Quality:
    """Counts that add up to the plays of `retention`."""
    kept = sum(there(day.plays) for day in retention.days)
    half = kept // 2
    week = retention.weeks[-1]
    skips, decided = there(week.skips), there(week.decided)
    in_week = (
        (SkipDefinition.RULE, skips, decided),
        (SkipDefinition.BUTTONS, round(skips * 0.97), round(decided * 0.99)),
        (SkipDefinition.FLAG, round(skips * 0.999), decided),
        (SkipDefinition.SHORT, round(skips * 0.81), there(week.plays)),
    )
    return Quality(
        read=kept + 961 + 2_215 + 37,
        kept=kept,
        duplicates=961,
        other_content_rows=2_215,
        quarantined=37,
        after_cut_off=0,
        censored=kept // 25,
        exact_starts=kept - 1_204,
        overlapping=412,
        files=(
            FileCount(
                "Streaming_History_Audio_2024_0.json",
                "spotify-extended",
                half + 700 + 1_200 + 30,
                half,
                700,
                1_200,
                30,
            ),
            FileCount(
                "Streaming_History_Audio_2024_1.json",
                "spotify-extended",
                kept - half + 261 + 1_015 + 7,
                kept - half,
                261,
                1_015,
                7,
            ),
        ),
        other_content=(Count("audiobook", 115), Count("podcast", 2_100)),
        quarantine=(Count("no_track", 21), Count("bad_time", 12), Count("negative_length", 4)),
        quarantined_rows=(
            QuarantinedRow(
                "Streaming_History_Audio_2024_0.json",
                18_201,
                "bad_time",
                "2064-01-01T00:00:00Z",
                "12000",
                "spotify:track:0000000000000000000001",
                "<script>alert(1)</script>",
                "=HYPERLINK(1)",
                "android",
                "trackdone",
                "fwdbtn",
            ),
        ),
        missing_columns=("album_name",),
        percent_scale=None,
        definitions=tuple(
            DefinitionRate(
                definition,
                Estimate(n_skips / n_decided, Unit.SHARE, n_decided),
                Estimate(n_skips / n_decided - 0.012, Unit.SHARE, kept),
                definition is SkipDefinition.RULE,
            )
            for definition, n_skips, n_decided in in_week
        ),
        flag_agreement=Estimate(0.9994, Unit.SHARE, kept),
        dead_flag=(DeadFlagSpan(date(2024, 6, 1), date(2024, 8, 1), 31_512, 2, 9_020),),
    )


def make_minimal_quality() -> Quality:
    """Three plays of a file that states nothing but time, name and length."""
    return Quality(
        read=3,
        kept=3,
        duplicates=0,
        other_content_rows=0,
        quarantined=0,
        after_cut_off=0,
        censored=0,
        exact_starts=0,
        overlapping=0,
        files=(FileCount("StreamingHistory_music_0.json", "spotify-account", 3, 3, 0, 0, 0),),
        other_content=(),
        quarantine=(),
        quarantined_rows=(),
        missing_columns=("platform", "reason_start", "reason_end", "shuffle"),
        percent_scale=None,
        definitions=(
            DefinitionRate(SkipDefinition.RULE, None, None, used=False),
            DefinitionRate(
                SkipDefinition.SHORT,
                Estimate(1 / 3, Unit.SHARE, 3, 0.0615, 0.7923),
                Estimate(1 / 3, Unit.SHARE, 3, 0.0615, 0.7923),
                used=True,
            ),
        ),
        flag_agreement=None,
        dead_flag=(),
    )
