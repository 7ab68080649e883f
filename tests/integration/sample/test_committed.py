"""The sample in data/ is what its README says: made by this program, small, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from reporter.sample import Format, write
from reporter.sample.truth import read

if TYPE_CHECKING:
    from pathlib import Path


def test_the_committed_sample_is_made_by_its_command(root: Path, tmp_path: Path) -> None:
    committed = root / "data" / "sample"
    made = write(tmp_path / "sample", format=Format.PARQUET)
    assert pq.read_table(committed / "plays.parquet").equals(
        pq.read_table(made.folder / "plays.parquet")
    )
    assert read(committed / "truth.yaml") == made.truth
    assert sorted(f.name for f in committed.iterdir()) == [f.name for f in made.files]


def test_it_is_small_and_as_large_as_promised(root: Path) -> None:
    files = [file for file in (root / "data").rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) <= 3_000_000
    truth = read(root / "data" / "sample" / "truth.yaml")
    assert truth.listeners == 500
    assert (truth.end_day - truth.first_day).days == 26 * 7
    readme = (root / "data" / "README.md").read_text(encoding="utf-8")
    assert f"{truth.plays:,} plays" in readme
    assert "reporter sample data/sample --format parquet" in readme
