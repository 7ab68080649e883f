"""Made reports at the edges: nothing, the same everywhere, too much, and names from anywhere."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from reporter.plays import Entity
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit
from reporter.results.overview import LevelRate
from reporter.results.retention import Cohorts
from tests.factories import make_report
from tests.factories.activity import make_one_listener_retention
from tests.factories.groups import make_choice
from tests.factories.hostile import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Callable

    from reporter.report import Report
    from reporter.results.drivers import Drivers
    from reporter.results.segments import Segmentation, Segments

T = TypeVar("T")

NAMING = frozenset(
    {
        "cluster",
        "day",
        "id",
        "k",
        "new",
        "offset",
        "origin",
        "rank",
        "retired",
        "schema_version",
        "seed",
        "segment",
        "silent",
        "target",
        "votes",
        "within",
    }
)
"""Fields whose numbers name or order things."""

STRANGE = (*HOSTILE, "", " ", "$x^2$ \\frac{1}", "é" * 200, "日本のプラットフォーム")


def make_zero_report() -> Report:
    """Every number is 0, intervals included."""
    return _mapped(make_report(), lambda number: type(number)(0))


def make_flat_report() -> Report:
    """Every number is the same."""
    return _mapped(make_report(), lambda number: type(number)(0.5) or type(number)(1))


def make_huge_report() -> Report:
    """Counts a billion times as large; shares as they are."""
    return _mapped(
        make_report(), lambda number: number * 10**9 if isinstance(number, int) else number
    )


def make_long_report() -> Report:
    """Twelve years of weeks and days, forty platforms and as many driver levels."""
    report = make_report()
    weeks, days = report.retention.weeks, report.retention.days
    back = timedelta(days=7 * len(weeks))
    retention = replace(
        report.retention,
        weeks=tuple(
            replace(week, first_day=week.first_day - i * back)
            for i in range(23, -1, -1)
            for week in weeks
        ),
        days=tuple(replace(day, day=day.day - i * back) for i in range(23, -1, -1) for day in days),
    )
    overview = replace(report.overview, platforms=tuple(_level(i) for i in range(40)))
    return replace(report, retention=retention, overview=overview, drivers=_many(report.drivers))


def make_short_report() -> Report:
    """One week, one platform, one cohort, one segment, one point in each curve."""
    report = make_report()
    retention = report.retention
    segmentation, found = _segmented(report)
    choice = make_choice()
    if isinstance(retention.cohorts, Gap) or isinstance(report.overview.platforms, Gap):
        msg = "the made report has cohorts and platforms"
        raise TypeError(msg)
    cohorts = Cohorts(
        retention.cohorts.entity,
        tuple(replace(one, cells=one.cells[:1]) for one in retention.cohorts.cohorts[-1:]),
        retention.cohorts.curve[:1],
        retention.cohorts.unbounded[:1],
        retention.cohorts.days[:1],
        retention.cohorts.growth[:2],
    )
    segments = replace(
        found,
        k=1,
        segments=tuple(replace(one, traits=()) for one in found.segments[:1]),
        points=found.points[:1],
    )
    return replace(
        report,
        overview=replace(report.overview, platforms=report.overview.platforms[:1]),
        retention=replace(
            retention, weeks=retention.weeks[-1:], days=retention.days[-8:], cohorts=cohorts
        ),
        segmentation=replace(
            segmentation,
            found=segments,
            choice=replace(choice, candidates=choice.candidates[:1]),
            upkeep=None,
            migration=None,
        ),
    )


def make_strange_report() -> Report:
    """Names of levels that no catalogue has, in scripts that the charts' face lacks."""
    report = make_report()
    overview = replace(
        report.overview,
        platforms=tuple(replace(_level(i), level=name) for i, name in enumerate(STRANGE)),
    )
    return replace(report, overview=overview, drivers=_many(report.drivers))


def make_tracks_report() -> Report:
    """The made report as if it were about one person's tracks, cohorts included."""
    report = make_report()
    segmentation, found = _segmented(report)
    return replace(
        report,
        scope=replace(report.scope, entity=Entity.TRACK, n_listeners=1),
        segmentation=replace(segmentation, found=replace(found, entity=Entity.TRACK)),
        retention=make_one_listener_retention(),
        churn=Gap(Part.CHURN, Reason.ONE_LISTENER),
    )


EXTREMES: dict[str, Callable[[], Report]] = {
    "zero": make_zero_report,
    "flat": make_flat_report,
    "huge": make_huge_report,
    "long": make_long_report,
    "short": make_short_report,
    "strange": make_strange_report,
    "tracks": make_tracks_report,
}


def _segmented(report: Report) -> tuple[Segmentation, Segments]:
    segmentation = report.segmentation
    if isinstance(segmentation, Gap) or isinstance(segmentation.found, Gap):
        msg = "the made report has segments"
        raise TypeError(msg)
    return segmentation, segmentation.found


def _level(i: int) -> LevelRate:
    rate = Estimate(i / 40, Unit.SHARE, 40 - i, max(0.0, i / 40 - 0.1), min(1.0, i / 40 + 0.1))
    return LevelRate(f"platform_{i}", 40 - i, 1 / 40, rate, rate)


def _many(drivers: Drivers | Gap) -> Drivers:
    """Forty levels of a driver, with strange names, in the weakest group; ten in the first."""
    if isinstance(drivers, Gap):
        msg = "the made report has drivers"
        raise TypeError(msg)

    def levels(n: int) -> Any:  # noqa: ANN401 - a field's value
        level = drivers.groups[0].levels[0]
        return tuple(replace(level, level=STRANGE[i % len(STRANGE)] + str(i)) for i in range(n))

    first, *rest, last = drivers.groups
    groups = (replace(first, levels=levels(10)), *rest, replace(last, levels=levels(40)))
    return replace(drivers, groups=groups)


def _mapped(value: T, change: Callable[[Any], Any]) -> T:
    """The value with every number changed, but for those that name or order things."""
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value,
            **{
                field.name: getattr(value, field.name)
                if field.name in NAMING
                else _mapped(getattr(value, field.name), change)
                for field in fields(value)
            },
        )
    if isinstance(value, tuple):
        return tuple(_mapped(item, change) for item in value)  # type: ignore[return-value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        changed: T = change(value)
        return changed
    return value
