"""Every engine reads the same rows, draws the same samples and gives the same report."""

from __future__ import annotations

import hashlib
import json
import math
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import ibis
import pyarrow as pa
import pytest

from reporter.analysis.skips.sampling import draw
from reporter.archive.registry import open_store
from reporter.config import Settings
from reporter.engine.expressions import attempt, bucket, keyed_hash, stripped
from reporter.report import Report, to_json
from reporter.sources import read
from reporter.sources.pseudonym import pseudonym
from reporter.study import findings, intake
from tests.integration.engines.conftest import ENGINES

if TYPE_CHECKING:
    from pathlib import Path

    from ibis.backends.sql import SQLBackend

    from reporter.worker import Job, Worker
    from tests.integration.engines.conftest import Open

KEY = b"a key of sixteen"
NOW = datetime(2026, 11, 27, tzinfo=UTC)
NEAR = 1e-9


class Here:
    """A worker that does its jobs at once, in this process."""

    def ask(self, job: Job[Any, Any], *given: Any) -> Future[Any]:  # noqa: ANN401
        done: Future[Any] = Future()
        done.set_result(job.load()(*given))
        return done


class Made:
    """What an engine makes of the history."""

    def __init__(self, name: str, opening: Open, folder: Path) -> None:
        store = open_store(str(folder / name))
        with opening(name) as (source, backend):
            settings = Settings(source=source.model_copy(update={"key": None}))
            taken = read(source, backend, key=lambda: KEY, now=NOW)
            prepared = intake.prepare(settings, backend, taken, store, report=None, period="latest")
            self.counts = (
                [(one.read, one.kept, one.duplicates, one.quarantined) for one in taken.files],
                [(one.name, one.n) for one in (*taken.quarantine, *taken.other_content)],
                sorted((one.reason, one.ms_played) for one in taken.quarantined_rows),
                taken.missing_columns,
                taken.key_id,
            )
            self.drawn = draw(prepared.history, seed=settings.seed).table
            (found,) = findings.analyse(prepared, cast("Worker", Here()))
        assert isinstance(found.outcome, Report)
        self.report: dict[str, Any] = json.loads(to_json(found.outcome))
        quality = self.report["quality"]
        for part in (self.report["scope"], *quality["files"], *quality["quarantined_rows"]):
            # A table has neither a file's name nor lines, and its times are no texts of their own.
            for key in ("source_name", "file", "line", "ended_at"):
                part.pop(key, None)


@pytest.fixture(scope="module")
def by_duckdb(opening: Open, tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made("duckdb", opening, tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module", params=ENGINES[1:])
def made(
    request: pytest.FixtureRequest, opening: Open, tmp_path_factory: pytest.TempPathFactory
) -> Made:
    return Made(request.param, opening, tmp_path_factory.mktemp("store"))


@pytest.mark.slow
def test_the_same_rows_count(made: Made, by_duckdb: Made) -> None:
    assert made.counts == by_duckdb.counts
    ((rows, kept, duplicates, quarantined),) = made.counts[0]
    assert rows > kept > 0
    assert duplicates >= 9
    assert quarantined == 4


@pytest.mark.slow
def test_the_models_are_given_the_same_plays(made: Made, by_duckdb: Made) -> None:
    mine, theirs = in_order(made.drawn), in_order(by_duckdb.drawn)
    assert mine.num_rows == theirs.num_rows > 1_000
    assert mine.to_pylist() == theirs.to_pylist()


@pytest.mark.slow
def test_the_report_is_the_same(made: Made, by_duckdb: Made) -> None:
    assert list(differences(made.report, by_duckdb.report)) == []


def in_order(table: pa.Table) -> pa.Table:
    """The rows in an order of their own; columns in order of name, of the same types."""
    names = sorted(table.column_names)
    return table.select(names).sort_by([(name, "ascending") for name in names])


def differences(mine: Any, theirs: Any, place: str = "") -> list[str]:  # noqa: ANN401
    """Where two reports differ by more than a part in a thousand million."""
    if isinstance(mine, dict) and isinstance(theirs, dict) and mine.keys() == theirs.keys():
        return [
            one for key in mine for one in differences(mine[key], theirs[key], f"{place}.{key}")
        ]
    if isinstance(mine, list) and isinstance(theirs, list) and len(mine) == len(theirs):
        return [
            one
            for i, (left, right) in enumerate(zip(mine, theirs, strict=True))
            for one in differences(left, right, f"{place}[{i}]")
        ]
    if isinstance(mine, float) and isinstance(theirs, float):
        same = math.isclose(mine, theirs, rel_tol=NEAR, abs_tol=1e-12)
    else:
        same = bool(mine == theirs)
    return [] if same else [f"{place}: {mine} is not {theirs}"]


@pytest.mark.parametrize("name", ENGINES)
def test_expressions_have_the_same_values(name: str, opening: Open) -> None:
    texts = ["fwdbtn", " FwdBtn\t", "Zoë", "", "7", "-12", "1e3", "x7", "2024-05-01T10:00:00Z"]
    with opening(name) as (_, backend):
        table = as_table(backend, texts)
        rows = backend.to_pyarrow(
            table.select(
                "n",
                stripped=stripped(table.text),
                bucket=bucket(table.text, 1_000),
                whole=attempt(table.text, "int64"),
                number=attempt(table.text, "float64"),
                instant=attempt(table.text, "timestamp(6)"),
            ).order_by("n")
        ).to_pylist()
    assert [row["stripped"] for row in rows][:2] == ["fwdbtn", "FwdBtn"]
    assert [row["bucket"] for row in rows] == [placed(text, 1_000) for text in texts]
    assert [row["whole"] for row in rows][4:6] == [7, -12]
    assert [row["number"] for row in rows][4:7] == [7.0, -12.0, 1000.0]
    assert rows[7]["whole"] is rows[7]["number"] is rows[7]["instant"] is None
    assert rows[8]["instant"].replace(tzinfo=None) == datetime(2024, 5, 1, 10)  # noqa: DTZ001


@pytest.mark.parametrize("name", ENGINES[1:])
def test_pseudonyms_are_those_of_the_files(name: str, opening: Open) -> None:
    names = ["ana", "Zoë", "  two words "]
    inner, outer = (bytes(byte ^ pad for byte in KEY.ljust(64, b"\0")) for pad in (0x36, 0x5C))
    with opening(name) as (_, backend):
        table = as_table(backend, names)
        hashed = table.select("n", id="L" + keyed_hash(table.text, inner, outer)[:12])
        found = backend.to_pyarrow(hashed.order_by("n"))["id"].to_pylist()
    assert found == [pseudonym(KEY, name) for name in names]


def placed(text: str, n: int) -> int:
    """The bucket of a text, by the standard library."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:7], 16) % n


def as_table(backend: SQLBackend, texts: list[str]) -> ibis.expr.types.Table:
    """The texts, numbered, as a table of the engine."""
    numbered = pa.table({"n": list(range(len(texts))), "text": texts})
    name = "texts"
    if backend.name == "pyspark":
        return backend.create_view(name, ibis.memtable(numbered), overwrite=True)
    return backend.create_table(name, numbered, temp=True, overwrite=True)
