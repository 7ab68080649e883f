"""The table of who went from which segment to which, and the names of segments."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from reporter.results.facts import Gap
from reporter.tables.table import Columns, Table, found_segments, listed
from reporter.words import labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reporter.report import Report
    from reporter.results.facts import Estimate
    from reporter.results.segments import Balance, Former, Migration, Segment
    from reporter.words import Words


@dataclass(frozen=True, slots=True)
class _Row:
    """How many went from where to where.

    Attributes:
        origin: number of a segment; or `new`, `all` and the like.
        target: number of a segment; or `gone`, `same` and the like.
        n: none where it is about too few.
        share: of all with this `origin`.
        low: lower end of the 95% interval of the share that stayed.
        high: upper end.
    """

    origin: str | int
    target: str | int
    n: int | None
    share: float | None = None
    low: float | None = None
    high: float | None = None


def segment_migration(report: Report, names: Mapping[int, str]) -> Table:
    """One row a cell of the matrix; where a cell has too few, one a number of the balances.

    Segments stand by number, `new` for who was not in the earlier report, `gone` for who is not in
    this one. Balances have `other` for any other segment, and `all` and `same` for all segments.

    Args:
        report: the report; without an earlier one there are no rows.
        names: number of a segment -> its name, in the earlier report, too.
    """
    segmentation = report.segmentation
    found = None if isinstance(segmentation, Gap) else segmentation.migration
    columns: Columns[_Row] = {
        "from": lambda row: str(row.origin),
        "to": lambda row: str(row.target),
        "n": attrgetter("n"),
        "share": attrgetter("share"),
        "from_segment": lambda row: names[row.origin] if isinstance(row.origin, int) else None,
        "to_segment": lambda row: names[row.target] if isinstance(row.target, int) else None,
        "low": attrgetter("low"),
        "high": attrgetter("high"),
    }
    return listed("segment_migration", _rows(found) if found else (), columns)


def _rows(migration: Migration) -> Iterator[_Row]:
    if not migration.flows:
        for balance in migration.balances:
            yield from _balance(balance)
        return
    shares = {balance.segment: balance.share for balance in migration.balances}
    for flow in migration.flows:
        origin = "new" if flow.origin is None else flow.origin
        target = "gone" if flow.target is None else flow.target
        if flow.origin == flow.target:
            yield _stayed(origin, target, flow.n, shares[flow.origin])
        else:
            yield _Row(origin, target, flow.n, flow.share)


def _balance(balance: Balance) -> Iterator[_Row]:
    """Who stayed, left and joined; where to and where from, too, where that is told."""
    one, same = ("all", "same") if balance.segment is None else (balance.segment,) * 2
    if balance.before:
        yield _stayed(one, same, balance.stayed, balance.share)
        for target, n in _parts(balance.left, other=balance.moved, gone=balance.gone):
            yield _Row(one, target, n, None if n is None else n / balance.before)
    if balance.now:
        for origin, n in _parts(balance.joined, other=balance.came, new=balance.new):
            yield _Row(origin, one, n)


def _stayed(origin: str | int, target: str | int, n: int | None, share: Estimate | None) -> _Row:
    if share is None:
        return _Row(origin, target, n)
    return _Row(origin, target, n, share.value, share.low, share.high)


def _parts(n: int | None, **parts: int | None) -> Iterator[tuple[str, int | None]]:
    """A number by its parts where they are told, else as `other_or_gone` or `other_or_new`."""
    if None in parts.values():
        yield "_or_".join(parts), n
    else:
        yield from parts.items()


def segment_names(report: Report, words: Words) -> Mapping[int, str]:
    """Number of a segment -> its name, those of the earlier report included."""
    found, segmentation = found_segments(report), report.segmentation
    migration = None if isinstance(segmentation, Gap) else segmentation.migration
    former = migration.segments if migration else ()
    every: tuple[Former | Segment, ...] = (*former, *(found.segments if found else ()))
    return {
        segment.id: labels.segment(
            words, report.scope.entity, [(trait.feature, trait.high) for trait in segment.traits]
        )
        for segment in every
    }
