"""Segments of listeners, or of one person's tracks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import ChartId
from reporter.formats import count, decimal, percent
from reporter.period import DAY
from reporter.render.blocks import Prose, Section
from reporter.render.context import row
from reporter.results.facts import Gap

if TYPE_CHECKING:
    from reporter.render.blocks import Row, Table
    from reporter.render.context import Context
    from reporter.results.segments import Segment, Segments

ID = "segments"
FEATURES = (
    "play_count",
    "avg_seconds_per_play",
    "skip_rate",
    "shuffle_rate",
    "distinct_track_share",
    "active_days_per_play",
    "total_minutes",
    "engagement_score",
)
SHARES = frozenset({"skip_rate", "shuffle_rate", "distinct_track_share"})
MOST_FEATURES = 6


def section(context: Context, number: str) -> Section:
    """The segments, or why there are none."""
    segmentation = context.report.segmentation
    found = segmentation if isinstance(segmentation, Gap) else segmentation.found
    title = context.say(f"section.{ID}")
    if isinstance(found, Gap):
        return Section(ID, number, title, context.gap(found).text, ())
    blocks = (
        *context.pictures(ChartId.SEGMENT_MAP),
        _table(context, found),
        *context.pictures(ChartId.SEGMENT_PROFILES),
        Prose(_method(context, found)),
    )
    return Section(ID, number, title, _finding(context, found), blocks)


def _finding(context: Context, found: Segments) -> str:
    largest = found.segments[0]
    return context.say(
        "segments.finding",
        k=found.k,
        name=context.segment(largest),
        share=largest.share,
        plays=largest.share_plays,
    )


def _method(context: Context, found: Segments) -> str:
    return context.say(
        "segments.method",
        n=found.n_segmented,
        all=found.n_entities,
        min_plays=found.min_plays,
        first=found.window_first_day,
        last=found.window_end_day - DAY,
    )


def _table(context: Context, found: Segments) -> Table:
    shown = _shown(found)
    columns = (
        ("segment", 18 - 2 * len(shown)),
        ("entities", 2),
        ("share", 2),
        ("share_plays", 2),
        *((f"feature.{name}", 2) for name in shown),
    )
    rows = (_row(context, segment, shown) for segment in found.segments)
    return context.table(
        context.say("segments.caption"), columns, rows, context.say("segments.note")
    )


def _shown(found: Segments) -> tuple[str, ...]:
    """The features that the page has room for, of those that the segments have."""
    present = {one.feature for segment in found.segments for one in segment.features}
    return tuple(name for name in FEATURES if name in present)[:MOST_FEATURES]


def _row(context: Context, segment: Segment, features: tuple[str, ...]) -> Row:
    means = {one.feature: one.mean for one in segment.features}
    return row(
        context.segment(segment),
        count(segment.n),
        percent(segment.share, 0),
        percent(segment.share_plays, 0),
        *(_mean(name, means[name]) if name in means else context.value(None) for name in features),
    )


def _mean(feature: str, mean: float) -> str:
    return percent(mean) if feature in SHARES else decimal(mean, 1 if abs(mean) >= 10 else 2)  # noqa: PLR2004 - three digits are enough
