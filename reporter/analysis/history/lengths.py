"""Track length, as far as it can be known: for description, never a feature of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.analysis.history.label import COMPLETE_ENDINGS

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from reporter.analysis.history.prepared import History

MIN_COMPLETE = 3


def descriptive_lengths(history: History) -> ir.Table:
    """One row a track: `track_id` and `length_ms`.

    The length is the median `ms_played` of the track's plays that ran to their end before the
    cut-off, where there are three of them or more; other tracks have no row. The engine keeps it.
    """
    plays = history.plays
    whole = plays.filter(plays.reason_end.isin(COMPLETE_ENDINGS))
    found = whole.group_by("track_id").aggregate(
        n=whole.count(), length_ms=whole.ms_played.median()
    )
    known = found.filter(found.n >= MIN_COMPLETE).select("track_id", "length_ms")
    return history.keep("track_lengths", known)
