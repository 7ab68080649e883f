"""Every engine reads the same rows, draws the same samples and gives the same report.

The rows stand in another order for each of them, and for Spark in forty files.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from reporter.config import SourceSettings
from reporter.sources.pseudonym import pseudonym
from tests.integration.engines.made import Made, differences
from tests.integration.engines.making import KEY, SEED, TEXTS, make

if TYPE_CHECKING:
    from pathlib import Path

BRIEF = """\
spark.sql.codegen.wholeStage false
spark.sql.codegen.factoryMode NO_CODEGEN
spark.sql.adaptive.enabled false
spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
"""
"""Spark compiles what it runs, and Java compiles it again: it takes longer than these plays do."""


@pytest.fixture(scope="module")
def by_duckdb(history: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("duckdb")
    make("duckdb://", SourceSettings(path=str(history)), folder)
    return Made(folder)


@pytest.fixture(scope="module")
def by_postgres(postgres_history: str, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("postgres")
    make("", SourceSettings(url=SecretStr(postgres_history), table="listening"), folder)
    return Made(folder)


@pytest.fixture(scope="module")
def by_spark(spark: str, scattered: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("spark")
    (folder / "spark-defaults.conf").write_text(BRIEF, encoding="utf-8")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.integration.engines.making",
            spark,
            str(scattered),
            str(folder),
        ],
        env={**os.environ, "SPARK_CONF_DIR": str(folder), "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        check=True,
    )
    return Made(folder)


@pytest.fixture(
    params=[
        pytest.param("postgres", marks=pytest.mark.postgres),
        pytest.param("spark", marks=pytest.mark.spark),
    ]
)
def made(request: pytest.FixtureRequest) -> Made:
    found: Made = request.getfixturevalue(f"by_{request.param}")
    return found


@pytest.mark.slow
def test_the_same_rows_count(made: Made, by_duckdb: Made) -> None:
    counts = made.read("counts")
    assert counts == by_duckdb.read("counts")
    ((rows, kept, duplicates, quarantined),) = counts["files"]
    assert rows > kept > 0
    assert duplicates >= 9
    assert quarantined == 4


@pytest.mark.slow
def test_the_models_are_given_the_same_plays(made: Made, by_duckdb: Made) -> None:
    assert made.drawn.num_rows == by_duckdb.drawn.num_rows > 1_000
    assert made.drawn.to_pylist() == by_duckdb.drawn.to_pylist()


@pytest.mark.slow
def test_the_report_is_the_same(made: Made, by_duckdb: Made) -> None:
    assert differences(made.report, by_duckdb.report) == []


@pytest.mark.slow
def test_the_tables_of_listeners_are_the_same(made: Made, by_duckdb: Made) -> None:
    for name in ("user_segments.csv", "churn_risk.csv"):
        content = (made.folder / name).read_bytes()
        assert content == (by_duckdb.folder / name).read_bytes()
    assert len((made.folder / "user_segments.csv").read_bytes().splitlines()) > 60


@pytest.mark.slow
def test_everybody_is_in_the_same_segment(made: Made, by_duckdb: Made) -> None:
    found, other = made.read("segments"), by_duckdb.read("segments")
    assert found["clusters"] == other["clusters"]
    assert all(len(set(one["cluster"])) > 1 for one in list(other["clusters"].values())[1:])
    assert found["moves"] == other["moves"]
    assert sum(n for origin, _, n in other["moves"] if origin == -1) == 5
    assert found["sample"] == other["sample"]
    assert len(set(other["sample"])) == 20
    assert differences(found["rates"], other["rates"]) == []
    assert other["rates"][0] is not None
    assert other["rates"][2] is None


def test_expressions_have_the_same_values(made: Made, by_duckdb: Made) -> None:
    for found in (made, by_duckdb):
        rows = found.read("values")
        assert [row["stripped"] for row in rows][:2] == ["fwdbtn", "FwdBtn"]
        assert [row["lot"] for row in rows] == [placed(text) for text in TEXTS]
        assert [row["whole"] for row in rows][4:6] == [7, -12]
        assert [row["number"] for row in rows][4:7] == [7.0, -12.0, 1000.0]
        assert rows[7]["whole"] is rows[7]["number"] is rows[7]["instant"] is None
        assert rows[8]["instant"].startswith("2024-05-01 10:00:00")


def placed(text: str) -> int:
    """The lot of a text, by the standard library."""
    return int(hashlib.sha256(f"{SEED}:{text}".encode()).hexdigest()[:7], 16)


def test_pseudonyms_are_those_of_the_files(made: Made) -> None:
    hashed = [f"L{row['id']}" for row in made.read("values")]
    assert hashed == [pseudonym(KEY, text) for text in TEXTS]
