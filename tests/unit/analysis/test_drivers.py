"""Adjusted effects against brute force and statsmodels; the gate; determinism."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.special import expit
from sklearn.datasets import load_breast_cancer
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from statsmodels.stats.multitest import multipletests

from reporter.analysis.skips.context import Factor, factors
from reporter.analysis.skips.context_model import RIDGE, ContextModel, Design, newton_shifts
from reporter.analysis.skips.drivers import Q, effects, measured
from reporter.analysis.skips.evaluation import Blocks, blocks
from reporter.analysis.skips.features import Sample, with_features
from reporter.analysis.skips.overlap import entangling, overlap
from reporter.analysis.skips.permutation import CORRELATED, clusters, loss
from reporter.analysis.skips.splits import forward
from reporter.analysis.skips.spread import Spread
from reporter.analysis.skips.worth import worth
from reporter.analysis.statistics.logistic import fit
from reporter.results.drivers import Drivers
from reporter.results.facts import Gap, Part, Reason
from reporter.study.models import skip_drivers, skips
from tests.factories.drawn import World, make_planted, table
from tests.factories.models import make_skip_model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporter.results.drivers import Driver

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


def _design(sample: Sample) -> tuple[NDArray[np.float64], list[tuple[str, int]]]:
    """Ones, then a column for each part but the first; and their names."""
    columns, names = [np.ones(len(sample.plays))], [("", 0)]
    for factor in factors(sample)[0]:
        for part in range(1, factor.n_parts):
            columns.append((factor.code == part).astype(float))
            names.append((factor.name, part))
    return np.column_stack(columns), names


def test_effects_by_brute_force(sample: Sample, found: Drivers) -> None:
    """Every play is set to each part of the level, weighed by its plays, and of the reference."""
    x, names = _design(sample)
    beta = fit(x, sample.plays["skip"].to_numpy(float), ridge=RIDGE)
    rows = _rows(found)
    for factor in factors(sample)[0]:
        own = [i for i, (name, _) in enumerate(names) if name == factor.name]

        def chance(level: int, factor: Factor = factor, own: list[int] = own) -> float:
            total = 0.0
            for part in factor.parts[level]:
                there = x.copy()
                there[:, own] = 0
                if part:
                    there[:, names.index((factor.name, part))] = 1
                total += expit(there @ beta).mean() * (factor.code == part).sum()
            return float(total / np.isin(factor.code, factor.parts[level]).sum())

        for level in factor.shown:
            expected = 100 * (chance(level) - chance(0))
            row = rows[factor.name, factor.levels[level]]
            assert row.effect.value == pytest.approx(expected, abs=1e-6)


def test_the_effect_of_shuffle_agrees_with_statsmodels(sample: Sample, found: Drivers) -> None:
    x, names = _design(sample)
    i = names.index(("shuffle", 1))
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


def test_draws_agree_with_refits(sample: Sample) -> None:
    """The real bootstrap: resamples of sessions, each fitted anew; for one level and a curve."""
    found, _ = factors(sample)
    names = [factor.name for factor in found]
    y = sample.plays["skip"].to_numpy(float)
    resamples = blocks(sample.plays, 5, n_draws=60)
    model = ContextModel.of(Design.of(found), y, resamples, np.zeros(1))
    platform, hour = found[names.index("platform")], found[names.index("hour")]
    web = platform.levels.index("web")
    refits = []
    for weights in resamples.weights:
        rows = np.repeat(np.arange(len(y)), weights[resamples.block].astype(int))
        again = tuple(replace(factor, code=factor.code[rows]) for factor in found)
        one = Blocks(np.zeros(len(rows), np.int64), np.ones((2, 1)))
        refit = ContextModel.of(Design.of(again), y[rows], one, model.beta)
        chances = refit.chances(again[names.index("platform")]).found
        curve = refit.local_effects(again[names.index("hour")]).found
        refits.append([chances[web] - chances[0], *curve])
    draws = model.chances(platform).draws
    mine = np.column_stack([draws[:, web] - draws[:, 0], model.local_effects(hour).draws])
    off = np.abs(mine - refits).max(axis=0) / np.std(refits, axis=0)
    assert off[0] < 0.15
    assert off.max() < 0.35


def _ale_by_hand(
    x: NDArray[np.float64], factor: Factor, columns: slice, beta: NDArray[np.float64]
) -> list[float]:
    """Accumulated local effects of one factor, play by play."""
    order = sorted(
        (part for part in range(factor.n_parts) if not np.isnan(factor.numbers[part])),
        key=lambda part: factor.numbers[part],
    )

    def chance(play: int, part: int) -> float:
        row = x[play].copy()
        row[columns] = 0
        if part:
            row[columns.start + part - 1] = 1
        return float(1 / (1 + np.exp(-row @ beta)))

    curve = [0.0]
    for a, b in pairwise(order):
        near = [play for play, part in enumerate(factor.code) if part in {a, b}]
        change = np.mean([chance(play, b) - chance(play, a) for play in near])
        curve.append(curve[-1] + float(change))
    sizes = [int((factor.code == part).sum()) for part in order]
    mean = sum(n * y for n, y in zip(sizes, curve, strict=True)) / sum(sizes)
    return [y - mean for y in curve]


@pytest.mark.parametrize("name", ["hour", "track_rate"])
def test_curves_by_brute_force(sample: Sample, found: Drivers, name: str) -> None:
    listed, _ = factors(sample)
    design = Design.of(listed)
    beta = fit(design.x, sample.plays["skip"].to_numpy(float), ridge=RIDGE)
    (i,) = (i for i, factor in enumerate(listed) if factor.name == name)
    (curve,) = (curve for curve in found.curves if curve.feature == name)
    expected = _ale_by_hand(design.x, listed[i], design.columns(listed[i]), beta)
    values = [step.effect.value for step in curve.steps]
    assert values == pytest.approx([100 * y for y in expected], abs=1e-6)
    assert sum(step.effect.n * step.effect.value for step in curve.steps) == pytest.approx(
        0, abs=1e-6
    )
    assert [step.at for step in curve.steps] == sorted(step.at for step in curve.steps)
    assert sum(step.effect.n for step in curve.steps) + curve.n_off_scale == found.n
    for step in curve.steps:
        assert step.effect.low is not None
        assert step.effect.high is not None
        assert step.effect.low < step.effect.value < step.effect.high


def test_a_factor_twice_changes_nothing(sample: Sample, found: Drivers) -> None:
    """The two share their effect, and are permuted together at the cost of one."""
    listed, _ = factors(sample)
    (shuffle,) = (factor for factor in listed if factor.name == "shuffle")
    twice = (*listed, replace(shuffle, name="again"))
    folds = forward(sample.plays)
    assert folds is not None
    again = measured(sample.plays, twice, np.empty((len(sample.plays), 0)), folds, SEED)
    losses = {group.feature: group.loss for group in found.groups}
    for group in again.groups:
        if group.feature in {"shuffle", "again"}:
            assert {group.feature, *group.together} == {"shuffle", "again"}
        else:
            assert group.together == ()
        same = losses["shuffle" if group.feature == "again" else group.feature]
        assert group.loss.value == pytest.approx(same.value, abs=1e-5)
        assert group.loss.low == pytest.approx(same.low, abs=1e-4)
    before, after = _rows(found), _rows(again)
    for key, row in before.items():
        if key[0] != "shuffle":
            assert after[key].effect.value == pytest.approx(row.effect.value, abs=1e-3)
            assert after[key].effect.low == pytest.approx(row.effect.low, abs=0.02)
    both = after["shuffle", "on"].effect.value + after["again", "on"].effect.value
    assert both == pytest.approx(before["shuffle", "on"].effect.value, rel=0.01)


@pytest.mark.parametrize("value", [-97.0, -40.0, 0.0, 60.0, 99.0])
@pytest.mark.parametrize("n", [2.0, 12.0])
def test_intervals_stay_within_the_bounds_of_a_difference_of_chances(
    value: float, n: float
) -> None:
    draws = value + np.random.default_rng(0).normal(0, 30, 2_000)
    low, high = Spread(value, draws, n).ends
    assert low is not None
    assert high is not None
    assert -100 <= low < value < high <= 100


def test_far_from_the_bounds_intervals_are_those_of_the_draws() -> None:
    draws = 3 + np.random.default_rng(0).normal(0, 1.0, 20_000)
    spread = Spread(3.0, draws, 5_000.0)
    assert spread.ends == pytest.approx((3 - 1.96, 3 + 1.96), abs=0.05)
    assert spread.p == pytest.approx(0.0027, abs=0.0004)


def test_which_drivers_move_together() -> None:
    """Spearman's correlation of the parts in the order of their skip rates; chains count."""
    rng = np.random.default_rng(0)
    n = 4_000
    a = rng.normal(size=n)
    b, c = a + 0.7 * rng.normal(size=n), rng.normal(size=n)
    d = b + 0.7 * rng.normal(size=n)
    y = (rng.random(n) < expit(a + b + d)).astype(float)
    listed = [_cut(name, x) for name, x in (("a", a), ("c", c), ("b", b), ("d", d))]
    mixed = replace(listed[2], code=np.array([3, 0, 4, 1, 2])[listed[2].code])
    for third in (listed[2], mixed):  # names in any order say the same
        together = clusters([*listed[:2], third, listed[3]], y)
        ranks = {name: pd.Series(x) for name, x in (("a", a), ("b", b), ("d", d))}
        assert ranks["a"].corr(ranks["b"], method="spearman") > CORRELATED
        assert ranks["a"].corr(ranks["d"], method="spearman") < CORRELATED
        assert together == ((0, 2, 3), (1,))
    flat = replace(listed[1], code=np.zeros(n, np.int64))
    assert clusters([listed[0], flat], y) == ((0,), (1,))


