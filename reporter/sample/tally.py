"""Counts what is planted while it is written, and sums it up as `Truth`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from reporter.sample import effects, world
from reporter.sample.effects import Context, chance
from reporter.sample.sessions import DAY_MS
from reporter.sample.truth import Change, Level, SegmentTruth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from reporter.sample.listening import Plays, Setting

N_BINS = 2000
AVERAGE_ARTIST = "(any other)"

FACTORS: dict[str, tuple[tuple[str, ...], NDArray[np.float64]]] = {
    "shuffle": (("off", "on"), np.array([0.0, effects.SHUFFLE])),
    "platform": (world.PLATFORMS, effects.PLATFORM),
    "reason_start": (world.REASONS_START, effects.REASON_START),
    "position": (effects.POSITIONS, effects.POSITION),
    "hour": (effects.HOURS, effects.HOUR),
    "after_skip": (("no", "yes"), np.array([0.0, effects.AFTER_SKIP])),
}
"""Factor -> names and log-odds of its levels; a level's code is its index."""


@dataclass(slots=True)
class Tally:
    """Sums over the blocks written so far.

    Attributes:
        counts: plays, skips, censored plays and the like, by name.
        levels: (factor, code) -> decided plays there; summed chances if every decided play had
            that level; for `reason_start`, too: plays there after a skip, and the summed chances
            if no play, or every play, came after a skip.
        by_chance: decided plays by chance of a skip in `N_BINS` bins: all, skipped.
        by_segment: plays, decided plays, skips, shuffled plays, ms played of each segment.
        change: decided plays of the last week: n, and summed chances with and without the
            change: of the plays that it touches, on its platform, on all.
        first_week: first week with plays of each listener; -1 before any.
        last_week: the last one.
        track_heard: whether each track was played.
    """

    COUNTED: ClassVar = (
        "plays",
        "sessions",
        "skips",
        "censored",
        "ms_played",
        "duplicates",
        "podcasts",
        "zero_ms",
        "paused",
        "blank_reasons",
        "no_offline_timestamp",
        "unknown_country",
    )

    first_week: NDArray[np.int64]
    last_week: NDArray[np.int64]
    track_heard: NDArray[np.bool_]
    counts: Counter[str] = field(default_factory=Counter)
    levels: dict[tuple[str, int], NDArray[np.float64]] = field(default_factory=dict)
    by_chance: NDArray[np.float64] = field(default_factory=lambda: np.zeros((2, N_BINS)))
    by_segment: NDArray[np.int64] = field(
        default_factory=lambda: np.zeros((len(world.SEGMENTS), 5), np.int64)
    )
    change: NDArray[np.float64] = field(default_factory=lambda: np.zeros((3, 3)))

    @classmethod
    def empty(cls, n_listeners: int, n_tracks: int) -> Tally:
        """Nothing counted yet."""
        none = np.full(n_listeners, -1, np.int64)
        return cls(none, none.copy(), np.zeros(n_tracks, np.bool_))

    def add(self, setting: Setting, plays: Plays) -> None:
        """Count one block of plays."""
        self._add_counts(plays)
        self._add_segments(setting.population.segment[plays.listener], plays)
        self._add_weeks(plays)
        self.track_heard[plays.track] = True
        decided = plays.decided
        context = setting.context(plays)
        now = chance(context)[decided]
        context = Context(**{name: getattr(context, name)[decided] for name in Context.__slots__})
        self._add_chances(now, plays.skipped[decided])
        for factor, (levels, _) in FACTORS.items():
            for code in range(len(levels)):
                self._add_level(factor, code, context)
        artist = setting.catalogue.artist_of[plays.track[decided]]
        planted = np.isin(artist, list(effects.PLANTED_ARTISTS))
        for rank, log_odds in (*effects.PLANTED_ARTISTS.items(), (-1, 0.0)):
            heard = artist == rank if rank >= 0 else ~planted
            self._sum(("artist", rank), heard, replace(context, artist=np.float64(log_odds)))
        self._add_change(context, now)

    def _add_counts(self, plays: Plays) -> None:
        self.counts.update(
            plays=len(plays),
            skips=int(plays.skipped.sum()),
            censored=int((~plays.decided).sum()),
            paused=int(plays.paused.sum()),
            zero_ms=int((plays.ms_played == 0).sum()),
            ms_played=int(plays.ms_played.sum()),
            sessions=int((plays.position == 1).sum()),
        )

    def _add_segments(self, segment: NDArray[np.int64], plays: Plays) -> None:
        weights = (None, plays.decided, plays.skipped, plays.shuffle, plays.ms_played)
        for column, weight in enumerate(weights):
            sums = np.bincount(segment, weight, minlength=len(world.SEGMENTS))
            self.by_segment[:, column] += sums.astype(np.int64)

    def _add_weeks(self, plays: Plays) -> None:
        week = plays.start_ms // (7 * DAY_MS)
        listeners, first = np.unique(plays.listener, return_index=True)
        self.first_week[listeners] = week[first]
        self.last_week[listeners] = week[np.append(first[1:], len(week)) - 1]

    def _add_chances(self, now: NDArray[np.float64], skipped: NDArray[np.bool_]) -> None:
        bins = np.minimum((now * N_BINS).astype(np.int64), N_BINS - 1)
        self.by_chance[0] += np.bincount(bins, minlength=N_BINS)
        self.by_chance[1] += np.bincount(bins, skipped, minlength=N_BINS)

    def _add_level(self, factor: str, code: int, context: Context) -> None:
        actual = getattr(context, factor)
        value = actual.dtype.type(code)
        self._sum((factor, code), actual == value, replace(context, **{factor: value}))

    def _sum(self, key: tuple[str, int], here: NDArray[np.bool_], there: Context) -> None:
        total = self.levels.setdefault(key, np.zeros(5))
        total[0] += here.sum()
        total[1] += chance(there).sum()
        if key[0] == "reason_start":
            total[2] += np.asarray(there.after_skip)[here].sum()
            total[3] += chance(replace(there, after_skip=np.False_)).sum()
            total[4] += chance(replace(there, after_skip=np.True_)).sum()

    def _add_change(self, context: Context, now: NDArray[np.float64]) -> None:
        week = context.last_week
        before = chance(replace(context, last_week=np.False_))
        on_platform = week & (context.platform == effects.CHANGED_PLATFORM)
        for row, plays in enumerate((on_platform & context.shuffle, on_platform, week)):
            self.change[row] += plays.sum(), now[plays].sum(), before[plays].sum()

    def truths(self, artist_name: list[str]) -> tuple[Level, ...]:
        """Every planted level."""
        n = float(self.by_chance[0].sum())
        found = []
        for (factor, code), sums in self.levels.items():
            here, chances, after, after_no, after_yes = sums.tolist()
            if factor == "artist":
                level = artist_name[code] if code >= 0 else AVERAGE_ARTIST
                log_odds = effects.PLANTED_ARTISTS.get(code, 0.0)
            else:
                level, log_odds = FACTORS[factor][0][code], float(FACTORS[factor][1][code])
            share = after / here if here else 0.0
            in_context = (
                (1 - share) * after_no + share * after_yes if factor == "reason_start" else chances
            )
            found.append(
                Level(
                    factor,
                    level,
                    log_odds,
                    int(here),
                    _rounded(chances / n),
                    _rounded(in_context / n),
                )
            )
        return tuple(found)

    def segments(self, of_listener: NDArray[np.int64]) -> tuple[SegmentTruth, ...]:
        """Every kind of listener, as planted and as drawn."""
        n = np.bincount(of_listener, minlength=len(world.SEGMENTS)).tolist()
        return tuple(
            SegmentTruth(
                name=kind.name,
                n_listeners=n[code],
                plays=plays,
                skip_rate=_rounded(skips / decided) if decided else None,
                shuffle_share=_rounded(shuffled / plays) if plays else None,
                intercept=kind.intercept,
                weekly_churn=kind.weekly_churn,
                session_plays=kind.session_plays,
                explore=kind.explore,
            )
            for code, (kind, (plays, decided, skips, shuffled, _)) in enumerate(
                zip(world.SEGMENTS, self.by_segment.tolist(), strict=True)
            )
        )

    def changed(self) -> Change:
        """The change of the last week."""
        points = [
            _rounded(100 * (now - before) / n) if n else 0.0
            for n, now, before in self.change.tolist()
        ]
        return Change(
            platform=world.PLATFORMS[effects.CHANGED_PLATFORM],
            log_odds=effects.CHANGE,
            n_touched=int(self.change[0, 0]),
            points_touched=points[0],
            points_platform=points[1],
            points_all=points[2],
        )

    def best_auc(self) -> float | None:
        """AUC of the planted chances themselves: no honest model can do better.

        None where all plays end alike.
        """
        every, skipped = self.by_chance
        complete = every - skipped
        pairs = complete.sum() * skipped.sum()
        if not pairs:
            return None
        below = np.cumsum(complete) - complete
        return _rounded(float((skipped * (below + complete / 2)).sum() / pairs))


def _rounded(value: float) -> float:
    """Six decimals: what processors agree on, whose exponentials differ in the last bits."""
    return round(value, 6)
