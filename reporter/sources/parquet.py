"""Parquet files: their columns, and the engine's reader for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from reporter.errors import SourceError
from reporter.sources.family import Layout
from reporter.sources.statements import urls

if TYPE_CHECKING:
    from reporter.sources.family import Batch
    from reporter.sources.files import Seen

MAGIC = b"PAR1"


def is_parquet(seen: Seen) -> bool:
    """Whether a file starts as Parquet does."""
    return seen.head.startswith(MAGIC)


def layout(seen: Seen) -> Layout:
    """The columns of a file.

    Raises:
        SourceError: it is cut off or damaged.
    """
    try:
        with seen.file.open() as stream:
            schema = pq.read_schema(stream)
    except (pa.ArrowException, OSError) as error:
        msg = f"{seen.file.name} is no whole Parquet file"
        raise SourceError(msg, hint="write or download it again") from error
    return Layout(headers=tuple(schema.names), is_columnar=True)


def reader(batch: Batch) -> str:
    """The table function that reads a batch."""
    return f"read_parquet({urls(batch.files)}, hive_partitioning = false)"
