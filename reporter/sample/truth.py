"""What is planted in a sample, as a value and as `truth.yaml`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import yaml

from reporter.errors import SourceError

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

FILE_NAME = "truth.yaml"
MAX_LISTENERS = 10_000


@dataclass(frozen=True, slots=True)
class Level:
    """One level of something that skips depend on. All rates are shares of decided plays.

    Attributes:
        factor: `shuffle`, `platform`, `reason_start`, `position`, `hour`, `after_skip`, `artist`.
        level: its name; an artist's name, or `(any other)` for an artist without effect.
        log_odds: the planted effect, beside the reference level, which has 0.
        n: decided plays at this level.
        rate: mean chance of a skip if every decided play had this level, all else as it was.
        in_context: the same, but for `reason_start` the outcome of the play before goes along
            with it, as it does in the data: what a model finds that does not look at outcomes
            within the session.
    """

    factor: str
    level: str
    log_odds: float
    n: int
    rate: float
    in_context: float


@dataclass(frozen=True, slots=True)
class SegmentTruth:
    """A kind of listener, as planted, and what came of it.

    Attributes:
        name: of the kind.
        n_listeners: drawn.
        plays: drawn.
        skip_rate: of its decided plays; none without any.
        shuffle_share: of its plays; none without any.
        intercept: planted mean log-odds of a skip.
        weekly_churn: planted chance of leaving for good after any week.
        session_plays: planted mean plays of a session.
        explore: planted share of plays from the whole catalogue.
    """

    name: str
    n_listeners: int
    plays: int
    skip_rate: float | None
    shuffle_share: float | None
    intercept: float
    weekly_churn: float
    session_plays: float
    explore: float


@dataclass(frozen=True, slots=True)
class ListenerTruth:
    """One listener.

    Attributes:
        username: as in the data.
        segment: name of the kind.
        first_week: number, from 0, of the week of the first play.
        last_week: number of the week of the last play.
        churned: left for good before the data end.
    """

    username: str
    segment: str
    first_week: int
    last_week: int
    churned: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in the last week: skips on one platform with shuffle on.

    Attributes:
        platform: as the export spells it.
        log_odds: added to its shuffled plays.
        n_touched: decided plays that it touched.
        points_touched: what it added to their skip rate, in percentage points.
        points_platform: what it added to the week's skip rate on the platform.
        points_all: what it added to the week's skip rate.
    """

    platform: str
    log_odds: float
    n_touched: int
    points_touched: float
    points_platform: float
    points_all: float


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything that is planted in a sample.

    Attributes:
        seed: of all chance.
        first_day: first day, a Monday, UTC.
        end_day: the day after the last one (exclusive).
        rows: rows written: plays + duplicates + podcasts.
        plays: music plays, each counted once.
        listeners: with at least one play.
        tracks: played at least once.
        sessions: of music plays.
        skips: music plays that the listener ended.
        censored: music plays that neither were skipped nor came to their end.
        ms_played: over all music plays.
        duplicates: rows that are there twice.
        podcasts: rows that are not music.
        zero_ms: music plays that lasted no time.
        paused: music plays that stopped later than start + ms_played.
        blank_reasons: music plays with an empty `reason_start`.
        no_offline_timestamp: music plays without their true start.
        unknown_country: music plays with country `ZZ`.
        best_auc: AUC of the planted chances; none where all plays end alike.
        flag_dead_until: `skipped` is false in all plays that stop before this day (UTC); none if
            the flag is alive throughout.
        artist_sd: standard deviation of the artists' log-odds, beside the planted artists.
        track_sd: of the tracks' log-odds.
        listener_sd: of the listeners' log-odds within a segment.
        change: of the last week.
        levels: of every factor.
        segments: kinds of listeners.
        churned: listeners who left for good before the data end.
        joined_later: listeners who were not there in the first week.
        listener: the first `MAX_LISTENERS` listeners.
    """

    seed: int
    first_day: date
    end_day: date
    rows: int
    plays: int
    listeners: int
    tracks: int
    sessions: int
    skips: int
    censored: int
    ms_played: int
    duplicates: int
    podcasts: int
    zero_ms: int
    paused: int
    blank_reasons: int
    no_offline_timestamp: int
    unknown_country: int
    best_auc: float | None
    flag_dead_until: date | None
    artist_sd: float
    track_sd: float
    listener_sd: float
    change: Change
    levels: tuple[Level, ...]
    segments: tuple[SegmentTruth, ...]
    churned: int
    joined_later: int
    listener: tuple[ListenerTruth, ...]

    @property
    def skip_rate(self) -> float:
        """Skips among the decided plays."""
        return self.skips / (self.plays - self.censored)

    def level(self, factor: str, level: str) -> Level:
        """One level.

        Raises:
            KeyError: nothing of that name is planted.
        """
        for found in self.levels:
            if (found.factor, found.level) == (factor, level):
                return found
        raise KeyError((factor, level))

    def points(self, factor: str, level: str, reference: str, *, in_context: bool = False) -> float:
        """The average marginal effect of `level` against `reference`, in percentage points.

        Args:
            factor: as in `Level`.
            level: the level.
            reference: what it is compared with.
            in_context: as in `Level.in_context`.
        """
        field = "in_context" if in_context else "rate"
        there, here = self.level(factor, level), self.level(factor, reference)
        return 100 * (float(getattr(there, field)) - float(getattr(here, field)))


def to_yaml(truth: Truth) -> str:
    """The truth as YAML, fields in the order of `Truth`."""
    dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    values = asdict(truth)
    plain = {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}
    return str(yaml.dump(plain, Dumper=dumper, sort_keys=False, allow_unicode=True, width=200))


def read(file: Path) -> Truth:
    """Read a `truth.yaml` back.

    Raises:
        SourceError: the file is no truth of this version.
    """
    try:
        values = yaml.safe_load(file.read_text(encoding="utf-8"))
        return Truth(
            **values
            | {
                "change": Change(**values["change"]),
                "levels": tuple(Level(**level) for level in values["levels"]),
                "segments": tuple(SegmentTruth(**kind) for kind in values["segments"]),
                "listener": tuple(ListenerTruth(**one) for one in values["listener"]),
            }
        )
    except (OSError, TypeError, KeyError, yaml.YAMLError) as error:
        msg = f"{file} does not hold the truth of a sample"
        raise SourceError(msg, hint="make the sample again with this version") from error
