"""Adjusted effects against brute force and statsmodels; the gate; determinism."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.special import expit
from sklearn.metrics import log_loss

from reporter.analysis.skips.context import factors
from reporter.analysis.skips.drivers import RIDGE, drivers, effects, newton_shifts
from reporter.analysis.skips.evaluation import blocks
from reporter.analysis.skips.features import Sample, with_features
from reporter.analysis.skips.splits import forward
from reporter.analysis.statistics.logistic import fit
from reporter.results.drivers import Drivers
from reporter.results.facts import Gap, Part, Reason
from tests.factories.drawn import World, make_planted, table
from tests.factories.models import make_skip_model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporter.results.drivers import Driver
    from reporter.results.skips import SkipModel

SEED = 11
WORLD = World(
    n_sessions=150,
    log_odds={
        ("shuffle", "on"): 0.8,
        ("platform", "android"): 0.6,
        ("platform", "web"): -0.7,
        ("reason_start", "fwdbtn"): 0.9,
        ("hour", "18-23"): 0.5,
    },
    track_sd=0.4,
)


@pytest.fixture(scope="module")
def sample() -> Sample:
    return with_features(make_planted(WORLD).drawn)


@pytest.fixture(scope="module")
def found(sample: Sample) -> Drivers:
    result = effects(sample, 11)
    assert isinstance(result, Drivers)
    return result


def _rows(found: Drivers) -> dict[tuple[str, str], Driver]:
    return {(row.feature, row.level): row for group in found.groups for row in group.levels}


def _design(sample: Sample) -> tuple[NDArray[np.float64], list[tuple[str, str]]]:
    """Ones, then a column for each level but the references; and their names."""
    columns, names = [np.ones(len(sample.plays))], [("", "")]
    for factor in factors(sample)[0]:
        for code, level in enumerate(factor.levels):
            if code:
                columns.append((factor.code == code).astype(float))
                names.append((factor.name, level))
    return np.column_stack(columns), names


def test_effects_by_brute_force(sample: Sample, found: Drivers) -> None:
    x, names = _design(sample)
    beta = fit(x, sample.plays["skip"].to_numpy(float), ridge=RIDGE)
    for (feature, level), row in _rows(found).items():
        there, here = x.copy(), x.copy()
        for i, (name, _) in enumerate(names):
            if name == feature:
                there[:, i] = here[:, i] = 0
        there[:, names.index((feature, level))] = 1
        expected = 100 * (expit(there @ beta) - expit(here @ beta)).mean()
        assert row.effect.value == pytest.approx(expected, abs=1e-9)


def test_the_effect_of_shuffle_agrees_with_statsmodels(sample: Sample, found: Drivers) -> None:
    x, names = _design(sample)
    i = names.index(("shuffle", "on"))
    model = sm.Logit(sample.plays["skip"].to_numpy(float), x).fit(disp=0, tol=1e-12)
    margins = model.get_margeff(at="overall", dummy=True)
    effect = _rows(found)["shuffle", "on"].effect
    assert effect.value == pytest.approx(100 * margins.margeff[i - 1], abs=0.02)
    assert effect.low is not None
    assert effect.high is not None
    width = 2 * 1.96 * 100 * margins.margeff_se[i - 1]
    assert effect.high - effect.low == pytest.approx(width, rel=0.25)


def test_one_newton_step_is_close_to_a_refit(sample: Sample) -> None:
    x, _ = _design(sample)
    y = sample.plays["skip"].to_numpy(float)
    beta = fit(x, y, ridge=RIDGE)
    resamples = blocks(sample.plays, 3, n_draws=5)
    shifts = newton_shifts(x, y, beta, resamples)
    for weights, shift in zip(resamples.weights, shifts, strict=True):
        rows = np.repeat(np.arange(len(y)), weights[resamples.block].astype(int))
        refit = fit(x[rows], y[rows], ridge=RIDGE)
        assert np.abs(beta + shift - refit).max() < 0.15 * np.abs(shift).max()


def test_intervals_agree_with_refits(sample: Sample, found: Drivers) -> None:
    """The interval of the real bootstrap: 200 resamples of sessions, each fitted anew."""
    x, names = _design(sample)
    y = sample.plays["skip"].to_numpy(float)
    i = names.index(("platform", "web"))
    own = [j for j, (name, _) in enumerate(names) if name == "platform"]
    resamples = blocks(sample.plays, 5, n_draws=200)
    values = []
    for weights in resamples.weights:
        rows = np.repeat(np.arange(len(y)), weights[resamples.block].astype(int))
        beta = fit(x[rows], y[rows], ridge=RIDGE)
        rest = x[rows] @ beta - x[rows][:, own] @ beta[own]
        values.append(100 * (expit(rest + beta[i]) - expit(rest)).mean())
    effect = _rows(found)["platform", "web"].effect
    assert effect.low == pytest.approx(np.quantile(values, 0.025), abs=0.6)
    assert effect.high == pytest.approx(np.quantile(values, 0.975), abs=0.6)


def test_support_and_raw_difference(sample: Sample, found: Drivers) -> None:
    plays, row = sample.plays, _rows(found)["platform", "android"]
    rate = plays.groupby("platform")["skip"].agg(["mean", "size"])
    assert row.reference == "ios"
    assert row.raw == pytest.approx(100 * (rate["mean"]["android"] - rate["mean"]["ios"]))
    assert row.effect.n == rate["size"]["android"]
    assert row.share == pytest.approx(rate["size"]["android"] / len(plays))
    assert found.n == len(plays)
    group = next(group for group in found.groups if group.feature == "platform")
    assert group.reference_n == rate["size"]["ios"]


def test_loss_is_that_of_held_out_plays(sample: Sample, found: Drivers) -> None:
    """Permuting a factor by hand, many times, costs what is reported."""
    x, names = _design(sample)
    y = sample.plays["skip"].to_numpy(float)
    folds = forward(sample.plays)
    assert folds is not None
    beta = fit(x[folds.known], y[folds.known], ridge=RIDGE)
    test, truth = x[folds.test], y[folds.test]
    plain = log_loss(truth, expit(test @ beta))
    rng = np.random.default_rng(0)
    for feature in ("shuffle", "platform"):
        own = [i for i, (name, _) in enumerate(names) if name == feature]
        losses = []
        for _ in range(50):
            mixed = test.copy()
            mixed[:, own] = mixed[rng.permutation(len(mixed))][:, own]
            losses.append(log_loss(truth, expit(mixed @ beta)))
        loss = next(group.loss for group in found.groups if group.feature == feature)
        assert loss.n == len(truth)
        assert loss.value == pytest.approx(np.mean(losses) - plain, abs=0.01)


def test_strongest_first_and_planted_ones_lead(found: Drivers) -> None:
    losses = [group.loss.value for group in found.groups]
    assert losses == sorted(losses, reverse=True)
    assert {group.feature for group in found.groups[:4]} >= {"shuffle", "reason_start"}
    assert found.auc.value > 0.6


def test_the_order_of_plays_does_not_matter(found: Drivers) -> None:
    drawn = make_planted(WORLD).drawn
    mixed = replace(drawn, table=table(drawn.plays.sample(frac=1, random_state=5)))
    assert effects(with_features(mixed), 11) == found


def test_two_runs_are_equal_and_the_seed_moves_intervals_alone(
    sample: Sample, found: Drivers
) -> None:
    assert effects(sample, 11) == found
    other = effects(sample, 12)
    assert isinstance(other, Drivers)
    assert _rows(other).keys() == _rows(found).keys()
    for key, row in _rows(other).items():
        assert row.effect.value == _rows(found)[key].effect.value
        assert row.effect.low != _rows(found)[key].effect.low


def test_a_level_that_is_never_skipped_has_a_finite_effect(sample: Sample) -> None:
    plays = sample.plays.copy()
    never = np.arange(len(plays)) % 40 == 0
    plays.loc[never, "platform"] = "tv"
    plays.loc[never, "skip"] = 0
    result = effects(replace(sample, plays=plays), 11)
    assert isinstance(result, Drivers)
    effect = _rows(result)["platform", "tv"].effect
    assert effect.low is not None
    assert effect.high is not None
    assert -70 < effect.low <= effect.value <= effect.high < -15


def test_no_drivers_without_a_usable_model(sample: Sample) -> None:
    useless = replace(make_skip_model(), usable=False)
    assert drivers(sample, useless, SEED) == Gap(Part.DRIVERS, Reason.NO_USABLE_SIGNAL)
    missing = Gap(Part.SKIP_MODEL, Reason.TOO_FEW_PLAYS, 3, 500)
    assert drivers(sample, missing, SEED) == Gap(Part.DRIVERS, Reason.TOO_FEW_PLAYS, 3, 500)


def test_drivers_with_a_usable_model(sample: Sample, found: Drivers) -> None:
    model: SkipModel = make_skip_model()
    assert drivers(sample, model, SEED) == found


def test_no_drivers_of_too_few_sessions_or_levels(sample: Sample) -> None:
    two = replace(sample, plays=sample.plays.assign(session=np.arange(len(sample.plays)) // 2_000))
    assert effects(two, 1) == Gap(Part.DRIVERS, Reason.TOO_FEW_SESSIONS)
    flat = sample.plays.assign(
        shuffle_state="on",
        platform="ios",
        reason_start="trackdone",
        hour_of_day=12,
        position_in_session=1,
        track_rate_before=np.nan,
        artist_rate_before=np.nan,
    )
    assert effects(replace(sample, plays=flat), 1) == Gap(Part.DRIVERS, Reason.ONE_LEVEL)


def test_absent_drivers_are_named(sample: Sample) -> None:
    result = effects(replace(sample, plays=sample.plays.assign(platform="unknown")), 11)
    assert isinstance(result, Drivers)
    assert result.absent == (Gap(Part.DRIVERS, Reason.NO_COLUMN, name="platform"),)
    assert "platform" not in {group.feature for group in result.groups}
    assert pd.Series([group.feature for group in result.groups]).is_unique
