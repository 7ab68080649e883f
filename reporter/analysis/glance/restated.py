"""Headline numbers of the period before that are others than its own report, in the archive, tells.

Late plays change them, or another definition: a report compares numbers of one computation only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.results.facts import Estimate, Unit
from reporter.results.overview import Restated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reporter.results.overview import Tile


def restated(tiles: Iterable[Tile], archived: Iterable[Tile]) -> tuple[Restated, ...]:
    """The headlines whose `before` differs from what was reported then.

    A number that one of the two reports lacks, or has in another unit, is not compared.

    Args:
        tiles: this report's.
        archived: those of the archived report of exactly the period before.
    """
    return tuple(_restated(tiles, archived))


def _restated(tiles: Iterable[Tile], archived: Iterable[Tile]) -> Iterator[Restated]:
    reported = {tile.headline: tile.now for tile in archived}
    for tile in tiles:
        now, before = tile.before, reported.get(tile.headline)
        if now and before and now.unit is before.unit and now.is_restated(before):
            yield Restated(tile.headline, before, now, _change(before, now))


def _change(before: Estimate, now: Estimate) -> Estimate:
    of_shares = now.unit is Unit.SHARE
    unit, scale = (Unit.POINTS, 100) if of_shares else (now.unit, 1)
    return Estimate(scale * (now.value - before.value), unit, min(now.n, before.n))
