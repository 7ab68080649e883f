"""Drivers of skips: adjusted effects beside raw ones, and what the model loses without each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import Chart, ChartId
from reporter.figures.frame import ticker
from reporter.figures.rows import Look, Row, row_sheet
from reporter.figures.style import drawing
from reporter.results.facts import Gap
from reporter.words import labels

if TYPE_CHECKING:
    from reporter.report import Report
    from reporter.results.drivers import Driver, DriverGroup
    from reporter.results.facts import Estimate
    from reporter.words import Words

MOST_ROWS = 36
LEAST_LOSS = 5e-5
"""Nats that four decimals can tell from nothing."""


def drivers(report: Report, words: Words) -> Chart | None:
    """Adjusted effects in points with their intervals, by driver, strongest driver first.

    An effect that survives testing is in the accent colour; rings are the raw differences.
    """
    found = report.drivers
    if isinstance(found, Gap):
        return None
    shown = _that_fit(found.groups)
    rows = [row for group in shown for row in _rows(group, words)]
    if not rows:
        return None
    with drawing(ChartId.DRIVERS):
        look = Look(
            ticker(words, "points"),
            words("chart.drivers.x"),
            text_heading=words("chart.drivers.text"),
            zero=0,
        )
        told = [_told(driver, words) for group in shown for driver in group.levels]
        return row_sheet(rows, look).chart(
            ChartId.DRIVERS,
            _title([driver for group in shown for driver in group.levels], words),
            words("chart.drivers.alt", listed="; ".join(told)),
        )


def _that_fit(groups: tuple[DriverGroup, ...]) -> list[DriverGroup]:
    shown: list[DriverGroup] = []
    n_rows = 0
    for group in groups:
        n_rows += 1 + len(group.levels)
        if group.levels and n_rows <= MOST_ROWS:
            shown.append(group)
    return shown


def _rows(group: DriverGroup, words: Words) -> list[Row]:
    reference = labels.level(words, group.feature, group.reference)
    head = Row(
        labels.label(words, "driver", group.feature),
        text=words("chart.drivers.group", reference=reference),
    )
    return [head, *(_row(driver, words) for driver in group.levels)]


def _row(driver: Driver, words: Words) -> Row:
    effect = driver.effect
    return Row(
        labels.level(words, driver.feature, driver.level),
        effect.value,
        effect.low,
        effect.high,
        other=driver.raw,
        text=_points(effect, words),
        strong=driver.kept,
    )


def _points(effect: Estimate, words: Words) -> str:
    if effect.low is None or effect.high is None:
        return words("value.points", value=effect.value)
    return words("chart.points", value=effect.value, low=effect.low, high=effect.high)


def _told(driver: Driver, words: Words) -> str:
    return words(
        "chart.drivers.told",
        driver=labels.label(words, "driver", driver.feature),
        level=labels.level(words, driver.feature, driver.level),
        reference=labels.level(words, driver.feature, driver.reference),
        effect=_points(driver.effect, words),
        raw=driver.raw,
    )


def _title(shown: list[Driver], words: Words) -> str:
    """The largest effect that survives testing, of a named level where there is one."""
    kept = sorted(
        (driver for driver in shown if driver.kept),
        key=lambda driver: abs(driver.effect.value),
        reverse=True,
    )
    if not kept:
        return words("chart.drivers.title.none")
    top = next((driver for driver in kept if driver.is_named), kept[0])
    return words(
        "chart.drivers.title" if top is kept[0] else "chart.drivers.title.named",
        driver=labels.label(words, "driver", top.feature),
        level=labels.level(words, top.feature, top.level),
        reference=labels.level(words, top.feature, top.reference),
        effect=top.effect.value,
    )


def _loss(value: float, words: Words) -> str:
    """Four decimals; a loss that would be a zero with a sign is none."""
    if abs(value) < LEAST_LOSS:
        return words("chart.driver_loss.value.none")
    return words("chart.driver_loss.value", loss=value)


def driver_loss(report: Report, words: Words) -> Chart | None:
    """How much worse the held-out prediction gets when one driver is permuted."""
    found = report.drivers
    if isinstance(found, Gap) or not found.groups:
        return None
    rows = [
        Row(
            labels.label(words, "driver", group.feature),
            group.loss.value,
            group.loss.low,
            group.loss.high,
            text=_loss(group.loss.value, words),
            strong=i == 0,
        )
        for i, group in enumerate(found.groups)
    ]
    with drawing(ChartId.DRIVER_LOSS):
        look = Look(
            ticker(words, "decimal"),
            words("chart.driver_loss.x"),
            unit=0.1,
            as_bars=True,
        )
        listed = "; ".join(f"{row.label} {row.text}" for row in rows)
        return row_sheet(rows, look).chart(
            ChartId.DRIVER_LOSS,
            words("chart.driver_loss.title", driver=rows[0].label),
            words("chart.driver_loss.alt", listed=listed),
        )
