"""The second half of the study: the whole analysis, in its order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from threadpoolctl import threadpool_limits

from reporter import __version__
from reporter.analysis.glance.changes import changes
from reporter.analysis.glance.leaders import leaders
from reporter.analysis.glance.lengths import length_levels
from reporter.analysis.glance.overview import compare, overview
from reporter.analysis.history.daily import daily
from reporter.analysis.quality import quality
from reporter.analysis.recommendations import recommendations
from reporter.analysis.retention.summary import retention
from reporter.analysis.segments.segmentation import segmentation
from reporter.analysis.skips.drivers import drivers
from reporter.analysis.skips.features import sample
from reporter.analysis.skips.model import skip_model
from reporter.report import SCHEMA_VERSION, Report, canonical

if TYPE_CHECKING:
    from reporter.analysis.history.prepared import History
    from reporter.analysis.skips.features import Sample
    from reporter.results.facts import Gap
    from reporter.results.skips import Drivers, SkipModel
    from reporter.study.intake import Prepared


def analyse(prepared: Prepared) -> Report:
    """The whole analysis in its order: each part takes earlier results.

    The models are fitted beside the rest: they need nothing of the engine once they have their
    sample, and nothing but the recommendations needs them.
    """
    history = prepared.history
    seed = history.scope.seed
    with ThreadPoolExecutor(max_workers=1) as beside, threadpool_limits(limits=1):
        skips = beside.submit(_skips, history, sample(history, seed=seed))
        days = daily(history)
        compared = compare(history, days)
        glance = overview(history, days, compared)
        segments = segmentation(history)
        activity = retention(history)
        lengths = length_levels(history)
        looked_at = quality(history, prepared.dead, prepared.n_plays)
        leading = leaders(history)
        changed = changes(history, compared)
        model, found_drivers = skips.result()
    advice = recommendations(
        glance, lengths, found_drivers, segments, activity, n_days=len(compared.now)
    )
    return canonical(
        Report(
            schema_version=SCHEMA_VERSION,
            version=__version__,
            scope=history.scope,
            quality=looked_at,
            overview=glance,
            leaders=leading,
            changes=changed,
            skip_model=model,
            drivers=found_drivers,
            segmentation=segments,
            retention=activity,
            recommendations=advice,
        )
    )


def _skips(history: History, plays: Sample) -> tuple[SkipModel | Gap, Drivers | Gap]:
    model = skip_model(history, plays)
    return model, drivers(history, plays, model)
