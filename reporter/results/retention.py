"""Activity and retention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reporter.results.facts import Estimate, Gap
from reporter.results.survival import Silences, Survival


@dataclass(frozen=True, slots=True)
class DayRow:
    """One local day; days without plays are there too, with zeros.

    A day that is left out has none of its numbers: it has too few listeners, or would give another
    such day away.

    Attributes:
        decided: plays that are a skip or complete.
        rolling_plays: mean of daily plays over this day and the six before; none in the first six,
            after the data end, and where one of these days is left out.
        rolling_minutes: the same of minutes.
        active: active listeners.
    """

    day: date
    plays: int | None
    seconds: float | None
    minutes: float | None
    skips: int | None
    decided: int | None
    active: int | None
    rolling_plays: float | None
    rolling_minutes: float | None

    @property
    def skip_rate(self) -> float | None:
        """Skips / decided plays of the day; none where no play is decided."""
        return self.skips / self.decided if self.decided and self.skips is not None else None


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One ISO week; one that is left out has none of its numbers, as a day.

    Attributes:
        label: `2024-W50`.
        whole: all seven days lie between the first play and the cut-off, with complete data.
        active_days: days with plays.
    """

    label: str
    first_day: date
    whole: bool
    active_days: int | None
    plays: int | None
    minutes: float | None
    skips: int | None
    decided: int | None
    active: int | None

    @property
    def skip_rate(self) -> float | None:
        """Skips / decided plays of the week; none where no play is decided."""
        return self.skips / self.decided if self.decided and self.skips is not None else None


HIGH = -0.20
"""A change below this may be `high`."""


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
        recent: mean plays a day in the last 7 days; none, as all that follows, where these or the
            7 before have too few listeners.
        previous: mean plays a day in the 7 days before.
        change: recent / previous - 1; none where it is undefined.
        alarm: 5% quantile of the change between two weeks resampled from this history before the
            last 7 days: `high` needs a change below it and below -20%; none = under 8 such weeks,
            and `high` is never said. At -1 it is never said either: nothing falls below -100%.
        false_alarms: share of those pairs of weeks in which `high` would be said.
        plain_false_alarms: share of them in which a plain -20% rule would say it.
        gap: why the level is `insufficient`.
    """

    recent: float | None
    previous: float | None
    change: float | None
    alarm: float | None
    false_alarms: float | None
    plain_false_alarms: float | None
    risk: Risk
    gap: Gap | None

    @property
    def high_below(self) -> float | None:
        """The change below which the level is `high`; none without an alarm."""
        return None if self.alarm is None else min(HIGH, self.alarm)

    @property
    def never_high(self) -> bool:
        """Whether no change could be `high`: nothing falls below -100%."""
        return self.alarm is not None and self.alarm <= -1


class Returning(StrEnum):
    """What comes back."""

    LISTENER = "listener"
    TRACK = "track"
    ARTIST = "artist"


@dataclass(frozen=True, slots=True)
class CohortCell:
    """One cell of the cohort table: exact-week and unbounded retention.

    A number that is left out is none: too few came back, or too few did not, or it would give such
    a cell away.

    Attributes:
        offset: weeks after the cohort's first week.
        active: members active in that week.
        rate: active / size of the cohort.
        later: members active in that week or any later one.
        complete: the whole week lies before the cut-off; else it is grey and out of means.
    """

    offset: int
    active: int | None
    rate: float | None
    later: int | None
    complete: bool


@dataclass(frozen=True, slots=True)
class Cohort:
    """Entities first seen in one ISO week, or in neighbouring ones where these are too few.

    Attributes:
        label: `2024-W50`, or `2024-W50..2025-W01`.
        first_day: Monday of the first week.
        truncated: the history's first week: its members are not really new.
        cells: offsets from 0 on, without holes, up to the week of the cut-off.
        last_week: Monday of the last week, where it is another one.
    """

    label: str
    first_day: date
    size: int
    truncated: bool
    cells: tuple[CohortCell, ...]
    last_week: date | None = None


@dataclass(frozen=True, slots=True)
class CurveRow:
    """Mean retention `offset` weeks (1 or more) after the first one.

    Attributes:
        rate: the active / size over the complete cells of all cohorts but the truncated one; `n`
            is the sum of their sizes. A row whose parts are too few is left out.
    """

    offset: int
    rate: Estimate


@dataclass(frozen=True, slots=True)
class BracketRow:
    """Share active on any day from `first` to `last` (both included) days after the first one.

    Attributes:
        first: 1 is the day after the first day.
        last: the same as `first` for N-day retention, else of a bracket.
        rate: over those whose first day lies so far back that all these days are complete, without
            the truncated week's; `n` is their number.
    """

    first: int
    last: int
    rate: Estimate


@dataclass(frozen=True, slots=True)
class GrowthRow:
    """Growth accounting of one ISO week: `active = new + retained + resurrected`.

    What is left out is none: all but `active`, or `new` and `resurrected`, which then are told
    together, as `came`.

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
    active: int | None
    new: int | None
    retained: int | None
    resurrected: int | None
    churned: int | None
    quick_ratio: float | None
    truncated: bool

    @property
    def came(self) -> int | None:
        """The new and the resurrected together."""
        if self.new is not None and self.resurrected is not None:
            return self.new + self.resurrected
        if self.active is None or self.retained is None:
            return None
        return self.active - self.retained


