"""What changed: one family of tests, and the few changes that survive it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reporter.analysis.glance.compare import told
from reporter.analysis.glance.overview import MS_PER_HOUR, comparison_gap
from reporter.analysis.history.daily import total
from reporter.analysis.statistics.intervals import benjamini_hochberg
from reporter.plays import Entity
from reporter.results.changes import (
    MATERIAL_POINTS,
    MATERIAL_RELATIVE,
    Change,
    Changes,
    Method,
)
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit

if TYPE_CHECKING:
    from reporter.analysis.glance.activity_rates import Turnover
    from reporter.analysis.glance.compare import Level
    from reporter.analysis.glance.overview import Comparison
    from reporter.analysis.history.prepared import History
    from reporter.analysis.statistics.resample import CountChange

Q = 0.10
"""False discovery rate of a report's family of tests."""
MIN_PLAYS = 30
"""Decided plays that a rate needs in both periods to be tested."""


@dataclass(frozen=True, slots=True)
class _Tested:
    """A change before the family is corrected."""

    id: str
    metric: str
    dimension: str | None
    level: str | None
    before: Estimate
    now: Estimate
    change: Estimate
    relative: float | None
    design_effect: float | None
    p: float
    contribution: float | None
    method: Method
    resampled: Estimate | None = None

    @property
    def material(self) -> bool:
        """Whether the interval excludes every immaterial change."""
        low, high = self.change.low, self.change.high
        if low is None or high is None:
            return False
        least = (
            MATERIAL_POINTS
            if self.change.unit is Unit.POINTS
            else MATERIAL_RELATIVE * abs(self.before.value)
        )
        return low > least or high < -least


def changes(history: History, compared: Comparison) -> Changes | Gap:
    """Test every headline, and the skip rate by platform and shuffle, as one family.

    A change is kept if its Benjamini-Hochberg adjusted p lies below `Q` and its 95% interval
    excludes every change smaller than `MATERIAL_POINTS` (rates) or `MATERIAL_RELATIVE` (counts).
    """
    gap = comparison_gap(history)
    if gap is not None:
        return Gap(Part.CHANGES, gap.reason, name=gap.name)
    tested = [*_counts(history, compared), *_rates(history, compared)]
    if not tested:
        n = compared.skips.now.den if compared.skips.now else 0
        return Gap(Part.CHANGES, Reason.TOO_FEW_PLAYS, have=n, need=MIN_PLAYS)
    adjusted = benjamini_hochberg([one.p for one in tested])
    rows = [_row(one, p) for one, p in zip(tested, adjusted, strict=True)]
    rows.sort(key=lambda row: (not row.kept, row.p, row.id))
    return Changes(
        rows=tuple(rows),
        tested=len(rows),
        kept=sum(row.kept for row in rows),
        q=Q,
        material_points=MATERIAL_POINTS,
        material_relative=MATERIAL_RELATIVE,
    )


def _row(one: _Tested, p_adjusted: float) -> Change:
    return Change(
        id=one.id,
        metric=one.metric,
        dimension=one.dimension,
        level=one.level,
        before=one.before,
        now=one.now,
        change=one.change,
        relative=one.relative,
        design_effect=one.design_effect,
        p=one.p,
        p_adjusted=p_adjusted,
        kept=p_adjusted < Q and one.material,
        contribution=one.contribution,
        method=one.method,
        resampled=one.resampled,
    )


def _counts(history: History, compared: Comparison) -> list[_Tested]:
    plays, ms, _, _ = total(compared.now)
    plays_before, ms_before, _, _ = total(compared.before)
    found, n = [], (plays_before, plays)
    if compared.plays:
        before, now = float(plays_before), float(plays)
        found.append(_count("plays", Unit.PLAYS, (before, now), compared.plays, n))
    if compared.hours:
        before, now = ms_before / MS_PER_HOUR, ms / MS_PER_HOUR
        found.append(_count("hours", Unit.HOURS, (before, now), compared.hours, n))
    listeners = history.scope.entity is Entity.LISTENER and compared.entities.before
    if listeners and compared.entities.is_told(history.scope.least_listeners):
        found.append(_listeners(compared.entities, (plays_before, plays)))
    return found


