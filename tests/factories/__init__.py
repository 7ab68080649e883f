"""Reports made by hand for tests of what reads them: nothing is computed, everything is there.

`make_report` is a week of 600 listeners with 26 weeks of history in which every part exists;
`make_minimal_report` is one person's single day in which every part that can be missing is.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from reporter.report import SCHEMA_VERSION, Report, canonical
from reporter.results.facts import Gap, Part, Reason
from tests.factories.activity import make_churn, make_retention, make_single_day_retention
from tests.factories.findings import make_changes, make_leaders, make_recommendations
from tests.factories.frame import make_minimal_quality, make_minimal_scope, make_quality, make_scope
from tests.factories.glance import make_minimal_overview, make_overview
from tests.factories.groups import make_segmentation, make_unsegmented
from tests.factories.models import make_audit, make_drivers, make_skip_model

__all__ = ["make_minimal_report", "make_report"]


def make_report(**overrides: Any) -> Report:  # noqa: ANN401 - fields of Report
    """A realistic weekly report about listeners, complete.

    Args:
        overrides: fields of `Report` that replace the made ones.
    """
    return replace(_made(), **{name: canonical(part) for name, part in overrides.items()})


@cache
def _made() -> Report:
    retention = make_retention()
    overview = make_overview(retention)
    report = Report(
        schema_version=SCHEMA_VERSION,
        version="1.2.3",
        scope=make_scope(),
        quality=make_quality(retention),
        overview=overview,
        leaders=make_leaders(),
        changes=make_changes(overview),
        skip_model=make_skip_model(),
        drivers=make_drivers(),
        segmentation=make_segmentation(),
        retention=retention,
        churn=make_churn(),
        recommendations=make_recommendations(),
        audit=make_audit(),
    )
    return canonical(report)


def make_minimal_report(**overrides: Any) -> Report:  # noqa: ANN401 - fields of Report
    """One person's report of one day with three plays; every optional part is a gap.

    Args:
        overrides: fields of `Report` that replace the made ones.
    """
    report = Report(
        schema_version=SCHEMA_VERSION,
        version="1.2.3",
        scope=make_minimal_scope(),
        quality=make_minimal_quality(),
        overview=make_minimal_overview(),
        leaders=Gap(Part.LEADERS, Reason.TOO_FEW_PLAYS, have=3, need=20),
        changes=Gap(Part.CHANGES, Reason.NO_EARLIER_PERIOD),
        skip_model=Gap(Part.SKIP_MODEL, Reason.TOO_FEW_PLAYS, have=3, need=500),
        drivers=Gap(Part.DRIVERS, Reason.NO_USABLE_SIGNAL),
        segmentation=make_unsegmented(),
        retention=make_single_day_retention(),
        churn=Gap(Part.CHURN, Reason.ONE_LISTENER),
        recommendations=Gap(Part.RECOMMENDATIONS, Reason.TOO_FEW_PLAYS, have=3, need=500),
        audit=Gap(Part.AUDIT, Reason.NOT_ASKED),
    )
    return canonical(replace(report, **overrides))
