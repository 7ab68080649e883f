"""The command line without the work behind it: options, exit codes, sentences, the JSON line."""

from __future__ import annotations

import json
import os
import signal
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reporter import __version__, cli, console, pipeline, worker
from reporter.cli import main
from reporter.config import AudienceSettings
from reporter.errors import OutputError, PeriodError, ReporterError, SourceError
from reporter.ledger.values import State
from reporter.pipeline import Edition, RunRequest, RunResult, Step, StepEvent
from tests.factories import make_minimal_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from reporter.config import Settings
    from reporter.pipeline import Watcher

PLACE = "/reports/weekly/2024-W50/20261123T210500Z-4f3a"
FILES = {kind: f"{PLACE}/report.{kind}" for kind in ("pdf", "html", "json")}
CSV = {"changes": f"{PLACE}/csv/changes.csv", "leaders": f"{PLACE}/csv/leaders.csv"}
RESULT = RunResult(
    run="20261123T210500Z-4f3a",
    report="weekly",
    period="2024-W50",
    folder=PLACE,
    files={**FILES, "manifest": f"{PLACE}/manifest.json"},
    csv=CSV,
    editions=(
        Edition(
            AudienceSettings(name="all"),
            "a",
            make_minimal_report(),
            State.COMPLETE,
            "",
            FILES,
            CSV,
        ),
    ),
    plays_read=149_860,
    plays_in_period=412,
    seconds=6.12345,
    warnings=("the skip flag is dead in 2 months",),
    timings=((Step.READ, 1.5), (Step.ANALYSE, 4.0)),
)
KEYS = [
    "run",
    "report",
    "period",
    "status",
    "delivery",
    "plays_read",
    "plays_in_period",
    "seconds",
    "files",
    "warnings",
]


STAFF = object()
"""Stands for the worker that is hired before anything is looked at."""


@pytest.fixture(autouse=True)
def _empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("REPORTER_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(worker, "hired", lambda: nullcontext(STAFF))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[RunRequest]:
    """The requests that reach the pipeline, which answers at once."""
    requests: list[RunRequest] = []

    def run(
        settings: Settings,
        request: RunRequest,
        *,
        clock: Callable[[], datetime],
        on_step: Watcher,
        staff: object,
    ) -> RunResult:
        assert staff is STAFF
        assert settings.reports
        assert clock().tzinfo is not None
        on_step(StepEvent(Step.READ))
        on_step(StepEvent(Step.READ, 1.5))
        requests.append(request)
        return RESULT

    monkeypatch.setattr(pipeline, "run", run)
    return requests


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def run(*_: object, **__: object) -> RunResult:
        raise error

    monkeypatch.setattr(pipeline, "run", run)


def last(text: str) -> dict[str, object]:
    values: dict[str, object] = json.loads(text.splitlines()[-1])
    return values


@pytest.mark.usefixtures("asked")
def test_a_run_says_what_it_made_and_where(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run"]) == 0

    shown = capsys.readouterr()
    assert shown.out.splitlines() == [
        "weekly 2024-W50: 412 plays in the period, 149,860 rows read",
        f"PDF       {PLACE}/report.pdf",
        f"HTML      {PLACE}/report.html",
        f"CSV       {PLACE}/csv",
    ]
    assert shown.err.splitlines() == [
        "Starting",
        "Reading plays",
        "note: the skip flag is dead in 2 months",
    ]


def test_the_request_is_what_was_asked_for(asked: list[RunRequest]) -> None:
    assert main(["run"]) == 0
    assert main(["run", "weekly", "--source", "a.zip", "--period", "all", "--output", "out"]) == 0
    assert main(["run", "--period", " Latest ", "--no-send"]) == 0
    assert main(["run", "--audit"]) == 0
    assert asked == [
        RunRequest("weekly", None, "latest", None),
        RunRequest("weekly", "a.zip", "all", "out"),
        RunRequest("weekly", None, " Latest ", None),
        RunRequest("weekly", None, "latest", None, audit=True),
    ]


@pytest.mark.usefixtures("asked")
def test_json_ends_with_one_object_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--json"]) == 0
    values = last(capsys.readouterr().out)
    assert list(values) == KEYS
    assert values == {
        "run": "20261123T210500Z-4f3a",
        "report": "weekly",
        "period": "2024-W50",
        "status": "complete",
        "delivery": "none",
        "plays_read": 149_860,
        "plays_in_period": 412,
        "seconds": 6.123,
        "files": {
            "pdf": f"{PLACE}/report.pdf",
            "html": f"{PLACE}/report.html",
            "json": f"{PLACE}/report.json",
            "manifest": f"{PLACE}/manifest.json",
            "csv": {
                "changes": f"{PLACE}/csv/changes.csv",
                "leaders": f"{PLACE}/csv/leaders.csv",
            },
        },
        "warnings": ["the skip flag is dead in 2 months"],
    }


@pytest.mark.usefixtures("asked")
def test_timings_are_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--timings"]) == 0
    assert capsys.readouterr().err.splitlines()[2:6] == [
        "Starting       0.62 s",
        "Reading plays  1.50 s",
        "Analysing      4.00 s",
        "Together       6.12 s",
    ]


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (SourceError("x.zip is empty", hint="get it again"), 3, "x.zip is empty: get it again"),
        (PeriodError("the history has no plays in 2030"), 3, "the history has no plays in 2030"),
        (OutputError("the disk is full", hint="free some"), 1, "the disk is full: free some"),
        (ReporterError("no"), 1, "no"),
        (KeyboardInterrupt(), 130, "interrupted: nothing was written"),
        (
            ZeroDivisionError("division\nby zero"),
            1,
            (
                "unexpected error (ZeroDivisionError: division by zero): "
                "run it again with --debug for the traceback"
            ),
        ),
        (
            MemoryError(),
            1,
            "unexpected error (MemoryError: ): run it again with --debug for the traceback",
        ),
    ],
)
def test_an_error_is_one_sentence_and_an_exit_code(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    sentence: str,
) -> None:
    failing(monkeypatch, error)

    assert main(["run", "--json"]) == code

    shown = capsys.readouterr()
    assert shown.err == f"Starting\n{sentence}\n"
    values = last(shown.out)
    assert list(values) == [*KEYS, "error"]
    assert isinstance(values.pop("seconds"), float)
    assert values == {
        "run": None,
        "report": "weekly",
        "period": None,
        "status": "failed",
        "delivery": "none",
        "plays_read": None,
        "plays_in_period": None,
        "files": {},
        "warnings": [],
        "error": sentence,
    }


