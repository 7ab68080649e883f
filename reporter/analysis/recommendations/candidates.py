"""What could be advised: for each of the seven kinds, every level that has enough plays to test.

The thresholds are the notebook's. A candidate says how far something lies beyond what it is
measured against, and how likely that is by chance; whether it is advised is decided over all of
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from reporter.analysis.glance.activity_rates import WINDOW_DAYS
from reporter.analysis.glance.changes import MIN_PLAYS
from reporter.analysis.retention.trend import HALF, week_changes
from reporter.analysis.statistics.intervals import p_of_interval, wilson
from reporter.analysis.statistics.rates import RatioPair
from reporter.results.changes import MATERIAL_POINTS
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit
from reporter.results.overview import Headline
from reporter.results.recommendations import Evidence, Kind
from reporter.results.retention import Risk

if TYPE_CHECKING:
    from reporter.analysis.glance.compare import Level
    from reporter.results.drivers import Drivers
    from reporter.results.overview import LevelRate, Overview
    from reporter.results.retention import Retention
    from reporter.results.segments import FeatureMean, Segment, Segmentation, Segments

CASUAL_SHARE = 0.40
HIGH_SKIP_RATE = 0.50
LOW_ACTIVE_DAY_RATE = 0.70
CASUAL_Z = -0.5
"""Thresholds of the notebook; a casual segment plays this many standard deviations less."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that could be advised.

    Attributes:
        kind: which of the seven.
        level: what it is about; none for the whole.
        excess: how far it lies beyond its reference or threshold, in points; the worse, the higher.
        p: one-sided p-value of "no excess": what lies far on the good side is no finding here.
        material: the whole interval of the excess lies beyond every immaterial one.
        plays: plays whose skips could be avoided; none where the kind is not about skips.
        weeks: in which they were played.
        evidence: the numbers it rests on, most telling first.
        section: id of the section whose chart shows it.
    """

    kind: Kind
    level: str | None
    excess: Estimate
    p: float
    material: bool
    plays: int | None
    weeks: float
    evidence: tuple[Evidence, ...]
    section: str

    @property
    def id(self) -> str:
        """Stable over weeks, such as `worst_platform.android`."""
        return self.kind if self.level is None else f"{self.kind}.{self.level}"


Found: TypeAlias = tuple[Candidate, ...] | Gap
"""The candidates of a kind, or why it cannot be looked at."""


def track_lengths(lengths: tuple[Level, ...] | Gap, weeks: float) -> Found:
    """Long and short tracks against medium ones."""
    if isinstance(lengths, Gap):
        return lengths
    rates = {level.level: level.now for level in lengths if level.now}
    reference = rates.pop("medium", None)
    if reference is None or reference.den < MIN_PLAYS:
        have = reference.den if reference else 0
        return Gap(Part.RECOMMENDATIONS, Reason.TOO_FEW_PLAYS, have=have, need=MIN_PLAYS)
    found = []
    for level, rate in sorted(rates.items()):
        pair = RatioPair(rate, reference)
        if rate.den < MIN_PLAYS or pair.p_value is None:
            continue
        change = pair.change()
        found.append(
            Candidate(
                kind=Kind.TRACK_LENGTH,
                level=level,
                excess=change,
                p=_one_sided(pair.p_value, change),
                material=_sure(change),
                plays=rate.den,
                weeks=weeks,
                evidence=(
                    Evidence("difference", level, change),
                    Evidence("skip_rate", level, rate.estimate()),
                    Evidence("skip_rate", "medium", reference.estimate()),
                ),
                section="overview",
            )
        )
    return tuple(found)


def of_driver(kind: Kind, drivers: Drivers | Gap, overview: Overview, weeks: float) -> Found:
    """The levels of shuffle, or of the platform, by their adjusted effects."""
    if isinstance(drivers, Gap):
        return drivers
    feature = "platform" if kind is Kind.WORST_PLATFORM else "shuffle"
    absent = next((gap for gap in drivers.absent if gap.name == feature), None)
    if absent is not None:
        return absent
    group = next((group for group in drivers.groups if group.feature == feature), None)
    rates = overview.platforms if feature == "platform" else overview.shuffle
    if group is None or isinstance(rates, Gap):
        return Gap(Part.RECOMMENDATIONS, Reason.NO_COLUMN, name=feature)
    in_period = {rate.level: rate for rate in rates}
    return tuple(
        Candidate(
            kind=kind,
            level=driver.level,
            excess=driver.effect,
            p=_one_sided(driver.p, driver.effect),
            material=_sure(driver.effect),
            plays=rate.n,
            weeks=weeks,
            evidence=(
                Evidence("adjusted_effect", driver.level, driver.effect),
                Evidence("skip_rate", driver.level, rate),
            ),
            section="drivers",
        )
        for driver in group.levels
        if (rate := _enough(in_period.get(driver.level))) and driver.effect.low is not None
    )


def casual_share(found: Segments | Gap) -> Found:
    """The segments that play clearly less, and whether they hold over 40% of all."""
    if isinstance(found, Gap):
        return found
    plays = [(segment.n, _feature(segment, "play_count")) for segment in found.segments]
    share = sum(n for n, mean in plays if mean and mean.z < CASUAL_Z) / found.n_segmented
    low, high = wilson(share, found.n_segmented)
    estimate = Estimate(share, Unit.SHARE, found.n_segmented, low, high)
    excess = _beyond(estimate, CASUAL_SHARE)
    evidence = (Evidence("casual_share", None, estimate),)
    kind = Kind.CASUAL_SHARE
    return (
        Candidate(kind, None, excess, _p(excess), _sure(excess), None, 1.0, evidence, "segments"),
    )


def high_skip_segments(found: Segments | Gap) -> Found:
    """The segments, by how far they skip over every second play."""
    if isinstance(found, Gap):
        return found
    if all(_feature(segment, "skip_rate") is None for segment in found.segments):
        return Gap(Part.RECOMMENDATIONS, Reason.NO_OUTCOMES)
    weeks = (found.window_end_day - found.window_first_day).days / 7
    candidates = []
    for segment in found.segments:
        rate = _feature(segment, "skip_rate")
        if rate is None:
            continue
        estimate = Estimate(rate.mean, Unit.SHARE, segment.n, rate.low, rate.high)
        excess = _beyond(estimate, HIGH_SKIP_RATE)
        level = str(segment.id)
        share = Estimate(segment.share, Unit.SHARE, segment.n)
        candidates.append(
            Candidate(
                kind=Kind.HIGH_SKIP_SEGMENT,
                level=level,
                excess=excess,
                p=_p(excess),
                material=_sure(excess),
                plays=segment.plays,
                weeks=weeks,
                evidence=(
                    Evidence("segment_skip_rate", level, estimate),
                    Evidence("segment_share", level, share),
                ),
                section="segments",
            )
        )
    return tuple(candidates)


def declining_activity(retention: Retention) -> Found:
    """The trend of activity, by how often this history's own weeks fall as far."""
    trend = retention.trend
    if trend.gap is not None:
        return trend.gap
    p = None if trend.change is None else _share_as_low(retention, trend.change)
    if trend.change is None or p is None:
        return ()
    evidence = (Evidence("trend", None, Estimate(trend.change, Unit.SHARE, 14)),)
    excess = Estimate(-100 * trend.change, Unit.POINTS, 14)
    material = trend.risk is Risk.HIGH
    kind = Kind.DECLINING_ACTIVITY
    return (Candidate(kind, None, excess, p, material, None, 1.0, evidence, "retention"),)


