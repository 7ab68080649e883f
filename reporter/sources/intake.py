"""What every source gives: canonical plays in the engine, and where each row went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from reporter.results.quality import Count, DateOrder, FileCount, QuarantinedRow

N_QUARANTINED_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Intake:
    """A source that has been read.

    Attributes:
        plays: music plays in the canonical schema (`reporter.plays`), duplicates removed, among
            the rows that the engine keeps until `reporter.sources.release`; no order is promised.
        files: rows of each file, in order of name; `read = kept + duplicates + other_content +
            quarantined` holds for each and so for their sums.
        other_content: rows that are not music, by kind of content, in order of name.
        quarantine: quarantined rows by reason, most first.
        quarantined_rows: the first `N_QUARANTINED_ROWS` of them, in order of file and line.
        missing_columns: canonical columns that the source does not have, in schema order.
        percent_scale: `0-1` or `0-100` where the source had a percent played; else none.
        given_skip: the source states its own skip label (the notebook's cleaned table), which is
            then in `skipped_flag`.
        kinds: formats that were detected, in order of name.
        name: name of the file or folder, without its path.
        fingerprint: SHA-256 (hex) over names and bytes of all that was read.
        key_id: tells keys of the listeners' pseudonyms apart, without giving the key away.
        date_orders: how dates with day and month in figures were read, in order of file and
            separator; empty where all dates start with the year.
    """

    plays: ir.Table
    files: tuple[FileCount, ...]
    other_content: tuple[Count, ...]
    quarantine: tuple[Count, ...]
    quarantined_rows: tuple[QuarantinedRow, ...]
    missing_columns: tuple[str, ...]
    percent_scale: str | None
    given_skip: bool
    kinds: tuple[str, ...]
    name: str
    fingerprint: str
    key_id: str
    date_orders: tuple[DateOrder, ...] = ()
