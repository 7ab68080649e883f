"""Why a play is skipped: a sum of log-odds, the same in drawing plays and in telling the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from reporter.sample.world import PLATFORMS

if TYPE_CHECKING:
    from typing import TypeAlias

    from numpy.typing import NDArray

    Numbers: TypeAlias = NDArray[np.float64] | np.float64
    Codes: TypeAlias = NDArray[np.int8] | np.int8
    Flags: TypeAlias = NDArray[np.bool_] | np.bool_

POSITIONS = ("1", "2-5", "6-15", "16+")
POSITION_FROM = np.array([1, 2, 6, 16])
HOURS = ("00-05", "06-11", "12-17", "18-23")

SHUFFLE = 0.50
PLATFORM = np.array([0.0, 0.20, 0.35, -0.25, -0.20])
REASON_START = np.array([0.0, 0.35, -0.30, -0.55, -0.20, 0.15])
POSITION = np.array([0.0, -0.10, -0.30, -0.50])
HOUR = np.array([-0.15, 0.10, 0.0, 0.0])
AFTER_SKIP = 0.45
"""If the play before in the session was skipped."""

CHANGE = 1.60
"""In the last week, on Android with shuffle on."""

CHANGED_PLATFORM = PLATFORMS.index("android")

ARTIST_SD = 0.30
TRACK_SD = 0.40
PLANTED_ARTISTS = {2: 0.9, 3: -0.9, 5: 0.9, 6: -0.9, 9: 0.9, 10: -0.9}
"""Rank of popularity, from 0 -> log-odds in place of a random draw."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the chance of a skip depends on; arrays of one length, or one value for all plays.

    Attributes:
        intercept: the listener's log-odds.
        artist: the artist's log-odds.
        track: the track's log-odds, within its artist.
        shuffle: shuffle is on.
        platform: index into `PLATFORMS`.
        reason_start: index into `REASONS_START`.
        position: index into `POSITIONS`.
        hour: index into `HOURS`, by the start of the play in UTC.
        after_skip: the play before in the session was skipped.
        last_week: the play starts in the last week.
    """

    intercept: Numbers
    artist: Numbers
    track: Numbers
    shuffle: Flags
    platform: Codes
    reason_start: Codes
    position: Codes
    hour: Codes
    after_skip: Flags
    last_week: Flags


def chance(context: Context) -> NDArray[np.float64]:
    """The probability of a skip, given that the play ends in a skip or in the track's end."""
    return 1 / (1 + np.exp(-log_odds(context)))


def log_odds(context: Context) -> NDArray[np.float64]:
    """The sum of the planted effects."""
    changed = context.last_week & context.shuffle & (context.platform == CHANGED_PLATFORM)
    total: NDArray[np.float64] = (
        context.intercept
        + context.artist
        + context.track
        + SHUFFLE * context.shuffle
        + PLATFORM[context.platform]
        + REASON_START[context.reason_start]
        + POSITION[context.position]
        + HOUR[context.hour]
        + AFTER_SKIP * context.after_skip
        + CHANGE * changed
    )
    return total
