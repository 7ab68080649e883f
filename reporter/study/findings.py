"""The second half of the study: the whole analysis, in its order, once for all readers.

What is fitted, and what is advised, is of all plays. A reader with a filter gets headline numbers,
changes, leaders and retention of the plays that pass it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypedDict

from threadpoolctl import threadpool_limits

from reporter import __version__
from reporter.analysis.glance.changes import changes
from reporter.analysis.glance.compare import told
from reporter.analysis.glance.leaders import leaders
from reporter.analysis.glance.overview import compare, overview
from reporter.analysis.glance.restated import restated
from reporter.analysis.history.daily import daily
from reporter.analysis.history.lengths import descriptive_lengths
from reporter.analysis.history.parts import parts
from reporter.analysis.history.told import comparable
from reporter.analysis.quality import quality
from reporter.analysis.recommendations.advice import recommendations
from reporter.analysis.recommendations.follow_up import follow_ups
from reporter.analysis.recommendations.membership import Membership
from reporter.analysis.retention.cut_offs import fortnights
from reporter.analysis.retention.summary import retention
from reporter.analysis.segments.counts import count
from reporter.analysis.segments.segmented import segmented
from reporter.analysis.skips.audit.collected import evidence
from reporter.analysis.skips.sampling import draw, listening
from reporter.analysis.skips.worth import worth
from reporter.archive.members import members
from reporter.errors import FilterError
from reporter.report import SCHEMA_VERSION, Report, canonical
from reporter.results.facts import Gap, Part, Reason
from reporter.study.readers import Studied
from reporter.tables.rows import Rows
from reporter.worker import Job, Worker
from reporter.worker.modules import MODELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa

    from reporter.analysis.glance.overview import Comparison
    from reporter.analysis.history.daily import Daily
    from reporter.analysis.history.prepared import History
    from reporter.analysis.retention.fortnights import Fortnights
    from reporter.analysis.retention.risks import Risks
    from reporter.analysis.segments.counts import Counted
    from reporter.analysis.segments.decided import Decided
    from reporter.analysis.segments.entities import Entities
    from reporter.analysis.segments.segmented import Segmented
    from reporter.analysis.skips.audit.evidence import Evidence
    from reporter.analysis.skips.drawn import Drawn
    from reporter.archive.series import Series
    from reporter.results.audit import Audit
    from reporter.results.changes import Changes
    from reporter.results.drivers import Drivers
    from reporter.results.facts import FilterTerm
    from reporter.results.overview import Leaders, Overview
    from reporter.results.retention import Retention
    from reporter.results.segments import Segmentation
    from reporter.results.skips import SkipModel
    from reporter.study.intake import Prepared
    from reporter.study.readers import Reader

SKIPS: Job[[Drawn, int, int], SkipModel | Gap] = Job(MODELS, "skips")
DRIVERS: Job[[Drawn, int, int], Drivers | Gap] = Job(MODELS, "skip_drivers")
SEGMENTS: Job[[Entities, int, Segmentation | Gap | None], Decided] = Job(MODELS, "segments")
CHURN: Job[[Fortnights | Gap, int, int], Risks] = Job(MODELS, "churn_risk")

AUDIT: Job[[Evidence, int], Audit | Gap] = Job(MODELS, "leakage_audit")


class _OfPlays(TypedDict):
    """The fields of a report that a filter changes."""

    overview: Overview
    leaders: Leaders | Gap
    changes: Changes | Gap
    retention: Retention


def analyse(
    prepared: Prepared,
    models: Worker,
    *,
    audit: bool = False,
    on_early: Callable[[Reader, Report], None] = lambda *_: None,
    on_late: Callable[[Reader, Report], None] = lambda *_: None,
) -> tuple[Studied, ...]:
    """The whole analysis in its order: each part takes earlier results.

    What is fitted is fitted beside the rest: it needs nothing of the engine once it has its plays.
    The skip model comes first among it, as it takes longest; segments, churn risk and drivers are
    fitted beside it, and the filtered parts are computed meanwhile.

    Args:
        prepared: the history, and for whom it is analysed.
        models: fits what is to be fitted.
        audit: look for leaks in the skip model too.
        on_early: is given each reader's report while skip model, drivers and recommendations are
            still gaps.
        on_late: is given it again while only the recommendations are.

    Returns:
        What each reader gets, in their order.
    """
    history = prepared.history
    seed, least = history.scope.seed, history.scope.least_listeners
    with threadpool_limits(limits=1):
        known = prepared.earlier.report if prepared.earlier else None
        heard = listening(history, seed=seed)
        drawn = draw(history, heard)
        skips = models.ask(SKIPS, drawn, seed, least)
        lengths = descriptive_lengths(history)
        counted = count(history, lengths)
        decided = models.ask(
            SEGMENTS, counted.entities, seed, known.segmentation if known else None
        )
        days = daily(history)
        risks = models.ask(CHURN, fortnights(history, days), seed, least)
        effects = models.ask(DRIVERS, drawn, seed, least)
        history = comparable(history, days.untold)
        compared = compare(history, days, lengths)
        own = _of_plays(history, days, compared)
        about = canonical(quality(history, prepared.dead, prepared.n_plays))
        segments = _segmented(prepared, counted, decided.result())
        risk = risks.result()
        rows = Rows(segments.rows, risk.listeners)
        whole = Report(
            schema_version=SCHEMA_VERSION,
            version=__version__,
            scope=history.scope,
            quality=about,
            skip_model=Gap(Part.SKIP_MODEL, Reason.NOT_FITTED_YET),
            drivers=Gap(Part.DRIVERS, Reason.NOT_FITTED_YET),
            segmentation=segments.found,
            churn=risk.found,
            recommendations=Gap(Part.RECOMMENDATIONS, Reason.NOT_FITTED_YET),
            audit=Gap(Part.AUDIT, Reason.NOT_ASKED),
            **own,
        )
        studied = tuple(_early(whole, rows, prepared, on_early))
        if audit:
            audited = models.ask(AUDIT, evidence(history.engine, heard, drawn, seed), seed)
    model = skips.result()
    found_drivers = worth(effects.result(), model)
    whole = replace(whole, skip_model=model, drivers=found_drivers)
    studied = tuple(_completed(one, whole) for one in studied)
    for one in studied:
        if isinstance(one.outcome, Report):
            on_late(one.reader, one.outcome)
    by_length = compared.lengths
    advice = recommendations(
        whole.overview,
        by_length if isinstance(by_length, Gap) else told(by_length, least),
        found_drivers,
        whole.segmentation,
        whole.retention,
        n_days=len(compared.now),
    )
    membership = Membership(segments.table, partial(_members_of, prepared.archive))
    known_advice = known.recommendations if known else None
    followed = follow_ups(history, days, advice.rows, membership, known_advice)
    late = replace(
        whole,
        recommendations=canonical(replace(advice, follow_ups=followed)),
        audit=audited.result() if audit else whole.audit,
    )
    return tuple(_completed(one, late) for one in studied)


def _of_plays(history: History, days: Daily, compared: Comparison) -> _OfPlays:
    return {
        "overview": canonical(overview(history, days, compared)),
        "leaders": canonical(leaders(history)),
        "changes": canonical(changes(history, compared)),
        "retention": canonical(retention(history, days)),
    }


def _segmented(prepared: Prepared, counted: Counted, decided: Decided) -> Segmented:
    """The segments of all entities, as the report holds them."""
    earlier = prepared.earlier
    found = segmented(
        counted,
        decided,
        earlier.report.segmentation if earlier else None,
        lambda: members(prepared.archive, earlier.folder) if earlier else None,
    )
    return replace(found, found=canonical(found.found))


def _members_of(archive: Series, period: str) -> pa.Table | None:
    """Who was in which segment in the report of a period; none where that is lost."""
    folder = archive.newest(period)
    return members(archive, folder) if folder else None


def _early(
    whole: Report, rows: Rows, prepared: Prepared, on_early: Callable[[Reader, Report], None]
) -> Iterator[Studied]:
    """Each reader's report as far as it goes without the skip model."""
    filters = tuple(dict.fromkeys(one.filter for one in prepared.readers if one.filter))
    narrowed = parts(prepared.history, filters)
    known: dict[tuple[FilterTerm, ...], Report | FilterError] = {(): whole}
    for reader in prepared.readers:
        if reader.filter not in known:  # the first who has it, in the order of the filters
            known[reader.filter] = _of_part(whole, next(narrowed))
        early = known[reader.filter]
        if isinstance(early, Report):
            early = replace(
                early,
                scope=reader.named(early.scope),
                overview=_with_restated(early.overview, prepared.before.get(reader.series)),
            )
            on_early(reader, early)
        yield Studied(reader, early, rows)


def _of_part(whole: Report, part: History | FilterError) -> Report | FilterError:
    """The report with what is of a part of the plays."""
    if isinstance(part, FilterError):
        return part
    days = daily(part)
    part = comparable(part, days.untold)
    compared = compare(part, days, descriptive_lengths(part))
    return replace(whole, scope=part.scope, **_of_plays(part, days, compared))


def _with_restated(found: Overview, before: Report | None) -> Overview:
    """The overview with what this reader was told otherwise in the period before."""
    if before is None:
        return found
    return canonical(replace(found, restated=restated(found.tiles, before.overview.tiles)))


def _completed(one: Studied, late: Report) -> Studied:
    """The same with what comes last, which all readers share."""
    if not isinstance(one.outcome, Report):
        return one
    report = replace(
        one.outcome,
        skip_model=late.skip_model,
        drivers=late.drivers,
        recommendations=late.recommendations,
        audit=late.audit,
    )
    return replace(one, outcome=report)
