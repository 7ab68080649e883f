"""What a report states of itself wherever it is read, and by which names its files go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.gate.refusal import Kind, Refusal
from reporter.render.audience import title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reporter.render.blocks import Document
    from reporter.report import Report
    from reporter.words import Words

    Stated = tuple[Refusal, str]

PDF, HTML, JSON = "report.pdf", "report.html", "report.json"
CHARTS = "charts/"


def page_one(report: Report, made: Document, words: Words) -> tuple[Stated, ...]:
    """What page one must say, each with what is wrong where it does not."""
    front, whom = made.front, title(report.scope, words)
    return (
        (Refusal(Kind.PERIOD_NOT_NAMED, front.period), front.period),
        *(((Refusal(Kind.AUDIENCE_NOT_NAMED, whom), whom),) if whom else ()),
        (Refusal(Kind.HEADLINE_NOT_READABLE), front.headline),
    )


def chart_files(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The charts among an audience's files, by their ids, with their pictures."""
    for path, content in sorted(files.items()):
        if path.startswith(CHARTS):
            yield path.removeprefix(CHARTS).removesuffix(".svg"), content
