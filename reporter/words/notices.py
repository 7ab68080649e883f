"""Notices: what whoever runs a report should know about its input."""

from __future__ import annotations

MESSAGES: dict[str, str | tuple[str, str]] = {
    "notice.quarantined": (
        "{n:count} row could not be used and stands in csv/quarantined_rows.csv",
        "{n:count} rows could not be used and stand in csv/quarantined_rows.csv",
    ),
    "notice.partial": "the data end or begin inside {period}, so it is compared with nothing",
    "notice.missing_columns": "the source has no {columns}, so what needs them is left out",
    "notice.skip_definition": (
        "skips are counted as \N{LEFT DOUBLE QUOTATION MARK}{used}\N{RIGHT DOUBLE QUOTATION MARK}, "
        "because this history has no usable \N{LEFT DOUBLE QUOTATION MARK}{asked}"
        "\N{RIGHT DOUBLE QUOTATION MARK}"
    ),
    "notice.day_first": (
        "no date tells whether 7{separator}8 is a day and a month or the other way round; "
        "the day is taken to come first"
    ),
    "notice.month_first": (
        "no date tells whether 7{separator}8 is a day and a month or the other way round; "
        "the month is taken to come first"
    ),
    "quality.day_first": (
        "No date tells whether 7{separator}8 is a day and a month or the other way round; "
        "the day is taken to come first."
    ),
    "quality.month_first": (
        "No date tells whether 7{separator}8 is a day and a month or the other way round; "
        "the month is taken to come first."
    ),
    "notice.suspicious_auc": (
        "the skip model is better than anything known before a play can make it; look for a leak"
        " with --audit"
    ),
    "notice.empty_period": "there are no plays in {period}",
}
