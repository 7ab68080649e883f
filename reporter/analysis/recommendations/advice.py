"""What to do: candidates of all seven kinds as one family of tests, and the few that survive it.

A candidate is advised if its p-value, adjusted for the whole family (Benjamini-Hochberg), lies
below `Q` and its 95% interval excludes every immaterial excess. Of a kind the weightiest level is
advised; every other kind says why not. Where a kind is about skips its weight is the avoidable
skips a week: plays a week times how far their skip rate lies above that of the reference, shrunk
(empirical Bayes) so that a handful of plays does not win.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.analysis.glance.changes import Q
from reporter.analysis.recommendations.candidates import (
    casual_share,
    declining_activity,
    found_segments,
    high_skip_segments,
    low_active_day_rate,
    of_driver,
    track_lengths,
)
from reporter.analysis.statistics.intervals import Z95, benjamini_hochberg
from reporter.analysis.statistics.shrinkage import shrink
from reporter.results.changes import MATERIAL_POINTS, MATERIAL_RELATIVE
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit
from reporter.results.recommendations import Kind, Recommendation, Recommendations, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from reporter.analysis.glance.compare import Level
    from reporter.analysis.recommendations.candidates import Candidate, Found
    from reporter.results.drivers import Drivers
    from reporter.results.overview import Overview
    from reporter.results.retention import Retention
    from reporter.results.segments import Segmentation


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
        overview: platforms and shuffle of the period, and the active-day rate.
        lengths: plays and skips of the period by track length.
        drivers: adjusted effects.
        segmentation: segments.
        retention: trend, and how long the history is.
        n_days: days of the period, to state skips a week.
    """
    weeks = n_days / 7
    segments = found_segments(segmentation)
    looked_at: dict[Kind, Found] = {
        Kind.TRACK_LENGTH: track_lengths(lengths, weeks),
        Kind.SHUFFLE: of_driver(Kind.SHUFFLE, drivers, overview, weeks),
        Kind.WORST_PLATFORM: of_driver(Kind.WORST_PLATFORM, drivers, overview, weeks),
        Kind.CASUAL_SHARE: casual_share(segments),
        Kind.HIGH_SKIP_SEGMENT: high_skip_segments(segments),
        Kind.DECLINING_ACTIVITY: declining_activity(retention),
        Kind.LOW_ACTIVE_DAY_RATE: low_active_day_rate(overview, retention),
    }
    tested = [one for found in looked_at.values() if not isinstance(found, Gap) for one in found]
    adjusted = benjamini_hochberg([one.p for one in tested])
    weighed = {
        one.id: _recommendation(one, p, avoidable)
        for one, p, avoidable in zip(tested, adjusted, _avoidable(tested), strict=True)
        if p < Q and one.material
    }
    rows = sorted(_best_of_each(weighed.values()), key=_weight)
    advised = {row.kind for row in rows}
    return Recommendations(
        rows=tuple(rows),
        not_recommended=tuple(
            Verdict(kind, found if isinstance(found, Gap) else _nothing())
            for kind, found in looked_at.items()
            if kind not in advised
        ),
        tested=len(tested),
        q=Q,
        material_points=MATERIAL_POINTS,
        material_relative=MATERIAL_RELATIVE,
        follow_ups=(),
    )


def _recommendation(
    one: Candidate, p_adjusted: float, avoidable: Estimate | None
) -> Recommendation:
    return Recommendation(
        id=one.id,
        kind=one.kind,
        level=one.level,
        avoidable=avoidable,
        evidence=one.evidence,
        section=one.section,
        p_adjusted=p_adjusted,
    )


def _best_of_each(rows: Iterable[Recommendation]) -> list[Recommendation]:
    """The weightiest of each kind."""
    best: dict[Kind, Recommendation] = {}
    for row in sorted(rows, key=_weight):
        best.setdefault(row.kind, row)
    return list(best.values())


def _weight(row: Recommendation) -> tuple[float, str]:
    return -(row.avoidable.value if row.avoidable else 0.0), row.id


def _nothing() -> Gap:
    return Gap(Part.RECOMMENDATIONS, Reason.NOTHING_FOUND)


def _avoidable(tested: Sequence[Candidate]) -> list[Estimate | None]:
    """Avoidable skips a week of each candidate, from its shrunk excess; at least 0.

    Differences from a reference are drawn towards no difference, segments towards their mean.
    """
    about_skips = [one for one in tested if one.plays is not None]
    segments = [one for one in about_skips if one.kind is Kind.HIGH_SKIP_SEGMENT]
    others = [one for one in about_skips if one.kind is not Kind.HIGH_SKIP_SEGMENT]
    shrunk = {**_shrunk(others, 0.0), **_shrunk(segments, None)}
    return [
        None if one.plays is None else _skips(one.plays, one.weeks, *shrunk[one.id])
        for one in tested
    ]


def _shrunk(
    candidates: Sequence[Candidate], centre: float | None
) -> Mapping[str, tuple[float, float]]:
    """Posterior mean and standard deviation of each excess, in points, by id."""
    effects = [
        (one.excess.value, ((one.excess.high or 0.0) - (one.excess.low or 0.0)) / (2 * Z95))
        for one in candidates
    ]
    return dict(zip((one.id for one in candidates), shrink(effects, centre), strict=True))


def _skips(plays: int, weeks: float, mean: float, deviation: float) -> Estimate:
    value, low, high = (
        max(0.0, points) / 100 * plays / weeks
        for points in (mean, mean - Z95 * deviation, mean + Z95 * deviation)
    )
    return Estimate(value, Unit.SKIPS_PER_WEEK, plays, low, high)