def _listeners(turnover: Turnover, plays: tuple[int, int]) -> _Tested:
    """Listeners, who come and go one by one; one person's tracks do not, and are not tested."""
    change = turnover.change(Unit.LISTENERS)
    return _Tested(
        id="entities",
        metric="entities",
        dimension=None,
        level=None,
        before=Estimate(float(turnover.before), Unit.LISTENERS, plays[0]),
        now=Estimate(float(turnover.now), Unit.LISTENERS, plays[1]),
        change=change,
        relative=change.value / turnover.before,
        design_effect=None,
        p=turnover.p_value,
        contribution=None,
        method=Method.MCNEMAR,
    )


def _count(
    metric: str, unit: Unit, values: tuple[float, float], change: CountChange, n: tuple[int, int]
) -> _Tested:
    """The change of a count; values and n are those before and now."""
    before, now = values
    return _Tested(
        id=metric,
        metric=metric,
        dimension=None,
        level=None,
        before=Estimate(before, unit, n[0]),
        now=Estimate(now, unit, n[1]),
        change=Estimate(change.change, unit, min(n), change.low, change.high),
        relative=change.change / before if before else None,
        design_effect=None,
        p=change.p,
        contribution=None,
        method=Method.DAY_BOOTSTRAP,
    )


def _rates(history: History, compared: Comparison) -> list[_Tested]:
    found = _rate("skip_rate", None, compared.skips, compared.skips, compared.resampled)
    for dimension, every in (("platform", compared.platforms), ("shuffle", compared.shuffle)):
        own = [one for one in every if one.plays or one.plays_before]
        if len(own) > 1:
            least = history.scope.least_listeners
            for level in told(tuple(own), least):
                if not (level.rate(least) and level.rate_before(least)):
                    continue
                found += _rate("skip_rate", dimension, level, compared.skips)
    pair = compared.active_day_pair
    if pair and pair.p_value is not None:
        found.append(
            _Tested(
                id="active_day_rate",
                metric="active_day_rate",
                dimension=None,
                level=None,
                before=pair.before.estimate(),
                now=pair.now.estimate(),
                change=pair.change(),
                relative=None,
                design_effect=pair.design_effect,
                p=pair.p_value,
                contribution=None,
                method=Method.NEWCOMBE,
            )
        )
    return found


def _rate(
    metric: str,
    dimension: str | None,
    level: Level,
    whole: Level,
    resampled: tuple[float, float] | None = None,
) -> list[_Tested]:
    pair = level.pair
    if pair is None or pair.p_value is None or min(pair.now.den, pair.before.den) < MIN_PLAYS:
        return []
    return [
        _Tested(
            id=f"{metric}.{dimension}.{level.level}" if dimension else metric,
            metric=metric,
            dimension=dimension,
            level=level.level if dimension else None,
            before=pair.before.estimate(),
            now=pair.now.estimate(),
            change=pair.change(),
            relative=None,
            design_effect=pair.design_effect,
            p=pair.p_value,
            contribution=_contribution(level, whole) if dimension else None,
            method=Method.NEWCOMBE,
            resampled=None if dimension else _resampled(pair.change(), resampled),
        )
    ]


def _resampled(change: Estimate, ends: tuple[float, float] | None) -> Estimate | None:
    """The same change with the interval that resampled blocks give, as shares."""
    if ends is None:
        return None
    return replace(change, low=100 * ends[0], high=100 * ends[1])


def _contribution(level: Level, whole: Level) -> float | None:
    """Points of the whole rate's change that come from a level; all levels' add up to it.

    Each level counts with its share of plays times its distance from the earlier whole rate, so
    that a level contributes both by its own rate and by its weight.
    """
    if whole.pair is None or level.pair is None:
        return None
    base, now, before = whole.pair.before.value, level.pair.now, level.pair.before
    weight_now = now.den / whole.pair.now.den
    weight_before = before.den / whole.pair.before.den
    return 100 * (weight_now * (now.value - base) - weight_before * (before.value - base))
