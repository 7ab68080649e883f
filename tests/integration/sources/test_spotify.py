"""Spotify's exports: the ways in which people have them on disk, and the habits of their fields."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from reporter.config import SourceSettings
from reporter.errors import ConfigError, SourceError, UsageError
from reporter.plays import COLUMNS, SCHEMA
from reporter.results.quality import Count
from reporter.sources import read
from tests.factories.exports import (
    AUDIO,
    FOLDER,
    Take,
    account,
    as_json,
    fetch,
    history,
    naive,
    play,
    podcast,
    write,
    write_zip,
)

if TYPE_CHECKING:
    from pathlib import Path

    from ibis.backends.duckdb import Backend

PLAYS = "SELECT * EXCLUDE (listener_id) FROM plays ORDER BY ALL"


def test_zip_folder_and_file_give_the_same_plays(
    tmp_path: Path, engine: Backend, take: Take
) -> None:
    content = as_json(history(40))
    inside = f"{FOLDER}/{AUDIO}"
    places = (
        write_zip(tmp_path / "my_spotify_data.zip", {inside: content, "ReadMe.pdf": b"%PDF"}),
        write(tmp_path / "unpacked" / inside, content).parents[1],
        write(tmp_path / "single" / AUDIO, content),
        write(tmp_path / "older" / "endsong_0.json", content),
    )
    found = []
    for place in places:
        intake = take(place)
        assert intake.kinds == ("spotify",)
        assert intake.name == place.name
        assert [count.read for count in intake.files] == [40]
        assert intake.files[0].file in {AUDIO, "endsong_0.json"}
        found.append(fetch(engine, PLAYS))
    assert found[0]
    assert found == [found[0]] * 4


def test_plays_have_the_canonical_schema(tmp_path: Path, take: Take) -> None:
    intake = take(write(tmp_path / AUDIO, as_json(history(3))))
    assert tuple(intake.plays.columns) == COLUMNS
    for column in SCHEMA:
        assert str(intake.plays.schema()[column.name]) == column.dtype.lstrip("!"), column.name


def test_one_play_in_full(tmp_path: Path, engine: Backend, take: Take) -> None:
    row = play(
        "2024-03-01T08:00:00Z",
        platform="WebPlayer (websocket RFC6455)",
        reason_start=" ClickRow ",
        reason_end="FWDBTN",
        shuffle=True,
        skipped=None,
        conn_country="ZZ",
        master_metadata_album_album_name="",
    )
    take(write(tmp_path / AUDIO, as_json([row])))
    (found,) = fetch(engine, "SELECT * EXCLUDE (listener_id) FROM plays")
    assert found == (
        naive("2024-03-01 07:57"),
        naive("2024-03-01 08:00"),
        False,
        "t1",
        "Track t1",
        "Artist",
        None,
        180_000,
        None,
        "web",
        "WebPlayer (websocket RFC6455)",
        "clickrow",
        "fwdbtn",
        True,
        None,
        False,
        False,
        None,
        "music",
    )


@pytest.mark.parametrize(
    ("stated", "start", "exact"),
    [
        (None, "07:57:00.000", False),
        (0, "07:57:00.000", False),
        (1_709_279_700, "07:55:00.000", True),
        (1_709_279_700_250, "07:55:00.250", True),
        ("1709279700.0", "07:55:00.000", True),
        (1_709_279_700 - 3 * 86_400, "07:57:00.000", False),
        (1_709_279_700 + 3 * 86_400, "07:57:00.000", False),
        (10**18, "07:57:00.000", False),
        (-5, "07:57:00.000", False),
        ("soon", "07:57:00.000", False),
    ],
)
def test_start_is_the_offline_timestamp_where_it_can_be(
    tmp_path: Path, engine: Backend, take: Take, stated: object, start: str, *, exact: bool
) -> None:
    take(write(tmp_path / AUDIO, as_json([play(offline_timestamp=stated)])))
    found = fetch(engine, "SELECT strftime(started_at, '%H:%M:%S.%g'), exact_start FROM plays")
    assert found == [(start, exact)]


def test_content_is_told_from_fields_and_file(tmp_path: Path, take: Take) -> None:
    audio = [
        *history(5),
        podcast(),
        podcast(spotify_episode_uri="spotify:episode:e1"),
        play(track=None, audiobook_title="Book", audiobook_uri="spotify:show:b1"),
        play(track=None, spotify_track_uri="spotify:episode:e2"),
    ]
    folder = tmp_path / "export"
    write(folder / AUDIO, as_json(audio))
    write(folder / "Streaming_History_Video_2024.json", as_json([*history(2), podcast()]))
    intake = take(folder)
    assert intake.other_content == (Count("audiobook", 1), Count("podcast", 3), Count("video", 3))
    assert [(count.kept, count.other_content) for count in intake.files] == [(5, 4), (0, 3)]


def test_exact_duplicates_count_where_the_later_copy_is(
    tmp_path: Path, engine: Backend, take: Take
) -> None:
    rows = history(10)
    folder = tmp_path / "export"
    write(folder / "endsong_0.json", as_json([*rows[:6], rows[0], rows[0]]))
    other_address = [{**row, "ip_addr": "198.51.100.1"} for row in rows[4:]]
    write(folder / "endsong_1.json", as_json(other_address))
    intake = take(folder)
    assert [(count.read, count.kept, count.duplicates) for count in intake.files] == [
        (8, 6, 2),
        (6, 4, 2),
    ]
    assert fetch(engine, "SELECT count(*) FROM plays") == [(10,)]


def test_plays_at_one_instant_that_differ_are_all_kept(tmp_path: Path, take: Take) -> None:
    rows = [play(), play(reason_end="endplay"), play(track="t2"), play(ms_played=1)]
    rows += [play(offline_timestamp=1_600_000_000), play(offline_timestamp=1_600_000_600)]
    intake = take(write(tmp_path / AUDIO, as_json([*rows, play(offline_timestamp=0)])))
    assert (intake.files[0].kept, intake.files[0].duplicates) == (6, 1)


def test_folder_of_zips_and_folders_holds_a_listener_each(
    tmp_path: Path, engine: Backend, take: Take
) -> None:
    source = tmp_path / "everyone"
    write_zip(source / "anna.zip", {f"{FOLDER}/{AUDIO}": as_json(history(3))})
    write_zip(source / "ben.zip", {f"{FOLDER}/{AUDIO}": as_json(history(4))})
    write(source / "carla" / FOLDER / AUDIO, as_json(history(5)))
    intake = take(source)
    assert [count.file for count in intake.files] == [f"listener-{n}/{AUDIO}" for n in (1, 2, 3)]
    assert sum(count.duplicates for count in intake.files) == 0
    sizes = fetch(engine, "SELECT count(*) FROM plays GROUP BY listener_id ORDER BY 1")
    assert sizes == [(3,), (4,), (5,)]


def test_listener_is_the_same_in_a_zip_and_unpacked(
    tmp_path: Path, engine: Backend, take: Take
) -> None:
    members = {f"{FOLDER}/{AUDIO}": as_json(history(3))}
    take(write_zip(tmp_path / "anna.zip", members))
    zipped = fetch(engine, "SELECT DISTINCT listener_id FROM plays")
    take(write(tmp_path / "anna" / FOLDER / AUDIO, members[f"{FOLDER}/{AUDIO}"]).parents[1])
    assert fetch(engine, "SELECT DISTINCT listener_id FROM plays") == zipped
    take(tmp_path / "anna" / FOLDER)
    assert fetch(engine, "SELECT DISTINCT listener_id FROM plays") == zipped


def test_one_user_name_stands_for_all_rows_of_an_export(
    tmp_path: Path, engine: Backend, take: Take
) -> None:
    folder = tmp_path / "export"
    write(folder / "endsong_0.json", as_json(history(3, username="somebody")))
    write(folder / "endsong_1.json", as_json(history(3)))
    intake = take(folder)
    assert fetch(engine, "SELECT count(DISTINCT listener_id), count(*) FROM plays") == [(1, 3)]
    assert sum(count.duplicates for count in intake.files) == 3


def test_several_user_names_are_several_listeners(
    tmp_path: Path, engine: Backend, take: Take
) -> None:
    rows = [*history(3, username="u1"), *history(3, username="u2"), *history(3, username=" ")]
    take(write(tmp_path / AUDIO, as_json(rows)))
    listeners = fetch(engine, "SELECT DISTINCT listener_id FROM plays")
    assert len(listeners) == 3
    assert all(name.startswith("L") and len(name) == 13 for (name,) in listeners)


def test_account_data(tmp_path: Path, engine: Backend, take: Take) -> None:
    folder = tmp_path / "data"
    write(folder / "StreamingHistory0.json", as_json(account(3)))
    write(folder / "StreamingHistory_music_0.json", as_json(account(5)[3:]))
    write(folder / "Playlist1.json", b'{"playlists": [{"name": "x", "items": []}]}')
    intake = take(folder)
    assert intake.kinds == ("spotify-account",)
    assert [count.kept for count in intake.files] == [3, 2]
    assert {"platform", "skipped_flag", "reason_end"} <= set(intake.missing_columns)
    assert fetch(engine, "SELECT min(ended_at), any_value(track_id) FROM plays")[0] == (
        naive("2024-03-01 08:00"),
        "Artist - Track t0",
    )


def test_account_data_beside_the_extended_history_is_not_counted_twice(
    tmp_path: Path, take: Take
) -> None:
    folder = tmp_path / "anna"
    write(folder / FOLDER / AUDIO, as_json(history(10)))
    write(folder / "Spotify Account Data" / "StreamingHistory_music_0.json", as_json(account(12)))
    intake = take(folder)
    assert [(count.file, count.kept, count.duplicates) for count in intake.files] == [
        ("StreamingHistory_music_0.json", 2, 10),
        (AUDIO, 10, 0),
    ]
    assert intake.kinds == ("spotify", "spotify-account")


def test_unknown_track_without_an_id_is_no_play(tmp_path: Path, take: Take) -> None:
    rows = [*account(30), account(1)[0] | {"trackName": "Unknown Track"}]
    intake = take(write(tmp_path / "StreamingHistory0.json", as_json(rows)))
    assert intake.quarantine == (Count("no track", 1),)


def test_json_lines_and_a_byte_order_mark(tmp_path: Path, take: Take) -> None:
    lines = "\n".join(json.dumps(row) for row in history(7))
    assert take(write(tmp_path / "lines.json", lines)).files[0].kept == 7
    marked = b"\xef\xbb\xbf" + as_json(history(7))
    assert take(write(tmp_path / "marked.json", marked)).files[0].kept == 7


def test_names_are_hostile(tmp_path: Path, engine: Backend, take: Take) -> None:
    names = [
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "=cmd|' /C calc'!A0",
        "שלום",
        "🎧",
        "x" * 5000,
    ]
    names += ["a'; DROP TABLE plays; --", 'quoted "name"', "new\nline"]
    rows = [play(track=f"t{i}", master_metadata_track_name=name) for i, name in enumerate(names)]
    take(write(tmp_path / "it's [odd]*.json", as_json(rows)))
    assert sorted(fetch(engine, "SELECT track_name FROM plays")) == sorted((n,) for n in names)


@pytest.mark.parametrize("keep", [0.3, 0.5, 0.9])
def test_json_cut_in_the_middle_names_file_and_place(
    tmp_path: Path, take: Take, keep: float
) -> None:
    content = as_json(history(50))
    cut = content[: int(len(content) * keep)]
    with pytest.raises(SourceError, match=rf"{AUDIO} is cut off: it ends after {len(cut):,} bytes"):
        take(write(tmp_path / AUDIO, cut))


def test_json_cut_where_it_looks_whole(tmp_path: Path, take: Take) -> None:
    content = as_json([*history(3), play(master_metadata_track_name="Song [Live]")])
    cut = content[: content.index(b"[Live]") + len("[Live]")]
    line = cut.count(b"\n") + 1
    with pytest.raises(SourceError, match=rf"{AUDIO} is not valid JSON at byte .* \(line {line}\)"):
        take(write(tmp_path / AUDIO, cut))


def test_json_that_is_not_utf8(tmp_path: Path, take: Take) -> None:
    content = as_json(history(3)).replace(b"Artist", b"Bj\xf6rk", 1)
    byte = content.index(b"\xf6") + 1
    with pytest.raises(SourceError, match=f"{AUDIO} is not valid JSON at byte {byte:,}"):
        take(write_zip(tmp_path / "x.zip", {AUDIO: content}))


def test_elements_that_are_no_objects_are_quarantined(tmp_path: Path, take: Take) -> None:
    rows: list[object] = list(history(97))
    rows[10:10] = [5, None, ["x"]]
    intake = take(write(tmp_path / AUDIO, as_json(rows)))
    assert intake.quarantine == (Count("unreadable row", 3),)
    assert [row.line for row in intake.quarantined_rows] == [11, 12, 13]
    assert (intake.files[0].read, intake.files[0].kept) == (100, 97)


def test_podcasts_alone_are_an_error(tmp_path: Path, take: Take) -> None:
    rows = [podcast(f"2024-03-01T09:{minute:02d}:00Z") for minute in range(9)]
    with pytest.raises(SourceError, match=r"holds no music, only other content \(podcast: 9\)"):
        take(write(tmp_path / AUDIO, as_json(rows)))


def test_one_play_is_enough(tmp_path: Path, take: Take) -> None:
    assert take(write(tmp_path / AUDIO, as_json(history(1)))).files[0].kept == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"[]", "is not a listening history: looked for Spotify"),
        (b'{"name": "a playlist"}', "is not a listening history"),
        (b"\x89PNG\r\n\x1a\n", "is not a listening history"),
    ],
)
def test_files_without_plays(tmp_path: Path, take: Take, content: bytes, says: str) -> None:
    with pytest.raises(SourceError, match=f"x.json {says}"):
        take(write(tmp_path / "x.json", content))


def test_empty_array_of_a_kind_that_was_asked_for(tmp_path: Path, take: Take) -> None:
    with pytest.raises(SourceError, match="holds no plays"):
        take(write(tmp_path / "x.json", b"[]"), kind="spotify")


def test_no_path_no_file_no_kind(tmp_path: Path, engine: Backend, take: Take) -> None:
    with pytest.raises(UsageError, match="no source is given"):
        read(SourceSettings(), engine, key=lambda: b"k")
    with pytest.raises(SourceError, match=r"there is no file or folder .*nowhere"):
        take(tmp_path / "nowhere")
    with pytest.raises(SourceError, match="holds no file that could be"):
        take(tmp_path)
    with pytest.raises(ConfigError, match=r"source.kind: 'tape' is not a kind of source: use auto"):
        take(write(tmp_path / AUDIO, as_json(history(1))), kind="tape")


def test_kind_overrules_detection(tmp_path: Path, take: Take) -> None:
    folder = tmp_path / "both"
    write(folder / AUDIO, as_json(history(4)))
    write(folder / "StreamingHistory0.json", as_json(account(40)))
    with pytest.raises(SourceError, match=r"^9\d\.\d% of the 44 rows of both are no plays"):
        take(folder, kind="spotify")
    (folder / "StreamingHistory0.json").unlink()
    assert take(folder, kind="spotify").kinds == ("spotify",)
