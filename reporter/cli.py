"""The command line: arguments, exit codes, and one sentence for each error.

A command imports what it needs when it runs, so that `--help` answers at once.
"""

from __future__ import annotations

import signal
import sys
import time
import traceback
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from reporter import __version__, console
from reporter.errors import ConfigError, ReporterError, UsageError
from reporter.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import FrameType

    from reporter.pipeline import StepEvent, Watcher

INTERRUPTED = 130
STOPS = (signal.SIGINT, signal.SIGTERM)
CONFIGURATION = 2

# Rich makes the help prettier, and takes longer to load than all the rest of it.
app = typer.Typer(
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"max_content_width": 100},
)
config_app = typer.Typer(rich_markup_mode=None)
app.add_typer(config_app, name="config", help="Look at the configuration.")


@dataclass(slots=True)
class Call:
    """One call of the program.

    Attributes:
        debug: print tracebacks.
        json: end with one object on stdout.
        report: name of the report, once it is known.
        signals: the signals that asked it to stop.
        started: clock of its start, in seconds.
    """

    debug: bool
    json: bool
    report: str | None = None
    signals: list[int] = field(default_factory=list)
    started: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        """Wall time since it began."""
        return time.perf_counter() - self.started


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(ENGLISH("console.version", version=__version__))
        raise typer.Exit


def report_names(incomplete: str) -> list[str]:
    """Reports of the configuration that begin so, for the shell's completion."""
    from reporter.config import load

    try:
        reports = load().reports
    except ConfigError:
        return []
    return [name for name in reports if name.startswith(incomplete)]


Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
Version = Annotated[
    bool,
    typer.Option("--version", help="Show the version.", callback=_version, is_eager=True),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="The configuration; else ./config.yaml."),
]
AsJson = Annotated[bool, typer.Option("--json", help="End with one JSON object on stdout.")]

EXAMPLES = """\b
Examples:
  reporter run --source my_spotify_data.zip   a report on your own export
  reporter sample data && reporter run --source data
  reporter doctor                             is everything there?
"""
RUN_EXAMPLES = """\b
Examples:
  reporter run                                the latest whole week, as config.yaml says
  reporter run --source my_spotify_data.zip
  reporter run --source plays.csv --period 2024-W50
  reporter run weekly --period 2024-12-09..2024-12-15 --output reports --json
  reporter run --source "exports/*.zip" --period all --timings
"""
SAMPLE_EXAMPLES = """\b
Examples:
  reporter sample data
  reporter sample data --listeners 1 --weeks 104
  reporter sample data --plays 1000000 --format parquet --seed 7
"""


@app.callback(epilog=EXAMPLES)
def _root(_debug: Debug = False, _version: Version = False) -> None:
    """Turn music-listening histories into a weekly report: PDF, HTML, CSV and JSON."""


@app.command(epilog=RUN_EXAMPLES, short_help="Make the report of one period.")
def run(
    context: typer.Context,
    report: Annotated[
        str | None,
        typer.Argument(
            metavar="[REPORT]",
            help="A report of the configuration; else its first.",
            autocompletion=report_names,
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="Plays to read: zip, file, folder or glob."),
    ] = None,
    period: Annotated[
        str,
        typer.Option(
            metavar="PERIOD",
            help="latest, all, 2024-W50, 2024-12, 2024-12-09 or 2024-12-09..2024-12-15.",
        ),
    ] = "latest",
    config: ConfigFile = None,
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where reports go; else archive.files.")
    ] = None,
    send: Annotated[bool, typer.Option("--send/--no-send", hidden=True)] = False,
    audit: Annotated[
        bool, typer.Option("--audit", help="Look for leaks in the skip model; takes a minute.")
    ] = False,
    _as_json: AsJson = False,
    timings: Annotated[
        bool, typer.Option("--timings", help="Show how long each step took.")
    ] = False,
    _debug: Debug = False,
    _version: Version = False,
) -> None:
    """Make the report of one period: read, analyse, write PDF, HTML, CSV and JSON."""
    call: Call = context.obj
    call.report = report
    if send:
        hint = ENGLISH("refused.hint", option="--send")
        raise UsageError(ENGLISH("refused.send"), hint=hint)
    _check_period(period)
    from reporter.config import load

    settings = load(config)
    call.report, _ = settings.report(report)
    with console.steps() as steps:
        steps.begin(console.START)
        from reporter import pipeline

        request = pipeline.RunRequest(call.report, source, period, output, audit)
        result = pipeline.run(settings, request, clock=_now, on_step=_heeding(call, steps))
    if timings:
        console.timings(result)
    console.tell(result)
    if call.json:
        console.line(console.complete(result))


def _check_period(text: str) -> None:
    from reporter.period import parse

    if text.strip().lower() not in {"latest", "all"}:
        parse(text)


def _now() -> datetime:
    return datetime.now(UTC)


