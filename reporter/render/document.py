"""Report, charts and words -> the one document that both renderers print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.period import DAY
from reporter.render import audience, front, text
from reporter.render.blocks import Document
from reporter.render.context import Context
from reporter.render.sections import (
    audit,
    changes,
    churn,
    clustering_summary,
    cohorts,
    definitions,
    drivers,
    growth,
    leaders,
    model_summary,
    overview,
    quality,
    recommendations,
    retention,
    segments,
    skip_model,
    survival,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from reporter.figures.chart import Chart
    from reporter.render.blocks import Section
    from reporter.report import Report
    from reporter.words import Words

MAIN = (
    overview.section,
    changes.section,
    leaders.section,
    skip_model.section,
    drivers.section,
    segments.section,
    retention.section,
    cohorts.section,
    growth.section,
    survival.section,
    churn.section,
    recommendations.section,
)
LONGEST_RUNNING = 70
"""Characters of the report's name at the head of a page."""
APPENDIX = (
    model_summary.section,
    audit.section,
    clustering_summary.section,
    quality.section,
    definitions.section,
)


def document(report: Report, charts: tuple[Chart, ...], words: Words, brand: str = "") -> Document:
    """Lay out the whole report.

    Args:
        report: what was found.
        charts: its pictures; a section leaves out the ones that were not drawn.
        words: the language.
        brand: name of whose report it is; empty for none.
    """
    context = Context(report, {chart.id: chart for chart in charts}, words)
    page_one = front.front(context, brand)
    return Document(
        language=words("report.language"),
        title=words("report.title", name=page_one.name, period=page_one.period),
        description=words("report.description", headline=page_one.headline, who=front.who(context)),
        generator=words("report.generator", version=report.version),
        paper=report.scope.paper,
        running=_running(context, page_one.name),
        running_period=page_one.period,
        footer=words("report.footer", day=report.scope.data_through - DAY, version=report.version),
        contents_heading=words("report.contents"),
        contents_note=words("report.contents.note"),
        page_label=words("report.page"),
        of_label=words("report.of"),
        appendix_heading=words("report.appendix"),
        front=page_one,
        sections=_numbered(context, "", MAIN),
        appendix=_numbered(context, words("report.appendix.letter"), APPENDIX),
    )


def _numbered(
    context: Context, prefix: str, sections: Iterable[Callable[[Context, str], Section]]
) -> tuple[Section, ...]:
    made = (section(context, f"{prefix}{i}") for i, section in enumerate(sections, start=1))
    return tuple(audience.marked(one, context.report.scope, context.words) for one in made)


def _running(context: Context, name: str) -> str:
    """The report's name, and for whom it is; a long name makes room for that."""
    whom = audience.title(context.report.scope, context.words)
    if not whom:
        return text.printable(name, "", LONGEST_RUNNING)
    room = max(LONGEST_RUNNING * 2 // 3, LONGEST_RUNNING - len(name))
    whom = text.printable(whom, "", room)
    name = text.printable(name, "", LONGEST_RUNNING - len(whom))
    return context.say("audience.running", report=name, audience=whom)
