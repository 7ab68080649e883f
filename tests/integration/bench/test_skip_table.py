"""The bar: the honest AUC against what was there before it, as in docs/skip-model.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.skips import BAR, BEGIN, END, HEADER, Line, measure, read, table
from reporter.analysis.skips.models import Model
from reporter.results.facts import Gap, Part, Reason

if TYPE_CHECKING:
    from pathlib import Path

LEAK = 0.95


def _reaches(line: Line | Gap, auc: float, within: float) -> None:
    assert isinstance(line, Line)
    assert line.auc.value == pytest.approx(auc, abs=within)
    assert line.auc.value < LEAK
    assert line.gain.value >= BAR
    assert line.gain.low is not None
    assert line.gain.low > 0
    floor = max(line.last_action.value, line.notebook.value)
    assert line.gain.value == pytest.approx(line.auc.value - floor)


@pytest.mark.untraced
@pytest.mark.slow
def test_the_bar_on_the_sample(root: Path) -> None:
    line = measure("sample", read(root / "data" / "sample", limit=20_000))
    _reaches(line, 0.75, 0.02)


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "auc", "within", "notebook", "last_action"),
    [("listener-a.zip", 0.828, 0.02, 0.694, 0.700), ("listener-b.csv", 0.817, 0.02, 0.709, 0.658)],
)
def test_the_bar_on_real_histories(
    shared_data: Path, name: str, auc: float, within: float, notebook: float, last_action: float
) -> None:
    """Close to a prototype's figures; its floor was not the best of three models, as here."""
    line = measure(name, read(shared_data / name, "Europe/Berlin"))
    _reaches(line, auc, within)
    assert isinstance(line, Line)
    assert notebook - 0.02 < line.notebook.value < notebook + 0.05
    assert line.last_action.value == pytest.approx(last_action, abs=0.03)


@pytest.mark.shared
def test_a_history_without_outcomes_has_no_line(shared_data: Path) -> None:
    found = measure("c", read(shared_data / "listener-c-account.json"))
    assert found == Gap(Part.SKIP_MODEL, Reason.NO_OUTCOMES)


def test_the_committed_table_is_whole(root: Path) -> None:
    page = (root / "docs" / "skip-model.md").read_text(encoding="utf-8")
    made = page.split(BEGIN)[1].split(END)[0].strip().splitlines()
    assert made[0] == table(()).splitlines()[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in made[2:]]
    assert [row[0] for row in rows] == ["sample", "listener-a.zip", "listener-b.csv"]
    names = {model.value.replace("_", " ") for model in Model}
    for row in rows:
        assert len(row) == len(HEADER)
        assert row[3] in names
        assert row[-1] == "reached"
        assert float(row[-2].split()[0]) >= BAR
