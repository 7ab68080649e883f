"""What churn risk is learned from: listeners at past cut-offs, and who played in the days after.

A cut-off is the first day that is not looked at. Cut-offs lie 14 days apart, back from the end of
the complete data, so that the days after one are the last days before the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import pyarrow as pa

HORIZON_DAYS = 14
ACTIVE_DAYS = 28
LOOKBACK_DAYS = 84
MOST_TRAINED = 6
MAX_LISTENERS = 20_000
NOW, TEST, FIRST_TRAINED = 0, 1, 2
"""Numbers of cut-offs, counted backwards in fortnights: the report's own, the test's, and so on."""


@dataclass(frozen=True, slots=True)
class Fortnights:
    """Active listeners at each cut-off.

    Attributes:
        table: one row for each cut-off and listener with a play in the 28 days before it, by
            `cut_off` and `listener_id`. Days are counted back from the cut-off, 1 is the day
            before it: `silent` (the last with plays), `since` (the first of all); `days_7`,
            `days_14`, `days_28`, `days_84` (days with plays among so many) and `plays_28`;
            `back` (a play in the 14 days from the cut-off on; always false at `NOW`).
        as_of: the day of cut-off `NOW`.
        n_cut_offs: cut-offs, `NOW` included.
        n_listeners: listeners that the past cut-offs were drawn from.
        sampled: whether only 20,000 of them were drawn.
    """

    table: pa.Table
    as_of: date
    n_cut_offs: int
    n_listeners: int
    sampled: bool

    def day(self, cut_off: int) -> date:
        """The first day that a cut-off does not look at."""
        return self.as_of - cut_off * timedelta(days=HORIZON_DAYS)
