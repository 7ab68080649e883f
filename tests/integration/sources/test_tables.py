"""Tables: as they are published, and as spreadsheets and people save them again."""

from __future__ import annotations

import codecs
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reporter.errors import ConfigError, SourceError
from reporter.results.quality import Count, DateOrder
from reporter.sources import ledger
from tests.factories.exports import (
    FIRST,
    Row,
    Take,
    as_csv,
    cleaned,
    fetch,
    history,
    maven,
    naive,
    play,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

    from ibis.backends.duckdb import Backend

ENDS = "SELECT ended_at FROM plays ORDER BY ALL"


def stops(rows: list[Row], time: str = "%Y-%m-%d %H:%M:%S") -> list[tuple[datetime]]:
    """The stops of rows as `fetch` gives them."""
    return sorted(
        (datetime.strptime(row["ts"], time).replace(tzinfo=UTC).replace(tzinfo=None),)
        for row in rows
    )


def test_maven_table(tmp_path: Path, engine: Backend, take: Take) -> None:
    rows = maven(300)
    intake = take(write(tmp_path / "spotify_history.csv", as_csv(rows)))
    assert intake.kinds == ("maven",)
    assert intake.files[0].kept == 300
    assert intake.date_orders == ()
    assert not intake.given_skip
    assert fetch(engine, ENDS) == stops(rows)
    found = fetch(
        engine,
        "SELECT platform, count(*), bool_and(shuffle), bool_or(skipped_flag) FROM plays "
        "GROUP BY ALL ORDER BY ALL",
    )
    assert found == [(name, 100, True, False) for name in ("android", "cast", "web")]
    assert "country" in intake.missing_columns


@pytest.mark.parametrize("first", [1, 1_000])
def test_a_column_that_only_the_last_play_has_is_not_missing(
    tmp_path: Path, take: Take, monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    monkeypatch.setattr(ledger, "FIRST", first)
    rows = [{**row, "reason_end": ""} for row in maven(30)]
    rows[-1]["reason_end"] = "trackdone"
    missing = take(write(tmp_path / "spotify_history.csv", as_csv(rows))).missing_columns
    assert "reason_end" not in missing
    assert "country" in missing


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [
        (",", "utf-8"),
        (";", "utf-8-sig"),
        ("\t", "utf-16"),
        (",", "utf-16-le"),
        (";", "latin-1"),
        ("|", "utf-8"),
    ],
)
def test_delimiters_and_encodings(
    tmp_path: Path, engine: Backend, take: Take, delimiter: str, encoding: str
) -> None:
    rows = [row | {"artist_name": "Björk, Inc; |x|"} for row in maven(20)]
    content = as_csv(rows, delimiter).encode(encoding)
    if encoding == "utf-16-le":
        content = codecs.BOM_UTF16_LE + content
    intake = take(write(tmp_path / "saved.csv", content))
    assert intake.files[0].kept == 20
    assert fetch(engine, "SELECT DISTINCT artist_name FROM plays") == [("Björk, Inc; |x|",)]


def test_line_that_tells_a_spreadsheet_the_delimiter(tmp_path: Path, take: Take) -> None:
    content = "sep=;\r\n" + as_csv(maven(20), ";").replace("\n", "\r\n")
    assert take(write(tmp_path / "saved.csv", content)).files[0].kept == 20


def test_renamed_headers(tmp_path: Path, engine: Backend, take: Take) -> None:
    names = {
        "spotify_track_uri": "Track URI",
        "ts": "Timestamp",
        "ms_played": "ms played",
        "track_name": "Song",
        "artist_name": "Artist",
        "album_name": " Album ",
        "reason_start": "Reason Start",
        "reason_end": "reasonEnd",
        "shuffle": "Shuffle",
    }
    intake = take(write(tmp_path / "mine.csv", as_csv(maven(20), names=names)))
    assert intake.kinds == ("table",)
    assert "reason_end" not in intake.missing_columns
    assert fetch(engine, "SELECT DISTINCT album_name, reason_end, shuffle FROM plays") == [
        ("Album", "trackdone", True)
    ]


@pytest.mark.parametrize(
    ("time", "separator", "day_first"),
    [
        ("%-m/%-d/%Y %-H:%M", "/", False),
        ("%d/%m/%Y %H:%M:%S", "/", True),
        ("%d-%m-%Y %H.%M", "-", True),
        ("%-m-%-d-%y %H:%M", "-", False),
        ("%d.%m.%Y %H:%M", ".", True),
        ("%-m/%-d/%Y %-I:%M:%S %p", "/", False),
        ("%d/%m/%Y, %H:%M", "/", True),
    ],
)
def test_order_of_day_and_month_is_told_by_the_column(
    tmp_path: Path, engine: Backend, take: Take, time: str, separator: str, *, day_first: bool
) -> None:
    rows = maven(100, time)
    intake = take(write(tmp_path / "saved.csv", as_csv(rows)))
    assert intake.date_orders == (DateOrder("saved.csv", separator, day_first, assumed=False),)
    assert intake.files[0].kept == 100
    plain = time.replace("%-", "%")
    assert fetch(engine, ENDS) == stops(rows, plain)


def test_stops_are_read_where_starts_could_stand_in_for_them(
    tmp_path: Path, engine: Backend, take: Take
) -> None:
    rows = maven(100, "%d/%m/%Y %H:%M:%S")
    starts = [row | {"start_time": "2020-05-17 10:00:00"} for row in rows]
    intake = take(write(tmp_path / "saved.csv", as_csv(starts)))
    assert intake.date_orders == (DateOrder("saved.csv", "/", day_first=True, assumed=False),)
    assert fetch(engine, ENDS) == stops(rows, "%d/%m/%Y %H:%M:%S")


def test_a_row_that_cannot_be_split_counts_once_where_dates_are_looked_for(
    tmp_path: Path, take: Take
) -> None:
    lines = as_csv(maven(100, "%d/%m/%Y %H:%M")).splitlines()
    lines.insert(50, ",".join("abcdefghijklmnopqrstuvwxyz"))
    intake = take(write(tmp_path / "saved.csv", "\n".join([*lines, ""])))
    assert (intake.files[0].kept, intake.files[0].read) == (100, 101)
    assert len(intake.quarantined_rows) == 1


def test_one_date_among_many_that_has_the_year_last(
    tmp_path: Path, engine: Backend, take: Take
) -> None:
    rows = [*maven(99), *maven(100, "%d.%m.%Y %H:%M")[99:]]
    intake = take(write(tmp_path / "saved.csv", as_csv(rows)))
    assert intake.files[0].kept == 100
    assert fetch(engine, ENDS) == stops(maven(100))


@pytest.mark.parametrize(
    "time",
    ["%Y/%m/%d %H:%M", "%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%d %H.%M.%S", "%Y-%m-%d %H:%M:%S UTC"],
)
def test_year_first(tmp_path: Path, engine: Backend, take: Take, time: str) -> None:
    rows = maven(30, time)
    assert take(write(tmp_path / "saved.csv", as_csv(rows))).date_orders == ()
    assert fetch(engine, ENDS) == stops(rows, time)


def test_offsets_from_utc(tmp_path: Path, engine: Backend, take: Take) -> None:
    texts = ("2024-03-01 10:00:00+02:00", "2024-03-01T03:00:00-0500", "2024-03-01 08:00:00+00:00")
    rows = [maven(1)[0] | {"ts": text, "ms_played": i} for i, text in enumerate(texts)]
    take(write(tmp_path / "saved.csv", as_csv(rows)))
    assert fetch(engine, ENDS) == [(naive("2024-03-01 08:00"),)] * 3


def test_seconds_and_milliseconds_since_1970(tmp_path: Path, engine: Backend, take: Take) -> None:
    texts = ("1709280000", "1709280000000", "1709280000.5")
    rows = [maven(1)[0] | {"ts": text, "ms_played": i} for i, text in enumerate(texts)]
    take(write(tmp_path / "saved.csv", as_csv(rows)))
    assert fetch(engine, ENDS)[0] == (naive("2024-03-01 08:00"),)
    assert len(fetch(engine, ENDS)) == 3


def test_three_formats_in_one_column(tmp_path: Path, engine: Backend, take: Take) -> None:
    times = ("%-m/%-d/%Y %-H:%M", "%d-%m-%Y %H.%M", "%Y-%m-%d %H:%M:00")
    rows = [row for i, time in enumerate(times) for row in maven(240, time)[80 * i : 80 * (i + 1)]]
    intake = take(write(tmp_path / "saved.csv", as_csv(rows)))
    assert [(order.separator, order.day_first, order.assumed) for order in intake.date_orders] == [
        ("-", True, False),
        ("/", False, False),
    ]
    assert fetch(engine, ENDS) == stops(maven(240))


def test_one_separator_tells_for_another_that_does_not(tmp_path: Path, take: Take) -> None:
    """A spreadsheet re-writes the dates that it understands, and leaves the others."""
    rows = maven(100, "%-m/%-d/%Y %H:%M")
    for row in rows:
        month, day, *_ = row["ts"].split("/")
        if int(day) <= 12:
            row["ts"] = row["ts"].replace("/", "-").replace(":", ".")
            assert int(month) <= 12
    intake = take(write(tmp_path / "saved.csv", as_csv(rows)))
    assert intake.date_orders == (
        DateOrder("saved.csv", "-", day_first=False, assumed=False),
        DateOrder("saved.csv", "/", day_first=False, assumed=False),
    )


@pytest.mark.parametrize("time", ["%d/%m/%Y %H:%M", "%m-%d-%Y %H:%M"])
def test_order_that_no_date_tells_is_guessed_from_the_order_of_rows(
    tmp_path: Path, engine: Backend, take: Take, time: str
) -> None:
    rows = maven(30, time, FIRST.replace(month=1, day=30))
    rows = [row for row in rows if int(row["ts"][:2]) <= 12 and int(row["ts"][3:5]) <= 12]
    intake = take(write(tmp_path / "saved.csv", as_csv(rows)))
    (order,) = intake.date_orders
    assert order.assumed
    assert order.day_first == time.startswith("%d")
    assert fetch(engine, ENDS) == stops(rows, time)


@pytest.mark.parametrize(("separator", "day_first"), [("/", False), (".", True), ("-", True)])
def test_order_that_nothing_tells_follows_the_separator(
    tmp_path: Path, take: Take, separator: str, *, day_first: bool
) -> None:
    rows = [maven(1)[0] | {"ts": f"5{separator}5{separator}2024 10:00"}]
    intake = take(write(tmp_path / "saved.csv", as_csv(rows)))
    assert intake.date_orders == (DateOrder("saved.csv", separator, day_first, assumed=True),)


def test_files_may_differ_in_their_order(tmp_path: Path, engine: Backend, take: Take) -> None:
    write(tmp_path / "s" / "a.csv", as_csv(maven(60, "%d/%m/%Y %H:%M")))
    write(tmp_path / "s" / "b.csv", as_csv(maven(120, "%m/%d/%Y %H:%M")[60:]))
    intake = take(tmp_path / "s")
    assert [(order.file, order.day_first) for order in intake.date_orders] == [
        ("a.csv", True),
        ("b.csv", False),
    ]
    assert fetch(engine, ENDS) == stops(maven(120))


@pytest.mark.parametrize(("whole", "scale"), [(1, "0-1"), (100, "0-100")])
def test_cleaned_table(tmp_path: Path, engine: Backend, take: Take, whole: int, scale: str) -> None:
    folder = tmp_path / "data"
    write(folder / "spotify_cleaned.csv", as_csv(cleaned(40, whole)))
    write(folder / "session_statistics.csv", "session_id,session_start,n_tracks\n1,2024-03-01,3\n")
    intake = take(folder)
    assert intake.kinds == ("cleaned",)
    assert intake.given_skip
    assert intake.percent_scale == scale
    assert [count.file for count in intake.files] == ["spotify_cleaned.csv"]
    assert {"reason_end", "track_name", "track_length_ms"} <= set(intake.missing_columns)
    found = fetch(engine, "SELECT ms_played, skipped_flag, platform FROM plays ORDER BY ended_at")
    assert found[:2] == [(100_500, True, "android"), (101_500, False, "android")]


def test_export_fields_as_csv_with_a_listener_column(
    tmp_path: Path, engine: Backend, take: Take
) -> None:
    rows = [*history(20, username="u1"), *history(30, username="u2")]
    intake = take(write(tmp_path / "plays.csv", as_csv(rows)))
    assert intake.kinds == ("spotify-table",)
    sizes = fetch(engine, "SELECT count(*) FROM plays GROUP BY listener_id ORDER BY 1")
    assert sizes == [(20,), (30,)]


@pytest.mark.parametrize("time", [pa.timestamp("us", "UTC"), pa.timestamp("ns"), pa.string()])
def test_parquet(tmp_path: Path, engine: Backend, take: Take, time: pa.DataType) -> None:
    rows = history(50, username="u1", offline_timestamp=1_709_280_000)
    table = pa.Table.from_pylist(rows)
    ends = [datetime.fromisoformat(row["ts"]) for row in rows]
    if not pa.types.is_string(time):
        naive_ends = [end if time.tz else end.replace(tzinfo=None) for end in ends]
        table = table.set_column(0, "ts", pa.array(naive_ends, time))
    table = table.set_column(
        table.schema.get_field_index("platform"), "platform", table["platform"].dictionary_encode()
    )
    pq.write_table(table, tmp_path / "plays.parquet")
    intake = take(tmp_path / "plays.parquet")
    assert (intake.kinds, intake.files[0].kept) == (("spotify-table",), 50)
    assert fetch(engine, ENDS) == [(end.replace(tzinfo=None),) for end in ends]
    assert fetch(engine, "SELECT DISTINCT platform, shuffle, ms_played FROM plays") == [
        ("ios", False, 180_000)
    ]


def test_parquet_cut_off(tmp_path: Path, take: Take) -> None:
    pq.write_table(pa.Table.from_pylist(maven(50)), tmp_path / "whole.parquet")
    content = (tmp_path / "whole.parquet").read_bytes()
    with pytest.raises(SourceError, match=r"plays.parquet is no whole Parquet file"):
        take(write(tmp_path / "cut" / "plays.parquet", content[: len(content) // 2]))


def test_columns_are_mapped_by_name_and_by_expression(
    tmp_path: Path, engine: Backend, take: Take
) -> None:
    rows = [
        {
            "who": f"u{i % 2}",
            "begin": f"2024-03-{1 + i:02d} 10:00",
            "secs": 200 + i,
            "what": f"s{i}",
        }
        for i in range(20)
    ]
    columns = {
        "listener_id": "who",
        "started_at": "begin",
        "ms_played": "CAST(secs AS DOUBLE) * 1000",
        "track_id": "'x:' || what",
        "track_name": "What",
        "platform": "'iOS'",
    }
    intake = take(write(tmp_path / "events.csv", as_csv(rows)), columns=columns)
    assert intake.kinds == ("table",)
    assert fetch(engine, "SELECT count(DISTINCT listener_id) FROM plays") == [(2,)]
    (first, *_) = fetch(
        engine,
        "SELECT started_at, ended_at, exact_start, track_id, track_name, platform FROM plays "
        "ORDER BY started_at",
    )
    start, end = naive("2024-03-01 10:00"), naive("2024-03-01 10:03:20")
    assert first == (start, end, True, "x:s0", "s0", "ios")


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"tempo": "bpm"}, "source.columns: 'tempo' is no column of a play: use listener_id"),
        ({"country": "land"}, "source.columns.country: 'land' is neither a column of x.csv nor"),
        ({"ms_played": "ms_played *"}, "source.columns.ms_played: 'ms_played .*' is neither"),
        ({"platform": "ip_addr"}, "source.columns.platform: 'ip_addr' is private and never read"),
        ({"platform": "upper(User_Agent_Decrypted)"}, "is private and never read"),
    ],
)
def test_columns_that_cannot_be_mapped(
    tmp_path: Path, take: Take, columns: dict[str, str], says: str
) -> None:
    with pytest.raises(ConfigError, match=says):
        take(write(tmp_path / "x.csv", as_csv(history(3))), columns=columns)


