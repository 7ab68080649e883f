"""The drivers of skips."""

from __future__ import annotations

from dataclasses import dataclass

from reporter.results.facts import Estimate, Gap


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
    """

    feature: str
    level: str
    reference: str
    effect: Estimate
    raw: float
    share: float


@dataclass(frozen=True, slots=True)
class DriverGroup:
    """All levels of one driver, and how much the context model loses without it.

    Attributes:
        feature: as in `Driver`.
        loss: rise of the held-out log-loss (nats) when the driver is permuted.
        levels: levels other than the reference, in their natural order.
        reference_n: decided plays at the reference level.
    """

    feature: str
    reference: str
    reference_n: int
    loss: Estimate
    levels: tuple[Driver, ...]


@dataclass(frozen=True, slots=True)
class Drivers:
    """Drivers of skips from the context model, strongest first.

    Attributes:
        n: decided plays of the sample. A listener's rate is taken over what the other drivers let
            expect, so that it does not hold the effects of the listener's own habits.
        auc: of the context model on held-out plays.
        groups: by `loss`, highest first.
        absent: drivers that this history has no data for.
    """

    n: int
    auc: Estimate
    groups: tuple[DriverGroup, ...]
    absent: tuple[Gap, ...]
