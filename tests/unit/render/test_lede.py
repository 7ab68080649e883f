"""The headline sentence in every situation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reporter.render.context import Context
from reporter.render.lede import headline
from reporter.results.changes import Change, Changes, Method
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit
from reporter.results.overview import Headline, Overview, Tile
from reporter.words import ENGLISH
from tests.factories import make_minimal_report, make_report

if TYPE_CHECKING:
    from reporter.report import Report

REPORT = make_report()


def _tile(name: Headline, now: float, before: float, unit: Unit) -> Tile:
    share = unit is Unit.SHARE
    change = 100 * (now - before) if share else now - before
    return Tile(
        name,
        Estimate(now, unit, 900),
        Estimate(before, unit, 900),
        Estimate(change, Unit.POINTS if share else unit, 900, change - 1, change + 1),
        None if share or not before else change / before,
        (),
    )


def _tested(
    tile: Tile, *, kept: bool, level: str | None = None, contribution: float | None = None
) -> Change:
    assert tile.now is not None
    assert tile.before is not None
    assert tile.change is not None
    dimension = "platform" if level else None
    return Change(
        id=tile.headline,
        metric=tile.headline,
        dimension=dimension,
        level=level,
        before=tile.before,
        now=tile.now,
        change=tile.change,
        relative=tile.relative,
        design_effect=None,
        p=0.001,
        p_adjusted=0.001,
        kept=kept,
        contribution=contribution,
        method=Method.NEWCOMBE,
        resampled=None,
    )


def _say(
    skips: tuple[float, float, bool],
    hours: tuple[float, float, bool],
    *,
    contribution: float | None = None,
) -> str:
    skip_rate = _tile(Headline.SKIP_RATE, *skips[:2], Unit.SHARE)
    listening = _tile(Headline.HOURS, *hours[:2], Unit.HOURS)
    tiles = {tile.headline: tile for tile in REPORT.overview.tiles}
    tiles |= {Headline.SKIP_RATE: skip_rate, Headline.HOURS: listening}
    rows = [_tested(skip_rate, kept=skips[2]), _tested(listening, kept=hours[2])]
    if contribution is not None:
        level = _tested(skip_rate, kept=True, level="android", contribution=contribution)
        rows.append(level)
    changes = Changes(tuple(rows), len(rows), 1, 0.1, 1.0, 0.05)
    overview = replace(REPORT.overview, tiles=tuple(tiles.values()))
    return _headline(replace(REPORT, overview=overview, changes=changes))


def _headline(report: Report) -> str:
    return headline(Context(report, {}, ENGLISH))


@pytest.mark.parametrize(
    ("skips", "hours", "said"),
    [
        (
            (0.314, 0.293, True),
            (404.0, 402.0, False),
            "Skips rose 2.1 points to 31.4%; listening hours held at 404.",
        ),
        (
            (0.293, 0.314, True),
            (300.0, 400.0, True),
            "Skips fell 2.1 points to 29.3%; listening fell 25.0% to 300 hours.",
        ),
        (
            (0.294, 0.293, False),
            (500.0, 400.0, True),
            "Skips held at 29.4%; listening rose 25.0% to 500 hours.",
        ),
        (
            (0.393, 0.293, False),
            (5.0, 10.0, False),
            (
                "Skips were at 39.3%, 10.0 points up but not beyond noise;"
                " listening was at 5.0 hours, 50.0% down but not beyond noise."
            ),
        ),
        (
            (0.193, 0.293, False),
            (15.0, 10.0, False),
            (
                "Skips were at 19.3%, 10.0 points down but not beyond noise;"
                " listening was at 15.0 hours, 50.0% up but not beyond noise."
            ),
        ),
        (
            (0.294, 0.293, False),
            (5.0, 0.0, True),
            "Skips held at 29.4%; listening came back, with 5.0 hours.",
        ),
    ],
)
def test_what_skips_and_hours_did(
    skips: tuple[float, float, bool], hours: tuple[float, float, bool], said: str
) -> None:
    assert _say(skips, hours) == said


def test_a_level_is_named_where_it_carries_most_of_the_change() -> None:
    held = (404.0, 402.0, False)
    assert "most of it on Android" in _say((0.314, 0.293, True), held, contribution=1.3)
    assert "most of it on Android" in _say((0.293, 0.314, True), held, contribution=-1.3)
    assert "Android" not in _say((0.314, 0.293, True), held, contribution=0.5)
    assert "Android" not in _say((0.314, 0.293, True), held, contribution=-1.3)


@pytest.mark.parametrize("is_tested_at_all", [True, False])
def test_a_change_that_was_not_tested_is_not_called_noise(*, is_tested_at_all: bool) -> None:
    tiles = {tile.headline: tile for tile in REPORT.overview.tiles}
    tiles[Headline.SKIP_RATE] = _tile(Headline.SKIP_RATE, 0.424, 0.103, Unit.SHARE)
    tiles[Headline.HOURS] = _tile(Headline.HOURS, 5.0, 10.0, Unit.HOURS)
    found = Changes((), 0, 0, 0.1, 1.0, 0.05)
    gap = Gap(Part.CHANGES, Reason.TOO_FEW_PLAYS, have=3, need=30)
    overview = replace(REPORT.overview, tiles=tuple(tiles.values()))
    changes = found if is_tested_at_all else gap
    assert _headline(replace(REPORT, overview=overview, changes=changes)) == (
        "Skips were at 42.4%, 32.1 points up on too few plays to test;"
        " listening was at 5.0 hours, 50.0% down over too few days to test."
    )


def test_nothing_to_compare_with() -> None:
    assert _headline(make_minimal_report()) == (
        "33.3% of plays were skipped; 3 plays took 0.1 hours."
    )


def test_no_outcomes() -> None:
    report = make_minimal_report()
    tiles = tuple(
        replace(tile, now=None) if tile.headline is Headline.SKIP_RATE else tile
        for tile in report.overview.tiles
    )
    said = _headline(replace(report, overview=replace(report.overview, tiles=tiles)))
    assert said == "The source does not tell skips; 3 plays took 0.1 hours."


def _silent(overview: Overview, before: float | None) -> Overview:
    earlier = None if before is None else Estimate(before, Unit.PLAYS, 1)
    tiles = tuple(
        replace(tile, now=Estimate(0.0, Unit.PLAYS, 0), before=earlier)
        if tile.headline is Headline.PLAYS
        else replace(tile, now=None, before=None, change=None)
        for tile in overview.tiles
    )
    return replace(overview, tiles=tiles)


def test_a_silent_period() -> None:
    gap = Gap(Part.CHANGES, Reason.NO_PLAYS)
    for before, said in (
        (None, "Nothing was played that week."),
        (0.0, "Nothing was played that week."),
        (1.0, "Nothing was played that week, against 1 play the week before."),
    ):
        overview = _silent(REPORT.overview, before)
        assert _headline(replace(REPORT, overview=overview, changes=gap)) == said
