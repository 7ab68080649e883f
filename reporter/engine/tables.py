"""Intermediate tables that an engine keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.engine import duck, spark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import ibis.expr.types as ir
    from ibis.backends.sql import SQLBackend

DUCKDB, SPARK = "duckdb", "pyspark"


def keep(
    backend: SQLBackend,
    name: str,
    table: ir.Table,
    words: Mapping[ir.Table, Sequence[str]] | None = None,
) -> ir.Table:
    """Materialise an expression under `name` in the engine and return it as a table.

    It is gone with the connection. Spark, which has no temporary tables, keeps a checkpoint on its
    executors, in memory and on their disks; what is built on it does not compute it again.

    Args:
        backend: the engine.
        name: of the table; one that has it already is replaced.
        table: what to keep.
        words: columns of texts that come again and again, by tables that have all their texts in
            columns of the same names. DuckDB keeps these columns as codes of a dictionary, which
            changes nothing but time and memory.
    """
    if backend.name == DUCKDB:
        return duck.kept(backend, name, table, words or {})
    if backend.name == SPARK:
        backend.create_view(name, table, overwrite=True)
        spark.checkpoint(name)
        return backend.table(name)
    return backend.create_table(name, table, temp=True, overwrite=True)


def drop(backend: SQLBackend, name: str) -> None:
    """Forget a kept table, if it is there."""
    if backend.name == SPARK:
        backend.drop_view(name, force=True)
    else:
        backend.drop_table(name, force=True)
