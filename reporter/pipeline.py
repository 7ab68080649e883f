"""One run: read -> prepare -> claim -> analyse -> draw -> render -> write -> record, each timed.

The period is claimed in the ledger once it is known, and held until what was made is recorded.

This module is the only one that knows the order of things. It holds no analysis of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from reporter import __version__
from reporter.archive.manifest import (
    MANIFEST,
    Manifest,
    fingerprint,
    marks,
    run_id,
    versions,
)
from reporter.archive.registry import open_store
from reporter.config import with_output
from reporter.editions import PRESS, Printer, looks, made
from reporter.errors import NotThroughError, PeriodError, ReporterError
from reporter.ledger.place import here
from reporter.ledger.values import (
    Finished,
    NewEdition,
    NewRun,
    PeriodKey,
    Purpose,
    State,
    StoredFile,
)
from reporter.render.notices import all_notices
from reporter.results.facts import SkipDefinition
from reporter.study.following import followed
from reporter.words import ENGLISH
from reporter.worker import worker

if TYPE_CHECKING:
    from datetime import datetime

    from reporter.archive.store import Store
    from reporter.config import AudienceSettings, Settings
    from reporter.editions import Looks, Printed
    from reporter.ledger.holding import Hold
    from reporter.report import Report
    from reporter.study.intake import Prepared
    from reporter.study.readers import Studied

MODELS = "reporter.study.models"
"""What the worker that fits has to load."""


class Step(StrEnum):
    """The steps of a run, in order."""

    READ = "read"
    PREPARE = "prepare"
    CLAIM = "claim"
    ANALYSE = "analyse"
    DRAW = "draw"
    RENDER = "render"
    WRITE = "write"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class StepEvent:
    """A step begins (`seconds` is none) or is done."""

    step: Step
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What is asked for.

    Attributes:
        report: name of the report in the configuration; none for the first one.
        source: path or URL that replaces the configured source; the run is then ad hoc.
        period: `latest`, `all`, or what `reporter.period.parse` reads.
        output: folder that replaces `archive.files`.
        audit: look for leaks in the skip model, which takes up to a minute longer.
        purpose: why it is made, for the ledger.
        whole: refuse a period whose data are not through yet.
        late: the period waited for its data.
    """

    report: str | None = None
    source: str | None = None
    period: str = "latest"
    output: Path | None = None
    audit: bool = False
    purpose: Purpose = Purpose.DEMAND
    whole: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Edition:
    """What one audience gets.

    Attributes:
        audience: for whom.
        series: id of the series of the audience's reports.
        outcome: the report, or why there is none for this audience alone.
        files: `pdf`, `html`, `json` -> path or URL; empty where there is no report.
        csv: table name -> path or URL.
    """

    audience: AudienceSettings
    series: str
    outcome: Report | ReporterError
    files: Mapping[str, str]
    csv: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run made.

    Attributes:
        run: run id.
        report: name of the report.
        period: label of the period.
        folder: the run folder, as a path or a URL.
        files: `pdf`, `html`, `json`, `manifest` -> path or URL; those of the first audience that
            has a report.
        csv: table name -> path or URL; of the same audience.
        editions: what each audience gets, in the order of the configuration; one of everybody
            where none is configured.
        plays_read: rows read.
        plays_in_period: music plays in the period.
        seconds: wall time of the whole run.
        warnings: sentences about what the reader should know.
        timings: wall seconds of each step, in order.
    """

    run: str
    report: str
    period: str
    folder: str
    files: Mapping[str, str]
    csv: Mapping[str, str]
    editions: tuple[Edition, ...]
    plays_read: int
    plays_in_period: int
    seconds: float
    warnings: tuple[str, ...]
    timings: tuple[tuple[Step, float], ...]


Watcher = Callable[[StepEvent], None]
"""Is told of each step as it begins and ends."""


class _Timer:
    """Times the steps and tells the watcher, and the ledger once it is open."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self.timings: list[tuple[Step, float]] = []
        self.recorder: Callable[[str, float], None] = lambda *_: None

    @contextmanager
    def step(self, step: Step) -> Iterator[None]:
        self._watcher(StepEvent(step))
        start = time.perf_counter()
        yield
        seconds = time.perf_counter() - start
        self.timings.append((step, seconds))
        self.recorder(step, seconds)
        self._watcher(StepEvent(step, seconds))


