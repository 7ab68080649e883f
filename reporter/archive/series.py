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

from reporter.archive.manifest import MANIFEST, mark, read_manifest
from reporter.errors import ArchiveError, SourceError, UsageError
from reporter.period import parse
from reporter.report import Report, from_json

if TYPE_CHECKING:
    from reporter.archive.manifest import Mark
    from reporter.archive.store import Store
    from reporter.period import Period

REPORT_FILE = "report.json"
N_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Earlier:
    """A report of an earlier period.

    Attributes:
        report: what it says.
        folder: of the run that made it.
    """

    report: Report
    folder: str


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

    def before(self, period: Period) -> Earlier | None:
        """The report of the latest earlier period of the same kind.

        One that another version of this program made, and this one cannot read, counts as none.
        """
        for folder in self._earlier(period):
            found = self._file(folder, REPORT_FILE)
            if found is None:
                continue
            path, _ = found
            try:
                return Earlier(from_json(self.store.read(path).decode()), folder)
            except (SourceError, UnicodeDecodeError):
                return None
        return None

    def newest(self, label: str) -> str | None:
        """Folder of the newest run of a period that has the series; none where there is none."""
        folders = (
            one for one in self.store.runs(self.report) if PurePosixPath(one).parts[1] == label
        )
        return next(
            (one for one in sorted(folders, reverse=True) if self._file(one, REPORT_FILE)), None
        )

    def content(self, folder: str, name: str) -> bytes | None:
        """A file of the series in a run, as it was written; none where it is lost or not that."""
        found = self._file(folder, name)
        if found is None:
            return None
        path, known = found
        content = self.store.read(path)
        return content if mark(content) == known else None

    def _earlier(self, period: Period) -> list[str]:
        """Run folders of earlier periods, newest first: their paths tell, no file is read."""
        found = []
        for folder in self.store.runs(self.report):
            _, label, run = PurePosixPath(folder).parts
            other = _period(label)
            if other and other.kind is period.kind and other.end_day <= period.first_day:
                found.append((other.first_day, run, folder))
        return [folder for *_, folder in sorted(found, reverse=True)]

    def _file(self, folder: str, name: str) -> tuple[str, Mark | None] | None:
        """Path and mark of a file of the series in a run; none where the run has none."""
        content = self.store.read(f"{folder}/{MANIFEST}")
        try:
            kept = read_manifest(content)
        except ArchiveError:  # a damaged manifest tells of no series
            return None
        own = kept.manifest.path(self.id, name)
        path = f"{folder}/{own}"
        return (path, kept.files.get(own)) if own and self.store.exists(path) else None


def _period(label: str) -> Period | None:
    """The period of a label; none for the whole history, and for folders of other things."""
    try:
        return parse(label)
    except UsageError:
        return None


def series_id(*identity: str) -> str:
    """The id of a series, from all that makes it one: the source, its columns, the key's id."""
    return hashlib.sha256(json.dumps(identity).encode()).hexdigest()[:N_DIGITS]
