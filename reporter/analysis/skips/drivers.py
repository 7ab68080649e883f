"""Drivers of skips: adjusted effects from a context model of their own.

What a driver is worth for prediction is seen on held-out plays. What its levels go with is
measured on all plays of the sample: the effect of a level is the mean change of the predicted
chance of a skip, over all plays, if the level stood in place of the reference and all else stayed
as it was. With several listeners their habits (see `habits`) are held equal in place of
the listener's own earlier rate: a rate holds the effects of what the listener did earlier, and
says less of who that is. Only the effect of that rate itself comes from a model without habits.

The model is fitted to a sample of plays and not to a contingency table of all of them: habits and
the listeners' rates make nearly as many cells as there are plays.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

from reporter.analysis.skips.context import factors
from reporter.analysis.skips.context_model import RIDGE, ContextModel, Design
from reporter.analysis.skips.evaluation import auc, blocks
from reporter.analysis.skips.habits import habits
from reporter.analysis.skips.overlap import LEAST_SHARE, entangling
from reporter.analysis.skips.permutation import clusters, loss
from reporter.analysis.skips.splits import forward
from reporter.analysis.skips.spread import POINTS, Spread, effective_blocks
from reporter.analysis.statistics.intervals import benjamini_hochberg
from reporter.analysis.statistics.logistic import fit
from reporter.results.drivers import (
    Driver,
    DriverCurve,
    DriverGroup,
    Drivers,
    Entangled,
    LocalEffect,
)
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit

if TYPE_CHECKING:
    from collections.abc import Container

    import pandas as pd
    from numpy.typing import NDArray

    from reporter.analysis.skips.context import Factor
    from reporter.analysis.skips.context_model import Drawn
    from reporter.analysis.skips.evaluation import Blocks
    from reporter.analysis.skips.features import Sample
    from reporter.analysis.skips.splits import Folds

    Floats = NDArray[np.float64]
    Booleans = NDArray[np.bool_]

Q = 0.10
"""False discovery rate over all levels of a report."""

N_DRAWS = 500
LISTENER = "listener_rate"


def effects(sample: Sample, seed: int, least: int = 1) -> Drivers | Gap:
    """What skips are associated with, strongest first, whatever the skip model is worth.

    Args:
        sample: plays with features.
        seed: of resamples and permutations.
        least: listeners that a level needs.
    """
    found, absent = factors(sample, least)
    folds = forward(sample.plays)
    if folds is None:
        return Gap(Part.DRIVERS, Reason.TOO_FEW_SESSIONS)
    if not found:
        return Gap(Part.DRIVERS, Reason.ONE_LEVEL)
    return replace(measured(sample.plays, found, habits(sample, found), folds, seed), absent=absent)


def measured(
    plays: pd.DataFrame, found: tuple[Factor, ...], of_listeners: Floats, folds: Folds, seed: int
) -> Drivers:
    """The drivers of given factors.

    Args:
        plays: columns `skip`, `listener` and `session`.
        found: the factors of these plays.
        of_listeners: habits to hold equal, shape (plays, habits).
        folds: which plays are held out.
        seed: of resamples and permutations.
    """
    y = plays["skip"].to_numpy(float)
    design = Design.of(found)
    past = fit(design.x[folds.known], y[folds.known], ridge=RIDGE)
    linear, truth = design.x[folds.test] @ past, y[folds.test]
    held_out = blocks(plays[folds.test], seed)
    resamples = blocks(plays, seed, N_DRAWS)
    models = _models(design, of_listeners, y, resamples, past)
    groups: list[DriverGroup] = []
    for cluster in clusters(found, y):
        own = sum(design.coefficients(found[i], past)[found[i].code[folds.test]] for i in cluster)
        rng = np.random.default_rng([seed, *found[cluster[0]].name.encode()])
        cost = loss(linear, np.asarray(own), truth, held_out, rng)
        others = [factor for j, factor in enumerate(found) if j not in cluster]
        for i in cluster:
            apart = _entangled(found[i], others, y)
            groups.append(
                DriverGroup(
                    feature=found[i].name,
                    reference=found[i].reference,
                    reference_n=int((found[i].level == 0).sum()),
                    loss=cost,
                    levels=_levels(found[i], apart, y, models[i].chances(found[i]), resamples),
                    together=tuple(found[j].name for j in cluster if j != i),
                    entangled=tuple(apart.values()),
                )
            )
    ranked = _tested(sorted(groups, key=lambda group: (-group.loss.value, group.feature)))
    place = {factor.name: i for i, factor in enumerate(found)}
    curves = (_curve(models[i], found[i]) for i in (place[group.feature] for group in ranked))
    kept = [driver.kept for group in ranked for driver in group.levels]
    return Drivers(
        n=len(y),
        auc=auc(truth, expit(linear), held_out),
        groups=ranked,
        curves=tuple(curve for curve in curves if curve is not None),
        habits_held=of_listeners.shape[1] > 0,
        q=Q,
        tested=len(kept),
        kept=sum(kept),
        absent=(),
        least_overlap=LEAST_SHARE,
    )


def _models(
    plain: Design, of_listeners: Floats, y: Floats, resamples: Blocks, near: Floats
) -> list[ContextModel]:
    """For each factor the model that its effects come from."""
    names = [factor.name for factor in plain.factors]
    if not of_listeners.shape[1]:
        return [ContextModel.of(plain, y, resamples, near)] * len(names)
    if LISTENER not in names:
        return [ContextModel.of(Design.of(plain.factors, of_listeners), y, resamples, near)] * len(
            names
        )
    i = names.index(LISTENER)
    others = tuple(factor for factor in plain.factors if factor.name != LISTENER)
    start = np.delete(near, plain.columns(plain.factors[i]))
    held = ContextModel.of(Design.of(others, of_listeners), y, resamples, start)
    free = ContextModel.of(plain, y, resamples, near)
    return [free if name == LISTENER else held for name in names]


def _entangled(factor: Factor, others: list[Factor], y: Floats) -> dict[int, Entangled]:
    """Reported levels of a factor that cannot be told apart from another one, by their number."""
    level_of, entangled = factor.level, {}
    for level in factor.shown:
        if worst := entangling(factor, level, others):
            other, shared = worst
            here = level_of == level
            entangled[level] = Entangled(
                level=factor.levels[level],
                other=other.name,
                shared=shared,
                n=int(here.sum()),
                raw=_raw(y, here, level_of == 0),
                share=int(here.sum()) / len(y),
            )
    return entangled


def _raw(y: Floats, here: Booleans, there: Booleans) -> float:
    """Difference of two skip rates in points."""
    return POINTS * float(y[here].mean() - y[there].mean())


def _levels(
    factor: Factor, apart: Container[int], y: Floats, chances: Drawn, resamples: Blocks
) -> tuple[Driver, ...]:
    """All reported levels of a factor but those `apart`; their p-values are not adjusted yet."""
    sizes = np.bincount(factor.code, minlength=factor.n_parts)
    level_of = factor.level
    effective = effective_blocks(level_of, len(factor.levels), resamples)
    rows = []
    for level in factor.shown:
        if level in apart:
            continue
        here = level_of == level
        contrast = np.zeros((factor.n_parts, 1))
        for parts, sign in ((factor.parts[level], 1), (factor.parts[0], -1)):
            own = list(parts)
            contrast[own, 0] = sign * sizes[own] / sizes[own].sum()
        difference = chances.times(POINTS * contrast)
        n = float(min(effective[level], effective[0]))
        value = float(difference.found[0])
        spread = Spread(value, difference.draws[:, 0], n)
        (low, high), p = spread.ends, spread.p
        rows.append(
            Driver(
                feature=factor.name,
                level=factor.levels[level],
                reference=factor.reference,
                effect=Estimate(value, Unit.POINTS, int(here.sum()), low, high),
                raw=_raw(y, here, level_of == 0),
                share=int(here.sum()) / len(y),
                p=p,
                p_adjusted=p,
                kept=False,
            )
        )
    return tuple(rows)


def _tested(groups: list[DriverGroup]) -> tuple[DriverGroup, ...]:
    """The same with p-values adjusted over all levels of all drivers."""
    adjusted = iter(benjamini_hochberg([row.p for group in groups for row in group.levels]))
    return tuple(
        replace(
            group,
            levels=tuple(
                replace(row, p_adjusted=p, kept=p < Q)
                for row, p in zip(group.levels, adjusted, strict=False)
            ),
        )
        for group in groups
    )


def _curve(model: ContextModel, factor: Factor) -> DriverCurve | None:
    """The curve of a factor; none where fewer than two of its parts stand for numbers."""
    order = factor.scale
    if len(order) < 2:  # noqa: PLR2004 - two points make a line
        return None
    sizes = np.bincount(factor.code, minlength=factor.n_parts)[order]
    effective = effective_blocks(factor.code, factor.n_parts, model.resamples)[order]
    points = model.local_effects(factor).times(POINTS * np.eye(len(order)))
    steps = []
    for k, part in enumerate(order.tolist()):
        value = float(points.found[k])
        low, high = Spread(value, points.draws[:, k], float(effective[k])).ends
        effect = Estimate(value, Unit.POINTS, int(sizes[k]), low, high)
        steps.append(LocalEffect(float(factor.numbers[part]), effect))
    return DriverCurve(factor.name, tuple(steps), int(len(factor.code) - sizes.sum()))
