"""Series of reports: what an earlier period of the same series left for this one.

A series is one report on one source, with one key of the listeners' pseudonyms; each audience has
one of its own, and what is fitted on all plays has one that they share. What a report takes from an
earlier one (identity of segments, recommendations to follow up) it takes from the latest period
before its own that has the series, and there from the newest run.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from reporter.archive.manifest import MANIFEST, read_manifest
from reporter.errors import ArchiveError, SourceError, UsageError
from reporter.period import parse
from reporter.report import Report, from_json

if TYPE_CHECKING:
    from reporter.archive.store import Store
    from reporter.period import Period

REPORT_FILE = "report.json"
N_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Series:
    """One series in the archive.

    Attributes:
        store: where all reports are.
        report: name of the report in the configuration.
        id: what tells the series of one report apart.
    """

    store: Store
    report: str
    id: str

    def before(self, period: Period) -> Report | None:
        """The report of the latest earlier period of the same kind.

        One that another version of this program made, and this one cannot read, counts as none.
        """
        for folder in self._earlier(period):
            path = self._file(folder)
            if path is None:
                continue
            try:
                return from_json(self.store.read(path).decode())
            except (SourceError, UnicodeDecodeError):
                return None
        return None

    def _earlier(self, period: Period) -> list[str]:
        """Run folders of earlier periods, newest first: their paths tell, no file is read."""
        found = []
        for folder in self.store.runs(self.report):
            _, label, run = PurePosixPath(folder).parts
            other = _period(label)
            if other and other.kind is period.kind and other.end_day <= period.first_day:
                found.append((other.first_day, run, folder))
        return [folder for *_, folder in sorted(found, reverse=True)]

    def _file(self, folder: str) -> str | None:
        """The series' report in a run; none where the run has none."""
        content = self.store.read(f"{folder}/{MANIFEST}")
        try:
            own = read_manifest(content).manifest.path(self.id, REPORT_FILE)
        except ArchiveError:  # a damaged manifest tells of no series
            return None
        path = f"{folder}/{own}"
        return path if own and self.store.exists(path) else None


def _period(label: str) -> Period | None:
    """The period of a label; none for the whole history, and for folders of other things."""
    try:
        return parse(label)
    except UsageError:
        return None


def series_id(*identity: str) -> str:
    """The id of a series, from all that makes it one: the source, its columns, the key's id."""
    return hashlib.sha256(json.dumps(identity).encode()).hexdigest()[:N_DIGITS]
