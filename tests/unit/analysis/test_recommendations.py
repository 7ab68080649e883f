"""The seven kinds of advice: each speaks up on sure evidence, and says why not otherwise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from reporter.analysis.glance.compare import Level
from reporter.analysis.recommendations.advice import recommendations
from reporter.analysis.statistics.rates import Ratio, RatioPair
from reporter.results.drivers import Driver, DriverGroup, Drivers
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit
from reporter.results.overview import Headline, LevelRate, Overview
from reporter.results.recommendations import Kind, Recommendations
from reporter.results.retention import Retention, Risk
from reporter.results.segments import FeatureMean, Segmentation, Segments
from tests.factories.activity import make_retention
from tests.factories.glance import make_overview
from tests.factories.groups import make_segmentation

NO_DRIVERS = Gap(Part.DRIVERS, Reason.NO_USABLE_SIGNAL)
NO_SEGMENTS = Gap(Part.SEGMENTS, Reason.TOO_FEW_ENTITIES, have=3, need=60)


def level(name: str, skips: int, plays: int) -> Level:
    """A level whose plays are independent."""
    ratio = Ratio(skips, plays, skips, skips, plays, plays)
    return Level(name, plays, 0, ratio, None, None)


LENGTHS = (level("medium", 300, 1000), level("long", 300, 1000), level("short", 300, 1000))


def look(
    *,
    lengths: tuple[Level, ...] | Gap = LENGTHS,
    drivers: Drivers | Gap = NO_DRIVERS,
    segmentation: Segmentation | Gap = NO_SEGMENTS,
    retention: Retention | None = None,
    overview: Overview | None = None,
    n_days: int = 7,
) -> Recommendations:
    """Recommendations where nothing speaks up but what the test hands in."""
    activity = retention or make_retention()
    return recommendations(
        overview or make_overview(activity),
        lengths,
        drivers,
        segmentation,
        activity,
        n_days=n_days,
    )


def reason(found: Recommendations, kind: Kind) -> Reason:
    """Why a kind was not recommended."""
    return next(one.gap.reason for one in found.not_recommended if one.kind is kind)


def test_every_kind_is_either_recommended_or_says_why_not() -> None:
    found = look(segmentation=make_segmentation())
    kinds = [row.kind for row in found.rows] + [one.kind for one in found.not_recommended]
    assert sorted(kinds) == sorted(Kind)


def test_quiet_evidence_recommends_nothing() -> None:
    found = look()
    assert found.rows == ()
    assert reason(found, Kind.TRACK_LENGTH) is Reason.NOTHING_FOUND
    assert reason(found, Kind.SHUFFLE) is Reason.NO_USABLE_SIGNAL
    assert reason(found, Kind.CASUAL_SHARE) is Reason.TOO_FEW_ENTITIES


def test_segments_without_skip_rates_say_that_outcomes_are_unknown() -> None:
    made = make_segmentation()
    assert isinstance(made.found, Segments)
    silent = tuple(
        replace(
            segment, features=tuple(one for one in segment.features if one.feature != "skip_rate")
        )
        for segment in made.found.segments
    )
    found = look(segmentation=replace(made, found=replace(made.found, segments=silent)))
    assert reason(found, Kind.HIGH_SKIP_SEGMENT) is Reason.NO_OUTCOMES


def test_long_tracks_that_are_skipped_more_are_recommended_with_their_avoidable_skips() -> None:
    lengths = (level("medium", 300, 1000), level("long", 500, 1000))
    (row,) = look(lengths=lengths, n_days=14).rows
    assert (row.kind, row.level, row.id) == (Kind.TRACK_LENGTH, "long", "track_length.long")
    assert row.avoidable is not None
    assert row.avoidable.unit is Unit.SKIPS_PER_WEEK
    change = RatioPair(lengths[1].now, lengths[0].now).change()  # type: ignore[arg-type]
    mean, deviation = posterior(change)
    assert row.avoidable.value == pytest.approx(mean / 100 * 1000 / 2, rel=1e-3)  # in two weeks
    assert row.avoidable.value == pytest.approx(100, rel=0.05)  # of 200 skips
    low = (mean - 1.959964 * deviation) / 100 * 1000 / 2
    assert row.avoidable.low == pytest.approx(low, rel=1e-3)
    assert row.avoidable.n == 1000
    assert row.p_adjusted < 0.001


def posterior(effect: Estimate) -> tuple[float, float]:
    """A lone effect drawn towards 0, whose shrinkage may be anything, each weighed by its fit."""
    error = ((effect.high or 0) - (effect.low or 0)) / (2 * 1.959964)
    shrinkage = np.linspace(0, 1, 200_001)[1:]
    scale = error / np.sqrt(shrinkage)
    weight = norm.pdf(effect.value, 0, scale)
    weight /= weight.sum()
    means, variances = effect.value * (1 - shrinkage), error**2 * (1 - shrinkage)
    mean = float(weight @ means)
    return mean, float(np.sqrt(weight @ (variances + (means - mean) ** 2)))


def test_a_sure_level_of_few_plays_does_not_outweigh_one_of_many() -> None:
    """A winner of 60 plays is shrunk far more than a level of 3,000."""
    lengths = (level("medium", 900, 3000), level("long", 1200, 3000), level("short", 33, 60))
    (row,) = look(lengths=lengths).rows
    assert row.level == "long"


def test_the_family_counts_everything_that_was_tested() -> None:
    lengths = (level("medium", 300, 1000), level("long", 500, 1000), level("short", 300, 1000))
    found = look(lengths=lengths)
    assert (found.tested, found.q) == (4, 0.1)  # two lengths, the active days and the trend
    p = RatioPair(lengths[1].now, lengths[0].now).p_value  # type: ignore[arg-type]
    assert found.rows[0].p_adjusted == pytest.approx(4 * (p or 1) / 2)  # one-sided


def test_what_would_pass_alone_does_not_among_many() -> None:
    """Eleven platforms: one with a one-sided p of 0.012 beside ten with nothing."""
    one = drivers_of("platform", "p0", 1.05, 16.0)
    loud = replace(one.groups[0].levels[0], p=0.024)
    effect = Estimate(0.1, Unit.POINTS, 5000, -3.0, 3.2)
    quiet = replace(loud, effect=effect, p=0.95)
    one = replace(one, groups=(replace(one.groups[0], levels=(loud,)),))
    names = [f"p{i}" for i in range(11)]
    levels = (loud, *(replace(quiet, level=name) for name in names[1:]))
    many = replace(one, groups=(replace(one.groups[0], levels=levels),))
    rates = tuple(one_rate(name, 700)[0] for name in names)
    alone = look(drivers=one, overview=overview_with(platforms=rates))
    assert [row.level for row in alone.rows] == ["p0"]
    among = look(drivers=many, overview=overview_with(platforms=rates))
    assert reason(among, Kind.WORST_PLATFORM) is Reason.NOTHING_FOUND


def test_a_handful_of_long_tracks_is_not_enough() -> None:
    found = look(lengths=(level("medium", 300, 1000), level("long", 20, 25)))
    assert reason(found, Kind.TRACK_LENGTH) is Reason.NOTHING_FOUND
    found = look(lengths=(level("medium", 3, 10), level("long", 500, 1000)))
    assert reason(found, Kind.TRACK_LENGTH) is Reason.TOO_FEW_PLAYS


def drivers_of(feature: str, name: str, low: float, high: float) -> Drivers:
    effect = Estimate((low + high) / 2, Unit.POINTS, 5000, low, high)
    driver = Driver(feature, name, "ref", effect, effect.value, 0.5, 0.001, 0.002, kept=True)
    score = Estimate(0.7, Unit.SCORE, 1000)
    group = DriverGroup(feature, "ref", 4000, score, (driver,), ())
    return Drivers(9000, score, (group,), (), True, 0.1, 1, 1, (), 0.1)  # noqa: FBT003 - habits are held


def overview_with(**rates: tuple[LevelRate, ...]) -> Overview:
    return replace(make_overview(make_retention()), **rates)  # type: ignore[arg-type]


def one_rate(name: str, n: int) -> tuple[LevelRate, ...]:
    return (LevelRate(name, n, 1.0, Estimate(0.4, Unit.SHARE, n, 0.35, 0.45), None),)


@pytest.mark.parametrize(
    ("kind", "feature", "name"),
    [(Kind.SHUFFLE, "shuffle", "on"), (Kind.WORST_PLATFORM, "platform", "android")],
)
def test_a_driver_with_a_sure_and_material_effect_is_recommended(
    kind: Kind, feature: str, name: str
) -> None:
    rates = {("shuffle" if feature == "shuffle" else "platforms"): one_rate(name, 700)}
    found = look(drivers=drivers_of(feature, name, 4.0, 6.0), overview=overview_with(**rates))
    (row,) = found.rows
    assert (row.kind, row.level, row.section) == (kind, name, "drivers")
    assert row.avoidable is not None
    assert (row.avoidable.value, row.avoidable.low, row.avoidable.high) == pytest.approx(
        (35, 28, 42), rel=0.06
    )
    assert row.avoidable.value < 35  # shrunk
    unsure = look(drivers=drivers_of(feature, name, 0.5, 9.0), overview=overview_with(**rates))
    assert reason(unsure, kind) is Reason.NOTHING_FOUND
    few = {key: one_rate(name, 5) for key in rates}
    rare = look(drivers=drivers_of(feature, name, 4.0, 6.0), overview=overview_with(**few))
    assert reason(rare, kind) is Reason.NOTHING_FOUND


def segments_with(feature: str, means: FeatureMean) -> Segmentation:
    """The made segments, with one feature of the first one replaced."""
    made = make_segmentation()
    assert isinstance(made.found, Segments)
    first, *rest = made.found.segments
    features = tuple(means if f.feature == feature else f for f in first.features)
    assert means in features
    return replace(
        made, found=replace(made.found, segments=(replace(first, features=features), *rest))
    )


def test_a_segment_that_skips_every_second_play_is_recommended() -> None:
    segmentation = segments_with("skip_rate", FeatureMean("skip_rate", 0.6, 0.55, 0.65, 2.0))
    found = look(segmentation=segmentation)
    row = next(row for row in found.rows if row.kind is Kind.HIGH_SKIP_SEGMENT)
    assert row.level == "0"
    assert row.avoidable is not None
    assert isinstance(segmentation.found, Segments)
    plays = segmentation.found.segments[0].plays
    assert row.avoidable.value == pytest.approx(0.1 * plays / 12, rel=0.06)  # a window of 12 weeks
    assert row.avoidable.value < 0.1 * plays / 12  # shrunk towards the segments' mean
    unsure = segments_with("skip_rate", FeatureMean("skip_rate", 0.6, 0.45, 0.75, 2.0))
    assert reason(look(segmentation=unsure), Kind.HIGH_SKIP_SEGMENT) is Reason.NOTHING_FOUND


def with_risk(risk: Risk, change: float) -> Retention:
    made = make_retention()
    return replace(made, trend=replace(made.trend, risk=risk, change=change))


def test_declining_activity_follows_the_calibrated_risk() -> None:
    (row,) = look(retention=with_risk(Risk.HIGH, -0.4)).rows
    assert row.kind is Kind.DECLINING_ACTIVITY
    assert row.avoidable is None
    assert row.evidence[0].value.value == -0.4
    found = look(retention=with_risk(Risk.LOW, -0.4))
    assert reason(found, Kind.DECLINING_ACTIVITY) is Reason.NOTHING_FOUND


def with_active_days(rate: Estimate | None) -> Overview:
    overview = make_overview(make_retention())
    tiles = tuple(
        replace(tile, now=rate) if tile.headline is Headline.ACTIVE_DAY_RATE else tile
        for tile in overview.tiles
    )
    return replace(overview, tiles=tiles)


def test_few_active_days_are_recommended_where_the_interval_says_so() -> None:
    sure = Estimate(0.3, Unit.SHARE, 28, 0.15, 0.5)
    (row,) = look(overview=with_active_days(sure)).rows
    assert row.kind is Kind.LOW_ACTIVE_DAY_RATE
    assert row.evidence[0].value == sure
    unsure = Estimate(0.6, Unit.SHARE, 28, 0.42, 0.76)
    assert look(overview=with_active_days(unsure)).rows == ()


def test_without_28_days_there_is_no_active_day_rate_to_judge() -> None:
    found = look(overview=with_active_days(None))
    assert reason(found, Kind.LOW_ACTIVE_DAY_RATE) is Reason.TOO_FEW_DAYS


def test_avoidable_skips_decide_the_order() -> None:
    found = look(
        lengths=(level("medium", 300, 1000), level("long", 800, 1000)),
        drivers=drivers_of("shuffle", "on", 4.0, 6.0),
        overview=overview_with(shuffle=one_rate("on", 700)),
        retention=with_risk(Risk.HIGH, -0.4),
    )
    assert [row.kind for row in found.rows] == [
        Kind.TRACK_LENGTH,
        Kind.SHUFFLE,
        Kind.DECLINING_ACTIVITY,
    ]


def test_many_casual_listeners_are_recommended() -> None:
    casual = FeatureMean("play_count", 8.0, 7.0, 9.0, -0.9)
    found = look(segmentation=segments_with("play_count", casual))
    row = next(row for row in found.rows if row.kind is Kind.CASUAL_SHARE)
    share = row.evidence[0].value
    assert share.low is not None
    assert 0.4 < share.low < share.value
    usual = FeatureMean("play_count", 8.0, 7.0, 9.0, -0.4)
    quiet = look(segmentation=segments_with("play_count", usual))
    assert reason(quiet, Kind.CASUAL_SHARE) is Reason.NOTHING_FOUND
