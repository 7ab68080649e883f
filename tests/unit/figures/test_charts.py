"""What each chart shows of the made report: its marks, its labels and its message."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from reporter.figures.calibration import calibration
from reporter.figures.changes import changes
from reporter.figures.choice import elbow, gap_statistic, silhouette, stability
from reporter.figures.cohorts import cohorts
from reporter.figures.days import plays_by_day
from reporter.figures.driver_curves import driver_curves
from reporter.figures.drivers import driver_loss, drivers
from reporter.figures.hours import plays_by_hour, skip_rate_by_hour
from reporter.figures.levels import skip_rate_by_length, skip_rate_by_platform
from reporter.figures.migration import segment_migration
from reporter.figures.models import confusion, importances, model_auc
from reporter.figures.profiles import segment_profiles
from reporter.figures.retention import growth, retention_curve
from reporter.figures.roc import roc
from reporter.figures.segments import segment_key, segment_map
from reporter.figures.sparks import sparks
from reporter.figures.style import SMALL_PT
from reporter.figures.typeset import MM_PER_PT, width_mm
from reporter.figures.weeks import plays_by_week, skip_rate_by_week
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit
from reporter.words import ENGLISH
from tests.factories import make_minimal_report, make_report
from tests.factories.extremes import make_long_report, make_short_report
from tests.factories.groups import (
    SPLIT,
    make_choice,
    make_coarse_migration,
    make_migration,
)
from tests.factories.svg import corners, marks, places, text_places, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from reporter.figures.chart import Chart
    from reporter.report import Report
    from reporter.results.segments import Migration
    from reporter.words import Words

LETTER_PT = 4.0
"""Height of small letters and more."""
NOTHING = Gap(Part.CHANGES, Reason.NOTHING_FOUND)


def drawn(function: Callable[[Report, Words], Chart | None], report: Report | None = None) -> Chart:
    chart = function(report or make_report(), ENGLISH)
    assert chart is not None
    return chart


def test_sparks_mark_the_last_period() -> None:
    plays = sparks(make_report(), ENGLISH)[0]
    assert plays.id == "spark_plays"
    assert marks(plays, "last") == 1
    assert texts(plays) == []
    assert "12 periods" in plays.alt
    assert "7,812" in plays.alt


def test_a_spark_breaks_where_a_period_has_no_value() -> None:
    report = make_report()
    tile = report.overview.tiles[2]
    holes = tuple(
        replace(point, value=None) if i in {3, 11} else point for i, point in enumerate(tile.series)
    )
    overview = replace(report.overview, tiles=(replace(tile, series=holes),))
    (spark,) = sparks(replace(report, overview=overview), ENGLISH)
    assert "10 periods" in spark.alt
    assert places(spark, "last")[0][0] < 30 / 25.4 * 72 - 6


def test_weeks_of_the_period_stand_out_and_partial_ones_are_grey() -> None:
    report = make_report()
    weeks = report.retention.weeks
    weeks = (*weeks[:-3], replace(weeks[-3], whole=False), *weeks[-2:])
    report = replace(report, retention=replace(report.retention, weeks=weeks))
    chart = drawn(plays_by_week, report)
    assert [marks(chart, f"weeks-{name}") for name in ("partial", "period", "other")] == [1, 1, 24]
    assert chart.title == "Between 6,744 and 8,224 plays a week"
    assert "Weeks not whole: 1" in chart.alt
    rates = drawn(skip_rate_by_week, report)
    assert marks(rates, "unsure") == 1
    assert "25 whole weeks" in rates.alt
    assert "31.9%" in texts(rates)


def test_weeks_without_decided_plays_break_the_line() -> None:
    report = make_report()
    weeks = tuple(
        replace(week, decided=0, skips=0) if i == 5 else week
        for i, week in enumerate(report.retention.weeks)
    )
    chart = drawn(
        skip_rate_by_week, replace(report, retention=replace(report.retention, weeks=weeks))
    )
    assert marks(chart, "skip-rate") == 2


def test_a_week_of_few_plays_is_grey_and_not_joined() -> None:
    report = make_report()
    weeks = tuple(
        replace(week, plays=19, decided=19, skips=19) if i == 5 else week
        for i, week in enumerate(report.retention.weeks)
    )
    report = replace(report, retention=replace(report.retention, weeks=weeks))
    chart = drawn(skip_rate_by_week, report)
    assert (marks(chart, "unsure"), marks(chart, "skip-rate")) == (1, 2)
    assert "Skip rate a week; grey: not whole or under 20 plays" in texts(chart)
    assert chart.title == "The weekly skip rate runs from 28.7% to 31.9%"


def test_weeks_are_those_of_two_years() -> None:
    chart = drawn(plays_by_week, make_long_report())
    assert "104 weeks" in chart.alt


def test_no_week_is_whole() -> None:
    report = make_report()
    weeks = tuple(replace(week, whole=False) for week in report.retention.weeks[:2])
    report = replace(report, retention=replace(report.retention, weeks=weeks))
    assert drawn(plays_by_week, report).title == "No week is whole yet"
    assert skip_rate_by_week(report, ENGLISH) is None


def test_days_show_half_a_year_and_grey_what_is_not_complete() -> None:
    report = make_long_report()
    report = replace(
        report, scope=replace(report.scope, data_through=report.scope.data_through - timedelta(2))
    )
    chart = drawn(plays_by_day, report)
    assert marks(chart, "days") == 180
    assert marks(chart, "days-incomplete") == 2
    assert "7-day mean 1,116" in texts(chart)
    assert chart.title == "1,116 plays a day in the last 7 days, −5.0% on the 7 before"


def test_the_first_six_days_have_no_mean() -> None:
    report = make_report()
    days = report.retention.days
    first = drawn(plays_by_day, replace(report, retention=replace(report.retention, days=days[:9])))
    xs = [x for x, _ in places(first, "rolling")]
    bars = [x for x, _ in places(first, "days")]
    assert len(xs) == 1
    assert bars[6] < xs[0] < bars[7]


def test_without_a_trend_the_title_says_the_mean() -> None:
    report = make_report()
    trend = replace(report.retention.trend, change=None)
    report = replace(report, retention=replace(report.retention, trend=trend))
    assert drawn(plays_by_day, report).title == "The 7-day mean stands at 1,116 plays a day"


def test_the_busiest_hour_stands_out() -> None:
    chart = drawn(plays_by_hour)
    assert (marks(chart, "hours"), marks(chart, "hours-busiest")) == (23, 1)
    assert chart.title == "Most plays start between 19:00 and 19:59, 8.2%"
    assert plays_by_hour(_with_hours(make_report(), plays=0), ENGLISH) is None


def test_an_hour_of_too_few_listeners_is_a_gap_of_which_the_picture_tells() -> None:
    report = make_report()
    hours = list(report.overview.hours)
    hours[4] = replace(hours[4], plays=None, share=None, skip_rate=None, before=None)
    few = replace(report, overview=replace(report.overview, hours=tuple(hours)))
    chart = drawn(plays_by_hour, few)
    assert (marks(chart, "hours"), marks(chart, "hours-busiest")) == (22, 1)
    assert "Plays by hour of their start; gaps: too few listeners" in texts(chart)
    assert "Plays by hour of their start" in texts(drawn(plays_by_hour))


def test_an_hour_is_named_only_if_its_interval_is_apart() -> None:
    report = make_report()
    assert (
        drawn(skip_rate_by_hour, report).title == "No hour's skip rate stands apart from the others"
    )
    hours = list(report.overview.hours)
    hours[4] = replace(hours[4], skip_rate=Estimate(0.9, Unit.SHARE, 500, 0.87, 0.93))
    apart = replace(report, overview=replace(report.overview, hours=tuple(hours)))
    chart = drawn(skip_rate_by_hour, apart)
    assert chart.title == "Skip rate: 26.9% at 15:00 to 90.0% at 04:00"
    assert marks(chart, "rates") == marks(chart, "intervals") == 24
    assert skip_rate_by_hour(_with_hours(report, skip_rate=None), ENGLISH) is None


def test_an_hour_without_interval_is_grey() -> None:
    report = make_report()
    hours = list(report.overview.hours)
    hours[4] = replace(hours[4], skip_rate=Estimate(1.0, Unit.SHARE, 2))
    few = replace(report, overview=replace(report.overview, hours=tuple(hours)))
    chart = drawn(skip_rate_by_hour, few)
    assert (marks(chart, "rates"), marks(chart, "unsure")) == (23, 1)
    assert "Skip rate by hour, with 95% intervals; grey: few plays" in texts(chart)
    assert chart.title == "No hour's skip rate stands apart from the others"
    none = _with_hours(report, skip_rate=Estimate(1.0, Unit.SHARE, 2))
    assert skip_rate_by_hour(none, ENGLISH) is None


def _with_hours(report: Report, **values: object) -> Report:
    hours = tuple(replace(hour, **values) for hour in report.overview.hours)  # type: ignore[arg-type]
    return replace(report, overview=replace(report.overview, hours=hours))


def test_platforms_show_this_period_against_the_one_before() -> None:
    chart = drawn(skip_rate_by_platform)
    assert marks(chart, "dots-strong") == marks(chart, "intervals-strong") == 5
    assert marks(chart, "others") == 5
    assert {"Android", "iOS", "Web player", "35.2% (3,437)"} <= set(texts(chart))
    assert chart.title == "Skips on Android rose 5.1 points to 35.2%"
    assert "Skip rate, with 95% interval; ring: the week before" in texts(chart)


def test_without_a_tested_change_the_title_is_the_spread() -> None:
    report = make_report(changes=NOTHING)
    assert drawn(skip_rate_by_platform, report).title == "Skip rate by platform: 18.3% to 35.2%"
    assert drawn(skip_rate_by_length).title == "Skip rate by track length: 28.4% to 36.2%"


def test_the_title_speaks_of_levels_with_enough_plays_alone() -> None:
    report = make_report(changes=NOTHING)
    known = report.overview.lengths
    assert not isinstance(known, Gap)

    def title(*rates: tuple[float, int]) -> str:
        lengths = tuple(
            replace(level, skip_rate=Estimate(value, Unit.SHARE, n, 0.0, 1.0))
            for level, (value, n) in zip(known, rates, strict=True)
        )
        changed = replace(report, overview=replace(report.overview, lengths=lengths))
        return drawn(skip_rate_by_length, changed).title

    assert title((0.3, 900), (0.35, 400), (1.0, 5)) == "Skip rate by track length: 30.0% to 35.0%"
    few = "Skip rate by track length: too few plays to compare"
    assert title((0.3, 900), (0.35, 29), (1.0, 5)) == few
    same = "Skip rate by track length: 0.0% on all with enough plays"
    assert title((0.0, 900), (0.0, 400), (1.0, 5)) == same


def test_a_loss_of_next_to_nothing_is_none() -> None:
    report = make_report()
    assert not isinstance(report.drivers, Gap)
    *first, last = report.drivers.groups
    nothing = replace(last, loss=Estimate(-0.00003, Unit.SCORE, 90, -0.0006, 0.0004))
    groups = (*first, nothing)
    chart = drawn(driver_loss, replace(report, drivers=replace(report.drivers, groups=groups)))
    assert "none" in texts(chart)
    assert not [text for text in texts(chart) if text.startswith(">")]


def test_lengths_keep_their_own_order() -> None:
    report = make_report()
    assert not isinstance(report.overview.lengths, Gap)
    lengths = tuple(reversed(report.overview.lengths))
    report = replace(report, overview=replace(report.overview, lengths=lengths))
    shown = [text for text in texts(drawn(skip_rate_by_length, report)) if text[0] in "SML"]
    assert shown[:3] == ["Short (under 2:30)", "Medium", "Long (over 4:30)"]


def test_one_platform_is_no_comparison() -> None:
    assert skip_rate_by_platform(make_short_report(), ENGLISH) is None


def test_the_biggest_platforms_are_shown_and_those_without_outcomes_left_out() -> None:
    assert marks(drawn(skip_rate_by_platform, make_long_report()), "dots-strong") == 15
    report = make_report()
    assert not isinstance(report.overview.platforms, Gap)
    first, *rest = report.overview.platforms
    platforms = (replace(first, skip_rate=None, before=None), *rest)
    report = replace(report, overview=replace(report.overview, platforms=platforms))
    assert marks(drawn(skip_rate_by_platform, report), "dots-strong") == 4


def test_without_a_period_before_there_are_no_rings() -> None:
    report = make_report()
    assert not isinstance(report.overview.platforms, Gap)
    platforms = tuple(replace(level, before=None) for level in report.overview.platforms)
    chart = drawn(
        skip_rate_by_platform,
        replace(report, overview=replace(report.overview, platforms=platforms)),
    )
    assert marks(chart, "others") == 0
    assert "Skip rate, with 95% interval" in texts(chart)


def test_kept_changes_are_in_the_accent_colour() -> None:
    chart = drawn(changes)
    assert (marks(chart, "dots-strong"), marks(chart, "dots-plain")) == (3, 5)
    assert marks(chart, "immaterial") == 1
    assert chart.title == "3 of 11 tested changes stand out from noise"
    assert "+5.1 (+3.0 to +7.2)" in texts(chart)
    report = make_report()
    assert not isinstance(report.changes, Gap)
    none = replace(report, changes=replace(report.changes, kept=0))
    assert drawn(changes, none).title == "None of 11 tested changes stands out from noise"


def test_counts_alone_make_no_chart_of_changes() -> None:
    report = make_report()
    assert not isinstance(report.changes, Gap)
    rows = tuple(row for row in report.changes.rows if row.change.unit is not Unit.POINTS)
    assert rows
    assert changes(replace(report, changes=replace(report.changes, rows=rows)), ENGLISH) is None


def test_drivers_are_grouped_and_clear_effects_stand_out() -> None:
    chart = drawn(drivers)
    assert (marks(chart, "dots-strong"), marks(chart, "dots-plain")) == (12, 7)
    assert marks(chart, "others") == 19
    assert marks(chart, "zero") == 7
    assert {"Platform", "against iOS", "+4.6 (+2.9 to +6.3)"} <= set(texts(chart))
    assert chart.title == (
        "Largest effect: The listener's earlier skip rate, High, +14.1 points against Medium"
    )
    assert "raw +12.1" in chart.alt


def test_no_effect_is_apart_from_zero() -> None:
    report = make_report()
    assert not isinstance(report.drivers, Gap)
    group = report.drivers.groups[0]
    level = replace(group.levels[0], kept=False)
    groups = (replace(group, levels=(level,)),)
    chart = drawn(drivers, replace(report, drivers=replace(report.drivers, groups=groups)))
    assert chart.title == "No driver's effect is larger than noise"
    assert marks(chart, "dots-strong") == 0


def test_a_catch_all_level_is_not_the_message() -> None:
    report = make_report()
    assert not isinstance(report.drivers, Gap)
    group = report.drivers.groups[0]
    strong = Estimate(60.0, Unit.POINTS, 90, 50.0, 70.0)
    levels = (*group.levels, replace(group.levels[0], level="unknown", effect=strong))
    groups = (replace(group, levels=levels),)
    chart = drawn(drivers, replace(report, drivers=replace(report.drivers, groups=groups)))
    assert chart.title == (
        "Largest effect of a named level: The listener's earlier skip rate, High,"
        " +14.1 points against Medium"
    )
    assert "Not recorded" in texts(chart)
    alone = (replace(group, levels=levels[-1:]),)
    chart = drawn(drivers, replace(report, drivers=replace(report.drivers, groups=alone)))
    assert "Not recorded, +60.0 points" in chart.title


def test_groups_that_do_not_fit_are_left_out() -> None:
    chart = drawn(drivers, make_long_report())
    assert chart.height_mm < 190
    assert "Position in the session" not in texts(chart)


def test_each_driver_that_is_a_number_has_a_curve() -> None:
    chart = drawn(driver_curves)
    report = make_report()
    assert not isinstance(report.drivers, Gap)
    steps = sum(len(curve.steps) for curve in report.drivers.curves)
    bars = [marks(chart, f"plays-{curve.feature}") for curve in report.drivers.curves]
    assert sum(bars) == steps
    assert chart.svg.count(b'id="driver_curves-band') == len(report.drivers.curves)
    assert {"Hour of day", "06:00", "+10"} <= set(texts(chart))
    assert chart.title == (
        "The widest curve: The listener's earlier skip rate, from −12.0 to +14.0 points"
    )
    assert "at 50% +8.1 (+7.0 to +9.2)" in chart.alt


def test_curves_that_may_be_flat_say_so() -> None:
    report = make_report()
    assert not isinstance(report.drivers, Gap)
    (hour,) = (curve for curve in report.drivers.curves if curve.feature == "hour")
    chart = drawn(driver_curves, replace(report, drivers=replace(report.drivers, curves=(hour,))))
    assert chart.title == "No curve is surely other than flat"
    none = replace(report.drivers, curves=())
    assert driver_curves(replace(report, drivers=none), ENGLISH) is None


def test_one_wild_interval_does_not_flatten_the_curves() -> None:
    report = make_report()
    assert not isinstance(report.drivers, Gap)
    first, *others = report.drivers.curves
    step, *steps = first.steps
    wild = replace(step, effect=replace(step.effect, low=-99.0, high=99.0))
    curves = (replace(first, steps=(wild, *steps)), *others)
    chart = drawn(driver_curves, replace(report, drivers=replace(report.drivers, curves=curves)))
    calm = drawn(driver_curves)
    assert {"−50", "+50", "+100"}.isdisjoint(texts(chart))
    assert "cut where" in " ".join(texts(chart))
    assert "cut where" not in " ".join(texts(calm))
    assert "(−99.0 to +99.0)" in chart.alt


def test_the_drivers_loss_is_drawn_as_bars() -> None:
    chart = drawn(driver_loss)
    assert (marks(chart, "bars-strong"), marks(chart, "bars-plain")) == (1, 6)
    assert {"0.0412", "0.0006"} <= set(texts(chart))


def test_a_driver_that_helps_by_being_shuffled_has_its_bar_left_of_zero() -> None:
    report = make_report()
    assert not isinstance(report.drivers, Gap)
    *first, last = report.drivers.groups
    below = replace(last, loss=Estimate(-0.004, Unit.SCORE, 90, -0.006, -0.002))
    groups = (*first, below)
    chart = drawn(driver_loss, replace(report, drivers=replace(report.drivers, groups=groups)))
    assert {"−0.0040", "0.00", "0.05"} <= set(texts(chart))
    assert "−0.01" not in texts(chart)


def test_models_are_compared_on_test_with_the_chosen_one_in_front() -> None:
    chart = drawn(model_auc)
    assert (marks(chart, "dots-strong"), marks(chart, "dots-plain")) == (1, 5)
    assert chart.title == "Logistic regression reaches AUC 0.794"
    shown = texts(chart)
    assert shown.index("Gradient boosting") < shown.index("Last action repeated")
    assert {"0.5", "1.0"} <= set(shown)


def test_an_unusable_model_is_said_to_be_so() -> None:
    report = make_report()
    assert not isinstance(report.skip_model, Gap)
    model = replace(report.skip_model, usable=False)
    report = replace(report, skip_model=model)
    assert drawn(model_auc, report).title == "No model ranks skips better than the best baseline"
    assert drawn(roc, report).title == "The model's AUC does not lie above the best baseline's"


def test_the_confusion_matrix_has_counts_and_shares_of_rows() -> None:
    chart = drawn(confusion)
    shown = texts(chart)
    assert {"5,592", "762", "1,561", "1,085", "88% of the row", "41% of the row"} <= set(shown)
    assert chart.title == "The model names 41% of the skips in advance"


def test_the_curves_are_named_where_they_are() -> None:
    chart = drawn(roc)
    assert {"Logistic regression", "AUC 0.794 (0.778 to 0.810)", "Last action repeated"} <= set(
        texts(chart)
    )
    assert chart.title == "The model's AUC lies 0.123 above the best baseline's"


@pytest.mark.parametrize(
    ("slope", "title"),
    [
        (0.97, "Predicted rates hold: calibration slope 0.97"),
        (0.5, "Predicted rates are off: calibration slope 0.50"),
        (None, "Predicted against observed skip rates"),
    ],
)
def test_calibration_is_judged_by_its_slope(slope: float | None, title: str) -> None:
    report = make_report()
    assert not isinstance(report.skip_model, Gap)
    found = None if slope is None else Estimate(slope, Unit.SCORE, 9_000)
    scores = tuple(replace(score, calibration_slope=found) for score in report.skip_model.scores)
    report = replace(report, skip_model=replace(report.skip_model, scores=scores))
    chart = drawn(calibration, report)
    assert chart.title == title
    assert marks(chart, "tenths") == 10


def test_importances_say_that_they_are_no_drivers() -> None:
    chart = drawn(importances)
    assert "absolute standardised coefficient; not a driver of skips" in texts(chart)
    assert {"How the play began: Forward button", "Platform: Android"} <= set(texts(chart))


def test_the_chosen_number_of_segments_is_marked() -> None:
    for function in (elbow, silhouette, gap_statistic, stability):
        chart = drawn(function)
        assert marks(chart, "chosen") == 1
        assert marks(chart, "barred") == 5
        assert "chosen" in texts(chart)
        assert function(make_short_report(), ENGLISH) is None
    assert marks(drawn(silhouette), "allowed") == 3
    assert marks(drawn(gap_statistic), "allowed") == 4
    assert marks(drawn(gap_statistic), "errors") == 9


@pytest.mark.parametrize("function", [elbow, silhouette, gap_statistic, stability])
@pytest.mark.parametrize("k", [2, 3, 4, 6])
def test_no_line_runs_through_the_label_of_the_choice(
    function: Callable[[Report, Words], Chart | None], k: int
) -> None:
    report = make_report()
    assert not isinstance(report.segmentation, Gap)
    assert not isinstance(report.segmentation.found, Gap)
    found = replace(report.segmentation.found, k=k)
    report = replace(report, segmentation=replace(report.segmentation, found=found))
    chart = drawn(function, report)
    ((x, base),) = text_places(chart, "chosen")
    xs, ys = zip(*corners(chart, "measure"), strict=True)
    at = np.linspace(x, x + width_mm("chosen", SMALL_PT, 600) / MM_PER_PT, 30)
    line = np.interp(at, xs, ys)
    assert ((line < base - LETTER_PT) | (line > base + 1)).all()
    level = [y for _, y in corners(chart, "threshold")]
    assert all(y < base - LETTER_PT or y > base + 1 for y in level)


def test_the_label_of_a_peak_keeps_away_from_the_heading() -> None:
    report = make_report()
    assert not isinstance(report.segmentation, Gap)
    assert not isinstance(report.segmentation.found, Gap)
    assert report.segmentation.choice is not None
    k = report.segmentation.found.k
    rows = report.segmentation.choice.candidates
    peak = tuple(replace(one, jaccard=0.99 if one.k == k else 0.46) for one in rows)
    choice = replace(report.segmentation.choice, candidates=peak)
    report = replace(report, segmentation=replace(report.segmentation, choice=choice))
    chart = drawn(stability, report)
    ((_, base),) = text_places(chart, "chosen")
    ((_, heading),) = text_places(chart, "Jaccard of the least stable segment")
    assert base > heading + SMALL_PT


def test_without_segments_no_number_is_marked() -> None:
    report = make_report()
    assert not isinstance(report.segmentation, Gap)
    gap = Gap(Part.SEGMENTS, Reason.ONE_GROUP)
    choice = replace(make_choice(), one_group=True)
    none = replace(report.segmentation, found=gap, choice=choice, migration=None)
    for function in (elbow, silhouette, gap_statistic, stability):
        chart = drawn(function, replace(report, segmentation=none))
        assert marks(chart, "chosen") == 0
        assert "chosen" not in texts(chart)
    title = drawn(gap_statistic, replace(report, segmentation=none)).title
    assert title == "Noise without groups falls apart as well: one group"
    assert segment_migration(replace(report, segmentation=none), ENGLISH) is None


def test_the_migration_has_a_cell_for_each_pair_but_new_and_gone() -> None:
    chart = drawn(segment_migration)
    assert sum(marks(chart, f"cells-{shade}") for shade in range(9)) == 15
    assert {"new", "gone", "235", "Segment now", "Segment in 2024-W49"} <= set(texts(chart))
    assert chart.title == "Of the listeners of 2024-W49 76% stayed in their segment"
    assert "from 4 to gone: 7" in chart.alt
    assert segment_migration(make_minimal_report(), ENGLISH) is None


def _with_migration(migration: Migration) -> Report:
    report = make_report()
    assert not isinstance(report.segmentation, Gap)
    return replace(report, segmentation=replace(report.segmentation, migration=migration))


def test_where_a_cell_has_too_few_each_segment_has_its_bars_then_and_now() -> None:
    chart = drawn(segment_migration, _with_migration(make_coarse_migration()))
    looks = ("stayed", "moved", "outside", "rest", "untold")
    assert [marks(chart, look) for look in looks] == [2, 2, 2, 2, 4]
    said = set(texts(chart))
    assert {"250 before, 262 now", "520 before: 109 moved on, 16 gone", "98 now, 98 joined"} <= said
    assert {"76% (72% to 80%)", "not told: would give fewer than 12 away"} <= said
    assert chart.title == "Of the listeners of 2024-W49 76% stayed in their segment"
    assert "1 Album-order listeners (250 before, 262 now);" in chart.alt
    assert "109 moved in, 27 new, stayed 76% (72% to 80%))" in chart.alt


def test_the_legend_has_what_the_bars_have() -> None:
    whole = drawn(segment_migration, _with_migration(replace(make_migration(), flows=())))
    assert {"stayed", "moved on or in", "gone or new"} <= set(texts(whole))
    assert not any(text.startswith(("left or", "not told")) for text in texts(whole))
    assert "250 before: 9 moved on, 6 gone" in texts(whole)


def test_without_the_share_of_all_the_title_says_what_is_shown() -> None:
    made = make_coarse_migration()
    *single, every = made.balances
    none = replace(every, stayed=None, share=None, left=None, joined=None, **SPLIT)  # type: ignore[arg-type]
    chart = drawn(segment_migration, _with_migration(replace(made, balances=(*single, none))))
    assert chart.title == "The segments of 2024-W49 and of now"
    untold = tuple(replace(none, segment=one.segment) for one in made.balances)
    nothing = _with_migration(replace(made, balances=untold))
    assert segment_migration(nothing, ENGLISH) is None


def test_segments_keep_their_look_as_long_as_no_two_share_one() -> None:
    report = make_report()
    assert not isinstance(report.segmentation, Gap)
    assert not isinstance(report.segmentation.found, Gap)
    ids = (2, 11, 4)  # 11 would look like 2
    rows = zip(report.segmentation.found.segments, ids, strict=True)
    found = replace(
        report.segmentation.found, segments=tuple(replace(one, id=own) for one, own in rows)
    )
    report = replace(report, segmentation=replace(report.segmentation, found=found))
    assert {"3", "12", "5"} <= set(texts(drawn(segment_map, report)))
    assert {"3", "12", "5"} <= set(texts(drawn(segment_key, report)))


def test_the_map_has_a_dot_for_each_entity_and_a_key_beside_it() -> None:
    chart, key = drawn(segment_map), drawn(segment_key)
    assert [marks(chart, f"segment-{i}") for i in range(3)] == [262, 171, 98]
    assert [marks(key, f"look-{i}") for i in range(3)] == [1, 1, 1]
    assert {"Skip-heavy, shuffling listeners", "171 listeners, 32%"} <= set(texts(key))
    assert key.title == "The largest: Album-order listeners, 49%"
    assert "2 Skip-heavy, shuffling listeners, 32%" in key.alt
    assert chart.is_half
    assert key.is_half
    assert chart.title == "The listeners fall into 3 segments"
    assert drawn(segment_map, make_short_report()).title == "All listeners fall into one segment"


def test_profiles_have_a_panel_for_each_feature() -> None:
    chart = drawn(segment_profiles)
    for feature in ("play_count", "skip_rate", "active_days_per_play"):
        assert marks(chart, f"means-{feature}") == 3
    assert chart.title == "Album-order listeners: 49% of listeners, 50% of plays"
    assert "Skip rate: 22%, 51%, 19%" in chart.alt


def test_a_segment_without_a_feature_has_no_dot_in_its_panel() -> None:
    report = make_report()
    segmentation = report.segmentation
    assert not isinstance(segmentation, Gap)
    assert not isinstance(segmentation.found, Gap)
    first, *rest = segmentation.found.segments
    bare = replace(first, features=first.features[:1])
    found = replace(segmentation.found, segments=(bare, *rest))
    report = replace(report, segmentation=replace(segmentation, found=found))
    assert marks(drawn(segment_profiles, report), "means-skip_rate") == 2


def test_no_cohorts_are_drawn_where_only_weeks_are_told_that_are_not_over() -> None:
    report = make_report()
    found = report.retention.cohorts
    assert not isinstance(found, Gap)
    untold = [
        replace(
            cohort,
            cells=tuple(
                replace(cell, active=None, rate=None, later=None) if cell.complete else cell
                for cell in cohort.cells
            ),
        )
        for cohort in found.cohorts
    ]
    assert any(cell.rate is not None for cohort in untold for cell in cohort.cells[1:])
    retention = replace(report.retention, cohorts=replace(found, cohorts=tuple(untold)))
    assert cohorts(replace(report, retention=retention), ENGLISH) is None


def test_cohorts_shade_what_is_complete_and_frame_what_is_not() -> None:
    chart = drawn(cohorts)
    shown = texts(chart)
    cells = sum(marks(chart, f"cells-{shade}") for shade in range(9))
    frames = marks(chart, "incomplete") / 4
    assert (cells, frames) == (91, 13)
    assert shown.count("Active so many weeks later; framed: that week is not over") == 1
    assert chart.title == "67.6% of new listeners come back in the next week"
    assert cohorts(make_short_report(), ENGLISH) is None


def test_a_table_of_whole_weeks_does_not_speak_of_frames() -> None:
    report = make_report()
    found = report.retention.cohorts
    assert not isinstance(found, Gap)
    whole = [
        replace(cohort, cells=tuple(cell for cell in cohort.cells if cell.complete))
        for cohort in found.cohorts
    ]
    report = replace(
        report, retention=replace(report.retention, cohorts=replace(found, cohorts=tuple(whole)))
    )
    assert texts(drawn(cohorts, report)).count("Active so many weeks later") == 1


def test_the_truncated_cohort_is_marked() -> None:
    report = make_report()
    found = report.retention.cohorts
    assert not isinstance(found, Gap)
    early = replace(found, cohorts=found.cohorts[:5])
    report = replace(report, retention=replace(report.retention, cohorts=early))
    assert "17\xa0Jun (start)" in texts(drawn(cohorts, report))


def test_no_complete_week_after_the_first() -> None:
    report = make_report()
    found = report.retention.cohorts
    assert not isinstance(found, Gap)
    report = replace(report, retention=replace(report.retention, cohorts=replace(found, curve=())))
    assert drawn(cohorts, report).title == "No cohort has a whole week after its first yet"
    assert retention_curve(report, ENGLISH) is None


def test_the_curve_has_a_band_and_tells_the_fourth_week() -> None:
    chart = drawn(retention_curve)
    assert marks(chart, "band") == 1
    assert chart.title == "46.2% of new listeners are active 4 weeks later"
    one = drawn(retention_curve, make_short_report())
    assert one.title == "67.6% of new listeners are active a week later"


def test_growth_stands_above_the_line_and_loss_below_it() -> None:
    chart = drawn(growth)
    assert [marks(chart, part) for part in ("new", "resurrected", "churned")] == [25, 25, 25]
    assert {"new", "back again", "gone"} <= set(texts(chart))
    ((_, zero),) = places(chart, "zero")
    assert all(y <= zero + 0.01 for _, y in places(chart, "resurrected"))
    assert chart.title == "Week of 9\xa0Dec: 12 new and 53 back, 64 gone"
    assert growth(make_short_report(), ENGLISH) is None


@pytest.mark.parametrize(
    "function", [cohorts, retention_curve, growth, plays_by_week, plays_by_day, segment_map]
)
def test_nothing_is_drawn_of_a_single_day(
    function: Callable[[Report, Words], Chart | None],
) -> None:
    assert function(make_minimal_report(), ENGLISH) is None


def test_dates_of_the_made_report_are_those_that_tests_speak_of() -> None:
    assert make_report().scope.period.first_day == date(2024, 12, 9)
