"""The meter sees the time and the memory of a command and of its children."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

from bench.inputs import MAVEN, Case
from bench.meter import FailedError, measure

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/smaps_rollup").exists(), reason="the system has no /proc/PID/smaps_rollup"
)
HOLD = "x = bytearray(80 * 2**20); import time; time.sleep(0.6); print('done')"


def test_a_childs_memory_is_counted_with_its_parents(tmp_path: Path) -> None:
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLD!r}], check=True)"
    alone = measure([sys.executable, "-c", HOLD], tmp_path)
    both = measure([sys.executable, "-c", parent], tmp_path)
    for usage in (alone, both):
        assert 80 < usage.memory_mib < 160
        assert 0.6 <= usage.seconds < 30
        assert 0 < usage.cpu_seconds < usage.seconds
        assert usage.output == "done\n"


def test_a_command_that_nobody_watches_is_timed_alone(tmp_path: Path) -> None:
    usage = measure([sys.executable, "-c", HOLD], tmp_path, watched=False)
    assert usage.memory_mib == 0
    assert 0.6 <= usage.seconds < 30
    assert 0 < usage.cpu_seconds < usage.seconds


def test_a_command_that_fails_is_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(FailedError, match="ended with exit code 3: it was in vain"):
        measure(
            [sys.executable, "-c", "import sys; sys.stderr.write('it was in vain'); sys.exit(3)"],
            tmp_path,
        )


def test_one_listener_is_written_as_the_notebooks_table(tmp_path: Path) -> None:
    file = Case("one", 500, 1, 30).make(tmp_path)
    frame = pd.read_csv(file)
    assert list(frame) == list(MAVEN)
    assert 500 <= len(frame) < 510
    assert frame["spotify_track_uri"].notna().all()
    assert pd.to_datetime(frame["ts"], format="%Y-%m-%d %H:%M:%S").is_monotonic_increasing
    assert set(frame["platform"]) <= {"android", "iOS", "windows", "mac", "web player"}


def test_several_listeners_are_written_as_the_exports_fields(tmp_path: Path) -> None:
    frame = pd.read_csv(Case("some", 500, 20, 4).make(tmp_path))
    assert frame["username"].nunique() == 20
    assert {"ts", "ms_played", "spotify_track_uri", "reason_end", "skipped"} <= set(frame)