def run(
    settings: Settings,
    request: RunRequest,
    *,
    clock: Callable[[], datetime],
    on_step: Watcher = lambda _: None,
) -> RunResult:
    """Make one report and put it into its run folder, whole or not at all.

    Args:
        settings: the configuration.
        request: what is asked for.
        clock: the present instant, aware; it stands in the manifest and nowhere else.
        on_step: is told of each step.

    Raises:
        ReporterError: of the class that says what went wrong; nothing was written.
    """
    started, now = time.perf_counter(), clock()
    settings = _with_request(settings, request)
    name, asked = settings.report(request.report)
    found = looks(asked)
    store = open_store(settings.archive.files)
    store.check_writable()
    store.sweep(now)
    job = _Job(settings, request, store, now, clock, run_id(now), _Timer(on_step))
    with store.traceless(), ExitStack() as custody:
        studied, printed = job.printed(custody, found)
        manifest = job.manifest(name, studied, printed)
        files = _files(printed)
        with job.timer.step(Step.WRITE):
            place = store.write_run(files, manifest)
        with _undone(studied.held, store, place), job.timer.step(Step.RECORD):
            seconds = time.perf_counter() - started
            studied.held.finish(job.finished(studied, manifest, printed, place, seconds))
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
        warnings=all_notices(
            {one.audience.name: one.outcome for one in editions},
            ENGLISH,
            asked=SkipDefinition(settings.skip),
        ),
        timings=tuple(job.timer.timings),
    )


@dataclass(frozen=True, slots=True)
class _Studied:
    """What was found, with what it was made from.

    Attributes:
        outcomes: what each reader gets.
        data: fingerprint of all that was read.
        series: id of the series of what all readers share.
        held: the period, which is this run's until it is recorded.
    """

    outcomes: tuple[Studied, ...]
    data: str
    series: str
    held: Hold

    @property
    def report(self) -> Report:
        """The first reader's report that could be made."""
        return made(tuple(one.outcome for one in self.outcomes))[0]


