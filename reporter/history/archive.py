"""The ledger and the report files together, and the finding of a run in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reporter.archive.manifest import MANIFEST, read_manifest
from reporter.archive.registry import open_store
from reporter.errors import UsageError
from reporter.ledger.values import State
from reporter.period import PeriodKind, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    from reporter.archive.store import Store
    from reporter.ledger.opening import Ledger
    from reporter.ledger.values import Run

    Advance: TypeAlias = Callable[[int, int], None]
    """Told how many runs are done, and of how many."""

LATEST, ALL = "latest", "all"
MADE = (State.COMPLETE, State.HELD)
LIST = "`reporter history` lists those that there are"


@dataclass(frozen=True, slots=True)
class Archive:
    """All that is known of reports.

    Attributes:
        ledger: the runs.
        store: the configured place of their files.
    """

    ledger: Ledger
    store: Store

    def store_of(self, run: Run) -> Store:
        """Where the files of a run are.

        A restored backup stands elsewhere than its runs remember, so that the configured place
        comes first; a run with `--output` may share its ledger with others, and lies where it was
        written. The configured place is also named for files that are nowhere.
        """
        manifest = f"{run.folder}/{MANIFEST}"
        if run.root == self.store.root or self.store.exists(manifest):
            return self.store
        other = open_store(run.root)
        return other if other.exists(manifest) else self.store

    def with_files(self) -> tuple[Run, ...]:
        """The runs that have files, the newest first."""
        return self.ledger.runs.list(limit=None, made=True)

    def find(self, name: str, report: str) -> Run:
        """A run that has files.

        Args:
            name: its id, or the beginning of it; `latest` for the newest of all; or the label of
                a period, or `all`, for the newest run of that period.
            report: of which report, where a period is named.

        Raises:
            UsageError: there is none, or more than one.
        """
        if name.strip().lower() == LATEST:
            found = self.ledger.runs.list(limit=1, made=True)
            if not found:
                msg = "the archive has no report yet"
                raise UsageError(msg, hint="`reporter run` makes the first")
            return found[0]
        run = self.look_up(name, report)
        if not run.folder:
            msg = f"run {run.id} left no files: it is {run.state}"
            raise UsageError(msg, hint=LIST)
        if run.pruned:
            msg = f"the files of run {run.id} were removed by `reporter history prune`"
            raise UsageError(msg, hint=LIST)
        return run

    def look_up(self, name: str, report: str) -> Run:
        """A run, whatever became of it, by the same names; `latest` is the newest of all.

        Raises:
            UsageError: there is none, or more than one.
        """
        label = _label(name)
        return self.ledger.runs.get(name) if label is None else self._of_period(label, report)

    def homes(self, run: Run) -> Mapping[str, str]:
        """Audience -> where its files are inside the run folder: nothing, or `leadership/`.

        Raises:
            ArchiveError: the manifest is gone or damaged.
        """
        kept = read_manifest(self.store_of(run).read(f"{run.folder}/{MANIFEST}"))
        own = kept.manifest.audiences
        return {name: f"{name}/" if name in own else "" for name in kept.manifest.series}

    def _of_period(self, label: str, report: str) -> Run:
        every = self.ledger.runs.list(report=report, limit=None, made=True)
        found = [run for run in every if run.state in MADE and label in _labels(run)]
        own = [run for run in found if not run.key.origin] or found
        if not own:
            msg = f"the archive has no {report} report of {label}"
            raise UsageError(msg, hint=f"{LIST}; --report names another report")
        if len({run.key.origin for run in own}) > 1:
            msg = f"there are {report} reports of {label} on several sources"
            raise UsageError(msg, hint="give the id of a run, which `reporter history` lists")
        return own[0]


def _label(name: str) -> str | None:
    """The label that a period has; none if it is no period, as the id of a run."""
    if name.strip().lower() == ALL:
        return ALL
    try:
        return parse(name).label
    except UsageError:
        return None


def _labels(run: Run) -> tuple[str, ...]:
    """What a run's period may be called."""
    return (run.key.label, ALL) if run.key.kind is PeriodKind.ALL else (run.key.label,)
