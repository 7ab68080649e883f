"""The headline numbers of the period, and its skip rate by platform, shuffle, hour and length."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import ibis

from reporter.analysis.glance.activity_rates import (
    active_day_pair,
    active_day_rates,
    entity_counts,
    turnover,
)
from reporter.analysis.glance.compare import left_out, levels, resampled, told, whole
from reporter.analysis.glance.lengths import length_levels
from reporter.analysis.history.daily import total
from reporter.analysis.history.told import series_of
from reporter.analysis.statistics.disclosure import is_told
from reporter.analysis.statistics.resample import CountChange, count_change
from reporter.period import DAY
from reporter.plays import Entity
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit
from reporter.results.overview import Headline, LevelRate, Overview, Point, Tile

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from reporter.analysis.glance.activity_rates import Turnover
    from reporter.analysis.glance.compare import Level
    from reporter.analysis.history.daily import Daily, DayTotals
    from reporter.analysis.history.prepared import History
    from reporter.analysis.statistics.rates import Ratio, RatioPair
    from reporter.results.facts import Span

MS_PER_HOUR = 3_600_000
HOURS = tuple(f"{hour:02d}" for hour in range(24))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that the tiles and the tests of changes share, computed once.

    Attributes:
        now: each day of the period up to the cut-off.
        before: each day of the period before; empty without comparison.
        plays: change of daily plays; none without comparison or under a week.
        hours: the same of hours.
        skips: skip rate of the whole.
        resampled: interval of its change from whole blocks; none without comparison.
        entities: entities of the two periods.
        active_days: active-day rate of the trailing 28 days; none where they are not whole.
        active_day_pair: the same against the end of the period before.
        platforms: totals of each platform.
        shuffle: totals with shuffle on and off.
        lengths: totals of short, medium and long tracks, or why there are none.
    """

    now: tuple[DayTotals, ...]
    before: tuple[DayTotals, ...]
    plays: CountChange | None
    hours: CountChange | None
    skips: Level
    resampled: tuple[float, float] | None
    entities: Turnover
    active_days: Ratio | None
    active_day_pair: RatioPair | None
    platforms: tuple[Level, ...]
    shuffle: tuple[Level, ...]
    lengths: tuple[Level, ...] | Gap


def compare(history: History, daily: Daily, lengths: ir.Table) -> Comparison:
    """Measure this period and the one before under the same definitions.

    Args:
        history: prepared plays.
        daily: their totals by day.
        lengths: of their tracks, as `descriptive_lengths` has them.
    """
    scope = history.scope
    now = _days(daily, scope.period, history)
    before = _days(daily, scope.previous, history) if scope.previous else ()
    ends = tuple(span.end_day for span in (scope.period, scope.previous) if span)
    rates = active_day_rates(history, daily, ends)
    pair = None
    if len(ends) == 2 and rates[0] and rates[1]:  # noqa: PLR2004 - this period and the one before
        pair = active_day_pair(history, daily, rates[0], rates[1], (ends[0], ends[1]))
    return Comparison(
        now=now,
        before=before,
        plays=count_change([d.plays for d in now], [d.plays for d in before], scope.seed),
        hours=count_change(
            [d.ms / MS_PER_HOUR for d in now], [d.ms / MS_PER_HOUR for d in before], scope.seed
        ),
        skips=whole(history, daily),
        resampled=resampled(history, daily) if scope.previous else None,
        entities=turnover(history, daily),
        active_days=rates[0],
        active_day_pair=pair,
        platforms=levels(history, history.plays.platform),
        shuffle=levels(history, shuffle_level(history.plays)),
        lengths=length_levels(history, lengths),
    )


