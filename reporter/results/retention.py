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
        rolling_plays: mean of daily plays over this day and the six before; none in the first six,
            and after the data end.
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

    @property
    def skip_rate(self) -> float | None:
        """Skips / decided plays of the day; none where no play is decided."""
        return self.skips / self.decided if self.decided else None


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One ISO week.

    Attributes:
        label: `2024-W50`.
        whole: all seven days lie between the first play and the cut-off, with complete data.
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

    @property
    def skip_rate(self) -> float | None:
        """Skips / decided plays of the week; none where no play is decided."""
        return self.skips / self.decided if self.decided else None


class Risk(StrEnum):
    """Risk level of the activity trend."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    INSUFFICIENT = "insufficient"


@dataclass(frozen=True, slots=True)
class Trend:
    """The last 7 calendar days before the cut-off against the 7 before.

    Where the data end before the cut-off, the days after their last complete day are left out.

    Attributes:
        recent: mean plays a day in the last 7 days.
        previous: mean plays a day in the 7 days before.
        change: recent / previous - 1; none where it is undefined.
        alarm: 5% quantile of the change between any two weeks of this history before the last 7
            days: `high` needs a change below it and below -20%; none = under 8 such weeks, and
            `high` is never said.
        false_alarms: share of those pairs of weeks in which the plain -20% rule would say High.
        gap: why the level is `insufficient`.
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
        rate: active / size of the cohort.
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
        label: `2024-W50`.
        truncated: the history's first week: its members are not really new.
        cells: offsets from 0 on, without holes, up to the week of the cut-off.
    """

    label: str
    first_day: date
    size: int
    truncated: bool
    cells: tuple[CohortCell, ...]


@dataclass(frozen=True, slots=True)
class CurveRow:
    """Mean retention `offset` weeks (1 or more) after the first one.

    Attributes:
        rate: active / size over the complete cells of all cohorts but the truncated one; `n` is the
            sum of their sizes.
    """

    offset: int
    rate: Estimate


@dataclass(frozen=True, slots=True)
class GrowthRow:
    """Growth accounting of one ISO week: `active = new + retained + resurrected`.

    Attributes:
        new: active for the first time.
        retained: active the week before, too.
        resurrected: active before, but not the week before.
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
    """Weekly cohorts, mean curve and growth accounting.

    Attributes:
        entity: what returns; listeners.
        cohorts: the latest 26 that have members, oldest first, each with at most 26 weeks.
        curve: weeks 1 to 25 over all cohorts.
        growth: every whole week, oldest first.
    """

    entity: Entity
    cohorts: tuple[Cohort, ...]
    curve: tuple[CurveRow, ...]
    growth: tuple[GrowthRow, ...]


@dataclass(frozen=True, slots=True)
class Retention:
    """Activity over time.

    Attributes:
        n_days: local days from the first play to the cut-off, or to the end of the data before it.
        active_days: of them with plays.
        active_day_rate: active_days / n_days.
        recent_active_day_rate: the same over the trailing 28 days.
        consistency: coefficient of variation of daily plays over zero-filled days; none for one.
        days: every local day from the first play to the cut-off.
        weeks: every ISO week that overlaps them.
        mean_active_days_per_week: over whole weeks; none where there is none.
        busiest: label of the whole week with most plays.
        quietest: label of the whole week with fewest plays.
        cohorts: for listeners; a gap where there is one listener.
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
