"""When a cron expression fires in a zone.

The expression has its ordinary meaning: 0 and 7 are Sunday, 1 is Monday. On the nights on which the
clocks change it keeps the rules of Debian's cron. A time of day fires once each day: where it does
not exist, at the first instant that does; where it comes twice, the first time. An expression whose
minute or hour begins with a star follows the clock that runs on: it fires in both passes of a
repeated hour, and not in an hour that is left out.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from apscheduler.triggers.base import BaseTrigger
from cronsim import CronSim, CronSimError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
MARGIN = timedelta(hours=3)
"""More than any clock is set back at once."""


def fires(expression: str, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    """The instants at which an expression fires, each once, oldest first.

    Args:
        expression: five fields, or six of which the first one is the second.
        zone: whose clocks it means.
        after: aware; the first instant is later than this one (exclusive).

    Returns:
        Instants in UTC: in a zone of their own, Python compares those of a repeated hour wrongly.
        It ends if the expression fires no more within fifty years.
    """
    last = after.astimezone(UTC)
    for instant in _in_order(expression, zone, after):
        if instant > last:
            last = instant
            yield instant


def fires_until(
    expression: str, zone: ZoneInfo, after: datetime, until: datetime
) -> tuple[datetime, ...]:
    """The instants, in UTC, later than `after` (exclusive) and up to `until` (inclusive)."""
    return tuple(takewhile(lambda instant: instant <= until, fires(expression, zone, after)))


def next_fires(expression: str, zone: ZoneInfo, after: datetime, n: int) -> tuple[datetime, ...]:
    """The next `n` instants, in UTC, after `after` (exclusive)."""
    return tuple(islice(fires(expression, zone, after), n))


def _in_order(expression: str, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    """The instants in UTC, in order: a repeated hour gives its second pass after its first."""
    follows = _follows_the_clock(expression)
    held: list[datetime] = []
    for local in _local_times(expression, after.astimezone(zone).replace(tzinfo=None) - MARGIN):
        while held and held[0] < _existing(local, zone):
            yield heappop(held)
        for instant in _instants(local, zone, follows=follows):
            heappush(held, instant)


def _local_times(expression: str, after: datetime) -> Iterator[datetime]:
    """What a clock on the wall shows when it fires, were there no change of clocks."""
    try:
        yield from CronSim(expression, after)
    except CronSimError as error:
        msg = f"'{expression}' is no cron expression ({error})"
        raise ValueError(msg) from error


def _follows_the_clock(expression: str) -> bool:
    minute, hour = expression.split()[-5:-3]
    return minute.startswith("*") or hour.startswith("*")


def _instants(local: datetime, zone: ZoneInfo, *, follows: bool) -> tuple[datetime, ...]:
    """The instants in UTC at which the clock shows `local` and the expression fires."""
    if not _exists(local, zone):
        return () if follows else (_existing(local, zone),)
    first = local.replace(tzinfo=zone)
    passes = (first, first.replace(fold=1)) if follows else (first,)
    return tuple(dict.fromkeys(one.astimezone(UTC) for one in passes))


def _exists(local: datetime, zone: ZoneInfo) -> bool:
    back = local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    return back.replace(tzinfo=None) == local


def _existing(local: datetime, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, at which the clock shows `local` or what comes after it."""
    while not _exists(local, zone):
        local = local.replace(second=0) + MINUTE
    return local.replace(tzinfo=zone).astimezone(UTC)


class CronTrigger(BaseTrigger):  # type: ignore[misc]  # APScheduler has no annotations
    """APScheduler's trigger; its own counts Monday as 0, and fires twice on the autumn night.

    Args:
        expression: of five fields.
        zone: whose clocks it means.
    """

    def __init__(self, expression: str, zone: ZoneInfo) -> None:
        self.expression = expression
        self.zone = zone

    def get_next_fire_time(
        self, previous_fire_time: datetime | None, now: datetime
    ) -> datetime | None:
        """The next instant: after the previous one, or else at or after `now`."""
        after = previous_fire_time or now - timedelta(microseconds=1)
        return next(fires(self.expression, self.zone, after), None)

    def __str__(self) -> str:
        return f"cron[{self.expression}, {self.zone}]"
