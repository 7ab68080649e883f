"""The benchmarks of the scheduler and the history, over small ledgers."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.endurance import endure
from bench.ledger import BEGUN, FILES, RECIPIENTS, REPORT, fill
from bench.upkeep import ledger_url, tick_ms
from reporter.ledger.opening import open_ledger
from reporter.ledger.values import Delivered, ExpectedState


def test_the_ledger_is_one_in_which_all_is_done(tmp_path: Path) -> None:
    fill(ledger_url(tmp_path), n_runs=30, n_expected=5)
    with open_ledger(ledger_url(tmp_path), BEGUN) as ledger:
        newest = ledger.runs.list()
        assert len(newest) == 20
        assert newest[0].started_at == BEGUN
        assert newest[0].delivered is Delivered.SENT
        assert len(ledger.runs.files(newest[0].id)) == len(FILES)
        assert len(ledger.outbox.of_run(newest[-1].id)) == len(RECIPIENTS)
        rows = ledger.timetable.of(REPORT)
        assert [row.state for row in rows] == 5 * [ExpectedState.MADE]
        assert ledger.timetable.open() == ()
    assert tick_ms(tmp_path, n=2) > 0


@pytest.mark.skipif(
    not Path("/proc/self/smaps_rollup").exists(), reason="the system has no /proc/PID/smaps_rollup"
)
def test_a_real_scheduler_makes_its_reports_in_a_row(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    grown = endure(tmp_path, n=3)
    assert grown.n_reports == 3
    assert 10 < grown.before_mib < 500
    assert abs(grown.after_mib - grown.before_mib) < 50