def test_expression_that_fails_on_a_row_quarantines_the_row(tmp_path: Path, take: Take) -> None:
    rows = [row | {"ms_played": "1.5" if i else "long"} for i, row in enumerate(maven(50))]
    columns = {"ms_played": "CAST(ms_played AS DOUBLE) * 1000"}
    intake = take(write(tmp_path / "x.csv", as_csv(rows)), columns=columns)
    assert intake.quarantine == (Count("unreadable ms_played", 1),)
    assert intake.quarantined_rows[0].line == 2


@pytest.mark.parametrize(
    ("lost", "says"),
    [
        ("ms_played", r"how long it lasted \(ms, seconds\)"),
        ("ts", r"when the play stopped \(ended, started\)"),
    ],
)
def test_missing_column_is_named(tmp_path: Path, take: Take, lost: str, says: str) -> None:
    rows = [{name: value for name, value in row.items() if name != lost} for row in maven(5)]
    with pytest.raises(SourceError, match=rf"x.csv has no column that tells {says}"):
        take(write(tmp_path / "x.csv", as_csv(rows)))


def test_glob_and_folder_of_tables_are_one_history(
    tmp_path: Path, engine: Backend, take: Take
) -> None:
    rows = maven(40)
    for year, part in (("2023", rows[:20]), ("2024", rows[20:])):
        write(tmp_path / "s" / f"year={year}" / "plays.csv", as_csv(part))
    write(tmp_path / "s" / "notes.txt", "nothing to hear")
    for path in (tmp_path / "s", f"{tmp_path}/s/*/*.csv", f"{tmp_path}/s/**/p*.csv"):
        intake = take(path)
        assert [count.file for count in intake.files] == ["2-plays.csv", "plays.csv"]
        assert fetch(engine, "SELECT count(*), count(DISTINCT listener_id) FROM plays") == [(40, 1)]
    with pytest.raises(SourceError, match="holds no file"):
        take(f"{tmp_path}/s/*.parquet")


