"""Each segment then and now: who stayed, who left it, and who joined it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import FULL_WIDTH_MM
from reporter.figures.marks import bars
from reporter.figures.segments import numbered
from reporter.figures.sheet import Sheet
from reporter.figures.style import ACCENT, ACCENT_SOFT, GREY, GREY_FAINT, GREY_SOFT, SMALL_PT
from reporter.figures.typeset import fit, width_mm

if TYPE_CHECKING:
    from reporter.results.segments import Balance, Former, Migration, Segment, Segments
    from reporter.words import Words

    Parts = dict[str, int]

ROW_MM = 7.6
NARROW_MM = 4.7
BAR_MM = 0.42
"""Height of a bar in that of its row."""
TOP_MM = 9.0
NAME_MM = 48.0
BARS_MM = 78.0
TEXT_LEFT_MM = 118.0
GAP_MM = 2.0
EDGE_MM = 0.15
KEY_MM = 2.6
LOOKS = {
    "stayed": ACCENT,
    "moved": ACCENT_SOFT,
    "outside": GREY_SOFT,
    "rest": GREY,
    "untold": GREY_FAINT,
}
"""Parts of a bar, in order; the rest are those moved and those outside together."""


def balances(migration: Migration, found: Segments, words: Words) -> tuple[Sheet, str]:
    """Two bars a segment, its members before and now, and two for all; and that in words.

    A bar is parted where it is told who stayed; else its row is narrow.
    """
    rows = migration.balances
    height = sum(_height(one) for one in rows)
    sheet = Sheet(FULL_WIDTH_MM, TOP_MM + height)
    axes = sheet.panel(
        (BARS_MM, 0, TEXT_LEFT_MM - BARS_MM - GAP_MM, height),
        x=(0, max(max(one.before, one.now) for one in rows)),
        y=(0, height),
    )
    boxes: dict[str, list[tuple[float, float, float, float]]] = {}
    names, listed, top = _names(migration, found, words), [], height
    for one in rows:
        middle, bar = top - _height(one) / 2, BAR_MM * _height(one)
        top -= _height(one)
        name, share, texts = names[one.segment], _share(one, words), _texts(one, words)
        sheet.text(0, middle, fit(name, NAME_MM - GAP_MM))
        sheet.text(NAME_MM, middle, share)
        for i, text in enumerate(texts):
            y = middle + bar * ((len(texts) - 1) / 2 - i)
            sheet.small(TEXT_LEFT_MM, y, fit(text, FULL_WIDTH_MM - TEXT_LEFT_MM, SMALL_PT))
        for foot, parts in zip((middle, middle - bar), _parts(one), strict=True):
            start = 0
            for part, n in parts.items():
                box = (start, foot + EDGE_MM, start + n, foot + bar - EDGE_MM)
                boxes.setdefault(part, []).extend([box] if n else [])
                start += n
        message = "chart.balances.told" + (".share" if share else "")
        listed.append(words(message, name=name, sizes=", ".join(texts), share=share))
    for part, colour in LOOKS.items():
        bars(axes, boxes.get(part, []), colour, part)
    sheet.small(NAME_MM, height + 2.2, words("chart.balances.head"))
    _legend(sheet, [part for part in LOOKS if boxes.get(part)], words, migration.least)
    alt = words("chart.balances.alt", period=migration.period, listed="; ".join(listed))
    return sheet, alt


def _height(one: Balance) -> float:
    return NARROW_MM if one.stayed is None else ROW_MM


def _names(migration: Migration, found: Segments, words: Words) -> dict[int | None, str]:
    """Number and name of each segment of either report, and of all together."""
    every: tuple[Former | Segment, ...] = (*migration.segments, *found.segments)
    named: dict[int | None, str] = {one.id: numbered(one, found, words) for one in every}
    return {**named, None: words("chart.balances.all")}


def _share(one: Balance, words: Words) -> str:
    """The share that stayed with its interval; empty where it is not told, or nobody was there."""
    if one.share is None:
        return ""
    share = one.share
    return words("chart.balances.share", share=share.value, low=share.low, high=share.high)


def _texts(one: Balance, words: Words) -> tuple[str, ...]:
    """The members before, and now; in one text where no more is told."""
    sizes = {"before": one.before, "now": one.now}
    if one.left is None or one.joined is None:
        return (words("chart.balances.sizes", **sizes),)
    before = {**sizes, "rest": one.left, "moved": one.moved, "outside": one.gone}
    now = {**sizes, "rest": one.joined, "moved": one.came, "outside": one.new}
    kind = "rest" if one.moved is None else "parts"
    return (
        words(f"chart.balances.before.{kind if one.before else 'none'}", **before),
        words(f"chart.balances.now.{kind if one.now else 'none'}", **now),
    )


def _parts(one: Balance) -> tuple[Parts, Parts]:
    """The parts of the bar of those before, and of those now."""
    if one.stayed is None or one.left is None or one.joined is None:
        return {"untold": one.before}, {"untold": one.now}
    if one.moved is None or one.gone is None or one.came is None or one.new is None:
        return {"stayed": one.stayed, "rest": one.left}, {"stayed": one.stayed, "rest": one.joined}
    return (
        {"stayed": one.stayed, "moved": one.moved, "outside": one.gone},
        {"stayed": one.stayed, "moved": one.came, "outside": one.new},
    )


def _legend(sheet: Sheet, parts: list[str], words: Words, least: int) -> None:
    """What the parts of the bars are, in a line above them."""
    x, y = 0.0, sheet.height_mm - 2
    axes = sheet.panel(
        (0, 0, sheet.width_mm, sheet.height_mm), x=(0, sheet.width_mm), y=(0, sheet.height_mm)
    )
    for part in parts:
        text = words(f"chart.balances.{part}", least=least)
        bars(axes, [(x, y - KEY_MM / 2, x + KEY_MM, y + KEY_MM / 2)], LOOKS[part], f"key-{part}")
        sheet.small(x + KEY_MM + GAP_MM / 2, y, text)
        x += KEY_MM + width_mm(text, SMALL_PT) + 2 * GAP_MM
