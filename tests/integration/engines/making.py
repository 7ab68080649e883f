"""All that an engine makes of a history, as files: `python -m` this module does it by itself.

Spark has a process of its own, because it leaves a Java machine and sockets behind, which other
tests would find.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, cast

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import SecretStr

from reporter.analysis.history.daily import daily
from reporter.analysis.history.filtered import terms
from reporter.analysis.history.lengths import descriptive_lengths
from reporter.analysis.history.parts import parts
from reporter.analysis.recommendations.measures import Subject, measure
from reporter.analysis.recommendations.membership import Membership
from reporter.analysis.segments.assignment import assigned
from reporter.analysis.segments.counts import count, drawn
from reporter.analysis.segments.moves import moves
from reporter.archive.registry import open_store
from reporter.config import EngineSettings, Settings, SourceSettings
from reporter.engine.connection import connect
from reporter.engine.expressions import attempt, keyed_hash, lot, stripped
from reporter.errors import FilterError
from reporter.press.rows import row_records
from reporter.report import Report, to_json
from reporter.results.recommendations import Kind, Metric
from reporter.sources import read
from reporter.sources.pseudonym import N_DIGITS
from reporter.study import findings, intake
from tests.histories import draw
from tests.segmenting import random_model

if TYPE_CHECKING:
    from ibis.backends.sql import SQLBackend

    from reporter.analysis.history.prepared import History
    from reporter.analysis.segments.counts import Counted
    from reporter.worker import Job, Worker

KEY = b"a key of sixteen"
NOW = datetime(2026, 11, 27, tzinfo=UTC)
SEED = 42
FILTERS = (
    terms({"platform": ("ios", "IOS ", "web")}),
    terms({"country": ("XX",)}),
    terms({"country": ("de", "XX"), "platform": ("android", "ios")}),
    terms({"country": ("DE",)}),
)
TEXTS = ("fwdbtn", " FwdBtn\t", "Zoë", "", "7", "-12", "1e3", "x7", "2024-05-01T10:00:00Z")


class Here:
    """A worker that does its jobs at once, in this process."""

    def ask(self, job: Job[Any, Any], *given: Any) -> Future[Any]:  # noqa: ANN401
        """The result, made already."""
        done: Future[Any] = Future()
        done.set_result(job.load()(*given))
        return done


def make(engine: str, source: SourceSettings, folder: Path) -> None:
    """Read a history in an engine and write what comes of it.

    Args:
        engine: URL of the engine, for files.
        source: where the history is.
        folder: gets `counts.json`, `drawn.parquet`, `report.json`, `segments.json`, `values.json`,
            and the tables of listeners.
    """
    settings = Settings(source=source)
    database = source.url.get_secret_value() if source.url else None
    limits = EngineSettings(url=SecretStr(engine), memory="2GB", threads=1)
    with connect(limits, database) as backend:
        taken = read(source, backend, key=lambda: KEY, now=NOW)
        counts = {
            "files": [(one.read, one.kept, one.duplicates, one.quarantined) for one in taken.files],
            "content": [(one.name, one.n) for one in (*taken.quarantine, *taken.other_content)],
            "bad": sorted((one.reason, one.ms_played or "") for one in taken.quarantined_rows),
            "missing": taken.missing_columns,
            "key": taken.key_id,
            "parts": [],
        }
        store = open_store(str(folder / "archive"))
        prepared = intake.prepare(settings, backend, taken, store, report=None, period="latest")
        plays = draw(prepared.history, seed=settings.seed).table
        (found,) = findings.analyse(prepared, cast("Worker", Here()))
        segments = assignments(prepared.history)
        counts["parts"] = [_told(one) for one in parts(prepared.history, FILTERS)]
        values = expressions(backend)
    assert isinstance(found.outcome, Report)
    rows = row_records(found.outcome, found.rows)
    for path, content in rows.items():
        (folder / PurePosixPath(path).name).write_bytes(content)
    (folder / "segments.json").write_text(json.dumps(segments), encoding="utf-8")
    (folder / "counts.json").write_text(json.dumps(counts), encoding="utf-8")
    (folder / "values.json").write_text(json.dumps(values, default=str), encoding="utf-8")
    (folder / "report.json").write_text(to_json(found.outcome), encoding="utf-8")
    pq.write_table(plays, folder / "drawn.parquet")


def assignments(history: History) -> dict[str, Any]:
    """Of some models who is in which segment, and who moved; a sample; rates of a segment."""
    counted = count(history, descriptive_lengths(history))
    engine, entities = counted.engine, counted.entities
    every = {}
    for seed in range(3):
        table = assigned(engine, counted.table, random_model(entities, seed))
        rows = engine.to_pyarrow(table).sort_by("id").select(["id", "cluster"])
        every[str(seed)] = rows.to_pydict()
    before = pa.table(every["0"]).slice(5)
    kept = Membership(table, lambda _: before)
    level = str(before["cluster"][0].as_py())
    days = daily(history)
    rates = [
        measure(
            history,
            days,
            Subject(Kind.HIGH_SKIP_SEGMENT, level, Metric.SKIP_RATE, members),
            history.scope.period,
        )
        for members in (kept.here(str(rows["cluster"][0].as_py())), kept.back_then(level, ""), None)
    ]
    return {
        "clusters": every,
        "moves": sorted([*ends, n] for ends, n in moves(engine, table, before).items()),
        "sample": engine_sample(counted),
        "rates": [None if rate is None else [rate.value, rate.n] for rate in rates],
    }


def engine_sample(counted: Counted) -> list[str]:
    """Who is in a sample of 20."""
    n = counted.entities.n_counted
    ids: list[str] = drawn(counted.engine, counted.table, n, 20, 42)["id"].to_pylist()
    return ids


def _told(part: History | FilterError) -> list[int] | str:
    """How many plays and listeners a part has and leaves out, or why there is none."""
    if isinstance(part, FilterError):
        return str(part)
    scope = part.scope
    n = part.engine.to_pyarrow(part.plays.count()).as_py()
    return [n, scope.n_listeners, scope.n_outside, scope.n_outside_period]


def expressions(backend: SQLBackend) -> list[dict[str, Any]]:
    """What the engine makes of `TEXTS`, in their order."""
    numbered = pa.table({"n": list(range(len(TEXTS))), "text": list(TEXTS)})
    if backend.name == "pyspark":
        table = backend.create_view("texts", ibis.memtable(numbered), overwrite=True)
    else:
        table = backend.create_table("texts", numbered, temp=True, overwrite=True)
    inner, outer = (bytes(byte ^ pad for byte in KEY.ljust(64, b"\0")) for pad in (0x36, 0x5C))
    hashed = {} if backend.name == "duckdb" else {"id": keyed_hash(table.text, inner, outer)}
    values = table.select(
        "n",
        stripped=stripped(table.text),
        lot=lot(table.text, SEED),
        whole=attempt(table.text, "int64"),
        number=attempt(table.text, "float64"),
        instant=attempt(table.text, "timestamp(6)").cast("string"),
        **hashed,
    )
    rows: list[dict[str, Any]] = backend.to_pyarrow(values.order_by("n")).to_pylist()
    return [{**row, "id": row.get("id", "")[:N_DIGITS]} for row in rows]


if __name__ == "__main__":
    make(sys.argv[1], SourceSettings(path=sys.argv[2]), Path(sys.argv[3]))
