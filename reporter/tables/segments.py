"""The table of who went from which segment to which."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from reporter.results.facts import Gap
from reporter.tables.table import Columns, Table, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporter.report import Report
    from reporter.results.segments import Flow


def segment_migration(report: Report, names: Mapping[int, str]) -> Table:
    """One row a cell of the matrix: `n` entities `from` one segment `to` another.

    Segments stand by number, `new` for who was not in the earlier report, `gone` for who is not in
    this one.

    Args:
        report: the report; without an earlier one there are no rows.
        names: number of a segment -> its name, in the earlier report, too.
    """
    segmentation = report.segmentation
    found = None if isinstance(segmentation, Gap) else segmentation.migration
    columns: Columns[Flow] = {
        "from": lambda flow: "new" if flow.origin is None else str(flow.origin),
        "to": lambda flow: "gone" if flow.target is None else str(flow.target),
        "n": attrgetter("n"),
        "share": attrgetter("share"),
        "from_segment": lambda flow: None if flow.origin is None else names[flow.origin],
        "to_segment": lambda flow: None if flow.target is None else names[flow.target],
    }
    return listed("segment_migration", found.flows if found else (), columns)
