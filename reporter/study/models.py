"""What is fitted: the jobs of the worker that holds the model libraries.

Results come as the report holds them (`reporter.report.canonical`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.analysis.retention.churn import churn
from reporter.analysis.segments.segmentation import segmentation
from reporter.analysis.skips.audit.auditor import audit
from reporter.analysis.skips.drivers import drivers
from reporter.analysis.skips.features import with_features
from reporter.analysis.skips.model import skip_model
from reporter.report import canonical

if TYPE_CHECKING:
    from reporter.analysis.retention.fortnights import Fortnights
    from reporter.analysis.segments.entities import Entities
    from reporter.analysis.skips.audit.evidence import Evidence
    from reporter.analysis.skips.drawn import Drawn
    from reporter.results.audit import Audit
    from reporter.results.churn import ChurnRisk
    from reporter.results.drivers import Drivers
    from reporter.results.facts import Gap
    from reporter.results.segments import Segmentation
    from reporter.results.skips import SkipModel


def skips(drawn: Drawn, seed: int, least: int) -> tuple[SkipModel | Gap, Drivers | Gap]:
    """The skip model and the drivers of skips, from plays as drawn, of `least` listeners each."""
    plays = with_features(drawn)
    model = skip_model(plays, seed, least)
    return canonical((model, drivers(plays, model, seed, least)))


def leakage_audit(evidence: Evidence, seed: int) -> Audit | Gap:
    """Whether a feature of the skip model knows how the play ended."""
    return canonical(audit(evidence, seed))


def segments(
    entities: Entities, seed: int, earlier: Segmentation | Gap | None
) -> Segmentation | Gap:
    """The segments of the entities; those of the earlier report as long as they hold."""
    return canonical(segmentation(entities, seed, earlier))


def churn_risk(past: Fortnights | Gap, seed: int, least: int) -> ChurnRisk | Gap:
    """The churn risk of the listeners, from past cut-offs, told in groups of `least` or more."""
    return canonical(churn(past, seed, least))
