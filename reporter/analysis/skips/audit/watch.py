"""The proof that features know nothing of the outcome: change outcomes, and see what moves.

From an instant on every outcome is turned into its opposite, and how long plays lasted and why
they ended is exchanged among them; then those plays are taken away. A feature that is known before
a play starts stays as it was for every play that stopped before that instant or is the first of
its listener after it. One that moves has looked at the play itself, at a later one, or at one that
stopped in the same instant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from reporter.analysis.skips.audit.trial import Build, Trial, exposed, trial, with_banned
from reporter.analysis.skips.drawn import Drawn

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporter.analysis.skips.audit.evidence import Evidence

NOT_WATCHED = ("skip", "listener")
"""The outcome, and a number that only tells listeners apart."""

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Watched:
    """What moved.

    Attributes:
        n_columns: columns that were watched: features, and what rules and drivers look at.
        n_cuts: instants from which on plays were changed, and taken away.
        n_plays: plays that were watched, over all cuts.
        leaking: columns that moved, in their order.
    """

    n_columns: int
    n_cuts: int
    n_plays: int
    leaking: tuple[str, ...]


def watch(evidence: Evidence, build: Build, seed: int) -> Watched:
    """Change outcomes from each cut on and compare the columns.

    Args:
        evidence: the plays and their cuts.
        build: what is audited.
        seed: of the exchange.
    """
    plain = trial(build, exposed(evidence, evidence.plain))
    columns = [name for name in plain.sample.plays.columns if name not in NOT_WATCHED]
    rng, moved, n_plays = np.random.default_rng(seed), set[str](), 0
    for cut in evidence.cuts:
        banned = _exchanged(evidence, cut.after, rng)
        turned = trial(build, with_banned(cut.turned.of(evidence.drawn), banned))
        for other in (turned, _alone(evidence, build, cut.watched)):
            moved |= _moved(plain, other, cut.watched, columns)
        n_plays += int(cut.watched[plain.rows].sum())
    leaking = tuple(name for name in columns if name in moved)
    return Watched(len(columns), len(evidence.cuts), n_plays, leaking)


def _exchanged(evidence: Evidence, after: NDArray[np.bool_], rng: np.random.Generator) -> pa.Table:
    """The banned columns with lengths and ends exchanged among the plays after a cut.

    A start that was computed from the length moves with it.
    """
    banned = evidence.banned.to_pandas()
    stops = evidence.drawn.plays["ended_at"]
    rows = np.flatnonzero(after)
    source = np.arange(len(after))
    source[rows] = np.roll(rng.permutation(rows), 1)
    banned[["ms_played", "reason_end"]] = banned[["ms_played", "reason_end"]].to_numpy()[source]
    arithmetic = stops - pd.to_timedelta(pd.to_numeric(banned["ms_played"]), unit="ms")
    computed = after & ~banned["exact_start"].to_numpy(bool)
    banned["started_at"] = banned["started_at"].where(~computed, arithmetic)
    return pa.Table.from_pandas(banned.infer_objects(), preserve_index=False)


def _alone(evidence: Evidence, build: Build, watched: NDArray[np.bool_]) -> Trial:
    """The watched plays as if nothing had come after them."""
    drawn = exposed(evidence, evidence.plain)
    kept = Drawn(drawn.table.filter(pa.array(watched)), drawn.n_history, drawn.n_listeners)
    found = trial(build, kept)
    return Trial(found.sample, np.flatnonzero(watched)[found.rows])


def _moved(plain: Trial, other: Trial, watched: NDArray[np.bool_], columns: list[str]) -> set[str]:
    """Columns in which a watched play differs."""
    rows = plain.rows[watched[plain.rows]]
    before = plain.sample.plays.set_axis(plain.rows).loc[rows]
    later = other.sample.plays.set_axis(other.rows).loc[rows]
    return {name for name in columns if _differs(before[name], later[name])}


def _differs(one: pd.Series, other: pd.Series) -> bool:
    if not pd.api.types.is_float_dtype(one):
        return not one.equals(other.astype(one.dtype))
    close = np.isclose(one, other.to_numpy(float), rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True)
    return not close.all()
