"""Plays in listener order, and the groups that a play may look back on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reporter.analysis.skips.past import Past, first_of_run, past

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]
    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LookBack:
    """The groups that plays look back on, and their outcomes.

    Attributes:
        skip: 1 or 0; 0 where censored.
        outcome: 1, -1; 0 where censored.
        decided: neither censored nor unknown.
        moment: row of the first play that stops in the same instant.
        session_moment: the same for the first play of the session.
        listener: code of the listener; so `track`, `artist`, `why` within the listener.
        base: skip rate that is taken for granted where nothing is known.
    """

    skip: Floats
    outcome: Floats
    decided: NDArray[np.bool_]
    moment: Integers
    session_moment: Integers
    listener: Integers
    session: Integers
    track: Integers
    artist: Integers
    why: Integers
    base: Floats

    def outcomes(self, group: Integers) -> Past:
        """Earlier decided plays of a group."""
        return past(group, self.decided, self.moment)

    def plays(self, group: Integers) -> Past:
        """Earlier plays of a group, decided or not."""
        return past(group, np.ones_like(self.decided), self.moment)

    def outcomes_before_session(self, group: Integers) -> Past:
        """Decided plays of a group from before the session."""
        return past(group, self.decided, self.session_moment)


def look_back(plays: pd.DataFrame) -> LookBack:
    """Prepare to look back.

    Args:
        plays: drawn plays in listener order.
    """
    label = plays["skip"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    decided = ~np.isnan(label)
    listener = codes(plays["listener_id"])
    session = codes(plays["session"])
    moment = first_of_run(listener, plays["ended_at"].to_numpy().astype(np.int64))
    base = np.full(len(plays), 0.5)
    if "all_pool_n" in plays.columns:
        base = shrunk(plays["all_pool_skips"], plays["all_pool_n"], base, 2.0)
    return LookBack(
        skip=np.where(decided, label, 0.0),
        outcome=np.where(decided, 2 * label - 1, 0.0),
        decided=decided,
        moment=moment,
        session_moment=moment[first_of_run(session)],
        listener=listener,
        session=session,
        track=codes(plays["track_id"], listener),
        artist=codes(plays["artist_name"], listener),
        why=codes(plays["reason_start"], listener),
        base=base,
    )


def codes(values: pd.Series, within: Integers | None = None) -> Integers:
    """A number for each value, from 0; null is a value. `within`: numbers for each pair."""
    numbers = pd.factorize(values, use_na_sentinel=False)[0].astype(np.int64)
    if within is None or not len(numbers):
        return numbers
    pairs = within * (numbers.max() + 1) + numbers
    return np.unique(pairs, return_inverse=True)[1].astype(np.int64)


def shrunk(skips: pd.Series, n: pd.Series, prior: Floats | float, weight: float) -> Floats:
    """Skips / n as if `weight` more plays had been seen at `prior`."""
    rate: Floats = (skips.to_numpy(float) + weight * prior) / (n.to_numpy(float) + weight)
    return rate
