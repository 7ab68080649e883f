"""Churn risk: P(no play in the next 14 days), learned from past cut-offs, against recency alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, logit

from reporter.analysis.retention.fortnights import (
    ACTIVE_DAYS,
    FIRST_TRAINED,
    HORIZON_DAYS,
    LOOKBACK_DAYS,
    MAX_LISTENERS,
    NOW,
    TEST,
)
from reporter.analysis.retention.risks import TENTHS, TINY, Risks, bands, n_likely, risk_rows
from reporter.analysis.statistics.calibration import calibrate
from reporter.analysis.statistics.disclosure import is_told
from reporter.analysis.statistics.intervals import Z95, wilson
from reporter.analysis.statistics.logistic import fit
from reporter.analysis.statistics.ranking import auc_of_counts
from reporter.results.churn import ChurnRisk, Reliability, RiskModel, RiskScore
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa
    from numpy.typing import NDArray

    from reporter.analysis.retention.fortnights import Fortnights

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

MIN_CLASS = 20
"""Listeners that came back, and that did not, both in training and in the test."""
RIDGE = 1.0
N_DRAWS = 400
DRAWS_AT_ONCE = 50


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Listeners at some cut-offs.

    Attributes:
        x: all features, shape (n, p), the first column ones.
        gone: 1 where no play followed in 14 days.
        listener: number of the listener.
        cut_off: number of the cut-off.
    """

    x: Floats
    gone: Floats
    listener: Integers
    cut_off: Integers

    def at(self, keep: NDArray[np.bool_]) -> Rows:
        """Some of the rows."""
        return Rows(self.x[keep], self.gone[keep], self.listener[keep], self.cut_off[keep])


