"""Series of reports: what an earlier period of the same series left for this one.

A series is one report on one source, with one key of the listeners' pseudonyms. What a report
takes from an earlier one (identity of segments, recommendations to follow up) it takes from the
latest period before its own, and there from the newest run.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reporter.archive.manifest import MANIFEST
from reporter.errors import SourceError
from reporter.report import Report, from_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reporter.period import Period

REPORT = "report.json"
"""What audiences share is the same in each of their reports."""
N_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Series:
    """One series in the archive.

    Attributes:
        root: folder of all reports.
        report: name of the report in the configuration.
        id: what tells the series of one report apart.
    """

    root: Path
    report: str
    id: str

    def before(self, period: Period) -> Report | None:
        """The report of the latest earlier period of the same kind.

        One that another version of this program made, and this one cannot read, counts as none.
        """
        runs = [
            run
            for run in self._runs()
            if run.kind == period.kind.value and run.end_day <= period.first_day
        ]
        if not runs:
            return None
        latest = max(runs, key=lambda run: (run.first_day, run.run))
        try:
            return from_json(latest.file.read_text(encoding="utf-8"))
        except SourceError:
            return None

    def _runs(self) -> Iterator[_Run]:
        for file in sorted((self.root / self.report).glob(f"*/*/{MANIFEST}")):
            values = json.loads(file.read_text(encoding="utf-8"))
            if values.get("series") == self.id:
                span = values["span"]
                own = next(path for path in values["files"] if path.endswith(REPORT))
                yield _Run(
                    file.parent / own,
                    values["run"],
                    span["kind"],
                    date.fromisoformat(span["first_day"]),
                    date.fromisoformat(span["end_day"]),
                )


@dataclass(frozen=True, slots=True)
class _Run:
    """One run's first report, and what its manifest says of when it is about."""

    file: Path
    run: str
    kind: str
    first_day: date
    end_day: date


def series_id(*identity: str) -> str:
    """The id of a series, from all that makes it one: the source, its columns, the key's id."""
    return hashlib.sha256(json.dumps(identity).encode()).hexdigest()[:N_DIGITS]
