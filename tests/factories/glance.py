"""Made headline numbers and levels of one week, consistent with the made days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from reporter.results.facts import Estimate, Gap, Part, Reason, Unit
from reporter.results.overview import Headline, LevelRate, Overview, Point, Restated, Tile
from tests.there import there

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reporter.results.retention import Retention, WeekRow

HOUR_SHARES = (
    *(14, 9, 6, 4, 3, 5, 14, 31, 46, 44, 40, 42),
    *(47, 48, 45, 47, 55, 66, 72, 74, 68, 58, 43, 26),
)


def rate(skips: int, decided: int) -> Estimate:
    """A share with a rough interval."""
    value = skips / decided
    half = 1.96 * (value * (1 - value) / decided) ** 0.5
    return Estimate(value, Unit.SHARE, decided, max(0.0, value - half), min(1.0, value + half))


def _series(weeks: Iterable[WeekRow], values: Iterable[float | None]) -> tuple[Point, ...]:
    return tuple(
        Point(week.label, week.first_day, value) for week, value in zip(weeks, values, strict=True)
    )


def _count_tile(
    headline: Headline, unit: Unit, weeks: tuple[WeekRow, ...], values: tuple[float, ...]
) -> Tile:
    now, before = values[-1], values[-2]
    spread = 0.02 * before
    return Tile(
        headline,
        Estimate(now, unit, 7),
        Estimate(before, unit, 7),
        Estimate(now - before, unit, 7, now - before - spread, now - before + spread),
        (now - before) / before,
        _series(weeks, values),
    )


def _rate_of(week: WeekRow) -> Estimate:
    return rate(there(week.skips), there(week.decided))


def make_overview(retention: Retention) -> Overview:
    """The last week against the one before."""
    weeks = retention.weeks[-12:]
    week, before = weeks[-1], weeks[-2]
    skips_now, skips_before = _rate_of(week), _rate_of(before)
    change = 100 * (skips_now.value - skips_before.value)
    tiles = (
        _count_tile(Headline.PLAYS, Unit.PLAYS, weeks, tuple(float(there(w.plays)) for w in weeks)),
        _count_tile(Headline.HOURS, Unit.HOURS, weeks, tuple(there(w.minutes) / 60 for w in weeks)),
        Tile(
            Headline.SKIP_RATE,
            skips_now,
            skips_before,
            Estimate(change, Unit.POINTS, there(week.decided), change - 0.9, change + 0.9),
            None,
            _series(weeks, (w.skip_rate for w in weeks)),
        ),
        _count_tile(
            Headline.ENTITIES, Unit.LISTENERS, weeks, tuple(float(there(w.active)) for w in weeks)
        ),
        Tile(
            Headline.ACTIVE_DAY_RATE,
            retention.recent_active_day_rate,
            Estimate(1.0, Unit.SHARE, 28, 0.879, 1.0),
            Estimate(0.0, Unit.POINTS, 28, -4.1, 4.1),
            None,
            _series(weeks, (1.0 for _ in weeks)),
        ),
    )
    return Overview(
        tiles,
        _platforms(there(week.plays)),
        _shuffle(there(week.plays)),
        _hours(there(week.plays)),
        _lengths(there(week.plays)),
        None,
        restated=(
            _restated(tiles[0], Estimate(there(before.plays) - 412.0, Unit.PLAYS, 7), 412.0),
            _restated(tiles[2], replace(skips_before, value=skips_before.value - 0.0031), 0.31),
        ),
    )


def _restated(tile: Tile, reported: Estimate, change: float) -> Restated:
    assert tile.before
    unit = Unit.POINTS if tile.before.unit is Unit.SHARE else tile.before.unit
    return Restated(tile.headline, reported, tile.before, Estimate(change, unit, tile.before.n))


def _platforms(plays: int) -> tuple[LevelRate, ...]:
    return tuple(
        LevelRate(
            level,
            round(plays * share),
            share,
            rate(round(plays * share * now), round(plays * share)),
            rate(round(plays * share * before), round(plays * share)),
        )
        for level, share, now, before in (
            ("android", 0.44, 0.352, 0.301),
            ("ios", 0.29, 0.287, 0.291),
            ("web", 0.14, 0.281, 0.276),
            ("windows", 0.09, 0.262, 0.270),
            ("cast", 0.04, 0.181, 0.203),
        )
    )


def _shuffle(plays: int) -> tuple[LevelRate, ...]:
    return tuple(
        LevelRate(
            level,
            round(plays * share),
            share,
            rate(round(plays * share * now), round(plays * share)),
            rate(round(plays * share * before), round(plays * share)),
        )
        for level, share, now, before in (("on", 0.58, 0.361, 0.33), ("off", 0.42, 0.24, 0.241))
    )


def _lengths(plays: int) -> tuple[LevelRate, ...]:
    return tuple(
        LevelRate(
            level,
            round(plays * share),
            share,
            rate(round(plays * share * now), round(plays * share)),
            rate(round(plays * share * before), round(plays * share)),
        )
        for level, share, now, before in (
            ("short", 0.18, 0.284, 0.279),
            ("medium", 0.63, 0.311, 0.295),
            ("long", 0.19, 0.362, 0.318),
        )
    )


def _hours(plays: int) -> tuple[LevelRate, ...]:
    total = sum(HOUR_SHARES)
    return tuple(
        LevelRate(
            f"{hour:02d}",
            n := round(plays * weight / total),
            weight / total,
            rate(round(n * (0.27 + 0.004 * abs(15 - hour))), n),
            rate(round(n * (0.26 + 0.004 * abs(15 - hour))), n),
        )
        for hour, weight in enumerate(HOUR_SHARES)
    )


def make_minimal_overview() -> Overview:
    """Three plays, nothing before, no platform and no shuffle column."""
    day = date(2024, 12, 15)

    def tile(headline: Headline, now: Estimate | None) -> Tile:
        value = now.value if now else None
        return Tile(headline, now, None, None, None, (Point("2024-12-15", day, value),))

    hours = tuple(
        LevelRate(f"{hour:02d}", 3 * (hour == 20), float(hour == 20), None, None)
        for hour in range(24)
    )
    return Overview(
        (
            tile(Headline.PLAYS, Estimate(3.0, Unit.PLAYS, 3)),
            tile(Headline.HOURS, Estimate(8 / 60, Unit.HOURS, 3)),
            tile(Headline.SKIP_RATE, Estimate(1 / 3, Unit.SHARE, 3, 0.0615, 0.7923)),
            tile(Headline.ENTITIES, Estimate(2.0, Unit.TRACKS, 3)),
            tile(Headline.ACTIVE_DAY_RATE, None),
        ),
        Gap(Part.PLATFORMS, Reason.NO_COLUMN, name="platform"),
        Gap(Part.SHUFFLE, Reason.NO_COLUMN, name="shuffle"),
        hours,
        Gap(Part.LENGTHS, Reason.NO_OUTCOMES),
        Gap(Part.COMPARISON, Reason.NO_EARLIER_PERIOD),
    )
