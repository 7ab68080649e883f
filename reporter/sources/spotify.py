"""Spotify's own exports as JSON: the extended streaming history and the account data's history."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import ibis

from reporter.errors import SourceError
from reporter.sources.canonical import instant, raw_rows
from reporter.sources.family import Detected, Findings, Kind, Layout, Lines
from reporter.sources.statements import coalesced, select, text, urls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend

    from reporter.sources.family import Batch
    from reporter.sources.files import Seen, SourceFile

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LINE_FEED = "\n"
MAX_BYTES_TO_LOCATE = 2**28

_EPISODE = ("spotify_episode_uri", "episode_name", "episode_show_name")
_AUDIOBOOK = ("audiobook_uri", "audiobook_chapter_uri", "audiobook_title")
_EXTENDED = {
    "listener": "username",
    "ended_text": "ts",
    "ms_text": "ms_played",
    "offline_text": "offline_timestamp",
    "track_uri": "spotify_track_uri",
    "track_name": "master_metadata_track_name",
    "artist_name": "master_metadata_album_artist_name",
    "album_name": "master_metadata_album_album_name",
    "episode": coalesced(_EPISODE),
    "audiobook": coalesced(_AUDIOBOOK),
    "platform": "platform",
    "reason_start": "reason_start",
    "reason_end": "reason_end",
    "shuffle": "shuffle",
    "skipped": "skipped",
    "offline": "offline",
    "incognito": "incognito_mode",
    "country": "conn_country",
}
_ACCOUNT = {
    "ended_text": "endTime",
    "ms_text": "msPlayed",
    "track_name": "trackName",
    "artist_name": "artistName",
}
_COLUMNS = {Kind.SPOTIFY: _EXTENDED, Kind.SPOTIFY_ACCOUNT: _ACCOUNT}
_MERGED = {"episode": _EPISODE, "audiobook": _AUDIOBOOK}
_VIDEO = re.compile("_video_", re.IGNORECASE)


class Spotify:
    """JSON arrays of objects, or an object a line; one object a play."""

    looked_for = (
        "Spotify's extended history (JSON with ts and ms_played), "
        "its account data (JSON with endTime and msPlayed)"
    )

    def __init__(self, columns: Mapping[str, str]) -> None:
        """The fields have fixed names, so that there is nothing to map."""
        del columns

    def detect(self, seen: Seen, asked: Kind | None) -> Detected | None:
        """By the keys of the first objects."""
        head = seen.head.removeprefix(BYTE_ORDER_MARK).lstrip()
        if not head.startswith((b"[", b"{")):
            return None
        kinds = [kind for kind in _COLUMNS if asked in {kind, None}]
        kind = next((kind for kind in kinds if asked or _has_keys(head, kind)), None)
        if kind is None:
            return None
        by_line = head.startswith(b"{")
        if not seen.tail.rstrip().endswith(b"}" if by_line else b"]"):
            msg = f"{seen.file.name} is cut off: it ends after {seen.file.size:,} bytes in mid-list"
            raise SourceError(msg, hint="download or copy it again")
        return Detected(kind, Layout(delimiter=LINE_FEED if by_line else None))

    def study(self, backend: Backend, batch: Batch, *, dates: bool = False) -> Findings:
        """Nothing: every field has one form."""
        del backend, batch, dates
        return Findings()

    def rows(
        self,
        backend: Backend,
        batch: Batch,
        findings: Findings,
        *,
        lenient: bool = False,
        numbered: bool = False,
        named: bool = False,
    ) -> ir.Table:
        """Through the engine's JSON reader, every field as text, private ones not named.

        What is no object is a row without values; the reader goes on without being told to.
        """
        del findings, lenient
        layout, columns = batch.detected.layout, _COLUMNS[batch.detected.kind]
        fields = [field for raw, column in columns.items() for field in _MERGED.get(raw, (column,))]
        types = ", ".join(f"{field}: 'VARCHAR'" for field in fields)
        form = "newline_delimited" if layout.delimiter == LINE_FEED else "array"
        reader = (
            f"read_json({urls(batch.files)}, columns = {{{types}}}, records = true, "
            f"format = {text(form)}, ignore_errors = true, hive_partitioning = false)"
        )
        table = backend.sql(select(batch, columns, reader, numbered=numbered, named=named))
        given = {name: table[name] for name in table.columns}
        given |= {"ended": instant(table.ended_text), "is_video": _is_video(table, batch)}
        return raw_rows(table, given)

    def lines(
        self, backend: Backend, batch: Batch, row_nos: Sequence[int], rejected: Sequence[int]
    ) -> Lines:
        """The numbers of the objects themselves."""
        del backend, batch, rejected
        return Lines({row_no: row_no for row_no in row_nos})

    def broken(self, file: SourceFile) -> SourceError:
        """The line and byte at which the JSON cannot be parsed."""
        hint = "download or copy it again"
        if file.size > MAX_BYTES_TO_LOCATE:
            return SourceError(f"{file.name} is not valid JSON", hint=hint)
        with file.open() as stream:
            content = stream.read()
        try:
            json.loads(content.decode("utf-8-sig"), object_hook=_forget)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            where = f"at byte {error.start + 1:,} (line {line:,})"
        except json.JSONDecodeError as error:
            byte = len(error.doc[: error.pos].encode())
            where = f"at byte {byte + 1:,} (line {error.lineno:,})"
        else:
            where = "as the engine reads it"
        return SourceError(f"{file.name} is not valid JSON {where}", hint=hint)


def _is_video(table: ir.Table, batch: Batch) -> ir.BooleanValue:
    """Whether a row stands in a file of videos; their rows look like others."""
    videos = [
        number
        for number, file in zip(batch.numbers, batch.files, strict=True)
        if _VIDEO.search(PurePosixPath(file.path).name)
    ]
    return table.file_no.isin(videos) if videos else ibis.literal(value=False)


def _has_keys(head: bytes, kind: Kind) -> bool:
    columns = _COLUMNS[kind]
    keys = (columns["ended_text"], columns["ms_text"])
    return all(re.search(rb'"' + key.encode() + rb'"\s*:', head) for key in keys)


def _forget(_: dict[str, object]) -> None:
    """Keep nothing of an object: only the place of an error is wanted."""
