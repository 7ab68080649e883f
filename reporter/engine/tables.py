"""Intermediate tables that an engine keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reporter.engine import spark

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends.sql import SQLBackend

SPARK = "pyspark"


def keep(backend: SQLBackend, name: str, table: ir.Table) -> ir.Table:
    """Materialise an expression under `name` in the engine and return it as a table.

    It is gone with the connection. Spark, which has no temporary tables, keeps a checkpoint on its
    executors, in memory and on their disks; what is built on it does not compute it again.
    """
    if backend.name != SPARK:
        return backend.create_table(name, table, temp=True, overwrite=True)
    backend.create_view(name, table, overwrite=True)
    spark.checkpoint(name)
    return backend.table(name)


def drop(backend: SQLBackend, name: str) -> None:
    """Forget a kept table, if it is there."""
    if backend.name == SPARK:
        backend.drop_view(name, force=True)
    else:
        backend.drop_table(name, force=True)
