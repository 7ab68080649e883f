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
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from reporter.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ibis.backends.duckdb import Backend

N_DIGITS = 12
N_KEY_BYTES = 32
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


class Pseudonyms:
    """Pseudonyms of whole columns; each distinct name is hashed once, on whatever thread."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._names = pa.array([], pa.string())
        self._ids = pa.array([], pa.string())
        self._lock = threading.Lock()

    def __call__(self, names: pa.ChunkedArray | pa.Array) -> pa.Array:
        """The pseudonym of each name; null for null."""
        if isinstance(names, pa.ChunkedArray):
            names = names.combine_chunks()
        with self._lock:
            return self._look_up(names)

    def _look_up(self, names: pa.Array) -> pa.Array:
        places = pc.index_in(names, value_set=self._names, skip_nulls=True)
        if places.null_count:
            unknown = pc.unique(names.filter(pc.is_null(places))).drop_null()
            self._names = pa.concat_arrays([self._names, unknown])
            ids = [pseudonym(self._key, name) for name in unknown.to_pylist()]
            self._ids = pa.concat_arrays([self._ids, pa.array(ids, pa.string())])
            places = pc.index_in(names, value_set=self._names, skip_nulls=True)
        return self._ids.take(places)


@contextmanager
def pseudonyms_in(backend: Backend, key: bytes) -> Iterator[None]:
    """Give the engine a function `listener_pseudonym(name)` for the length of the block.

    Names turn into pseudonyms while they are read, so that no table ever holds a name.
    """
    backend.con.create_function(
        FUNCTION, Pseudonyms(key), ["VARCHAR"], "VARCHAR", type="arrow", side_effects=False
    )
    try:
        yield
    finally:
        backend.con.remove_function(FUNCTION)
