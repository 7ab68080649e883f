"""The follow-ups of a report, as the ledger keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.ledger.values import FollowUpRow
from reporter.results.facts import Gap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporter.report import Report


def followed(report: Report, series: str) -> Iterator[FollowUpRow]:
    """A row for each recommendation that the report follows up.

    Args:
        report: of the newest period.
        series: id of its series.
    """
    if isinstance(report.recommendations, Gap):
        return
    for one in report.recommendations.follow_ups:
        judged = one.evaluation
        yield FollowUpRow(
            series=series,
            id=one.id,
            made_in=one.made_in.label,
            metric=one.metric.value,
            expected=one.expected.value,
            baseline=one.baseline.value,
            unit=one.baseline.unit.value,
            evaluate_on=one.evaluate_on,
            outcome=judged.outcome.value if judged else "",
            evaluated_in=judged.period.label if judged else "",
            effect=judged.effect.value if judged and judged.effect else None,
        )
