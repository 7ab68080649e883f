"""Whether a report is about too few listeners to be mailed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from reporter.plays import Entity
from reporter.results.overview import Headline

if TYPE_CHECKING:
    from reporter.report import Report
    from reporter.words import Words


@dataclass(frozen=True, slots=True)
class TooFew:
    """A report that is about fewer listeners than may be told of.

    Attributes:
        where: in its period, in all that it looks at, or among those whose plays its filter leaves
            out, in the period or in all: they follow from the numbers of all plays.
        have: listeners there.
        need: the least that may be told of.
    """

    where: Literal["period", "history", "outside", "outside_period"]
    have: int
    need: int

    def said(self, words: Words) -> str:
        """Why, as a clause without a full stop."""
        return words(f"held.too_few.{self.where}", n=self.have, need=self.need)


def too_few(report: Report, min_group_size: int) -> TooFew | None:
    """Why a report may not be mailed; none where it may.

    A source of one listener tells on nobody else. Where it has several, the report needs enough of
    them in its history and among those who are active in its period; one about a period in which
    nobody played tells of nobody. With a filter, the plays that do not pass it need enough
    listeners, too, or nobody: what is told of all plays less what is told of these is about them.

    Args:
        report: of the audience, filtered as it is.
        min_group_size: the least number of listeners.
    """
    scope = report.scope
    if scope.entity is not Entity.LISTENER:
        return None
    if scope.n_listeners < min_group_size:
        return TooFew("history", scope.n_listeners, min_group_size)
    tile = next(one for one in report.overview.tiles if one.headline is Headline.ENTITIES)
    active = round(tile.now.value) if tile.now else 0
    if 0 < active < min_group_size:
        return TooFew("period", active, min_group_size)
    if 0 < scope.n_outside < min_group_size:
        return TooFew("outside", scope.n_outside, min_group_size)
    if 0 < scope.n_outside_period < min_group_size:
        return TooFew("outside_period", scope.n_outside_period, min_group_size)
    return None
