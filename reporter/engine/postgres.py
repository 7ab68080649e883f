"""PostgreSQL: the functions of its own that Ibis has no name for."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import ibis

from reporter.errors import ConfigError, SourceError
from reporter.urls import redacted

if TYPE_CHECKING:
    from collections.abc import Iterator

    import ibis.expr.types as ir
    from ibis.backends.postgres import Backend

REFUSED = re.compile(r"(?:failed: FATAL:|failed:)\s*(?!error)(.+)")
SESSION = ("SET TIME ZONE 'UTC'", "SET jit = off")
"""Instants become UTC, and what runs once is not worth compiling."""


@contextmanager
def opened(url: str) -> Iterator[Backend]:
    """Connect to a database; the connection is closed at the end of the block.

    Raises:
        ConfigError: the driver is not installed.
        SourceError: the database cannot be reached or lets nobody in, or it failed; the message
            has neither a password nor anything of a row in it.
    """
    try:
        import psycopg  # noqa: PLC0415 - an extra
    except ImportError as error:
        msg = "the plays are in PostgreSQL, and its driver is not installed"
        raise ConfigError(msg, hint="pip install 'reporter[postgres]'") from error
    try:
        backend: Backend = ibis.connect(url.replace("postgresql://", "postgres://", 1))
    except (psycopg.Error, ValueError) as error:
        msg = f"the database {redacted(url)} cannot be used ({_reason(error)})"
        raise SourceError(msg, hint="mend source.url, or start the server") from None
    try:
        for statement in SESSION:
            backend.raw_sql(statement).close()
        yield backend
    except psycopg.Error as error:
        what = type(error).__name__  # its text may hold a value
        msg = f"the database {redacted(url)} failed ({what})"
        raise SourceError(msg, hint="its log says more") from None  # the statement holds the key
    finally:
        backend.disconnect()


def _reason(error: Exception) -> str:
    """What the server said of a connection, without the address."""
    told = REFUSED.search(str(error))
    return told[1].strip() if told else type(error).__name__


def sha256_hex(text: ir.StringValue) -> ir.StringValue:
    """SHA-256 of the UTF-8 of a text, in hexadecimal digits."""
    return encode(sha256(convert_to(text, "UTF8")), "hex")


@ibis.udf.scalar.builtin(signature=(("binary",), "binary"))
def sha256(_data):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201 - the server's own
    """The server's `sha256`."""


@ibis.udf.scalar.builtin(signature=(("binary", "string"), "string"))
def encode(_data, _format):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201 - as above
    """The server's `encode`."""


@ibis.udf.scalar.builtin(signature=(("string", "string"), "binary"))
def convert_to(_text, _encoding):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201 - as above
    """The server's `convert_to`."""


@ibis.udf.scalar.builtin(signature=(("string", "string"), "binary"))
def decode(_text, _format):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201 - as above
    """The server's `decode`."""


@ibis.udf.scalar.builtin(signature=(("binary", "binary"), "binary"))
def byteacat(_first, _second):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201 - as above
    """The server's `||` of bytes."""


def keyed_hash(name: ir.StringValue, inner: bytes, outer: bytes) -> ir.StringValue:
    """As `reporter.engine.expressions.keyed_hash`."""
    first = sha256(byteacat(decode(inner.hex(), "hex"), convert_to(name, "UTF8")))
    return encode(sha256(byteacat(decode(outer.hex(), "hex"), first)), "hex")


LOOKS: dict[str, str] = {
    "int64": r"^\s*[+-]?[0-9]{1,18}\s*$",
    "float64": r"^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?\s*$",
    "boolean": r"^\s*([tT]|[tT][rR][uU][eE]|[fF]|[fF][aA][lL][sS][eE]|1|0)\s*$",
    "timestamp": (
        r"^\s*[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
        r"([ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?)?"
        r" ?(Z|UTC|[+-][0-9]{2}:?([0-9]{2})?)?\s*$"
    ),
}
"""How a text looks that the server can cast."""


def attempt(text: ir.StringValue, dtype: str) -> ir.Value:
    """As `reporter.engine.expressions.attempt`, of a text."""
    kind = "timestamp" if dtype.startswith("timestamp") else dtype
    fits = text.re_search(LOOKS[kind])
    return ibis.ifelse(fits, text, ibis.null("string")).cast(dtype)
