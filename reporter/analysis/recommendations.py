"""What to do: the notebook's seven kinds of advice, each behind its evidence.

A kind is recommended only where the 95% interval of its evidence lies wholly beyond the threshold;
every other kind says why not. Where a kind is about skips, its weight is the avoidable skips a
week: plays a week times how far their skip rate lies above that of the reference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.analysis.glance.changes import MATERIAL_POINTS, MIN_PLAYS
from reporter.analysis.statistics.intervals import wilson
from reporter.analysis.statistics.rates import RatioPair
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit
from reporter.results.recommendations import (
    Evidence,
    Kind,
    Recommendation,
    Recommendations,
    Verdict,
)
from reporter.results.retention import Risk
from reporter.results.segments import Segments

if TYPE_CHECKING:
    from reporter.analysis.glance.compare import Level
    from reporter.results.drivers import Driver, Drivers
    from reporter.results.overview import Overview
    from reporter.results.retention import Retention
    from reporter.results.segments import Segment, Segmentation

CASUAL_SHARE = 0.40
HIGH_SKIP_RATE = 0.50
LOW_ACTIVE_DAY_RATE = 0.70
CASUAL_Z = -0.5
"""Thresholds of the notebook; a casual segment plays this many standard deviations less."""

Outcome = Recommendation | Verdict


def recommendations(
    overview: Overview,
    lengths: tuple[Level, ...] | Gap,
    drivers: Drivers | Gap,
    segmentation: Segmentation | Gap,
    retention: Retention,
    *,
    n_days: int,
) -> Recommendations:
    """Look at each of the seven kinds.

    Args:
        overview: platforms and shuffle of the period.
        lengths: plays and skips of the period by track length.
        drivers: adjusted effects.
        segmentation: segments.
        retention: trend and active-day rate.
        n_days: days of the period, to state skips a week.
    """
    weeks = n_days / 7
    outcomes: list[Outcome] = [
        _track_length(lengths, weeks),
        _driver(Kind.SHUFFLE, "shuffle", drivers, overview, weeks),
        _driver(Kind.WORST_PLATFORM, "platform", drivers, overview, weeks),
        *_segments(segmentation),
        _declining(retention),
        _active_days(retention),
    ]
    rows = [one for one in outcomes if isinstance(one, Recommendation)]
    rows.sort(key=lambda row: (-(row.avoidable.value if row.avoidable else 0.0), row.id))
    return Recommendations(
        rows=tuple(rows),
        not_recommended=tuple(one for one in outcomes if isinstance(one, Verdict)),
    )


def _no(kind: Kind, reason: Reason, **details: int | str | None) -> Verdict:
    return Verdict(kind, Gap(Part.RECOMMENDATIONS, reason, **details))  # type: ignore[arg-type]


def _avoidable(n: int, points: Estimate, weeks: float) -> Estimate:
    """Skips a week that `n` plays would not have at the reference rate, at least 0."""

    def skips(value: float | None) -> float | None:
        return None if value is None else max(value, 0.0) / 100 * n / weeks

    return Estimate(
        skips(points.value) or 0.0, Unit.SKIPS_PER_WEEK, n, skips(points.low), skips(points.high)
    )


def _track_length(lengths: tuple[Level, ...] | Gap, weeks: float) -> Outcome:
    """Long or short tracks are skipped more than medium ones."""
    kind = Kind.TRACK_LENGTH
    if isinstance(lengths, Gap):
        return Verdict(kind, lengths)
    rates = {level.level: level.now for level in lengths if level.now}
    reference = rates.pop("medium", None)
    if reference is None or reference.den < MIN_PLAYS:
        return _no(
            kind, Reason.TOO_FEW_PLAYS, have=reference.den if reference else 0, need=MIN_PLAYS
        )
    worst: tuple[str, Estimate] | None = None
    for level, rate in sorted(rates.items()):
        change = RatioPair(rate, reference).change()
        enough = rate.den >= MIN_PLAYS and change.low is not None and change.low > MATERIAL_POINTS
        if enough and (worst is None or change.value > worst[1].value):
            worst = level, change
    if worst is None:
        return _no(kind, Reason.NOTHING_FOUND)
    level, change = worst
    return Recommendation(
        id=f"{kind}.{level}",
        kind=kind,
        level=level,
        avoidable=_avoidable(rates[level].den, change, weeks),
        evidence=(
            Evidence("difference", level, change),
            Evidence("skip_rate", level, rates[level].estimate()),
            Evidence("skip_rate", "medium", reference.estimate()),
        ),
        section="overview",
    )


def _driver(
    kind: Kind, feature: str, drivers: Drivers | Gap, overview: Overview, weeks: float
) -> Outcome:
    """A level of a driver with an adjusted effect above every immaterial one."""
    if isinstance(drivers, Gap):
        return Verdict(kind, drivers)
    absent = next((gap for gap in drivers.absent if gap.name == feature), None)
    if absent is not None:
        return Verdict(kind, absent)
    group = next((group for group in drivers.groups if group.feature == feature), None)
    rates = overview.platforms if feature == "platform" else overview.shuffle
    if group is None or isinstance(rates, Gap):
        return _no(kind, Reason.NO_COLUMN, name=feature)
    in_period = {rate.level: rate.skip_rate for rate in rates if rate.skip_rate}
    best: tuple[float, str, Driver] | None = None
    for driver in group.levels:
        rate = in_period.get(driver.level)
        sure = driver.effect.low is not None and driver.effect.low > MATERIAL_POINTS
        if rate is None or rate.n < MIN_PLAYS or not sure:
            continue
        weight = rate.n * driver.effect.value
        if best is None or weight > best[0]:
            best = weight, driver.level, driver
    if best is None:
        return _no(kind, Reason.NOTHING_FOUND)
    _, level, driver = best
    rate = in_period[level]
    return Recommendation(
        id=f"{kind}.{level}",
        kind=kind,
        level=level,
        avoidable=_avoidable(rate.n, driver.effect, weeks),
        evidence=(
            Evidence("adjusted_effect", level, driver.effect),
            Evidence("skip_rate", level, rate),
        ),
        section="drivers",
    )


def _segments(segmentation: Segmentation | Gap) -> tuple[Outcome, Outcome]:
    found = segmentation if isinstance(segmentation, Gap) else segmentation.found
    if not isinstance(found, Segments):
        return Verdict(Kind.CASUAL_SHARE, found), Verdict(Kind.HIGH_SKIP_SEGMENT, found)
    return _casual(found), _high_skip(found)


def _casual(found: Segments) -> Outcome:
    """The segments that play clearly less hold more than 40% of the entities."""
    kind = Kind.CASUAL_SHARE
    casual = [s for s in found.segments if _mean(s, "play_count", "z") < CASUAL_Z]
    n = sum(segment.n for segment in casual)
    share = n / found.n_segmented
    low, high = wilson(share, found.n_segmented)
    if low <= CASUAL_SHARE:
        return _no(kind, Reason.NOTHING_FOUND)
    estimate = Estimate(share, Unit.SHARE, found.n_segmented, low, high)
    return Recommendation(
        id=str(kind),
        kind=kind,
        level=None,
        avoidable=None,
        evidence=(Evidence("casual_share", None, estimate),),
        section="segments",
    )


def _high_skip(found: Segments) -> Outcome:
    """A segment skips more than every second play."""
    kind = Kind.HIGH_SKIP_SEGMENT
    weeks = (found.window_end_day - found.window_first_day).days / 7
    worst: tuple[float, Segment] | None = None
    for segment in found.segments:
        weight = segment.plays * (_mean(segment, "skip_rate", "mean") - HIGH_SKIP_RATE)
        sure = _mean(segment, "skip_rate", "low") > HIGH_SKIP_RATE
        if sure and (worst is None or weight > worst[0]):
            worst = weight, segment
    if worst is None:
        return _no(kind, Reason.NOTHING_FOUND)
    segment = worst[1]
    rate = next(f for f in segment.features if f.feature == "skip_rate")
    excess = Estimate(
        100 * (rate.mean - HIGH_SKIP_RATE),
        Unit.POINTS,
        segment.plays,
        100 * (rate.low - HIGH_SKIP_RATE),
        100 * (rate.high - HIGH_SKIP_RATE),
    )
    skip_rate = Estimate(rate.mean, Unit.SHARE, segment.n, rate.low, rate.high)
    return Recommendation(
        id=f"{kind}.{segment.id}",
        kind=kind,
        level=str(segment.id),
        avoidable=_avoidable(segment.plays, excess, weeks),
        evidence=(
            Evidence("segment_skip_rate", str(segment.id), skip_rate),
            Evidence(
                "segment_share", str(segment.id), Estimate(segment.share, Unit.SHARE, segment.n)
            ),
        ),
        section="segments",
    )


def _mean(segment: Segment, feature: str, attribute: str) -> float:
    """One number of a segment's feature; 0 where the feature was left out of this history."""
    for found in segment.features:
        if found.feature == feature:
            return float(getattr(found, attribute))
    return 0.0


def _declining(retention: Retention) -> Outcome:
    """The trend of activity is at risk by the calibrated rule."""
    kind, trend = Kind.DECLINING_ACTIVITY, retention.trend
    if trend.gap is not None:
        return Verdict(kind, trend.gap)
    if trend.change is None or trend.risk not in {Risk.MEDIUM, Risk.HIGH}:
        return _no(kind, Reason.NOTHING_FOUND)
    return Recommendation(
        id=str(kind),
        kind=kind,
        level=None,
        avoidable=None,
        evidence=(Evidence("trend", None, Estimate(trend.change, Unit.SHARE, 14)),),
        section="retention",
    )


def _active_days(retention: Retention) -> Outcome:
    """Fewer than 70% of the last 28 days had plays."""
    kind, rate = Kind.LOW_ACTIVE_DAY_RATE, retention.recent_active_day_rate
    if rate.high is None or rate.high >= LOW_ACTIVE_DAY_RATE:
        return _no(kind, Reason.NOTHING_FOUND)
    return Recommendation(
        id=str(kind),
        kind=kind,
        level=None,
        avoidable=None,
        evidence=(Evidence("active_day_rate", None, rate),),
        section="retention",
    )
