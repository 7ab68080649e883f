"""Rows that are no plays: each with its reason and line, and too many of them stop the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reporter.errors import SourceError
from reporter.results.quality import Count
from reporter.sources.intake import N_QUARANTINED_ROWS
from tests.factories.exports import (
    AUDIO,
    Row,
    Take,
    as_csv,
    as_json,
    history,
    maven,
    play,
    podcast,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

BAD: tuple[tuple[str, Row], ...] = (
    ("unreadable timestamp", play("yesterday")),
    ("unreadable timestamp", play("2024-02-30T10:00:00Z")),
    ("timestamp in the future", play("2026-06-03T00:00:00Z")),
    ("timestamp in the future", play("2999-01-01T00:00:00Z")),
    ("before 2006", play("2005-12-31T23:59:59Z")),
    ("before 2006", play("1970-01-01T00:00:00Z")),
    ("unreadable ms_played", play(ms_played="long")),
    ("unreadable ms_played", play(ms_played=None)),
    ("negative ms_played", play(ms_played=-1)),
    ("ms_played above 24 hours", play(ms_played=24 * 3_600_000 + 1)),
    ("ms_played above 24 hours", play(ms_played=2**62)),
    ("unreadable ms_played", play(ms_played=2**80)),
    ("no track", play(track=None)),
    ("no track", play(track=None, spotify_track_uri="spotify:track:")),
    ("unreadable row", dict.fromkeys(play(), None)),
)


@pytest.mark.parametrize("form", ["json", "csv"])
def test_each_bad_row_has_its_reason_and_line(tmp_path: Path, take: Take, form: str) -> None:
    rows = [*history(5), *(row for _, row in BAD), *history(500)[5:]]
    path = tmp_path / f"x.{form}"
    intake = take(write(path, as_json(rows) if form == "json" else as_csv(rows)))
    first = 6 if form == "json" else 7
    assert [(row.file, row.line, row.reason) for row in intake.quarantined_rows] == [
        (path.name, first + i, reason) for i, (reason, _) in enumerate(BAD)
    ]
    assert (intake.files[0].kept, intake.files[0].quarantined) == (500, len(BAD))
    assert [count.n for count in intake.quarantine] == sorted(
        (count.n for count in intake.quarantine), reverse=True
    )
    for (_, row), listed in zip(BAD, intake.quarantined_rows, strict=True):
        assert listed.ms_played == (None if row["ms_played"] is None else str(row["ms_played"]))
        assert listed.ended_at == row["ts"]
        assert listed.platform == row["platform"]


def test_rows_at_the_edge_are_no_bad_rows(tmp_path: Path, take: Take) -> None:
    rows = [
        play("2006-01-01T00:00:00Z"),
        play("2026-06-01T23:00:00Z"),
        play(ms_played=0),
        play(ms_played=24 * 3_600_000),
        play(master_metadata_track_name=None),
        podcast(),
    ]
    intake = take(write(tmp_path / AUDIO, as_json(rows)))
    assert intake.quarantine == ()
    assert (intake.files[0].kept, intake.files[0].other_content) == (5, 1)


def test_lines_count_what_stands_in_quotes_and_what_is_blank(tmp_path: Path, take: Take) -> None:
    rows = [row | {"track_name": 'two\nlines, "quoted"'} for row in maven(60)]
    for bad in (10, 40):
        rows[bad]["ts"] = "never"
    lines = as_csv(rows).splitlines()
    lines.insert(5, "")
    lines.insert(30, "too,few")
    expected = [n for n, line in enumerate(lines, start=1) if "never" in line or line == "too,few"]
    intake = take(write(tmp_path / "x.csv", "\n".join(lines) + "\n"))
    assert [(row.line, row.reason) for row in intake.quarantined_rows] == [
        (expected[0], "unreadable timestamp"),
        (expected[1], "unreadable row"),
        (expected[2], "unreadable timestamp"),
    ]
    assert (intake.files[0].read, intake.files[0].kept) == (61, 58)


def test_rows_with_too_many_or_too_few_fields(tmp_path: Path, take: Take) -> None:
    lines = as_csv(maven(60)).splitlines()
    lines[7] += ",one,more"
    lines[9] = "one"
    intake = take(write(tmp_path / "x.csv", "\n".join(lines)))
    assert intake.quarantine == (Count("unreadable row", 2),)
    assert [row.line for row in intake.quarantined_rows] == [8, 10]
    assert all(row.track_name is None for row in intake.quarantined_rows)
    assert (intake.files[0].read, intake.files[0].kept) == (60, 58)


def test_csv_that_ends_inside_quotes(tmp_path: Path, take: Take) -> None:
    content = as_csv([row | {"track_name": "a, b"} for row in maven(60)])
    cut = content[: content.rindex('"a, b') + 3]
    intake = take(write(tmp_path / "x.csv", cut))
    assert intake.quarantine == (Count("unreadable row", 1),)
    assert intake.files[0].read == 60


def test_too_many_bad_rows_stop_the_run(tmp_path: Path, take: Take) -> None:
    rows = history(94) + [play(f"day {i}") for i in range(4)] + [play(ms_played=-1)] * 2
    path = write(tmp_path / "x.csv", as_csv(rows))
    says = (
        r"6\.0% of the 100 rows of x\.csv are no plays, mostly with 'unreadable timestamp', "
        r"first at x\.csv:96: mend the file, or raise source\.max_bad_share"
    )
    with pytest.raises(SourceError, match=says) as caught:
        take(path)
    assert caught.value.exit_code == 3
    assert take(path, max_bad_share=0.06).files[0].quarantined == 6


def test_broken_rows_alone_stop_the_run(tmp_path: Path, take: Take) -> None:
    lines = as_csv(maven(20)).splitlines()
    lines[3:6] = ["x"] * 3
    with pytest.raises(SourceError, match=r"15\.0% .* 'unreadable row', first at x\.csv:4"):
        take(write(tmp_path / "x.csv", "\n".join(lines)))


def test_list_of_bad_rows_is_bounded_and_in_order(tmp_path: Path, take: Take) -> None:
    n = N_QUARANTINED_ROWS // 2 + 10
    folder = tmp_path / "s"
    for name in ("b.csv", "a.csv"):
        write(folder / name, as_csv([play("never")] * n))
    write(folder / "c.csv", as_csv(history(5)))
    intake = take(folder, max_bad_share=1)
    assert intake.quarantine == (Count("unreadable timestamp", 2 * n),)
    assert len(intake.quarantined_rows) == N_QUARANTINED_ROWS
    places = [(row.file, row.line) for row in intake.quarantined_rows]
    assert places == sorted(places)
    assert places[0] == ("a.csv", 2)
    assert places[-1] == ("b.csv", N_QUARANTINED_ROWS - n + 1)


@pytest.mark.parametrize("form", ["json", "csv"])
def test_line_far_down_in_a_large_file(tmp_path: Path, take: Take, form: str) -> None:
    """The engine reads blocks on several threads; rows keep their numbers all the same."""
    n, bad = 60_000, (30_000, 59_990)
    row = as_json([play(ms_played="MS", master_metadata_track_name="x" * 200)])[1:-1].decode()
    if form == "csv":
        head, row = as_csv([play(ms_played="MS")]).splitlines()
    stop = play()["ts"]
    rows = [
        (row.replace(stop, "never") if i in bad else row).replace("MS", str(i), 1) for i in range(n)
    ]
    content = f"[{','.join(rows)}]" if form == "json" else "\n".join([head, *rows])
    intake = take(write(tmp_path / f"x.{form}", content))
    first = 1 if form == "json" else 2
    assert [row.line for row in intake.quarantined_rows] == [first + place for place in bad]
    assert [row.ms_played for row in intake.quarantined_rows] == [str(place) for place in bad]