def test_formats_may_stand_side_by_side(tmp_path: Path, engine: Backend, take: Take) -> None:
    write(tmp_path / "s" / "a.csv", as_csv(maven(10)))
    write(tmp_path / "s" / "b.tsv", as_csv(maven(20)[10:], "\t"))
    pq.write_table(pa.Table.from_pylist(maven(30)[20:]), tmp_path / "s" / "c.parquet")
    intake = take(tmp_path / "s")
    assert [count.kept for count in intake.files] == [10, 10, 10]
    assert fetch(engine, ENDS) == stops(maven(30))


def test_booleans_and_numbers_as_people_write_them(
    tmp_path: Path, engine: Backend, take: Take
) -> None:
    words = ("TRUE", "1", "1.0", "yes", "t", "False", "0", "0.0", "no", "f", "", "maybe")
    rows = [play(f"2024-03-{i + 1:02d}T08:00:00Z", skipped=word) for i, word in enumerate(words)]
    rows[0]["ms_played"] = "183175.0"
    take(write(tmp_path / "x.csv", as_csv(rows)))
    found = fetch(engine, "SELECT skipped_flag, ms_played FROM plays ORDER BY ended_at")
    assert [flag for flag, _ in found] == [True] * 5 + [False] * 5 + [None] * 2
    assert found[0][1] == 183_175


