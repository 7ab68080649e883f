"""Many editions are made by many processes: the same bytes, each alone, and nothing is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pytest

from reporter.cli.edge import main
from reporter.config import RenderSettings, ReportSettings
from reporter.editions.crowd import EDITIONS, FEW, Crowd
from reporter.editions.printer import Printer
from reporter.editions.values import looks
from reporter.errors import ConfigError, OutputError
from reporter.look import PLAIN
from reporter.press import cluster
from reporter.press.order import Edition, MailFrom, Order
from reporter.report import Report
from reporter.study.readers import Studied, readers
from reporter.worker import worker
from reporter.worker.modules import CREW, DRAWING, PAPER
from tests.factories import make_minimal_report

if TYPE_CHECKING:
    from collections.abc import Callable

    from reporter.editions.values import Looks, Printed

REPORT = make_minimal_report()
POST = MailFrom("ops@example.org", 1)
ORDER = Order(REPORT, PLAIN, POST, REPORT.scope.period.label, (), None, None)
Found = TypeVar("Found")
PATIENCE_SECONDS = 120.0
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - where joblib would put what it shares


def settings(tmp_path: Path) -> ReportSettings:
    """Three who share pictures in part, one with templates that fail, and one of a language."""
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "_body.html.j2").write_text("{{ no_such_thing.at_all }}", encoding="utf-8")
    return ReportSettings.model_validate(
        {
            "audiences": [
                {"name": "all"},
                {"name": "board", "brand": {"name": "Acme", "colour": "#7a0019"}},
                {"name": "germany", "filter": {"country": ["DE"]}},
                {"name": "broken", "template": str(broken)},
                {"name": "deutsch", "locale": "de", "to": ["de@example.org"]},
            ]
        }
    )


def studied(report: ReportSettings) -> tuple[Studied, ...]:
    return tuple(
        Studied(one, replace(REPORT, scope=replace(one.named(REPORT.scope), filter=one.filter)))
        for one in readers(report, ("source",))
    )


def few(report: ReportSettings, found: Looks) -> tuple[Printed, ...]:
    """As a run's worker prints them."""
    with worker(DRAWING, PAPER, hands=2) as staff:
        printer = Printer(staff, found)
        return printer.examine(printer.lay_out(printer.draw(studied(report)), POST), POST.least)


def many(report: ReportSettings, found: Looks, render: RenderSettings) -> tuple[Printed, ...]:
    """As a crowd prints them."""
    with worker(DRAWING, PAPER, CREW) as press:
        crowd = Crowd(press, found, render)
        return crowd.examine(crowd.lay_out(crowd.draw(studied(report)), POST), POST.least)


@pytest.mark.slow
@pytest.mark.pdf
@pytest.mark.dask
def test_the_bytes_are_the_same_wherever_they_are_made(tmp_path: Path, dask: str) -> None:
    report = settings(tmp_path)
    found = looks(report)
    expected = few(report, found)
    states = [one.state for one in expected]
    for render in (
        RenderSettings(processes=1),
        RenderSettings(processes=2),
        RenderSettings(dask=dask),
    ):
        came = many(report, found, render)
        assert [one.audience for one in came] == [one.audience for one in expected]
        assert [one.state for one in came] == states
        assert [str(one.outcome) for one in came] == [str(one.outcome) for one in expected]
        for one, other in zip(came, expected, strict=True):
            assert dict(one.files) == dict(other.files)
            assert (one.subject, one.verdict) == (other.subject, other.verdict)


@pytest.mark.slow
@pytest.mark.pdf
def test_one_that_fails_fails_alone(tmp_path: Path) -> None:
    report = settings(tmp_path)
    came = many(report, looks(report), RenderSettings(processes=2))
    assert [one.audience.name for one in came if isinstance(one.outcome, Report)] == [
        "all",
        "board",
        "germany",
        "deutsch",
    ]
    (broken,) = (one for one in came if one.audience.name == "broken")
    assert isinstance(broken.outcome, OutputError)
    assert not broken.files


