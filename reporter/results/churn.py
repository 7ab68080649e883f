"""Churn risk: which listeners will not play in the days to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reporter.results.facts import Estimate

LIKELY = 0.5


class RiskModel(StrEnum):
    """What the risks come from: all features, or the days since the last play alone."""

    FEATURES = "features"
    RECENCY = "recency"


@dataclass(frozen=True, slots=True)
class RiskScore:
    """How a model did on the test cut-off.

    Attributes:
        auc: with a bootstrap over listeners.
        log_loss: in nats, the same.
        calibration_slope: 1 is right; none where all predictions are equal.
        calibration_intercept: calibration in the large; 0 is right.
    """

    model: RiskModel
    auc: Estimate
    log_loss: Estimate
    calibration_slope: Estimate | None
    calibration_intercept: Estimate | None


@dataclass(frozen=True, slots=True)
class Reliability:
    """A tenth of the test listeners: mean predicted risk, and the share that did not play.

    Neighbouring tenths are joined where too few played, or too few did not.
    """

    predicted: float
    observed: Estimate


@dataclass(frozen=True, slots=True)
class RiskBand:
    """Listeners whose risk is at least `low` and below `high` (1 belongs to the last band).

    `n` is none where they are too few, or would give such a band away.
    """

    low: float
    high: float
    n: int | None


@dataclass(frozen=True, slots=True)
class ChurnRisk:
    """P(no play in the next `horizon_days` days) of each listener who is active.

    Attributes:
        horizon_days: 14.
        active_days: a listener is active with a play in so many days before a cut-off, 28.
        as_of: first day after those that the risks rest on.
        test_cut_off: the same of the test; its 14 days are the last ones that are complete.
        train_cut_offs: the same of what was trained on, latest first; their 14 days end before
            the test's begin.
        n_train: listeners times cut-offs trained on.
        n_train_listeners: different listeners among them.
        n_sampled: listeners that training and test were drawn from, where not all were taken.
        model: what the risks come from: `recency` where the features add nothing sure.
        scores: of both models on the test.
        auc_gain: features less recency.
        log_loss_gain: recency less features; above 0 where the features predict better.
        test_rate: share of the test listeners that did not play.
        reliability: of `model` on the test, by tenths.
        expected: listeners who will not play, with a 95% prediction interval.
        dispersion: variance of past fortnights over what the model expects, 1 or more; the
            interval of `expected` is that much wider.
        bands: ten, of the risks of all active listeners; each one's own is in churn_risk.csv alone.
        n_likely: listeners who are more likely to go quiet than to play; none where these, or the
            others, are too few.
        least_listeners: listeners that a band, and both parts of a share, need.
    """

    horizon_days: int
    active_days: int
    as_of: date
    test_cut_off: date
    train_cut_offs: tuple[date, ...]
    n_train: int
    n_train_listeners: int
    n_sampled: int | None
    model: RiskModel
    scores: tuple[RiskScore, ...]
    auc_gain: Estimate
    log_loss_gain: Estimate
    test_rate: Estimate
    reliability: tuple[Reliability, ...]
    expected: Estimate
    dispersion: float
    bands: tuple[RiskBand, ...]
    n_likely: int | None
    least_listeners: int = 1

    @property
    def left_out(self) -> int:
        """Bands without a number."""
        return sum(band.n is None for band in self.bands)

    @property
    def chosen(self) -> RiskScore:
        """The score of the model that the risks come from."""
        return next(score for score in self.scores if score.model is self.model)