def test_headers_that_are_empty_or_there_twice(tmp_path: Path, take: Take) -> None:
    content = as_csv([{"": i, **row, "Platform ": "x"} for i, row in enumerate(maven(9))])
    assert take(write(tmp_path / "x.csv", content)).files[0].kept == 9


def test_kind_overrules_what_the_headers_say(tmp_path: Path, take: Take) -> None:
    path = write(tmp_path / "x.csv", as_csv(maven(9)))
    assert take(path, kind="table").kinds == ("table",)
    with pytest.raises(SourceError, match="is not a listening history"):
        take(path, kind="spotify")


def test_header_alone(tmp_path: Path, take: Take) -> None:
    header = as_csv(maven(1)).splitlines()[0]
    with pytest.raises(SourceError, match=r"x\.csv holds no plays"):
        take(write(tmp_path / "x.csv", header + "\n"))


def test_file_names_that_look_like_patterns(tmp_path: Path, take: Take) -> None:
    for n, name in enumerate(("{a,b}.csv", "a[1].csv", "x?.csv", "it's, so.csv")):
        write(tmp_path / "s" / name, as_csv(maven(40)[10 * n : 10 * n + 10]))
        assert take(tmp_path / "s" / name).name == name
    assert [count.kept for count in take(tmp_path / "s").files] == [10] * 4


