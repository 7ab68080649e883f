"""Spark: a master, a Spark Connect server, or threads of this machine."""

from __future__ import annotations

import re
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import ibis

from reporter.errors import ConfigError, SourceError
from reporter.urls import redacted

if TYPE_CHECKING:
    from collections.abc import Iterator

    import ibis.expr.types as ir
    from ibis.backends.pyspark import Backend

    from reporter.config import EngineSettings

CONNECT = "sc://"
_LOCAL = re.compile(r"spark://(local(?:\[(?:\d+|\*)\])?)")
_ADDRESS = re.compile(r"(?:spark|sc)://(?P<host>[\w.-]+)(?::(?P<port>\d+))?(?:/.*)?")
PORTS = {"spark": 7077, "sc": 15002}
PATIENCE_SECONDS = 5.0
HINT = "use spark://host:7077, sc://host:15002, or spark://local[2] for threads of this machine"


@contextmanager
def opened(url: str, settings: EngineSettings) -> Iterator[Backend]:
    """Open a session; one that was not there before is stopped at the end of the block.

    Raises:
        ConfigError: PySpark is not installed, or the URL is none of Spark's.
        SourceError: the master or server cannot be reached, or Spark failed.
    """
    try:
        from pyspark.errors import PySparkException  # noqa: PLC0415 - an extra, and heavy
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError as error:
        msg = "engine.url names Spark, and PySpark is not installed"
        raise ConfigError(msg, hint="pip install 'reporter[spark]'") from error
    builder = SparkSession.builder.appName("reporter")
    was_there = SparkSession.getActiveSession()
    try:
        session = was_there or _configured(builder, url, settings).getOrCreate()
    except Exception as error:  # the gateway to Java has errors of all kinds
        raise _failed(url, error) from error
    try:
        yield ibis.pyspark.connect(session)
    except PySparkException as error:
        raise _failed(url, error) from error
    finally:
        if was_there is None:
            session.stop()


def checkpoint(view: str) -> None:
    """Put the rows of a temporary view in the place of the query that it stands for."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - it is loaded by now

    SparkSession.active().table(view).localCheckpoint().createOrReplaceTempView(view)


def _configured(builder: Any, url: str, settings: EngineSettings) -> Any:  # noqa: ANN401 - PySpark has no types here
    """The builder of a session that gives the same answers whatever the cluster's defaults are."""
    for key, value in {
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.timestampType": "TIMESTAMP_NTZ",
    }.items():
        builder = builder.config(key, value)
    if local := _LOCAL.fullmatch(url):
        here = {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.log.level": "OFF",
            "spark.driver.memory": settings.memory.removesuffix("B").lower(),
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.sql.shuffle.partitions": str(2 * settings.threads),
        }
        for key, value in here.items():
            builder = builder.config(key, value)
        return builder.master(local[1])
    _reach(url)
    return builder.remote(url) if url.startswith(CONNECT) else builder.master(url)


def _reach(url: str) -> None:
    """Fail at once where nobody listens: Spark itself would try for minutes."""
    address = _ADDRESS.fullmatch(url)
    if not address:
        msg = f"engine.url: {redacted(url)} is no address of Spark"
        raise ConfigError(msg, hint=HINT)
    port = int(address["port"] or PORTS[url.partition(":")[0]])
    with socket.create_connection((address["host"], port), PATIENCE_SECONDS):
        return


def _failed(url: str, error: Exception) -> ConfigError | SourceError:
    if isinstance(error, ConfigError):
        return error
    if isinstance(error, OSError):
        msg = f"nobody answers at {redacted(url)} ({error.strerror or error})"
        return SourceError(msg, hint="start the master, or mend engine.url")
    condition = getattr(error, "getCondition", lambda: None)() or type(error).__name__
    msg = f"Spark at {redacted(url)} failed ({condition})"
    return SourceError(msg, hint="its own log says more; --debug shows the traceback")


def keyed_hash(name: ir.StringValue, inner: bytes, outer: bytes) -> ir.StringValue:
    """As `reporter.engine.expressions.keyed_hash`."""
    first = unhex(sha2(joined(unhex(inner.hex()), encoded(name, "UTF-8")), 256))
    return sha2(joined(unhex(outer.hex()), first), 256)


@ibis.udf.scalar.builtin(signature=(("string",), "binary"))
def unhex(_digits):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201 - Spark's own
    """Spark's `unhex`."""


@ibis.udf.scalar.builtin(signature=(("binary", "int32"), "string"))
def sha2(_data, _bits):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201 - as above
    """Spark's `sha2`, in hexadecimal digits."""


@ibis.udf.scalar.builtin(name="concat", signature=(("binary", "binary"), "binary"))
def joined(_first, _second):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201 - as above
    """Spark's `concat` of bytes."""


@ibis.udf.scalar.builtin(name="encode", signature=(("string", "string"), "binary"))
def encoded(_text, _charset):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201 - as above
    """Spark's `encode`."""
