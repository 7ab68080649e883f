"""What a run tells whoever started it."""

from __future__ import annotations

from dataclasses import replace

from reporter.render.notices import notices
from reporter.results.facts import SkipDefinition
from reporter.words import ENGLISH
from tests.factories import make_report


def test_a_report_without_trouble_has_no_notices() -> None:
    made = make_report()
    quality = replace(made.quality, quarantined=0, missing_columns=("track_length_ms",))
    assert notices(replace(made, quality=quality), ENGLISH, asked=made.scope.skip) == ()


def test_each_trouble_is_a_sentence() -> None:
    made = make_report()
    report = replace(
        made,
        quality=replace(made.quality, quarantined=2, missing_columns=("platform", "shuffle")),
        scope=replace(
            made.scope,
            period=replace(made.scope.period, partial=True),
            skip=SkipDefinition.RULE,
        ),
    )
    partial, missing, skip, rows = notices(report, ENGLISH, asked=SkipDefinition.FLAG)
    assert report.scope.period.label in partial
    assert "platform, shuffle" in missing
    assert ENGLISH("skip.rule") in skip
    assert ENGLISH("skip.flag") in skip
    assert rows.startswith("2 rows")


def test_an_empty_period_is_said_first() -> None:
    made = make_report()
    tile = made.overview.tiles[0]
    assert tile.now is not None
    empty = replace(tile, now=replace(tile.now, value=0.0, n=0))
    overview = replace(made.overview, tiles=(empty, *made.overview.tiles[1:]))
    first, *_ = notices(replace(made, overview=overview), ENGLISH, asked=made.scope.skip)
    assert first == ENGLISH("notice.empty_period", period=made.scope.period.label)
