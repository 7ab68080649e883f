"""Whether a good report is worth a mail, by the `send` of its configuration."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from reporter.config.kinds import CONDITION
from reporter.config.settings import Condition
from reporter.errors import ConfigError
from reporter.results.facts import Gap, Unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from reporter.report import Report
    from reporter.results.overview import Tile
    from reporter.words import Words

POINTS = 100.0
"""Points of a whole."""
SIGNS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a report is mailed; one that is not is complete all the same, and archived.

    Attributes:
        is_wanted: whether it is mailed.
        reason: why, as a clause without a full stop.
    """

    is_wanted: bool
    reason: str


def wanted(
    report: Report, send: Literal["always", "material"] | Condition, words: Words
) -> Decision:
    """Whether the configuration wants this report mailed.

    Material is a change that survived testing, or advice that is new or was judged in this period.

    Args:
        report: what was found.
        send: the report's `send` in the configuration.
        words: the language of the reason.
    """
    if isinstance(send, Condition):
        return _by_number(report, send.when, words)
    if send == "always":
        return Decision(is_wanted=True, reason=words("wanted.always"))
    if _changed(report) or _has_new_advice(report):
        return Decision(is_wanted=True, reason=words("wanted.material"))
    return Decision(is_wanted=False, reason=words("wanted.not_material"))


def _changed(report: Report) -> bool:
    return not isinstance(report.changes, Gap) and report.changes.kept > 0


def _has_new_advice(report: Report) -> bool:
    found, label = report.recommendations, report.scope.period.label
    if isinstance(found, Gap):
        return False
    return any(
        one.made_in.label == label or (one.evaluation and one.evaluation.period.label == label)
        for one in found.follow_ups
    )


def _by_number(report: Report, when: str, words: Words) -> Decision:
    """Compare a headline number with its bound.

    `value` is the period's: plays, hours, entities, or a share as a fraction. `change` is this
    period's value less the one before, in the same unit: 300 plays more are 300, and two points of
    a skip rate are 0.02. Without a number there is nothing to report.
    """
    match = CONDITION.fullmatch(when.strip())
    if match is None:
        msg = f"'{when}' is no condition"
        raise ConfigError(msg, hint="write it as in 'skip_rate.change > 0.02'")
    name = f"{match['headline']}.{match['what']}"
    tile = next(one for one in report.overview.tiles if one.headline == match["headline"])
    number = _number(tile, match["what"])
    if number is None:
        return Decision(is_wanted=False, reason=words("wanted.not_known", name=name, when=when))
    met = SIGNS[match["sign"]](number, float(match["bound"]))
    message = "wanted.met" if met else "wanted.not_met"
    return Decision(met, words(message, name=name, value=f"{number:.4g}", when=when))


def _number(tile: Tile, what: str) -> float | None:
    estimate = tile.now if what == "value" else tile.change
    if estimate is None:
        return None
    return estimate.value / POINTS if estimate.unit is Unit.POINTS else estimate.value
