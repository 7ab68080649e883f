"""Which numbers of the period before are told as restated."""

from __future__ import annotations

from dataclasses import replace

from reporter.analysis.glance.restated import restated
from reporter.results.facts import Estimate, Unit
from reporter.results.overview import Headline, Tile
from tests.factories import make_report

TILES = make_report().overview.tiles


def as_reported(*, factor: float = 1.0, unit: Unit | None = None) -> tuple[Tile, ...]:
    """The tiles of the period before, all of whose numbers were `factor` times what they are."""
    return tuple(_reported(tile, tile.before, factor, unit) for tile in TILES)


def _reported(tile: Tile, now: Estimate | None, factor: float, unit: Unit | None) -> Tile:
    assert now
    own = replace(now, value=now.value * factor, unit=unit or now.unit)
    return replace(tile, now=own, before=None, change=None)


def test_numbers_that_stay_are_not_restated() -> None:
    assert restated(TILES, as_reported()) == ()
    assert restated(TILES, as_reported(factor=1 + 1e-10)) == ()  # digits that JSON does not keep


def test_other_numbers_are_restated_with_their_difference() -> None:
    found = {one.headline: one for one in restated(TILES, as_reported(factor=0.5))}
    assert list(found) == list(Headline)
    rate, plays = found[Headline.SKIP_RATE], found[Headline.PLAYS]
    assert rate.change.unit is Unit.POINTS
    assert rate.change.value == 100 * (rate.now.value - rate.reported.value)
    assert (plays.change.value, plays.change.unit) == (plays.now.value / 2, Unit.PLAYS)


def test_what_one_report_lacks_or_counts_otherwise_is_left_out() -> None:
    assert restated(TILES, ()) == ()
    assert restated(TILES, as_reported(factor=0.5, unit=Unit.TRACKS)) == ()
    alone = tuple(replace(tile, before=None) for tile in TILES)
    assert restated(alone, as_reported(factor=0.5)) == ()
