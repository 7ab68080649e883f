"""Who was in which segment, as a run has it in its user_segments.csv."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.render.csv import STARTS
from reporter.tables.rows import CLUSTER, OF_ROWS

if TYPE_CHECKING:
    import pyarrow as pa

    from reporter.archive.series import Series

QUOTED = f"^'+{STARTS}"
"""How a text begins that has an apostrophe too many (`reporter.render.csv.harmless`)."""


def members(series: Series, folder: str) -> pa.Table | None:
    """`id` and `cluster` of each listener or track of a run.

    Those who were forgotten since are not among them.

    Args:
        series: of the run.
        folder: of the run.

    Returns:
        None where the file is not there, or not as the run's manifest says.
    """
    content = series.content(folder, OF_ROWS[0])
    return None if content is None else read(content)


def read(content: bytes) -> pa.Table | None:
    """`id` and `cluster` from a user_segments.csv; none from anything else."""
    import pyarrow as pa  # noqa: PLC0415 - heavy, and most of the archive does without
    import pyarrow.compute as pc  # noqa: PLC0415
    import pyarrow.csv as pacsv  # noqa: PLC0415

    name = content.partition(b",")[0].decode(errors="replace")
    options = pacsv.ConvertOptions(
        include_columns=[name, CLUSTER], column_types={name: pa.string(), CLUSTER: pa.int64()}
    )
    lines = pacsv.ParseOptions(newlines_in_values=True)
    try:
        table = pacsv.read_csv(pa.py_buffer(content), parse_options=lines, convert_options=options)
    except (pa.ArrowInvalid, KeyError):
        return None
    ids = table[name]
    odd = pc.match_substring_regex(ids, QUOTED)
    plain = pc.if_else(odd, pc.utf8_slice_codeunits(ids, 1), ids)
    return pa.table({"id": plain, "cluster": table[CLUSTER]})
