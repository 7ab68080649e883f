"""The quarantined rows themselves: read a second time, only from files that have some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.results.quality import QuarantinedRow
from reporter.sources.canonical import Reason, judged
from reporter.sources.intake import N_QUARANTINED_ROWS
from reporter.sources.rejects import take_rejects

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from ibis.backends.duckdb import Backend

    from reporter.sources.family import Part


def quarantined_rows(
    backend: Backend,
    parts: Sequence[Part],
    bad: Mapping[tuple[int, str], int],
    rejected: Mapping[int, Sequence[int]],
    now: datetime,
    limit: int = N_QUARANTINED_ROWS,
) -> tuple[QuarantinedRow, ...]:
    """The first quarantined rows, in order of file name and line.

    Args:
        backend: the engine.
        parts: what was read.
        bad: (file number, reason) -> rows to list; reasons that are not named are left out.
        rejected: file number -> lines that the reader could not split into fields.
        now: as when the rows were read first.
        limit: how many rows at most.
    """
    files = {
        number: (file.name, part)
        for part in parts
        for number, file in zip(part.batch.numbers, part.batch.files, strict=True)
    }
    found: list[QuarantinedRow] = []
    for number in sorted({number for number, _ in bad}, key=lambda number: files[number][0]):
        name, part = files[number]
        reasons = {reason for file, reason in bad if file == number}
        lines = rejected.get(number, ()) if Reason.UNREADABLE_ROW in reasons else ()
        rows = [_unreadable(name, line) for line in lines]
        rows += _of_file(backend, part, number, rejected.get(number, ()), reasons, now, limit)
        found += sorted(rows, key=lambda row: row.line)
        if len(found) >= limit:
            break
    return tuple(found[:limit])


def _of_file(
    backend: Backend,
    part: Part,
    number: int,
    rejected: Sequence[int],
    reasons: set[str],
    now: datetime,
    limit: int,
) -> list[QuarantinedRow]:
    batch = part.batch.only(number)
    rows = judged(part.family.rows(backend, batch, part.findings, lenient=True, numbered=True), now)
    listed = (
        rows.filter(rows.reason.isin(sorted(reasons)))
        .order_by("row_no")
        .limit(limit)
        .select(
            rows.row_no,
            rows.reason,
            ended_at=rows.ended_text.cast("string"),
            ms_played=rows.ms_text.cast("string"),
            track_id=rows.track_id,
            track_name=rows.track_name,
            artist_name=rows.artist_name,
            platform=rows.platform,
            reason_start=rows.reason_start,
            reason_end=rows.reason_end,
        )
    )
    values = backend.to_pyarrow(listed).to_pylist()
    take_rejects(backend, {})
    if not values:
        return []
    row_nos = [row["row_no"] for row in values]
    lines = part.family.lines(backend, batch, row_nos, rejected)
    name = batch.files[0].name
    return [QuarantinedRow(file=name, line=lines[row.pop("row_no")], **row) for row in values]


def _unreadable(name: str, line: int) -> QuarantinedRow:
    """A row of which nothing is known: what the reader saw of it may be private."""
    return QuarantinedRow(
        file=name,
        line=line,
        reason=Reason.UNREADABLE_ROW.value,
        ended_at=None,
        ms_played=None,
        track_id=None,
        track_name=None,
        artist_name=None,
        platform=None,
        reason_start=None,
        reason_end=None,
    )