def test_a_traceback_comes_with_debug_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(monkeypatch, ZeroDivisionError("here"))
    main(["run"])
    assert "Traceback" not in capsys.readouterr().err
    for given in (["--debug", "run"], ["run", "--debug"]):
        main(given)
        told = capsys.readouterr().err
        assert "Traceback" in told
        assert told.splitlines()[-1].startswith("unexpected error (ZeroDivisionError: here)")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_interrupts_whatever_error_it_ends_in(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: signal.Signals
) -> None:
    def run(*_: object, **__: object) -> RunResult:
        try:
            signal.raise_signal(number)
        except KeyboardInterrupt:
            msg = "Query interrupted"  # what the engine makes of it
            raise RuntimeError(msg) from None
        pytest.fail("the signal was lost")

    monkeypatch.setattr(pipeline, "run", run)
    before = signal.getsignal(number)

    assert main(["run"]) == 130

    assert capsys.readouterr().err.splitlines()[-1] == "interrupted: nothing was written"
    assert signal.getsignal(number) is before


def test_a_signal_that_nothing_heard_of_ends_the_run_at_its_next_step(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*_: object, on_step: Watcher, **__: object) -> RunResult:
        on_step(StepEvent(Step.READ))
        with suppress(KeyboardInterrupt):  # as Python does in the callback of a weak reference
            signal.raise_signal(signal.SIGINT)
        on_step(StepEvent(Step.READ, 1.5))
        pytest.fail("the signal was lost")

    monkeypatch.setattr(pipeline, "run", run)
    assert main(["run"]) == 130
    assert capsys.readouterr().err.splitlines()[-1] == "interrupted: nothing was written"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            ["send", "latest", "--failed", "--resend"],
            "--test-to, --failed and --resend are three different things: give one of them",
        ),
        (
            ["schedule", "--once", "--list"],
            "--once, --list and --status are three different things: give one of them",
        ),
        (
            ["run", "--period", "last week"],
            (
                "'last week' is not a period: "
                "use latest, all, 2024-W50, 2024-12, 2024-12-09 or 2024-12-09..2024-12-15"
            ),
        ),
        (
            ["run", "yearly"],
            "there is no report 'yearly' in the configuration: it has weekly",
        ),
        (
            ["run", "--config", "no.yaml"],
            "the configuration no.yaml cannot be read: No such file or directory",
        ),
        (["run", "a", "b"], "Got unexpected extra argument(s) (b): see reporter run --help"),
        (["sample"], "Missing argument 'DIR': see reporter sample --help"),
        (["config"], "Missing command: see reporter config --help"),
        (["dance"], "No such command 'dance': see reporter --help"),
        (
            ["sample", "new", "--format", "xml"],
            (
                "Invalid value for '--format': 'xml' is not one of 'spotify', 'csv', 'parquet': "
                "see reporter sample --help"
            ),
        ),
    ],
)
def test_what_cannot_be_asked_for_is_said_in_one_sentence(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    asked: list[RunRequest],
    given: list[str],
    sentence: str,
) -> None:
    assert main(given) == 2
    shown = capsys.readouterr()
    assert shown.err == f"{sentence}\n"
    assert shown.out == ""
    assert asked == []
    assert list(tmp_path.iterdir()) == []


