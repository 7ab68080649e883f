"""Sizes, means and spreads of segments, summed in the engine.

Floats are summed as whole numbers of a small unit: sums of floats differ from run to run. The unit
is a power of two, as small as a sum in 64 bits allows, so that next to nothing is rounded.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis

from reporter.analysis.segments.assignment import columns, scaled
from reporter.analysis.segments.features import CLIP
from reporter.engine.expressions import exact

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir

    from reporter.analysis.segments.counts import Counted
    from reporter.results.segments import SegmentModel

BITS = 62


@dataclass(frozen=True, slots=True)
class Moment:
    """A feature of some entities.

    Attributes:
        n: that have it.
        mean: 0 where nobody has it.
        squares: sum of the squared distances from the mean.
    """

    n: int
    mean: float
    squares: float


@dataclass(frozen=True, slots=True)
class Members:
    """The entities of a segment.

    Attributes:
        n: how many.
        plays: theirs in the window.
        features: all of them, by name, in order.
        scaled: mean of each clustered feature, by name, in the model's scales.
    """

    n: int
    plays: int
    features: Mapping[str, Moment]
    scaled: Mapping[str, float]


def unit(n: int, most: float) -> float:
    """How many parts the unit has, of which `n` numbers up to `most` make a sum of 62 bits."""
    _, bits = math.frexp(max(n * most, 1.0))
    return math.ldexp(1.0, BITS - bits)


def members(counted: Counted, placed: ir.Table, model: SegmentModel) -> Mapping[int, Members]:
    """The members of each segment that has some, by its id.

    Args:
        counted: the entities.
        placed: the same with `cluster`.
        model: that they were assigned with.
    """
    n = counted.entities.n_counted
    found = {name: one.values for name, one in columns(placed, model.entity, model.priors).items()}
    most = dict.fromkeys(found, 1.0) | {
        "play_count": float(counted.most_plays),
        "avg_seconds_per_play": counted.most_seconds,
    }
    units = {name: unit(n, most[name]) for name in found}
    clustered = {f"scaled_{name}": values for name, values in scaled(placed, model).items()}
    part = unit(n, CLIP)
    sums = _by_cluster(
        counted,
        placed,
        {
            "n": placed.count(),
            "plays": placed.plays.sum().cast("int64"),
            **{f"n_{name}": values.count() for name, values in found.items()},
            **{name: _sum(values, units[name]) for name, values in found.items()},
            **{name: _sum(values, part) for name, values in clustered.items()},
        },
    )
    means = {
        name: {
            cluster: row[name] / (units[name] * row[f"n_{name}"]) if row[f"n_{name}"] else 0.0
            for cluster, row in sums.items()
        }
        for name in found
    }
    units = {name: unit(n, most[name] ** 2) for name in found}
    distances = {name: values - _of_cluster(placed, means[name]) for name, values in found.items()}
    squares = _by_cluster(
        counted, placed, {name: _sum(by * by, units[name]) for name, by in distances.items()}
    )
    return {
        cluster: Members(
            n=row["n"],
            plays=row["plays"],
            features={
                name: Moment(
                    row[f"n_{name}"], means[name][cluster], squares[cluster][name] / units[name]
                )
                for name in found
            },
            scaled={
                scale.feature: row[f"scaled_{scale.feature}"] / (part * row["n"])
                for scale in model.scales
            },
        )
        for cluster, row in sums.items()
    }


def _sum(values: ir.FloatingValue, parts: float) -> ir.IntegerScalar:
    """The sum of numbers, in parts of the unit."""
    whole = (values * exact(parts)).round().cast("int64")
    return whole.sum().cast("int64").fill_null(0)


def _of_cluster(placed: ir.Table, means: Mapping[int, float]) -> ir.FloatingValue:
    """The mean of the segment that each entity is in."""
    branches = [(placed.cluster == cluster, exact(mean)) for cluster, mean in means.items()]
    return ibis.cases(*branches, else_=exact(0.0))


def _by_cluster(
    counted: Counted, placed: ir.Table, sums: Mapping[str, ir.Scalar]
) -> Mapping[int, Mapping[str, int]]:
    table = placed.group_by("cluster").aggregate(**sums).order_by("cluster")
    return {row["cluster"]: row for row in counted.engine.to_pyarrow(table).to_pylist()}
