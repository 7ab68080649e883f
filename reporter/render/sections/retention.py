"""Activity over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.figures.chart import ChartId
from reporter.plays import Entity
from reporter.render.blocks import Fact, Facts, Prose, Section
from reporter.render.context import row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reporter.render.blocks import Row, Table
    from reporter.render.context import Context
    from reporter.results.retention import Retention, WeekRow

ID = "retention"
MOST_WEEKS = 8


def section(context: Context, number: str) -> Section:
    """Activity, its trend and its risk level."""
    found = context.report.retention
    sentences = tuple(_sentences(context, found))
    blocks = (
        _facts(context, found),
        *context.pictures(ChartId.PLAYS_BY_DAY),
        *((context.gap(found.trend.gap),) if found.trend.gap else ()),
        *context.pictures(ChartId.PLAYS_BY_WEEK, ChartId.SKIP_RATE_BY_WEEK),
        *((Prose(" ".join(sentences)),) if sentences else ()),
        _weeks(context, found),
    )
    return Section(ID, number, context.say(f"section.{ID}"), _finding(context, found), blocks)


def _finding(context: Context, found: Retention) -> str:
    said = {
        "n": found.n_days,
        "active": found.active_days,
        "risk": context.words.inside(context.say(f"risk.{found.trend.risk}")),
    }
    if found.trend.change is None:
        return context.say("retention.finding", **said)
    return context.say("retention.finding.trend", **said, change=found.trend.change)


def _facts(context: Context, found: Retention) -> Facts:
    rate, recent, trend = found.active_day_rate, found.recent_active_day_rate, found.trend
    none = context.value(None)
    facts = (
        Fact(
            context.say("retention.fact.active"),
            context.value(rate),
            context.say("retention.fact.active.detail", active=found.active_days, n=found.n_days),
        ),
        Fact(context.say("retention.fact.recent"), context.value(recent), context.interval(recent)),
        Fact(
            context.say("retention.fact.consistency"),
            none if found.consistency is None else context.formats.decimal(found.consistency),
            context.say("retention.fact.consistency.detail"),
        ),
        Fact(
            context.say("retention.fact.trend"),
            none if trend.change is None else context.formats.signed_percent(trend.change),
            ""
            if trend.recent is None
            else context.say(
                "retention.fact.trend.detail", recent=trend.recent, previous=trend.previous
            ),
        ),
        Fact(
            context.say("retention.fact.risk"),
            context.say(f"risk.{trend.risk}"),
            _risk_detail(context, found),
        ),
    )
    return Facts(facts)


def _risk_detail(context: Context, found: Retention) -> str:
    trend = found.trend
    if trend.gap is not None:
        return context.say("retention.fact.risk.missing")
    if trend.alarm is None or trend.false_alarms is None:
        return context.say("retention.fact.risk.plain")
    if trend.never_high:
        return context.say("retention.fact.risk.never")
    return context.say("retention.fact.risk.detail", share=trend.false_alarms)


def _sentences(context: Context, found: Retention) -> Iterator[str]:
    trend = found.trend
    if trend.plain_false_alarms is not None and trend.alarm is not None:
        yield context.say("retention.false_alarms", share=trend.plain_false_alarms)
        if trend.never_high:
            yield context.say("retention.alarm.never")
        else:
            yield context.say("retention.alarm", alarm=trend.high_below, share=trend.false_alarms)
    whole = [week for week in found.weeks if week.whole]
    if found.mean_active_days_per_week is not None and found.busiest and found.quietest:
        yield context.say(
            "retention.weekly",
            n=sum(week.plays is not None for week in whole),
            days=found.mean_active_days_per_week,
            busiest=_week_name(context, found, found.busiest),
            quietest=_week_name(context, found, found.quietest),
        )


def _week_name(context: Context, found: Retention, label: str) -> str:
    week = next(week for week in found.weeks if week.label == label)
    year, number, _ = week.first_day.isocalendar()
    plays = context.say("count.plays", n=week.plays)
    return context.say("retention.week", week=number, year=f"{year}", plays=plays)


def _weeks(context: Context, found: Retention) -> Table:
    many = context.entity is Entity.LISTENER
    columns = (
        ("week", 4),
        ("<monday", 4),
        ("active_days", 4),
        ("plays", 2),
        ("minutes", 2 if many else 4),
        ("skips", 2),
        ("decided", 4),
        *((("active_listeners", 2),) if many else ()),
    )
    rows = (_week(context, week, many=many) for week in reversed(found.weeks[-MOST_WEEKS:]))
    notes = [context.say("retention.weeks.note")]
    if found.days_left_out or found.weeks_left_out:
        notes.append(
            context.say(
                "retention.left_out",
                days=context.say("count.days", n=found.days_left_out),
                weeks=context.say("count.weeks", n=found.weeks_left_out),
                n=found.least_listeners,
            )
        )
    return context.table(context.say("retention.weeks.caption"), columns, rows, " ".join(notes))


def _week(context: Context, week: WeekRow, *, many: bool) -> Row:
    silent = bool(week.plays) and not week.decided  # the source does not say how plays ended
    label = week.label if week.whole else context.say("retention.week.partial", label=week.label)
    return row(
        label,
        context.formats.short_day(week.first_day),
        *(
            context.value(None) if n is None else context.formats.count(n)
            for n in (
                week.active_days,
                week.plays,
                week.minutes,
                None if silent else week.skips,
                None if silent else week.decided,
                *((week.active,) if many else ()),
            )
        ),
    )
