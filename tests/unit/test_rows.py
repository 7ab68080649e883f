"""The tables with a row for each listener or track."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from reporter.archive.members import read
from reporter.press.rows import row_records
from reporter.results.facts import Gap
from reporter.tables import tables
from reporter.tables.rows import OF_ROWS, Rows
from reporter.words import ENGLISH
from tests.factories import make_minimal_report, make_report
from tests.factories.rows import entities_of, make_minimal_rows, make_rows

SEGMENTS, RISK = OF_ROWS
ENTITY = (
    "listener_id",
    "play_count",
    "total_seconds",
    "avg_seconds_per_play",
    "skip_rate",
    "avg_percent_played",
    "shuffle_rate",
    "preferred_hour",
    "preferred_platform",
    "avg_day_of_week",
    "total_minutes",
    "engagement_score",
    "cluster",
    "segment",
)
LISTENER = ("listener_id", "last_active_day", "days_silent", "risk", "low", "high")


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def header(content: bytes) -> tuple[str, ...]:
    return tuple(content.partition(b"\r\n")[0].decode().split(","))


def test_the_columns_are_those_of_the_contract() -> None:
    made = row_records(make_report(), make_rows())
    assert tuple(made) == OF_ROWS
    assert header(made[SEGMENTS]) == ENTITY
    assert header(made[RISK]) == LISTENER
    assert not set(made) & {f"csv/{table.name}.csv" for table in tables(make_report(), ENGLISH)}


def test_entities_are_named_for_what_they_are() -> None:
    made = row_records(make_minimal_report(), make_minimal_rows())
    assert header(made[SEGMENTS]) == ("track_id", *ENTITY[1:])
    assert {(row["cluster"], row["segment"]) for row in rows_of(made[SEGMENTS])} == {("", "")}


@pytest.mark.parametrize("report", [make_report(), make_minimal_report()])
def test_a_gap_leaves_the_header_alone(report: object) -> None:
    made = row_records(report, Rows())  # type: ignore[arg-type]
    assert [len(content.splitlines()) for content in made.values()] == [1, 1]
    assert header(made[SEGMENTS])[1:] == ENTITY[1:]
    assert header(made[RISK]) == LISTENER


def test_segments_have_their_names_and_the_others_none() -> None:
    report = make_report()
    segments: list[int | None] = [None, 0, 1, 1, 2]
    made = row_records(report, replace(make_rows(), entities=entities_of(segments)))
    rows = rows_of(made[SEGMENTS])
    assert [row["cluster"] for row in rows] == ["", "0", "1", "1", "2"]
    assert rows[2]["segment"] == "Skip-heavy, shuffling listeners"
    assert all((row["segment"] == "") == (row["cluster"] == "") for row in rows)
    (profiles,) = (one for one in tables(report, ENGLISH) if one.name == "segment_profiles")
    named = {row[profiles.columns.index("segment")] for row in profiles.rows}
    assert named == {row["segment"] for row in rows} - {""}


def test_churn_risk_has_a_row_for_each_active_listener() -> None:
    report = make_report()
    assert not isinstance(report.churn, Gap)
    rows = rows_of(row_records(report, make_rows())[RISK])
    assert len(rows) == report.churn.expected.n
    assert sum(float(row["risk"]) for row in rows) == pytest.approx(report.churn.expected.value)
    assert rows[0]["last_active_day"] == "2024-12-15"


def test_the_members_of_segments_are_read_back_from_the_file() -> None:
    rows = make_rows()
    found = read(row_records(make_report(), rows)[SEGMENTS])
    assert found is not None
    assert rows.entities is not None
    assert found.to_pydict() == rows.entities.select(["id", "cluster"]).to_pydict()


def test_ids_that_a_spreadsheet_would_run_are_read_back_as_they_were() -> None:
    ids = ["=1+1", "'=x", "'plain", "a,b", 'c "d"', "e\r\nf", "-", "NULL", ""]
    entities = entities_of([0] * len(ids)).set_column(0, "id", [ids])
    found = read(row_records(make_minimal_report(), Rows(entities))[SEGMENTS])
    assert found is not None
    assert found["id"].to_pylist() == ids


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff",
        b"listener_id\r\nL1\r\n",
        b"listener_id,cluster\r\nL1,many\r\n",
        b"listener_id,cluster\r\nL1\r\n",
        "listener_id,cluster\r\n\udcff,1\r\n".encode("utf-8", "surrogateescape"),
    ],
)
def test_what_is_no_such_file_tells_of_nobody(content: bytes) -> None:
    assert read(content) is None