def overview(history: History, daily: Daily, compared: Comparison) -> Overview:
    """The period at a glance."""
    plays, missing = history.plays, history.intake.missing_columns
    n, _, _, _ = total(compared.now)
    least = history.scope.least_listeners
    platforms, shuffle, lengths = compared.platforms, compared.shuffle, compared.lengths
    by_hour = levels(history, _two_digits(plays.hour))
    hours = {one.level: _rate(one, n, least) for one in told(by_hour, least) if one.plays}
    untold = left_out(by_hour, least).now
    hours |= {level: LevelRate(level, None, None, None, None) for level in untold}
    named = (platforms, shuffle, () if isinstance(lengths, Gap) else lengths)
    return Overview(
        tiles=_tiles(history, daily, compared),
        platforms=_rates(platforms, n, least)
        or _gap(Part.PLATFORMS, "platform", missing, platforms, least),
        shuffle=_rates(shuffle, n, least) or _gap(Part.SHUFFLE, "shuffle", missing, shuffle, least),
        hours=tuple(hours.get(hour) or LevelRate(hour, 0, 0.0, None, None) for hour in HOURS),
        lengths=lengths
        if isinstance(lengths, Gap)
        else _rates(lengths, n, least) or Gap(Part.LENGTHS, Reason.FEW_LISTENERS, need=least),
        comparison=comparison_gap(history),
        least_listeners=least,
        left_out=sum(len(left_out(found, least).now) for found in named),
    )


def comparison_gap(history: History) -> Gap | None:
    """Why this period is compared with nothing; none where it is compared."""
    scope = history.scope
    if scope.previous is not None:
        return None
    if scope.period.partial:
        return Gap(Part.COMPARISON, Reason.PARTIAL_PERIOD, name=scope.period.label)
    if len(series_of(scope)) > 1:
        return Gap(Part.COMPARISON, Reason.FEW_LISTENERS, need=scope.min_group_size)
    whole_history = scope.period.kind.value == "all"
    reason = Reason.WHOLE_HISTORY if whole_history else Reason.NO_EARLIER_PERIOD
    return Gap(Part.COMPARISON, reason, name=scope.period.label)


def _days(daily: Daily, span: Span, history: History) -> tuple[DayTotals, ...]:
    """Days of the span that were read: a partial one stops at the last play."""
    end = min(span.end_day, history.scope.last_day + DAY) if span.partial else span.end_day
    return daily.between(max(span.first_day, history.scope.first_day), end)


def shuffle_level(plays: ir.Table) -> ir.StringValue:
    """`on`, `off`, or null where it was not recorded."""
    return ibis.cases((plays.shuffle, "on"), (~plays.shuffle, "off"))


def _two_digits(hour: ir.IntegerValue) -> ir.StringValue:
    return hour.cast(str).lpad(2, "0")


def _rates(found: tuple[Level, ...], n_plays: int, least: int) -> tuple[LevelRate, ...]:
    """The levels with plays that may be told of, and their shares of all plays."""
    return tuple(_rate(one, n_plays, least) for one in told(found, least) if one.plays)


def _rate(level: Level, n_plays: int, least: int) -> LevelRate:
    """A level's share of all plays, those without a level included, and its skip rates.

    A rate of fewer listeners than `least` is none.
    """
    now, before = level.rate(least), level.rate_before(least)
    return LevelRate(
        level=level.level,
        plays=level.plays,
        share=level.plays / n_plays if n_plays else 0.0,
        skip_rate=now.estimate() if now else None,
        before=before.estimate() if before else None,
    )


def _gap(
    part: Part, column: str, missing: tuple[str, ...], found: tuple[Level, ...], least: int
) -> Gap:
    if any(one.plays for one in found):
        return Gap(part, Reason.FEW_LISTENERS, need=least)
    return Gap(part, Reason.NO_COLUMN if column in missing else Reason.NO_PLAYS, name=column)


