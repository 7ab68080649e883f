"""The second half of the study: the whole analysis, in its order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from threadpoolctl import threadpool_limits

from reporter import __version__
from reporter.analysis.glance.changes import changes
from reporter.analysis.glance.leaders import leaders
from reporter.analysis.glance.lengths import length_levels
from reporter.analysis.glance.overview import compare, overview
from reporter.analysis.history.daily import daily
from reporter.analysis.quality import quality
from reporter.analysis.recommendations.advice import recommendations
from reporter.analysis.recommendations.follow_up import follow_ups
from reporter.analysis.retention.cut_offs import fortnights
from reporter.analysis.retention.summary import retention
from reporter.analysis.segments.counts import entities
from reporter.analysis.skips.audit.collected import evidence
from reporter.analysis.skips.sampling import draw
from reporter.report import SCHEMA_VERSION, Report, canonical
from reporter.results.facts import Gap, Part, Reason
from reporter.worker import Job, Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from reporter.analysis.retention.fortnights import Fortnights
    from reporter.analysis.segments.entities import Entities
    from reporter.analysis.skips.audit.evidence import Evidence
    from reporter.analysis.skips.drawn import Drawn
    from reporter.results.audit import Audit
    from reporter.results.churn import ChurnRisk
    from reporter.results.drivers import Drivers
    from reporter.results.segments import Segmentation
    from reporter.results.skips import SkipModel
    from reporter.study.intake import Prepared

MODELS = "reporter.study.models"
"""What the worker that fits has to load."""

SKIPS: Job[[Drawn, int], tuple[SkipModel | Gap, Drivers | Gap]] = Job(MODELS, "skips")
SEGMENTS: Job[[Entities, int, Segmentation | Gap | None], Segmentation | Gap] = Job(
    MODELS, "segments"
)
CHURN: Job[[Fortnights | Gap, int], ChurnRisk | Gap] = Job(MODELS, "churn_risk")

AUDIT: Job[[Evidence, int], Audit | Gap] = Job(MODELS, "leakage_audit")


def analyse(
    prepared: Prepared,
    models: Worker,
    *,
    audit: bool = False,
    on_early: Callable[[Report], None] = lambda _: None,
) -> Report:
    """The whole analysis in its order: each part takes earlier results.

    What is fitted is fitted beside the rest: it needs nothing of the engine once it has its plays.
    The skip model comes last among it, as it takes longest and only the drivers and the
    recommendations need it.

    Args:
        prepared: the history.
        models: fits what is to be fitted.
        audit: look for leaks in the skip model too.
        on_early: is given the report while skip model, drivers and recommendations are still gaps.
    """
    history = prepared.history
    seed = history.scope.seed
    with threadpool_limits(limits=1):
        known = prepared.earlier.segmentation if prepared.earlier else None
        segments = models.ask(SEGMENTS, entities(history), seed, known)
        days = daily(history)
        risks = models.ask(CHURN, fortnights(history, days), seed)
        drawn = draw(history, seed=seed)
        skips = models.ask(SKIPS, drawn, seed)
        compared = compare(history, days)
        lengths = length_levels(history)
        early = canonical(
            Report(
                schema_version=SCHEMA_VERSION,
                version=__version__,
                scope=history.scope,
                quality=quality(history, prepared.dead, prepared.n_plays),
                overview=overview(history, days, compared),
                leaders=leaders(history),
                changes=changes(history, compared),
                skip_model=Gap(Part.SKIP_MODEL, Reason.NOT_FITTED_YET),
                drivers=Gap(Part.DRIVERS, Reason.NOT_FITTED_YET),
                segmentation=segments.result(),
                retention=retention(history, days),
                churn=risks.result(),
                recommendations=Gap(Part.RECOMMENDATIONS, Reason.NOT_FITTED_YET),
                audit=Gap(Part.AUDIT, Reason.NOT_ASKED),
            )
        )
        if audit:
            audited = models.ask(AUDIT, evidence(history, drawn, seed), seed)
    on_early(early)
    model, found_drivers = skips.result()
    advice = recommendations(
        early.overview,
        lengths,
        found_drivers,
        early.segmentation,
        early.retention,
        n_days=len(compared.now),
    )
    known_advice = prepared.earlier.recommendations if prepared.earlier else None
    followed = follow_ups(history, days, advice.rows, early.segmentation, known_advice)
    return canonical(
        replace(
            early,
            skip_model=model,
            drivers=found_drivers,
            recommendations=replace(advice, follow_ups=followed),
            audit=audited.result() if audit else early.audit,
        )
    )
