"""What must be so before a report is sent: all but what is on paper."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from reporter.errors import UsageError
from reporter.gate import pictures, screen, sections
from reporter.gate.refusal import Kind, Refusal, Verdict
from reporter.gate.stated import HTML, JSON, PDF, chart_files, page_one
from reporter.gate.texts import holds
from reporter.period import PeriodKind, parse
from reporter.render.document import document
from reporter.tables import tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reporter.gate.screen import Screen
    from reporter.gate.stated import Stated
    from reporter.render.blocks import Document
    from reporter.report import Report
    from reporter.words import Words

LEAST_POINTS = 2
"""A headline's history of fewer values is not drawn."""


def examine(report: Report, files: Mapping[str, bytes], *, asked: str, words: Words) -> Verdict:
    """Look at a finished report as its reader will, save at its PDF.

    Args:
        report: what was found, for one audience.
        files: that audience's files by their path in its folder.
        asked: the label of the period that was asked for, such as `2024-W50` or `all`.
        words: the language that the files are written in.

    Returns:
        The reasons to hold the report back; that its PDF is missing is one of them.
    """
    refusals = [*_period(report, asked), *_missing(report, files, words)]
    if files.get(JSON):
        refusals += _json(report, files[JSON])
    on_screen = screen.read(files[HTML]) if files.get(HTML) else None
    if on_screen is not None:
        made = document(report, (), words)
        refusals += _screen(made, page_one(report, made, words), on_screen)
    return Verdict((*refusals, *_charts(report, files, on_screen)))


def _period(report: Report, asked: str) -> Iterator[Refusal]:
    """Whether the report is about the period asked for, and that has plays."""
    span = report.scope.period
    if not _is_asked(report, asked):
        yield Refusal(Kind.OTHER_PERIOD, span.label)
    plays = report.overview.tiles[0].now
    if plays is None or not plays.value:
        yield Refusal(Kind.NO_PLAYS, span.label)


def _is_asked(report: Report, asked: str) -> bool:
    span = report.scope.period
    if span.label != asked:
        return False
    if span.kind is PeriodKind.ALL:
        return True
    try:
        period = parse(asked)
    except UsageError:
        return False
    return (period.first_day, period.end_day) == (span.first_day, span.end_day)


def _missing(report: Report, files: Mapping[str, bytes], words: Words) -> Iterator[Refusal]:
    """The files without which a report is none."""
    tabular = (f"csv/{table.name}.csv" for table in tables(report, words))
    for path in (PDF, HTML, JSON, *tabular):
        if not files.get(path):
            yield Refusal(Kind.FILE_MISSING, file=path)


def _json(report: Report, content: bytes) -> Iterator[Refusal]:
    try:
        label = json.loads(content)["scope"]["period"]["label"]
    except (ValueError, KeyError, TypeError) as error:
        yield Refusal(Kind.FILE_BROKEN, str(error), JSON)
        return
    if label != report.scope.period.label:
        yield Refusal(Kind.PERIOD_NOT_NAMED, report.scope.period.label, JSON)


def _screen(made: Document, first: tuple[Stated, ...], found: Screen) -> Iterator[Refusal]:
    if not found.is_whole:
        yield Refusal(Kind.FILE_BROKEN, "</html>", HTML)
    for refusal, text in first:
        if not holds(found.front, text):
            yield replace(refusal, file=HTML)
    yield from sections.unshown(made, found, HTML)
    for address in found.fetched:
        yield Refusal(Kind.RESOURCE_FAILED, address, HTML)


def _charts(report: Report, files: Mapping[str, bytes], found: Screen | None) -> Iterator[Refusal]:
    """The charts that are missing, empty or not in the HTML file."""
    kept = dict(chart_files(files))
    shown = found.charts if found else ()
    needed = {pictures.name(chart.svg) for chart in shown if chart.svg} | _expected(report)
    for name in sorted(needed - kept.keys()):
        yield Refusal(Kind.CHART_MISSING, name)
    for chart in shown:
        if not chart.svg:
            yield Refusal(Kind.RESOURCE_FAILED, chart.alt, HTML)
    embedded = {chart.svg for chart in shown}
    for name, svg in kept.items():
        if not pictures.has_marks(svg, name):
            yield Refusal(Kind.CHART_EMPTY, name)
        if found is not None and svg not in embedded:
            yield Refusal(Kind.CHART_NOT_SHOWN, name, HTML)


def _expected(report: Report) -> set[str]:
    """Charts that a report with such results has in any case: a line for each headline's history.

    Whether other charts can be drawn is for their own functions to say; a section without any
    content is found by its own check.
    """
    tiles = report.overview.tiles
    drawn = {
        f"spark_{tile.headline}"
        for tile in tiles
        if tile.now and sum(point.value is not None for point in tile.series) >= LEAST_POINTS
    }
    hours = {"plays_by_hour"} if any(hour.plays for hour in report.overview.hours) else set()
    return drawn | hours
