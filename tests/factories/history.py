"""Archives with small runs, written by the store and recorded in the ledger as a run does it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from reporter.archive.manifest import MANIFEST, mark
from reporter.ledger.place import here
from reporter.ledger.values import (
    Channel,
    Finished,
    NewDelivery,
    NewEdition,
    NewRun,
    Purpose,
    State,
    StoredFile,
)
from tests.factories.kept import FILES, make_manifest
from tests.factories.ledger import NOW, make_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporter.history.archive import Archive
    from reporter.ledger.values import PeriodKey, Run


def make_id(number: int) -> str:
    """A run id; a greater number is a newer run."""
    return f"20241216T{number // 60:02d}{number % 60:02d}00Z-4f3a"


def keep(
    archive: Archive,
    number: int = 0,
    *,
    key: PeriodKey | None = None,
    files: Mapping[str, bytes] = FILES,
    audiences: tuple[str, ...] = (),
    to: tuple[str, ...] = (),
    state: State = State.COMPLETE,
) -> Run:
    """Write a run, and record it.

    Args:
        archive: where.
        number: in order of time.
        key: its period; a week of 2024, so many after the fiftieth as its number, by default.
        files: without the manifest.
        audiences: those with a folder; none for one of everybody.
        to: who is to get it by mail.
        state: of its editions.
    """
    name, key, names = make_id(number), key or make_key(number), audiences or ("all",)
    at = NOW + timedelta(minutes=number)
    archive.ledger.runs.claim(
        NewRun(
            id=name,
            key=key,
            editions=tuple(NewEdition(one, f"series of {one}") for one in names),
            purpose=Purpose.DEMAND,
            send=bool(to),
            late=False,
            root=archive.store.root,
            version="1.2.3",
            place=here(),
        ),
        at,
    )
    series = {one: f"series of {one}" for one in names}
    manifest = make_manifest(key.label, name, report=key.report, audiences=audiences, series=series)
    folder = archive.store.write_run(files, manifest)
    written = {path: archive.store.read(f"{folder}/{path}") for path in (*files, MANIFEST)}
    archive.ledger.runs.finish(
        name,
        Finished(
            folder=folder,
            files=tuple(
                StoredFile(path, *mark(content)) for path, content in sorted(written.items())
            ),
            states=dict.fromkeys(names, state),
            reasons={} if state is State.COMPLETE else dict.fromkeys(names, "it is broken"),
            deliveries=tuple(NewDelivery(names[0], one, Channel.MAIL, "Skips rose") for one in to),
            plays_read=10,
            plays_in_period=4,
            seconds=1.5,
        ),
        at,
    )
    return archive.ledger.runs.get(name)


def quiet(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""
