"""What every section is built from: the report, its charts, and the words for both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reporter.render import text
from reporter.render.blocks import Cell, Column, Pair, Picture, Prose, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reporter.figures.chart import Chart
    from reporter.formats import Formats
    from reporter.plays import Entity
    from reporter.render.blocks import Block
    from reporter.report import Report
    from reporter.results.facts import Estimate, Gap
    from reporter.results.segments import Segment
    from reporter.words import Words

from reporter.words import labels


@dataclass(frozen=True, slots=True)
class Context:
    """The report and the means to say it.

    Attributes:
        report: what is rendered.
        charts: by id.
        words: the catalogue.
    """

    report: Report
    charts: Mapping[str, Chart]
    words: Words

    @property
    def entity(self) -> Entity:
        """What the report counts: listeners, or one person's tracks."""
        return self.report.scope.entity

    @property
    def formats(self) -> Formats:
        """Numbers and dates in the language of the words."""
        return self.words.formats

    def say(self, message: str, **values: Any) -> str:  # noqa: ANN401 - as the catalogue
        """A message, in its variant for listeners or for tracks where it has one."""
        own = f"{message}.{self.entity}"
        return self.words(own if self.words.has(own) else message, **values)

    def value(self, estimate: Estimate | None) -> str:
        """As `text.value`."""
        return text.value(estimate, self.words)

    def interval(self, estimate: Estimate | None, *, signed: bool = False) -> str:
        """As `text.interval`."""
        return text.interval(estimate, self.words, signed=signed)

    def name(self, name: str) -> str:
        """A name from the data, fit for a cell."""
        return text.printable(name, self.words("report.nameless"))

    def gap(self, gap: Gap) -> Prose:
        """The sentence that stands where something is missing."""
        return Prose(text.gap(gap, self.words, self.entity), tone="gap")

    def segment(self, segment: Segment) -> str:
        """A segment's name in words."""
        traits = ((trait.feature, trait.high) for trait in segment.traits)
        return labels.segment(self.words, self.entity, traits)

    def pictures(self, *ids: str) -> tuple[Block, ...]:
        """The charts of these ids that were drawn, in order; half-width neighbours side by side."""
        pictures = [Picture(self.charts[name]) for name in ids if name in self.charts]
        blocks: list[Block] = []
        while pictures:
            picture = pictures.pop(0)
            if pictures and picture.chart.is_half and pictures[0].chart.is_half:
                blocks.append(Pair(picture, pictures.pop(0)))
            else:
                blocks.append(picture)
        return tuple(blocks)

    def beside(self, chart: str, other: Table | Prose) -> tuple[Block, ...]:
        """A half-width chart beside something; one after the other where that does not fit."""
        match self.pictures(chart):
            case (Picture() as picture,) if picture.chart.is_half:
                return (Pair(picture, other),)
            case pictures:
                return (*pictures, other)

    def table(
        self,
        caption: str,
        columns: Iterable[tuple[str, int]],
        rows: Iterable[Row],
        note: str = "",
    ) -> Table:
        """A table whose first column is on the left and whose others are numbers, on the right.

        Args:
            caption: the finished caption.
            columns: pairs of (id of the heading, in `head.*` or `feature.*`; width in 24ths); an
                id that starts with `<` is of a column of texts, on the left.
            rows: its rows.
            note: the finished note below.
        """
        made = tuple(
            Column(
                self._heading(name.removeprefix("<")),
                "left" if i == 0 or name.startswith("<") else "right",
                width,
            )
            for i, (name, width) in enumerate(columns)
        )
        return Table(caption, made, tuple(rows), note)

    def _heading(self, name: str) -> str:
        area, _, feature = name.partition(".")
        return labels.label(self.words, area, feature) if feature else self.say(f"head.{name}")


def row(first: str | Cell, *others: str | Cell, strong: bool = False, quiet: bool = False) -> Row:
    """A row of texts."""
    cells = (cell if isinstance(cell, Cell) else Cell(cell) for cell in (first, *others))
    return Row(tuple(cells), strong=strong, quiet=quiet)
