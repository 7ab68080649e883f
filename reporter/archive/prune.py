"""Which runs go by policy: the newest periods of each report stay, with all of their runs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.period import PeriodKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from reporter.config.kinds import Keep
    from reporter.config.settings import KeepSettings


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run that may go.

    Attributes:
        run: its id; ids sort by time.
        report: name of the report.
        origin: empty for the configured source, else what tells an ad hoc source apart.
        kind: kind of the period.
        first_day: first day of the period.
        is_complete: the report is whole, and not held back.
        is_awaited: there is still something of it to deliver.
    """

    run: str
    report: str
    origin: str
    kind: PeriodKind
    first_day: date
    is_complete: bool
    is_awaited: bool


def to_prune(runs: Iterable[Candidate], keep: KeepSettings) -> tuple[Candidate, ...]:
    """The runs that go.

    Of each report, source and kind of period stay as many of the newest periods as the policy
    says, at least one, and the newest period that has a complete run: the next report goes on from
    its segments and its advice. All runs of a period that stays do so, too, and so does every run
    that still has something to deliver. Runs over other periods than days, weeks and months stay.

    Args:
        runs: those that have their files.
        keep: how many periods of each kind.

    Returns:
        In order of report, period and run.
    """
    lines: dict[tuple[str, str, PeriodKind], list[Candidate]] = defaultdict(list)
    for run in runs:
        lines[run.report, run.origin, run.kind].append(run)
    policy: Mapping[PeriodKind, Keep] = {
        PeriodKind.DAY: keep.daily,
        PeriodKind.WEEK: keep.weekly,
        PeriodKind.MONTH: keep.monthly,
    }
    gone = [
        run for (*_, kind), line in lines.items() for run in _gone(line, policy.get(kind, "all"))
    ]
    return tuple(sorted(gone, key=lambda run: (run.report, run.origin, run.first_day, run.run)))


def _gone(line: list[Candidate], keep: Keep) -> list[Candidate]:
    if keep == "all":
        return []
    newest = sorted({run.first_day for run in line}, reverse=True)
    kept = set(newest[: max(keep, 1)])
    kept.update(sorted({run.first_day for run in line if run.is_complete})[-1:])
    return [run for run in line if run.first_day not in kept and not run.is_awaited]
