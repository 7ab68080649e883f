"""The quarantined rows themselves: read a second time, only from files that have some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reporter.results.quality import QuarantinedRow
from reporter.sources.canonical import Reason, judged
from reporter.sources.intake import N_QUARANTINED_ROWS
from reporter.sources.rejects import take_rejects

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend

    from reporter.sources.family import Batch, Part


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
        rejected: file number -> rows that the reader could not split, as `take_rejects` has them.
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
        reasons = {reason for file, reason in bad if file == number}
        _, part = files[number]
        found += _of_file(backend, part, number, rejected.get(number, ()), reasons, now, limit)
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
    name = batch.files[0].name
    values = _values(backend, part, batch, sorted(reasons), now, limit)
    take_rejects(backend, {})
    lines = part.family.lines(backend, batch, [row["row_no"] for row in values], rejected)
    rows = [
        QuarantinedRow(file=name, line=lines.of_rows[row.pop("row_no")], **row) for row in values
    ]
    if Reason.UNREADABLE_ROW in reasons:
        rows += [_unreadable(name, line) for line in lines.of_rejected]
    return sorted(rows, key=lambda row: row.line)


def shown(rows: ir.Table) -> dict[str, ir.Value]:
    """What is listed of a quarantined row."""
    return {
        "reason": rows.reason,
        "ended_at": rows.ended_text.cast("string"),
        "ms_played": rows.ms_text.cast("string"),
        "track_id": rows.track_id,
        "track_name": rows.track_name,
        "artist_name": rows.artist_name,
        "platform": rows.platform,
        "reason_start": rows.reason_start,
        "reason_end": rows.reason_end,
    }


def _values(
    backend: Backend, part: Part, batch: Batch, reasons: list[str], now: datetime, limit: int
) -> list[dict[str, Any]]:
    raw = part.family.rows(backend, batch, part.findings, lenient=True, numbered=True)
    rows = judged(raw, now)
    listed = (
        rows.filter(rows.reason.isin(reasons))
        .order_by("row_no")
        .limit(limit)
        .select(rows.row_no, **shown(rows))
    )
    values: list[dict[str, Any]] = backend.to_pyarrow(listed).to_pylist()
    return values


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