@dataclass(frozen=True, slots=True)
class Cohorts:
    """Weekly cohorts, mean curves and growth accounting.

    Attributes:
        entity: what returns.
        cohorts: the latest 26 that have members, oldest first, each with at most 26 weeks.
            Listeners of the latest weeks who are too few for a cohort are in none yet.
        curve: exact-week retention in weeks 1 to 25, over all cohorts.
        unbounded: the same of activity in that week or any later one.
        days: N-day retention and brackets of days.
        growth: every whole week, oldest first.
        least_listeners: listeners that a cell needs.
        left_out: weeks of cohorts without `active`, and of `growth` without `new`.
    """

    entity: Returning
    cohorts: tuple[Cohort, ...]
    curve: tuple[CurveRow, ...]
    unbounded: tuple[CurveRow, ...]
    days: tuple[BracketRow, ...]
    growth: tuple[GrowthRow, ...]
    least_listeners: int = 1
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Stickiness:
    """On how many of the trailing 28 days their listeners play.

    Attributes:
        rate: mean of DAU / MAU over those days, where MAU is who plays on any of them: the mean
            share of days on which such a listener plays. `n` is MAU.
        days_active: listeners who play on 1, 2, ... 28 of the days; none where they are too few,
            or would give such a number away.
        in_quarter: listeners who play on at most a quarter of the days, 7; none where these, or
            the others, are too few.
    """

    rate: Estimate
    days_active: tuple[int | None, ...]
    in_quarter: int | None = None

    @property
    def share_of_quarter(self) -> float | None:
        """Share of them that plays on at most a quarter of the days, 7."""
        return None if self.in_quarter is None else self.in_quarter / self.rate.n

    @property
    def left_out(self) -> int:
        """Numbers of days whose listeners are not told."""
        return self.days_active.count(None)


@dataclass(frozen=True, slots=True)
class OneListener:
    """What retention means where there is one listener: silences, and music that is played again.

    Attributes:
        silences: how long this listener stays away.
        tracks: cohorts of tracks by the week of their first play.
        artists: the same of artists.
    """

    silences: Silences | Gap
    tracks: Cohorts | Gap
    artists: Cohorts | Gap


@dataclass(frozen=True, slots=True)
class Retention:
    """Activity over time.

    Attributes:
        n_days: local days from the first play to the cut-off, or to the end of the data before it.
        active_days: of them with plays.
        active_day_rate: active_days / n_days: of the whole data, so that a day counts if anybody
            plays on it. (The headline's rate is that of a listener.)
        recent_active_day_rate: the same over the trailing 28 days.
        consistency: coefficient of variation of daily plays over zero-filled days; none for one.
        days: every local day from the first play to the cut-off.
        weeks: every ISO week that overlaps them.
        mean_active_days_per_week: over whole weeks; none where there is none.
        busiest: label of the whole week with most plays, of those that are told.
        quietest: label of the whole week with fewest plays.
        cohorts: for listeners; a gap where there is one listener.
        stickiness: the same.
        survival: the same.
        one: for one listener; none where there are several.
        least_listeners: listeners that a day, a week and a cell of a table need.
        days_left_out: days without numbers.
        weeks_left_out: weeks without numbers.
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
    stickiness: Stickiness | Gap
    survival: Survival | Gap
    one: OneListener | None
    least_listeners: int = 1
    days_left_out: int = 0
    weeks_left_out: int = 0

    @property
    def returning(self) -> Cohorts | Gap:
        """Cohorts of listeners; of tracks, where there is one listener."""
        return self.cohorts if self.one is None else self.one.tracks
