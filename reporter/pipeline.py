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
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from reporter import __version__
from reporter.archive.folder import check_writable, remove_run, sweep, traceless, write_run
from reporter.archive.manifest import MANIFEST, Manifest, fingerprint, run_id, versions
from reporter.config import with_output
from reporter.errors import NotThroughError, PeriodError
from reporter.ledger.place import here
from reporter.ledger.values import (
    EVERYBODY,
    Finished,
    NewEdition,
    NewRun,
    PeriodKey,
    Purpose,
    State,
    StoredFile,
)
from reporter.render import csv
from reporter.render.notices import notices
from reporter.report import Report, to_json
from reporter.results.facts import SkipDefinition
from reporter.study.following import followed
from reporter.tables import tables
from reporter.words import ENGLISH
from reporter.worker import Job, Worker, worker

if TYPE_CHECKING:
    from concurrent.futures import Future
    from datetime import datetime

    from reporter.config import Settings
    from reporter.figures.chart import Chart
    from reporter.ledger.holding import Hold
    from reporter.study.intake import Prepared

    Charts = tuple[Chart, ...]

PRESS, MODELS = "reporter.press", "reporter.study.models"
"""What each of the two workers loads."""

DRAW_EARLY: Job[[Report], Charts] = Job(PRESS, "draw_early")
DRAW_LATE: Job[[Report], Charts] = Job(PRESS, "draw_late")
LAY_OUT: Job[[Report, Charts], Mapping[str, bytes]] = Job(PRESS, "lay_out")


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
class RunResult:
    """What a run made.

    Attributes:
        run: run id.
        report: name of the report.
        period: label of the period.
        folder: the run folder.
        files: `pdf`, `html`, `json`, `manifest` -> path.
        csv: table name -> path.
        plays_read: rows read.
        plays_in_period: music plays in the period.
        seconds: wall time of the whole run.
        warnings: sentences about what the reader should know.
        timings: wall seconds of each step, in order.
    """

    run: str
    report: str
    period: str
    folder: Path
    files: Mapping[str, Path]
    csv: Mapping[str, Path]
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
    name, _ = settings.report(request.report)
    root = Path(settings.archive.files)
    check_writable(root)
    sweep(root, now)
    job = _Job(settings, request, root, now, clock, run_id(now), _Timer(on_step))
    with traceless(root), ExitStack() as custody:
        studied, files = job.printed(custody)
        manifest = job.manifest(name, studied)
        with job.timer.step(Step.WRITE):
            place = write_run(root, files, manifest)
        with _undone(studied.held, place), job.timer.step(Step.RECORD):
            seconds = time.perf_counter() - started
            studied.held.finish(job.finished(studied, manifest, files, place, seconds))
    report = studied.report
    return RunResult(
        run=manifest.run,
        report=name,
        period=manifest.span.label,
        folder=place,
        files={
            "pdf": place / "report.pdf",
            "html": place / "report.html",
            "json": place / "report.json",
            "manifest": place / MANIFEST,
        },
        csv={Path(path).stem: place / path for path in files if path.startswith("csv/")},
        plays_read=report.quality.read,
        plays_in_period=_plays_in_period(report),
        seconds=time.perf_counter() - started,
        warnings=notices(report, ENGLISH, asked=SkipDefinition(settings.skip)),
        timings=tuple(job.timer.timings),
    )


@dataclass(frozen=True, slots=True)
class _Studied:
    """A report with what it was made from.

    Attributes:
        report: what was found.
        data: fingerprint of all that was read.
        series: id of the series that the report belongs to.
        held: the period, which is this run's until it is recorded.
    """

    report: Report
    data: str
    series: str
    held: Hold


