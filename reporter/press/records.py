"""The report as data: what needs no picture and no page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.render import csv
from reporter.report import to_json
from reporter.tables import tables
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from reporter.report import Report


def records(report: Report) -> dict[str, bytes]:
    """The JSON and the CSVs, by their path in the report's folder."""
    return {
        "report.json": to_json(report).encode(),
        **{f"csv/{table.name}.csv": csv.to_csv(table) for table in tables(report, ENGLISH)},
    }
