"""Periods over all days and zones: names come back, neighbours touch, clocks are the zone's."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from reporter.period import (
    Period,
    PeriodKind,
    data_through,
    day_of,
    latest,
    midnight,
    month_of,
    parse,
    utc_offsets,
    week_of,
)

DAYS = st.dates(date(1970, 1, 8), date(2100, 1, 1))
# As long as there are listening histories, and a while more.
RECENT = st.dates(date(2006, 1, 1), date(2036, 1, 1))
ZONES = st.sampled_from(sorted(zoneinfo.available_timezones() - {"localtime"})).map(ZoneInfo)
MAKERS = {PeriodKind.DAY: day_of, PeriodKind.WEEK: week_of, PeriodKind.MONTH: month_of}
KINDS = st.sampled_from(sorted(MAKERS))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    kind = draw(st.sampled_from([*MAKERS, PeriodKind.RANGE]))
    day = draw(DAYS)
    if kind is PeriodKind.RANGE:
        return Period(day, day + timedelta(days=draw(st.integers(1, 400))), kind)
    return MAKERS[kind](day)


@given(periods())
def test_a_period_is_read_back_from_its_name(period: Period) -> None:
    assert parse(period.label) == period


@given(periods())
def test_the_period_before_ends_where_this_one_begins(period: Period) -> None:
    before = period.before()
    assert before is not None
    assert before.end_day == period.first_day
    assert before.kind == period.kind
    if period.kind is not PeriodKind.MONTH:
        assert before.n_days == period.n_days


@given(KINDS, DAYS)
def test_every_day_lies_in_its_period(kind: PeriodKind, day: date) -> None:
    assert day in MAKERS[kind](day)


@given(KINDS, DAYS)
def test_no_later_period_is_whole_than_the_latest(kind: PeriodKind, through: date) -> None:
    found = latest(kind, through)
    following = MAKERS[kind](found.end_day)
    assert found.end_day <= through < following.end_day


@given(periods(), ZONES)
def test_instants_of_neighbours_touch(period: Period, zone: ZoneInfo) -> None:
    before = period.before()
    assert before is not None
    assert before.end(zone) == period.start(zone)
    assert period.start(zone) <= period.end(zone)


@given(RECENT, ZONES)
def test_a_day_begins_at_its_first_instant(day: date, zone: ZoneInfo) -> None:
    start = midnight(day, zone)
    assume(midnight(day + timedelta(days=1), zone) > start)  # a day that the zone has
    assert start.astimezone(zone).date() == day
    assert (start - timedelta(microseconds=1)).astimezone(zone).date() < day


@given(RECENT, st.integers(0, 1500), ZONES, st.data())
def test_offsets_are_the_zones_at_every_instant(
    first: date, n_days: int, zone: ZoneInfo, data: st.DataObject
) -> None:
    last = first + timedelta(days=n_days)
    spans = utc_offsets(zone, first, last)
    begin = datetime(first.year, first.month, first.day, tzinfo=UTC)
    seconds = data.draw(st.integers(0, (n_days + 1) * 86_400 - 1))
    near = [start + timedelta(seconds=s) for start, _ in spans[1:] for s in (-1, 0)]

    for instant in [begin + timedelta(seconds=seconds), *near]:
        offset = [value for start, value in spans if start <= instant][-1]
        expected = instant.astimezone(zone).utcoffset()
        assert expected is not None
        assert offset == expected.total_seconds()


@given(RECENT, st.integers(0, 86_399), ZONES)
def test_data_are_through_a_midnight_near_the_last_play(
    day: date, second: int, zone: ZoneInfo
) -> None:
    last_play = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=second)
    through = data_through(last_play, zone)
    assert midnight(through, zone) - last_play <= timedelta(hours=2)
