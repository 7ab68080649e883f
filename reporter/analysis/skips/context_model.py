"""The context model: a logistic regression on factors, and how sure its coefficients are.

Draws resample whole blocks and take one Newton step each. What is derived from the coefficients
(chances, curves) moves with them and with the plays over which it is averaged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

from reporter.analysis.statistics.logistic import fit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporter.analysis.skips.context import Factor
    from reporter.analysis.skips.evaluation import Blocks

    Floats = NDArray[np.float64]

RIDGE = 0.01
"""Next to nothing beside thousands of plays; keeps the effect of a level without skips finite."""

HABIT_SCALE = 0.1
"""Habits enter as tenths of a share, which makes the ridge on a whole share 1: nothing beside many
listeners, but a handful of them cannot be told apart by what little their habits differ."""


@dataclass(frozen=True, slots=True)
class Design:
    """The factors as a matrix.

    Attributes:
        x: shape (plays, columns); a column of ones, then a column of zeros and ones for each part
            of each factor but its first, then the habits.
        factors: in the order of their columns.
        first: for each factor its first column.
    """

    x: Floats
    factors: tuple[Factor, ...]
    first: tuple[int, ...]

    @classmethod
    def of(cls, found: tuple[Factor, ...], habits: Floats | None = None) -> Design:
        """The design of some factors, and of the listeners' habits where they are given."""
        n = len(found[0].code)
        sizes = [factor.n_parts - 1 for factor in found]
        first = (1 + np.cumsum([0, *sizes])).tolist()
        n_habits = 0 if habits is None else habits.shape[1]
        x = np.zeros((n, first[-1] + n_habits))
        x[:, 0] = 1
        for factor, start in zip(found, first[:-1], strict=True):
            rows = np.flatnonzero(factor.code)
            x[rows, start + factor.code[rows] - 1] = 1
        if habits is not None:
            x[:, first[-1] :] = HABIT_SCALE * habits
        return cls(x, found, tuple(first[:-1]))

    def columns(self, factor: Factor) -> slice:
        """Columns of a factor, which is known by its name."""
        start = self.first[[one.name for one in self.factors].index(factor.name)]
        return slice(start, start + factor.n_parts - 1)

    def coefficients(self, factor: Factor, beta: Floats) -> Floats:
        """Of each part of a factor, 0 for the first."""
        return np.concatenate([[0.0], beta[self.columns(factor)]])


@dataclass(frozen=True, slots=True)
class Drawn:
    """Numbers with their resamples.

    Attributes:
        found: shape (k,).
        draws: shape (draws, k).
    """

    found: Floats
    draws: Floats

    def times(self, weights: Floats) -> Drawn:
        """Linear combinations: `weights` has shape (k, m)."""
        return Drawn(self.found @ weights, self.draws @ weights)


