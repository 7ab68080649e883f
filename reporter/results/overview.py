"""The headline numbers of the period, each against the period before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reporter.results.facts import Estimate, Gap


class Headline(StrEnum):
    """The headline numbers, in their order on page one."""

    PLAYS = "plays"
    HOURS = "hours"
    SKIP_RATE = "skip_rate"
    ENTITIES = "entities"
    ACTIVE_DAY_RATE = "active_day_rate"


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a headline's history; the value is null where it cannot be computed."""

    label: str
    first_day: date
    value: float | None


@dataclass(frozen=True, slots=True)
class Tile:
    """One headline number.

    Attributes:
        headline: which.
        now: this period's value; none where it cannot be computed.
        before: the period before.
        change: now - before, in points for shares, else in the unit of `now`.
        relative: change / before, a share; none for shares and where before is 0.
        series: up to 12 periods that end with this one, oldest first; gaps in the data are 0 plays.
    """

    headline: Headline
    now: Estimate | None
    before: Estimate | None
    change: Estimate | None
    relative: float | None
    series: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Restated:
    """A headline number of the period before that its own report tells differently.

    Attributes:
        headline: which.
        reported: as the archived report of that period has it.
        now: as this report computes it from plays; its tile's `before`.
        change: now - reported, in points for shares, else in the unit of `now`; no interval.
    """

    headline: Headline
    reported: Estimate
    now: Estimate
    change: Estimate


@dataclass(frozen=True, slots=True)
class LevelRate:
    """Plays and skip rate of one level of a dimension in the period.

    Attributes:
        level: such as `android`.
        plays: all plays; none for an hour that is left out, because of too few listeners or
            because it would follow from the others.
        share: of the period's plays, 0 to 1; none with `plays`.
        skip_rate: of the decided plays; none where none is decided.
        before: the skip rate in the period before.
    """

    level: str
    plays: int | None
    share: float | None
    skip_rate: Estimate | None
    before: Estimate | None


@dataclass(frozen=True, slots=True)
class Overview:
    """The period at a glance.

    Attributes:
        tiles: the headline numbers in order; the report's page one shows them.
        platforms: by plays, most first.
        shuffle: levels `on` and `off`.
        hours: levels `00` to `23`, every hour of the day, local.
        lengths: levels `short` (under 2:30), `medium` and `long` (over 4:30) by the track's
            descriptive length.
        comparison: why there is no comparison, where there is none.
        least_listeners: listeners that a level, an hour or a period of a series needs.
        left_out: levels of platform, shuffle and length that have fewer in the period, or that
            would follow from the others.
        restated: headline numbers of the period before that were reported differently.
    """

    tiles: tuple[Tile, ...]
    platforms: tuple[LevelRate, ...] | Gap
    shuffle: tuple[LevelRate, ...] | Gap
    hours: tuple[LevelRate, ...]
    lengths: tuple[LevelRate, ...] | Gap
    comparison: Gap | None
    least_listeners: int = 1
    left_out: int = 0
    restated: tuple[Restated, ...] = ()


class LeaderKind(StrEnum):
    """What a leader is."""

    ARTIST = "artist"
    TRACK = "track"


class LeaderRank(StrEnum):
    """By what it leads."""

    PLAYED = "played"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Leader:
    """One artist or track at the top.

    Attributes:
        rank: from 1.
        id: the source's id for a track, the name for an artist.
        name: title or artist; a source may leave it out, then it is the id.
        artist: the track's artist.
        plays: plays in the period.
        before: plays in the period before; none without comparison, or of too few listeners.
        skip_rate: drawn towards the mean of the period, as far as its rates seem to be alike, with
            its interval; none where no play is decided.
        skip_rate_before: the same of the period before; none without comparison, too.
        raw_skip_rate: skips / decided plays; none where none is decided.
    """

    kind: LeaderKind
    by: LeaderRank
    rank: int
    id: str
    name: str
    artist: str | None
    plays: int
    before: int | None
    skip_rate: Estimate | None
    skip_rate_before: Estimate | None
    raw_skip_rate: float | None


@dataclass(frozen=True, slots=True)
class Leaders:
    """Most played and most skipped artists and tracks of the period.

    Attributes:
        min_plays: decided plays that the most skipped need.
        least_listeners: listeners in the period that every row needs.
        left_out: artists and tracks of the period that have fewer.
    """

    rows: tuple[Leader, ...]
    min_plays: int
    least_listeners: int = 1
    left_out: int = 0
