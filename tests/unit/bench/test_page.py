"""Each benchmark writes its own part of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import audiences, endurance, page, upkeep
from bench.audiences import Served
from bench.endurance import Growth
from bench.meter import Usage
from bench.scale import Size

if TYPE_CHECKING:
    from pathlib import Path


def test_a_part_takes_its_place_and_leaves_the_others(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    page.write(file, page.UPKEEP, "old")
    page.write(file, page.RUNS, "# Runs")
    page.write(file, page.UPKEEP, "new")
    text = file.read_text(encoding="utf-8")
    assert "old" not in text
    assert text.index("# Runs") < text.index("new")


def test_the_committed_page_has_a_place_for_each_part(root: Path) -> None:
    text = (root / "docs" / "performance.md").read_text(encoding="utf-8")
    for part in page.PARTS:
        assert f"made of {part}" in page.into(text, part, f"made of {part}")


def test_promises_are_judged_both_ways() -> None:
    assert [one.kept for one in upkeep.verdicts(49.9, (0.4, 1.0, 1.6))] == [True, True]
    assert [one.kept for one in upkeep.verdicts(50.0, (1.1,))] == [False, False]
    assert Growth(200, 50, 99.9).verdict.kept
    assert not Growth(200, 50, 100).verdict.kept


def test_each_audience_has_its_report_at_a_price() -> None:
    usage = Usage(seconds=400.4, cpu_seconds=600.0, memory_mib=2048.0, output="")
    size = Size(100_000, 500)
    found = Served(size, 200, 200, usage)
    assert found.verdict.kept
    text = audiences.part([found], "python -m bench.audiences")
    assert "| 100,000 | 500 | 200 | 200 | 400 | 600 | 3.0 | 2.00 |" in text
    assert f"- {found.verdict}" in text
    assert not Served(size, 200, 199, usage).verdict.kept
    assert not Served(size, 90, 90, usage).verdict.kept


def test_the_parts_say_what_was_measured() -> None:
    found = upkeep.verdicts(12.34, (0.5, 0.7, 0.9))
    text = upkeep.text(12.34, (0.5, 0.7, 0.9), found)
    assert "| 12.3 ms | 50 ms |" in text
    assert "| 0.70 s | 1 s |" in text
    assert "slowest took 0.90 s" in text
    assert "| 53.2 MiB | 54.0 MiB | +0.8 MiB | 50 MiB |" in endurance.text(Growth(200, 53.2, 54.0))