def _cut(name: str, x: NDArray[np.float64]) -> Factor:
    code = np.searchsorted(np.quantile(x, [0.2, 0.4, 0.6, 0.8]), x).astype(np.int64)
    levels, parts = ("1", "2", "3", "4", "5"), tuple((i,) for i in range(5))
    return Factor(name, levels, (1, 2, 3, 4), code, parts, np.arange(5.0))


@pytest.mark.untraced
def test_grouped_permutation_agrees_with_scikit_learn() -> None:
    """On breast_cancer, each measurement alone: the same model, the same measure."""
    data = load_breast_cancer()
    x = (data.data - data.data.mean(axis=0)) / data.data.std(axis=0)
    x, y = x[:, :8], data.target.astype(float)
    train = np.arange(len(y)) % 2 == 0
    model = LogisticRegression().fit(x[train], y[train])
    test, truth = x[~train], y[~train]
    theirs = permutation_importance(
        model, test, truth, scoring="neg_log_loss", n_repeats=200, random_state=0
    )
    linear = model.decision_function(test)
    one = Blocks(np.arange(len(truth)), np.ones((2, len(truth))))
    rng = np.random.default_rng(0)
    for j in range(8):
        own = model.coef_[0, j] * test[:, j]
        mine = np.mean([loss(linear, own, truth, one, rng).value for _ in range(20)])
        error = theirs.importances_std[j] / np.sqrt(200)
        assert mine == pytest.approx(theirs.importances_mean[j], abs=5 * error + 1e-9)


