"""The planted world: kinds of listeners, the shape of their weeks, and the rates of dirt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SLOTS_A_DAY = 5
"""Sessions that a listener can start in a day."""

SLOT_HOURS = 24 / SLOTS_A_DAY

SLOT_JITTER_HOURS = 1.3
"""A session starts up to this long after its slot opens: at least 3.5 hours after the one before.

With at most `MAX_SESSION_PLAYS` plays, each of at most 330 s and a few seconds of choosing, a
session is over within 175 minutes: sessions never overlap, and over 30 minutes lie between them.
"""

MAX_SESSION_PLAYS = 30
MAX_PAUSED_SESSION_PLAYS = 20
MAX_TRACK_SECONDS = 330
MIN_TRACK_SECONDS = 95


@dataclass(frozen=True, slots=True)
class Segment:
    """A kind of listener.

    Attributes:
        name: its name, which no export tells.
        share: of all listeners.
        plays_a_week: mean over the weeks in which the listener is there.
        session_plays: mean plays of a session.
        intercept: mean log-odds of a skip: trackdone on iOS in the afternoon, not shuffled.
        shuffle_share: mean share of sessions with shuffle on.
        explore: share of plays from all of the catalogue, not from the listener's own tracks.
        weekly_churn: chance of leaving for good after any week.
        peak_hour: hour of the day around which sessions gather.
    """

    name: str
    share: float
    plays_a_week: float
    session_plays: float
    intercept: float
    shuffle_share: float
    explore: float
    weekly_churn: float
    peak_hour: float


SEGMENTS: tuple[Segment, ...] = (
    Segment("devoted", 0.20, 20.0, 10.0, -1.7, 0.10, 0.10, 0.006, 20.0),
    Segment("background", 0.25, 14.0, 12.0, -1.5, 0.85, 0.25, 0.012, 11.0),
    Segment("seekers", 0.25, 13.0, 7.0, -0.1, 0.65, 0.70, 0.022, 17.0),
    Segment("occasional", 0.30, 4.0, 4.0, -0.9, 0.38, 0.40, 0.035, 19.0),
)
"""The first one is the kind of listener 0, who never leaves."""

INTERCEPT_SD = 0.35
SHUFFLE_SHARE_SD = 0.07
PLAYS_SD = 0.35
"""Of the logarithm of a listener's plays a week within a segment."""

EARLY_SKIPS = (0.10, 0.95)
"""Least and largest share of a listener's skips that come within the first seconds."""

SHARE_FROM_THE_START = 0.55
"""Listeners of the first week; the rest join evenly over the weeks after it."""

SHARE_WITH_BREAK = 0.10
"""Listeners who pause for `BREAK_WEEKS`, and come back."""

BREAK_WEEKS = (3, 6)

WEEK_SD = 0.20
"""Of the log-weight of a listener's week: some weeks are busier than others."""

WEEKDAY_WEIGHT = np.array([1.0, 0.98, 1.0, 1.02, 1.12, 1.18, 1.06])
"""Monday to Sunday."""

COUNTRIES = ("DE", "BR", "US", "SE", "JP", "PL")
COUNTRY_SHARE = np.array([0.34, 0.20, 0.18, 0.12, 0.09, 0.07])

PLATFORMS = ("ios", "android", "web_player", "windows", "osx")
"""As the export spells them."""

PLATFORM_SHARE = np.array([0.30, 0.42, 0.12, 0.10, 0.06])
SHARE_SECOND_PLATFORM = 0.45
"""Of a listener's sessions that are not on the platform that he or she likes best."""

REASONS_START = ("trackdone", "fwdbtn", "backbtn", "clickrow", "playbtn", "appload")
TRACKDONE, FWDBTN, BACKBTN, CLICKROW, PLAYBTN, APPLOAD = range(6)
FIRST_REASON_SHARE = {CLICKROW: 0.60, PLAYBTN: 0.25, APPLOAD: 0.15}
SHARE_CLICK_AFTER_COMPLETE = 0.06
"""Of completed plays after which the listener chooses the next track by hand."""

REASONS_END = ("trackdone", "fwdbtn", "backbtn", "endplay", "logout", "unexpected-exit")
SKIP_ENDINGS = {1: 0.86, 2: 0.05, 3: 0.09}
"""Code of a skip's ending -> its share; the codes below `ENDPLAY` carry over to the next start."""

ENDPLAY, LOGOUT, UNEXPECTED_EXIT = 3, 4, 5


@dataclass(frozen=True, slots=True)
class Dirt:
    """Shares of the dirt that real exports have.

    Attributes:
        censored: sessions whose last play ends with neither a skip nor the track's end.
        paused: sessions in which one play is paused for 1 to 20 minutes.
        duplicates: rows that are there twice.
        podcasts: sessions after which a podcast is played.
        blank_reasons: music plays with an empty `reason_start`.
        zero_ms: skips that lasted no time at all.
        no_offline_timestamp: plays without their true start.
        unknown_country: plays with country `ZZ`.
    """

    censored: float = 0.08
    paused: float = 0.03
    duplicates: float = 0.003
    podcasts: float = 0.07
    blank_reasons: float = 0.002
    zero_ms: float = 0.02
    no_offline_timestamp: float = 0.03
    unknown_country: float = 0.003


DIRT = Dirt()
