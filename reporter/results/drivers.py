"""The drivers of skips."""

from __future__ import annotations

from dataclasses import dataclass

from reporter.results.facts import Estimate, Gap

CATCH_ALLS = frozenset({"other", "unknown"})


@dataclass(frozen=True, slots=True)
class Driver:
    """The association of one level of one driver with skipping.

    Attributes:
        feature: `shuffle`, `platform`, `reason_start`, `hour`, `position`, `track_rate`,
            `artist_rate` or `listener_rate`.
        level: the level, such as `android`, `06-11` or `low`.
        reference: the level it is compared with.
        effect: adjusted effect in points: mean change of the predicted skip probability over the
            data if this level stood in place of the reference; `n` is the level's plays.
        raw: raw difference of skip rates in points.
        share: of the sample's decided plays at this level.
        p: two-sided p-value of "no effect", from the same resamples as the interval.
        p_adjusted: Benjamini-Hochberg over all levels of the report.
        kept: p_adjusted below q.
    """

    feature: str
    level: str
    reference: str
    effect: Estimate
    raw: float
    share: float
    p: float
    p_adjusted: float
    kept: bool

    @property
    def is_named(self) -> bool:
        """Whether the level is one thing, and not all that is rare or was not recorded."""
        return self.level not in CATCH_ALLS


@dataclass(frozen=True, slots=True)
class Entangled:
    """A level that the data cannot tell apart from another driver: it has no adjusted effect.

    Attributes:
        level: the level.
        other: the other driver, whose levels with this one's plays have none of the reference's.
        shared: share of the level's plays that have counterparts at the reference level.
        n: decided plays at this level.
        raw: raw difference of skip rates in points.
        share: of the sample's decided plays at this level.
    """

    level: str
    other: str
    shared: float
    n: int
    raw: float
    share: float


@dataclass(frozen=True, slots=True)
class DriverGroup:
    """All levels of one driver, and how much the context model loses without it.

    Attributes:
        feature: as in `Driver`.
        loss: rise of the held-out log-loss (nats) when the driver is permuted, together with
            those in `together`.
        levels: levels other than the reference, in their natural order.
        reference_n: decided plays at the reference level.
        together: other drivers that say so much of the same that all are permuted as one.
        entangled: levels that were not tested, because they cannot be told from another driver.
    """

    feature: str
    reference: str
    reference_n: int
    loss: Estimate
    levels: tuple[Driver, ...]
    together: tuple[str, ...]
    entangled: tuple[Entangled, ...] = ()


@dataclass(frozen=True, slots=True)
class LocalEffect:
    """One step of a curve.

    Attributes:
        at: mean of the number behind the driver over the plays of the step.
        effect: accumulated local effect in points, against the mean over all plays; `n` is the
            plays of the step.
    """

    at: float
    effect: Estimate


@dataclass(frozen=True, slots=True)
class DriverCurve:
    """How skips go with a driver that is a number, in fine steps (ALE).

    Attributes:
        feature: `hour` (0 to 23), `position` (from 1), or a rate (0 to 1).
        steps: by `at`, lowest first; two or more.
        n_off_scale: decided plays that have no such number, or too few plays beside them.
    """

    feature: str
    steps: tuple[LocalEffect, ...]
    n_off_scale: int


@dataclass(frozen=True, slots=True)
class Drivers:
    """Drivers of skips from the context model, strongest first.

    Attributes:
        n: decided plays of the sample.
        auc: of the context model on held-out plays.
        groups: by `loss`, highest first.
        curves: of the drivers that are numbers, in the order of `groups`.
        habits_held: whether the listeners' habits were held equal, too: with two or more.
        q: false discovery rate of the tests.
        tested: levels tested.
        kept: levels that survive Benjamini-Hochberg.
        absent: drivers that this history has no data for.
        least_overlap: share of a level's plays that must have counterparts at the reference level,
            or it is entangled.
    """

    n: int
    auc: Estimate
    groups: tuple[DriverGroup, ...]
    curves: tuple[DriverCurve, ...]
    habits_held: bool
    q: float
    tested: int
    kept: int
    absent: tuple[Gap, ...]
    least_overlap: float
