"""How long listeners stay, and how long one listener stays away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reporter.results.facts import Estimate


class SilenceRule(StrEnum):
    """What sets the length of a silence that counts as churn."""

    FIXED = "fixed"
    GAPS = "gaps"


class Joined(StrEnum):
    """Which listeners a survival curve is of: all, or one half by their first day."""

    ALL = "all"
    EARLY = "early"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class SurvivalPoint:
    """Share of listeners not lost within `day` days of their first one; `n` is all who began.

    Between two points, and before the first one, nobody or enough listeners were lost.
    """

    day: int
    share: Estimate


@dataclass(frozen=True, slots=True)
class SurvivalCurve:
    """A Kaplan-Meier curve, read off once a week.

    Attributes:
        first_day: earliest first day of its listeners.
        last_day: latest one.
        n: listeners.
        lost: of them lost; none where these, or those who are not, are too few.
        median_days: the day by which half are lost; none where it is not reached.
        points: at days 7, 14, ... up to the longest time that was observed, as far as enough
            listeners were observed so long.
    """

    joined: Joined
    first_day: date
    last_day: date
    n: int
    lost: int | None
    median_days: int | None
    points: tuple[SurvivalPoint, ...]


@dataclass(frozen=True, slots=True)
class LogRank:
    """The log-rank test that the earlier and the later listeners stay alike; `chi2` with 1 df."""

    chi2: float
    p: float


@dataclass(frozen=True, slots=True)
class Survival:
    """Time from a listener's first day to the last one before a silence that counts as churn.

    Attributes:
        silence_days: a silence of more days counts as churn.
        rule: `fixed` where that is 30, `gaps` where it is the 95% quantile of gaps, being longer.
        gap_days: that quantile, in days between two days with plays.
        n_truncated: listeners of the history's first week, who are left out: they may have begun
            before it. None where they, or `n_recent`, are too few to be told of.
        n_recent: listeners left out because they began too late to be seen falling silent, or with
            too few others.
        curves: of all, then of the earlier and the later half where each has enough.
        log_rank: between these halves; none where nothing could tell them apart.
        least_listeners: listeners that a point needs: still observed, and lost since the last one.
        left_out: points that have fewer.
    """

    silence_days: int
    rule: SilenceRule
    gap_days: int
    n_truncated: int | None
    n_recent: int | None
    curves: tuple[SurvivalCurve, ...]
    log_rank: LogRank | None
    least_listeners: int = 1
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class ReturnChance:
    """P(plays again within `within` days | silent for `silent` days); `n` is silences so long."""

    silent: int
    within: int
    chance: Estimate


@dataclass(frozen=True, slots=True)
class Silences:
    """Kaplan-Meier of the gaps between one listener's days with plays; the last one is censored.

    Attributes:
        n: gaps that ended.
        median_days: of a gap; 1 is the very next day. None where it is not reached.
        longest_days: the longest gap that ended.
        silent_days: whole days without plays up to the end of the data.
        rows: the table: days silent by days to come.
        curve: for 0, 1, 2, ... days silent, the chance of a play within the 7 days that follow.
        now: the same for the days silent now; none where no earlier silence lasted so long.
    """

    n: int
    median_days: int | None
    longest_days: int
    silent_days: int
    rows: tuple[ReturnChance, ...]
    curve: tuple[ReturnChance, ...]
    now: ReturnChance | None
