"""What a killed run left: if its files stand in the archive it is recorded, else it is given up.

Every start looks here first. Nothing is made again by this: a schedule that misses its report sees
that its period is still to be made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.archive.manifest import MANIFEST, mark, read_manifest
from reporter.delivery.stored import MAIL_FILE
from reporter.delivery.stored import from_json as read_mail
from reporter.errors import ArchiveError, PeriodBusyError, SourceError
from reporter.ledger.values import Event, State
from reporter.recording import Written, finished
from reporter.report import from_json
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from datetime import datetime

    from reporter.archive.manifest import Manifest
    from reporter.archive.store import Store
    from reporter.config import Settings
    from reporter.ledger.opening import Ledger
    from reporter.ledger.values import Run

RECOVERED, GIVEN_UP = "run_recovered", "run_given_up"


def recover(settings: Settings, ledger: Ledger, store: Store, now: datetime) -> None:
    """Settle the runs whose process is gone.

    Args:
        settings: who gets which report.
        ledger: the ledger.
        store: where the reports are.
        now: the clock, aware.
    """
    for run in ledger.runs.stale(now):
        folder = f"{run.key.report}/{run.key.label}/{run.id}"
        if run.root == store.root and store.exists(f"{folder}/{MANIFEST}"):
            _settle(settings, ledger, store, run, folder, now)
        else:
            _give_up(ledger, run, ENGLISH("recovery.ended"), now)


def _settle(
    settings: Settings, ledger: Ledger, store: Store, run: Run, folder: str, now: datetime
) -> None:
    """Record it; where its files cannot be read it is given up, so that it stops nobody else."""
    try:
        written = read(store, folder)
    except (ArchiveError, SourceError) as error:
        reason = ENGLISH("recovery.unreadable", reason=error.what)
        _give_up(ledger, run, reason, now)
    else:
        _record(settings, ledger, run, written, now)


def _give_up(ledger: Ledger, run: Run, reason: str, now: datetime) -> None:
    if ledger.runs.end(run.id, State.INTERRUPTED, reason, now):
        _note(ledger, run, GIVEN_UP, now)


def _record(settings: Settings, ledger: Ledger, run: Run, written: Written, now: datetime) -> None:
    seconds = sum(step.seconds for step in ledger.runs.steps(run.id))
    try:
        ledger.runs.finish(run.id, finished(written, settings, send=run.send, seconds=seconds), now)
    except PeriodBusyError:  # another process was faster
        return
    _note(ledger, run, RECOVERED, now)


def read(store: Store, folder: str) -> Written:
    """A run as it stands in the archive.

    Raises:
        ArchiveError: a file of it cannot be read.
    """
    content = store.read(f"{folder}/{MANIFEST}")
    found = read_manifest(content)
    reports, subjects = {}, {}
    for name in found.manifest.outcomes:
        own = place(found.manifest, name)
        if f"{own}report.json" in found.files:
            reports[name] = from_json(store.read(f"{folder}/{own}report.json").decode())
            subjects[name] = read_mail(store.read(f"{folder}/{own}{MAIL_FILE}")).subject
    if not reports:
        msg = f"the run in {folder} has no report"
        raise ArchiveError(msg)
    marks = {**found.files, MANIFEST: mark(content)}
    return Written(found.manifest, marks, reports, subjects)


def place(manifest: Manifest, audience: str) -> str:
    """Where the files of an audience are inside the run folder."""
    return f"{audience}/" if audience in manifest.audiences else ""


def _note(ledger: Ledger, run: Run, kind: str, now: datetime) -> None:
    text = ENGLISH(f"recovery.{kind}", run=run.id)
    ledger.watch.note(Event(now, kind, run.key.report, run.key.label, text))
