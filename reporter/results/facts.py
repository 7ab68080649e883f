"""What every section is made of: estimates, gaps, and the frame of a report."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from reporter.period import PeriodKind
from reporter.plays import Entity


class Unit(StrEnum):
    """Unit of a value. Shares are 0 to 1; points are 100 times a difference of shares."""

    SHARE = "share"
    POINTS = "points"
    PLAYS = "plays"
    SKIPS = "skips"
    SKIPS_PER_WEEK = "skips/week"
    LISTENERS = "listeners"
    TRACKS = "tracks"
    ARTISTS = "artists"
    HOURS = "hours"
    MINUTES = "minutes"
    SECONDS = "seconds"
    DAYS = "days"
    HOUR_OF_DAY = "hour of day"
    RATIO = "ratio"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with what it rests on.

    Attributes:
        value: in `unit`.
        n: how many plays (entities, days: as the unit's definition says) it rests on.
        low: lower end of the 95% interval, in `unit`; none where none is defined.
        high: upper end.
    """

    value: float
    unit: Unit
    n: int
    low: float | None = None
    high: float | None = None

    def is_restated(self, reported: Estimate) -> bool:
        """Whether this number, recomputed, is another one than the archive's, digits lost aside."""
        return not math.isclose(self.value, reported.value, rel_tol=1e-8, abs_tol=1e-12)


class Reason(StrEnum):
    """Why something could not be computed. Each has its sentence in the catalogue."""

    NO_PLAYS = "no_plays"
    NO_OUTCOMES = "no_outcomes"
    NO_COLUMN = "no_column"
    ONE_CLASS = "one_class"
    TOO_FEW_PLAYS = "too_few_plays"
    TOO_FEW_ENTITIES = "too_few_entities"
    TOO_FEW_DAYS = "too_few_days"
    TOO_FEW_ACTIVE_DAYS = "too_few_active_days"
    TOO_FEW_RETURNS = "too_few_returns"
    TOO_FEW_SESSIONS = "too_few_sessions"
    ONE_LEVEL = "one_level"
    ONE_GROUP = "one_group"
    NO_STABLE_SEGMENTS = "no_stable_segments"
    NO_USABLE_SIGNAL = "no_usable_signal"
    ONE_LISTENER = "one_listener"
    PARTIAL_PERIOD = "partial_period"
    NO_EARLIER_PERIOD = "no_earlier_period"
    WHOLE_HISTORY = "whole_history"
    NOTHING_FOUND = "nothing_found"
    EMPTY_WEEK_BEFORE = "empty_week_before"
    NOT_FITTED_YET = "not_fitted_yet"
    NOT_ASKED = "not_asked"
    FEW_LISTENERS = "few_listeners"


class Part(StrEnum):
    """The parts of a report that can be missing."""

    COMPARISON = "comparison"
    PLATFORMS = "platforms"
    SHUFFLE = "shuffle"
    LENGTHS = "lengths"
    LEADERS = "leaders"
    SKIP_RATE = "skip_rate"
    SKIP_MODEL = "skip_model"
    DRIVERS = "drivers"
    SEGMENTS = "segments"
    DAILY = "daily"
    TREND = "trend"
    COHORTS = "cohorts"
    STICKINESS = "stickiness"
    SURVIVAL = "survival"
    CHURN = "churn"
    SILENCES = "silences"
    TRACKS_AGAIN = "tracks_again"
    ARTISTS_AGAIN = "artists_again"
    CHANGES = "changes"
    RECOMMENDATIONS = "recommendations"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Gap:
    """A part that could not be computed, and why; the report shows it.

    Attributes:
        part: what is missing.
        reason: why.
        have: how much there is, where the reason counts something.
        need: how much it takes.
        name: the column or thing that is missing, where the reason names one.
    """

    part: Part
    reason: Reason
    have: int | None = None
    need: int | None = None
    name: str | None = None
    kind: Literal["gap"] = "gap"


@dataclass(frozen=True, slots=True)
class Span:
    """A report period, as values. `end_day` is exclusive.

    Attributes:
        label: `2024-W50`, `2024-12`, `2024-12-09`, `2024-12-09..2024-12-15` or `all`.
        partial: the data end inside it, so that it is compared with nothing.
    """

    label: str
    kind: PeriodKind
    first_day: date
    end_day: date
    partial: bool


class SkipDefinition(StrEnum):
    """What counts as a skip."""

    RULE = "rule"
    BUTTONS = "buttons"
    FLAG = "flag"
    SHORT = "short"
    GIVEN = "given"


@dataclass(frozen=True, slots=True)
class FilterTerm:
    """One condition of an audience's filter: a play has one of these values, in any case.

    Attributes:
        column: column of the canonical play.
        values: the values, any of which will do; a report's conditions hold all together.
        absent: those of them that no play up to the cut-off has.
    """

    column: Literal["country", "platform", "artist_name", "listener_id"]
    values: tuple[str, ...]
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """What the report is about.

    Where it has a filter, headline numbers, changes, leaders and retention are of the plays that
    pass it; skip model, drivers, segments, churn risk, recommendations, audit and quality are of
    all plays, and so are the days on which the history begins and ends.

    Attributes:
        report: key of the report in the configuration.
        title: its title, from the configuration.
        paper: page size, `a4` or `letter`.
        entity: what is segmented and retained: listeners, or one person's tracks.
        n_listeners: distinct listeners; with a filter, of the plays up to the cut-off that pass it.
        zone: IANA zone of all days and hours.
        period: what the headline is about.
        previous: the period before, none where there is nothing to compare with.
        first_day: local day of the first play.
        last_day: local day of the last play read (not after the cut-off).
        cut_off: nothing at or after this instant (UTC) was read.
        data_through: first local day whose data are not known to be complete.
        skip: the definition of a skip that was used.
        seed: seed of samples and resamples.
        source_kinds: what was detected, such as `spotify-extended`.
        source_name: name of the file or folder, without its path.
        audience: whom it is for; none where no audience is configured.
        filter: which plays it is about; empty for all.
        locale: its language.
        min_group_size: nothing about fewer listeners is mailed, where there are several.
        n_outside: with a filter, distinct listeners of the plays that do not pass it.
        n_outside_period: the same of the period.
    """

    report: str
    title: str
    paper: Literal["a4", "letter"]
    entity: Entity
    n_listeners: int
    zone: str
    period: Span
    previous: Span | None
    first_day: date
    last_day: date
    cut_off: datetime
    data_through: date
    skip: SkipDefinition
    seed: int
    source_kinds: tuple[str, ...]
    source_name: str
    audience: str | None = None
    filter: tuple[FilterTerm, ...] = ()
    locale: Literal["en", "de"] = "en"
    min_group_size: int = 1
    n_outside: int = 0
    n_outside_period: int = 0

    @property
    def least_listeners(self) -> int:
        """Listeners that a row about a few of them needs: one where it tells on nobody.

        A history of one listener tells of nobody else, and a report about too few listeners is not
        mailed at all, so that it may be whole.
        """
        several = self.entity is Entity.LISTENER and self.n_listeners >= self.min_group_size
        return self.min_group_size if several else 1
