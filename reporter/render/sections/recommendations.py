"""What to do: each recommendation with its evidence, and what was looked at and left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.render import text
from reporter.render.blocks import Card, Cards, Cell, Prose, Section
from reporter.render.context import row
from reporter.results.facts import Gap, Unit
from reporter.results.recommendations import Kind, Outcome
from reporter.results.segments import Segments
from reporter.words import labels

if TYPE_CHECKING:
    from reporter.render.blocks import Row, Table
    from reporter.render.context import Context
    from reporter.results.facts import Estimate
    from reporter.results.recommendations import (
        Evidence,
        FollowUp,
        Recommendation,
        Recommendations,
        Verdict,
    )

ID = "recommendations"
MOST_FOLLOW_UPS = 14
DIFFERENCES = frozenset({Unit.POINTS})
RELATIVE = frozenset({"trend"})
OF_ALL = frozenset({"segment_share", "difference"})
"""Evidence whose words already say what it is of."""


def section(context: Context, number: str) -> Section:
    """The recommendations, or why there are none."""
    found = context.report.recommendations
    title = context.say(f"section.{ID}")
    if isinstance(found, Gap):
        return Section(ID, number, title, context.gap(found).text, ())
    blocks = (
        *((Cards(tuple(card(context, one) for one in found.rows)),) if found.rows else ()),
        Prose(
            context.say(
                "recommendations.family",
                tested=found.tested,
                kept=len(found.rows),
                q=found.q,
                points=found.material_points,
            ),
            tone="note",
        ),
        *((_follow_ups(context, found),) if found.follow_ups else ()),
        *((_left_out(context, found.not_recommended),) if found.not_recommended else ()),
    )
    return Section(ID, number, title, _finding(context, found), blocks)


def card(context: Context, one: Recommendation) -> Card:
    """One recommendation in words."""
    level = _level(context, one.kind, one.level)
    section_id = one.section if context.words.has(f"section.{one.section}") else ""
    if context.words.has(f"section.{one.section}.{context.entity}"):
        section_id = one.section
    name = context.say(f"section.{one.section}") if section_id else ""
    return Card(
        title=_title(context, one),
        lead=_lead(context, one),
        text=context.say(f"advice.{one.kind}.text", level=level),
        evidence=tuple(_evidence(context, one.kind, evidence) for evidence in one.evidence),
        target=section_id,
        link=context.say("todo.evidence", section=name) if section_id else "",
    )


def past(context: Context, found: Recommendations) -> str:
    """How earlier recommendations turned out, in a sentence or two; empty where there are none."""
    outcomes = [one.evaluation.outcome for one in found.follow_ups if one.evaluation]
    said = []
    if outcomes:
        listed = ", ".join(
            context.say(f"todo.past.{outcome}", n=outcomes.count(outcome))
            for outcome in Outcome
            if outcome in outcomes
        )
        said.append(context.say("todo.past", n=len(outcomes), listed=listed))
    first_day = context.report.scope.period.first_day
    waiting = [
        one for one in found.follow_ups if not one.evaluation and one.made_in.first_day < first_day
    ]
    if waiting:
        day = min(one.evaluate_on for one in waiting)
        said.append(context.say("todo.waiting", n=len(waiting), day=day))
    return " ".join(said)


def _follow_ups(context: Context, found: Recommendations) -> Table:
    columns = (
        ("advice", 7),
        ("<made_in", 3),
        ("before", 3),
        ("now", 3),
        ("effect", 4),
        ("<outcome", 4),
    )
    note = context.say(
        "follow_up.note", points=found.material_points, relative=found.material_relative
    )
    restated = [one for one in found.judged if one.evaluation and one.evaluation.restated]
    if restated:
        names = "; ".join(_title(context, one) for one in restated)
        note = f"{note} {context.say('follow_up.restated', names=names)}"
    shown = found.follow_ups[:MOST_FOLLOW_UPS]
    if len(shown) < len(found.follow_ups):
        capped = context.say("follow_up.capped", shown=len(shown), n=len(found.follow_ups))
        note = f"{capped} {note}"
    rows = (_follow_up(context, one) for one in shown)
    return context.table(context.say("follow_up.caption"), columns, rows, note)


def _follow_up(context: Context, one: FollowUp) -> Row:
    judged = one.evaluation
    advice = Cell(_title(context, one), context.say(f"follow_up.metric.{one.metric}"))
    if judged is None:
        due = context.say("follow_up.due", day=one.evaluate_on)
        nothing = context.value(None)
        return row(advice, one.made_in.label, context.value(one.baseline), nothing, nothing, due)
    interval = context.interval(judged.effect, signed=True) if judged.effect else ""
    outcome = context.say(f"follow_up.outcome.{judged.outcome}")
    return row(
        advice,
        one.made_in.label,
        _beside_rest(context, judged.before, judged.rest_before),
        _beside_rest(context, judged.now, judged.rest_now),
        Cell(_effect(context, judged.effect), interval),
        Cell(outcome, context.say("follow_up.outcome.judged_in", period=judged.period.label)),
    )


def _beside_rest(context: Context, value: Estimate | None, rest: Estimate | None) -> Cell:
    beside = context.say("follow_up.rest", value=context.value(rest)) if rest else ""
    return Cell(context.value(value), beside)


def _effect(context: Context, effect: Estimate | None) -> str:
    if effect is None:
        return context.value(None)
    if effect.unit is Unit.SHARE:
        return context.formats.signed_percent(effect.value)
    return text.change(effect, context.words)


def _title(context: Context, one: FollowUp | Recommendation) -> str:
    level = _level(context, one.kind, one.level)
    return context.say(f"advice.{one.kind}.title", level=level)


def _lead(context: Context, one: Recommendation) -> str:
    if one.avoidable is None:
        return ""
    interval = context.interval(one.avoidable)
    return context.say("todo.avoidable", n=one.avoidable.value, interval=interval)


def _level(context: Context, kind: Kind, level: str | None) -> str:
    """What the recommendation is about, as it stands inside its title."""
    if level is None:
        return ""
    match kind:
        case Kind.HIGH_SKIP_SEGMENT:
            segmentation = context.report.segmentation
            found = segmentation if isinstance(segmentation, Gap) else segmentation.found
            if isinstance(found, Segments):
                names = [s for s in found.segments if str(s.id) == level]
                return text.quoted(context.segment(names[0]), context.words) if names else level
            return level
        case Kind.TRACK_LENGTH:
            return context.say(f"advice.length.{level}")
        case Kind.SHUFFLE:
            return context.words.inside(labels.level(context.words, "shuffle", level))
        case _:
            return labels.level(context.words, "platform", level)


def _evidence(context: Context, kind: Kind, evidence: Evidence) -> str:
    name = context.say(f"evidence.{evidence.name}")
    level = _level(context, kind, evidence.level)
    if level and evidence.name not in OF_ALL:
        name = context.say(f"evidence.of.{kind}", name=name, level=level)
    estimate = evidence.value
    if evidence.name in RELATIVE:
        value = context.formats.signed_percent(estimate.value)
    elif estimate.unit in DIFFERENCES:
        value = text.change(estimate, context.words)
    else:
        value = context.value(estimate)
    if estimate.low is None or estimate.high is None:
        return context.say("evidence.line", name=name, value=value, n=estimate.n)
    interval = context.interval(estimate)
    return context.say(
        "evidence.line.interval", name=name, value=value, interval=interval, n=estimate.n
    )


def _finding(context: Context, found: Recommendations) -> str:
    if not found.rows:
        return context.say("recommendations.finding.none")
    n = len(found.rows)
    avoidable = found.rows[0].avoidable
    if avoidable is None:
        return context.say("recommendations.finding", n=n)
    skips = context.say("report.amount.skips_per_week", n=avoidable.value)
    return context.say("recommendations.finding.avoidable", n=n, avoidable=skips)


def _left_out(context: Context, verdicts: tuple[Verdict, ...]) -> Table:
    columns = (("kind", 8), ("<reason", 16))
    rows = (
        row(
            labels.label(context.words, "kind", verdict.kind),
            text.sentence(text.reason(verdict.gap, context.words, context.entity), context.words),
        )
        for verdict in verdicts
    )
    return context.table(context.say("recommendations.not"), columns, rows)
