"""What a run tells whoever started it."""

from __future__ import annotations

from dataclasses import replace

from reporter.render.notices import guessed_dates, notices
from reporter.results.facts import SkipDefinition
from reporter.results.quality import DateOrder
from reporter.results.skips import SkipModel
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


def test_an_auc_too_good_to_be_true_is_a_notice() -> None:
    made = make_report()
    assert isinstance(made.skip_model, SkipModel)
    report = replace(made, skip_model=replace(made.skip_model, suspicious=True))
    assert ENGLISH("notice.suspicious_auc") in notices(report, ENGLISH, asked=made.scope.skip)
    assert ENGLISH("notice.suspicious_auc") not in notices(made, ENGLISH, asked=made.scope.skip)


def test_an_empty_period_is_said_first() -> None:
    made = make_report()
    tile = made.overview.tiles[0]
    assert tile.now is not None
    empty = replace(tile, now=replace(tile.now, value=0.0, n=0))
    overview = replace(made.overview, tiles=(empty, *made.overview.tiles[1:]))
    first, *_ = notices(replace(made, overview=overview), ENGLISH, asked=made.scope.skip)
    assert first == ENGLISH("notice.empty_period", period=made.scope.period.label)


def test_guessed_dates_are_said_once_for_each_form_and_known_ones_not() -> None:
    orders = (
        DateOrder("a.csv", "/", day_first=False, assumed=True),
        DateOrder("b.csv", "/", day_first=False, assumed=True),
        DateOrder("b.csv", "-", day_first=True, assumed=True),
        DateOrder("c.csv", ".", day_first=True, assumed=False),
    )
    quality = replace(make_report().quality, date_orders=orders)
    dash, slash = guessed_dates(quality, ENGLISH, "notice")
    assert "7-8" in dash
    assert dash.endswith("the day is taken to come first")
    assert "7/8" in slash
    assert slash.endswith("the month is taken to come first")
    assert all(text.endswith("first.") for text in guessed_dates(quality, ENGLISH, "quality"))
