"""Activity and retention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reporter.plays import Entity
from reporter.results.facts import Estimate, Gap


@dataclass(frozen=True, slots=True)
class DayRow:
    """One local day; days without plays are there too, with zeros.

    Attributes:
        decided: plays that are a skip or complete.
        rolling_plays: mean of daily plays over this day and the six before; none in the first six.
        rolling_minutes: the same of minutes.
        active: active listeners.
    """

    day: date
    plays: int
    seconds: float
    minutes: float
    skips: int
    decided: int
    active: int
    rolling_plays: float | None
    rolling_minutes: float | None


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One ISO week.

    Attributes:
        label: `2024-W50`.
        whole: all seven days lie between the first play and the cut-off.
        active_days: days with plays.
    """

    label: str
    first_day: date
    whole: bool
    active_days: int
    plays: int
    minutes: float
    skips: int
    decided: int
    active: int


class Risk(StrEnum):
    """Risk level of the activity trend."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    INSUFFICIENT = "insufficient"


@dataclass(frozen=True, slots=True)
class Trend:
    """The last 7 calendar days before the cut-off against the 7 before.

    Attributes:
        recent: mean plays a day in the last 7 days.
        previous: mean plays a day in the 7 days before.
        change: recent / previous - 1, with the 5% quantile of this history's own resampled
            weeks as `low` where there are enough of them; none where it is undefined.
        alarm: that quantile: `high` needs a change below it and below -20%; none = not calibrated.
        false_alarms: share of resampled quiet weeks in which the plain -20% rule would say High.
    """

    recent: float
    previous: float
    change: float | None
    alarm: float | None
    false_alarms: float | None
    risk: Risk
    gap: Gap | None


@dataclass(frozen=True, slots=True)
class CohortCell:
    """One cell of the cohort table: exact-week retention.

    Attributes:
        offset: weeks after the cohort's first week.
        active: members active in that week.
        complete: the whole week lies before the cut-off; else it is grey and out of means.
    """

    offset: int
    active: int
    rate: float
    complete: bool


@dataclass(frozen=True, slots=True)
class Cohort:
    """Entities first seen in one ISO week.

    Attributes:
        truncated: the history's first week: its members are not really new.
    """

    label: str
    first_day: date
    size: int
    truncated: bool
    cells: tuple[CohortCell, ...]


@dataclass(frozen=True, slots=True)
class CurveRow:
    """Mean retention after `offset` weeks over complete cells, without the truncated cohort."""

    offset: int
    rate: Estimate


@dataclass(frozen=True, slots=True)
class GrowthRow:
    """Growth accounting of one whole ISO week: `active = new + retained + resurrected`.

    Attributes:
        churned: active the week before and not in this one.
        quick_ratio: (new + resurrected) / churned; none at 0.
        truncated: the history's first week, where everyone counts as new.
    """

    label: str
    first_day: date
    active: int
    new: int
    retained: int
    resurrected: int
    churned: int
    quick_ratio: float | None
    truncated: bool


@dataclass(frozen=True, slots=True)
class Cohorts:
    """Weekly cohorts, mean curve and growth accounting of listeners (or of one person's tracks)."""

    entity: Entity
    cohorts: tuple[Cohort, ...]
    curve: tuple[CurveRow, ...]
    growth: tuple[GrowthRow, ...]


@dataclass(frozen=True, slots=True)
class Retention:
    """Activity over time.

    Attributes:
        n_days: local days from the first play to the cut-off.
        active_days: of them with plays.
        active_day_rate: active_days / n_days.
        recent_active_day_rate: the same over the trailing 28 days.
        consistency: coefficient of variation of daily plays over zero-filled days; none for one day.
        days: every local day from the first play to the cut-off.
        weeks: every ISO week that overlaps them.
        mean_active_days_per_week: over whole weeks; none where there is none.
        busiest: label of the whole week with most plays.
        quietest: label of the whole week with fewest plays.
        cohorts: for listeners; a gap where there is one listener.
        track_cohorts: track retention of a single listener, so named.
    """

    n_days: int
    active_days: int
    active_day_rate: Estimate
    recent_active_day_rate: Estimate
    consistency: float | None
    days: tuple[DayRow, ...]
    weeks: tuple[WeekRow, ...]
    mean_active_days_per_week: float | None
    busiest: str | None
    quietest: str | None
    trend: Trend
    cohorts: Cohorts | Gap
