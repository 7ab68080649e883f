"""The table of recommendations."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from reporter.results.facts import Gap
from reporter.tables.table import Columns, Fact, Table, estimated, facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporter.report import Report
    from reporter.results.recommendations import Recommendation, Recommendations, Verdict


@dataclass(frozen=True, slots=True)
class _Advice:
    """A row of recommendations.csv: what is recommended, what it rests on, or what is not."""

    fact: Fact
    role: str
    kind: str
    rank: int | None = None
    section: str | None = None
    reason: str | None = None
    have: int | None = None
    need: int | None = None


_ADVICE: Columns[_Advice] = {
    name: attrgetter(name) for name in ("role", "kind", "rank", "section", "reason", "have", "need")
}


def recommendations(report: Report) -> Table:
    """Each recommendation and its evidence, then the kinds that the evidence does not carry.

    `role` is `recommendation` (its `value` is avoidable skips a week), `evidence` or
    `not_recommended` (with its `reason`).
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
        )
        yield from _evidence(row, rank)
    yield from (_verdict(verdict) for verdict in found.not_recommended)


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
