"""The churn risk of each active listener, by whole columns, and how many have which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.special import expit

from reporter.analysis.statistics.disclosure import is_told, withheld
from reporter.analysis.statistics.intervals import Z95
from reporter.results.churn import LIKELY, RiskBand

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporter.analysis.retention.fortnights import Fortnights
    from reporter.results.churn import ChurnRisk
    from reporter.results.facts import Gap

    Floats = NDArray[np.float64]

TINY = 1e-6
"""How near to 0 and 1 a risk may be."""
TENTHS = 10
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, eq=False)
class Risks:
    """Churn risk, as the report tells it and of each listener.

    Attributes:
        found: for the report.
        listeners: the rows of churn_risk.csv, a row a listener, by id; none where `found` is a gap.
    """

    found: ChurnRisk | Gap
    listeners: pa.Table | None


def risk_rows(z: Floats, beta: Floats, covariance: Floats, past: Fortnights) -> pa.Table:
    """Each listener's risk with its 95% interval, from what the coefficients leave open.

    Args:
        z: shape (listeners, p), what the coefficients multiply.
        beta: coefficients, shape (p,).
        covariance: theirs.
        past: its table begins with these listeners: those of its own cut-off come first.
    """
    line = z @ beta
    half = Z95 * np.sqrt(np.einsum("ij,jk,ik->i", z, covariance, z))
    risk, low, high = (np.clip(expit(line + k * half), TINY, 1 - TINY) for k in (0, -1, 1))
    now = past.table.slice(0, len(line))
    silent = now["silent"].to_numpy().astype(np.int64)
    last = ((past.as_of - EPOCH).days - silent).astype(np.int32)
    return pa.table(
        {
            "listener_id": now["listener_id"],
            "last_active_day": pc.cast(pa.array(last), pa.date32()),
            "days_silent": silent - 1,
            "risk": risk,
            "low": low,
            "high": high,
        }
    )


def bands(risks: Floats, least: int) -> tuple[RiskBand, ...]:
    """Ten bands; those of too few, and what would give them away, without a number."""
    counts, edges = np.histogram(risks, bins=TENTHS, range=(0, 1))
    likely = [i for i in range(TENTHS) if edges[i] >= LIKELY]
    halves = [[i for i in range(TENTHS) if i not in likely], likely]
    told = is_told(least, *(int(sum(counts[i] for i in half)) for half in halves))
    out = withheld(
        {i: (int(n),) for i, n in enumerate(counts)},
        least,
        halves if told else [range(TENTHS)],
        disjoint=True,
    )
    return tuple(
        RiskBand(float(low), float(high), None if i in out else int(n))
        for i, (low, high, n) in enumerate(zip(edges[:-1], edges[1:], counts, strict=True))
    )


def n_likely(risks: Floats, least: int) -> int | None:
    """Listeners more likely to go quiet than to play; none where they, or all others, are few."""
    n = int((risks >= LIKELY).sum())
    return n if is_told(least, n, len(risks) - n) else None
