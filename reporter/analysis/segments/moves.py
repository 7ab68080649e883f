"""Who went from which segment to which, counted in the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import pyarrow.compute as pc

from reporter.analysis.segments.migration import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir
    import pyarrow as pa
    from ibis.backends.sql import SQLBackend


def moves(engine: SQLBackend, now: ir.Table, before: pa.Table) -> Mapping[tuple[int, int], int]:
    """(segment before, segment now) -> entities; `NOWHERE` stands for none.

    Args:
        engine: where `now` is.
        now: `id` and `cluster` of this report's entities.
        before: `id` and `cluster` of the earlier one's, each once.
    """
    known = before.select(("id", "cluster")).filter(pc.is_valid(before["cluster"]))
    was = ibis.memtable(known.rename_columns(("id", "origin")))
    joined = now.left_join(was, "id")
    ends = joined.select(
        origin=joined.origin.fill_null(NOWHERE).cast("int64"), target=joined.cluster.cast("int64")
    )
    rows = engine.to_pyarrow(ends.group_by("origin", "target").aggregate(n=ends.count()))
    counts = {(row["origin"], row["target"]): row["n"] for row in rows.to_pylist()}
    gone = {one["values"]: one["counts"] for one in pc.value_counts(known["cluster"]).to_pylist()}
    for (origin, _), n in counts.items():
        if origin != NOWHERE:
            gone[origin] -= n
    return counts | {(origin, NOWHERE): n for origin, n in gone.items()}