@dataclass(frozen=True, slots=True)
class _Job:
    """One run's settings, place and clock, and the steps from plays to files."""

    settings: Settings
    request: RunRequest
    store: Store
    now: datetime
    clock: Callable[[], datetime]
    run: str
    timer: _Timer

    def printed(self, custody: ExitStack, found: Looks) -> tuple[_Studied, tuple[Printed, ...]]:
        """What was found, and what each reader gets of it.

        Args:
            custody: gives the period back at its end.
            found: how each reader's report looks.
        """
        with ExitStack() as workers:
            studied, printer = self._study(workers, custody, found)
            with self.timer.step(Step.DRAW):
                begun = printer.draw(studied.outcomes)
            with self.timer.step(Step.RENDER):
                return studied, printer.lay_out(begun)

    def manifest(self, name: str, studied: _Studied, printed: tuple[Printed, ...]) -> Manifest:
        """What the run was made of."""
        return Manifest(
            run=self.run,
            report=name,
            span=studied.report.scope.period,
            audiences=tuple(one.audience.name for one in printed if one.files and one.folder),
            series={one.audience.name: one.series for one in printed if one.files},
            shared=studied.series,
            made_at=self.now,
            configuration=fingerprint(self.settings.model_dump_json()),
            data=studied.data,
            seed=self.settings.seed,
            versions=versions(),
        )

    def finished(
        self,
        studied: _Studied,
        manifest: Manifest,
        printed: tuple[Printed, ...],
        place: str,
        seconds: float,
    ) -> Finished:
        """What the ledger keeps of a run that was written."""
        files = _files(printed)
        listed = {**files, MANIFEST: manifest.to_json(marks(files))}
        return Finished(
            folder=place,
            files=tuple(StoredFile(path, *mark) for path, mark in sorted(marks(listed).items())),
            states={
                one.audience.name: State.COMPLETE if one.files else State.FAILED for one in printed
            },
            reasons={
                one.audience.name: str(one.outcome)
                for one in printed
                if isinstance(one.outcome, ReporterError)
            },
            follow_ups=tuple(followed(studied.report, studied.series)),
            plays_read=studied.report.quality.read,
            plays_in_period=_plays_in_period(studied.report),
            seconds=seconds,
        )

    def _study(
        self, workers: ExitStack, custody: ExitStack, found: Looks
    ) -> tuple[_Studied, Printer]:
        """Read, prepare and analyse; what needs no skip model is drawn while that is fitted.

        The engine's libraries are loaded here while one worker loads those of the models. The
        other one starts after the reading, which all three would slow down on two cores.

        Args:
            workers: ends the workers with the run.
            custody: gives the period back at its end.
            found: how each reader's report looks.

        Returns:
            What was found, and the printer, which is drawing already.
        """
        models = workers.enter_context(worker(MODELS))
        from reporter.engine import connect  # noqa: PLC0415 - loads Ibis
        from reporter.study import findings, intake  # noqa: PLC0415

        settings, request, timer = self.settings, self.request, self.timer
        with connect(settings.engine) as engine:
            with timer.step(Step.READ):
                taken = intake.read(settings, engine, self.store, self.now)
            printer = Printer(workers.enter_context(worker(PRESS)), found)
            with timer.step(Step.PREPARE), self._whole():
                prepared = intake.prepare(
                    settings,
                    engine,
                    taken,
                    self.store,
                    report=request.report,
                    period=request.period,
                )
            with timer.step(Step.CLAIM):
                held = self._claim(prepared, custody)
            with timer.step(Step.ANALYSE):
                outcomes = findings.analyse(
                    prepared, models, audit=request.audit, on_early=printer.draw_early
                )
        return _Studied(outcomes, taken.fingerprint, prepared.series, held), printer

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Where a whole period is wanted, one that the data do not reach yet is to wait for."""
        try:
            yield
        except PeriodError as error:
            if self.request.whole:
                raise _not_through(self.request.period) from error
            raise

    def _claim(self, prepared: Prepared, custody: ExitStack) -> Hold:
        """Hold the period in the ledger; from here on the run has a place in the history."""
        from reporter.ledger.holding import hold  # noqa: PLC0415
        from reporter.ledger.opening import open_ledger  # noqa: PLC0415 - loads SQLAlchemy

        scope = prepared.history.scope
        span = scope.period
        if self.request.whole and scope.data_through < span.end_day:
            raise _not_through(span.label)
        ledger = custody.enter_context(open_ledger(self.settings.archive.ledger_url, self.now))
        origin = prepared.series if self.request.source is not None else ""
        new = NewRun(
            id=self.run,
            key=PeriodKey(
                scope.report, origin, span.kind, span.label, span.first_day, span.end_day
            ),
            editions=tuple(
                NewEdition(one.settings.name, one.series, one.conditions)
                for one in prepared.readers
            ),
            purpose=self.request.purpose,
            send=False,
            late=self.request.late,
            root=self.store.root,
            version=__version__,
            place=here(),
        )
        held = custody.enter_context(hold(ledger, new, self.clock))
        for step, seconds in self.timer.timings:
            held.step(step, seconds)
        self.timer.recorder = held.step
        return held


def _with_request(settings: Settings, request: RunRequest) -> Settings:
    """The settings with what the command line replaces in them."""
    update: dict[str, object] = {}
    if request.source is not None:
        source = {"path": request.source, "kind": "auto", "columns": {}}
        update["source"] = settings.source.model_copy(update=source)
    return with_output(settings.model_copy(update=update), request.output)


@contextmanager
def _undone(held: Hold, store: Store, place: str) -> Iterator[None]:
    """Take the files back if the block fails; they stay where the ledger may know of them."""
    try:
        yield
    except BaseException as error:
        if held.give_back(error):
            store.delete_run(place)
        raise


def _not_through(period: str) -> NotThroughError:
    msg = f"the data of {period} are not through yet"
    return NotThroughError(msg, hint="wait for its last day, or make it of what is there")


def _files(printed: tuple[Printed, ...]) -> dict[str, bytes]:
    """All files by their path inside the run folder."""
    return {path: content for one in printed for path, content in one.placed.items()}


def _edition(printed: Printed, store: Store, place: str) -> Edition:
    """Where the files of an audience are, once they are written."""

    def located(path: str) -> str:
        return store.locate(f"{place}/{printed.folder}{path}")

    tables = (path for path in printed.files if path.startswith("csv/"))
    return Edition(
        audience=printed.audience,
        series=printed.series,
        outcome=printed.outcome,
        files={
            kind: located(f"report.{kind}")
            for kind in ("pdf", "html", "json")
            if f"report.{kind}" in printed.files
        },
        csv={Path(path).stem: located(path) for path in tables},
    )


def _plays_in_period(report: Report) -> int:
    plays = report.overview.tiles[0].now
    return round(plays.value) if plays else 0
