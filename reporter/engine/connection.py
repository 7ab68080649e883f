"""A URL becomes an open engine."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import ibis
import ibis.expr.operations as ops

from reporter.engine import duck, postgres, spark
from reporter.errors import ConfigError, SourceError
from reporter.urls import redacted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ibis.backends.sql import SQLBackend

    from reporter.config import EngineSettings

UNTESTED = ("bigquery", "clickhouse", "databricks", "snowflake", "trino")
"""Engines that Ibis speaks, and with which nobody here has tried it."""

NEEDED: Mapping[type[ops.Node], str] = {
    ops.HexDigest: "SHA-256, by which the samples of the models are drawn",
    ops.Median: "a median, by which the lengths of tracks are told",
    ops.RegexExtract: "regular expressions, by which tracks are told",
    ops.RowNumber: "window functions, by which sessions are told",
    ops.IntervalFromInteger: "intervals from numbers, by which times become local",
}
"""What an engine must be able to do, and what for."""


@contextmanager
def connect(settings: EngineSettings, database: str | None = None) -> Iterator[SQLBackend]:
    """Open the engine; it is closed at the end of the block.

    Args:
        settings: its URL and limits.
        database: URL of the database that has the plays, which is the engine then.

    Raises:
        ConfigError: the URL names no engine, one that lacks something, or one whose driver is not
            installed.
        SourceError: it cannot be reached, or it failed.
    """
    url = database or settings.url.get_secret_value()
    scheme = url.partition("://")[0] if "://" in url else ""
    match scheme:
        case "duckdb":
            opening = duck.opened(url, settings)
        case "postgres" | "postgresql":
            opening = postgres.opened(url)
        case "spark" | "sc":
            opening = spark.opened(url, settings)
        case _ if scheme in UNTESTED:
            opening = _other(url)
        case _:
            where = "source.url" if database else "engine.url"
            msg = f"{where}: {redacted(url)} is no engine"
            known = "duckdb://, duckdb:///path/to/file, postgresql://…, spark://… or sc://…"
            raise ConfigError(msg, hint=f"use {known}; docs/scale.md names more")
    with opening as backend:
        yield backend


@contextmanager
def _other(url: str) -> Iterator[SQLBackend]:
    """Whatever Ibis opens; what it cannot do is said before anything is read."""
    scheme = url.partition("://")[0]
    try:
        backend: SQLBackend = ibis.connect(url)
    except ImportError as error:
        msg = f"the driver for {scheme} is not installed"
        raise ConfigError(msg, hint=f"pip install 'ibis-framework[{scheme}]'") from error
    except Exception as error:  # each driver has errors of its own
        msg = f"{redacted(url)} cannot be used ({type(error).__name__})"
        raise SourceError(msg, hint="mend the URL; --debug shows the traceback") from error
    check(backend)
    try:
        yield backend
    finally:
        backend.disconnect()


def check(backend: SQLBackend) -> None:
    """Make sure that an engine can do what the analysis asks of it.

    Raises:
        ConfigError: it lacks something; all of it is named.
    """
    lacks = [what for operation, what in NEEDED.items() if not backend.has_operation(operation)]
    if lacks:
        msg = f"{backend.name} lacks {'; '.join(lacks)}"
        raise ConfigError(msg, hint="export the plays as Parquet, and read that with duckdb://")