def low_active_day_rate(overview: Overview, retention: Retention) -> Found:
    """The share of the last 28 days on which a listener plays, and whether it is below 70%."""
    rate = next(tile.now for tile in overview.tiles if tile.headline is Headline.ACTIVE_DAY_RATE)
    if rate is None:
        return Gap(Part.RECOMMENDATIONS, Reason.TOO_FEW_DAYS, retention.n_days, WINDOW_DAYS)
    if rate.low is None or rate.high is None:
        return ()
    excess = Estimate(
        100 * (LOW_ACTIVE_DAY_RATE - rate.value),
        Unit.POINTS,
        rate.n,
        100 * (LOW_ACTIVE_DAY_RATE - rate.high),
        100 * (LOW_ACTIVE_DAY_RATE - rate.low),
    )
    evidence = (Evidence("active_day_rate", None, rate),)
    kind = Kind.LOW_ACTIVE_DAY_RATE
    return (
        Candidate(kind, None, excess, _p(excess), _sure(excess), None, 1.0, evidence, "retention"),
    )


def found_segments(segmentation: Segmentation | Gap) -> Segments | Gap:
    """The segments, or why there are none."""
    return segmentation if isinstance(segmentation, Gap) else segmentation.found


def _beyond(share: Estimate, threshold: float) -> Estimate:
    """How far a share lies above a threshold, in points."""
    ends = (None if end is None else 100 * (end - threshold) for end in (share.low, share.high))
    return Estimate(100 * (share.value - threshold), Unit.POINTS, share.n, *ends)


def _sure(excess: Estimate) -> bool:
    return excess.low is not None and excess.low > MATERIAL_POINTS


def _p(excess: Estimate) -> float:
    if excess.low is None or excess.high is None:
        return 1.0
    return _one_sided(p_of_interval(excess.value, excess.low, excess.high), excess)


def _one_sided(p: float, excess: Estimate) -> float:
    return p / 2 if excess.value > 0 else 1 - p / 2


def _enough(rate: LevelRate | None) -> Estimate | None:
    """The skip rate of a level that has enough decided plays."""
    if rate is None or rate.skip_rate is None or rate.skip_rate.n < MIN_PLAYS:
        return None
    return rate.skip_rate


def _share_as_low(retention: Retention, change: float) -> float | None:
    """How often two of this history's own weeks lie as far below one another, as a p-value.

    (1 + k) / (1 + n) of the weeks that calibrate the alarm (Davison and Hinkley, Bootstrap Methods,
    1997, 4.2); none where they are too few.
    """
    plays = [day.plays for day in retention.days[: retention.n_days - HALF]]
    told = [n for n in plays if n is not None]
    changes = week_changes(told) if len(told) == len(plays) else None
    if changes is None:
        return None
    return float((1 + np.sum(changes <= change)) / (1 + changes.size))


def _feature(segment: Segment, name: str) -> FeatureMean | None:
    return next((mean for mean in segment.features if mean.feature == name), None)
