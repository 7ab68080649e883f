"""The skip label: one play -> skip, complete, or censored.

Version 1. The default, `rule`, is the source's own flag rebuilt from how the play ended, so that
it also covers the years in which the flag is dead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from reporter.results.facts import SkipDefinition

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir

    from reporter.results.quality import DeadFlagSpan

LABEL_VERSION = 1

SKIP_ENDINGS = ("fwdbtn", "backbtn", "endplay")
BUTTON_ENDINGS = ("fwdbtn", "backbtn")
COMPLETE_ENDINGS = ("trackdone",)
SHORT_MS = 30_000

NEEDS: dict[SkipDefinition, str] = {
    SkipDefinition.RULE: "reason_end",
    SkipDefinition.BUTTONS: "reason_end",
    SkipDefinition.FLAG: "skipped_flag",
    SkipDefinition.GIVEN: "skipped_flag",
    SkipDefinition.SHORT: "ms_played",
}
"""The canonical column that each definition reads."""


def skip_label(plays: ir.Table, definition: SkipDefinition) -> ir.IntegerColumn:
    """1 where a play is a skip, 0 where it is complete, null where it is censored.

    Args:
        plays: canonical plays.
        definition: `rule` - forward or back button or `endplay` against `trackdone`; `buttons` -
            the buttons alone; `flag` - the source's flag; `given` - the source's own label;
            `short` - under 30 seconds.
    """
    match definition:
        case SkipDefinition.RULE:
            skip, complete = (
                plays.reason_end.isin(SKIP_ENDINGS),
                plays.reason_end.isin(COMPLETE_ENDINGS),
            )
        case SkipDefinition.BUTTONS:
            skip, complete = (
                plays.reason_end.isin(BUTTON_ENDINGS),
                plays.reason_end.isin(COMPLETE_ENDINGS),
            )
        case SkipDefinition.FLAG | SkipDefinition.GIVEN:
            skip, complete = plays.skipped_flag, ~plays.skipped_flag
        case SkipDefinition.SHORT:
            skip, complete = plays.ms_played < SHORT_MS, plays.ms_played >= SHORT_MS
    one, zero, censored = (ibis.literal(value, "int8") for value in (1, 0, None))
    return ibis.cases((skip, one), (complete, zero), else_=censored)


def usable(definition: SkipDefinition, missing_columns: tuple[str, ...]) -> bool:
    """Whether the source has the column that the definition reads."""
    return NEEDS[definition] not in missing_columns


def choose(
    asked: SkipDefinition, missing_columns: tuple[str, ...], *, given: bool
) -> SkipDefinition:
    """The definition that this history can bear.

    A source that states its own label is taken at its word. A definition whose column is missing
    falls back from the endings to the flag or from the flag to the rule; where neither is there
    the asked one stays, and every play is censored.
    """
    if given:
        return SkipDefinition.GIVEN
    if usable(asked, missing_columns):
        return asked
    other = SkipDefinition.RULE if asked is SkipDefinition.FLAG else SkipDefinition.FLAG
    return other if usable(other, missing_columns) else asked


def living_label(
    chosen: SkipDefinition, dead: tuple[DeadFlagSpan, ...], first_day: date
) -> tuple[SkipDefinition, date | None]:
    """Guard a label that reads the flag against spans in which the flag is dead.

    Args:
        chosen: the definition that the columns allow.
        dead: spans of months in which the flag is dead, oldest first.
        first_day: first day of the period.

    Returns:
        The definition to use, and the first day from which plays count: a period inside or before
        a dead span falls back to the rule, a later one drops the history up to its end.
    """
    if chosen is not SkipDefinition.FLAG or not dead:
        return chosen, None
    if first_day < dead[-1].end_month:
        return SkipDefinition.RULE, None
    return chosen, dead[-1].end_month
