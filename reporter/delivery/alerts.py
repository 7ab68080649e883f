"""What the owner is told, as text. Who is told, and that it is once, is the ledger's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporter.words import Words


class Cause(StrEnum):
    """Why the owner is told something."""

    FAILED = "failed"
    LEFT_OUT = "left_out"
    HELD = "held"
    MISSED = "missed"
    UNDELIVERED = "undelivered"
    UNKNOWN = "unknown"
    RECOVERED = "recovered"


OF_AUDIENCES = frozenset({Cause.LEFT_OUT, Cause.HELD})
"""What happens to a whole audience; the rest to recipients, or to the report."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A recipient or an audience without a report, and why; the reason may be empty."""

    name: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that the owner is told.

    Attributes:
        cause: what happened.
        report: name of the report in the configuration.
        title: its title.
        period: label of the period, as `--period` takes it.
        reason: why, as a clause; may be empty.
        run: run id; empty where none was made.
        missing: recipients who did not get it or may not have, or audiences without it.
    """

    cause: Cause
    report: str
    title: str
    period: str
    reason: str = ""
    run: str = ""
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertText:
    """A message to the owner: a subject on one line, and lines of plain text."""

    subject: str
    text: str


def alert(incident: Incident, words: Words) -> AlertText:
    """Tell what happened, to which report and period, why, and what to do."""
    values = {
        "title": incident.title,
        "report": incident.report,
        "period": incident.period,
        "run": incident.run,
    }
    cause = incident.cause
    paragraphs = (
        words(f"alert.happened.{cause}"),
        "\n".join(_facts(incident, words)),
        "\n".join(_missing(incident, words)),
        "\n".join((words("alert.do"), words(f"alert.do.{cause}", **values))),
    )
    return AlertText(
        subject=words(f"alert.subject.{cause}", n=len(incident.missing), **values),
        text="\n\n".join(filter(None, paragraphs)) + "\n",
    )


def is_named(one: Missing, text: str) -> bool:
    """Whether a message to the owner, in English, tells of someone, for whatever reason."""
    alone = ENGLISH("alert.without.alone", name=one.name)
    return any(line == alone or line.startswith(f"{alone}:") for line in text.splitlines())


def _facts(incident: Incident, words: Words) -> Iterator[str]:
    yield words("alert.report", title=incident.title, report=incident.report)
    yield words("alert.period", period=incident.period)
    if incident.run:
        yield words("alert.run", run=incident.run)
    if incident.reason:
        yield words("alert.reason", reason=incident.reason)


def _missing(incident: Incident, words: Words) -> Iterator[str]:
    if incident.missing:
        yield words("alert.audiences" if incident.cause in OF_AUDIENCES else "alert.recipients")
    for one in incident.missing:
        message = "alert.without" if one.reason else "alert.without.alone"
        yield words(message, name=one.name, reason=one.reason)
