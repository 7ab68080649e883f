"""What the segments are like: one small panel for each clustered feature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import FULL_WIDTH_MM, Chart, ChartId
from reporter.figures.frame import is_fine, ticker
from reporter.figures.marks import dots, note, scale, strokes
from reporter.figures.segments import found_segments, numbered, segment_name
from reporter.figures.sheet import Sheet
from reporter.figures.style import ACCENT, GREY_DARK, GREY_FAINT, HAIR_PT, SMALL_PT, drawing
from reporter.figures.typeset import fit, width_mm
from reporter.words import labels

if TYPE_CHECKING:
    from reporter.report import Report
    from reporter.results.segments import FeatureMean, Segment, Segments
    from reporter.words import Words

ROW_MM = 6.0
TOP_MM = 10.0
BOTTOM_MM = 6.0
GUTTER_MM = 6.5
CLEAR_MM = 1.5
MOST_NAME_MM = 50.0
MOST_PANELS = 6
LINE_MM = 3.4
SHARES = frozenset({"skip_rate", "shuffle_rate", "distinct_track_share"})
RATIOS = frozenset({"active_days_per_play"})


def segment_profiles(report: Report, words: Words) -> Chart | None:
    """Means with their intervals: a panel for each feature, a row for each segment."""
    found = found_segments(report)
    if found is None or not found.segments or not found.features:
        return None
    shown = found.features[:MOST_PANELS]
    names = [fit(numbered(one, found, words), MOST_NAME_MM) for one in found.segments]
    left = max(width_mm(name) for name in names) + GUTTER_MM
    width = (FULL_WIDTH_MM - left + GUTTER_MM) / len(shown) - GUTTER_MM
    height = ROW_MM * len(names)
    with drawing(ChartId.SEGMENT_PROFILES):
        sheet = Sheet(FULL_WIDTH_MM, TOP_MM + BOTTOM_MM + height)
        for i, name in enumerate(names):
            sheet.text(0, BOTTOM_MM + height - ROW_MM * (i + 0.5), name)
        for j, feature in enumerate(shown):
            box = (left + j * (width + GUTTER_MM), BOTTOM_MM, width, height)
            _panel(sheet, box, feature, found.segments, words)
        listed = "; ".join(_told(feature, found, words) for feature in shown)
        return sheet.chart(
            ChartId.SEGMENT_PROFILES,
            _title(found, words),
            words("chart.segment_profiles.alt", listed=listed),
        )


def _title(found: Segments, words: Words) -> str:
    """The segment with most plays."""
    top = max(found.segments, key=lambda segment: segment.share_plays)
    return words(
        "chart.segment_profiles.title",
        name=segment_name(top, found, words),
        share=top.share,
        plays=top.share_plays,
        entities=words(f"entities.{found.entity}"),
    )


def _panel(
    sheet: Sheet,
    box: tuple[float, float, float, float],
    feature: str,
    segments: tuple[Segment, ...],
    words: Words,
) -> None:
    left, bottom, width, height = box
    most = min(width + GUTTER_MM - CLEAR_MM, FULL_WIDTH_MM - left)
    heading = _two_lines(labels.label(words, "feature", feature), width, most)
    for k, text in enumerate(reversed(heading)):
        sheet.small(left, bottom + height + 2.4 + LINE_MM * k, text)
    means = [(i, mean) for i, one in enumerate(segments) if (mean := _of(one, feature))]
    if not means:
        return
    low, high = min(mean.low for _, mean in means), max(mean.high for _, mean in means)
    kind, unit = _kind(feature)
    ticks, limits = scale(low, high, 2, whole=kind == "count")
    axes = sheet.panel(box, x=limits, y=(len(segments) - 0.5, -0.5))
    foot, top = axes.get_ylim()
    strokes(axes, [(tick, foot, tick, top) for tick in ticks], GREY_FAINT, width=HAIR_PT)
    tick = ticker(words, kind)
    for value, side in ((limits[0], "left"), (limits[1], "right")):
        text = tick(value, is_fine(limits, unit))
        note(axes, (value, foot), text, shift=(0, -9.5), ha=side, color=GREY_DARK)
    strokes(axes, [(mean.low, i, mean.high, i) for i, mean in means], ACCENT, name="intervals")
    dots(axes, [(mean.mean, i) for i, mean in means], ACCENT, name=f"means-{feature}")


def _of(segment: Segment, feature: str) -> FeatureMean | None:
    return next((one for one in segment.features if one.feature == feature), None)


def _kind(feature: str) -> tuple[str, float]:
    """Kind of tick labels of a feature, and the step from which on they need no decimals."""
    if feature in SHARES:
        return "share", 0.01
    return ("decimal", 0.1) if feature in RATIOS else ("count", 1)


def _two_lines(text: str, room: float, most: float) -> list[str]:
    """The text over one line or two; a word that is wider than its room may take `most`."""
    first, rest = "", text.split()
    while rest and width_mm(f"{first} {rest[0]}".strip(), SMALL_PT) <= room:
        first = f"{first} {rest.pop(0)}".strip()
    return [fit(part, most, SMALL_PT) for part in (first, " ".join(rest)) if part]


def _told(feature: str, found: Segments, words: Words) -> str:
    kind, _ = _kind(feature)
    means = [mean.mean for one in found.segments if (mean := _of(one, feature))]
    return words(
        "chart.segment_profiles.told",
        feature=labels.label(words, "feature", feature),
        listed=", ".join(words(f"chart.segment_profiles.{kind}", value=mean) for mean in means),
    )
