"""Samples on disk: three formats of the same plays, the same bytes twice, whole or not at all."""

from __future__ import annotations

import json
import tracemalloc
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from reporter.errors import OutputError, SourceError, UsageError
from reporter.sample import Format, Written, generate, write
from reporter.sample.formats import WRITERS, CsvFile
from reporter.sample.rows import SCHEMA
from reporter.sample.truth import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pyarrow import Table

N_PLAYS = 3000
KEY = ["username", "ts", "spotify_track_uri", "spotify_episode_uri"]


def few(
    folder: Path,
    form: Format = Format.PARQUET,
    *,
    seed: int = 3,
    dead_flag: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Written:
    return write(
        folder, listeners=40, weeks=6, plays=N_PLAYS, seed=seed, format=form,
        dead_flag=dead_flag, progress=progress,
    )  # fmt: skip


def from_parquet(folder: Path) -> pd.DataFrame:
    frame: pd.DataFrame = pq.read_table(folder / "plays.parquet").to_pandas()
    return frame


def from_csv(folder: Path) -> pd.DataFrame:
    frame = pd.read_csv(folder / "plays.csv", parse_dates=["ts"])
    frame["offline_timestamp"] = frame["offline_timestamp"].astype(float)
    return frame


def from_zips(folder: Path) -> pd.DataFrame:
    rows = []
    for file in sorted(folder.glob("*.zip")):
        with zipfile.ZipFile(file) as archive:
            (member,) = archive.namelist()
            assert member.startswith("Spotify Extended Streaming History/Streaming_History_Audio_")
            plays = json.loads(archive.read(member))
            assert {play["username"] for play in plays} == {file.stem}
            assert {play["ip_addr"] for play in plays} == {"192.0.2.1"}
            rows += plays
    frame = pd.DataFrame(rows)
    frame["ts"] = pd.to_datetime(frame["ts"])
    return frame


READ = {Format.PARQUET: from_parquet, Format.CSV: from_csv, Format.SPOTIFY: from_zips}


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """One form for all formats: CSV knows no empty text, and types differ in their nulls."""
    frame = frame[list(SCHEMA.names)].copy()
    frame["ts"] = frame["ts"].dt.as_unit("us")
    texts = frame.select_dtypes(["object", "string"]).columns
    frame[texts] = frame[texts].astype("object").where(frame[texts].notna(), "").astype("string")
    frame["offline_timestamp"] = frame["offline_timestamp"].astype(float)
    return frame.sort_values(KEY, kind="stable", ignore_index=True)


@pytest.fixture(scope="module")
def parquet(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return few(tmp_path_factory.mktemp("w") / "p")


@pytest.mark.parametrize("form", [Format.CSV, Format.SPOTIFY])
def test_every_format_holds_the_same_plays(form: Format, parquet: Written, tmp_path: Path) -> None:
    made = few(tmp_path / "sample", form)
    assert made.truth == parquet.truth
    pd.testing.assert_frame_equal(
        plain(READ[form](made.folder)), plain(from_parquet(parquet.folder))
    )


@pytest.mark.parametrize("form", list(Format))
def test_the_same_arguments_give_the_same_bytes(form: Format, tmp_path: Path) -> None:
    one, two, other = (
        few(tmp_path / name, form, seed=seed)
        for name, seed in (("one", 3), ("two", 3), ("other", 4))
    )
    assert [file.name for file in one.files] == [file.name for file in two.files]
    assert [f.read_bytes() for f in one.files] == [f.read_bytes() for f in two.files]
    assert [f.read_bytes() for f in one.files] != [f.read_bytes() for f in other.files]


def test_the_truth_counts_what_is_written(parquet: Written) -> None:
    truth = parquet.truth
    rows = from_parquet(parquet.folder)
    plays = rows.drop_duplicates()
    music = plays[plays["spotify_track_uri"].notna()]
    by_hand = music["reason_end"].isin(["fwdbtn", "backbtn", "endplay"])
    counted = {
        "rows": len(rows),
        "plays": len(music),
        "listeners": music["username"].nunique(),
        "tracks": music["spotify_track_uri"].nunique(),
        "skips": by_hand.sum(),
        "censored": (~by_hand & (music["reason_end"] != "trackdone")).sum(),
        "ms_played": music["ms_played"].sum(),
        "duplicates": len(rows) - len(plays),
        "podcasts": (plays["spotify_episode_uri"].notna()).sum(),
        "zero_ms": (music["ms_played"] == 0).sum(),
        "blank_reasons": (music["reason_start"] == "").sum(),
        "no_offline_timestamp": music["offline_timestamp"].isna().sum(),
        "unknown_country": (music["conn_country"] == "ZZ").sum(),
    }
    assert counted == {name: getattr(truth, name) for name in counted}
    assert all(counted.values()), "every kind of dirt occurs"
    assert (music["skipped"] == by_hand).all()
    assert (parquet.n_rows, parquet.n_plays, parquet.n_listeners) == (len(rows), 3000, 40)
    assert pd.Timestamp(truth.first_day, tz="UTC") <= plays["ts"].min()
    late = pd.Timestamp(truth.end_day, tz="UTC") - plays["ts"].max()
    assert pd.Timedelta(0) < late < pd.Timedelta(hours=2)


def test_listeners_are_in_the_data_from_the_week_to_the_week_of_the_truth(
    parquet: Written,
) -> None:
    rows = from_parquet(parquet.folder)
    music = rows[rows["spotify_track_uri"].notna() & rows["offline_timestamp"].notna()]
    first_second = pd.Timestamp(parquet.truth.first_day, tz="UTC").timestamp()
    week = (music["offline_timestamp"] - first_second) // (7 * 86_400)
    seen = week.groupby(music["username"]).agg(["min", "max"])
    planted = pd.DataFrame(
        {x.username: (x.first_week, x.last_week) for x in parquet.truth.listener}
    ).T
    assert (seen["min"] >= planted[0]).all()
    assert (seen["max"] <= planted[1]).all()
    assert ((seen["min"] == planted[0]).mean(), (seen["max"] == planted[1]).mean()) > (0.9, 0.9)


def test_the_truth_reads_back_from_its_file(parquet: Written, tmp_path: Path) -> None:
    assert read(parquet.folder / "truth.yaml") == parquet.truth
    other = tmp_path / "truth.yaml"
    other.write_text("seed: 3\n", encoding="utf-8")
    with pytest.raises(SourceError, match="does not hold the truth"):
        read(other)


def test_a_dead_flag_ends_on_its_day(tmp_path: Path) -> None:
    made = few(tmp_path / "s", dead_flag=True)
    until = made.truth.flag_dead_until
    assert until == date(2026, 6, 8)
    rows = from_parquet(made.folder)
    early = rows["ts"] < pd.Timestamp(until, tz="UTC")
    assert not rows["skipped"][early].any()
    assert (rows["reason_end"][early] == "fwdbtn").mean() > 0.15
    assert rows["skipped"][~early].mean() > 0.2


def test_memory_and_row_groups_are_bounded_by_the_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    peaks = []
    for block in (2000, 10**9):
        monkeypatch.setattr(generate, "BLOCK_PLAYS", block)
        tracemalloc.start()
        made = write(
            tmp_path / str(block), listeners=400, weeks=8, plays=60_000, format=Format.PARQUET
        )
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        groups = pq.read_metadata(made.folder / "plays.parquet")
        sizes = [groups.row_group(i).num_rows for i in range(groups.num_row_groups)]
        assert sum(sizes) == made.n_rows
        assert max(sizes) <= 1.1 * block
    assert peaks[0] < peaks[1] / 3


def test_progress_ends_at_the_plays_that_were_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generate, "BLOCK_PLAYS", 500)
    calls: list[tuple[int, int]] = []
    few(tmp_path / "s", progress=lambda *call: calls.append(call))
    assert len(calls) >= 6
    assert calls == sorted(calls)
    assert calls[-1] == (3000, 3000)
    assert {total for _, total in calls} == {3000}


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="not an empty folder: name another one"):
        few(tmp_path)
    with pytest.raises(OutputError, match="not an empty folder"):
        few(tmp_path / "mine.txt")
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "sample"
    folder.mkdir(parents=True)
    made = few(folder, Format.CSV)
    assert [file.name for file in made.files] == ["plays.csv", "truth.yaml"]
    assert folder.stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_nothing_is_left_behind_when_writing_fails(
    error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(CsvFile):
        def add(self, rows: Table) -> None:
            super().add(rows)
            raise error

    monkeypatch.setitem(WRITERS, Format.CSV, Full)
    expected = OutputError if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected) as caught:
        few(tmp_path / "sample", Format.CSV)
    assert list(tmp_path.iterdir()) == []
    if isinstance(error, OSError):
        assert str(caught.value).endswith("sample: no space left on device")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"listeners": 0}, "listeners cannot be 0"),
        ({"weeks": 0}, "weeks cannot be 0"),
        ({"seed": -1}, "seed cannot be -1"),
        ({"end": date(2026, 6, 30)}, "cannot end on 2026-06-30: give a Monday"),
        ({"plays": 10**9}, "have no time for 1,000,000,000 plays"),
        ({"plays": 0}, "cannot have 0 plays"),
    ],
)
def test_impossible_numbers_are_refused(
    asked: dict[str, Any], message: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=message):
        write(tmp_path / "s", **asked)
    assert list(tmp_path.iterdir()) == []