@dataclass(frozen=True, slots=True)
class ContextModel:
    """The context model fitted to all plays.

    Attributes:
        beta: coefficients.
        resamples: draws of blocks.
        shifts: shape (draws, columns): how far the coefficients of each draw are from `beta`.
    """

    design: Design
    beta: Floats
    resamples: Blocks
    shifts: Floats

    @classmethod
    def of(cls, design: Design, y: Floats, resamples: Blocks, near: Floats) -> ContextModel:
        """Fit `y` (0 or 1).

        Args:
            design: the factors.
            y: outcomes.
            resamples: of the plays.
            near: coefficients to start from, of the first columns.
        """
        start = np.pad(near, (0, design.x.shape[1] - len(near)))
        beta = fit(design.x, y, ridge=RIDGE, start=start)
        return cls(design, beta, resamples, newton_shifts(design.x, y, beta, resamples))

    def at_each_part(self, factor: Factor) -> Floats:
        """Predicted chances, shape (plays, parts), if each play were in each part of a factor."""
        own = self.design.coefficients(factor, self.beta)
        rest = self.design.x @ self.beta - own[factor.code]
        return np.asarray(1 / (1 + np.outer(np.exp(-rest), np.exp(-own))), float)

    def chances(self, factor: Factor) -> Drawn:
        """Mean predicted chance of a skip if every play were in each part of a factor.

        A draw changes the plays, over which the mean is taken, and the coefficients; the second
        is linear in them (delta method).
        """
        x, p = self.design.x, self.at_each_part(factor)
        slope = p * (1 - p)
        gradient = np.asarray(x.T @ slope / len(x), float)
        gradient[self.design.columns(factor)] = np.diag(slope.mean(axis=0))[1:]
        return Drawn(p.mean(axis=0), self._means(p, np.ones_like(p)) + self.shifts @ gradient)

    def local_effects(self, factor: Factor) -> Drawn:
        """Accumulated local effects of the parts of a factor that stand for a number.

        From one part to the next: the mean change of the predicted chance over the plays of these
        two. The sums of these changes are centred, so that their mean over the plays is 0. For a
        model that is constant within each part nothing is lost by the steps.

        Source: D. W. Apley, J. Zhu, "Visualizing the effects of predictor variables in black box
        supervised learning models", JRSS B 82 (2020), in the form for ordered levels of the
        authors' package ALEPlot.
        """
        order, x = factor.scale, self.design.x
        steps = len(order) - 1
        p = self.at_each_part(factor)[:, order]
        slope = p * (1 - p)
        place = np.full(factor.n_parts, -1)
        place[order] = np.arange(len(order))
        at = place[factor.code][:, None] - np.arange(steps)
        near = ((at == 0) | (at == 1)).astype(float)
        n_near = near.sum(axis=0)
        change = np.diff(p, axis=1)
        gradient = np.asarray(x.T @ (np.diff(slope, axis=1) * near) / n_near, float)
        of_part = np.zeros((factor.n_parts, steps))
        up, down = ((slope[:, k:][:, :steps] * near).sum(axis=0) / n_near for k in (1, 0))
        of_part[order[1:], range(steps)] = up
        of_part[order[:-1], range(steps)] = -down
        gradient[self.design.columns(factor)] = of_part[1:]
        local = Drawn(
            (change * near).sum(axis=0) / n_near,
            self._means(change, near) + self.shifts @ gradient,
        )
        of_play = (place[factor.code][:, None] == np.arange(len(order))).astype(float)
        curve = local.times(np.triu(np.ones((steps, len(order))), 1))
        return Drawn(
            curve.found - np.average(curve.found, weights=of_play.sum(axis=0)),
            curve.draws - _averages(curve.draws, self.resamples.sums(of_play))[:, None],
        )

    def _means(self, columns: Floats, weights: Floats) -> Floats:
        """Weighted means over the plays of each draw; over all plays where a draw has none."""
        sums, n = np.split(self.resamples.sums(np.hstack([columns * weights, weights])), 2, axis=1)
        whole = (columns * weights).sum(axis=0) / weights.sum(axis=0)
        means: Floats = np.divide(sums, n, out=np.tile(whole, (len(n), 1)), where=n > 0)
        return means


def _averages(values: Floats, weights: Floats) -> Floats:
    """Averages of the rows, weighted by numbers of plays; 0 where there are none."""
    averages: Floats = (values * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1)
    return averages


def newton_shifts(x: Floats, y: Floats, beta: Floats, resamples: Blocks) -> Floats:
    """One Newton step from `beta` in each resample: shape (draws, columns).

    Gradients and Hessians add up over blocks, so that a draw costs one small system of equations.
    """
    p, k = expit(x @ beta), x.shape[1]
    upper = np.triu_indices(k)
    order = np.argsort(resamples.block, kind="stable")
    ends = np.cumsum(np.bincount(resamples.block, minlength=resamples.weights.shape[1]))
    rooted = (x * np.sqrt(p * (1 - p))[:, None])[order]
    of_block = np.empty((len(ends), len(upper[0])))
    start = 0
    for block, end in enumerate(ends.tolist()):
        of_block[block] = (rooted[start:end].T @ rooted[start:end])[upper]
        start = end
    hessians = np.empty((len(resamples.weights), k, k))
    hessians[:, upper[0], upper[1]] = resamples.weights @ of_block
    hessians[:, upper[1], upper[0]] = hessians[:, upper[0], upper[1]]
    hessians += RIDGE * np.eye(k)
    gradients = resamples.sums(x * (y - p)[:, None]) - RIDGE * beta
    return np.asarray(np.linalg.solve(hessians, gradients[:, :, None])[:, :, 0], float)
