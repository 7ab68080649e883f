"""The plays that models train on, as they were fetched from the engine.

Nothing that is known only after a play started is fetched, but its outcome: how long it lasted,
why it ended and its arithmetic start stay in the engine, so that no feature can be made of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

FETCHED = (
    "listener_id",
    "ended_at",
    "track_id",
    "artist_name",
    "session",
    "position",
    "day",
    "hour",
    "weekday",
    "skip",
    "overlaps",
    "shuffle",
    "platform",
    "reason_start",
    "track_length_ms",
)
"""Columns of the prepared play that reach pandas; `ended_at` serves the order alone."""

ORDER = ("listener_id", "ended_at", "track_id", "session", "day", "hour", "skip", "position")
"""Order of plays: as in the history, and the same in every run even where plays tie in all that
the history orders by, so that `position` among them is arbitrary."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Plays of a sample as fetched.

    Attributes:
        table: columns `FETCHED`; `session_start` (its first start, UTC) and `session_day` (its
            first local day); with several listeners also `{pool}_pool_skips` and
            `{pool}_pool_n`: skips and decided plays of the track, the artist and in all, over
            all listeners, on local days before the session's first. In `ORDER`.
        n_history: plays that it was drawn from.
        n_listeners: listeners in the sample.
    """

    table: pa.Table
    n_history: int
    n_listeners: int

    @property
    def plays(self) -> pd.DataFrame:
        """The table as a frame of its own."""
        frame: pd.DataFrame = self.table.to_pandas()
        return frame