@pytest.mark.slow
@pytest.mark.pdf
def test_a_process_that_is_lost_is_an_error() -> None:
    with worker(DRAWING, PAPER, CREW) as press:
        orders = (ORDER,) * 8
        asked = press.ask(EDITIONS, orders, RenderSettings(processes=2))
        os.kill(soon(lambda: hired(press.pid)).pop(), signal.SIGKILL)
        with pytest.raises(OutputError, match="was ended from outside"):
            asked.result()
        (again,) = press.ask(EDITIONS, (ORDER,), RenderSettings(processes=1)).result()
        assert isinstance(again, Edition)


@pytest.mark.slow
@pytest.mark.pdf
def test_what_was_hired_is_gone_before_the_run_is() -> None:
    with worker(DRAWING, PAPER, CREW) as press:
        asked = press.ask(EDITIONS, (ORDER,) * 2, RenderSettings(processes=2))
        soon(lambda: hired(press.pid))
        assert len(list(asked.result())) == 2
        assert not hired(press.pid)


@pytest.mark.slow
@pytest.mark.pdf
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_ends_with_the_run_and_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    program = (
        "import signal, sys\n"
        "signal.signal(signal.SIGTERM, signal.default_int_handler)\n"
        "from tests.integration import test_crowd as t\n"
        "with t.worker(t.DRAWING, t.PAPER, t.CREW) as press:\n"
        "    asked = press.ask(t.EDITIONS, (t.ORDER,) * 99, t.RenderSettings(processes=2))\n"
        "    print(press.pid, flush=True)\n"
        "    asked.result()\n"
    )
    before = set(SHARED_MEMORY.glob("*")) if SHARED_MEMORY.is_dir() else set()
    with subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        assert run.stdout is not None
        press = int(run.stdout.readline())
        soon(lambda: len(hired(press)) == 2)
        time.sleep(1)  # in the middle of an edition, or of starting with it
        run.send_signal(number)
        _, said = run.communicate()
    soon(lambda: not session(press))
    soon(lambda: not list(tmp_path.iterdir()))
    assert "resource_tracker" not in said
    if SHARED_MEMORY.is_dir():
        left = set(SHARED_MEMORY.glob("*")) - before
        assert not [one for one in left if str(press) in one.name or "joblib" in one.name]


def test_a_scheduler_that_is_not_there_is_said_before_any_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    audiences = ", ".join(f"{{name: a{n}}}" for n in range(FEW + 1))
    config = tmp_path / "config.yaml"
    config.write_text(
        "source: {path: nothing}\n"
        "render: {dask: 'tcp://127.0.0.1:1'}\n"
        f"reports: {{weekly: {{audiences: [{audiences}]}}}}\n",
        encoding="utf-8",
    )
    assert main(["run", "--config", str(config)]) == 2
    *_, said = capsys.readouterr().err.strip().splitlines()
    assert said.startswith("render.dask: nobody answers at tcp://127.0.0.1:1 (")
    assert said.endswith("start the scheduler, or mend it")
    assert [one.name for one in tmp_path.iterdir()] == ["config.yaml"]


def test_without_its_client_a_cluster_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda _: None)
    with pytest.raises(ConfigError, match=r"pip install 'reporter\[dask\]'"):
        cluster.reach("tcp://127.0.0.1:1")


def hired(press: int) -> list[int]:
    """The processes of a worker that print."""
    return [
        pid for pid in session(press) if b"popen_loky" in _read(pid, "cmdline") and pid != press
    ]


def session(leader: int) -> list[int]:
    """The living processes of a worker's session."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        fields = _read(int(folder.name), "stat").rpartition(b")")[2].split()
        if fields and int(fields[3]) == leader and fields[0] != b"Z":
            found.append(int(folder.name))
    return found


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:  # it has ended since
        return b""


def soon(there: Callable[[], Found]) -> Found:
    """What is there after a while."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not (found := there()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found
