"""The auditor's sample: the model's features, and beside them what it must never see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pyarrow as pa

from reporter.analysis.skips.drawn import ORDER, Drawn

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from numpy.typing import NDArray

    from reporter.analysis.skips.audit.evidence import Evidence, Relabelled
    from reporter.analysis.skips.features import Sample

Build: TypeAlias = "Callable[[Drawn], Sample]"
"""Plays as drawn -> plays with features, as `with_features`: what is audited."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Decided plays with their features, built from plays that carry the banned columns too.

    Attributes:
        sample: with features.
        rows: for each play of the sample its row in the evidence.
    """

    sample: Sample
    rows: NDArray[np.int64]


def trial(build: Build, drawn: Drawn) -> Trial:
    """Build features and keep track of which play is which."""
    plays = drawn.plays
    ordered = plays.sort_values(list(ORDER))
    rows = ordered.index[ordered["skip"].notna()].to_numpy(np.int64)
    return Trial(build(drawn), rows)


def exposed(evidence: Evidence, outcomes: Relabelled | None = None) -> Drawn:
    """The plays as drawn, with the banned columns beside; with other outcomes where given.

    Features that use a banned column by accident find it here, and nowhere else.
    """
    drawn = evidence.drawn if outcomes is None else outcomes.of(evidence.drawn)
    return with_banned(drawn, evidence.banned)


def with_banned(drawn: Drawn, banned: pa.Table) -> Drawn:
    """Put the banned columns beside the others."""
    table = drawn.table
    for name in banned.column_names:
        table = table.append_column(name, banned[name])
    return Drawn(table, drawn.n_history, drawn.n_listeners)


def with_plays(drawn: Drawn, plays: pd.DataFrame) -> Drawn:
    """The same with other plays."""
    table = pa.Table.from_pandas(plays, preserve_index=False)
    return Drawn(table, drawn.n_history, drawn.n_listeners)
