"""Spotify's own exports as JSON: the extended streaming history and the account data's history."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import ibis

from reporter.sources.canonical import instant, raw_rows
from reporter.sources.family import Batch, Detected, Kind, select, urls

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend

    from reporter.config import SourceSettings
    from reporter.sources.files import SourceFile

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_EXTENDED = (
    ("listener", "username"),
    ("ended_text", "ts"),
    ("ms_text", "ms_played"),
    ("offline_text", "offline_timestamp"),
    ("track_uri", "spotify_track_uri"),
    ("track_name", "master_metadata_track_name"),
    ("artist_name", "master_metadata_album_artist_name"),
    ("album_name", "master_metadata_album_album_name"),
    ("episode", "coalesce(spotify_episode_uri, episode_name, episode_show_name)"),
    ("audiobook", "coalesce(audiobook_uri, audiobook_chapter_uri, audiobook_title)"),
    ("platform", "platform"),
    ("reason_start", "reason_start"),
    ("reason_end", "reason_end"),
    ("shuffle", "shuffle"),
    ("skipped", "skipped"),
    ("offline", "offline"),
    ("incognito", "incognito_mode"),
    ("country", "conn_country"),
)
_ACCOUNT = (
    ("ended_text", "endTime"),
    ("ms_text", "msPlayed"),
    ("track_name", "trackName"),
    ("artist_name", "artistName"),
)
_MARKS = {
    Kind.SPOTIFY: (_EXTENDED, ("ts", "ms_played")),
    Kind.SPOTIFY_ACCOUNT: (_ACCOUNT, ("endTime", "msPlayed")),
}
_VIDEO = re.compile(r"_video_", re.IGNORECASE)


class Spotify:
    """JSON arrays of objects, one object a play."""

    looked_for = (
        "Spotify's extended history (JSON with ts and ms_played), "
        "its account data (JSON with endTime and msPlayed)"
    )

    def __init__(self, settings: SourceSettings) -> None:
        self._mapping = settings.columns

    def detect(self, file: SourceFile, asked: Kind | None) -> Detected | None:
        """By the keys of the first objects."""
        if asked is not None and asked not in _MARKS:
            return None
        head = file.head().removeprefix(BYTE_ORDER_MARK).lstrip()
        if not head.startswith((b"[", b"{")):
            return None
        video = bool(_VIDEO.search(PurePosixPath(file.path).name))
        lines = head.startswith(b"{")
        for kind, (_, keys) in _MARKS.items():
            if asked is kind or (asked is None and all(_has_key(head, key) for key in keys)):
                return Detected(kind, (video, lines))
        return None

    def rows(self, backend: Backend, batch: Batch, *, numbered: bool = False) -> ir.Table:
        """Through the engine's JSON reader, every field as text, private ones not named."""
        video, lines = batch.detected.layout  # type: ignore[misc]
        columns, _ = _MARKS[batch.detected.kind]
        fields = sorted(
            {word for _, sql in columns for word in re.findall(r"\w+", sql)} - {"coalesce"}
        )
        types = ", ".join(f"{field}: 'VARCHAR'" for field in fields)
        reader = (
            f"read_json({urls(batch.files)}, columns = {{{types}}}, records = true, "
            f"format = '{'newline_delimited' if lines else 'array'}', ignore_errors = true)"
        )
        table = backend.sql(select(batch, columns, reader, numbered=numbered))
        given = {name: table[name] for name in table.columns}
        given |= {"ended": instant(table.ended_text), "is_video": ibis.literal(video)}
        return raw_rows(table, given)


def _has_key(head: bytes, key: str) -> bool:
    return re.search(rb'"' + key.encode() + rb'"\s*:', head) is not None
