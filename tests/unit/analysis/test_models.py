"""Models and baselines."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from reporter.analysis.skips.features import Sample, with_features
from reporter.analysis.skips.importances import importances
from reporter.analysis.skips.models import Baseline, Model, baseline, train
from tests.factories.drawn import World, make_planted

WORLD = World(
    n_sessions=80,
    log_odds={("shuffle", "on"): 1.5, ("reason_start", "fwdbtn"): 1.0},
    after_skip=0.8,
)


@pytest.fixture(scope="module")
def planted() -> Sample:
    return with_features(make_planted(WORLD).drawn)


@pytest.mark.parametrize("model", list(Model))
def test_models_learn_and_repeat_themselves(model: Model, planted: Sample) -> None:
    plays = planted.plays
    rows = (np.arange(len(plays)) < 800).astype(bool)
    one, two = (train(model, planted, rows, 7) for _ in range(2))
    p = one.probability(plays[~rows])
    assert (p == two.probability(plays[~rows])).all()
    assert ((p > 0) & (p < 1)).all()
    assert roc_auc_score(plays["skip"][~rows], p) > 0.65
    assert one.n == 800


@pytest.mark.parametrize("model", list(Model))
def test_models_look_at_their_own_rows_alone(model: Model, planted: Sample) -> None:
    rows = np.arange(len(planted.plays)) < 800
    changed = planted.plays.copy()
    changed.loc[~rows, "skip"] = 1
    other = train(model, replace(planted, plays=changed), rows, 7)
    p = train(model, planted, rows, 7).probability(planted.plays)
    assert (other.probability(planted.plays) == p).all()


@pytest.mark.parametrize(
    ("model", "kind"),
    [
        (Model.LOGISTIC_REGRESSION, "coefficient"),
        (Model.GRADIENT_BOOSTING, "permutation"),
        (Model.RANDOM_FOREST, "impurity"),
    ],
)
def test_importances_name_what_was_planted(model: Model, kind: str, planted: Sample) -> None:
    rows = np.arange(len(planted.plays)) < 800
    fitted = train(model, planted, rows, 7)
    found, table = importances(model, fitted, fitted, planted.plays[~rows], 7)
    assert found == kind
    assert len(table) == len(fitted.encoding.names)
    values = [row.importance for row in table]
    assert values == sorted(values, reverse=True)
    assert "shuffle" in {row.feature for row in table[:3]}


def test_prevalence_is_the_mean_of_what_is_known(planted: Sample) -> None:
    rows = np.arange(len(planted.plays)) < 800
    p = baseline(Baseline.PREVALENCE, planted.plays, rows)
    assert p == pytest.approx(planted.plays["skip"][:800].mean())


def test_last_action_is_the_share_of_skips_after_it(planted: Sample) -> None:
    plays = planted.plays
    rows = np.arange(len(plays)) < 800
    p = baseline(Baseline.LAST_ACTION, plays, rows)
    known, mean = plays[:800], plays["skip"][:800].mean()
    for outcome in (-1, 1):
        after = known.loc[known["last_1"] == outcome, "skip"]
        expected = (after.sum() + 5 * mean) / (len(after) + 5)
        assert p[plays["last_1"] == outcome] == pytest.approx(expected)


def test_track_rate_is_shrunk_to_the_mean(planted: Sample) -> None:
    plays = planted.plays
    rows = np.arange(len(plays)) < 800
    p = baseline(Baseline.TRACK_RATE, plays, rows)
    mean = plays["skip"][:800].mean()
    assert p[0] == pytest.approx(mean)  # never heard before
    row = plays.iloc[1_000]
    expected = (row["track_skips"] + 5 * mean) / (row["track_outcomes"] + 5)
    assert p[1_000] == pytest.approx(expected)
