"""What changed between the period before and this one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reporter.results.facts import Estimate

MATERIAL_POINTS = 1.0
"""Smallest change of a rate that counts, in points."""
MATERIAL_RELATIVE = 0.05
"""Smallest relative change of a count that counts, a share."""


class Method(StrEnum):
    """Where a change's interval and p-value come from."""

    NEWCOMBE = "newcombe"
    """Newcombe's interval with the variance of clusters (MOVER); Student's t."""
    DAY_BOOTSTRAP = "day_bootstrap"
    """Days matched by weekday and resampled."""
    MCNEMAR = "mcnemar"
    """Those who came and those who went, as McNemar's test counts them."""


@dataclass(frozen=True, slots=True)
class Change:
    """One tested change.

    Attributes:
        id: stable id, such as `skip_rate` or `skip_rate.platform.android`.
        metric: `plays`, `hours`, `skip_rate`, `active_entities`, `active_day_rate`, `share`.
        dimension: `platform`, `shuffle` or none for the whole.
        level: level of that dimension, such as `android`.
        before: the period before.
        now: this period.
        change: now - before (points for shares), with its 95% interval.
        relative: change / before where the metric is a count.
        design_effect: variance of the rate's difference over that of independent plays.
        p: two-sided p-value.
        p_adjusted: Benjamini-Hochberg over the report's family.
        kept: p_adjusted below q, enough plays, and an interval that excludes immaterial changes.
        contribution: for levels, how many points of the whole rate's change come from this level.
        method: of the interval and the p-value.
        resampled: for the whole rate, the same change with the interval that resampling whole
            blocks gives, which is a check of its own; none elsewhere.
    """

    id: str
    metric: str
    dimension: str | None
    level: str | None
    before: Estimate
    now: Estimate
    change: Estimate
    relative: float | None
    design_effect: float | None
    p: float
    p_adjusted: float
    kept: bool
    contribution: float | None
    method: Method
    resampled: Estimate | None


@dataclass(frozen=True, slots=True)
class Changes:
    """The tested changes, kept ones first, then by p.

    Attributes:
        tested: size of the family.
        kept: how many survived.
        q: false discovery rate of the family.
        material_points: smallest change of a rate that counts, in points.
        material_relative: smallest relative change of a count that counts.
    """

    rows: tuple[Change, ...]
    tested: int
    kept: int
    q: float
    material_points: float
    material_relative: float
