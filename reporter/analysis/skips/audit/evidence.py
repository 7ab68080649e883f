"""What the auditor works with: how each play of the sample ended, and other outcomes for it.

The banned columns never stand in `Drawn`, so that no model can see them by accident.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.analysis.skips.drawn import Drawn

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Booleans = NDArray[np.bool_]

BANNED = ("ms_played", "reason_end", "started_at", "exact_start")
"""Columns that tell how a play ended: raw, or as a start that was computed from the length."""


@dataclass(frozen=True, slots=True)
class Relabelled:
    """The sample with other outcomes, and what the engine makes of them.

    Attributes:
        skip: one for each play.
        pools: columns `{pool}_pool_*` from the sample's own plays; none with one listener.
    """

    skip: pa.Array
    pools: pa.Table | None

    def of(self, drawn: Drawn) -> Drawn:
        """The sample with these outcomes in place of its own."""
        table = with_column(drawn.table, "skip", self.skip)
        if self.pools is not None:
            for name in self.pools.column_names:
                table = with_column(table, name, self.pools[name])
        return Drawn(table, drawn.n_history, drawn.n_listeners)


@dataclass(frozen=True, slots=True)
class Cut:
    """An instant from which on every outcome is turned into its opposite.

    Attributes:
        after: the plays whose outcome was turned.
        watched: the plays whose features must not change.
        turned: the outcomes.
    """

    after: Booleans
    watched: Booleans
    turned: Relabelled


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the auditor works with; rows are in the order of `drawn`.

    Attributes:
        drawn: the sample, as the model gets it.
        banned: columns `BANNED`.
        plain: the true outcomes, with rates over the sample's own plays.
        cuts: outcomes turned from an instant on.
        permuted: outcomes permuted over all decided plays.
    """

    drawn: Drawn
    banned: pa.Table
    plain: Relabelled
    cuts: tuple[Cut, ...]
    permuted: tuple[Relabelled, ...]


def with_column(table: pa.Table, name: str, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    """The table with other values in a column that it has."""
    return table.set_column(table.column_names.index(name), name, values)