@dataclass(frozen=True, slots=True)
class _Job:
    """One run's settings, place and clock, and the steps from plays to files."""

    settings: Settings
    request: RunRequest
    root: Path
    now: datetime
    clock: Callable[[], datetime]
    run: str
    timer: _Timer

    def printed(self, custody: ExitStack) -> tuple[_Studied, dict[str, bytes]]:
        """The report, and its files by their path inside the run folder.

        Args:
            custody: gives the period back at its end.
        """
        with ExitStack() as workers:
            studied, press, early = self._study(workers, custody)
            report = studied.report
            with self.timer.step(Step.DRAW):
                late = press.ask(DRAW_LATE, report)
                files = _tables(report)
                charts = tuple(chart for some in (*early, late) for chart in some.result())
            with self.timer.step(Step.RENDER):
                pages = press.ask(LAY_OUT, report, charts).result()
        return studied, {**files, **pages}

    def manifest(self, name: str, studied: _Studied) -> Manifest:
        """What the run was made of."""
        return Manifest(
            run=self.run,
            report=name,
            span=studied.report.scope.period,
            series=studied.series,
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
        files: Mapping[str, bytes],
        place: Path,
        seconds: float,
    ) -> Finished:
        """What the ledger keeps of a run that was written."""
        listed = {**files, MANIFEST: manifest.to_json(files)}
        return Finished(
            folder=place.relative_to(self.root).as_posix(),
            files=tuple(
                StoredFile(path, len(content), sha256(content).hexdigest())
                for path, content in sorted(listed.items())
            ),
            states={EVERYBODY: State.COMPLETE},
            follow_ups=tuple(followed(studied.report, studied.series)),
            plays_read=studied.report.quality.read,
            plays_in_period=_plays_in_period(studied.report),
            seconds=seconds,
        )

    def _study(
        self, workers: ExitStack, custody: ExitStack
    ) -> tuple[_Studied, Worker, list[Future[Charts]]]:
        """Read, prepare and analyse; what needs no skip model is drawn while that is fitted.

        The engine's libraries are loaded here while one worker loads those of the models. The
        other one starts after the reading, which all three would slow down on two cores.

        Args:
            workers: ends the workers with the run.
            custody: gives the period back at its end.

        Returns:
            The report, the worker that prints, and the charts that it is drawing.
        """
        models = workers.enter_context(worker(MODELS))
        from reporter.engine import connect  # noqa: PLC0415 - loads Ibis
        from reporter.study import findings, intake  # noqa: PLC0415

        settings, request, timer = self.settings, self.request, self.timer
        early: list[Future[Charts]] = []
        with connect(settings.engine) as engine:
            with timer.step(Step.READ):
                taken = intake.read(settings, engine, self.root, self.now)
            press = workers.enter_context(worker(PRESS))
            with timer.step(Step.PREPARE), self._whole():
                prepared = intake.prepare(
                    settings,
                    engine,
                    taken,
                    self.root,
                    report=request.report,
                    period=request.period,
                )
            with timer.step(Step.CLAIM):
                held = self._claim(prepared, custody)
            with timer.step(Step.ANALYSE):
                report = findings.analyse(
                    prepared,
                    models,
                    audit=request.audit,
                    on_early=lambda found: early.append(press.ask(DRAW_EARLY, found)),
                )
        return _Studied(report, taken.fingerprint, prepared.series, held), press, early

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
            editions=(NewEdition(EVERYBODY, prepared.series),),
            purpose=self.request.purpose,
            send=False,
            late=self.request.late,
            root=str(self.root),
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
def _undone(held: Hold, place: Path) -> Iterator[None]:
    """Take the files back if the block fails; they stay where the ledger may know of them."""
    try:
        yield
    except BaseException as error:
        if held.give_back(error):
            remove_run(place)
        raise


def _not_through(period: str) -> NotThroughError:
    msg = f"the data of {period} are not through yet"
    return NotThroughError(msg, hint="wait for its last day, or make it of what is there")


def _tables(report: Report) -> dict[str, bytes]:
    """The JSON and the CSVs, by their path inside the run folder."""
    return {
        "report.json": to_json(report).encode(),
        **{f"csv/{table.name}.csv": csv.to_csv(table) for table in tables(report, ENGLISH)},
    }


def _plays_in_period(report: Report) -> int:
    plays = report.overview.tiles[0].now
    return round(plays.value) if plays else 0
