"""The tables of the CSV contract, from a full report and from one in which all is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from reporter.render import csv
from reporter.results.facts import Gap, Part, Reason
from reporter.results.quality import DateOrder
from reporter.results.recommendations import Recommendations
from reporter.results.retention import Cohorts
from reporter.results.skips import SkipModel
from reporter.tables import Cell, Table, tables
from reporter.words import ENGLISH
from tests.factories import make_minimal_report, make_report
from tests.factories.extremes import make_tracks_report
from tests.factories.groups import make_coarse_migration
from tests.factories.models import make_audit

if TYPE_CHECKING:
    from reporter.report import Report

FACT = ("id", "name", "level", "value", "unit", "n", "low", "high")

# The contract: `reporter` may add columns at the end, and nothing else.
CONTRACT = {
    "model_performance": (
        "Model",
        "Accuracy",
        "AUC Score",
        "split",
        "n_train",
        "n_test",
        "auc_low",
        "auc_high",
        "pr_auc",
        "log_loss",
        "brier",
        "calibration_slope",
        "calibration_intercept",
        "is_baseline",
        "is_best",
    ),
    "advanced_analytics_summary": ("Metric", "Value"),
    "retention_analysis": (
        "date",
        "daily_plays",
        "daily_seconds",
        "daily_skip_rate",
        "daily_minutes",
        "week",
        "rolling_7d_plays",
        "rolling_7d_minutes",
    ),
    "skip_drivers": FACT,
    "changes": FACT,
    "segment_profiles": FACT,
    "retention_curve": FACT,
    "growth_accounting": FACT,
    "leaders": FACT,
    "recommendations": FACT,
    "data_quality": FACT,
    "cohort_retention": ("cohort", "size", "offset", "active", "rate", "complete"),
    "segment_migration": ("from", "to", "n"),
    "quarantined_rows": (
        "file",
        "line",
        "reason",
        "ended_at",
        "ms_played",
        "track_id",
        "track_name",
        "artist_name",
        "platform",
        "reason_start",
        "reason_end",
    ),
    "leakage_audit": FACT,
}
ALWAYS_THERE = {
    "advanced_analytics_summary",
    "retention_analysis",
    "data_quality",
}


def by_name(report: Report) -> dict[str, Table]:
    return {table.name: table for table in tables(report, ENGLISH)}


def column(table: Table, name: str) -> list[Cell]:
    return [row[table.columns.index(name)] for row in table.rows]


def records(table: Table) -> list[dict[str, Cell]]:
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def summary(report: Report) -> dict[Cell, Cell]:
    table = by_name(report)["advanced_analytics_summary"]
    return dict(zip(column(table, "Metric"), column(table, "Value"), strict=True))


@pytest.fixture(scope="module")
def full() -> dict[str, Table]:
    return by_name(make_report())


@pytest.fixture(scope="module")
def minimal() -> dict[str, Table]:
    return by_name(make_minimal_report())


def test_every_file_of_the_contract_is_there_with_its_columns(full: dict[str, Table]) -> None:
    assert tuple(full) == tuple(CONTRACT)
    for name, columns in CONTRACT.items():
        assert full[name].columns[: len(columns)] == columns
        assert len(set(full[name].columns)) == len(full[name].columns)


@pytest.mark.parametrize("report", [make_report(), make_minimal_report()], ids=["full", "minimal"])
def test_every_row_is_as_wide_as_its_header(report: Report) -> None:
    for table in tables(report, ENGLISH):
        assert {len(row) for row in table.rows} <= {len(table.columns)}


@pytest.mark.parametrize("report", [make_report(), make_minimal_report()], ids=["full", "minimal"])
def test_ids_are_unique_in_their_table(report: Report) -> None:
    for table in tables(report, ENGLISH):
        if "id" in table.columns:
            ids = column(table, "id")
            assert len(set(ids)) == len(ids), table.name


def test_a_gap_leaves_the_header_alone(full: dict[str, Table], minimal: dict[str, Table]) -> None:
    assert (*minimal, "leakage_audit") == tuple(full)
    for name, table in minimal.items():
        assert table.columns == full[name].columns
        assert bool(table.rows) == (name in ALWAYS_THERE)
        assert full[name].rows


def test_models_keep_the_notebooks_names_and_come_before_baselines(
    full: dict[str, Table],
) -> None:
    table = full["model_performance"]
    tested = [row["Model"] for row in records(table) if row["split"] == "test"]

    assert tested[:3] == ["Random Forest", "Logistic Regression", "Gradient Boosting"]
    assert tested[3:] == ["Prevalence", "Last Action", "Track Rate"]
    assert column(table, "split") == ["test"] * 6 + ["validation"] * 12
    assert column(table, "origin") == [3] * 6 + [1] * 6 + [2] * 6
    best = [row["Model"] for row in records(table) if row["is_best"]]
    assert best == ["Logistic Regression"] * 3


def test_model_scores_are_the_reports(full: dict[str, Table]) -> None:
    model = make_report().skip_model
    assert isinstance(model, SkipModel)
    score = next(s for s in model.scores if (s.model, s.split) == ("random_forest", "test"))
    slope, intercept = score.calibration_slope, score.calibration_intercept
    assert slope is not None
    assert intercept is not None

    assert records(full["model_performance"])[0] == {
        "Model": "Random Forest",
        "Accuracy": score.accuracy.value,
        "AUC Score": score.auc.value,
        "split": "test",
        "n_train": score.n_train,
        "n_test": score.n_test,
        "auc_low": score.auc.low,
        "auc_high": score.auc.high,
        "pr_auc": score.pr_auc.value,
        "log_loss": score.log_loss.value,
        "brier": score.brier.value,
        "calibration_slope": slope.value,
        "calibration_intercept": intercept.value,
        "is_baseline": False,
        "is_best": False,
        "origin": 3,
        "accuracy_low": score.accuracy.low,
        "accuracy_high": score.accuracy.high,
        "pr_auc_low": score.pr_auc.low,
        "pr_auc_high": score.pr_auc.high,
        "log_loss_low": score.log_loss.low,
        "log_loss_high": score.log_loss.high,
        "brier_low": score.brier.low,
        "brier_high": score.brier.high,
        "calibration_slope_low": slope.low,
        "calibration_slope_high": slope.high,
        "calibration_intercept_low": intercept.low,
        "calibration_intercept_high": intercept.high,
    }


def test_the_summary_begins_with_the_notebooks_six_lines() -> None:
    report = make_report()
    found = summary(report)

    assert list(found)[:6] == [
        "Best Model",
        "Best Model AUC",
        "User Segments",
        "Retention Rate",
        "Activity Trend",
        "Churn Risk",
    ]
    assert found["Best Model"] == "Logistic Regression"
    assert found["Best Model AUC"] == 0.794
    assert found["User Segments"] == 3
    assert found["Retention Rate"] == report.retention.active_day_rate.value
    assert found["Activity Trend"] == report.retention.trend.change
    assert found["Churn Risk"] == "Low"
    assert found["Best Baseline"] == "Last Action"
    assert found["Usable Signal"] is True


def test_the_summary_is_empty_where_nothing_was_found() -> None:
    found = summary(make_minimal_report())

    assert found["Best Model"] is None
    assert found["User Segments"] is None
    assert found["Usable Signal"] is None
    assert found["Retention Rate"] == 1.0
    assert found["Churn Risk"] == "Insufficient data"


def test_migration_has_the_margins_of_both_reports(full: dict[str, Table]) -> None:
    """The made one: 250, 170 and 100 listeners a week ago, and 27 that are new."""
    rows = records(full["segment_migration"])
    sizes: dict[Cell, int] = {}
    for row in rows:
        sizes[row["from"]] = sizes.get(row["from"], 0) + int(str(row["n"]))
    assert sizes == {"0": 250, "1": 170, "3": 100, "new": 27}
    assert {row["to"] for row in rows} == {"0", "1", "2", "gone"}
    names = {row["from"]: row["from_segment"] for row in rows}
    assert names["new"] is None
    assert names["3"] != names["0"] is not None
    assert all((row["to_segment"] is None) == (row["to"] == "gone") for row in rows)


def test_only_those_who_stayed_have_an_interval(full: dict[str, Table]) -> None:
    rows = records(full["segment_migration"])
    known = {(row["from"], row["to"]) for row in rows if row["low"] is not None}
    assert known == {("0", "0"), ("1", "1")}
    assert all(row["low"] <= row["share"] <= row["high"] for row in rows if row["low"] is not None)  # type: ignore[operator]


def test_a_migration_with_cells_of_few_has_each_segment_and_all() -> None:
    report = make_report()
    assert not isinstance(report.segmentation, Gap)
    coarse = replace(report.segmentation, migration=make_coarse_migration())
    rows = records(by_name(replace(report, segmentation=coarse))["segment_migration"])
    assert {(row["from"], row["to"]): row["n"] for row in rows} == {
        ("0", "0"): None,
        ("0", "other_or_gone"): None,
        ("other_or_new", "0"): None,
        ("1", "1"): None,
        ("1", "other_or_gone"): None,
        ("other_or_new", "1"): None,
        ("other_or_new", "2"): 98,
        ("3", "3"): 0,
        ("3", "other_or_gone"): 100,
        ("all", "same"): 395,
        ("all", "other"): 109,
        ("all", "gone"): 16,
        ("other", "all"): 109,
        ("new", "all"): 27,
    }
    last = {row["to"]: row["share"] for row in rows if row["from"] == "all"}
    assert last == {"same": 395 / 520, "other": 109 / 520, "gone": 16 / 520}
    assert {row["from_segment"] for row in rows if row["from"] == "all"} == {None}


def test_without_an_earlier_report_there_is_the_header(minimal: dict[str, Table]) -> None:
    assert minimal["segment_migration"].columns[:3] == ("from", "to", "n")
    assert minimal["segment_migration"].rows == ()


def test_profiles_have_the_units_of_their_features(full: dict[str, Table]) -> None:
    units = {row["name"]: row["unit"] for row in records(full["segment_profiles"])}
    assert units == {
        "play_count": "plays",
        "avg_seconds_per_play": "seconds",
        "skip_rate": "share",
        "shuffle_rate": "share",
        "distinct_track_share": "share",
        "active_days_per_play": "share",
    }


def test_every_day_is_there_with_its_iso_week(full: dict[str, Table]) -> None:
    table = full["retention_analysis"]
    days = make_report().retention.days

    assert column(table, "date") == [day.day for day in days]
    first = records(table)[0]
    assert first["week"] == "2024-W25"
    assert first["daily_skip_rate"] == days[0].skip_rate
    assert first["rolling_7d_plays"] is None


def test_weeks_of_different_years_are_not_merged() -> None:
    report = make_report()
    day = report.retention.days[0]
    days = tuple(replace(day, day=date(year, 1, 1)) for year in (2023, 2024, 2025))
    made = replace(report, retention=replace(report.retention, days=days))

    weeks = column(by_name(made)["retention_analysis"], "week")

    assert weeks == ["2022-W52", "2024-W01", "2025-W01"]


def test_a_day_without_decided_plays_has_no_skip_rate() -> None:
    report = make_minimal_report()
    day = replace(report.retention.days[0], skips=0, decided=0)
    made = replace(report, retention=replace(report.retention, days=(day,)))
    assert column(by_name(made)["retention_analysis"], "daily_skip_rate") == [None]


def test_drivers_are_effects_in_points(full: dict[str, Table]) -> None:
    row = next(r for r in records(full["skip_drivers"]) if r["id"] == "platform.android")
    assert (row["value"], row["unit"], row["low"], row["high"]) == (4.6, "points", 2.9, 6.3)
    assert (row["reference"], row["raw"], row["loss"]) == ("ios", 6.1, 0.0051)


def test_a_level_that_cannot_be_told_apart_has_no_effect(full: dict[str, Table]) -> None:
    row = next(r for r in records(full["skip_drivers"]) if r["id"] == "reason_start.appload")
    assert (row["kind"], row["entangled_with"]) == ("entangled", "position")
    assert (row["value"], row["low"], row["high"], row["kept"]) == (None, None, None, None)
    assert (row["n"], row["raw"], row["reference"]) == (5_230, 4.2, "trackdone")


def test_changes_keep_their_order_and_their_tests(full: dict[str, Table]) -> None:
    rows = records(full["changes"])
    assert rows[0]["id"] == "skip_rate.platform.android"
    assert rows[0]["dimension"] == "platform"
    assert rows[0]["level"] == "android"
    assert (rows[0]["before"], rows[0]["now"]) == (0.301, 0.352)
    assert [row["kept"] for row in rows] == [True] * 3 + [False] * 8


def test_leaders_have_plays_or_a_shrunk_rate(full: dict[str, Table]) -> None:
    rows = {str(row["id"]): row for row in records(full["leaders"])}
    played, skipped = rows["artist.played.1"], rows["track.skipped.1"]
    assert (played["name"], played["value"], played["unit"]) == ("plays", 293, "plays")
    assert (skipped["name"], skipped["unit"], skipped["n"]) == ("skip_rate", "share", 293)
    assert skipped["title"] == "Song about Nina Simone"
    assert skipped["level"] == "spotify:track:0000000000000000000001"


def test_follow_ups_are_told_with_what_became_of_them(full: dict[str, Table]) -> None:
    rows = [row for row in records(full["recommendations"]) if row["role"] == "follow_up"]
    assert [row["outcome"] for row in rows] == ["improved", "no_change", None]
    improved, unchanged, begun = rows
    assert improved["id"] == "follow_up.worst_platform.windows.2024-W46"
    assert (improved["value"], improved["low"], improved["high"]) == (-14.8, -19.6, -10.0)
    assert (unchanged["baseline"], unchanged["before"]) == (0.31, 0.308)
    assert (unchanged["restated"], unchanged["rest_now"]) == (True, None)
    assert (begun["evaluate_on"], begun["judged_in"]) == (date(2025, 1, 6), None)


def test_recommendations_have_their_evidence_below_them(full: dict[str, Table]) -> None:
    rows = records(full["recommendations"])
    assert [row["role"] for row in rows[:3]] == ["recommendation", "evidence", "evidence"]
    assert rows[0]["unit"] == "skips/week"
    assert {row["rank"] for row in rows[:3]} == {1}
    refused = [row for row in rows if row["role"] == "not_recommended"]
    found = make_report().recommendations
    assert isinstance(found, Recommendations)
    assert [row["kind"] for row in refused] == [row.kind for row in found.not_recommended]
    assert all(row["reason"] for row in refused)


def test_curve_and_cohorts_are_those_of_the_report(full: dict[str, Table]) -> None:
    cohorts = make_report().retention.cohorts
    assert isinstance(cohorts, Cohorts)
    rows = [row for row in records(full["retention_curve"]) if row["name"] == "retention"]
    assert [row["offset"] for row in rows] == [row.offset for row in cohorts.curve]
    assert [row["n"] for row in rows] == [row.rate.n for row in cohorts.curve]
    cells = [cell for cohort in cohorts.cohorts for cell in cohort.cells]
    assert column(full["cohort_retention"], "active") == [cell.active for cell in cells]
    assert column(full["cohort_retention"], "complete") == [cell.complete for cell in cells]


def test_every_curve_is_in_one_file_under_its_name(full: dict[str, Table]) -> None:
    rows = records(full["retention_curve"])
    names = {row["name"]: row for row in rows}
    assert set(names) == {
        "retention",
        "unbounded",
        "day",
        "bracket",
        "survival_all",
        "survival_early",
        "survival_late",
    }
    assert len({row["id"] for row in rows}) == len(rows)
    assert {row["entity"] for row in rows} == {"listener"}
    bracket = names["bracket"]
    assert (bracket["level"], bracket["offset"], bracket["end_offset"]) == ("8-14", 8, 14)
    assert (bracket["period"], names["unbounded"]["period"]) == ("day", "week")


def test_one_listener_s_curves_are_of_silences_tracks_and_artists() -> None:
    made = {table.name: table for table in tables(make_tracks_report(), ENGLISH)}
    rows = records(made["retention_curve"])
    assert {row["entity"] for row in rows} == {"listener", "track", "artist"}
    assert len({row["id"] for row in rows}) == len(rows)
    back = next(row for row in rows if row["id"] == "back_within_7.3")
    assert (back["offset"], back["end_offset"], back["n"]) == (3, 10, 130)
    growth = records(made["growth_accounting"])
    assert {row["unit"] for row in growth} == {"tracks", "artists", "ratio"}
    assert len({row["id"] for row in growth}) == len(growth)
    assert {row["entity"] for row in records(made["cohort_retention"])} == {"track", "artist"}


def test_growth_adds_up_in_every_week(full: dict[str, Table]) -> None:
    weeks: dict[Cell, dict[Cell, Cell]] = {}
    for row in records(full["growth_accounting"]):
        weeks.setdefault(row["level"], {})[row["name"]] = row["value"]
    assert len(weeks) == 26
    for numbers in weeks.values():
        parts = [numbers[name] for name in ("new", "retained", "resurrected")]
        assert numbers["active"] == sum(part for part in parts if isinstance(part, int))


def test_counts_of_rows_add_up(full: dict[str, Table]) -> None:
    rows = {str(row["id"]): row["value"] for row in records(full["data_quality"])}
    parts = ("kept", "duplicates", "other_content", "quarantined")
    assert rows["rows.read"] == sum(int(str(rows[f"rows.{part}"])) for part in parts)
    for part in ("read", *parts):
        files = [
            n for key, n in rows.items() if key.startswith("file.") and key.endswith(f".{part}")
        ]
        assert sum(int(str(n)) for n in files) == rows[f"rows.{part}"]


def test_every_gap_is_a_row_of_data_quality(minimal: dict[str, Table]) -> None:
    rows = {row["id"]: row for row in records(minimal["data_quality"]) if row["name"] == "gap"}
    assert list(rows) == [
        "gap.comparison",
        "gap.platforms",
        "gap.shuffle",
        "gap.lengths",
        "gap.leaders",
        "gap.changes",
        "gap.skip_model",
        "gap.drivers",
        "gap.segments",
        "gap.trend",
        "gap.cohorts",
        "gap.stickiness",
        "gap.survival",
        "gap.silences",
        "gap.tracks_again",
        "gap.artists_again",
        "gap.churn",
        "gap.recommendations",
        "gap.audit",
    ]
    model = rows["gap.skip_model"]
    assert (model["reason"], model["have"], model["need"]) == ("too_few_plays", 3, 500)
    assert rows["gap.platforms"]["detail"] == "platform"


def test_a_driver_without_data_is_a_gap_of_its_own(full: dict[str, Table]) -> None:
    ids = [row["id"] for row in records(full["data_quality"]) if row["name"] == "gap"]
    assert ids == ["gap.drivers.artist_rate"]


def test_a_report_without_any_entity_has_the_header() -> None:
    gap = Gap(Part.SEGMENTS, Reason.NO_PLAYS)
    made = by_name(make_report(segmentation=gap))
    assert made["segment_profiles"].rows == ()
    assert "gap.segments" in column(made["data_quality"], "id")


def test_quarantined_rows_are_listed_as_they_were(full: dict[str, Table]) -> None:
    row = records(full["quarantined_rows"])[0]
    assert (row["line"], row["reason"]) == (18201, "bad_time")
    assert row["track_name"] == "<script>alert(1)</script>"


def test_the_audit_is_a_table_where_one_was_asked_for(full: dict[str, Table]) -> None:
    rows = {row["id"]: row for row in records(full["leakage_audit"])}
    assert list(rows) == [
        "auc",
        "watched",
        "permuted_auc",
        "gain.reason_end",
        "gain.ms_played",
        "gain.arithmetic_gap",
        "gain.ties_by_length",
        "gain.session_plays",
        "gain.stated_gap",
        "gain.session_minutes",
    ]
    worst = rows["gain.reason_end"]
    assert (worst["value"], worst["kind"], worst["verdict"]) == (0.206, "column", "leaks")
    assert (worst["auc"], worst["unit"]) == (0.984, "score")
    assert (rows["watched"]["value"], rows["watched"]["verdict"]) == (60, "clean")
    assert rows["permuted_auc"]["verdict"] == "fair"
    verdicts = {row["level"]: row["verdict"] for row in rows.values() if row["name"] == "gain"}
    assert verdicts["session_plays"] == "not_seen"
    assert verdicts["stated_gap"] == "check"
    assert verdicts["session_minutes"] == "not_looked_at"
    assert rows["gain.session_minutes"]["reason"] == "no_column"


def test_what_an_audit_finds_is_a_row_each() -> None:
    leaking = replace(make_audit(), leaking=("hour", "last_1"))
    rows = {row["id"]: row for row in records(by_name(make_report(audit=leaking))["leakage_audit"])}
    assert rows["watched"]["verdict"] == "leaks"
    assert (rows["moved.hour"]["level"], rows["moved.last_1"]["verdict"]) == ("hour", "leaks")


def test_without_an_audit_there_is_no_table_of_it() -> None:
    assert "leakage_audit" not in by_name(make_report(audit=Gap(Part.AUDIT, Reason.NOT_ASKED)))
    failed = by_name(make_report(audit=Gap(Part.AUDIT, Reason.ONE_CLASS)))
    assert failed["leakage_audit"].rows == ()


def named(report: Report) -> Report:
    """The same report of a file that is named for somebody."""
    quality = report.quality
    file = replace(quality.files[0], file="Ana Silva.zip/plays.csv")
    order = DateOrder("Ana Silva.zip/plays.csv", "/", day_first=True, assumed=False)
    return replace(report, quality=replace(quality, files=(file,), date_orders=(order,)))


def test_files_are_told_by_number_where_they_may_be_named_for_one_of_several() -> None:
    (told,) = (one for one in tables(named(make_report()), ENGLISH) if one.name == "data_quality")
    keys = [row["id"] for row in records(told)]
    assert "Ana" not in csv.to_csv(told).decode()
    assert {"file.1.read", "date_order.1./"} <= set(keys)


def test_somebodys_own_files_keep_their_names() -> None:
    (told,) = (
        one for one in tables(named(make_tracks_report()), ENGLISH) if one.name == "data_quality"
    )
    assert "file.Ana Silva.zip/plays.csv.read" in [row["id"] for row in records(told)]
