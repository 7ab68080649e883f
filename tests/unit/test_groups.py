"""Too few listeners to be mailed: in the history, in the period, and where that does not matter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from reporter.groups import TooFew, too_few
from reporter.plays import Entity
from reporter.results.overview import Headline
from reporter.words import ENGLISH
from tests.factories import make_minimal_report, make_report

if TYPE_CHECKING:
    from reporter.report import Report


def of(n_listeners: int, active: int, entity: Entity = Entity.LISTENER) -> Report:
    report = make_report()
    tiles = tuple(
        replace(tile, now=replace(tile.now, value=float(active)))
        if tile.headline is Headline.ENTITIES and tile.now
        else tile
        for tile in report.overview.tiles
    )
    return replace(
        report,
        scope=replace(report.scope, n_listeners=n_listeners, entity=entity),
        overview=replace(report.overview, tiles=tiles),
    )


@pytest.mark.parametrize(
    ("report", "found"),
    [
        (of(10, 10), None),
        (of(9, 9), TooFew("history", 9, 10)),
        (of(10, 9), TooFew("period", 9, 10)),
        (of(10, 0), None),
        (of(9, 9, Entity.TRACK), None),
        (make_minimal_report(), None),
    ],
)
def test_a_report_needs_enough_listeners_where_there_are_several(
    report: Report, found: TooFew | None
) -> None:
    assert too_few(report, 10) == found


@pytest.mark.parametrize(
    ("outside", "in_period", "found"),
    [
        (0, 0, None),
        (10, 0, None),
        (10, 10, None),
        (9, 9, TooFew("outside", 9, 10)),
        (10, 3, TooFew("outside_period", 3, 10)),
    ],
)
def test_what_a_filter_leaves_out_needs_enough_listeners_too(
    outside: int, in_period: int, found: TooFew | None
) -> None:
    report = of(20, 20)
    scope = replace(report.scope, n_outside=outside, n_outside_period=in_period)
    assert too_few(replace(report, scope=scope), 10) == found


def test_it_says_why() -> None:
    assert TooFew("outside_period", 3, 10).said(ENGLISH) == (
        "its filter leaves out the plays of 3 listeners in the period, and nothing about fewer than"
        " 10 is mailed"
    )
    assert TooFew("period", 1, 10).said(ENGLISH) == (
        "1 listener was active in the period, and nothing about fewer than 10 is mailed"
    )
    assert TooFew("history", 9, 10).said(ENGLISH) == (
        "the report is about 9 listeners, and nothing about fewer than 10 is mailed"
    )


@pytest.mark.parametrize(
    ("n_listeners", "entity", "least"),
    [(100, Entity.LISTENER, 10), (9, Entity.LISTENER, 1), (100, Entity.TRACK, 1)],
)
def test_rows_are_left_out_only_of_a_report_that_may_be_mailed(
    n_listeners: int, entity: Entity, least: int
) -> None:
    scope = replace(of(n_listeners, 1, entity).scope, min_group_size=10)
    assert scope.least_listeners == least
