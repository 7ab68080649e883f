"""What is known of each listener or track, as files: two CSVs that all readers of a run share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.render.columns import to_csv
from reporter.tables.rows import OF_ROWS, row_tables
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from reporter.report import Report
    from reporter.tables.rows import Rows


def row_records(report: Report, rows: Rows) -> dict[str, bytes]:
    """The CSVs with a row for each listener or track, by their path in a report's folder.

    Args:
        report: any of the run's: it names the segments.
        rows: what they are made of.
    """
    tables = row_tables(report, rows, ENGLISH)
    return {path: to_csv(table) for path, table in zip(OF_ROWS, tables, strict=True)}
