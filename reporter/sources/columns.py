"""Which column of a table means what: the headers that people and services write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reporter.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ALIASES: Mapping[str, tuple[str, ...]] = {
    "listener": ("username", "listener_id", "listener", "user_id", "user", "user_name"),
    "ended": (
        "ts",
        "ended_at",
        "end_time",
        "timestamp",
        "stopped_at",
        "played_at",
        "datetime",
        "date_time",
        "time",
        "date",
    ),
    "started": ("started_at", "start_time"),
    "ms": ("ms_played", "played_ms", "milliseconds_played", "play_ms", "time_played_ms"),
    "seconds": ("seconds_played", "played_seconds", "sec_played"),
    "offline_text": ("offline_timestamp",),
    "track_uri": ("spotify_track_uri", "track_uri", "track_id", "spotify_uri", "uri", "track_url"),
    "track_name": (
        "master_metadata_track_name",
        "track_name",
        "track",
        "song",
        "song_name",
        "title",
        "track_title",
    ),
    "artist_name": (
        "master_metadata_album_artist_name",
        "artist_name",
        "artist",
        "album_artist",
        "album_artist_name",
    ),
    "album_name": ("master_metadata_album_album_name", "album_name", "album"),
    "episode_uri": ("spotify_episode_uri", "episode_uri"),
    "episode_name": ("episode_name",),
    "episode_show": ("episode_show_name",),
    "audiobook_uri": ("audiobook_uri",),
    "audiobook_chapter": ("audiobook_chapter_uri",),
    "audiobook_title": ("audiobook_title",),
    "length_text": ("track_length_ms", "track_duration_ms", "duration_ms"),
    "platform": ("platform", "device", "client"),
    "reason_start": ("reason_start", "start_reason"),
    "reason_end": ("reason_end", "end_reason"),
    "shuffle": ("shuffle", "shuffled", "is_shuffle", "shuffle_mode"),
    "skipped": ("skipped", "is_skip", "skipped_flag", "is_skipped", "skip"),
    "offline": ("offline",),
    "incognito": ("incognito_mode", "incognito"),
    "country": ("conn_country", "country"),
    "percent": ("percent_played",),
}
"""What is wanted -> headers that mean it, the surest first, compared as `plain` writes them."""

CANONICAL: Mapping[str, str] = {
    "listener_id": "listener",
    "started_at": "started",
    "ended_at": "ended",
    "track_id": "track_uri",
    "track_name": "track_name",
    "artist_name": "artist_name",
    "album_name": "album_name",
    "ms_played": "ms",
    "track_length_ms": "length_text",
    "platform": "platform",
    "reason_start": "reason_start",
    "reason_end": "reason_end",
    "shuffle": "shuffle",
    "skipped_flag": "skipped",
    "offline": "offline",
    "incognito": "incognito",
    "country": "country",
}
"""Names that `source.columns` may map -> what is wanted."""

MERGED = {
    "episode": ("episode_uri", "episode_name", "episode_show"),
    "audiobook": ("audiobook_uri", "audiobook_chapter", "audiobook_title"),
}
"""Raw column -> the columns of which the first one that is filled says it."""

AS_THEY_ARE = (
    "listener",
    "offline_text",
    "track_uri",
    "track_name",
    "artist_name",
    "album_name",
    "length_text",
    "platform",
    "reason_start",
    "reason_end",
    "shuffle",
    "skipped",
    "offline",
    "incognito",
    "country",
)
"""Raw columns that are taken as the table has them."""

PRIVATE = ("ip_addr", "ip_addr_decrypted", "user_agent", "user_agent_decrypted", "username")
"""Fields that no reader selects; the user name is only ever replaced by a pseudonym."""

NEEDED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("when the play stopped", ("ended", "started")),
    ("how long it lasted", ("ms", "seconds")),
    ("its track", ("track_uri", "track_name")),
)
"""What a table of plays must tell, in words and as the columns of which one will do."""


def plain(header: str) -> str:
    """A header by its letters and digits alone: `Track Name`, `track_name`, `trackName` are one."""
    return re.sub(r"[\W_]+", "", header.lower())


def match(headers: Sequence[str]) -> dict[str, str]:
    """What each header of a table means: wanted -> header; the surest alias wins."""
    known = {plain(header): header for header in reversed(headers)}
    found = {}
    for wanted, aliases in ALIASES.items():
        for alias in aliases:
            if (header := known.get(plain(alias))) is not None:
                found[wanted] = header
                break
    return found


def missing(found: Iterable[str]) -> list[tuple[str, tuple[str, ...]]]:
    """What of `NEEDED` is not there."""
    there = set(found)
    return [need for need in NEEDED if there.isdisjoint(need[1])]


def mapped(columns: Mapping[str, str]) -> dict[str, str]:
    """`source.columns`, by what is wanted instead of by canonical name.

    Raises:
        ConfigError: a name is not canonical.
    """
    for name in columns:
        if name not in CANONICAL:
            msg = f"source.columns: '{name}' is no column of a play"
            raise ConfigError(msg, hint=f"use {', '.join(CANONICAL)}")
    return {CANONICAL[name]: value for name, value in columns.items()}


def check_private(name: str, value: str) -> None:
    """Refuse to map what is private, save to the pseudonym that stands for it.

    Raises:
        ConfigError: the column or expression names a private field.
    """
    is_private = any(plain(private) in plain(value) for private in PRIVATE)
    if CANONICAL[name] != "listener" and is_private:
        msg = f"source.columns.{name}: '{value}' is private and never read"
        raise ConfigError(msg, hint="map another column")