@app.command(epilog=SAMPLE_EXAMPLES, short_help="Make a history with known effects.")
def sample(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    listeners: Annotated[int, typer.Option(metavar="N", min=1, help="How many people.")] = 500,
    weeks: Annotated[int, typer.Option(metavar="N", min=1, help="How many weeks.")] = 26,
    plays: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, help="How many plays; else what the listeners would play."
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option(metavar="N", min=0, help="The same seed makes the same plays.")
    ] = 42,
    form: Annotated[
        Literal["spotify", "csv", "parquet"], typer.Option("--format", help="What to write.")
    ] = "spotify",
    dead_flag: Annotated[
        bool, typer.Option("--dead-flag", help="With a skip flag that is dead half of the time.")
    ] = False,
    _debug: Debug = False,
    _version: Version = False,
) -> None:
    """Make a listening history with known effects, to try the report on."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        msg = f"{folder} is not an empty folder"
        raise UsageError(msg, hint="name another one, or remove what is in it")
    with console.steps() as steps:
        steps.begin("sample")
        from reporter.sample import Format, write

        made = write(
            folder,
            listeners=listeners,
            weeks=weeks,
            plays=plays,
            seed=seed,
            format=Format(form),
            dead_flag=dead_flag,
            progress=steps.advance,
        )
    typer.echo(ENGLISH("console.sampled", n=made.n_listeners, plays=made.n_plays, folder=folder))
    typer.echo(ENGLISH("console.next", folder=folder))


@app.command(short_help="Check what a run needs, and say what mends it.")
def doctor(
    context: typer.Context,
    config: ConfigFile = None,
    _as_json: AsJson = False,
    _debug: Debug = False,
    _version: Version = False,
) -> None:
    """Check libraries, fonts, configuration, source and output; say what mends each."""
    from reporter.doctor import examine

    checks = []
    for check in examine(config):
        checks.append(check)
        for text in check.lines():
            typer.echo(text)
    healthy = all(check.is_good for check in checks)
    call: Call = context.obj
    if call.json:
        console.line({"healthy": healthy, "checks": [check.values() for check in checks]})
    if not healthy:
        raise typer.Exit(CONFIGURATION)


@config_app.callback()
def _config(_debug: Debug = False, _version: Version = False) -> None:
    """Look at the configuration."""


@config_app.command("check", short_help="Say all that is wrong with it.")
def check(config: ConfigFile = None, _debug: Debug = False, _version: Version = False) -> None:
    """Read the configuration and say what is wrong with it, all of it at once."""
    from reporter.config import find_file, load

    try:
        load(config)
    except ConfigError as error:
        for problem in error.problems:
            typer.echo(problem, err=True)
        raise typer.Exit(CONFIGURATION) from error
    file = find_file(config)
    typer.echo(ENGLISH("config.good", file=file) if file else ENGLISH("config.none"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        arguments: without the program's name; those of the process if not given.

    Returns:
        The exit code: 0 done, 1 not made or not written, 2 usage or configuration, 3 input data,
        130 interrupted.
    """
    given = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    call = Call(debug="--debug" in given, json="--json" in given)
    with _interruptible(call):
        try:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)  # what came before is heard now
            code = app(given, prog_name="reporter", standalone_mode=False, obj=call)
        except SystemExit:  # the shell's completion ends so
            raise
        except BaseException as error:  # noqa: BLE001 - the edge of the program
            return _refuse(call, error)
    if code == INTERRUPTED:
        return _refuse(call, KeyboardInterrupt())
    return code or 0


@contextmanager
def _interruptible(call: Call) -> Iterator[None]:
    """Ctrl-C and a request to terminate both end the run; that they came is remembered.

    A query that is interrupted says so with an error of its own, which tells nobody why.
    """

    def stop(number: int, _: FrameType | None) -> None:
        call.signals.append(number)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in STOPS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _heeding(call: Call, watcher: Watcher) -> Watcher:
    """The watcher, which ends the run at its next step if a signal came and nothing heard of it.

    Python drops what a signal's handler raises in the callback of a weak reference, of which there
    are many while modules are loaded.
    """

    def heed(event: StepEvent) -> None:
        if call.signals:
            raise KeyboardInterrupt
        watcher(event)

    return heed


def _refuse(call: Call, error: BaseException) -> int:
    """Say what went wrong, and give the exit code."""
    sentence, code = _told(call, error)
    if call.debug:
        traceback.print_exception(error)
    typer.echo(sentence, err=True)
    if call.json:
        console.line(console.failed(call.report, call.seconds, sentence))
    return code


def _told(call: Call, error: BaseException) -> tuple[str, int]:
    if call.signals or isinstance(error, (KeyboardInterrupt, typer.Abort)):
        return ENGLISH("console.interrupted"), INTERRUPTED
    if isinstance(error, ReporterError):
        return str(error), error.exit_code
    if isinstance(error, typer.TyperException):
        place = getattr(error, "ctx", None)
        command = place.command_path if place else "reporter"
        message = error.format_message().replace("Value error, ", "")
        problem = " ".join(message.split()).rstrip(".")
        return ENGLISH("console.help", problem=problem, command=command), error.exit_code
    text = " ".join(str(error).split())
    return ENGLISH("console.unexpected", kind=type(error).__name__, text=text), 1
