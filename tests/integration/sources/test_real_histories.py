"""Real histories: what is read equals a recount in plain pandas, and every row is accounted for."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from reporter.results.quality import Count
from tests.factories.exports import Take, fetch

if TYPE_CHECKING:
    from pathlib import Path

    from ibis.backends.duckdb import Backend

pytestmark = pytest.mark.shared
TOTALS = "SELECT count(*), sum(ms_played), count(DISTINCT track_id), min(ended_at) FROM plays"


def recount(rows: pd.DataFrame) -> tuple[int, int, int, pd.Timestamp]:
    """Music plays without exact duplicates: their number, milliseconds, tracks and first stop."""
    private = [name for name in ("ip_addr", "username", "file") if name in rows]
    video = rows["file"].str.contains("_Video_") if "file" in rows else False
    music = rows[rows["spotify_track_uri"].notna() & ~video].drop(columns=private)
    kept = music.drop_duplicates()
    first = pd.to_datetime(kept["ts"], utc=True).min().tz_localize(None)
    return len(kept), int(kept["ms_played"].sum()), kept["spotify_track_uri"].nunique(), first


def test_zip_as_downloaded(shared_data: Path, engine: Backend, take: Take) -> None:
    path = shared_data / "listener-a.zip"
    frames = []
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith(".json"):
                rows = pd.DataFrame(json.loads(archive.read(name)))
                frames.append(rows.assign(file=name))
    intake = take(path)
    assert fetch(engine, TOTALS) == [recount(pd.concat(frames, ignore_index=True))]
    assert [count.read for count in intake.files] == [len(frame) for frame in frames]
    assert sum(count.read for count in intake.files) == 31_053
    assert intake.other_content == (Count("podcast", 486), Count("video", 102))
    assert intake.quarantine == ()
    assert intake.missing_columns == ("track_length_ms",)
    for count in intake.files:
        parts = count.kept + count.duplicates + count.other_content + count.quarantined
        assert count.read == parts
    spellings = "SELECT count(DISTINCT platform_raw), count(DISTINCT platform) FROM plays"
    assert fetch(engine, spellings) == [(73, 6)]


def test_export_as_csv(shared_data: Path, engine: Backend, take: Take) -> None:
    path = shared_data / "listener-b.csv"
    intake = take(path)
    assert fetch(engine, TOTALS) == [recount(pd.read_csv(path))]
    (count,) = intake.files
    assert (count.read, count.kept + count.duplicates + count.other_content) == (5_064, 5_064)


def test_account_data(shared_data: Path, engine: Backend, take: Take) -> None:
    path = shared_data / "listener-c-account.json"
    rows = pd.DataFrame(json.loads(path.read_bytes())).drop_duplicates()
    intake = take(path)
    assert intake.kinds == ("spotify-account",)
    assert (intake.files[0].read, intake.files[0].kept) == (3_324, len(rows))
    assert fetch(engine, "SELECT sum(ms_played) FROM plays") == [(rows["msPlayed"].sum(),)]


def test_start_is_stated_as_the_rule_says(shared_data: Path, engine: Backend, take: Take) -> None:
    path = shared_data / "listener-b.csv"
    rows = pd.read_csv(path)
    rows = rows[rows["spotify_track_uri"].notna()].drop_duplicates()
    stops = pd.to_datetime(rows["ts"], utc=True)
    starts = stops - pd.to_timedelta(rows["ms_played"], unit="ms")
    value = rows["offline_timestamp"]
    seconds = value.where(value < 1e11, value / 1000)
    stated = pd.to_datetime(seconds, unit="s", utc=True)
    near = (stated - starts).abs() <= pd.Timedelta(days=1)
    take(path)
    found = fetch(engine, "SELECT sum(exact_start::INT), sum(epoch_ms(started_at)) FROM plays")
    chosen = starts.where(~near, stated)
    total = int((chosen - pd.Timestamp(0, tz="UTC")).dt.as_unit("ms").astype("int64").sum())
    assert found == [(int(near.sum()), total)]
