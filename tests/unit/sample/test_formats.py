"""Rows as text: the export's own JSON and its times."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pyarrow as pa

from reporter.sample.formats import iso, json_lines
from reporter.sample.rows import ENCODED

ROW = {
    "username": "listener001",
    "ts": datetime(2026, 1, 5, 7, 12, 44, tzinfo=UTC),
    "platform": "android",
    "ms_played": 1234,
    "conn_country": "DE",
    "master_metadata_track_name": 'Half of "Λέπιμος" \\ \n',
    "master_metadata_album_artist_name": "Los Ödøn",
    "master_metadata_album_album_name": "",
    "spotify_track_uri": "spotify:track:0",
    "episode_name": None,
    "episode_show_name": None,
    "spotify_episode_uri": None,
    "reason_start": "",
    "reason_end": "fwdbtn",
    "shuffle": True,
    "skipped": False,
    "offline": False,
    "offline_timestamp": None,
    "incognito_mode": False,
}


def test_a_row_is_one_json_object_with_every_field_of_the_export() -> None:
    lines = json_lines(pa.Table.from_pylist([ROW, ROW | {"offline_timestamp": 7}], ENCODED))
    first, second = (json.loads(line) for line in lines.to_pylist())
    assert first["ts"] == "2026-01-05T07:12:44Z"
    assert {name: first[name] for name in ROW if name != "ts"} == {
        name: value for name, value in ROW.items() if name != "ts"
    }
    assert first["ip_addr"] == "192.0.2.1"
    assert first["audiobook_uri"] is None
    assert second["offline_timestamp"] == 7
    assert list(first)[:3] == ["ts", "username", "platform"]


def test_times_are_written_to_the_second_with_a_z() -> None:
    instant = pa.chunked_array([pa.array([1_000_000_000_000], pa.timestamp("us", "UTC"))])
    assert iso(instant).to_pylist() == ["1970-01-12T13:46:40Z"]
