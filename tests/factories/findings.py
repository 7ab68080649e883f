"""Made changes, leaders and recommendations of one week."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from reporter.period import PeriodKind
from reporter.results.changes import Change, Changes, Method
from reporter.results.facts import Estimate, Gap, Part, Reason, Span, Unit
from reporter.results.overview import (
    Headline,
    Leader,
    LeaderKind,
    LeaderRank,
    Leaders,
    Overview,
    Tile,
)
from reporter.results.recommendations import (
    Direction,
    Evaluation,
    Evidence,
    FollowUp,
    Kind,
    Metric,
    Outcome,
    Recommendation,
    Recommendations,
    Verdict,
)

METHODS = {
    "skip_rate": Method.NEWCOMBE,
    "plays": Method.DAY_BOOTSTRAP,
    "hours": Method.DAY_BOOTSTRAP,
    "active_entities": Method.MCNEMAR,
}


def _level_change(
    level: tuple[str, str], rates: tuple[float, float], n: int, half: float, p: float
) -> Change:
    """The change of a skip rate from `rates[0]` to `rates[1]`, give or take `half` points."""
    before, now = rates
    change = 100 * (now - before)
    adjusted = min(1.0, p * 3)
    dimension, name = level
    return Change(
        id=f"skip_rate.{dimension}.{name}",
        metric="skip_rate",
        dimension=dimension,
        level=name,
        before=Estimate(before, Unit.SHARE, n),
        now=Estimate(now, Unit.SHARE, n),
        change=Estimate(change, Unit.POINTS, n, change - half, change + half),
        relative=None,
        design_effect=1.8,
        p=p,
        p_adjusted=adjusted,
        kept=adjusted < 0.1 and abs(change) - half > 1,
        contribution=0.4 * change,
        method=Method.NEWCOMBE,
        resampled=None,
    )


def _headline_change(metric: str, tile: Tile, p: float, design_effect: float | None) -> Change:
    if tile.now is None or tile.before is None or tile.change is None:
        msg = f"the tile {tile.headline} compares nothing"
        raise ValueError(msg)
    return Change(
        id=metric,
        metric=metric,
        dimension=None,
        level=None,
        before=tile.before,
        now=tile.now,
        change=tile.change,
        relative=tile.relative,
        design_effect=design_effect,
        p=p,
        p_adjusted=min(1.0, p * 2),
        kept=metric == "skip_rate",
        contribution=None,
        method=METHODS[metric],
        resampled=tile.change if metric == "skip_rate" else None,
    )


def make_changes(overview: Overview) -> Changes:
    """Skips rose, most of it on Android and with shuffle on; the rest is noise."""
    tiles = {tile.headline: tile for tile in overview.tiles}
    rows = [
        _level_change(("platform", "android"), (0.301, 0.352), 3_600, 2.1, 0.00002),
        _level_change(("shuffle", "on"), (0.330, 0.361), 4_750, 1.9, 0.0011),
        _level_change(("platform", "cast"), (0.203, 0.181), 330, 6.0, 0.47),
        _level_change(("platform", "windows"), (0.270, 0.262), 740, 4.4, 0.72),
        _level_change(("platform", "web"), (0.276, 0.281), 1_150, 3.6, 0.79),
        _level_change(("platform", "ios"), (0.291, 0.287), 2_380, 2.5, 0.76),
        _level_change(("shuffle", "off"), (0.241, 0.240), 3_490, 2.0, 0.92),
        _headline_change("skip_rate", tiles[Headline.SKIP_RATE], 0.0001, 1.8),
        _headline_change("plays", tiles[Headline.PLAYS], 0.06, None),
        _headline_change("hours", tiles[Headline.HOURS], 0.061, None),
        _headline_change("active_entities", tiles[Headline.ENTITIES], 0.9, None),
    ]
    rows.sort(key=lambda row: (not row.kept, row.p))
    kept = sum(row.kept for row in rows)
    return Changes(tuple(rows), len(rows), kept, 0.10, material_points=1.0, material_relative=0.05)


ARTISTS = (
    "Nina Simone",
    "Björk",
    "Мумий Тролль",
    "Μίκης Θεοδωράκης",
    "فيروز",
    "椎名林檎",
    "The Extremely Long-Named Orchestra of Somewhere Very Far Away Indeed",
    "🎧 DJ Emoji 🎶",
    "<script>alert('x')</script>",
    "{{ 7 * 7 }}",
)


def _leader(kind: LeaderKind, by: LeaderRank, rank: int, name: str) -> Leader:
    track = kind is LeaderKind.TRACK
    plays = 320 - 27 * rank
    value = (0.72 if by is LeaderRank.SKIPPED else 0.22) - 0.02 * rank
    return Leader(
        kind=kind,
        by=by,
        rank=rank,
        id=f"spotify:track:{rank:022d}" if track else name,
        name=f"Song about {name}" if track else name,
        artist=name if track else None,
        plays=plays,
        before=plays - 40 + 9 * rank,
        skip_rate=Estimate(value, Unit.SHARE, plays, value - 0.06, value + 0.06),
        skip_rate_before=Estimate(value - 0.04, Unit.SHARE, plays, value - 0.11, value + 0.03),
        raw_skip_rate=value + 0.03,
    )


def make_leaders() -> Leaders:
    """Ten of each, with names as hostile as real ones."""
    rows = tuple(
        _leader(kind, by, rank, name)
        for kind in LeaderKind
        for by in LeaderRank
        for rank, name in enumerate(ARTISTS, start=1)
    )
    return Leaders(rows, min_plays=20)


def make_recommendations() -> Recommendations:
    """Two about skips, one about a segment, and four kinds that the evidence does not carry."""

    def avoidable(value: float) -> Estimate:
        return Estimate(value, Unit.SKIPS_PER_WEEK, 3_600, 0.6 * value, 1.4 * value)

    rows = (
        Recommendation(
            "worst_platform.android",
            Kind.WORST_PLATFORM,
            "android",
            avoidable(184.0),
            (
                Evidence("skip_rate", "android", Estimate(0.352, Unit.SHARE, 3_600, 0.337, 0.368)),
                Evidence("adjusted_effect", "android", Estimate(4.6, Unit.POINTS, 3_600, 2.9, 6.3)),
            ),
            "drivers",
            0.0004,
        ),
        Recommendation(
            "shuffle.on",
            Kind.SHUFFLE,
            "on",
            avoidable(131.0),
            (Evidence("adjusted_effect", "on", Estimate(3.1, Unit.POINTS, 4_750, 1.6, 4.7)),),
            "drivers",
            0.0004,
        ),
        Recommendation(
            "high_skip_segment.1",
            Kind.HIGH_SKIP_SEGMENT,
            "1",
            avoidable(96.0),
            (Evidence("skip_rate", "1", Estimate(0.512, Unit.SHARE, 9_104, 0.497, 0.528)),),
            "segments",
            0.012,
        ),
    )
    verdicts = tuple(
        Verdict(kind, Gap(Part.RECOMMENDATIONS, Reason.NOTHING_FOUND))
        for kind in (
            Kind.TRACK_LENGTH,
            Kind.CASUAL_SHARE,
            Kind.DECLINING_ACTIVITY,
            Kind.LOW_ACTIVE_DAY_RATE,
        )
    )
    return Recommendations(
        rows,
        verdicts,
        tested=14,
        q=0.10,
        material_points=1.0,
        material_relative=0.05,
        follow_ups=make_follow_ups(),
    )


def make_follow_ups() -> tuple[FollowUp, ...]:
    """One that improved, one that did not change and is restated, and one that is not due yet."""
    given, now = (
        Span(label, PeriodKind.WEEK, first, first + timedelta(weeks=1), partial=False)
        for label, first in (("2024-W46", date(2024, 11, 11)), ("2024-W50", date(2024, 12, 9)))
    )
    rate = Estimate(0.402, Unit.SHARE, 3_100, 0.377, 0.428)
    improved = FollowUp(
        "worst_platform.windows",
        Kind.WORST_PLATFORM,
        "windows",
        Metric.SKIP_RATE,
        Direction.DOWN,
        rate,
        given,
        now.first_day,
        Evaluation(
            now,
            Outcome.IMPROVED,
            rate,
            Estimate(0.262, Unit.SHARE, 740, 0.231, 0.296),
            Estimate(0.301, Unit.SHARE, 7_000, 0.289, 0.313),
            Estimate(0.309, Unit.SHARE, 7_400, 0.297, 0.321),
            Estimate(-14.8, Unit.POINTS, 740, -19.6, -10.0),
            restated=False,
        ),
    )
    days = Estimate(0.31, Unit.SHARE, 16_800, 0.302, 0.318)
    unchanged = FollowUp(
        "low_active_day_rate",
        Kind.LOW_ACTIVE_DAY_RATE,
        None,
        Metric.ACTIVE_DAY_RATE,
        Direction.UP,
        days,
        given,
        now.first_day,
        Evaluation(
            now,
            Outcome.NO_CHANGE,
            replace(days, value=0.308),
            replace(days, value=0.311),
            None,
            None,
            Estimate(0.3, Unit.POINTS, 16_800, -0.4, 0.9),
            restated=True,
        ),
    )
    begun = FollowUp(
        "shuffle.on",
        Kind.SHUFFLE,
        "on",
        Metric.SKIP_RATE,
        Direction.DOWN,
        Estimate(0.361, Unit.SHARE, 4_750, 0.344, 0.378),
        now,
        now.first_day + timedelta(weeks=4),
        None,
    )
    return improved, unchanged, begun
