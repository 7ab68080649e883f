"""The engine: how it is opened, and what must be the same in every engine."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import duckdb
import ibis
import pyarrow as pa
import pytest
from pydantic import SecretStr

from reporter.config import EngineSettings
from reporter.engine import duck
from reporter.engine.connection import connect
from reporter.engine.expressions import local_time, lot
from reporter.engine.tables import keep
from reporter.errors import ConfigError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend


@pytest.fixture(scope="module")
def engine() -> Iterator[Backend]:
    with connect(EngineSettings(memory="512MB", threads=1)) as backend:
        yield backend


def setting(backend: Backend, name: str) -> object:
    return backend.raw_sql(f"SELECT current_setting('{name}')").fetchone()[0]


def values(backend: Backend, column: ir.Value) -> list[object]:
    found: list[object] = backend.to_pyarrow(column.name("v").as_table()).column("v").to_pylist()
    return found


def test_limits_are_set_and_nothing_is_fetched() -> None:
    with connect(EngineSettings(memory="256MB", threads=1, temp="/scratch/engine")) as backend:
        assert setting(backend, "threads") == 1
        assert setting(backend, "memory_limit") == "244.1 MiB"
        assert setting(backend, "temp_directory") == "/scratch/engine"
        assert setting(backend, "TimeZone") == "UTC"
        assert setting(backend, "autoinstall_known_extensions") is False
        assert setting(backend, "autoload_known_extensions") is False


def test_it_is_closed_after_the_block() -> None:
    with connect(EngineSettings(memory="256MB")) as backend:
        pass
    with pytest.raises(duckdb.ConnectionException):
        backend.raw_sql("SELECT 1")


def test_its_tables_can_stay_in_a_file(tmp_path: Path) -> None:
    settings = EngineSettings(url=SecretStr(f"duckdb://{tmp_path}/plays.db"), memory="256MB")
    with connect(settings) as backend:
        backend.raw_sql("CREATE TABLE kept AS SELECT 7 AS n")
    with connect(settings) as backend:
        assert values(backend, backend.table("kept").n) == [7]


SPILL = """
import resource, sys
from reporter.config import EngineSettings
from reporter.engine import duck
from reporter.engine.connection import connect
from reporter.errors import SourceError

resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))  # stands for a full disk
try:
    with connect(EngineSettings(memory="60MB", temp=sys.argv[1])) as backend:
        backend.raw_sql("CREATE TABLE t AS SELECT hash(i) || '-' || i FROM range(9000000) r(i)")
except SourceError as error:
    print(error)
