"""Periods: what is asked for, what it is called, and where its days begin and end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reporter.errors import PeriodError, UsageError
from reporter.period import (
    Period,
    PeriodKind,
    data_through,
    day_of,
    latest,
    midnight,
    month_of,
    parse,
    resolve,
    utc_offsets,
    week_of,
)

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)


def hours(period: Period, zone: ZoneInfo) -> float:
    return (period.end(zone) - period.start(zone)) / HOUR


@pytest.mark.parametrize(
    ("text", "first", "end", "kind"),
    [
        ("2024-W50", date(2024, 12, 9), date(2024, 12, 16), PeriodKind.WEEK),
        ("2024W50", date(2024, 12, 9), date(2024, 12, 16), PeriodKind.WEEK),
        ("2024-w1", date(2024, 1, 1), date(2024, 1, 8), PeriodKind.WEEK),
        ("2020-W53", date(2020, 12, 28), date(2021, 1, 4), PeriodKind.WEEK),
        ("2024-12", date(2024, 12, 1), date(2025, 1, 1), PeriodKind.MONTH),
        ("2024-02", date(2024, 2, 1), date(2024, 3, 1), PeriodKind.MONTH),
        ("2024-12-09", date(2024, 12, 9), date(2024, 12, 10), PeriodKind.DAY),
        (" 2024-12-09 .. 2024-12-15 ", date(2024, 12, 9), date(2024, 12, 16), PeriodKind.RANGE),
        ("2024-12-09..2024-12-09", date(2024, 12, 9), date(2024, 12, 10), PeriodKind.RANGE),
    ],
)
def test_periods_are_read(text: str, first: date, end: date, kind: PeriodKind) -> None:
    assert parse(text) == Period(first, end, kind)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "2024",
        "2024-W00",
        "2024-W54",
        "2023-W53",
        "2024-13",
        "2024-00",
        "2024-02-30",
        "2024-12-09..",
        "..",
        "2024-12-09..2024-W50",
        "0000-01",
        "9999-12",
        "9999-12-31",
        "9999-W52",
        "../../etc",
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a period: use latest, all, 2024-W50"):
        parse(text)


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(UsageError, match="ends on 2024-12-08, before it starts on 2024-12-09"):
        parse("2024-12-09..2024-12-08")


def test_a_period_knows_its_days() -> None:
    week = parse("2024-W50")
    assert (week.n_days, week.last_day) == (7, date(2024, 12, 15))
    assert date(2024, 12, 9) in week
    assert date(2024, 12, 16) not in week


def test_a_week_belongs_to_the_year_of_its_thursday() -> None:
    assert week_of(date(2024, 12, 30)).label == "2025-W01"
    assert week_of(date(2027, 1, 3)).label == "2026-W53"


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("2024-W01", "2023-W52"),
        ("2021-W01", "2020-W53"),
        ("2024-03", "2024-02"),
        ("2025-01", "2024-12"),
        ("2024-03-01", "2024-02-29"),
        ("2024-12-09..2024-12-15", "2024-12-02..2024-12-08"),
    ],
)
def test_the_period_before(text: str, before: str) -> None:
    earlier = parse(text).before()
    assert earlier is not None
    assert earlier.label == before


def test_nothing_is_before_the_whole_history() -> None:
    assert Period(date(2024, 1, 1), date(2024, 2, 1), PeriodKind.ALL).before() is None


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("2024-W13", 167),
        ("2024-W43", 169),
        ("2024-W50", 168),
        ("2024-03-31", 23),
        ("2024-10-27", 25),
    ],
)
def test_days_are_as_long_as_the_clocks_make_them(text: str, length: int) -> None:
    assert hours(parse(text), BERLIN) == length


def test_midnight_is_local() -> None:
    assert midnight(date(2024, 7, 1), BERLIN) == datetime(2024, 6, 30, 22, tzinfo=UTC)


def test_where_the_clocks_jump_over_midnight_the_day_begins_after_it() -> None:
    sao_paulo = ZoneInfo("America/Sao_Paulo")
    start = midnight(date(2018, 11, 4), sao_paulo)
    assert start.astimezone(sao_paulo).strftime("%d %H:%M") == "04 01:00"
    assert hours(parse("2018-11-04"), sao_paulo) == 23


def test_a_day_that_a_zone_left_out_has_no_length() -> None:
    assert hours(parse("2011-12-30"), ZoneInfo("Pacific/Apia")) == 0


def test_offsets_change_at_their_second() -> None:
    assert utc_offsets(BERLIN, date(2024, 1, 1), date(2024, 12, 31)) == (
        (datetime(2023, 12, 31, tzinfo=UTC), 3600),
        (datetime(2024, 3, 31, 1, tzinfo=UTC), 7200),
        (datetime(2024, 10, 27, 1, tzinfo=UTC), 3600),
    )


@pytest.mark.parametrize(
    ("kind", "through", "label"),
    [
        (PeriodKind.WEEK, date(2024, 12, 16), "2024-W50"),
        (PeriodKind.WEEK, date(2024, 12, 15), "2024-W49"),
        (PeriodKind.MONTH, date(2024, 12, 16), "2024-11"),
        (PeriodKind.MONTH, date(2025, 1, 1), "2024-12"),
        (PeriodKind.DAY, date(2024, 12, 16), "2024-12-15"),
    ],
)
def test_the_latest_period_lies_wholly_before_the_data_end(
    kind: PeriodKind, through: date, label: str
) -> None:
    assert latest(kind, through).label == label


@pytest.mark.parametrize(
    ("last_play", "through"),
    [
        (datetime(2024, 12, 15, 21, 0, tzinfo=UTC), date(2024, 12, 16)),
        (datetime(2024, 12, 15, 20, 59, tzinfo=UTC), date(2024, 12, 15)),
        (datetime(2024, 12, 15, 22, 59, tzinfo=UTC), date(2024, 12, 16)),
        (datetime(2024, 12, 15, 23, 0, tzinfo=UTC), date(2024, 12, 16)),
    ],
)
def test_a_day_is_whole_if_its_last_play_is_within_two_hours_of_its_end(
    last_play: datetime, through: date
) -> None:
    assert data_through(last_play, BERLIN) == through


HISTORY = (date(2024, 6, 5), date(2024, 12, 15), date(2024, 12, 16))


@pytest.mark.parametrize(
    ("asked", "kind", "label"),
    [
        ("latest", PeriodKind.WEEK, "2024-W50"),
        (" Latest ", PeriodKind.MONTH, "2024-11"),
        ("all", PeriodKind.WEEK, "all"),
        ("2024-06", PeriodKind.WEEK, "2024-06"),
        ("2024-W23", PeriodKind.WEEK, "2024-W23"),
    ],
)
def test_what_is_asked_for_is_resolved(asked: str, kind: PeriodKind, label: str) -> None:
    assert resolve(asked, kind, *HISTORY).label == label


def test_all_is_the_whole_history() -> None:
    period = resolve("all", PeriodKind.WEEK, *HISTORY)
    assert (period.first_day, period.end_day) == (date(2024, 6, 5), date(2024, 12, 16))


def test_without_a_whole_period_the_latest_one_is_partial() -> None:
    day = date(2024, 12, 11)
    assert resolve("latest", PeriodKind.WEEK, day, day, day).label == "2024-W50"


@pytest.mark.parametrize("asked", ["2024-05", "2024-W22", "2024-12-16", "2025-01"])
def test_a_period_outside_the_history_says_where_the_history_is(asked: str) -> None:
    with pytest.raises(PeriodError, match="it runs from 2024-06-05 to 2024-12-15") as caught:
        resolve(asked, PeriodKind.WEEK, *HISTORY)
    assert f"no plays in {asked}" in str(caught.value)


def test_kinds_of_periods() -> None:
    day = date(2024, 2, 29)
    assert [make(day).kind for make in (day_of, week_of, month_of)] == ["day", "week", "month"]
