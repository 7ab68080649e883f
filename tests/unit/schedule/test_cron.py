"""When cron expressions fire: ordinary days, both changes of clocks, and never twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger as AnotherTrigger
from cronsim import CronSim
from hypothesis import given
from hypothesis import strategies as st

from reporter.schedule.cron import CronTrigger, fires_until, next_fires

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # its clocks change by half an hour
APIA = ZoneInfo("Pacific/Apia")  # had no 30 December 2011


def shown(expression: str, zone: ZoneInfo, first: str, last: str) -> list[str]:
    """Local times with offsets at which it fires from one local time to another, both included."""
    after = datetime.fromisoformat(first).replace(tzinfo=zone) - timedelta(seconds=1)
    until = datetime.fromisoformat(last).replace(tzinfo=zone, fold=1)
    found = fires_until(expression, zone, after, until)
    return [f"{instant.astimezone(zone):%m-%d %H:%M %z}" for instant in found]


def test_monday_is_monday() -> None:
    after = datetime(2024, 12, 12, tzinfo=UTC)
    for expression in ("0 8 * * 1", "0 8 * * mon", "0 8 * * MON"):
        (first,) = next_fires(expression, BERLIN, after, 1)
        assert f"{first.astimezone(BERLIN):%A %Y-%m-%d %H:%M %z}" == "Monday 2024-12-16 08:00 +0100"


def test_sunday_is_0_and_7() -> None:
    after = datetime(2024, 12, 12, tzinfo=UTC)
    assert next_fires("0 8 * * 0", BERLIN, after, 3) == next_fires("0 8 * * 7", BERLIN, after, 3)
    assert next_fires("0 8 * * 0", BERLIN, after, 1)[0].strftime("%a") == "Sun"


def test_the_trigger_that_comes_with_the_scheduler_counts_weekdays_otherwise() -> None:
    """The reason for a trigger of our own."""
    trigger = AnotherTrigger.from_crontab("0 8 * * 1", timezone=BERLIN)
    theirs = trigger.get_next_fire_time(None, datetime(2024, 12, 12, tzinfo=UTC))
    assert theirs.strftime("%A") == "Tuesday"


@pytest.mark.parametrize(
    ("day", "instants"),
    [
        ("2024-10-27", ["02:30 +0200", "02:30 +0100"]),  # twice in one night
        ("2024-03-31", ["02:30 +0100"]),  # no clock in Berlin shows that
    ],
)
def test_it_fires_twice_in_autumn_and_in_spring_when_no_clock_does(
    day: str, instants: list[str]
) -> None:
    """Two more reasons."""
    trigger = AnotherTrigger.from_crontab("30 2 * * *", timezone=BERLIN)
    now, found = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=BERLIN), []
    fire = trigger.get_next_fire_time(None, now)
    while f"{fire:%Y-%m-%d}" == day:
        found.append(f"{fire:%H:%M %z}")
        now = fire.astimezone(UTC) + timedelta(seconds=1)
        fire = trigger.get_next_fire_time(fire, now)
    assert found == instants


def test_after_is_exclusive_and_until_inclusive() -> None:
    at = datetime(2024, 12, 16, 7, tzinfo=UTC)
    assert fires_until("0 8 * * 1", BERLIN, at, at + timedelta(days=6)) == ()
    assert fires_until("0 8 * * 1", BERLIN, at - timedelta(seconds=1), at) == (at,)


def test_half_past_two_in_the_autumn_night_fires_once() -> None:
    days = shown("30 2 * * *", BERLIN, "2024-10-26T00:00", "2024-10-28T23:00")
    assert days == ["10-26 02:30 +0200", "10-27 02:30 +0200", "10-28 02:30 +0100"]


def test_half_past_two_in_the_spring_night_fires_at_the_first_instant_that_exists() -> None:
    days = shown("30 2 * * *", BERLIN, "2024-03-30T00:00", "2024-04-01T23:00")
    assert days == ["03-30 02:30 +0100", "03-31 03:00 +0200", "04-01 02:30 +0200"]


def test_new_york_in_autumn_and_spring() -> None:
    autumn = shown("30 1 * * *", NEW_YORK, "2024-11-03T00:00", "2024-11-04T23:00")
    spring = shown("30 2 * * *", NEW_YORK, "2024-03-10T00:00", "2024-03-11T23:00")
    assert autumn == ["11-03 01:30 -0400", "11-04 01:30 -0500"]
    assert spring == ["03-10 03:00 -0400", "03-11 02:30 -0400"]


def test_clocks_that_change_by_half_an_hour() -> None:
    autumn = shown("45 1 * * *", LORD_HOWE, "2024-04-07T00:00", "2024-04-08T23:00")
    spring = shown("15 2 * * *", LORD_HOWE, "2024-10-06T00:00", "2024-10-07T23:00")
    assert autumn == ["04-07 01:45 +1100", "04-08 01:45 +1030"]
    assert spring == ["10-06 02:30 +1100", "10-07 02:15 +1100"]


def test_every_second_hour_misses_none_where_clocks_change_by_half_an_hour() -> None:
    night = shown("0 */2 * * *", LORD_HOWE, "2024-04-07T00:00", "2024-04-07T04:30")
    assert night == ["04-07 00:00 +1100", "04-07 02:00 +1030", "04-07 04:00 +1030"]


def test_a_day_that_a_zone_left_out() -> None:
    days = shown("0 7 * * *", APIA, "2011-12-29T00:00", "2011-12-31T12:00")
    assert days == ["12-29 07:00 -1000", "12-31 00:00 +1400", "12-31 07:00 +1400"]


def test_two_times_in_an_hour_that_is_left_out_fire_once_together() -> None:
    night = shown("0,30 2,3 * * *", BERLIN, "2024-03-31T00:00", "2024-03-31T23:00")
    assert night == ["03-31 03:00 +0200", "03-31 03:30 +0200"]


def test_a_star_follows_the_clock_through_both_passes() -> None:
    night = shown("0 * * * *", BERLIN, "2024-10-27T01:00", "2024-10-27T03:00")
    assert night == [
        "10-27 01:00 +0200",
        "10-27 02:00 +0200",
        "10-27 02:00 +0100",
        "10-27 03:00 +0100",
    ]
    spring = shown("*/30 * * * *", BERLIN, "2024-03-31T01:30", "2024-03-31T03:00")
    assert spring == ["03-31 01:30 +0100", "03-31 03:00 +0200"]


def test_no_second_time_for_a_scheduler_that_starts_in_the_second_pass() -> None:
    second_pass = datetime(2024, 10, 27, 2, 15, tzinfo=BERLIN, fold=1)
    (first,) = next_fires("30 2 * * *", BERLIN, second_pass, 1)
    assert first == datetime(2024, 10, 28, 2, 30, tzinfo=BERLIN)


def test_an_expression_that_never_fires_ends() -> None:
    fifth_sunday_on_the_first = "0 0 */31 2 sun#5"
    assert next_fires(fifth_sunday_on_the_first, BERLIN, datetime(2024, 1, 1, tzinfo=UTC), 1) == ()


def test_what_is_no_expression_is_refused() -> None:
    with pytest.raises(ValueError, match="no cron expression"):
        next_fires("0 0 30 2 *", BERLIN, datetime(2024, 1, 1, tzinfo=UTC), 1)


ZONES = st.sampled_from([BERLIN, NEW_YORK, LORD_HOWE, ZoneInfo("America/Sao_Paulo")])
EXPRESSIONS = st.builds(
    "{} {} * * {}".format,
    st.sampled_from(["0", "30", "15,45", "*/20", "59"]),
    st.sampled_from(["0", "1", "2", "3", "1-3", "*", "*/6", "23"]),
    st.sampled_from(["*", "sun", "1-5", "0,7"]),
)
STARTS = st.builds(
    lambda minutes: datetime(2005, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes),
    st.integers(0, 25 * 365 * 24 * 60),
)


@given(EXPRESSIONS, ZONES, STARTS)
def test_instants_rise_and_show_what_was_asked_for(
    expression: str, zone: ZoneInfo, start: datetime
) -> None:
    found = next_fires(expression, zone, start, 12)
    assert list(found) == sorted(set(found))
    assert found[0] > start
    assert all(instant.second == 0 for instant in found)


@given(EXPRESSIONS, STARTS)
def test_without_changes_of_clocks_it_is_cronsim(expression: str, start: datetime) -> None:
    ours = next_fires(expression, ZoneInfo("UTC"), start, 5)
    theirs = CronSim(expression, start)
    assert list(ours) == [next(theirs) for _ in range(5)]


@given(STARTS, ZONES)
def test_a_time_of_day_fires_on_every_day_once(start: datetime, zone: ZoneInfo) -> None:
    after = datetime.combine(start.astimezone(zone).date(), datetime.min.time(), tzinfo=zone)
    found = fires_until("30 2 * * *", zone, after, after + timedelta(days=400))
    days = [instant.astimezone(zone).date() for instant in found]
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]


def test_the_trigger_goes_on_from_the_time_before() -> None:
    trigger = CronTrigger("30 2 * * *", BERLIN)
    now = datetime(2024, 10, 27, 0, 30, tzinfo=UTC)  # it is half past two, for the first time
    first = trigger.get_next_fire_time(None, now)
    assert first == now
    second = trigger.get_next_fire_time(first, now + timedelta(hours=1))
    assert second == datetime(2024, 10, 28, 1, 30, tzinfo=UTC)
    assert str(trigger) == "cron[30 2 * * *, Europe/Berlin]"
