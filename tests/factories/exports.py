"""Made listening histories as files: exports, tables, archives, with the dirt that a test wants."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ibis.backends.duckdb import Backend

    from reporter.sources import Intake

Row = dict[str, Any]

NOW = datetime(2026, 6, 1, tzinfo=UTC)
ADDRESS = "203.0.113.77"
AGENT = "PlantedAgent/9.9 (nobody)"
USER = "planted.person@example.org"
FIRST = datetime(2024, 3, 1, 8, tzinfo=UTC)
AUDIO = "Streaming_History_Audio_2024_0.json"
FOLDER = "Spotify Extended Streaming History"


class Take(Protocol):
    """The fixture `take`: reads a path as the program does, at `NOW`."""

    def __call__(
        self,
        path: Path | str,
        *,
        kind: str = "auto",
        columns: dict[str, str] | None = None,
        max_bad_share: float = 0.05,
    ) -> Intake: ...


def play(at: str = "2024-03-01T08:00:00Z", track: str | None = "t1", **fields: object) -> Row:
    """One row of the extended history, with all private fields; `track=None` names no track."""
    row: Row = {
        "ts": at,
        "username": None,
        "platform": "ios",
        "ms_played": 180_000,
        "conn_country": "DE",
        "ip_addr_decrypted": ADDRESS,
        "ip_addr": ADDRESS,
        "user_agent_decrypted": AGENT,
        "master_metadata_track_name": track and f"Track {track}",
        "master_metadata_album_artist_name": track and "Artist",
        "master_metadata_album_album_name": track and "Album",
        "spotify_track_uri": track and f"spotify:track:{track}",
        "episode_name": None,
        "episode_show_name": None,
        "spotify_episode_uri": None,
        "audiobook_title": None,
        "audiobook_uri": None,
        "audiobook_chapter_uri": None,
        "audiobook_chapter_title": None,
        "reason_start": "trackdone",
        "reason_end": "trackdone",
        "shuffle": False,
        "skipped": False,
        "offline": False,
        "offline_timestamp": None,
        "incognito_mode": False,
    }
    return row | fields


def podcast(at: str = "2024-03-01T09:00:00Z", **fields: object) -> Row:
    """A podcast row; newer exports leave its URI out."""
    return play(at, track=None, episode_name="Episode", episode_show_name="Show") | fields


def history(n: int, first: datetime = FIRST, **fields: object) -> list[Row]:
    """`n` different plays, five minutes apart."""
    return [
        play(f"{first + timedelta(minutes=5 * i):%Y-%m-%dT%H:%M:%SZ}", track=f"t{i % 7}", **fields)
        for i in range(n)
    ]


def account(n: int, first: datetime = FIRST) -> list[Row]:
    """`n` rows of the account data's history: the plays of `history`, as that knows them."""
    return [
        {
            "endTime": f"{first + timedelta(minutes=5 * i):%Y-%m-%d %H:%M}",
            "artistName": "Artist",
            "trackName": f"Track t{i % 7}",
            "msPlayed": 180_000,
        }
        for i in range(n)
    ]


def maven(n: int, time: str = "%Y-%m-%d %H:%M:%S", first: datetime = FIRST) -> list[Row]:
    """`n` rows of the Maven table; `time` is how they spell the stop."""
    return [
        {
            "spotify_track_uri": f"t{i % 7}",
            "ts": f"{first + timedelta(hours=7 * i):{time}}",
            "platform": ("android", "cast to device", "web player")[i % 3],
            "ms_played": 1000 * (i % 300),
            "track_name": f"Track {i % 7}",
            "artist_name": "Artist",
            "album_name": "Album",
            "reason_start": "clickrow",
            "reason_end": "trackdone",
            "shuffle": "TRUE",
            "skipped": "FALSE",
        }
        for i in range(n)
    ]


def cleaned(n: int, whole: int = 1) -> list[Row]:
    """`n` rows of the notebook's cleaned table; `whole` is the percent played of a whole track."""
    return [
        {
            "timestamp": f"{FIRST + timedelta(minutes=5 * i):%Y-%m-%d %H:%M:%S}",
            "spotify_track_uri": f"t{i % 7}",
            "is_skip": int(i % 3 == 0),
            "seconds_played": 100.5 + i,
            "percent_played": whole * (0.2 + 0.1 * (i % 8)),
            "shuffle": i % 2 == 0,
            "hour_of_day": 8,
            "day_of_week_num": 4,
            "platform": "Android",
            "reason_start": "clickrow",
            "estimated_track_length_ms": 200_000,
        }
        for i in range(n)
    ]


def as_json(rows: Sequence[object]) -> bytes:
    """A JSON array, laid out as the exports are."""
    return json.dumps(rows, indent=1, ensure_ascii=False).encode()


def as_csv(
    rows: Sequence[Row], delimiter: str = ",", names: Mapping[str, str] | None = None
) -> str:
    """A CSV; `names` renames headers."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow([(names or {}).get(name, name) for name in rows[0]])
    writer.writerows(row.values() for row in rows)
    return text.getvalue()


def write_zip(path: Path, members: Mapping[str, bytes]) -> Path:
    """An archive of some files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def write(path: Path, content: bytes | str) -> Path:
    """A file, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def naive(text: str) -> datetime:
    """An instant in UTC without a zone, as plays have it, from ISO 8601."""
    return datetime.fromisoformat(text).replace(tzinfo=None)


def fetch(engine: Backend, query: str) -> list[tuple[Any, ...]]:
    """Rows of a query; `plays` is what `take` has read last."""
    rows: list[tuple[Any, ...]] = engine.con.execute(query).fetchall()
    return rows
