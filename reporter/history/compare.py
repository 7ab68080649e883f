"""Two kept reports side by side, of one audience."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.archive.compare import compare as compare_reports
from reporter.archive.series import REPORT_FILE
from reporter.errors import ArchiveError, SourceError, UsageError
from reporter.report import from_json

if TYPE_CHECKING:
    from reporter.archive.compare import Comparison
    from reporter.history.archive import Archive
    from reporter.ledger.values import Run
    from reporter.plays import Entity
    from reporter.report import Report


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two reports.

    Attributes:
        run: that made it.
        audience: whose report it is.
    """

    run: Run
    audience: str


@dataclass(frozen=True, slots=True)
class Compared:
    """Two reports side by side.

    Attributes:
        first: the changes are from this one.
        second: to this one.
        entity: what the second one counts: listeners, or one person's tracks.
        found: their numbers.
    """

    first: Side
    second: Side
    entity: Entity
    found: Comparison


def compare(archive: Archive, first: Run, second: Run, audience: str | None) -> Compared:
    """Set the reports of two runs side by side.

    Args:
        archive: the ledger and the files.
        first: a run with files.
        second: another one.
        audience: whose reports; none for the first audience that both have, or else the first of
            each.

    Raises:
        UsageError: a run has no report of that audience.
        ArchiveError: a report cannot be read.
    """
    has = _audiences(archive, first), _audiences(archive, second)
    if audience is not None:
        for run, names in zip((first, second), has, strict=True):
            check_audience(run, names, audience)
    common = audience or next((name for name in has[0] if name in has[1]), None)
    sides = Side(first, common or has[0][0]), Side(second, common or has[1][0])
    before, now = (_report(archive, side) for side in sides)
    return Compared(*sides, now.scope.entity, compare_reports(before, now))


def check_audience(run: Run, names: tuple[str, ...], audience: str) -> None:
    """See that a run has an audience.

    Raises:
        UsageError: it has not.
    """
    if audience not in names:
        msg = f"run {run.id} has no report for the audience '{audience}'"
        raise UsageError(msg, hint=f"it has {', '.join(names)}")


def _audiences(archive: Archive, run: Run) -> tuple[str, ...]:
    names = tuple(archive.homes(run))
    if not names:
        msg = f"run {run.id} has no report"
        raise UsageError(msg, hint=f"`reporter history show {run.id}` says why")
    return names


def _report(archive: Archive, side: Side) -> Report:
    path = f"{side.run.folder}/{archive.homes(side.run)[side.audience]}{REPORT_FILE}"
    content = archive.store_of(side.run).read(path)
    try:
        return from_json(content.decode())
    except (SourceError, UnicodeDecodeError) as error:
        msg = f"the report of run {side.run.id} cannot be read by this version of reporter"
        hint = f"compare with reporter {side.run.version}, which made it"
        raise ArchiveError(msg, hint=hint) from error
