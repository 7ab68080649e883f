"""The period of a run in the ledger: what was left there is settled, then it is claimed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from reporter import __version__
from reporter.ledger.place import here
from reporter.ledger.values import NewEdition, NewRun, PeriodKey, Purpose
from reporter.period import Period

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import ExitStack
    from datetime import datetime

    from reporter.archive.store import Store
    from reporter.config import Settings
    from reporter.ledger.holding import Hold
    from reporter.ledger.opening import Ledger
    from reporter.pipeline.values import RunRequest
    from reporter.results.facts import Scope
    from reporter.study.intake import Prepared


def claim(
    run: str,
    prepared: Prepared,
    settings: Settings,
    request: RunRequest,
    store: Store,
    *,
    clock: Callable[[], datetime],
    custody: ExitStack,
) -> tuple[Ledger, Hold]:
    """Hold the period in the ledger; from here on the run has a place in the history.

    Args:
        run: run id.
        prepared: what the run is about.
        settings: the configuration.
        request: what was asked for.
        store: where all reports are.
        clock: the present instant, aware.
        custody: gives the period back, and closes the ledger, at its end.

    Raises:
        PeriodBusyError: another run holds it, or has made it for the schedule meanwhile.
        LedgerError: the ledger cannot be used.
    """
    from reporter.ledger.holding import hold  # noqa: PLC0415 - loads SQLAlchemy
    from reporter.ledger.opening import open_ledger  # noqa: PLC0415
    from reporter.recovery import recover  # noqa: PLC0415

    ledger = custody.enter_context(open_ledger(settings.archive.ledger_url, clock()))
    recover(settings, ledger, store, clock())
    scope = prepared.history.scope
    span = scope.period
    new = NewRun(
        id=run,
        key=PeriodKey(
            report=scope.report,
            origin=prepared.series if request.source is not None else "",
            kind=span.kind,
            label=span.label,
            first_day=span.first_day,
            end_day=span.end_day,
        ),
        editions=tuple(
            NewEdition(one.settings.name, one.series, one.conditions) for one in prepared.readers
        ),
        purpose=request.purpose,
        send=request.send,
        late=request.late,
        root=store.root,
        version=__version__,
        place=here(),
        once_since=_over(scope) if request.purpose is Purpose.SCHEDULE else None,
    )
    return ledger, custody.enter_context(hold(ledger, new, clock))


def _over(scope: Scope) -> datetime:
    """The instant since which the period is over."""
    span = scope.period
    return Period(span.first_day, span.end_day, span.kind).end(ZoneInfo(scope.zone))


@contextmanager
def undone(held: Hold, store: Store, place: str) -> Iterator[None]:
    """Take the files back if the block fails; they stay where the ledger may know of them.

    Args:
        held: the period.
        store: where the files are.
        place: the run folder.
    """
    try:
        yield
    except BaseException as error:
        if held.give_back(error):
            store.delete_run(place)
        raise
