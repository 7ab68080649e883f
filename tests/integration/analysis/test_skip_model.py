"""The skip model on whole histories: the committed sample, and real ones where they are there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from reporter.analysis.history.sessions import in_sessions
from reporter.analysis.skips.drivers import effects
from reporter.analysis.skips.features import Sample, with_features
from reporter.analysis.skips.model import skip_model
from reporter.results.drivers import Drivers
from reporter.results.facts import Gap, Part, Reason
from reporter.results.skips import SkipModel
from reporter.sample.truth import read
from reporter.study.models import skip_drivers, skips
from tests.histories import draw
from tests.real_histories import read_history

if TYPE_CHECKING:
    from pathlib import Path

    from reporter.analysis.history.prepared import History

SEED = 42
LEAK = 0.95
"""No honest model comes near it on these histories."""


def _models(history: History) -> tuple[Sample, SkipModel, Drivers]:
    plays = with_features(draw(history, seed=history.scope.seed))
    model = skip_model(plays, SEED)
    assert isinstance(model, SkipModel)
    found = effects(plays, SEED)
    assert isinstance(found, Drivers)
    return plays, model, found


def _test_auc(model: SkipModel) -> float:
    return next(s.auc.value for s in model.scores if s.is_best and s.split == "test")


@pytest.mark.untraced
@pytest.mark.slow
def test_the_committed_sample(root: Path) -> None:
    history = read_history(root / "data" / "sample", zone="UTC")
    truth = read(root / "data" / "sample" / "truth.yaml")
    plays, model, found = _models(history)
    assert plays.n_plays <= 60_000 < plays.n_history
    assert plays.n_listeners < history.scope.n_listeners
    assert truth.best_auc is not None
    assert truth.best_auc - 0.06 < _test_auc(model) < truth.best_auc + 0.02
    assert model.usable
    effects = {(row.feature, row.level): row for g in found.groups for row in g.levels}
    shuffle = effects["shuffle", "on"]
    planted = truth.points("shuffle", "on", "off")
    assert shuffle.effect.value == pytest.approx(planted, abs=1.5)
    assert abs(shuffle.raw - planted) > 2 * abs(shuffle.effect.value - planted)
    platforms = {"web": "web_player", "mac": "osx"}
    reference = effects["platform", "windows"].reference
    for level in ("android", "ios", "web", "windows", "mac"):
        if level == reference:
            continue
        names = [platforms.get(name, name) for name in (level, reference)]
        wanted = truth.points("platform", names[0], names[1])
        assert effects["platform", level].effect.value == pytest.approx(wanted, abs=2.5)


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "least", "bar"),
    [("listener-a.zip", 0.82, (0.806, 0.847)), ("listener-b.csv", 0.80, (0.779, 0.851))],
)
def test_real_histories_reach_the_bar(
    shared_data: Path, name: str, least: float, bar: tuple[float, float]
) -> None:
    _, model, found = _models(read_history(shared_data / name))
    assert _test_auc(model) >= least
    assert bar[0] <= _test_auc(model) < LEAK
    assert model.usable
    assert model.without_overlaps is not None
    assert abs(model.without_overlaps.value - _test_auc(model)) < 0.02
    assert {"reason_start", "track_rate"} == {group.feature for group in found.groups[:2]}


@pytest.mark.shared
def test_a_history_without_outcomes(shared_data: Path) -> None:
    history = read_history(shared_data / "listener-c-account.json")
    drawn = draw(history, seed=1)
    assert skips(drawn, SEED, 1) == Gap(Part.SKIP_MODEL, Reason.NO_OUTCOMES)
    assert skip_drivers(drawn, SEED, 1) == Gap(Part.DRIVERS, Reason.NO_OUTCOMES)


@pytest.mark.shared
@pytest.mark.slow
def test_a_leak_would_show(shared_data: Path) -> None:
    """The auditor's refit: with how long a play lasted the AUC jumps, so that it is not in yet."""
    history = read_history(shared_data / "listener-b.csv")
    plays = with_features(draw(history, seed=1))
    order = ["listener_id", "ended_at", "track_id", "session", "position"]
    decided = in_sessions(history.plays).drop_null("skip").order_by(order).select("ms_played")
    lasted = history.engine.to_pyarrow(decided).column(0).to_numpy()
    leaking = replace(
        plays,
        plays=plays.plays.assign(ms_played=np.log1p(lasted)),
        features=(*plays.features, "ms_played"),
    )
    honest, leaky = skip_model(plays, SEED), skip_model(leaking, SEED)
    assert isinstance(honest, SkipModel)
    assert isinstance(leaky, SkipModel)
    best = max(s.auc.value for s in leaky.scores if s.split == "test")
    assert best > _test_auc(honest) + 0.05
