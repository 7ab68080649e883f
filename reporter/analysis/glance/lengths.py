"""Track length, as far as it can be known: the descriptive length, never a feature of a model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import ibis

from reporter.analysis.glance.compare import Level, levels
from reporter.analysis.history.lengths import MIN_COMPLETE
from reporter.results.facts import Gap, Part, Reason

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from reporter.analysis.history.prepared import History

SHORT_MS = 150_000
LONG_MS = 270_000


def length_levels(history: History, lengths: ir.Table) -> tuple[Level, ...] | Gap:
    """Plays and skips of short (under 2:30), medium and long (over 4:30) tracks.

    Args:
        history: prepared plays.
        lengths: of their tracks, as `descriptive_lengths` has them.
    """
    if "reason_end" in history.intake.missing_columns:
        return Gap(Part.LENGTHS, Reason.NO_COLUMN, name="reason_end")
    joined = with_lengths(history, lengths)
    found = levels(replace(history, plays=joined), joined.length)
    return found or Gap(Part.LENGTHS, Reason.TOO_FEW_PLAYS, have=0, need=MIN_COMPLETE)


def with_lengths(history: History, lengths: ir.Table) -> ir.Table:
    """The plays with `length`: `short`, `medium` or `long`, null where no length is known."""
    plays = history.plays.left_join(lengths, "track_id")
    level = ibis.cases(
        (plays.length_ms < SHORT_MS, "short"),
        (plays.length_ms > LONG_MS, "long"),
        (plays.length_ms.notnull(), "medium"),
    )
    return plays.mutate(length=level)