"""


def test_a_full_disk_under_the_temp_folder_is_named(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SPILL, str(tmp_path / "spill")],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.startswith("the engine cannot write what does not fit into memory to")
    assert "/spill/" in done.stdout
    assert "engine.temp" in done.stdout


@pytest.mark.parametrize("url", ["mysql://host/db", "spark://", "nonsense", ""])
def test_what_is_no_engine_is_refused(url: str) -> None:
    with (
        pytest.raises(ConfigError, match=r"engine\.url: .* is no (engine|address of Spark)"),
        connect(EngineSettings(url=SecretStr(url))),
    ):
        pytest.fail("it was opened")


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    url = f"duckdb://{tmp_path}/absent/plays.db"
    with (
        pytest.raises(ConfigError, match=r"absent/plays\.db cannot be opened"),
        connect(EngineSettings(url=SecretStr(url))),
    ):
        pytest.fail("it was opened")


def test_too_little_memory_says_which_setting_to_raise() -> None:
    with (
        pytest.raises(SourceError, match=r"more memory than 1KB: raise engine\.memory"),
        connect(EngineSettings(memory="1KB")) as backend,
    ):
        backend.raw_sql("CREATE TABLE t AS SELECT * FROM range(1000000)")


def test_a_kept_table_can_be_made_anew(engine: Backend) -> None:
    for n in (1, 2):
        assert values(engine, keep(engine, "numbers", ibis.memtable(pa.table({"n": [n]}))).n) == [n]


def test_local_time_follows_the_clocks(engine: Backend) -> None:
    zone = ZoneInfo("Europe/Berlin")
    instants = [
        datetime(2024, 3, 31, 0, 59, 59, 999999, tzinfo=UTC),
        datetime(2024, 3, 31, 1, tzinfo=UTC),
        datetime(2024, 10, 27, 0, 59, 59, tzinfo=UTC),
        datetime(2024, 10, 27, 1, tzinfo=UTC),
    ]
    table = ibis.memtable(pa.table({"t": [instant.replace(tzinfo=None) for instant in instants]}))
    local = local_time(table.t.cast("timestamp(6)"), zone, date(2024, 3, 1), date(2024, 12, 1))

    assert values(engine, local) == [
        instant.astimezone(zone).replace(tzinfo=None) for instant in instants
    ]


def test_local_time_without_changes_of_the_clocks(engine: Backend) -> None:
    table = ibis.memtable(pa.table({"t": [datetime(2024, 7, 1)]}))  # noqa: DTZ001 - canonical plays have no zone
    local = local_time(table.t, ZoneInfo("Asia/Kathmandu"), date(2024, 7, 1), date(2024, 7, 1))
    assert values(engine, local) == [datetime(2024, 7, 1, 5, 45)]  # noqa: DTZ001 - as above


def test_lots_are_those_of_sha_256(engine: Backend) -> None:
    keys = ["", "a", "spotify:track:0", "Björk", "🎧", "x" * 5000]
    table = ibis.memtable(pa.table({"key": keys}))
    digests = [hashlib.sha256(f"42:{key}".encode()).hexdigest() for key in keys]
    assert values(engine, lot(table.key, 42)) == [int(digest[:7], 16) for digest in digests]
    assert values(engine, lot(table.key, 43)) != values(engine, lot(table.key, 42))


def test_lots_are_even(engine: Backend) -> None:
    keys = engine.sql("SELECT 'listener-' || range AS key FROM range(50000)")
    counts = Counter(values(engine, lot(keys.key, 42) % 50))
    assert counts.keys() == set(range(50))
    chi_square = sum((n - 1000) ** 2 / 1000 for n in counts.values())
    assert chi_square < 90  # 49 degrees of freedom: exceeded once in 4,000 draws


def test_words_change_nothing_but_the_column_of_the_engine(engine: Backend) -> None:
    texts = ["b", None, "a", "Ä", "b", "", "a'\"b"]
    table = ibis.memtable(pa.table({"n": range(len(texts)), "word": texts}))
    plain = keep(engine, "plain", table)
    coded = keep(engine, "coded", table, {table: ("word",)})
    (kind,) = engine.raw_sql("SELECT DISTINCT typeof(word) FROM coded WHERE n = 0").fetchone()
    assert kind.startswith("ENUM")
    assert coded.schema() == plain.schema()
    asked: tuple[Callable[[ir.Table], ir.Expr], ...] = (
        lambda it: it.order_by("n"),
        lambda it: it.order_by("word", "n").n,
        lambda it: it.word.max(),
        lambda it: it.group_by("word").agg(n=it.count()).order_by("word"),
        lambda it: it.filter(it.word.isin(["b", "never"]) | (it.word > "b")).order_by("n"),
        lambda it: it.mutate(word=it.word.fill_null("none").upper()).order_by("n"),
        lambda it: it.join(plain, "word").order_by("n").n,
    )
    for ask in asked:
        assert engine.to_pyarrow(ask(coded)) == engine.to_pyarrow(ask(plain))


ROW = ibis.row_number()
BY_CODE: tuple[Callable[[ir.Table], ir.Table], ...] = (
    lambda it: it.order_by(ibis.desc("word"), "n"),
    lambda it: it.mutate(place=ROW.over(group_by="word", order_by="n")),
    lambda it: it.mutate(key=it.word).mutate(place=ROW.over(order_by=["key", "n"])),
    lambda it: it.filter(it.n > 1).order_by("n").limit(4).drop("n").distinct().order_by("word"),
    lambda it: it.union(it).mutate(place=ROW.over(group_by=["n", "word"])),
    lambda it: it.group_by("word").agg(n=it.count()).order_by("word"),
    lambda it: it.left_join(it.view(), "word").order_by("word_right", "n", "n_right"),
    lambda it: it.mutate(a=ROW.over(order_by=["word", "n"])).order_by("word", "a"),
)
BY_TEXT: tuple[Callable[[ir.Table], ir.Table], ...] = (
    lambda it: it.order_by(it.word.fill_null("c"), "n"),
    lambda it: it.mutate(place=ROW.over(group_by=it.word.upper(), order_by="n")),
    lambda it: it.fill_null({"word": "c"}).order_by("word", "n"),
    lambda it: it.select("word").union(ibis.memtable(pa.table({"word": ["z"]}))).order_by("word"),
    lambda it: it.group_by("n").agg(word=it.word.max()).order_by("word", "n"),
    lambda it: it.order_by("n"),
)


@pytest.mark.parametrize(("asked", "by_code"), [(BY_CODE, True), (BY_TEXT, False)])
def test_sorts_and_windows_go_by_codes_where_a_column_has_them(
    engine: Backend, asked: tuple[Callable[[ir.Table], ir.Table], ...], by_code: bool
) -> None:
    texts = ["b", None, "a", "Ä", "b", "", "a'\"b"]
    table = ibis.memtable(pa.table({"n": range(len(texts)), "word": texts}))
    plain = keep(engine, "plain", table)
    coded = keep(engine, "again", keep(engine, "coded", table, {table: ("word",)}))
    for number, ask in enumerate(asked):
        assert ("ENUM_CODE" in engine.compile(ask(coded))) == by_code, number
        assert "ENUM_CODE" not in engine.compile(ask(plain)), number
        same = [
            engine.to_pyarrow(ask(one)).sort_by([(name, "ascending") for name in ask(one).columns])
            for one in (coded, plain)
        ]
        assert same[0] == same[1], number


def test_a_table_that_is_kept_again_without_codes_is_sorted_by_its_texts(engine: Backend) -> None:
    table = ibis.memtable(pa.table({"word": ["b", "a"]}))
    for words, found in (({table: ("word",)}, True), ({}, False)):
        ordered = keep(engine, "twice", table, words).order_by("word")
        assert ("ENUM_CODE" in engine.compile(ordered)) == found
        assert values(engine, ordered.word) == ["a", "b"]


@pytest.mark.parametrize("most", [2, 3])
def test_a_dictionary_that_is_too_long_is_not_made(
    engine: Backend, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(duck, "MOST_WORDS", most)
    table = ibis.memtable(pa.table({"word": ["a", "b", "c", "a"]}))
    kept = keep(engine, "long", table, {table: ("word",)})
    (kind,) = engine.raw_sql("SELECT DISTINCT typeof(word) FROM long").fetchone()
    assert (kind == "VARCHAR") == (most == 2)
    assert sorted(map(str, values(engine, kept.word))) == ["a", "a", "b", "c"]


def test_a_column_without_texts_stays_one(engine: Backend) -> None:
    table = ibis.memtable(pa.table({"word": pa.array([None, None], pa.string())}))
    kept = keep(engine, "blank", table, {table: ("word",)})
    assert values(engine, kept.word) == [None, None]


def test_a_question_that_comes_again_is_compiled_once(
    engine: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each part of the plays stands in the same tables, and is asked the same."""
    compiled = []
    kind = type(engine.compiler)
    translate = kind.to_sqlglot

    def listening(compiler: object, expression: ir.Expr, **named: object) -> object:
        compiled.append(expression)
        return translate(compiler, expression, **named)

    monkeypatch.setattr(kind, "to_sqlglot", listening)
    found = []
    for numbers in ([1, 2], [3], [4, 5, 6]):
        compiled.clear()
        table = keep(engine, "numbers", ibis.memtable(pa.table({"n": numbers})))
        found.append([values(engine, table.n * factor) for factor in (1, 2)])
    assert found == [[[1, 2], [2, 4]], [[3], [6]], [[4, 5, 6], [8, 10, 12]]]
    assert len(compiled) == 1  # that of the table, which is in memory under a name of its own
    assert engine.to_pyarrow(table, limit=1).num_rows == 1
    other = keep(engine, "numbers", ibis.memtable(pa.table({"n": ["a"]})))
    assert values(engine, other.n) == ["a"]
