"""What the owner is told: what happened to which report, and what to do about it."""

from __future__ import annotations

MESSAGES: dict[str, str | tuple[str, str]] = {
    "alert.subject.failed": "{title} {period}: the report could not be made",
    "alert.subject.left_out": (
        "{title} {period}: not made for {n:count} audience",
        "{title} {period}: not made for {n:count} audiences",
    ),
    "alert.subject.held": (
        "{title} {period}: held back for {n:count} audience",
        "{title} {period}: held back for {n:count} audiences",
    ),
    "alert.subject.missed": "{title} {period}: the report was not made in time",
    "alert.subject.undelivered": (
        "{title} {period}: not delivered to {n:count} recipient",
        "{title} {period}: not delivered to {n:count} recipients",
    ),
    "alert.subject.unknown": (
        "{title} {period}: perhaps not delivered to {n:count} recipient",
        "{title} {period}: perhaps not delivered to {n:count} recipients",
    ),
    "alert.subject.recovered": "{title} {period}: in order again",
    "alert.happened.failed": "The report was started and could not be made. Nobody got it.",
    "alert.happened.left_out": "The report was made, but not for these audiences. The others are not affected.",
    "alert.happened.held": "The report was made and stands in the archive, but it was not mailed to these audiences, because something is wrong with it. The others are not affected.",
    "alert.happened.missed": "The report was due and was not made.",
    "alert.happened.undelivered": "The report was made, but these recipients did not get it. The others are not affected.",
    "alert.happened.unknown": "The report was made and sent, but the connection broke off before the mail server said whether it took the message for these recipients. It is not sent to them again by itself, so that nobody gets it twice.",
    "alert.happened.recovered": "What you were told of before is over: the report was made and delivered.",
    "alert.report": "Report: {title} ({report})",
    "alert.period": "Period: {period}",
    "alert.run": "Run: {run}",
    "alert.reason": "Reason: {reason}",
    "alert.recipients": "Recipients:",
    "alert.audiences": "Audiences:",
    "alert.without": "- {name}: {reason}",
    "alert.without.alone": "- {name}",
    "alert.do": "What to do:",
    "alert.do.failed": "Mend the reason, then make and send it with\n    reporter run {report} --period {period} --send",
    "alert.do.left_out": "Mend the reason, then make it again and send it to those who have not got it with\n    reporter run {report} --period {period} --send",
    "alert.do.held": "Look at it with\n    reporter history show {run}\nand if the data were wrong, make and send it again with\n    reporter run {report} --period {period} --send",
    "alert.do.missed": "See whether the scheduler lives with\n    reporter schedule --status\nand make the report with\n    reporter run {report} --period {period} --send",
    "alert.do.undelivered": "Mend the reason, then send it to these recipients alone with\n    reporter send {run} --failed",
    "alert.do.unknown": "Ask the recipients whether it has come. To those who have not got it, send it again with\n    reporter send {run} --failed --to ADDRESS",
    "alert.do.recovered": "Nothing.",
}
