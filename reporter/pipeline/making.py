"""One run: its steps from plays to printed files, and on to the archive, the ledger and the outbox.

The period is claimed in the ledger once it is known, and held until what was made is recorded.

This module is the only one that knows the order of things. It holds no analysis of its own.
"""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from pydantic import SecretStr

from reporter.archive.manifest import (
    MANIFEST,
    Manifest,
    Outcome,
    fingerprint,
    marks,
    run_id,
    versions,
)
from reporter.archive.registry import open_store
from reporter.config import with_output
from reporter.editions.crowd import FEW, Crowd
from reporter.editions.printer import Printer
from reporter.editions.values import looks, made
from reporter.errors import LedgerError, NotThroughError, PeriodError, ReporterError
from reporter.ledger.values import Delivered, State
from reporter.period import parse
from reporter.pipeline.custody import claim, undone
from reporter.pipeline.timer import Timer
from reporter.pipeline.values import Edition, RunResult, Step
from reporter.press.cluster import reach
from reporter.press.order import MailFrom
from reporter.render.notices import all_notices
from reporter.report import Report
from reporter.results.facts import SkipDefinition
from reporter.undocumented import undocumented
from reporter.words import ENGLISH
from reporter.worker import hired

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from reporter.archive.store import Store
    from reporter.config import ReportSettings, Settings, SourceSettings
    from reporter.editions.values import Looks, Printed
    from reporter.ledger.holding import Hold
    from reporter.ledger.opening import Ledger
    from reporter.pipeline.values import RunRequest, Watcher
    from reporter.recording import Written
    from reporter.study.readers import Studied
    from reporter.worker import Worker

AHEAD = "reporter.ledger.opening", "scipy.special"
"""What loads while the engine reads; pandas does not, as the engine would find half of it."""
BEHIND = ("reporter.recording",)
"""What loads while the pages are laid out."""


def run(
    settings: Settings,
    request: RunRequest,
    *,
    clock: Callable[[], datetime],
    on_step: Watcher = lambda _: None,
    staff: Worker | None = None,
) -> RunResult:
    """Make one report, put it into its run folder, whole or not at all, and mail it if asked to.

    Args:
        settings: the configuration.
        request: what is asked for.
        clock: the present instant, aware; it stands in the manifest and nowhere else.
        on_step: is told of each step.
        staff: the worker of this run, if it has been hired already; it is dismissed.

    Raises:
        ReporterError: of the class that says what went wrong; nothing was written.
    """
    started, now = time.perf_counter(), clock()
    settings = _with_request(settings, request)
    name, asked = settings.report(request.report)
    found = looks(asked)
    if settings.render.dask is not None and len(found) > FEW:
        reach(settings.render.dask)
    store = open_store(settings.archive.files)
    store.check_writable()
    if request.send:
        _check_post(settings)
    store.sweep(now)
    job = _Job(settings, request, store, now, clock, run_id(now), Timer(on_step))
    with store.traceless(), ExitStack() as custody:
        with nullcontext(staff) if staff else hired() as worker:
            studied, printed = job.printed(worker, custody, found, asked)
            worker.dismiss()  # it ends while files are written
        manifest = job.manifest(name, studied, printed)
        files = _files(printed)
        with job.timer.step(Step.WRITE):
            place = store.write_run(files, manifest)
        with undone(studied.held, store, place), job.timer.step(Step.RECORD):
            written = _written(manifest, files, printed)
            job.record(studied, written, time.perf_counter() - started)
        delivered, notes = job.delivered(studied, written)
    report = studied.report
    editions = tuple(_edition(one, store, place) for one in printed)
    first = next(one for one in editions if one.files)
    return RunResult(
        run=manifest.run,
        report=name,
        period=manifest.span.label,
        folder=store.locate(place),
        files={**first.files, "manifest": store.locate(f"{place}/{MANIFEST}")},
        csv=first.csv,
        editions=editions,
        plays_read=report.quality.read,
        plays_in_period=_plays_in_period(report),
        seconds=time.perf_counter() - started,
        warnings=(
            *all_notices(
                {one.audience.name: one.outcome for one in editions},
                ENGLISH,
                asked=SkipDefinition(settings.skip),
            ),
            *(warning for one in printed for warning in one.warnings),
            *map(_held, (one for one in printed if one.state is State.HELD)),
            *notes,
        ),
        timings=tuple(job.timer.timings),
        delivered=delivered,
    )


