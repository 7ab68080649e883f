"""Data quality: where the rows went, and what the skip label rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis

from reporter.analysis.glance.compare import in_span
from reporter.analysis.history.label import skip_label, usable
from reporter.analysis.history.sessions import overlapping
from reporter.analysis.statistics.disclosure import is_told
from reporter.analysis.statistics.rates import Ratio
from reporter.engine.expressions import as_int, local_time
from reporter.period import month_of
from reporter.plays import Entity
from reporter.results.facts import Estimate, SkipDefinition, Unit
from reporter.results.quality import DeadFlagSpan, DefinitionRate, Quality

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend

    from reporter.analysis.history.prepared import Extent, History
    from reporter.sources.intake import Intake

FALSE, TRUE = ibis.literal(value=False), ibis.literal(value=True)
MAX_FLAGGED = 0.001
MIN_FORWARD = 0.05
MIN_MONTH_PLAYS = 30
"""A month is dead with at most this share of flags, more than this share of forward endings."""


@dataclass(frozen=True, slots=True)
class _Month:
    first_day: date
    n_plays: int
    n_flagged: int
    n_forward: int

    @property
    def judged(self) -> bool:
        return self.n_plays >= MIN_MONTH_PLAYS

    @property
    def dead(self) -> bool:
        return (
            self.n_flagged <= MAX_FLAGGED * self.n_plays
            and self.n_forward > MIN_FORWARD * self.n_plays
        )


def dead_flag(engine: Backend, intake: Intake, extent: Extent) -> tuple[DeadFlagSpan, ...]:
    """Spans of local months in which the source's flag is unusable, oldest first.

    A month is dead where the flag is (almost) never true while more than 5% of plays end by the
    forward button. Months with under 30 plays are not judged: between two dead ones they belong
    to the span, elsewhere not.
    """
    if not {"skipped_flag", "reason_end"}.isdisjoint(intake.missing_columns):
        return ()
    plays = intake.plays
    local = local_time(plays.started_at, extent.zone, extent.first_day, extent.last_day)
    days = plays.group_by(day=local.date()).aggregate(
        n_plays=plays.count(),
        n_flagged=as_int(plays.skipped_flag).sum(),
        n_forward=as_int(plays.reason_end == "fwdbtn").sum(),
    )
    counts = {name: days[name].sum().cast("int64") for name in days.columns if name != "day"}
    months = days.group_by(month=days.day.truncate("M")).aggregate(**counts).order_by("month")
    rows = engine.to_pyarrow(months).to_pylist()
    return _spans([_Month(r["month"], r["n_plays"], r["n_flagged"], r["n_forward"]) for r in rows])


def _spans(months: list[_Month]) -> tuple[DeadFlagSpan, ...]:
    runs: list[list[_Month]] = []
    waiting: list[_Month] = []
    open_run = False
    for month in months:
        if not month.judged:
            waiting.append(month)
        elif month.dead and open_run:
            runs[-1] += [*waiting, month]
            waiting = []
        elif month.dead:
            runs.append([month])
            open_run, waiting = True, []
        else:
            open_run, waiting = False, []
    return tuple(
        DeadFlagSpan(
            first_month=run[0].first_day,
            end_month=month_of(run[-1].first_day).end_day,
            n_plays=sum(month.n_plays for month in run),
            n_flagged=sum(month.n_flagged for month in run),
            n_forward=sum(month.n_forward for month in run),
        )
        for run in runs
    )


def quality(history: History, dead: tuple[DeadFlagSpan, ...], n_all_plays: int) -> Quality:
    """Row counts from the source and what the label rests on, up to the cut-off.

    Args:
        history: prepared plays.
        dead: from `dead_flag`.
        n_all_plays: plays of the source, those at or after the cut-off included.
    """
    intake, plays = history.intake, history.plays
    counts = history.engine.to_pyarrow(
        plays.aggregate(
            n=plays.count(),
            censored=as_int(plays.skip.isnull()).sum(),
            exact=as_int(plays.exact_start).sum(),
        )
    ).to_pylist()[0]
    n_overlapping = history.engine.to_pyarrow(overlapping(plays)).as_py()
    return Quality(
        read=sum(file.read for file in intake.files),
        kept=sum(file.kept for file in intake.files),
        duplicates=sum(file.duplicates for file in intake.files),
        other_content_rows=sum(file.other_content for file in intake.files),
        quarantined=sum(file.quarantined for file in intake.files),
        after_cut_off=n_all_plays - counts["n"],
        censored=counts["censored"] or 0,
        exact_starts=counts["exact"] or 0,
        overlapping=n_overlapping or 0,
        files=intake.files,
        other_content=intake.other_content,
        quarantine=intake.quarantine,
        quarantined_rows=intake.quarantined_rows,
        missing_columns=intake.missing_columns,
        percent_scale=intake.percent_scale,
        definitions=_definitions(history),
        flag_agreement=_flag_agreement(history, dead),
        dead_flag=dead,
        date_orders=intake.date_orders,
    )


def _definitions(history: History) -> tuple[DefinitionRate, ...]:
    """The skip rate under the report's own definition and every other that the data allow."""
    scope, missing = history.scope, history.intake.missing_columns
    shown = [
        definition
        for definition in SkipDefinition
        if definition is scope.skip
        or (definition is not SkipDefinition.GIVEN and usable(definition, missing))
    ]
    ratios = _ratios(history, shown)
    return tuple(
        DefinitionRate(
            definition,
            period=_estimate(ratios[definition, True], scope.least_listeners),
            history=_estimate(ratios[definition, False], scope.least_listeners),
            used=definition is scope.skip,
        )
        for definition in shown
    )


