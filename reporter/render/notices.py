"""Notices: the sentences about a report's input that a run prints beside its result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.report import Report
from reporter.results.facts import Gap, SkipDefinition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporter.errors import ReporterError
    from reporter.results.quality import Quality
    from reporter.words import Words


TELLING_COLUMNS = ("platform", "reason_start", "reason_end", "shuffle", "skipped_flag")
"""The canonical columns whose absence costs a part of the report."""


def all_notices(
    outcomes: Mapping[str, Report | ReporterError], words: Words, *, asked: SkipDefinition
) -> tuple[str, ...]:
    """What whoever runs the report should know, once; what is not of all audiences names its own.

    Args:
        outcomes: what each audience gets, by its name; something of it is a report.
        words: the language.
        asked: the definition of a skip in the configuration.
    """
    reports = {name: one for name, one in outcomes.items() if isinstance(one, Report)}
    about: dict[str, list[str]] = {}
    for name, report in reports.items():
        for notice in notices(report, words, asked=asked):
            about.setdefault(notice, []).append(name)
    return (
        *(
            notice
            if len(names) == len(reports)
            else words("notice.audience", name=", ".join(names), text=notice)
            for notice, names in about.items()
        ),
        *(
            words("notice.no_edition", name=name, text=str(one))
            for name, one in outcomes.items()
            if not isinstance(one, Report)
        ),
    )


def notices(report: Report, words: Words, *, asked: SkipDefinition) -> tuple[str, ...]:
    """What whoever runs the report should know, most important first; often nothing.

    Args:
        report: what was found.
        words: the language.
        asked: the definition of a skip in the configuration.
    """
    scope, quality = report.scope, report.quality
    period, found = scope.period.label, []
    plays = report.overview.tiles[0].now
    if plays is None or plays.value == 0:
        found.append(words("notice.empty_period", period=period))
    if scope.period.partial:
        found.append(words("notice.partial", period=period))
    missing = [column for column in TELLING_COLUMNS if column in quality.missing_columns]
    if missing:
        found.append(words("notice.missing_columns", columns=", ".join(missing)))
    if scope.skip not in {asked, SkipDefinition.GIVEN}:
        used, wanted = words(f"skip.{scope.skip}"), words(f"skip.{asked}")
        found.append(words("notice.skip_definition", used=used, asked=wanted))
    if quality.quarantined:
        found.append(words("notice.quarantined", n=quality.quarantined))
    found.extend(guessed_dates(report.quality, words, "notice"))
    found.extend(
        words("notice.absent_value", column=term.column, value=value)
        for term in scope.filter
        for value in term.absent
    )
    if not isinstance(report.skip_model, Gap) and report.skip_model.suspicious:
        found.append(words("notice.suspicious_auc"))
    return tuple(found)


def guessed_dates(quality: Quality, words: Words, part: str) -> tuple[str, ...]:
    """Which dates may have been read with day and month the wrong way round.

    Args:
        quality: how dates were read.
        words: the language.
        part: `notice` for a line on the terminal, `quality` for a sentence in the report.
    """
    guessed = {(order.separator, order.day_first) for order in quality.date_orders if order.assumed}
    return tuple(
        words(f"{part}.{'day' if day_first else 'month'}_first", separator=separator)
        for separator, day_first in sorted(guessed)
    )
