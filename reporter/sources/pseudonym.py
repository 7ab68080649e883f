"""Pseudonyms of listeners: a keyed hash of a user name or folder, and the key behind it.

A pseudonym is `L` and the first twelve hexadecimal digits of HMAC-SHA256 (RFC 2104). Whoever has
the key can tell whether a name belongs to a pseudonym; a new key starts a new series.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import ibis

from reporter.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ibis.backends.duckdb import Backend

N_DIGITS = 12
N_KEY_BYTES = 32
BLOCK_BYTES = 64
"""Of SHA-256, to which HMAC pads its key."""
INNER, OUTER = 0x36, 0x5C
FUNCTION = "listener_pseudonym"


def load_or_make_key(file: Path, given: str | None) -> bytes:
    """The key of the pseudonyms: as given, from `file`, or a new random one written to `file`.

    The file is made once, readable by its owner alone; two runs that start together agree on
    whichever came first.

    Raises:
        ConfigError: the file cannot be read or made, or it is empty.
    """
    if given:
        return given.encode()
    try:
        if not file.exists():
            _write_once(file, secrets.token_hex(N_KEY_BYTES))
        key = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        msg = f"the key of the listener pseudonyms {file} cannot be read or made ({reason})"
        raise ConfigError(msg, hint="give the key as source.key, or mend the file") from error
    if not key:
        msg = f"the key of the listener pseudonyms {file} is empty"
        raise ConfigError(msg, hint="remove the file to start a new series")
    return key.encode()


def _write_once(file: Path, text: str) -> None:
    """Write a private file whole, or leave the one that another run has just made."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(name, file)  # fails where the file is there: the first one wins
        except FileExistsError:
            return
    finally:
        Path(name).unlink()


def pseudonym(key: bytes, name: str) -> str:
    """The pseudonym of one user name or folder."""
    return "L" + hmac.new(key, name.encode(), hashlib.sha256).hexdigest()[:N_DIGITS]


def pads(key: bytes) -> tuple[bytes, bytes]:
    """The padded key of the inner and of the outer hash of HMAC-SHA256 (RFC 2104), 64 bytes each.

    What computes a pseudonym elsewhere than here hashes the inner one and the name, and then the
    outer one and that.
    """
    block = key if len(key) <= BLOCK_BYTES else hashlib.sha256(key).digest()
    block = block.ljust(BLOCK_BYTES, b"\0")
    return bytes(byte ^ INNER for byte in block), bytes(byte ^ OUTER for byte in block)


@contextmanager
def pseudonyms_in(backend: Backend, key: bytes) -> Iterator[None]:
    """Give DuckDB a function `listener_pseudonym(name)` for the length of the block.

    Names turn into pseudonyms while they are read, so that no table of plays ever holds a name.
    """
    inner, outer = (f"unhex('{pad.hex()}')" for pad in pads(key))
    hashed = f"sha256({outer} || unhex(sha256({inner} || encode(name))))"
    backend.con.execute(
        f"CREATE OR REPLACE TEMP MACRO {FUNCTION}(name) AS 'L' || substr({hashed}, 1, {N_DIGITS})"
    )
    try:
        yield
    finally:
        backend.con.execute(f"DROP MACRO IF EXISTS {FUNCTION}")


@ibis.udf.scalar.builtin(name=FUNCTION, signature=(("string",), "string"))
def listener_pseudonym(_name):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN201 - in DuckDB
    """The pseudonym of a column of names, within `pseudonyms_in`; null for null."""
