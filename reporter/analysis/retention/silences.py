"""How long one listener stays away: Kaplan-Meier of the gaps between days with plays."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from reporter.analysis.statistics.survival import KaplanMeier, kaplan_meier
from reporter.results.facts import Estimate, Gap, Part, Reason, Unit
from reporter.results.survival import ReturnChance, Silences

if TYPE_CHECKING:
    from collections.abc import Sequence

MIN_GAPS = 20
MIN_SILENCES = 5
"""A chance is given where so many silences lasted as long."""
SILENT = (0, 1, 3, 7, 14, 30)
WITHIN = (1, 7, 30)
CURVE_WITHIN = 7


def silences(plays: Sequence[int]) -> Silences | Gap:
    """P(plays again within d days | silent for g days) = 1 - S(g + d) / S(g).

    A gap is the number of days from a day with plays to the next one, 1 for neighbours: g silent
    days are a gap above g. The last one is censored: it goes on. Gaps of one listener are taken
    as alike over the years and independent of one another.

    Args:
        plays: plays of each complete local day, zeros included, from the first day with plays on.
    """
    active = [i for i, n in enumerate(plays) if n]
    gaps = [after - before for before, after in pairwise(active)]
    if len(gaps) < MIN_GAPS:
        have = len(active)
        return Gap(Part.SILENCES, Reason.TOO_FEW_ACTIVE_DAYS, have=have, need=MIN_GAPS + 1)
    silent = len(plays) - 1 - active[-1]
    curve = kaplan_meier([*gaps, silent], [True] * len(gaps) + [False])
    median = curve.median()
    return Silences(
        n=len(gaps),
        median_days=None if median is None else int(median),
        longest_days=max(gaps),
        silent_days=silent,
        rows=tuple(
            chance
            for days in SILENT
            for within in WITHIN
            if (chance := _chance(curve, days, within))
        ),
        curve=tuple(
            chance for days in range(max(gaps)) if (chance := _chance(curve, days, CURVE_WITHIN))
        ),
        now=_chance(curve, silent, CURVE_WITHIN),
    )


def _chance(curve: KaplanMeier, silent: int, within: int) -> ReturnChance | None:
    """The chance, where enough silences lasted so long."""
    if (curve.events + curve.censored)[curve.times > silent].sum() < MIN_SILENCES:
        return None
    away = curve.after(silent, silent + within)
    estimate = Estimate(1 - away.value, Unit.SHARE, away.n, 1 - away.high, 1 - away.low)
    return ReturnChance(silent, within, estimate)
