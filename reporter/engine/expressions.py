"""Expressions that engines spell differently, with the same value in each of them."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import TYPE_CHECKING

import ibis

from reporter.engine import postgres, spark
from reporter.errors import ConfigError
from reporter.period import utc_offsets

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    import ibis.expr.types as ir

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - instants are UTC without a zone
DIGITS = "0123456789abcdef"
LOT_DIGITS = 7


def as_int(condition: ir.BooleanValue) -> ir.IntegerValue:
    """1 where a condition holds, 0 where it does not or cannot be told.

    PostgreSQL turns no boolean into a 64-bit integer.
    """
    return ibis.ifelse(condition, ibis.literal(1, "int64"), ibis.literal(0, "int64"))


def exact(number: float) -> ir.FloatingScalar:
    """A float that is the same in every engine, to its last bit.

    DuckDB takes digits in SQL for a decimal number, and rounds once more on the way to a float.
    """
    return ibis.literal(repr(float(number))).cast("float64")


def local_time(
    instant: ir.TimestampValue, zone: ZoneInfo, first: date, last: date
) -> ir.TimestampValue:
    """UTC instants as local wall-clock time.

    The zone's changes between two days become a CASE expression, so that every engine gives the
    same answer, whatever zone database it carries.

    Args:
        instant: UTC, without a zone.
        zone: the zone.
        first: a day not after the first instant.
        last: a day not before the last one.
    """
    spans = utc_offsets(zone, first, last)
    _, offset = spans[-1]
    seconds: ir.IntegerValue = ibis.literal(offset, "int64")
    if len(spans) > 1:
        branches = [
            (instant < ibis.literal(end.replace(tzinfo=None)), ibis.literal(offset, "int64"))
            for (_, offset), (end, _) in itertools.pairwise(spans)
        ]
        seconds = ibis.cases(*branches, else_=seconds)
    return instant + seconds.as_interval("s")


def stripped(text: ir.StringValue) -> ir.StringValue:
    """A text without blanks around it.

    Ibis's own `strip` tells Spark to strip the letter f with them.
    """
    if _engine(text) == "pyspark":
        return text.re_replace(r"^\s+|\s+$", "")
    return text.strip()


def from_epoch(ms: ir.IntegerValue) -> ir.TimestampValue:
    """Milliseconds since 1970 as UTC without a zone."""
    if _engine(ms) == "duckdb":
        return ms.as_timestamp("ms")
    return ibis.literal(EPOCH) + ms.as_interval("ms")


def lot(name: ir.StringValue, seed: int) -> ir.IntegerValue:
    """The number that a name draws, by which samples are taken; two may draw the same.

    It is that in the first digits of the SHA-256 of seed and name, the same in every engine and in
    every version.
    """
    digits = _sha256(ibis.literal(f"{seed}:") + name)[:LOT_DIGITS]
    if _engine(name) == "duckdb":
        return ("0x" + digits).cast("int64")
    places = ibis.literal(DIGITS)
    number: ir.IntegerValue = ibis.literal(0, "int64")
    for place in range(LOT_DIGITS):
        number = number * len(DIGITS) + places.find(digits[place]).cast("int64")
    return number


def _sha256(text: ir.StringValue) -> ir.StringValue:
    """SHA-256 of the UTF-8 of a text, in hexadecimal digits."""
    if _engine(text) == "postgres":
        return postgres.sha256_hex(text)
    return text.hexdigest("sha256")


def _engine(value: ir.Value) -> str:
    name: str = ibis.get_backend(value).name
    return name


def attempt(value: ir.Value, dtype: str) -> ir.Value:
    """A value as another type, or null where it is none.

    PostgreSQL has no such cast: there the text must look like it first. A day that no month has
    stops its query then.

    Args:
        value: a text, or something that any engine casts.
        dtype: `int64`, `float64`, `boolean` or a timestamp.
    """
    if _engine(value) != "postgres":
        return value.try_cast(dtype)
    if not value.type().is_string():
        return value.cast(dtype)
    return postgres.attempt(value, dtype)


def keyed_hash(name: ir.StringValue, inner: bytes, outer: bytes) -> ir.StringValue:
    """HMAC-SHA256 of the UTF-8 of a text, in hexadecimal digits (RFC 2104).

    Args:
        name: the text.
        inner: the padded key of the inner hash, 64 bytes.
        outer: the padded key of the outer hash, 64 bytes.
    """
    match _engine(name):
        case "postgres":
            return postgres.keyed_hash(name, inner, outer)
        case "pyspark":
            return spark.keyed_hash(name, inner, outer)
        case other:
            msg = f"{other} has no HMAC here, by which listeners get their pseudonyms"
            raise ConfigError(msg, hint="leave the listener out of source.columns, or use another")
