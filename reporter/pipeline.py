"""One run: read -> prepare -> analyse -> draw -> render -> write, each step timed.

This module is the only one that knows the order of things. It holds no analysis of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from threadpoolctl import threadpool_limits

from reporter import __version__, sources
from reporter.analysis.glance.changes import changes
from reporter.analysis.glance.leaders import leaders
from reporter.analysis.glance.lengths import length_levels
from reporter.analysis.glance.overview import compare, overview
from reporter.analysis.history.daily import daily
from reporter.analysis.history.label import choose, living_label
from reporter.analysis.history.prepared import extent, prepare
from reporter.analysis.history.scope import frame, scope
from reporter.analysis.quality import dead_flag, quality
from reporter.analysis.recommendations import recommendations
from reporter.analysis.retention.summary import retention
from reporter.analysis.segments.segmentation import segmentation
from reporter.analysis.skips.drivers import drivers
from reporter.analysis.skips.features import sample
from reporter.analysis.skips.model import skip_model
from reporter.archive.folder import check_writable, sweep, write_run
from reporter.archive.manifest import MANIFEST, Manifest, fingerprint, run_id, versions
from reporter.engine import connect
from reporter.errors import UsageError
from reporter.press import press
from reporter.render import csv
from reporter.render.notices import notices
from reporter.report import SCHEMA_VERSION, Report, canonical, to_json
from reporter.results.facts import SkipDefinition
from reporter.sources.pseudonym import load_or_make_key
from reporter.tables import tables
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from datetime import datetime

    from ibis.backends.duckdb import Backend

    from reporter.analysis.history.prepared import History
    from reporter.analysis.skips.features import Sample
    from reporter.config import Settings
    from reporter.press import Progress
    from reporter.results.facts import Gap
    from reporter.results.quality import DeadFlagSpan
    from reporter.results.skips import Drivers, SkipModel
    from reporter.sources.intake import Intake

KEY_FILE = ".pseudonym-key"


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

    def told(self, progress: Progress) -> None:
        """A step that another process does."""
        step = Step(progress.stage)
        if progress.seconds is not None:
            self.timings.append((step, progress.seconds))
        self._watcher(StepEvent(step, progress.seconds))


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
    with press() as printer:
        with connect(settings.engine) as engine:
            with timer.step(Step.READ):
                intake = _read(settings, engine, root, now)
            with timer.step(Step.PREPARE):
                prepared = _prepare(settings, request, engine, intake)
            with timer.step(Step.ANALYSE):
                report = analyse(prepared)
        printer.send(report)
        files = {**_tables(report), **printer.receive(timer.told)}
    with timer.step(Step.WRITE):
        manifest = Manifest(
            run=run_id(now),
            report=name,
            period=report.scope.period.label,
            made_at=now,
            configuration=fingerprint(settings.model_dump_json()),
            data=intake.fingerprint,
            seed=settings.seed,
            versions=versions(),
        )
        place = write_run(root, files, manifest)
    return RunResult(
        run=manifest.run,
        report=name,
        period=manifest.period,
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


@dataclass(frozen=True, slots=True)
class Prepared:
    """A history that is ready to be analysed.

    Attributes:
        history: plays up to the cut-off, prepared in the engine.
        dead: spans in which the source's skip flag is unusable.
        n_plays: music plays of the source, those after the cut-off included.
    """

    history: History
    dead: tuple[DeadFlagSpan, ...]
    n_plays: int


def analyse(prepared: Prepared) -> Report:
    """The whole analysis in its order: each part takes earlier results.

    The models are fitted beside the rest: they need nothing of the engine once they have their
    sample, and nothing but the recommendations needs them.
    """
    history = prepared.history
    seed = history.scope.seed
    with ThreadPoolExecutor(max_workers=1) as beside, threadpool_limits(limits=1):
        skips = beside.submit(_skips, history, sample(history, seed=seed))
        days = daily(history)
        compared = compare(history, days)
        glance = overview(history, days, compared)
        segments = segmentation(history)
        activity = retention(history)
        lengths = length_levels(history)
        looked_at = quality(history, prepared.dead, prepared.n_plays)
        leading = leaders(history)
        changed = changes(history, compared)
        model, found_drivers = skips.result()
    advice = recommendations(
        glance, lengths, found_drivers, segments, activity, n_days=len(compared.now)
    )
    return canonical(
        Report(
            schema_version=SCHEMA_VERSION,
            version=__version__,
            scope=history.scope,
            quality=looked_at,
            overview=glance,
            leaders=leading,
            changes=changed,
            skip_model=model,
            drivers=found_drivers,
            segmentation=segments,
            retention=activity,
            recommendations=advice,
        )
    )


def _skips(history: History, plays: Sample) -> tuple[SkipModel | Gap, Drivers | Gap]:
    model = skip_model(history, plays)
    return model, drivers(history, plays, model)


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


def _read(settings: Settings, engine: Backend, root: Path, now: datetime) -> Intake:
    if settings.source.path is None:
        msg = "no source of plays is configured"
        raise UsageError(msg, hint="give one with --source, or as source.path in config.yaml")
    given = settings.source.key.get_secret_value() if settings.source.key else None
    file = root / KEY_FILE
    return sources.read(settings.source, engine, key=lambda: load_or_make_key(file, given), now=now)


def _prepare(settings: Settings, request: RunRequest, engine: Backend, intake: Intake) -> Prepared:
    name, report = settings.report(request.report)
    whole = extent(engine, intake.plays, ZoneInfo(settings.zone))
    framed = frame(request.period, report.kind, whole)
    dead = dead_flag(engine, intake, whole)
    skip, flag_from = living_label(
        choose(SkipDefinition(settings.skip), intake.missing_columns, given=intake.given_skip),
        dead,
        framed.period.first_day,
    )
    about = scope(name, report, framed, whole, intake, skip=skip, seed=settings.seed)
    history = prepare(engine, intake, about, whole.zone, flag_from=flag_from)
    return Prepared(history, dead, sum(file.kept for file in intake.files))


def _tables(report: Report) -> dict[str, bytes]:
    """The JSON and the CSVs, by their path inside the run folder."""
    return {
        "report.json": to_json(report).encode(),
        **{f"csv/{table.name}.csv": csv.to_csv(table) for table in tables(report, ENGLISH)},
    }


def _plays_in_period(report: Report) -> int:
    plays = report.overview.tiles[0].now
    return round(plays.value) if plays else 0
