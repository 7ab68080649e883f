"""One run: read -> prepare -> analyse -> draw -> render -> write, each step timed.

This module is the only one that knows the order of things. It holds no analysis of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from reporter.archive.folder import check_writable, sweep, write_run
from reporter.archive.manifest import MANIFEST, Manifest, fingerprint, run_id, versions
from reporter.render import csv
from reporter.render.notices import notices
from reporter.report import Report, to_json
from reporter.results.facts import SkipDefinition
from reporter.tables import tables
from reporter.words import ENGLISH
from reporter.worker import Job, Worker, worker

if TYPE_CHECKING:
    from datetime import datetime

    from reporter.config import Settings
    from reporter.figures.chart import Chart

PRESS, MODELS = "reporter.press", "reporter.study.models"
"""What each of the two workers loads."""

DRAW: Job[[Report], tuple[Chart, ...]] = Job(PRESS, "draw")
LAY_OUT: Job[[Report, tuple[Chart, ...]], Mapping[str, bytes]] = Job(PRESS, "lay_out")


class Step(StrEnum):
    """The steps of a run, in order."""

    READ = "read"
    PREPARE = "prepare"
    ANALYSE = "analyse"
    DRAW = "draw"
    RENDER = "render"
    WRITE = "write"


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
    """

    report: str | None = None
    source: str | None = None
    period: str = "latest"
    output: Path | None = None


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
    """Times the steps and tells the watcher."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self.timings: list[tuple[Step, float]] = []

    @contextmanager
    def step(self, step: Step) -> Iterator[None]:
        self._watcher(StepEvent(step))
        start = time.perf_counter()
        yield
        seconds = time.perf_counter() - start
        self.timings.append((step, seconds))
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
    started, timer, now = time.perf_counter(), _Timer(on_step), clock()
    settings = _with_request(settings, request)
    name, _ = settings.report(request.report)
    root = Path(settings.archive.files)
    check_writable(root)
    sweep(root, now)
    with worker(PRESS) as press, worker(MODELS) as models:
        report, data, series = _study(settings, request, root, now, timer, models)
        with timer.step(Step.DRAW):
            drawn = press.ask(DRAW, report)
            files = _tables(report)
            charts = drawn.result()
        with timer.step(Step.RENDER):
            files |= press.ask(LAY_OUT, report, charts).result()
    with timer.step(Step.WRITE):
        manifest = Manifest(
            run=run_id(now),
            report=name,
            span=report.scope.period,
            series=series,
            made_at=now,
            configuration=fingerprint(settings.model_dump_json()),
            data=data,
            seed=settings.seed,
            versions=versions(),
        )
        place = write_run(root, files, manifest)
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
        timings=tuple(timer.timings),
    )


def _study(
    settings: Settings,
    request: RunRequest,
    root: Path,
    now: datetime,
    timer: _Timer,
    models: Worker,
) -> tuple[Report, str, str]:
    """The report, the fingerprint of the data it was made from, and the id of its series.

    The libraries of engine and analysis are loaded here, where the workers are loading theirs.
    """
    from reporter.engine import connect  # noqa: PLC0415 - loads Ibis
    from reporter.study import findings, intake  # noqa: PLC0415

    with connect(settings.engine) as engine:
        with timer.step(Step.READ):
            taken = intake.read(settings, engine, root, now)
        with timer.step(Step.PREPARE):
            prepared = intake.prepare(
                settings, engine, taken, root, report=request.report, period=request.period
            )
        with timer.step(Step.ANALYSE):
            report = findings.analyse(prepared, models)
    return report, taken.fingerprint, prepared.series


def _with_request(settings: Settings, request: RunRequest) -> Settings:
    """The settings with what the command line replaces in them."""
    update: dict[str, object] = {}
    if request.source is not None:
        source = {"path": request.source, "kind": "auto", "columns": {}}
        update["source"] = settings.source.model_copy(update=source)
    if request.output is not None:
        files = {"files": str(request.output.absolute())}
        update["archive"] = settings.archive.model_copy(update=files)
    return settings.model_copy(update=update)


def _tables(report: Report) -> dict[str, bytes]:
    """The JSON and the CSVs, by their path inside the run folder."""
    return {
        "report.json": to_json(report).encode(),
        **{f"csv/{table.name}.csv": csv.to_csv(table) for table in tables(report, ENGLISH)},
    }


def _plays_in_period(report: Report) -> int:
    plays = report.overview.tiles[0].now
    return round(plays.value) if plays else 0
