"""Writers of the three formats: a block of rows at a time, the same bytes for the same rows."""

from __future__ import annotations

import json
import zipfile
from abc import ABC, abstractmethod
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from reporter.sample.rows import ENCODED, SCHEMA

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

ZIP_DATE = (2000, 1, 1, 0, 0, 0)
MEMBER = "Spotify Extended Streaming History/Streaming_History_Audio_{first}-{last}_0.json"
NO_ADDRESS = "192.0.2.1"
"""Reserved for documentation (RFC 5737): nobody's."""

_ABSENT = ("audiobook_title", "audiobook_uri", "audiobook_chapter_uri", "audiobook_chapter_title")


class Format(StrEnum):
    """What `reporter sample` writes."""

    SPOTIFY = "spotify"
    CSV = "csv"
    PARQUET = "parquet"


class Writer(ABC):
    """Writes blocks of rows into a folder; a listener's rows all stand in one block."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @abstractmethod
    def add(self, rows: pa.Table) -> None:
        """Write one block: the columns of `ENCODED`, in order of listener and time."""

    @abstractmethod
    def close(self) -> None:
        """Finish the files."""


class ParquetFile(Writer):
    """One `plays.parquet`, a row group for each block.

    Numbers that grow from row to row are stored as differences; without Arrow's own schema,
    every reader sees plain strings.
    """

    _rising: ClassVar = ("ts", "offline_timestamp")

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        numbers = {*self._rising, "ms_played"}
        self._file = pq.ParquetWriter(
            folder / "plays.parquet",
            ENCODED,
            compression="zstd",
            compression_level=9,
            use_dictionary=[name for name in SCHEMA.names if name not in numbers],
            dictionary_pagesize_limit=1 << 25,
            column_encoding=dict.fromkeys(self._rising, "DELTA_BINARY_PACKED"),
            store_schema=False,
        )

    def add(self, rows: pa.Table) -> None:
        """Write one row group, whose dictionaries have its own texts alone."""
        columns = [_own_texts(column) for column in rows.columns]
        own = pa.table(columns, schema=rows.schema)
        self._file.write_table(own, row_group_size=max(1, own.num_rows))

    def close(self) -> None:
        """Write the footer."""
        self._file.close()


def _own_texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A dictionary-encoded column without the texts that it does not have; others as they are."""
    if not pa.types.is_dictionary(column.type):
        return column
    one = column.combine_chunks()
    codes = pc.unique(one.indices).drop_null().sort()
    places = pc.index_in(one.indices, value_set=codes).cast(one.indices.type)
    return pa.chunked_array(
        [pa.DictionaryArray.from_arrays(places, one.dictionary.take(codes))], column.type
    )


class CsvFile(Writer):
    """One `plays.csv`, with times as the export spells them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        text = {"ts", *(field.name for field in SCHEMA if pa.types.is_string(field.type))}
        self._schema = pa.schema(
            [(field.name, pa.string() if field.name in text else field.type) for field in SCHEMA]
        )
        self._file = pacsv.CSVWriter(folder / "plays.csv", self._schema)

    def add(self, rows: pa.Table) -> None:
        """Append lines."""
        at = rows.schema.get_field_index("ts")
        self._file.write_table(rows.set_column(at, "ts", iso(rows["ts"])).cast(self._schema))

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class SpotifyZips(Writer):
    """One zip for each listener, as downloaded: `listener001.zip`."""

    def add(self, rows: pa.Table) -> None:
        """Write the zips of the block's listeners."""
        lines = json_lines(rows)
        years = pc.year(rows["ts"]).to_numpy()
        names = rows["username"].combine_chunks()
        codes = names.indices.to_numpy()
        first = np.flatnonzero(np.append(True, codes[1:] != codes[:-1]))
        ends = np.append(first[1:], len(codes))
        for begin, end in zip(first.tolist(), ends.tolist(), strict=True):
            name = names.dictionary[int(codes[begin])].as_py()
            span = MEMBER.format(first=years[begin], last=years[end - 1])
            text = pc.binary_join(
                pa.ListArray.from_arrays(pa.array([0, end - begin], pa.int32()), lines[begin:end]),
                ",\n",
            )[0].as_py()
            _zip(self.folder / f"{name}.zip", span, f"[\n{text}\n]\n")

    def close(self) -> None:
        """Every zip is finished as it is written."""


def _zip(file: Path, member: str, text: str) -> None:
    info = zipfile.ZipInfo(member, ZIP_DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(info, text)


def json_lines(rows: pa.Table) -> pa.Array:
    """One JSON object for each row, with the fields of the export, put together in Arrow."""
    parts: list[pa.Array | str] = []
    for name in ("ts", *(name for name in SCHEMA.names if name != "ts")):
        parts += [f', "{name}": ' if parts else f'{{"{name}": ', _json(rows[name])]
        if name == "conn_country":
            parts.append(f', "ip_addr": "{NO_ADDRESS}"')
        if name == "spotify_episode_uri":
            parts.append("".join(f', "{absent}": null' for absent in _ABSENT))
    return pc.binary_join_element_wise(*parts, "}", "")


def _json(column: pa.ChunkedArray) -> pa.Array:
    """Each value as JSON text; texts are quoted once for each entry of their dictionary."""
    values = column.combine_chunks()
    if pa.types.is_dictionary(values.type):
        quoted = [json.dumps(text, ensure_ascii=False) for text in values.dictionary.to_pylist()]
        text = pa.array(quoted, pa.string()).take(values.indices)
    elif pa.types.is_timestamp(values.type):
        text = pc.binary_join_element_wise('"', iso(column).combine_chunks(), '"', "")
    else:
        text = values.cast(pa.string())
    return text.fill_null("null")


def iso(instants: pa.ChunkedArray) -> pa.ChunkedArray:
    """UTC instants of whole seconds as `2026-01-05T07:12:44Z`."""
    return pc.strftime(instants.cast(pa.timestamp("s", "UTC")), format="%Y-%m-%dT%H:%M:%SZ")


WRITERS: dict[Format, type[Writer]] = {
    Format.SPOTIFY: SpotifyZips,
    Format.CSV: CsvFile,
    Format.PARQUET: ParquetFile,
}
