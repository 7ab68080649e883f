"""The table of recommendations, and of what became of earlier ones."""

from __future__ import annotations

from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING

from reporter.results.facts import Gap
from reporter.tables.table import Columns, Fact, Table, estimated, facts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from reporter.report import Report
    from reporter.results.facts import Estimate
    from reporter.results.recommendations import (
        FollowUp,
        Recommendation,
        Recommendations,
        Verdict,
    )


@dataclass(frozen=True, slots=True)
class _Advice:
    """A row of recommendations.csv: what is recommended, why, what is not, or a follow-up."""

    fact: Fact
    role: str
    kind: str
    rank: int | None = None
    section: str | None = None
    reason: str | None = None
    have: int | None = None
    need: int | None = None
    p_adjusted: float | None = None
    metric: str | None = None
    expected: str | None = None
    made_in: str | None = None
    evaluate_on: date | None = None
    baseline: float | None = None
    baseline_n: int | None = None
    before: float | None = None
    now: float | None = None
    now_n: int | None = None
    rest_before: float | None = None
    rest_now: float | None = None
    outcome: str | None = None
    judged_in: str | None = None
    restated: bool | None = None


_ADVICE: Columns[_Advice] = {
    field.name: attrgetter(field.name) for field in fields(_Advice) if field.name != "fact"
}


def recommendations(report: Report) -> Table:
    """Each recommendation and its evidence, then the kinds that the evidence does not carry.

    `role` is `recommendation` (its `value` is avoidable skips a week), `evidence` or
    `not_recommended` (with its `reason`), or `follow_up` (its `value` is the effect, once judged).
    """
    found = report.recommendations
    rows = () if isinstance(found, Gap) else tuple(_advice(found))
    return facts("recommendations", rows, attrgetter("fact"), _ADVICE)


def _advice(found: Recommendations) -> Iterator[_Advice]:
    for rank, row in enumerate(found.rows, start=1):
        yield _Advice(
            estimated(row.id, "avoidable_skips", row.level, row.avoidable),
            "recommendation",
            row.kind,
            rank,
            row.section,
            p_adjusted=row.p_adjusted,
        )
        yield from _evidence(row, rank)
    yield from (_verdict(verdict) for verdict in found.not_recommended)
    yield from (_follow_up(one) for one in found.follow_ups)


def _evidence(row: Recommendation, rank: int) -> Iterator[_Advice]:
    for evidence in row.evidence:
        key = ".".join(filter(None, (row.id, evidence.name, evidence.level)))
        fact = estimated(key, evidence.name, evidence.level, evidence.value)
        yield _Advice(fact, "evidence", row.kind, rank, row.section)


def _verdict(verdict: Verdict) -> _Advice:
    gap = verdict.gap
    return _Advice(
        Fact(f"not.{verdict.kind}", "not_recommended", gap.name),
        "not_recommended",
        verdict.kind,
        reason=gap.reason,
        have=gap.have,
        need=gap.need,
    )


def _follow_up(one: FollowUp) -> _Advice:
    judged = one.evaluation
    key = f"follow_up.{one.id}.{one.made_in.label}"
    return _Advice(
        estimated(key, "follow_up_effect", one.level, judged.effect if judged else None),
        "follow_up",
        one.kind,
        metric=one.metric,
        expected=one.expected,
        made_in=one.made_in.label,
        evaluate_on=one.evaluate_on,
        baseline=one.baseline.value,
        baseline_n=one.baseline.n,
        before=_value(judged.before) if judged else None,
        now=_value(judged.now) if judged else None,
        now_n=judged.now.n if judged and judged.now else None,
        rest_before=_value(judged.rest_before) if judged else None,
        rest_now=_value(judged.rest_now) if judged else None,
        outcome=judged.outcome if judged else None,
        judged_in=judged.period.label if judged else None,
        restated=judged.restated if judged else None,
    )


def _value(estimate: Estimate | None) -> float | None:
    return estimate.value if estimate else None