def _tiles(history: History, daily: Daily, compared: Comparison) -> tuple[Tile, ...]:
    spans, least = series_of(history.scope), history.scope.least_listeners
    untold = daily.untold.periods
    days = [total(daily.between(span.first_day, span.end_day)) for span in spans]
    bounds = tuple((span.first_day, span.end_day) for span in spans)
    entities = entity_counts(history, daily, bounds)
    active = active_day_rates(history, daily, tuple(span.end_day for span in spans))

    def series(values: list[float | None]) -> tuple[Point, ...]:
        return tuple(
            Point(span.label, span.first_day, None if span.first_day in untold else value)
            for span, value in zip(spans, values, strict=True)
        )

    return (
        _plays_tile(compared, series([float(plays) for plays, _, _, _ in days])),
        _hours_tile(compared, series([ms / MS_PER_HOUR for _, ms, _, _ in days])),
        _skip_tile(compared, series([s / n if n else None for _, _, s, n in days])),
        _entity_tile(history, compared, series([float(n) for n in entities])),
        _active_day_tile(
            compared,
            series(
                [r.value if r and is_told(least, r.clusters) else None for r in active],
            ),
        ),
    )


def _plays_tile(compared: Comparison, series: tuple[Point, ...]) -> Tile:
    now, before = total(compared.now)[0], total(compared.before)[0]
    return _count_tile(
        Headline.PLAYS,
        Estimate(float(now), Unit.PLAYS, now),
        Estimate(float(before), Unit.PLAYS, before) if compared.before else None,
        compared.plays,
        series,
    )


def _hours_tile(compared: Comparison, series: tuple[Point, ...]) -> Tile:
    plays, ms, _, _ = total(compared.now)
    plays_before, ms_before, _, _ = total(compared.before)
    return _count_tile(
        Headline.HOURS,
        Estimate(ms / MS_PER_HOUR, Unit.HOURS, plays),
        Estimate(ms_before / MS_PER_HOUR, Unit.HOURS, plays_before) if compared.before else None,
        compared.hours,
        series,
    )


def _count_tile(
    headline: Headline,
    now: Estimate,
    before: Estimate | None,
    change: CountChange | None,
    series: tuple[Point, ...],
) -> Tile:
    difference = None
    if before is not None:
        difference = Estimate(
            now.value - before.value,
            now.unit,
            min(now.n, before.n),
            change.low if change else None,
            change.high if change else None,
        )
    return Tile(headline, now, before, difference, _relative(difference, before), series)


def _relative(change: Estimate | None, before: Estimate | None) -> float | None:
    if change is None or before is None or not before.value:
        return None
    return change.value / before.value


def _skip_tile(compared: Comparison, series: tuple[Point, ...]) -> Tile:
    skips = compared.skips
    return Tile(
        Headline.SKIP_RATE,
        skips.now.estimate() if skips.now else None,
        skips.before.estimate() if skips.before else None,
        skips.pair.change() if skips.pair else None,
        None,
        series,
    )


def _entity_tile(history: History, compared: Comparison, series: tuple[Point, ...]) -> Tile:
    """Active listeners; or one listener's different tracks, whose change has no interval.

    Listeners come and go one by one; tracks come by the evening, so that they tell no error.
    """
    of_tracks = history.scope.entity is Entity.TRACK
    unit = Unit.TRACKS if of_tracks else Unit.LISTENERS
    found = compared.entities
    now = Estimate(float(found.now), unit, total(compared.now)[0])
    if not compared.before:
        return Tile(Headline.ENTITIES, now, None, None, None, series)
    before = Estimate(float(found.before), unit, total(compared.before)[0])
    change = found.change(unit)
    if of_tracks:
        change = replace(change, low=None, high=None)
    elif not found.is_told(history.scope.least_listeners):
        change = Estimate(change.value, unit, min(found.now, found.before))
    return Tile(Headline.ENTITIES, now, before, change, _relative(change, before), series)


def _active_day_tile(compared: Comparison, series: tuple[Point, ...]) -> Tile:
    now, pair = compared.active_days, compared.active_day_pair
    return Tile(
        Headline.ACTIVE_DAY_RATE,
        now.estimate() if now else None,
        pair.before.estimate() if pair else None,
        pair.change() if pair else None,
        None,
        series,
    )
