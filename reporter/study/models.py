"""What is fitted: the jobs of the worker that holds the model libraries.

Results come as the report holds them (`reporter.report.canonical`), where they are final.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from threadpoolctl import threadpool_limits

from reporter.analysis.retention.churn import churn
from reporter.analysis.segments.segmentation import decide
from reporter.analysis.skips.audit.auditor import audit
from reporter.analysis.skips.drivers import effects
from reporter.analysis.skips.features import in_context, with_features
from reporter.analysis.skips.model import skip_model, usable_folds
from reporter.report import canonical
from reporter.results.facts import Gap, Part

if TYPE_CHECKING:
    from reporter.analysis.retention.fortnights import Fortnights
    from reporter.analysis.retention.risks import Risks
    from reporter.analysis.segments.decided import Decided
    from reporter.analysis.segments.entities import Entities
    from reporter.analysis.skips.audit.evidence import Evidence
    from reporter.analysis.skips.drawn import Drawn
    from reporter.results.audit import Audit
    from reporter.results.drivers import Drivers
    from reporter.results.segments import Segmentation
    from reporter.results.skips import SkipModel


def skips(drawn: Drawn, seed: int, least: int) -> SkipModel | Gap:
    """The skip model, from plays as drawn; its blocks have `least` listeners each."""
    return canonical(skip_model(with_features(drawn), seed, least))


def skip_drivers(drawn: Drawn, seed: int, least: int) -> Drivers | Gap:
    """The drivers of skips, of `least` listeners each, whatever the skip model is worth."""
    sample = in_context(drawn)
    folds = usable_folds(sample.plays)
    if isinstance(folds, Gap):
        return replace(folds, part=Part.DRIVERS)
    with threadpool_limits(1):  # as the skip model
        return canonical(effects(sample, seed, least))


def leakage_audit(evidence: Evidence, seed: int) -> Audit | Gap:
    """Whether a feature of the skip model knows how the play ended."""
    return canonical(audit(evidence, seed))


def segments(entities: Entities, seed: int, earlier: Segmentation | Gap | None) -> Decided:
    """What becomes of the segments; those of the earlier report stay as long as they hold.

    Entities are assigned with the model as it is, which is why it is not rounded yet.
    """
    return decide(entities, seed, earlier)


def churn_risk(past: Fortnights | Gap, seed: int, least: int) -> Risks:
    """The churn risk of the listeners, from past cut-offs, told in groups of `least` or more."""
    risks = churn(past, seed, least)
    return replace(risks, found=canonical(risks.found))
