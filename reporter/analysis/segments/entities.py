"""One row for each listener (or track of a single listener): what segments are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from datetime import date

    from reporter.plays import Entity
    from reporter.results.facts import SkipDefinition

MIN_PLAYS = 3
MOST_FITTED = 20_000
"""Entities that segments are fitted on, at most."""

PARTS = 10**9
"""Shares of a play are summed as whole billionths: sums of floats differ from run to run."""


@dataclass(frozen=True, slots=True)
class Entities:
    """What segments are fitted on.

    Attributes:
        kind: listeners, or the tracks of one.
        period: label of the report's period.
        skip: definition of the skips that are counted.
        first_day: first local day of the window.
        end_day: the day after its last one (exclusive).
        n: distinct entities with a play in the window.
        n_counted: of them with `MIN_PLAYS` plays or more there.
        sample: one row for each of these, or for `MOST_FITTED` of them, in the order of code
            points of `id`; further columns: `plays`, `ms`, `skips`, `decided`, `shuffled` and
            `shuffle_known` (plays), `weekdays` (sum of weekday numbers), `tracks` and `days`
            (distinct), `share_sum` (of the length played, in billionths) and `share_known` (plays
            with a descriptive length), `hour`, `platform` (most frequent; null where never
            recorded).
        least: entities that a group needs to be told of.
    """

    kind: Entity
    period: str
    skip: SkipDefinition
    first_day: date
    end_day: date
    n: int
    n_counted: int
    sample: pa.Table
    least: int = 1


def entity_rows(counted: pa.Table) -> pa.Table:
    """The rows of user_segments.csv, save for the segments' names.

    Rates are shares, 0 to 1; null where no play tells. `avg_percent_played` is 0 to 100: the mean
    of min(1, length played / descriptive length of the track), over the plays whose track has one:
    the median of its completed plays up to the cut-off, 3 or more. Of several most frequent hours
    and platforms it is the first. `avg_day_of_week` (Monday is 0) is kept for old readers, it says
    little.

    Args:
        counted: as `Entities.sample`, with `cluster`: the id of the segment, null where there are
            no segments.
    """
    names = ("plays", "ms", "skips", "decided", "shuffled", "shuffle_known", "weekdays")
    plays, ms, skips, decided, shuffled, told, weekdays = (
        pc.cast(counted[name], pa.float64()) for name in names
    )
    share_sum, known = (
        pc.cast(counted[name], pa.float64()) for name in ("share_sum", "share_known")
    )
    seconds = pc.divide(ms, 1000.0)
    skip_rate = _ratio(skips, decided)
    complete = pc.divide(pc.subtract(decided, skips), plays)
    percent = pc.divide(pc.multiply(share_sum, 100.0), float(PARTS))
    return pa.table(
        {
            "id": pc.cast(counted["id"], pa.string()),
            "play_count": counted["plays"],
            "total_seconds": seconds,
            "avg_seconds_per_play": pc.divide(seconds, plays),
            "skip_rate": skip_rate,
            "avg_percent_played": _ratio(percent, known),
            "shuffle_rate": _ratio(shuffled, told),
            "preferred_hour": counted["hour"],
            "preferred_platform": pc.cast(counted["platform"], pa.string()),
            "avg_day_of_week": pc.divide(weekdays, plays),
            "total_minutes": pc.divide(ms, 60_000.0),
            "engagement_score": pc.multiply(complete, pc.subtract(1.0, skip_rate)),
            "cluster": pc.cast(counted["cluster"], pa.int64()),
        }
    )


def _ratio(part: pa.ChunkedArray, whole: pa.ChunkedArray) -> pa.ChunkedArray:
    """`part / whole`, null where there is no whole."""
    is_whole = pc.greater(whole, 0.0)
    return pc.divide(part, pc.if_else(is_whole, whole, pa.scalar(None, pa.float64())))
