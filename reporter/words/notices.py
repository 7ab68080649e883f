"""Notices: what whoever runs a report should know about its input."""

from __future__ import annotations

MESSAGES: dict[str, str | tuple[str, str]] = {
    "notice.quarantined": (
        "{n:count} row could not be used and stands in csv/quarantined_rows.csv",
        "{n:count} rows could not be used and stand in csv/quarantined_rows.csv",
    ),
    "notice.partial": "the data end or begin inside {period}, so it is compared with nothing",
    "notice.missing_columns": "the source has no {columns}, so what needs them is left out",
    "notice.skip_definition": "skips are counted by the definition '{used}'",
    "notice.dead_flag": (
        "the source's skip flag is dead from {first:month} to {last:month}; the definition "
        "'{used}' is used"
    ),
    "notice.no_outcomes": "no play says whether it was skipped, so there is no skip rate",
    "notice.empty_period": "there are no plays in {period}",
}