@dataclass(frozen=True, slots=True)
class _Studied:
    """What was found, with what it was made from.

    Attributes:
        outcomes: what each reader gets.
        data: fingerprint of all that was read.
        series: id of the series of what all readers share.
        ledger: open as long as the period is held.
        held: the period, which is this run's until it is recorded.
    """

    outcomes: tuple[Studied, ...]
    data: str
    series: str
    ledger: Ledger
    held: Hold

    @property
    def report(self) -> Report:
        """The first reader's report that could be made."""
        return made(tuple(one.outcome for one in self.outcomes))[0]


@dataclass(frozen=True, slots=True)
class _Job:
    """One run's settings, place and clock, and the steps from plays to messages."""

    settings: Settings
    request: RunRequest
    store: Store
    now: datetime
    clock: Callable[[], datetime]
    run: str
    timer: Timer

    def printed(
        self, staff: Worker, custody: ExitStack, found: Looks, asked: ReportSettings
    ) -> tuple[_Studied, tuple[Printed, ...]]:
        """What was found, and what each reader gets of it, as the gate sees it.

        Args:
            staff: fits, draws and prints.
            custody: gives the period back at its end.
            found: how each reader's report looks.
            asked: the report's settings.
        """
        studied, printer = self._study(staff, custody, found)
        with self.timer.step(Step.DRAW):
            begun = printer.draw(studied.outcomes)
        with self.timer.step(Step.RENDER):
            _load_aside(BEHIND)
            done = printer.lay_out(begun, self._mail_from(asked.min_group_size))
        with self.timer.step(Step.EXAMINE):
            return studied, printer.examine(done, asked.min_group_size)

    def manifest(self, name: str, studied: _Studied, printed: tuple[Printed, ...]) -> Manifest:
        """What the run was made of."""
        return Manifest(
            run=self.run,
            report=name,
            span=studied.report.scope.period,
            audiences=tuple(one.audience.name for one in printed if one.files and one.folder),
            series={one.audience.name: one.series for one in printed if one.files},
            shared=studied.series,
            outcomes={one.audience.name: Outcome(one.state, one.reason) for one in printed},
            made_at=self.now,
            configuration=fingerprint(self.settings.model_dump_json()),
            data=studied.data,
            seed=self.settings.seed,
            versions=versions(),
        )

    def record(self, studied: _Studied, written: Written, seconds: float) -> None:
        """Tell the ledger what was written, and what is to be sent."""
        from reporter.recording import finished  # noqa: PLC0415 - loads SQLAlchemy

        send = self.request.send
        studied.held.finish(finished(written, self.settings, send=send, seconds=seconds))

    def delivered(self, studied: _Studied, written: Written) -> tuple[Delivered, tuple[str, ...]]:
        """Send what is to be sent; how it went, and what to say of what was not."""
        if not self.request.send:
            return Delivered.NONE, ()
        from reporter.delivery.office import open_post  # noqa: PLC0415 - only mail needs it
        from reporter.pipeline.posted import deliver, notes  # noqa: PLC0415
        from reporter.recording import unwanted  # noqa: PLC0415

        ledger = studied.ledger
        try:
            with (
                self.timer.step(Step.DELIVER),
                open_post(self.settings, ledger, self.store, self.clock) as post,
            ):
                went = deliver(post, ledger, self.run)
                left_out = unwanted(written, self.settings)
                return went, tuple(notes(ledger, self.run, left_out.items()))
        except ReporterError as error:  # the report stands, and what is queued goes out later
            lost = isinstance(error, LedgerError)
            said = ENGLISH("send.broken", reason=str(error))
            return Delivered.UNKNOWN if lost else Delivered.FAILED, (said,)

    def _mail_from(self, least: int) -> MailFrom:
        owners, sender = self.settings.owner.mail, self.settings.delivery.sender
        return MailFrom(owner=owners[0] if owners else sender, least=least)

    def _study(
        self, staff: Worker, custody: ExitStack, found: Looks
    ) -> tuple[_Studied, Printer | Crowd]:
        """Read, prepare and analyse; what needs no skip model is drawn while that is fitted.

        The engine's libraries are loaded here while the worker loads its own.

        Args:
            staff: fits and draws.
            custody: gives the period back at its end.
            found: how each reader's report looks.

        Returns:
            What was found, and the printer, which is drawing already.
        """
        from reporter.engine.connection import connect  # noqa: PLC0415 - loads Ibis
        from reporter.study import findings, intake  # noqa: PLC0415

        settings, request, timer = self.settings, self.request, self.timer
        database = settings.source.url
        with connect(settings.engine, database.get_secret_value() if database else None) as engine:
            with timer.step(Step.READ):
                _load_aside(AHEAD)
                taken = intake.read(settings, engine, self.store, self.now)
            printer = self._printer(staff, found)
            with timer.step(Step.PREPARE), self._whole():
                prepared = intake.prepare(
                    settings,
                    engine,
                    taken,
                    self.store,
                    report=request.report,
                    period=request.period,
                )
                scope = prepared.history.scope
                if request.whole and scope.data_through < scope.period.end_day:
                    raise _not_through(scope.period.label)
            with timer.step(Step.CLAIM):
                ledger, held = claim(
                    self.run,
                    prepared,
                    settings,
                    request,
                    self.store,
                    clock=self.clock,
                    custody=custody,
                )
            timer.tell(held.step)
            with timer.step(Step.ANALYSE):
                outcomes = findings.analyse(
                    prepared,
                    staff,
                    audit=request.audit,
                    on_early=printer.draw_early,
                    on_late=printer.draw_late,
                )
        studied = _Studied(outcomes, taken.fingerprint, prepared.series, ledger, held)
        return studied, printer

    def _printer(self, staff: Worker, found: Looks) -> Printer | Crowd:
        """Whoever prints so many editions."""
        label = _asked(self.request.period)
        if len(found) > FEW:
            return Crowd(staff, found, self.settings.render, label)
        return Printer(staff, found, label)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Where a whole period is wanted, one that the data do not reach yet is to wait for."""
        try:
            yield
        except PeriodError as error:
            if self.request.whole:
                raise _not_through(self.request.period) from error
            raise


def _load_aside(modules: tuple[str, ...]) -> None:
    """Load what is needed later, while this thread waits for the engine or a worker."""
    Thread(target=_load, args=modules).start()


def _load(*modules: str) -> None:
    with undocumented():
        for module in modules:
            import_module(module)


def _with_request(settings: Settings, request: RunRequest) -> Settings:
    """The settings with what the command line replaces in them."""
    update: dict[str, object] = {}
    if request.source is not None:
        update["source"] = _source(settings.source, request.source)
    return with_output(settings.model_copy(update=update), request.output)


def _source(configured: SourceSettings, given: str) -> SourceSettings:
    """The source of the command line: a path, or a database with `#table` behind its URL."""
    place, _, table = given.partition("#")
    named: dict[str, object] = {"path": given, "url": None, "table": None}
    if "://" in given and table:
        named = {"path": None, "url": SecretStr(place), "table": table}
    return configured.model_copy(update={**named, "query": None, "kind": "auto", "columns": {}})


def _check_post(settings: Settings) -> None:
    """Make sure, before any work, that there is a way to send."""
    from reporter.delivery.office import check_post  # noqa: PLC0415 - only mail needs it

    check_post(settings)


def _asked(period: str) -> str | None:
    """The label of the period that was asked for; none where the data choose it."""
    return None if period.strip().lower() in {"latest", "all"} else parse(period).label


def _not_through(period: str) -> NotThroughError:
    msg = f"the data of {period} are not through yet"
    return NotThroughError(msg, hint="wait for its last day, or make it of what is there")


def _files(printed: tuple[Printed, ...]) -> dict[str, bytes]:
    """All files by their path inside the run folder."""
    return {path: content for one in printed for path, content in one.placed.items()}


def _written(manifest: Manifest, files: dict[str, bytes], printed: tuple[Printed, ...]) -> Written:
    from reporter.recording import Written  # noqa: PLC0415 - loads SQLAlchemy

    own = manifest.to_json(marks(files))
    return Written(
        manifest=manifest,
        marks=marks({**files, MANIFEST: own}),
        reports={
            one.audience.name: one.outcome for one in printed if isinstance(one.outcome, Report)
        },
        subjects={one.audience.name: one.subject for one in printed},
    )


def _edition(printed: Printed, store: Store, place: str) -> Edition:
    """Where the files of an audience are, once they are written."""

    def located(path: str) -> str:
        return store.locate(f"{place}/{printed.folder}{path}")

    tables = (path for path in printed.files if path.startswith("csv/"))
    return Edition(
        audience=printed.audience,
        series=printed.series,
        outcome=printed.outcome,
        state=printed.state,
        reason=printed.reason,
        files={
            kind: located(f"report.{kind}")
            for kind in ("pdf", "html", "json")
            if f"report.{kind}" in printed.files
        },
        csv={Path(path).stem: located(path) for path in tables},
    )


def _held(one: Printed) -> str:
    return ENGLISH("console.held", audience=one.audience.name, reason=one.reason)


def _plays_in_period(report: Report) -> int:
    plays = report.overview.tiles[0].now
    return round(plays.value) if plays else 0