N_RECENCY = 3
"""The first columns of `features`: ones, and what is known from the last play's day alone."""


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A logistic regression on standardised columns.

    Attributes:
        beta: coefficients, the intercept first.
        covariance: theirs, with whole listeners as clusters (the sandwich of K.-Y. Liang and
            S. L. Zeger, Biometrika 73, 1986).
        mean: what is subtracted from each column.
        scale: by what it is divided then.
    """

    beta: Floats
    covariance: Floats
    mean: Floats
    scale: Floats

    def columns(self, x: Floats) -> Floats:
        """The columns that the coefficients multiply."""
        return (x[:, : len(self.beta)] - self.mean) / self.scale

    def risk(self, x: Floats) -> Floats:
        """Probability of no play."""
        p: Floats = np.clip(expit(self.columns(x) @ self.beta), TINY, 1 - TINY)
        return p


def churn(past: Fortnights | Gap, seed: int, least: int = 1) -> Risks:
    """Fit on earlier cut-offs, test on the last one whose 14 days are over, and assign risks.

    The features have to predict better than the days since the last play: where the bootstrap
    interval of the gain in log-loss reaches 0, the risks come from recency alone.

    Args:
        past: from the engine, or why there is nothing to learn from.
        seed: of the bootstrap.
        least: listeners that a group needs to be told of.
    """
    if isinstance(past, Gap):
        return Risks(past, None)
    table = past.table
    rows = Rows(
        features({name: _column(table, name) for name in table.column_names[2:]}),
        1.0 - _column(table, "back"),
        np.asarray(table["listener_id"].combine_chunks().dictionary_encode().indices, np.int64),
        _column(table, "cut_off").astype(np.int64),
    )
    train, test = rows.at(rows.cut_off >= FIRST_TRAINED), rows.at(rows.cut_off == TEST)
    for part in (train, test):
        rarer = int(min(part.gone.sum(), len(part.gone) - part.gone.sum()))
        if rarer < (need := max(MIN_CLASS, least)):
            have = rarer if is_told(least, rarer) else None
            gap = Gap(Part.CHURN, Reason.TOO_FEW_RETURNS, have=have, need=need)
            return Risks(gap, None)
    models = {
        RiskModel.FEATURES: _fitted(train, train.x.shape[1]),
        RiskModel.RECENCY: _fitted(train, N_RECENCY),
    }
    scores, auc_gain, loss_gain = _tested(models, test, np.random.default_rng(seed))
    better = loss_gain.low is not None and loss_gain.low > 0
    model = RiskModel.FEATURES if better else RiskModel.RECENCY
    chosen, now = models[model], rows.at(rows.cut_off == NOW)
    dispersion = _dispersion(chosen, rows.at(rows.cut_off > NOW))
    listeners = risk_rows(chosen.columns(now.x), chosen.beta, chosen.covariance, past)
    risks = listeners["risk"].to_numpy()
    found = ChurnRisk(
        horizon_days=HORIZON_DAYS,
        active_days=ACTIVE_DAYS,
        as_of=past.as_of,
        test_cut_off=past.day(TEST),
        train_cut_offs=tuple(past.day(k) for k in range(FIRST_TRAINED, past.n_cut_offs)),
        n_train=len(train.gone),
        n_train_listeners=len(np.unique(train.listener)),
        n_sampled=MAX_LISTENERS if past.sampled else None,
        model=model,
        scores=scores,
        auc_gain=auc_gain,
        log_loss_gain=loss_gain,
        test_rate=_share(test.gone),
        reliability=_reliability(chosen.risk(test.x), test.gone, least),
        expected=_expected(chosen, now, dispersion),
        dispersion=dispersion,
        bands=bands(risks, least),
        n_likely=n_likely(risks, least),
        least_listeners=least,
    )
    return Risks(found, listeners)


def _column(table: pa.Table, name: str) -> Floats:
    return np.asarray(table[name].to_numpy(), float)


def features(counts: Mapping[str, Floats]) -> Floats:
    """Columns of the regression: ones, recency twice, then habit, tenure and trend.

    Args:
        counts: columns of `Fortnights.table`; all that they count lies before the cut-off.
    """
    silent, since = counts["silent"], counts["since"]
    seen = np.minimum(since, LOOKBACK_DAYS)
    usual_gap = seen / counts["days_84"]
    earlier = counts["days_28"] - counts["days_14"]
    return np.column_stack(
        [
            np.ones(len(silent)),
            np.log(silent),
            silent / ACTIVE_DAYS,
            np.log1p(counts["days_7"]),
            np.log1p(counts["days_28"]),
            np.log(counts["days_84"] / seen),
            np.log1p(counts["plays_28"]),
            np.log(since),
            np.log(silent / usual_gap),
            np.log1p(counts["days_14"]) - np.log1p(earlier),
        ]
    )


def _fitted(rows: Rows, n_columns: int) -> Fitted:
    x = rows.x[:, :n_columns]
    mean, scale = x.mean(axis=0), x.std(axis=0)
    mean[0], scale[scale == 0] = 0.0, 1.0
    z = (x - mean) / scale
    beta = fit(z, rows.gone, ridge=RIDGE)
    p = expit(z @ beta)
    bread = np.linalg.inv((z * (p * (1 - p))[:, None]).T @ z + RIDGE * np.eye(n_columns))
    scores = np.zeros((rows.listener.max() + 1, n_columns))
    np.add.at(scores, rows.listener, z * (rows.gone - p)[:, None])
    return Fitted(beta, bread @ (scores.T @ scores) @ bread, mean, scale)


def _tested(
    models: Mapping[RiskModel, Fitted], test: Rows, rng: np.random.Generator
) -> tuple[tuple[RiskScore, ...], Estimate, Estimate]:
    """Both models on the test, with a bootstrap over its listeners, the same draws for both."""
    risks = {name: model.risk(test.x) for name, model in models.items()}
    losses = {
        name: -(test.gone * np.log(p) + (1 - test.gone) * np.log1p(-p)) for name, p in risks.items()
    }
    n = len(test.gone)
    aucs: dict[RiskModel, list[Floats]] = {name: [] for name in models}
    means: dict[RiskModel, list[Floats]] = {name: [] for name in models}
    for _ in range(N_DRAWS // DRAWS_AT_ONCE):
        weights = rng.multinomial(n, np.full(n, 1 / n), size=DRAWS_AT_ONCE).astype(float)
        for name in models:
            aucs[name].append(weighted_auc(test.gone, risks[name], weights))
            means[name].append(weights @ losses[name] / n)
    auc_draws = {name: np.concatenate(draws) for name, draws in aucs.items()}
    loss_draws = {name: np.concatenate(draws) for name, draws in means.items()}
    once = np.ones((1, n))
    auc = {name: float(weighted_auc(test.gone, risks[name], once)[0]) for name in models}
    loss = {name: float(losses[name].mean()) for name in models}
    scores = tuple(
        RiskScore(
            name,
            _estimate(auc[name], auc_draws[name], n),
            _estimate(loss[name], loss_draws[name], n),
            *calibration(test.gone, risks[name]),
        )
        for name in models
    )
    full, alone = RiskModel.FEATURES, RiskModel.RECENCY
    return (
        scores,
        _estimate(auc[full] - auc[alone], auc_draws[full] - auc_draws[alone], n),
        _estimate(loss[alone] - loss[full], loss_draws[alone] - loss_draws[full], n),
    )


def _estimate(value: float, draws: Floats, n: int) -> Estimate:
    low, high = np.nanquantile(draws, (0.025, 0.975))
    return Estimate(value, Unit.SCORE, n, float(low), float(high))


def weighted_auc(truth: Floats, score: Floats, weights: Floats) -> Floats:
    """The area under the ROC curve for each row of weights; ties count half.

    Args:
        truth: 0 or 1, shape (n,).
        score: shape (n,).
        weights: shape (draws, n), such as how often each is drawn.

    Returns:
        Shape (draws,); not a number where a draw has only one class.
    """
    order = np.argsort(score, kind="stable")
    starts = np.flatnonzero(np.append(True, np.diff(score[order]) > 0))
    drawn = weights[:, order]
    ones = np.add.reduceat(drawn * truth[order], starts, axis=1)
    zeros = np.add.reduceat(drawn * (1 - truth[order]), starts, axis=1)
    return auc_of_counts(ones, zeros)


def calibration(truth: Floats, p: Floats) -> tuple[Estimate | None, Estimate | None]:
    """Calibration slope and calibration in the large, with intervals from the information."""
    found = calibrate(truth, p)
    if found is None:
        return None, None
    line = logit(p)
    sloped = np.column_stack([np.ones(len(p)), line])
    spread = expit(found.base + found.slope * line), expit(found.large + line)
    information = (sloped * (spread[0] * (1 - spread[0]))[:, None]).T @ sloped
    errors = (
        float(np.sqrt(np.linalg.inv(information)[1, 1])),
        float(1 / np.sqrt(np.sum(spread[1] * (1 - spread[1])))),
    )
    slope, intercept = (
        Estimate(value, Unit.SCORE, len(p), value - Z95 * error, value + Z95 * error)
        for value, error in zip((found.slope, found.large), errors, strict=True)
    )
    return slope, intercept


def _share(gone: Floats) -> Estimate:
    rate = float(gone.mean())
    return Estimate(rate, Unit.SHARE, len(gone), *wilson(rate, len(gone)))


def _reliability(p: Floats, gone: Floats, least: int) -> tuple[Reliability, ...]:
    """Tenths of the test listeners by risk; equal risks stay together.

    A tenth is joined with the next ones until those who played and those who did not are enough or
    nobody; what is left of the highest joins the one before.
    """
    edges = np.unique(np.quantile(p, np.linspace(0, 1, TENTHS + 1)[1:-1]))
    group = np.searchsorted(edges, p, side="right")
    numbers = np.unique(group)
    joined, first = group.copy(), 0
    for i, _ in enumerate(numbers):
        own = np.isin(group, numbers[first : i + 1])
        joined[own] = numbers[first]
        if is_told(least, int(gone[own].sum()), int((1 - gone[own]).sum())):
            first = i + 1
    if 0 < first < len(numbers):
        joined[group >= numbers[first]] = joined[group == numbers[first - 1]][0]
    group = joined
    return tuple(
        Reliability(float(p[group == k].mean()), _share(gone[group == k])) for k in np.unique(group)
    )


def _dispersion(model: Fitted, rows: Rows) -> float:
    """How far past fortnights lay from what was expected of them, as a ratio of variances.

    Holidays and the like move all listeners at once, so that a sum strays further than independent
    listeners would make it. Never below 1.
    """
    p = model.risk(rows.x)
    ratios = []
    for cut_off in np.unique(rows.cut_off):
        here = rows.cut_off == cut_off
        variance = float(np.sum(p[here] * (1 - p[here])))
        ratios.append(float(np.sum(rows.gone[here] - p[here])) ** 2 / variance)
    return max(1.0, float(np.mean(ratios)))


def _expected(model: Fitted, now: Rows, dispersion: float) -> Estimate:
    """Listeners who will not play, with a prediction interval: coefficients, chance, fortnights."""
    n = len(now.gone)
    if not n:
        return Estimate(0.0, Unit.LISTENERS, 0)
    p, z = model.risk(now.x), model.columns(now.x)
    spread = p * (1 - p)
    slope = spread @ z
    variance = float(slope @ model.covariance @ slope) + dispersion * float(spread.sum())
    total, half = float(p.sum()), Z95 * float(np.sqrt(variance))
    low, high = max(0.0, total - half), min(float(n), total + half)
    return Estimate(total, Unit.LISTENERS, n, low, high)