def test_an_option_that_does_not_exist_names_those_that_are_like_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["run", "--perod", "all", "--json"]) == 2
    shown = capsys.readouterr()
    assert "--period" in shown.err
    assert last(shown.out)["error"] == shown.err.strip()
    assert last(shown.out)["report"] is None


@pytest.mark.parametrize(
    "given", [["--version"], ["run", "--version"], ["config", "check", "--version"]]
)
def test_the_version_is_told_everywhere(
    capsys: pytest.CaptureFixture[str], given: list[str]
) -> None:
    assert main(given) == 0
    assert capsys.readouterr().out == f"reporter {__version__}\n"


@pytest.mark.parametrize(
    "command", [[], ["run"], ["sample"], ["doctor"], ["config"], ["config", "check"]]
)
def test_help_is_there_everywhere(capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    assert main([*command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(" ".join(["Usage: reporter", *command]))
    assert "--debug" in shown
    assert "--version" in shown


@pytest.mark.parametrize("command", [[], ["run"], ["sample"]])
def test_help_shows_examples(capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    main([*command, "--help"])
    shown = capsys.readouterr().out
    examples = shown.partition("Examples:\n")[2].splitlines()
    assert len(examples) >= 3
    assert all(line.startswith("    reporter ") for line in examples)


def test_without_arguments_it_helps(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "Commands:" in capsys.readouterr().out


def test_a_good_configuration_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["config", "check"]) == 0
    assert "defaults" in capsys.readouterr().out
    (tmp_path / "config.yaml").write_text("seed: 1")
    assert main(["config", "check"]) == 0
    assert capsys.readouterr().out == "config.yaml is in order\n"


def test_all_that_is_wrong_with_a_configuration_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "bad.yaml").write_text("sead: 1\nskip: never\n")
    assert main(["config", "check", "--config", "bad.yaml"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.splitlines()) == 2
    assert "did you mean 'seed'" in shown.err


def test_a_logo_and_templates_that_are_not_there_are_told_too(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "bad.yaml").write_text(
        "reports: {weekly: {audiences: [{name: a, brand: {logo: none.svg}}, "
        "{name: b, template: nowhere}, {name: c, template: nowhere}]}}"
    )
    assert main(["config", "check", "--config", "bad.yaml"]) == 2
    logo, template = capsys.readouterr().err.splitlines()
    assert logo.startswith("reports.weekly.brand.logo: ")
    assert "none.svg cannot be read" in logo
    assert template.startswith("reports.weekly.template: ")
    assert "nowhere is no folder" in template


def test_reports_are_completed_from_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("config.yaml").write_text("reports: {weekly: {}, daily: {period: day}, works: {}}")
    assert cli.report_names("w") == ["weekly", "works"]
    Path("config.yaml").write_text("nonsense")
    assert cli.report_names("w") == []


@pytest.mark.parametrize(
    ("words", "place", "completed"),
    [
        ("reporter s", 1, ["schedule", "send", "sample"]),
        ("reporter config c", 2, ["check"]),
        ("reporter run d", 2, ["daily"]),
        ("reporter run --ti", 2, ["--timings"]),
    ],
)
def test_the_shell_completes(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: str,
    place: int,
    completed: list[str],
) -> None:
    Path("config.yaml").write_text("reports: {weekly: {}, daily: {period: day}}")
    monkeypatch.setenv("_REPORTER_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(place))
    with pytest.raises(SystemExit) as end:
        main([])
    assert not end.value.code
    assert capsys.readouterr().out.split() == completed


class FatalError(BaseException):
    """As a library's error that no `except Exception` catches."""


def test_even_a_fatal_error_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failing(monkeypatch, FatalError("no way"))
    assert main(["run"]) == 1
    assert capsys.readouterr().err.startswith("Starting\nunexpected error (FatalError: no way)")


def test_a_sample_goes_into_an_empty_folder_alone(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("precious")
    assert main(["sample", "full"]) == 2
    assert capsys.readouterr().err == (
        "full is not an empty folder: name another one, or remove what is in it\n"
    )
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]


def test_plain_lines_say_what_begins(capsys: pytest.CaptureFixture[str]) -> None:
    with console.steps() as steps:
        steps(StepEvent(Step.DRAW))
        steps.advance(1, 2)
        steps(StepEvent(Step.DRAW, 0.1))
    assert capsys.readouterr().err == "Drawing charts\n"


def test_a_terminal_has_a_bar_for_each_step(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with console.steps() as steps:
        steps.begin("start")
        for step in (Step.READ, Step.WRITE):
            steps(StepEvent(step))
            steps.advance(1, 2)
            steps(StepEvent(step, 0.1))
        steps.begin("sample")
    shown = capsys.readouterr()
    assert shown.out == ""
    for name in ("Starting", "Reading plays", "Writing files", "Making plays"):
        assert name in shown.err
    assert "━" in shown.err
