"""Two reports side by side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reporter.archive.compare import Comparison, Missing, Row, compare
from reporter.archive.numbers import Number
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit
from tests.factories import make_minimal_report, make_report

if TYPE_CHECKING:
    from reporter.report import Report


def with_tile(report: Report, number: int, **values: object) -> Report:
    """The report with another headline number."""
    tiles = list(report.overview.tiles)
    tiles[number] = replace(tiles[number], **values)  # type: ignore[arg-type]
    return replace(report, overview=replace(report.overview, tiles=tuple(tiles)))


def row(found: Comparison, key: str, table: str | None = None) -> Row:
    rows = (
        found.headlines
        if table is None
        else next(section.rows for section in found.sections if section.table == table)
    )
    return next(one for one in rows if one.id == key)


def test_a_report_beside_itself_has_no_change() -> None:
    found = compare(make_report(), make_report())
    every = [*found.headlines, *(one for section in found.sections for one in section.rows)]
    assert len(every) > 500
    assert {one.change for one in every} == {0.0}
    assert not any(one.material or one.missing for one in every)
    assert (found.n_material, found.lacks, found.differences) == (0, (), ())


def test_every_section_has_its_numbers_under_ids_of_their_own() -> None:
    found = compare(make_report(), make_report())
    assert [section.table for section in found.sections] == [
        "model_performance",
        "advanced_analytics_summary",
        "skip_drivers",
        "changes",
        "segment_profiles",
        "retention_curve",
        "growth_accounting",
        "leaders",
        "recommendations",
        "data_quality",
        "cohort_retention",
        "segment_migration",
        "leakage_audit",
    ]
    for section in found.sections:
        assert len({one.id for one in section.rows}) == len(section.rows)


@pytest.mark.parametrize(
    ("number", "unit", "values", "change", "relative", "material"),
    [
        (2, Unit.SHARE, (0.30, 0.3099), 0.99, None, False),
        (2, Unit.SHARE, (0.30, 0.29), -1.0, None, True),
        (0, Unit.PLAYS, (1000, 1049), 49.0, 0.049, False),
        (0, Unit.PLAYS, (1000, 950), -50.0, -0.05, True),
        (0, Unit.PLAYS, (0, 3), 3.0, None, True),
        (0, Unit.PLAYS, (0, 0), 0.0, None, False),
    ],
)
def test_what_is_material(
    number: int,
    unit: Unit,
    values: tuple[float, float],
    change: float,
    relative: float | None,
    *,
    material: bool,
) -> None:
    first, second = (
        with_tile(make_report(), number, now=Estimate(value, unit, 100)) for value in values
    )
    found = compare(first, second).headlines[number]
    assert found.change == pytest.approx(change)
    assert found.relative == (None if relative is None else pytest.approx(relative))
    assert found.material is material


def test_what_one_of_them_lacks_is_said() -> None:
    whole = make_report()
    lacking = with_tile(whole, 2, now=None)
    gap = Gap(Part.DRIVERS, Reason.NO_USABLE_SIGNAL)
    lacking = replace(lacking, drivers=gap)
    found = compare(whole, lacking)
    tile = row(found, "skip_rate")
    assert (tile.missing, tile.change, tile.material) == (Missing.SECOND, None, False)
    now = whole.overview.tiles[2].now
    assert now is not None
    assert tile.first == Number(now.value, Unit.SHARE, now.low, now.high)
    (lack,) = found.lacks
    assert (lack.id, lack.missing, lack.gap) == ("gap.drivers", Missing.SECOND, gap)
    drivers = next(section for section in found.sections if section.table == "skip_drivers")
    assert {one.missing for one in drivers.rows} == {Missing.SECOND}
    back = compare(lacking, whole)
    assert row(back, "skip_rate").missing is Missing.FIRST
    assert back.lacks[0].missing is Missing.FIRST


def test_units_that_differ_do_not_compare() -> None:
    first = make_report()
    second = with_tile(first, 3, now=Estimate(12, Unit.TRACKS, 12))
    found = compare(first, second).headlines[3]
    assert (found.missing, found.change, found.material) == (None, None, False)


def test_leaders_are_found_again_by_name() -> None:
    first = make_report()
    assert not isinstance(first.leaders, Gap)
    rows = tuple(replace(one, rank=100 - one.rank) for one in first.leaders.rows)
    second = replace(first, leaders=replace(first.leaders, rows=rows))
    leaders = next(s for s in compare(first, second).sections if s.table == "leaders")
    assert all(one.change == 0 for one in leaders.rows)


def test_what_the_numbers_rest_on_is_compared_too() -> None:
    found = compare(make_report(), make_minimal_report())
    names = [difference.name for difference in found.differences]
    assert {"report", "period_kind", "entity", "zone", "skip"} <= set(names)
    assert names == [
        difference.name for difference in compare(make_report(), make_minimal_report()).differences
    ]
    assert len(found.lacks) > 10
    assert compare(make_report(), make_minimal_report()) == found
