"""A worker does what this process would, and says what goes wrong."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from reporter.editions.pictures import DRAW_MODEL, DRAW_OWN
from reporter.editions.printer import LAY_OUT
from reporter.errors import OutputError, ReporterError
from reporter.figures.chart import in_order
from reporter.look import PLAIN
from reporter.press.drawing import draw_model, draw_own
from reporter.press.paper import lay_out
from reporter.worker import Job, WorkerError, worker
from reporter.worker.client import CAN_FORK
from reporter.worker.modules import DRAWING, PAPER
from reporter.worker.server import GIVES_WAY
from tests.factories import make_minimal_report

if TYPE_CHECKING:
    from reporter.report import Report

LENGTH: Job[[object], int] = Job("builtins", "len")
NICENESS: Job[[int], int] = Job("os", "nice")
PROCESS: Job[[], int] = Job("os", "getpid")
PRINT: Job[[str], None] = Job("builtins", "print")
SLEEP: Job[[float], None] = Job("time", "sleep")
TEMPORARY: Job[[], str] = Job("tempfile", "mkdtemp")


def test_it_draws_and_prints_what_this_process_would() -> None:
    report = make_minimal_report()
    with worker(DRAWING, PAPER) as printer:
        charts = printer.ask(DRAW_OWN, report).result()
        charts += printer.ask(DRAW_MODEL, report).result()
        files = printer.ask(LAY_OUT, report, in_order(charts), PLAIN).result()
    assert charts == draw_own(report) + draw_model(report)
    assert files == lay_out(report, in_order(charts))
    assert files.keys() == {"report.pdf"}


def test_jobs_are_done_in_order_in_a_process_of_its_own() -> None:
    with worker() as helper:
        asked = [helper.ask(LENGTH, "x" * n) for n in (0, 1_000_000, 3)]  # larger than a pipe
        assert [answer.result() for answer in asked] == [0, 1_000_000, 3]
        assert helper.ask(PROCESS).result() == helper.pid != os.getpid()


@pytest.mark.skipif(not CAN_FORK, reason="a worker has two hands where the system can fork")
def test_two_hands_do_two_jobs_at_once() -> None:
    with worker(hands=2) as helper:
        first = helper.ask(SLEEP, 600)
        other = helper.ask(PROCESS).result()
        assert other not in {helper.pid, os.getpid()}
        assert not first.done()
    assert not is_there(other)


@pytest.mark.skipif(not CAN_FORK, reason="a worker has two hands where the system can fork")
def test_the_first_free_hand_takes_the_job_and_the_others_give_way_to_it() -> None:
    with worker(hands=2) as helper:
        assert [helper.ask(NICENESS, 0).result() for _ in range(3)] == 3 * [os.nice(0)]
        helper.ask(SLEEP, 600)
        assert helper.ask(NICENESS, 0).result() == min(os.nice(0) + GIVES_WAY, 19)


@pytest.mark.skipif(not CAN_FORK, reason="a worker has two hands where the system can fork")
def test_a_hand_that_is_gone_takes_the_worker_with_it() -> None:
    with worker(hands=2) as helper:
        first = helper.ask(SLEEP, 600)
        os.kill(helper.ask(PROCESS).result(), signal.SIGKILL)
        with pytest.raises(WorkerError, match="exit code -9"):
            first.result()
        with pytest.raises(WorkerError, match="exit code -9"):
            helper.ask(PROCESS).result()


def test_what_a_job_prints_is_no_answer(capfd: pytest.CaptureFixture[str]) -> None:
    with worker() as helper:
        helper.ask(PRINT, "between").result()
        assert helper.ask(LENGTH, "four").result() == 4
    assert "between" not in capfd.readouterr().out


def test_an_unexpected_error_comes_with_its_traceback_and_the_worker_goes_on() -> None:
    with worker() as helper:
        with pytest.raises(WorkerError, match="AttributeError"):
            helper.ask(DRAW_MODEL, cast("Report", "not a report")).result()
        assert helper.ask(LENGTH, "four").result() == 4


def test_a_module_that_cannot_be_loaded_is_an_error_of_the_job_that_needs_it() -> None:
    missing: Job[[], None] = Job("no_such_module", "go")
    with worker("no_such_module") as helper:
        assert helper.ask(LENGTH, "four").result() == 4
        with pytest.raises(WorkerError, match="no_such_module"):
            helper.ask(missing).result()


def test_a_worker_that_is_gone_is_an_error() -> None:
    with worker() as helper:
        os.kill(helper.pid, signal.SIGKILL)
        with pytest.raises(WorkerError, match="exit code -9"):
            helper.ask(LENGTH, "four").result()


def test_a_job_takes_no_named_arguments() -> None:
    named: dict[str, Any] = {"name": 1}
    with worker() as helper, pytest.raises(TypeError, match="name"):
        helper.ask(Job("builtins", "len"), **named)


def test_it_ends_with_the_block_whatever_happens() -> None:
    pids = []
    with suppress(KeyboardInterrupt), worker() as helper:
        pids.append(helper.pid)
        raise KeyboardInterrupt
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


def test_one_that_is_dismissed_ends_before_its_block_does() -> None:
    with worker(hands=2) as helper:
        asleep = helper.ask(SLEEP, 600)
        helper.dismiss()
        with pytest.raises(WorkerError):
            asleep.result()
        assert not is_there(helper.pid)
        with pytest.raises(WorkerError):
            helper.ask(LENGTH, "four").result()


def test_its_temporary_files_go_with_it() -> None:
    with worker() as helper:
        folder = Path(helper.ask(TEMPORARY).result())
        assert folder.is_dir()
    assert not folder.exists()
    assert not folder.parent.exists()


@pytest.mark.parametrize(
    "asks",
    [
        "helper.ask(Job('time', 'sleep'), 600)",
        "helper._process.stdin.write(pickle.dumps('x' * 999)[:-9]); helper._process.stdin.flush()",
    ],
    ids=["a job", "a request"],
)
def test_it_ends_in_the_middle_of_anything_when_the_run_is_killed(
    tmp_path: Path, asks: str
) -> None:
    program = (
        "import pickle, time; from reporter.worker import Job, worker\n"
        "with worker() as helper:\n"
        f"    {asks}\n"
        "    print(helper.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout is not None
        pid = int(run.stdout.readline())
        run.kill()
    end = time.monotonic() + 30
    while any(tmp_path.iterdir()) or is_there(pid):
        assert time.monotonic() < end
        time.sleep(0.02)


def is_there(pid: int) -> bool:
    """Whether there is such a process, one apart that only waits to be reaped."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


def test_errors_made_on_purpose_cross_the_pipe_whole() -> None:
    import pickle  # noqa: PLC0415 - stands for the pipe

    error = pickle.loads(pickle.dumps(OutputError("the PDF", hint="mend it")))  # noqa: S301
    assert isinstance(error, ReporterError)
    assert str(error) == "the PDF: mend it"


def test_what_comes_back_loads_no_library_for_models() -> None:
    """The run takes a result apart, and loads the modules of its classes for that."""
    program = (
        "import sys; "
        "import reporter.analysis.retention.risks, reporter.analysis.segments.decided; "
        "print(*{'matplotlib', 'pandas', 'sklearn', 'weasyprint'} & sys.modules.keys())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == []


def test_the_run_loads_no_library_that_a_worker_has() -> None:
    """Loading one takes a second in which the run's own process does nothing else."""
    program = (
        "import sys; import reporter.pipeline, reporter.study.intake, reporter.study.findings; "
        "print(*{'matplotlib', 'pandas', 'scipy', 'sklearn', 'weasyprint'} & sys.modules.keys())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == []
