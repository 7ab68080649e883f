"""What skipping goes with: adjusted effects beside raw differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import ChartId
from reporter.render import text
from reporter.render.blocks import Cell, Prose, Row, Section
from reporter.render.context import row
from reporter.results.facts import Gap
from reporter.words import labels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporter.render.blocks import Table
    from reporter.render.context import Context
    from reporter.results.drivers import Driver, DriverGroup, Drivers

ID = "drivers"


def section(context: Context, number: str) -> Section:
    """The drivers, or why there are none."""
    found = context.report.drivers
    title = context.say(f"section.{ID}")
    if isinstance(found, Gap):
        return Section(ID, number, title, context.gap(found).text, ())
    blocks = (
        *context.pictures(ChartId.DRIVERS),
        Prose(_tested(context, found)),
        Prose(
            context.say(
                "drivers.held",
                n=found.n,
                habits=context.say("drivers.habits") if found.habits_held else "",
                auc=found.auc.value,
                interval=context.interval(found.auc),
            )
        ),
        *context.pictures(ChartId.DRIVER_CURVES, ChartId.DRIVER_LOSS),
        _table(context, found),
        *_entangled(context, found),
        *_absent(context, found),
    )
    return Section(ID, number, title, _finding(context, found), blocks)


def _tested(context: Context, found: Drivers) -> str:
    return context.say("drivers.tested", tested=found.tested, kept=found.kept, q=found.q)


def _finding(context: Context, found: Drivers) -> str:
    """The strongest driver that has a level apart from its reference, and that level.

    Levels that are one thing go before those that hold all that is rare or was not recorded.
    """
    if not found.groups:
        return context.say("drivers.finding.none")
    kept = [[driver for driver in group.levels if driver.kept] for group in found.groups]
    named = [[driver for driver in levels if driver.is_named] for levels in kept]
    levels = next(filter(None, (*named, *kept)), None)
    if levels is None:
        return context.say("drivers.finding.noise", tested=found.tested)
    strongest = max(levels, key=lambda driver: abs(driver.effect.value))
    feature = labels.label(context.words, "driver", strongest.feature)
    direction = "more" if strongest.effect.value > 0 else "less"
    effect = context.say(f"drivers.effect.{direction}", value=abs(strongest.effect.value))
    return context.say(
        "drivers.finding",
        feature=context.words.continued(feature),
        level=_level(context, strongest, strongest.level),
        effect=effect,
        reference=_level(context, strongest, strongest.reference),
    )


def _level(context: Context, driver: Driver, level: str) -> str:
    return text.quoted(labels.level(context.words, driver.feature, level), context.words)


def _table(context: Context, found: Drivers) -> Table:
    columns = (
        ("driver", 5),
        ("<against", 4),
        ("adjusted", 3),
        ("interval", 4),
        ("raw", 2),
        ("adjusted_p", 2),
        ("n", 2),
        ("share", 2),
    )
    rows = (one for group in found.groups for one in _rows(context, group))
    return context.table(context.say("drivers.caption"), columns, rows)


def _rows(context: Context, group: DriverGroup) -> Iterator[Row]:
    feature = labels.label(context.words, "driver", group.feature)
    others = ", ".join(text.thing(name, context.words) for name in group.together)
    together = context.say("drivers.group.together", feature=feature, others=others)
    yield Row((Cell(together if others else feature),), group=True)
    for driver in group.levels:
        yield row(
            labels.level(context.words, driver.feature, driver.level),
            labels.level(context.words, driver.feature, driver.reference),
            context.value(driver.effect),
            context.interval(driver.effect, signed=False),
            context.formats.points(driver.raw),
            context.formats.p_value(driver.p_adjusted),
            context.formats.count(driver.effect.n),
            context.formats.percent(driver.share),
            quiet=not driver.kept,
        )
    for level in group.entangled:
        yield row(
            labels.level(context.words, group.feature, level.level),
            labels.level(context.words, group.feature, group.reference),
            context.value(None),
            context.interval(None),
            context.formats.points(level.raw),
            context.value(None),
            context.formats.count(level.n),
            context.formats.percent(level.share),
            quiet=True,
        )


def _entangled(context: Context, found: Drivers) -> Iterator[Prose]:
    """One sentence for all levels of a driver that cannot be told apart from the same other one."""
    for group in found.groups:
        for other in dict.fromkeys(level.other for level in group.entangled):
            names = [
                labels.level(context.words, group.feature, level.level)
                for level in group.entangled
                if level.other == other
            ]
            yield Prose(
                context.say(
                    "drivers.entangled",
                    feature=labels.label(context.words, "driver", group.feature),
                    levels=", ".join(text.quoted(name, context.words) for name in names),
                    other=text.thing(other, context.words),
                    share=found.least_overlap,
                    reference=labels.level(context.words, group.feature, group.reference),
                )
            )


def _absent(context: Context, found: Drivers) -> Iterator[Prose]:
    for gap in found.absent:
        if gap.name is None:
            yield context.gap(gap)
            continue
        reason = text.reason(gap, context.words, context.entity)
        name = text.thing(gap.name, context.words)
        yield Prose(context.say("drivers.absent", name=name, reason=reason), tone="gap")
