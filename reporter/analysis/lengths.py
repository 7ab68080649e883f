"""Track length, as far as it can be known: the descriptive length, never a feature of a model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import ibis

from reporter.analysis.compare import Level, levels
from reporter.analysis.label import COMPLETE_ENDINGS
from reporter.results.facts import Gap, Part, Reason

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from reporter.analysis.history import History

MIN_COMPLETE = 3
SHORT_MS = 150_000
LONG_MS = 270_000


def descriptive_lengths(history: History) -> ir.Table:
    """One row a track: `track_id` and `length_ms`.

    The length is the median `ms_played` of the track's plays that ran to their end before the
    cut-off, where there are three of them or more; other tracks have no row.
    """
    plays = history.plays
    whole = plays.filter(plays.reason_end.isin(COMPLETE_ENDINGS))
    found = whole.group_by("track_id").aggregate(
        n=whole.count(), length_ms=whole.ms_played.median()
    )
    return found.filter(found.n >= MIN_COMPLETE).select("track_id", "length_ms")


def length_levels(history: History) -> tuple[Level, ...] | Gap:
    """Plays and skips of short (under 2:30), medium and long (over 4:30) tracks."""
    if "reason_end" in history.intake.missing_columns:
        return Gap(Part.LENGTHS, Reason.NO_COLUMN, name="reason_end")
    plays = history.plays.left_join(descriptive_lengths(history), "track_id")
    level = ibis.cases(
        (plays.length_ms < SHORT_MS, "short"),
        (plays.length_ms > LONG_MS, "long"),
        (plays.length_ms.notnull(), "medium"),
    )
    joined = plays.mutate(length=level)
    found = levels(replace(history, plays=joined), joined.length)
    return found or Gap(Part.LENGTHS, Reason.TOO_FEW_PLAYS, have=0, need=MIN_COMPLETE)
