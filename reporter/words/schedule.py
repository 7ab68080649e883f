"""What the scheduler says: reasons that stand in the ledger, and what `reporter schedule` prints."""

from __future__ import annotations

REASONS: dict[str, str | tuple[str, str]] = {
    "schedule.skipped.latest": "missed during an outage, and catch_up: latest makes the newest missed period only",
    "schedule.skipped.none": "missed during an outage, and catch_up: none makes no missed period",
    "schedule.handed_back": "the scheduler was stopped while it was made",
    "schedule.busy": "another run was making it",
    "schedule.given_up": (
        "the scheduler died while it was made, {n:count} time",
        "the scheduler died while it was made, {n:count} times",
    ),
    "schedule.over_limit": (
        "it took longer than its time limit of {n:count} minute and was ended",
        "it took longer than its time limit of {n:count} minutes and was ended",
    ),
    "schedule.killed": "its process was killed by signal {signal}",
    "schedule.code": "its process ended with exit code {code}",
    "schedule.undelivered": "not delivered to everybody",
    "schedule.held": "held back, and not mailed",
    "schedule.waiting": "its data is not through yet; it waits until {until}",
    "schedule.not_through": "its data was not through in time, and late_data: tell makes nothing of it",
    "schedule.anyway": "its data was not through in time, and late_data: make takes what is there",
}

ALERTS: dict[str, str | tuple[str, str]] = {
    "schedule.alert.skipped": ("{reason}", "{n:count} periods, {first} to {last}, were {reason}"),
    "schedule.alert.recovered": "the report of {before} had not been made",
}

EVENTS = {
    "schedule.event.started": "the scheduler started as {place}",
    "schedule.event.stopped": "the scheduler stopped as {place}",
    "schedule.event.taken_over": "from a scheduler that was not heard of any more",
    "schedule.event.lost": "to another scheduler that took it over in the meantime",
    "schedule.event.job_missed": "{job} was to run at {at} and did not: the machine was asleep or overloaded",
    "schedule.event.job_error": "{job} met an error ({kind}: {text})",
    "schedule.event.job_overrun": "{job} was to run at {at}, and its last run had not ended",
}

CONSOLE: dict[str, str | tuple[str, str]] = {
    "schedule.running": (
        "{n:count} report is scheduled; stop with Ctrl-C",
        "{n:count} reports are scheduled; stop with Ctrl-C",
    ),
    "schedule.line": "{at} {text}",
    "schedule.said": "{report} {period} {what}",
    "schedule.said.why": "{report} {period} {what}: {text}",
    "schedule.stopping": "stopping",
    "schedule.nothing": "no report of the configuration has a cron expression",
    "schedule.nothing.hint": "give one to a report, as in cron: '0 7 * * mon'",
    "schedule.trouble": "its last trouble, at {at}: {text}",
    "schedule.alive": "a scheduler is alive: {place}, since {since}, last looked at {tick}",
    "schedule.dead": "no scheduler is alive",
    "schedule.dead.last": "no scheduler is alive; the last one, {place}, was heard of at {at}",
    "schedule.never": "never",
}

MESSAGES: dict[str, str | tuple[str, str]] = {**REASONS, **ALERTS, **EVENTS, **CONSOLE}