def test_p_values_are_those_of_the_intervals_and_adjusted_together(found: Drivers) -> None:
    rows = list(_rows(found).values())
    assert (found.tested, found.kept) == (len(rows), sum(row.kept for row in rows))
    adjusted = multipletests([row.p for row in rows], alpha=Q, method="fdr_bh")
    assert [row.p_adjusted for row in rows] == pytest.approx(list(adjusted[1]))
    assert [row.kept for row in rows] == list(adjusted[0])
    for row in rows:
        assert row.effect.low is not None
        assert row.effect.high is not None
        if row.p < 0.03:
            assert row.effect.low * row.effect.high > 0
        if row.p > 0.08:
            assert row.effect.low < 0 < row.effect.high


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


def test_no_drivers_without_a_usable_model(found: Drivers) -> None:
    useless = replace(make_skip_model(), usable=False)
    assert worth(found, useless) == Gap(Part.DRIVERS, Reason.NO_USABLE_SIGNAL)
    missing = Gap(Part.SKIP_MODEL, Reason.TOO_FEW_PLAYS, 3, 500)
    assert worth(found, missing) == Gap(Part.DRIVERS, Reason.TOO_FEW_PLAYS, 3, 500)


def test_drivers_with_a_usable_model(found: Drivers) -> None:
    assert worth(found, make_skip_model()) == found


def test_drivers_of_a_sample_that_no_model_can_be_fitted_to() -> None:
    few = make_planted(replace(WORLD, n_sessions=10)).drawn
    gap = skip_drivers(few, SEED, 1)
    assert isinstance(gap, Gap)
    assert gap.part is Part.DRIVERS
    assert isinstance(skips(few, SEED, 1), Gap)


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


def test_a_level_without_counterparts_is_not_told_apart(sample: Sample) -> None:
    found = list(factors(sample)[0])
    i = next(i for i, factor in enumerate(found) if factor.name == "reason_start")
    own, first = found[i], sample.plays["position_in_session"].to_numpy() == 1
    at_first = own.levels.index("clickrow")
    apart = np.where(first, at_first, np.where(own.level == at_first, 0, own.level))
    found[i] = replace(own, code=np.array([own.parts[level][0] for level in apart], dtype=np.int64))
    folds = forward(sample.plays)
    assert folds is not None
    nobody = np.empty((len(sample.plays), 0))
    drivers_ = measured(sample.plays, tuple(found), nobody, folds, SEED)
    group = next(one for one in drivers_.groups if one.feature == "reason_start")
    (entangled,) = group.entangled
    assert (entangled.level, entangled.other, entangled.shared) == ("clickrow", "position", 0)
    assert entangled.n == first.sum()
    skip = sample.plays["skip"].to_numpy(float)
    raw = 100 * (skip[first].mean() - skip[apart == 0].mean())
    assert entangled.raw == pytest.approx(raw)
    assert "clickrow" not in {driver.level for driver in group.levels}
    assert drivers_.tested == sum(len(one.levels) for one in drivers_.groups)


def test_overlap_is_the_share_of_plays_with_counterparts() -> None:
    code = np.repeat([0, 1, 0, 1], [30, 40, 29, 60])
    place = np.repeat([0, 0, 1, 1], [30, 40, 29, 60])
    own, other = (
        Factor(name, ("a", "b"), (1,), of.astype(np.int64), ((0,), (1,)), np.full(2, np.nan))
        for name, of in (("one", code), ("two", place))
    )
    assert overlap(own, 1, other) == pytest.approx(0.4)
    assert entangling(own, 1, [other]) is None
    assert entangling(own, 1, []) is None
