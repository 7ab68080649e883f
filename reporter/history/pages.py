"""Where the pages of a kept report are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.errors import ArchiveError, UsageError
from reporter.history.compare import check_audience

if TYPE_CHECKING:
    from reporter.history.archive import Archive
    from reporter.ledger.values import Run


def page(archive: Archive, run: Run, audience: str | None, *, html: bool) -> str:
    """The path or URL of a report's PDF or HTML.

    Args:
        archive: the ledger and the files.
        run: a run with files.
        audience: whose report; none for the first one.
        html: the HTML rather than the PDF.

    Raises:
        UsageError: the run has no report of that audience.
        ArchiveError: the file is gone.
    """
    homes = archive.homes(run)
    if audience is not None:
        check_audience(run, tuple(homes), audience)
    if not homes:
        msg = f"run {run.id} has no report"
        raise UsageError(msg, hint=f"`reporter history show {run.id}` says why")
    store = archive.store_of(run)
    home = homes[audience] if audience is not None else next(iter(homes.values()))
    path = f"{run.folder}/{home}report.{'html' if html else 'pdf'}"
    if not store.exists(path):
        msg = f"{store.locate(path)} is gone"
        raise ArchiveError(msg, hint=f"`reporter history verify {run.id}` says what else is")
    return store.locate(path)
