"""`Report` -> the tables of the CSV contract.

The values are the report's own; ids, names and levels are the machine names of
`reporter.results`, which stay the same from week to week and from language to language. Every
table is always there: where its part is a gap it has no rows, and `data_quality` says why. Only
the table of the leakage audit is there where the run was asked for one, and not otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.results.facts import Gap, Reason
from reporter.tables.advice import recommendations
from reporter.tables.audit import leakage_audit
from reporter.tables.findings import (
    changes,
    leaders,
    segment_profiles,
    skip_drivers,
)
from reporter.tables.notebook import (
    advanced_analytics_summary,
    model_performance,
    retention_analysis,
    user_segments,
)
from reporter.tables.quality import data_quality, quarantined_rows
from reporter.tables.retention import (
    churn_risk,
    cohort_retention,
    growth_accounting,
    retention_curve,
)
from reporter.tables.segments import segment_migration
from reporter.tables.table import Cell, Table, found_segments
from reporter.words import labels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporter.report import Report
    from reporter.results.segments import Former, Segment
    from reporter.words import Words

__all__ = ["Cell", "Table", "tables"]


def tables(report: Report, words: Words) -> tuple[Table, ...]:
    """Every table of the contract, in its order.

    Args:
        report: what they are made of.
        words: names the segments, the only words in them.
    """
    names = _segment_names(report, words)
    return (
        model_performance(report),
        advanced_analytics_summary(report),
        user_segments(report, names),
        retention_analysis(report),
        skip_drivers(report),
        changes(report),
        segment_profiles(report, names),
        retention_curve(report),
        growth_accounting(report),
        leaders(report),
        recommendations(report),
        data_quality(report),
        cohort_retention(report),
        churn_risk(report),
        segment_migration(report, names),
        quarantined_rows(report),
        *((leakage_audit(report),) if _was_audited(report) else ()),
    )


def _was_audited(report: Report) -> bool:
    return not (isinstance(report.audit, Gap) and report.audit.reason is Reason.NOT_ASKED)


def _segment_names(report: Report, words: Words) -> Mapping[int, str]:
    """Number of a segment -> its name, those of the earlier report included."""
    found, segmentation = found_segments(report), report.segmentation
    migration = None if isinstance(segmentation, Gap) else segmentation.migration
    former = migration.segments if migration else ()
    every: tuple[Former | Segment, ...] = (*former, *(found.segments if found else ()))
    return {
        segment.id: labels.segment(
            words, report.scope.entity, [(trait.feature, trait.high) for trait in segment.traits]
        )
        for segment in every
    }