def test_partitions_by_listener_are_listeners(tmp_path: Path, engine: Backend, take: Take) -> None:
    for user in ("u1", "u2"):
        write(tmp_path / "s" / f"username={user}" / "year=2024" / "0.csv", as_csv(maven(9)))
    intake = take(tmp_path / "s")
    assert [count.file for count in intake.files] == ["listener-1/0.csv", "listener-2/0.csv"]
    assert fetch(engine, "SELECT count(DISTINCT listener_id), count(*) FROM plays") == [(2, 18)]


def test_parquet_with_damaged_pages(tmp_path: Path, take: Take) -> None:
    pq.write_table(pa.Table.from_pylist(maven(5000)), tmp_path / "x.parquet")
    content = bytearray((tmp_path / "x.parquet").read_bytes())
    content[40:4000] = b"\xff" * 3960
    with pytest.raises(SourceError, match=r"x\.parquet cannot be parsed"):
        take(write(tmp_path / "x.parquet", bytes(content)))


def test_name_of_a_source(tmp_path: Path, take: Take, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "s" / "x.csv", as_csv(maven(3)))
    monkeypatch.chdir(tmp_path / "s")
    assert take(".").name == "s"
    assert take("*.csv").name == "*.csv"
    assert take(f"{tmp_path}/s/*.csv").name == "s/*.csv"
    with pytest.raises(SourceError, match=r"s3://bucket/x\.csv is no path of this machine"):
        take("s3://bucket/x.csv")
