"""Made rows of listeners, as they stand beside `make_report` and `make_minimal_report`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pyarrow as pa

from reporter.tables.rows import Rows
from tests.factories.activity import made_risks
from tests.factories.frame import END_DAY
from tests.factories.groups import MEANS, SIZES

if TYPE_CHECKING:
    from collections.abc import Sequence


def make_rows() -> Rows:
    """531 listeners in three segments, and the risks of 480."""
    segments = [i for i, n in enumerate(SIZES) for _ in range(n)]
    return Rows(entities_of(segments), _risks())


def make_minimal_rows() -> Rows:
    """Two tracks in no segment."""
    return Rows(entities_of([None, None]), None)


def entities_of(segments: Sequence[int | None]) -> pa.Table:
    """A row for each entity in a segment, or in none.

    Args:
        segments: the segment of each.
    """
    plays = [3 if i is None else round(MEANS[i][0]) for i in segments]
    seconds = [171.0 if i is None else MEANS[i][1] for i in segments]
    total = [n * one for n, one in zip(plays, seconds, strict=True)]
    n = len(segments)
    return pa.table(
        {
            "id": [f"{i:016x}" for i in range(n)],
            "play_count": plays,
            "total_seconds": total,
            "avg_seconds_per_play": seconds,
            "skip_rate": [0.25 if i is None else MEANS[i][2] for i in segments],
            "avg_percent_played": pa.nulls(n, pa.float64()),
            "shuffle_rate": [0.5 if i is None else MEANS[i][3] for i in segments],
            "preferred_hour": [18] * n,
            "preferred_platform": ["android"] * n,
            "avg_day_of_week": [3.1] * n,
            "total_minutes": [one / 60 for one in total],
            "engagement_score": pa.nulls(n, pa.float64()),
            "cluster": pa.array(segments, pa.int64()),
        }
    )


def _risks() -> pa.Table:
    risks = made_risks()
    return pa.table(
        {
            "listener_id": [f"L{i:012x}" for i in range(len(risks))],
            "last_active_day": [END_DAY - timedelta(days=1 + i % 28) for i in range(len(risks))],
            "days_silent": [i % 28 for i in range(len(risks))],
            "risk": risks,
            "low": [risk * 0.8 for risk in risks],
            "high": [min(1.0, risk * 1.2) for risk in risks],
        }
    )
