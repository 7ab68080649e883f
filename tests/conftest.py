"""What all tests share: where real data and native tools are, and which skips are in order."""

from __future__ import annotations

import gc
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import coverage
import hypothesis
import pytest

from tests.postgres import HOW, programs, server
from tests.tracing import rest_in_libraries

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from tests.buckets import Buckets
    from tests.postgres import Server

ROOT = Path(__file__).resolve().parent.parent
CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}
SHARED_IS_ABSENT = "../shared is absent"

# Tests run side by side already: threads of scikit-learn's own would wait for each other and burn
# the processor meanwhile. It counts when the libraries are loaded, and the program limits itself.
os.environ.setdefault("OMP_NUM_THREADS", "1")

hypothesis.settings.register_profile("local", deadline=None, max_examples=50)
hypothesis.settings.register_profile("ci", deadline=None, max_examples=50, derandomize=True)
hypothesis.settings.load_profile("ci" if IN_CI else "local")


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it for garbage takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    if coverage.Coverage.current() is not None:
        rest_in_libraries()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Tracing doubles the time of what runs Python for long, so that other tests cover it."""
    tracer = coverage.Coverage.current() if item.get_closest_marker("untraced") else None
    if tracer is None:
        return (yield)
    tracer.stop()
    try:
        return (yield)
    finally:
        tracer.start()


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real histories; skips where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"{SHARED_IS_ABSENT}: there are no real histories beside this checkout")
    return folder


def _tool(package: str, *names: str) -> str:
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.skip(f"{names[0]} is not installed: apt-get install {package}")
    return path


@pytest.fixture(scope="session")
def pdftotext() -> str:
    """Path of poppler's `pdftotext`; skips where it is absent."""
    return _tool("poppler-utils", "pdftotext")


@pytest.fixture(scope="session")
def pdftoppm() -> str:
    """Path of poppler's `pdftoppm`; skips where it is absent."""
    return _tool("poppler-utils", "pdftoppm")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a headless browser; skips where it is absent."""
    return _tool("chromium", "chromium", "chromium-browser", "google-chrome")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skip is a failure, unless it is for want of the real histories."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not IN_CI or reporter is None:
        return
    reasons = [_reason(report) for report in reporter.stats.get("skipped", [])]
    unexpected = [reason for reason in reasons if not reason.startswith(SHARED_IS_ABSENT)]
    for reason in unexpected:
        reporter.write_line(f"a skip that CI does not expect: {reason}", red=True)
    if unexpected and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _reason(report: pytest.TestReport) -> str:
    *_, reason = report.longrepr if isinstance(report.longrepr, tuple) else (str(report.longrepr),)
    return str(reason).removeprefix("Skipped: ")


@pytest.fixture(scope="session")
def spark() -> str:
    """URL of Spark on two threads of this machine; skips where Java is absent."""
    _tool("default-jre-headless", "java")
    pytest.importorskip("pyspark", reason="PySpark is not installed: pip install pyspark")
    return "spark://local[2]"


@pytest.fixture(scope="session")
def dask() -> Iterator[str]:
    """Address of a real Dask cluster of two processes; skips where Dask is absent."""
    pytest.importorskip("distributed", reason="Dask is not installed: pip install reporter[dask]")
    with subprocess.Popen(
        [sys.executable, "-c", CLUSTER],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as cluster:
        assert cluster.stdout is not None
        yield cluster.stdout.readline().strip()
        cluster.communicate()  # it ends with its input
        assert cluster.returncode == 0


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real PostgreSQL server; skips where it is absent."""
    binaries = programs()
    if binaries is None:
        pytest.skip(f"PostgreSQL is not installed: {HOW}")
    with server(tmp_path_factory.mktemp("postgres") / "server", binaries) as running:
        yield running


@pytest.fixture(scope="session")
def buckets() -> Iterator[Buckets]:
    """A real S3 server on this machine."""
    from tests import buckets  # noqa: PLC0415 - loads its libraries for those who want them

    with buckets.server() as running:
        yield running


@pytest.fixture
def bucket(buckets: Buckets, monkeypatch: pytest.MonkeyPatch) -> str:
    """URL of an empty bucket that this process can reach."""
    for name, value in buckets.environment.items():
        monkeypatch.setenv(name, value)
    return buckets.make(f"reports-{secrets.token_hex(6)}")
