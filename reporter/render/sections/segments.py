"""Segments of listeners, or of one person's tracks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import ChartId
from reporter.period import DAY
from reporter.render import text
from reporter.render.blocks import Prose, Section
from reporter.render.context import row
from reporter.results.facts import Gap, Reason
from reporter.results.segments import Drift, Requirement, Segmentation, Segments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporter.render.blocks import Block, Row, Table
    from reporter.render.context import Context
    from reporter.results.segments import Choice, Migration, Segment, Upkeep

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
    title = context.say(f"section.{ID}")
    if isinstance(segmentation, Gap):
        return Section(ID, number, title, context.gap(segmentation).text, ())
    found, upkeep = segmentation.found, _upkeep(context, segmentation.upkeep)
    if isinstance(found, Gap):
        reasons = (*_reasons(context, found, segmentation.choice), *upkeep)
        blocks: tuple[Block, ...] = tuple(Prose(reason) for reason in reasons)
        return Section(ID, number, title, gap_sentence(context, found), blocks)
    sentences = (
        *_stayed(context, segmentation.migration),
        _method(context, found),
        *_joined(context, segmentation),
        *upkeep,
    )
    blocks = (
        *context.pictures(ChartId.SEGMENT_MAP, ChartId.SEGMENT_KEY),
        _table(context, found),
        *context.pictures(ChartId.SEGMENT_PROFILES, ChartId.SEGMENT_MIGRATION),
        Prose(" ".join(sentences)),
    )
    return Section(ID, number, title, _finding(context, found), blocks)


def _joined(context: Context, segmentation: Segmentation) -> Iterator[str]:
    """What the map shows together for the sake of few listeners."""
    found = segmentation.found
    if isinstance(found, Segments) and found.per_point > 1:
        yield context.say("segments.map.joined", n=found.per_point)


def _stayed(context: Context, migration: Migration | None) -> Iterator[str]:
    """How many are where they were, unless a picture has it; and what is not told of it."""
    if migration is None:
        return
    *_, every = migration.balances
    said = {"period": migration.period, "least": migration.least}
    if migration.flows and every.share is not None:
        interval = context.interval(every.share)
        said |= {"n": every.before, "stayed": every.stayed, "interval": interval}
        yield context.say("migration.stayed", **said)
    if all(one.stayed is None for one in migration.balances):
        yield context.say("migration.untold", **said)


def gap_sentence(context: Context, gap: Gap) -> str:
    """Why there are no segments; one group is a finding, not a lack."""
    rows = context.report.segmentation
    if gap.reason is Reason.ONE_GROUP and isinstance(rows, Segmentation):
        return context.say("segments.one_group", n=rows.n)
    return context.gap(gap).text


def _reasons(context: Context, gap: Gap, choice: Choice | None) -> Iterator[str]:
    """The numbers behind a choice of no segments."""
    if choice is None:
        return
    if gap.reason is Reason.ONE_GROUP:
        one, two = choice.candidates[:2]
        message = "segments.one_group.gap"
        yield context.say(message, one=one.gap, two=two.gap, error=two.gap_error)
    if gap.reason is Reason.NO_STABLE_SEGMENTS:
        for failure in choice.failures:
            message = f"segments.failure.{failure.requirement}"
            if failure.requirement is Requirement.SIZE and failure.best is None:
                message = f"{message}.untold"
            yield context.say(message, n=failure.n, best=failure.best, need=failure.need)


def _upkeep(context: Context, upkeep: Upkeep | None) -> Iterator[str]:
    """What became of the earlier report's segments."""
    if upkeep is None:
        return
    if upkeep.drift is None:
        yield context.say("segments.kept", period=upkeep.fitted)
        return
    said = {"period": upkeep.fitted, "then": upkeep.then, "now": upkeep.now}
    untold = upkeep.drift is Drift.SIZE and upkeep.now is None
    yield context.say(f"segments.drift.{upkeep.drift}" + (".untold" if untold else ""), **said)
    for message, ids in (("new", upkeep.new), ("retired", upkeep.retired)):
        if ids:
            numbers = text.listed([context.formats.count(one + 1) for one in ids], context.words)
            yield context.say(f"segments.drift.{message}", n=len(ids), numbers=numbers)


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
        "segments.method.untold" if found.n_entities is None else "segments.method",
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
        context.formats.count(segment.n),
        context.formats.percent(segment.share, 0),
        context.formats.percent(segment.share_plays, 0),
        *(
            _mean(context, name, means[name]) if name in means else context.value(None)
            for name in features
        ),
    )


def _mean(context: Context, feature: str, mean: float) -> str:
    if feature in SHARES:
        return context.formats.percent(mean)
    digits = 1 if abs(mean) >= 10 else 2  # noqa: PLR2004 - three digits are enough
    return context.formats.decimal(mean, digits)
