"""What the auditor asks of the engine, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reporter.analysis.skips.audit.evidence import BANNED, Cut, Evidence, Relabelled, with_column
from reporter.analysis.skips.sampling import POOLED, with_pools
from reporter.engine.tables import keep

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend
    from numpy.typing import NDArray

    from reporter.analysis.skips.drawn import Drawn
    from reporter.analysis.skips.sampling import Listening

    Booleans = NDArray[np.bool_]

N_PERMUTATIONS = 20
N_CUTS = 8
EARLIEST_CUT, LATEST_CUT = 0.3, 0.95
"""Between which shares of the plays the cuts lie: there is a past to look back on."""


def evidence(engine: Backend, found: Listening, drawn: Drawn, seed: int) -> Evidence:
    """Ask the engine for what the auditor needs.

    Args:
        engine: where the plays live.
        found: the plays of the listeners whom the sample is of.
        drawn: the sample that was drawn of them.
        seed: of cuts and permutations.
    """
    table = drawn.table
    rng = np.random.default_rng([seed, len(table)])
    skip = table["skip"].combine_chunks()
    permuted = [_permuted(skip, rng) for _ in range(N_PERMUTATIONS)] if len(table) else []
    cuts = [_cut(table, row) for row in _rows_to_cut_at(table, rng)]
    turned = [_turned(skip, after) for after, _ in cuts]
    return Evidence(
        drawn,
        _banned(engine, found.plays, table),
        _relabelled(engine, drawn, skip),
        tuple(
            Cut(after, watched, _relabelled(engine, drawn, labels))
            for (after, watched), labels in zip(cuts, turned, strict=True)
        ),
        tuple(_relabelled(engine, drawn, labels) for labels in permuted),
    )


def _banned(engine: Backend, plays: ir.Table, table: pa.Table) -> pa.Table:
    """The banned columns; session and position identify a play."""
    key = ["session", "position"]
    rows = table.select(key).append_column("row", pa.array(np.arange(len(table))))
    wanted = keep(engine, "skip_audit_rows", ibis.memtable(rows))
    found = wanted.inner_join(plays, key).order_by("row").select(*BANNED)
    return engine.to_pyarrow(found)


def _relabelled(engine: Backend, drawn: Drawn, skip: pa.Array) -> Relabelled:
    """Let the engine compute the rates over all listeners from other outcomes."""
    pools = [f"{pool}_pool_{of}" for pool in POOLED for of in ("skips", "n")]
    if pools[0] not in drawn.table.column_names:
        return Relabelled(skip, None)
    rows = with_column(drawn.table.drop_columns(pools), "skip", skip)
    rows = rows.append_column("row", pa.array(np.arange(len(rows))))
    plays = keep(engine, "skip_audit", ibis.memtable(rows))
    found = with_pools(plays, plays).order_by("row").select(*pools)
    return Relabelled(skip, engine.to_pyarrow(found))


def _permuted(skip: pa.Array, rng: np.random.Generator) -> pa.Array:
    """Outcomes permuted among the decided plays; who is censored stays."""
    decided = np.flatnonzero(pc.is_valid(skip).to_numpy(zero_copy_only=False))
    source = np.arange(len(skip))
    source[decided] = rng.permutation(decided)
    return skip.take(pa.array(source))


def _turned(skip: pa.Array, after: Booleans) -> pa.Array:
    opposite = pc.subtract(pa.scalar(1, skip.type), skip)
    return pc.if_else(pa.array(after), opposite, skip)


def _rows_to_cut_at(table: pa.Table, rng: np.random.Generator) -> list[int]:
    """Plays to cut at: half of them anywhere, half where plays of a listener stop together."""
    n = len(table)
    by_time = np.argsort(_micros(table), kind="stable")
    middle = by_time[int(EARLIEST_CUT * n) : int(LATEST_CUT * n)]
    listener, stop = _codes(table["listener_id"]), _micros(table)
    ties = (listener[1:] == listener[:-1]) & (stop[1:] == stop[:-1])
    tied = np.intersect1d(middle, np.flatnonzero(np.append(ties, False)))
    chosen = [
        rng.choice(rows, min(N_CUTS // 2, len(rows)), replace=False) for rows in (middle, tied)
    ]
    return sorted({int(row) for row in np.concatenate(chosen)})


def _cut(table: pa.Table, row: int) -> tuple[Booleans, Booleans]:
    """Which outcomes are turned by a cut at a play, and whose features must stay.

    All plays that stop before the cut must stay as they are, and so must each listener's first
    ones at or after it; but not those whose session began on a later day, which may look at
    other listeners' plays after the cut.
    """
    stop, day = _micros(table), _days(table["day"])
    listener, session_day = _codes(table["listener_id"]), _days(table["session_day"])
    later = stop >= stop[row]
    first = np.full(listener.max() + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, listener[later], stop[later])
    watched = ~later | ((stop == first[listener]) & (session_day <= day[row]))
    return later & (day >= day[row]), watched


def _micros(table: pa.Table) -> NDArray[np.int64]:
    stops: NDArray[np.int64] = table["ended_at"].cast(pa.timestamp("us")).cast("int64").to_numpy()
    return stops


def _days(column: pa.ChunkedArray) -> NDArray[np.int64]:
    days: NDArray[np.int64] = column.cast(pa.date32()).cast("int32").to_numpy().astype(np.int64)
    return days


def _codes(column: pa.ChunkedArray) -> NDArray[np.int64]:
    encoded = column.combine_chunks().dictionary_encode()
    codes: NDArray[np.int64] = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return codes
