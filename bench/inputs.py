"""Listening histories for the benchmarks, made by the program's own generator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from reporter.sample import Format, write

if TYPE_CHECKING:
    from pathlib import Path

SEED = 42
MAVEN = {
    "spotify_track_uri": "spotify_track_uri",
    "ts": "ts",
    "platform": "platform",
    "ms_played": "ms_played",
    "track_name": "master_metadata_track_name",
    "artist_name": "master_metadata_album_artist_name",
    "album_name": "master_metadata_album_album_name",
    "reason_start": "reason_start",
    "reason_end": "reason_end",
    "shuffle": "shuffle",
    "skipped": "skipped",
}
"""Columns of the table that the notebook was written for <- fields of the export."""

MAVEN_PLATFORMS = {"ios": "iOS", "web_player": "web player", "osx": "mac"}


@dataclass(frozen=True, slots=True)
class Case:
    """One history.

    Attributes:
        name: for people.
        plays: music plays.
        listeners: number of them; one listener's history is written as the notebook's table.
        weeks: its length.
    """

    name: str
    plays: int
    listeners: int
    weeks: int

    def make(self, folder: Path) -> Path:
        """Write it, once, as a CSV that program and notebook read; returns the file."""
        place = folder / f"{self.plays}-{self.listeners}"
        if not place.exists():
            write(
                place,
                listeners=self.listeners,
                weeks=self.weeks,
                plays=self.plays,
                seed=SEED,
                format=Format.CSV,
            )
        plays = place / "plays.csv"
        return plays if self.listeners > 1 else as_maven(plays)


CASES = (
    Case("500 listeners, 26 weeks", 100_000, 500, 26),
    Case("one listener, 600 weeks", 100_000, 1, 600),
)
MILLION = Case("5,000 listeners, 26 weeks", 1_000_000, 5000, 26)


def as_maven(plays: Path) -> Path:
    """The export's fields as the table that the notebook was written for, without podcasts."""
    types = {"ts": pa.timestamp("s", "UTC"), "shuffle": pa.bool_(), "skipped": pa.bool_()}
    table = pacsv.read_csv(
        plays, convert_options=pacsv.ConvertOptions(column_types=types, strings_can_be_null=False)
    )
    table = table.filter(pc.not_equal(table["spotify_track_uri"], ""))
    columns = {name: table[field] for name, field in MAVEN.items()}
    columns["ts"] = pc.strftime(columns["ts"], format="%Y-%m-%d %H:%M:%S")
    spelled = [MAVEN_PLATFORMS.get(name, name) for name in columns["platform"].to_pylist()]
    columns["platform"] = pa.array(spelled)
    for name in ("shuffle", "skipped"):
        columns[name] = pc.if_else(columns[name], "TRUE", "FALSE")
    file = plays.with_name("maven.csv")
    pacsv.write_csv(pa.table(columns), file)
    return file
