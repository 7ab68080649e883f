"""The canonical play: what every source becomes, and all that the analysis knows of a play.

Instants are UTC without a zone, to the microsecond; `ms_played` is whole milliseconds. Address,
user name and user agent have no column here: they are dropped while reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Content(StrEnum):
    """What was played. The analysis looks at music alone."""

    MUSIC = "music"
    PODCAST = "podcast"
    AUDIOBOOK = "audiobook"
    VIDEO = "video"


class Platform(StrEnum):
    """Platform families; the source's own spelling stays in `platform_raw`."""

    ANDROID = "android"
    IOS = "ios"
    WEB = "web"
    WINDOWS = "windows"
    MAC = "mac"
    LINUX = "linux"
    TV = "tv"
    CAST = "cast"
    CAR = "car"
    CONSOLE = "console"
    SPEAKER = "speaker"
    OTHER = "other"


class Entity(StrEnum):
    """What a history is about: its listeners, or one person's tracks."""

    LISTENER = "listener"
    TRACK = "track"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the canonical play.

    Attributes:
        name: its name.
        dtype: its Ibis type; `!` in front means that it is never null.
        meaning: unit and meaning, for people.
    """

    name: str
    dtype: str
    meaning: str


SCHEMA: tuple[Column, ...] = (
    Column("listener_id", "!string", "stable pseudonym of the listener"),
    Column("started_at", "!timestamp(6)", "start of the play, UTC"),
    Column("ended_at", "!timestamp(6)", "when the play stopped, UTC"),
    Column(
        "exact_start", "!boolean", "whether the source states the start, or it is ended - played"
    ),
    Column(
        "track_id", "!string", "the source's own id, or artist and name joined where it has none"
    ),
    Column("track_name", "string", "title"),
    Column("artist_name", "string", "main artist"),
    Column("album_name", "string", "album"),
    Column("ms_played", "!int64", "milliseconds played, 0 or more"),
    Column("track_length_ms", "int64", "length in milliseconds, only where the source states it"),
    Column("platform", "string", "platform family, one of `Platform`; null where not recorded"),
    Column("platform_raw", "string", "platform as the source spells it"),
    Column("reason_start", "string", "why the play began, lower case; null where not recorded"),
    Column("reason_end", "string", "why the play ended, lower case; null where not recorded"),
    Column("shuffle", "boolean", "shuffle was on"),
    Column("skipped_flag", "boolean", "the source's own skip flag"),
    Column("offline", "boolean", "played offline"),
    Column("incognito", "boolean", "played in a private session"),
    Column("country", "string", "ISO 3166 alpha-2 of the connection; null for ZZ"),
    Column("content", "!string", "one of `Content`"),
)

COLUMNS: tuple[str, ...] = tuple(column.name for column in SCHEMA)
