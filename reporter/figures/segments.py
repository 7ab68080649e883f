"""Segments: where they lie, and how large they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import HALF_WIDTH_MM, Chart, ChartId
from reporter.figures.marks import dots, note, strokes
from reporter.figures.sheet import Sheet
from reporter.figures.style import (
    ACCENT,
    ACCENT_SOFT,
    GREY,
    GREY_DARK,
    GREY_SOFT,
    HAIR_PT,
    INK,
    PAPER,
    SMALL_PT,
    drawing,
)
from reporter.figures.typeset import fit
from reporter.results.facts import Gap
from reporter.words import labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reporter.report import Report
    from reporter.results.segments import Former, Segment, Segments
    from reporter.words import Words

MAP_HEIGHT_MM = 52.0
KEY_STEP_MM = 10.0
LOOK_MM = 5.5
NAME_MM = 9.0
MOST_POINTS = 1500
LOOKS = (
    (ACCENT, False),
    (GREY, False),
    (INK, True),
    (ACCENT_SOFT, False),
    (GREY_DARK, True),
    (ACCENT, True),
    (GREY_SOFT, False),
    (INK, False),
    (GREY, True),
)
"""Colour and shape (ring or dot) of the segments' points."""


def found_segments(report: Report) -> Segments | None:
    """The segments, if the report has any."""
    segmentation = report.segmentation
    if isinstance(segmentation, Gap) or isinstance(segmentation.found, Gap):
        return None
    return segmentation.found


def segment_name(segment: Segment | Former, found: Segments, words: Words) -> str:
    """A segment's name in words."""
    traits = ((trait.feature, trait.high) for trait in segment.traits)
    return labels.segment(words, found.entity, traits)


def numbered(segment: Segment | Former, found: Segments, words: Words) -> str:
    """A segment's number and name."""
    name = segment_name(segment, found, words)
    return words("chart.segment_profiles.row", number=segment.id + 1, name=name)


def segment_map(report: Report, words: Words) -> Chart | None:
    """Entities on the first two principal components, with numbered centroids."""
    found = found_segments(report)
    if found is None or not found.points:
        return None
    step = -(-len(found.points) // MOST_POINTS)
    points = found.points[::step]
    centres = [segment.centroid for segment in found.segments]
    x = _limits([p.x for p in points] + [c[0] for c in centres])
    y = _limits([p.y for p in points] + [c[1] for c in centres])
    with drawing(ChartId.SEGMENT_MAP):
        sheet = Sheet(HALF_WIDTH_MM, MAP_HEIGHT_MM)
        axes = sheet.panel((0, 5, HALF_WIDTH_MM, MAP_HEIGHT_MM - 10), x=x, y=y)
        for edge in ((x[0], y[0], x[1], y[0]), (x[0], y[0], x[0], y[1])):
            strokes(axes, [edge], GREY_SOFT, width=HAIR_PT)
        looks = _looks(found)
        for segment in found.segments:
            colour, hollow = looks[segment.id]
            own = [(p.x, p.y) for p in points if p.segment == segment.id]
            dots(axes, own, colour, size=3.4, hollow=hollow, name=f"segment-{segment.id}")
        for segment in found.segments:
            dots(axes, [segment.centroid], INK, size=14)
            dots(axes, [segment.centroid], PAPER, size=12.4)
            number = words("value.plays", value=segment.id + 1)
            note(axes, segment.centroid, number, shift=(0, 0), ha="center", weight=700)
        first, second = found.explained
        sheet.small(0, MAP_HEIGHT_MM - 2, words("chart.segment_map.y", share=second))
        sheet.small(HALF_WIDTH_MM, 2, words("chart.segment_map.x", share=first), ha="right")
        return sheet.chart(
            ChartId.SEGMENT_MAP,
            words("chart.segment_map.title", n=found.k, entities=words(f"entities.{found.entity}")),
            words("chart.segment_map.alt", first=first, second=second, n=found.k),
        )


def segment_key(report: Report, words: Words) -> Chart | None:
    """What the numbers and looks on the map stand for; a picture of its own to fit on a phone."""
    found = found_segments(report)
    if found is None or not found.points or not found.segments:
        return None
    largest = max(found.segments, key=lambda segment: segment.n)
    with drawing(ChartId.SEGMENT_KEY):
        sheet = Sheet(HALF_WIDTH_MM, KEY_STEP_MM * len(found.segments))
        _key(sheet, found, words)
        return sheet.chart(
            ChartId.SEGMENT_KEY,
            words(
                "chart.segment_key.title",
                name=segment_name(largest, found, words),
                share=largest.share,
            ),
            words(
                "chart.segment_key.alt",
                listed="; ".join(_told(segment, found, words) for segment in found.segments),
            ),
        )


def _looks(found: Segments) -> dict[int, tuple[str, bool]]:
    """Look of each segment by its id: the same from report to report, unless two would share it."""
    free, looks = list(LOOKS), {}
    for one in sorted(segment.id for segment in found.segments):
        own = LOOKS[one % len(LOOKS)]
        looks[one] = own if own in free else free[0]
        free.remove(looks[one])
    return looks


def _limits(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = 0.04 * (high - low) or 1.0
    return low - room, high + room


def _key(sheet: Sheet, found: Segments, words: Words) -> None:
    """Number, look, name and size of each segment, a row each."""
    axes = sheet.panel(
        (0, 0, sheet.width_mm, sheet.height_mm), x=(0, sheet.width_mm), y=(0, sheet.height_mm)
    )
    room = sheet.width_mm - NAME_MM
    looks = _looks(found)
    for i, segment in enumerate(found.segments):
        y = sheet.height_mm - 2.5 - i * KEY_STEP_MM
        colour, hollow = looks[segment.id]
        sheet.text(0, y, words("value.plays", value=segment.id + 1), weight=700)
        dots(axes, [(LOOK_MM, y)], colour, size=6, hollow=hollow, name=f"look-{segment.id}")
        name = fit(segment_name(segment, found, words), room, weight=600)
        sheet.text(NAME_MM, y, name, weight=600)
        count = words(f"count.{found.entity}", n=segment.n)
        size = words("chart.segment_key.size", share=segment.share, n=count)
        sheet.small(NAME_MM, y - 4, fit(size, room, SMALL_PT))


def _told(segment: Segment, found: Segments, words: Words) -> str:
    return words(
        "chart.segment_key.told",
        number=segment.id + 1,
        name=segment_name(segment, found, words),
        share=segment.share,
    )
