"""The tables of what was found: one row a fact."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from reporter.results.facts import Gap, Unit
from reporter.results.overview import LeaderRank
from reporter.tables.table import Cell, Columns, Fact, Table, estimated, facts, found_segments

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reporter.report import Report
    from reporter.results.changes import Change
    from reporter.results.drivers import Driver, DriverGroup, Entangled, LocalEffect
    from reporter.results.facts import Estimate
    from reporter.results.overview import Leader
    from reporter.results.segments import FeatureMean, Segment


def skip_drivers(report: Report) -> Table:
    """Adjusted effects in points, strongest driver first, levels without one, steps of curves.

    `loss` is the whole driver's; what does not apply to a row is empty.
    """
    found = report.drivers
    if isinstance(found, Gap):
        return facts("skip_drivers", (), _driver_fact, _DRIVER)
    levels = [_DriverRow(group, driver) for group in found.groups for driver in group.levels]
    groups = {group.feature: group for group in found.groups}
    steps = [
        _DriverRow(groups[curve.feature], number=number, step=step)
        for curve in found.curves
        for number, step in enumerate(curve.steps, start=1)
    ]
    apart = [
        _DriverRow(group, entangled=level) for group in found.groups for level in group.entangled
    ]
    return facts("skip_drivers", [*levels, *apart, *steps], _driver_fact, _DRIVER)


@dataclass(frozen=True, slots=True)
class _DriverRow:
    """A level of a driver, one without an effect, or a step of its curve with its number from 1."""

    group: DriverGroup
    driver: Driver | None = None
    entangled: Entangled | None = None
    number: int = 0
    step: LocalEffect | None = None

    @property
    def level(self) -> Driver | Entangled | None:
        """The level, with or without an effect."""
        return self.driver or self.entangled

    @property
    def kind(self) -> str:
        """What the row is: `level`, `entangled` or `curve`."""
        if self.driver:
            return "level"
        return "entangled" if self.entangled else "curve"


def _of_level(take: Callable[[Driver], Cell]) -> Callable[[_DriverRow], Cell]:
    return lambda row: take(row.driver) if row.driver else None


_DRIVER: Columns[_DriverRow] = {
    "reference": lambda row: row.group.reference if row.level else None,
    "reference_n": lambda row: row.group.reference_n if row.level else None,
    "raw": lambda row: row.level.raw if row.level else None,
    "share": lambda row: row.level.share if row.level else None,
    "loss": lambda row: row.group.loss.value if row.level else None,
    "loss_low": lambda row: row.group.loss.low if row.level else None,
    "loss_high": lambda row: row.group.loss.high if row.level else None,
    "kind": attrgetter("kind"),
    "p": _of_level(attrgetter("p")),
    "p_adjusted": _of_level(attrgetter("p_adjusted")),
    "kept": _of_level(attrgetter("kept")),
    "permuted_with": lambda row: " ".join(row.group.together) or None,
    "at": lambda row: row.step.at if row.step else None,
    "entangled_with": lambda row: row.entangled.other if row.entangled else None,
}


def _driver_fact(row: _DriverRow) -> Fact:
    feature = row.group.feature
    if row.driver:
        level = row.driver.level
        return estimated(f"{feature}.{level}", feature, level, row.driver.effect)
    if row.entangled:
        level = row.entangled.level
        return Fact(f"{feature}.{level}", feature, level, None, Unit.POINTS, row.entangled.n)
    effect = row.step.effect if row.step else None
    return estimated(f"{feature}.curve.{row.number}", feature, f"step {row.number}", effect)


_CHANGE: Columns[Change] = {
    "dimension": attrgetter("dimension"),
    "before": attrgetter("before.value"),
    "before_n": attrgetter("before.n"),
    "now": attrgetter("now.value"),
    "now_n": attrgetter("now.n"),
    "relative": attrgetter("relative"),
    "design_effect": attrgetter("design_effect"),
    "p": attrgetter("p"),
    "p_adjusted": attrgetter("p_adjusted"),
    "kept": attrgetter("kept"),
    "contribution": attrgetter("contribution"),
    "method": attrgetter("method"),
    "resampled_low": lambda row: row.resampled.low if row.resampled else None,
    "resampled_high": lambda row: row.resampled.high if row.resampled else None,
}


def changes(report: Report) -> Table:
    """Every tested change, those that survive first."""
    rows = () if isinstance(report.changes, Gap) else report.changes.rows
    return facts("changes", rows, _change, _CHANGE)


def _change(row: Change) -> Fact:
    return estimated(row.id, row.metric, row.level, row.change)


def segment_profiles(report: Report, names: Mapping[int, str]) -> Table:
    """The mean of every feature in every segment; `level` is the segment's number.

    Args:
        report: the report.
        names: number of a segment -> its name.
    """
    found = found_segments(report)
    own: Columns[tuple[Segment, FeatureMean]] = {
        "segment": lambda row: names[row[0].id],
        "z": lambda row: row[1].z,
        "share": lambda row: row[0].share,
        "plays": lambda row: row[0].plays,
        "share_plays": lambda row: row[0].share_plays,
    }
    rows = [
        (segment, feature)
        for segment in (found.segments if found else ())
        for feature in segment.features
    ]
    return facts("segment_profiles", rows, _profile, own)


# Features are named for their numbers; those that are no share of something have these units.
_FEATURE_UNITS: Mapping[str, Unit] = {
    "play_count": Unit.PLAYS,
    "avg_seconds_per_play": Unit.SECONDS,
    "engagement_score": Unit.SCORE,
}


def _profile(row: tuple[Segment, FeatureMean]) -> Fact:
    segment, feature = row
    return Fact(
        f"{segment.id}.{feature.feature}",
        feature.feature,
        str(segment.id),
        feature.mean,
        _FEATURE_UNITS.get(feature.feature, Unit.SHARE),
        segment.n,
        feature.low,
        feature.high,
    )


def _rate_before(field: str) -> Callable[[Leader], Cell]:
    take: Callable[[Estimate], Cell] = attrgetter(field)
    return lambda row: take(row.skip_rate_before) if row.skip_rate_before else None


_LEADER: Columns[Leader] = {
    "kind": attrgetter("kind"),
    "by": attrgetter("by"),
    "rank": attrgetter("rank"),
    "title": attrgetter("name"),
    "artist": attrgetter("artist"),
    "plays": attrgetter("plays"),
    "plays_before": attrgetter("before"),
    "raw_skip_rate": attrgetter("raw_skip_rate"),
    "skip_rate_before": _rate_before("value"),
    "skip_rate_before_n": _rate_before("n"),
    "skip_rate_before_low": _rate_before("low"),
    "skip_rate_before_high": _rate_before("high"),
}


def leaders(report: Report) -> Table:
    """The most played (`value` is plays) and the most skipped (`value` is the shrunk rate)."""
    rows = () if isinstance(report.leaders, Gap) else report.leaders.rows
    return facts("leaders", rows, _leader, _LEADER)


def _leader(row: Leader) -> Fact:
    key = f"{row.kind}.{row.by}.{row.rank}"
    if row.by is LeaderRank.SKIPPED:
        return estimated(key, "skip_rate", row.id, row.skip_rate)
    return Fact(key, "plays", row.id, row.plays, Unit.PLAYS, row.plays)
