"""PostHog's retention and lifecycle numbers, by day and by weeks from Sunday and from Monday.

Its cohorts are of everyone active in a period, not only of those who are new in it. Such a cohort
is one of new members if each person counts anew from every period on: `recurring` does that, and
the program's own counting does the rest.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from reporter.analysis.retention.spells import Spells, spells
from tests.conformance.published import Case

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

RETENTION = "PostHog test_retention_query_runner.py"
LIFECYCLE = "PostHog test_lifecycle_query_runner.py"
JUNE = date(2020, 6, 10)
JANUARY = date(2020, 1, 9)

DAYS = {"person1": (0, 1, 2, 5, 6), "person2": (1, 2, 3, 6)}
WEEKS = {"person1": (0, 1, 7, 14, 24, 31), "person2": (0, 1, 7, 24, 31, 45)}
ROLLING = {
    "person1": (0, 3, 4),
    "person2": (0, 1),
    "person3": (1, 2, 3),
    "person4": (3, 4),
    "person5": (4,),
}
FIRST_TIME = {
    "person1": (0, 1, 2, 3, 6),
    "person2": (0, 2, 3, 4),
    "person3": (1, 2, 4, 5, 6),
    "person4": (3, 4, 6),
}
LIVES = {"p1": (2, 3, 4, 6, 8, 10), "p2": (0, 3), "p3": (3,), "p4": (6,)}
WEEK_LIVES = {
    "p1": ("02-01", "02-05", "02-10", "02-15", "02-27", "03-02"),
    "p2": ("02-11", "02-18"),
    "p3": ("02-12",),
    "p4": ("02-27",),
}


def _placed(active: Iterable[tuple[str, date]], origin: date, length: int) -> Spells:
    rows = [{"person": person, "day": day} for person, day in active]
    engine = ibis.duckdb.connect(threads=1)
    days = engine.create_table("days", pa.Table.from_pylist(rows), temp=True)
    return spells(engine, days, "person", origin, length=length, name="spells")


def _days(active: Mapping[str, Sequence[int]]) -> list[tuple[str, date]]:
    return [(who, JUNE + timedelta(days=i)) for who, days in active.items() for i in days]


def recurring(
    active: Mapping[str, Sequence[int]], origin: date, length: int, n: int, *, later: bool = False
) -> list[list[int]]:
    """The triangle of who is active in period c, and again in c + k (or from then on).

    Args:
        active: days of activity, counted from 10 June 2020.
        origin: first day of period 0.
        length: days of a period.
        n: periods.
        later: whether activity in any later period counts as well.
    """
    anew = [
        (f"{who} from {start}", day)
        for who, own in active.items()
        for start in {_period(JUNE + timedelta(days=i), origin, length) for i in own}
        for day in (JUNE + timedelta(days=i) for i in own)
        if 0 <= start < n and _period(day, origin, length) >= start
    ]
    return triangle(_placed(anew, origin, length), n, later=later)


def _period(day: date, origin: date, length: int) -> int:
    return (day - origin).days // length


def triangle(placed: Spells, n: int, *, later: bool = False) -> list[list[int]]:
    """Members of each cohort by offset, up to the last period."""
    counts = placed.unbounded(n) if later else placed.exact(n)
    return [[counts.get((start, offset), 0) for offset in range(n - start)] for start in range(n)]


def lifecycle(placed: Spells, periods: range, status: str) -> list[int]:
    """One line of growth accounting; the dormant are negative."""
    counts = placed.counts()
    found = []
    for number in periods:
        now, before = counts.get(number), counts.get(number - 1)
        active, new, stayed = (now.active, now.new, now.retained) if now else (0, 0, 0)
        found.append(
            {
                "new": new,
                "returning": stayed,
                "resurrecting": active - new - stayed,
                "dormant": stayed - (before.active if before else 0),
            }[status]
        )
    return found


def _lives() -> Spells:
    rows = [(who, JANUARY + timedelta(days=i)) for who, days in LIVES.items() for i in days]
    return _placed(rows, JANUARY, 1)


def _week_lives(origin: date) -> Spells:
    rows = [
        (who, date.fromisoformat(f"2020-{day}")) for who, days in WEEK_LIVES.items() for day in days
    ]
    return _placed(rows, origin - timedelta(days=7), 7)


def _daily_line(status: str) -> list[int]:
    return lifecycle(_lives(), range(11), status)


def _weekly_line(start: date, status: str) -> list[int]:
    return lifecycle(_week_lives(start), range(1, 7), status)


def _first_time() -> list[list[int]]:
    return triangle(_placed(_days(FIRST_TIME), JUNE, 1), 7)


WEEKLY = [
    [2, 2, 1, 2, 2, 0, 1],
    [2, 1, 2, 2, 0, 1],
    [1, 1, 1, 0, 0],
    [2, 2, 0, 1],
    [2, 0, 1],
    [0, 0],
    [1],
]
STARTS = {"Sunday": date(2020, 6, 7), "Monday": date(2020, 6, 8)}
LIFE_STARTS = {"Sunday": date(2020, 2, 2), "Monday": date(2020, 2, 3)}
DAILY_LINES = {
    "new": [1, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0],
    "returning": [0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0],
    "resurrecting": [0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 1],
    "dormant": [0, -1, 0, 0, -2, -1, 0, -2, 0, -1, 0],
}
WEEKLY_LINES = {
    "new": [0, 2, 0, 1, 0, 0],
    "returning": [1, 1, 1, 0, 1, 0],
    "resurrecting": [0, 0, 0, 1, 0, 0],
    "dormant": [0, 0, -2, -1, -1, -1],
}

CASES = (
    Case(
        RETENTION,
        "daily retention",
        [
            [1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0],
            [2, 2, 1, 0, 1, 2, 0, 0, 0, 0],
            [2, 1, 0, 1, 2, 0, 0, 0, 0],
            [1, 0, 0, 1, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 0],
            [1, 1, 0, 0, 0, 0],
            [2, 0, 0, 0, 0],
            [0, 0, 0, 0],
            [0, 0, 0],
            [0, 0],
            [0],
        ],
        partial(recurring, DAYS, JUNE, 1, 11),
    ),
    *(
        Case(
            RETENTION,
            f"weekly retention, weeks from {name}",
            WEEKLY,
            partial(recurring, WEEKS, start, 7, 7),
        )
        for name, start in STARTS.items()
    ),
    Case(
        RETENTION,
        "rolling (unbounded) retention",
        [[2, 1, 1, 0, 0], [1, 1, 0, 0], [3, 2, 0], [3, 0], [0]],
        partial(recurring, ROLLING, JUNE + timedelta(days=1), 1, 5, later=True),
    ),
    Case(
        RETENTION,
        "rolling retention, a day earlier",
        [[2, 2, 1, 1, 1, 0], [2, 1, 1, 0, 0], [1, 1, 0, 0], [3, 2, 0], [3, 0], [0]],
        partial(recurring, ROLLING, JUNE, 1, 6, later=True),
    ),
    Case(
        RETENTION,
        "first-time retention",
        [
            [2, 1, 2, 2, 1, 0, 1],
            [1, 1, 0, 1, 1, 1],
            [0, 0, 0, 0, 0],
            [1, 1, 0, 1],
            [0, 0, 0],
            [0, 0],
            [0],
        ],
        _first_time,
    ),
    *(
        Case(
            LIFECYCLE,
            f"daily lifecycle, {status}",
            line,
            partial(_daily_line, status),
        )
        for status, line in DAILY_LINES.items()
    ),
    *(
        Case(
            LIFECYCLE,
            f"weekly lifecycle from {name}, {status}",
            line,
            partial(_weekly_line, start, status),
        )
        for name, start in LIFE_STARTS.items()
        for status, line in WEEKLY_LINES.items()
    ),
)
