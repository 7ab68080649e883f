"""The mail: its subject, what comes with it, and whom to write to."""

from __future__ import annotations

MESSAGES: dict[str, str | tuple[str, str]] = {
    "mail.subject": "{name}, {period}: {headline}",
    "mail.tile": "{label} {value}",
    "mail.charts.heading": "In pictures",
    "mail.pdf.attached": "The whole report is attached as a PDF, with its definitions and evidence.",
    "mail.pdf.linked": "The whole report, with its definitions and evidence, is too large to attach. The PDF is at:",
    "mail.csv.attached": "The summary tables are attached too, as CSV files in a zip archive.",
    "mail.csv.left_out": "The summary tables (CSV) were left out to keep this mail small; they are in the archive.",
    "mail.owner": "You get this mail because your address is on the list of this report. To be taken off it, or with a question, write to {owner}.",
}
