"""Appendix: what every number means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.period import DAY
from reporter.render.blocks import Entry, Glossary, Heading, Section
from reporter.results.facts import Gap
from reporter.words.glossary import TERMS

if TYPE_CHECKING:
    from reporter.render.context import Context

ID = "definitions"
FIRST_OF_MODELS = "session"
COHORT_TERMS = frozenset({"cohort", "quick_ratio", "growth"})


def section(context: Context, number: str) -> Section:
    """The glossary, in two parts that each fit a page."""
    cut = TERMS.index(FIRST_OF_MODELS)
    parts = {"plays": TERMS[:cut], "models": TERMS[cut:]}
    blocks = tuple(
        block
        for name, terms in parts.items()
        for block in (
            Heading(context.say(f"definitions.{name}")),
            Glossary(tuple(_entry(context, term) for term in terms if _applies(context, term))),
        )
    )
    finding = context.say("definitions.finding")
    return Section(ID, number, context.say(f"section.{ID}"), finding, blocks)


def _applies(context: Context, term: str) -> bool:
    return term not in COHORT_TERMS or not isinstance(context.report.retention.cohorts, Gap)


def _entry(context: Context, term: str) -> Entry:
    return Entry(f"definition-{term}", context.say(f"definition.{term}"), _text(context, term))


def _text(context: Context, term: str) -> str:
    message, scope = f"definition.{term}.text", context.report.scope
    match term:
        case "play":
            return context.say(message, zone=scope.zone)
        case "skip":
            return context.say(f"{message}.{scope.skip}")
        case "skip_rate" | "design_effect":
            return context.say(message, cluster=context.say("definition.cluster"))
        case "period":
            said = {"cut_off": scope.cut_off, "through": scope.data_through - DAY}
            if scope.previous is None:
                return context.say(f"{message}.alone", **said)
            return context.say(message, **said, before=context.say(f"before.{scope.period.kind}"))
        case _:
            return context.say(message)
