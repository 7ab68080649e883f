"""`Report` -> the tables of the CSV contract.

The values are the report's own; ids, names and levels are the machine names of
`reporter.results`, which stay the same from week to week and from language to language. Every
table is always there: where its part is a gap it has no rows, and `data_quality` says why. Only
the table of the leakage audit is there where the run was asked for one, and not otherwise. The
tables with a row for each listener are no part of a report: `reporter.tables.rows` has them.
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
)
from reporter.tables.quality import data_quality, quarantined_rows
from reporter.tables.retention import (
    cohort_retention,
    growth_accounting,
    retention_curve,
)
from reporter.tables.segments import segment_migration, segment_names
from reporter.tables.table import Cell, Table

if TYPE_CHECKING:
    from reporter.report import Report
    from reporter.words import Words

__all__ = ["Cell", "Table", "tables"]


def tables(report: Report, words: Words) -> tuple[Table, ...]:
    """The tables of the contract that a report has, in their order.

    Args:
        report: what they are made of.
        words: names the segments, the only words in them.
    """
    names = segment_names(report, words)
    return (
        model_performance(report),
        advanced_analytics_summary(report),
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
        segment_migration(report, names),
        quarantined_rows(report),
        *((leakage_audit(report),) if _was_audited(report) else ()),
    )


def _was_audited(report: Report) -> bool:
    return not (isinstance(report.audit, Gap) and report.audit.reason is Reason.NOT_ASKED)