def _estimate(ratio: Ratio | None, least: int) -> Estimate | None:
    return ratio.estimate() if ratio and is_told(least, ratio.clusters) else None


def _ratios(
    history: History, definitions: list[SkipDefinition]
) -> dict[tuple[SkipDefinition, bool], Ratio | None]:
    """Skips over decided plays by definition, of the period (true) and of the history (false)."""
    plays, scope = history.plays, history.scope
    cluster = plays.listener_id if scope.entity is Entity.LISTENER else plays.day.cast(str)
    inside = in_span(plays.day, scope.period)
    sums: dict[str, ir.Value] = {}
    for definition in definitions:
        label = plays.skip if definition is scope.skip else skip_label(plays, definition)
        for where, span in (("in", inside), ("all", TRUE)):
            decided = span & label.notnull()
            skip = decided & (label.fill_null(0) == 1)
            sums[f"s_{definition}_{where}"] = as_int(skip).sum()
            sums[f"n_{definition}_{where}"] = as_int(decided).sum()
    totals = plays.group_by(cluster=cluster).aggregate(**sums)
    row = history.engine.to_pyarrow(
        totals.aggregate(
            **{
                f"{name}_{definition}_{where}": value.cast("int64")
                for definition in definitions
                for where in ("in", "all")
                for name, value in _squares(
                    totals[f"s_{definition}_{where}"], totals[f"n_{definition}_{where}"]
                ).items()
            }
        )
    ).to_pylist()[0]
    return {
        (definition, where == "in"): _ratio(row, f"{definition}_{where}")
        for definition in definitions
        for where in ("in", "all")
    }


def _squares(s: ir.IntegerColumn, n: ir.IntegerColumn) -> dict[str, ir.IntegerValue]:
    return {
        "s": s.sum(),
        "n": n.sum(),
        "ss": (s * s).sum(),
        "sn": (s * n).sum(),
        "nn": (n * n).sum(),
        "m": as_int(n > 0).sum(),
    }


def _ratio(row: dict[str, int], key: str) -> Ratio | None:
    s, n, ss, sn, nn, m = (row[f"{name}_{key}"] for name in ("s", "n", "ss", "sn", "nn", "m"))
    return Ratio(s, n, ss, sn, nn, m) if n else None


def _flag_agreement(history: History, dead: tuple[DeadFlagSpan, ...]) -> Estimate | None:
    """On how many plays with a living flag it says what the rule says."""
    if not {"skipped_flag", "reason_end"}.isdisjoint(history.intake.missing_columns):
        return None
    plays = history.plays
    rule = skip_label(plays, SkipDefinition.RULE)
    alive = plays.skipped_flag.notnull() & rule.notnull()
    for span in dead:
        inside = (plays.day >= ibis.literal(span.first_month)) & (
            plays.day < ibis.literal(span.end_month)
        )
        alive = alive & ~inside
    same = alive & (plays.skipped_flag == (rule == 1))
    row = history.engine.to_pyarrow(
        plays.aggregate(n=as_int(alive).sum(), same=as_int(same).sum())
    ).to_pylist()[0]
    return Estimate(row["same"] / row["n"], Unit.SHARE, row["n"]) if row["n"] else None
